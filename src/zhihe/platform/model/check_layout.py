"""Forms and rights: every field, step and role they name."""

from __future__ import annotations

from zhihe.kernels.expression import BOOL, Path
from zhihe.kernels.expression.names import names as names_of
from zhihe.kernels.expression.names import replace_paths
from zhihe.platform.model.checking import Checking, fields_of, follow
from zhihe.platform.model.elements import Access, Expression, Model, Placed
from zhihe.platform.model.places import Owner
from zhihe.platform.model.problems import allowed
from zhihe.platform.model.reader import Path as Place
from zhihe.platform.model.scope import DefinitionScope, scope_of


def check_form(checking: Checking, model: Model) -> None:
    """Check every place of a form."""
    for index, placed in enumerate(model.form):
        _placed(checking, model, placed, ("form", index))


def _placed(checking: Checking, model: Model, placed: Placed, path: Place) -> None:
    owner: Owner = ("model", model.key)
    if placed.kind == "field" and follow(checking.registry, model, placed.target) is None:
        known = fields_of(model)
        checking.problem(owner, path, f"there is no field {placed.target}; {allowed(placed.target, known)}")
    elif placed.kind == "button":
        checking.known(owner, path, placed.target, model.steps, "step")
    elif placed.kind == "related":
        _related(checking, model, placed, path)
    scope = scope_of(checking.registry, model)
    for key in ("visible", "required", "readonly"):
        checking.typed(getattr(placed, key), scope, owner, (*path, key), BOOL)
    checking.typed(placed.text, scope, owner, (*path, "text"))
    if placed.options is not None:
        _options(checking, model, placed, placed.options, path)
    rows: Place = path if placed.kind == "row" else (*path, "rows")
    for index, inner in enumerate(placed.rows):
        _placed(checking, model, inner, (*rows, index))


def _related(checking: Checking, model: Model, placed: Placed, path: Place) -> None:
    owner: Owner = ("model", model.key)
    if not checking.known(owner, (*path, "related"), placed.target, checking.registry.models, "model"):
        return
    links = [
        key
        for key, field in checking.registry.models[placed.target].fields.items()
        if field.type == "link" and field.to in {model.key, "any"}
    ]
    if placed.by not in links:
        message = f"by must name a link of {placed.target} to {model.key}; {allowed(placed.by, links)}"
        checking.problem(owner, (*path, "by"), message)


def check_prints(checking: Checking, model: Model) -> None:
    """Check the further records of every document."""
    for name, declared in model.prints.items():
        for key, each in declared.related.items():
            path: Place = ("print", name, "related", key)
            target = checking.model(model.app, ("model", model.key), (*path, "model"), each.model)
            if target is None:
                continue
            _related(checking, model, Placed("related", each.model, by=each.by), path)
            for index, field in enumerate(each.sort):
                checking.known(("model", model.key), (*path, "sort", index), field, fields_of(target), "field")


def _options(checking: Checking, model: Model, placed: Placed, options: Expression, path: Place) -> None:
    owner: Owner = ("model", model.key)
    field = model.fields.get(placed.target)
    target = checking.registry.models.get(field.to) if field is not None and field.type in {"link", "links"} else None
    if target is None:
        checking.problem(owner, (*path, "options"), "only a link field offers records to choose from")
        return
    check_found(checking, options, target, model, owner, (*path, "options"))


def check_found(
    checking: Checking,
    condition: Expression,
    target: Model,
    here: Model,
    owner: Owner,
    path: Place,
    seen: DefinitionScope | None = None,
) -> None:
    """Check a condition over another model's records, where ``this`` is the record at hand and inputs are ``seen``."""
    inputs = seen.inputs if seen else None
    scope = DefinitionScope(checking.registry, target, inputs=inputs, event=here)
    checking.tree(replace_paths(condition.tree, _at_hand), condition.text, scope, owner, path, BOOL)


def _at_hand(path: Path) -> Path:
    """Read ``this.x`` as the record at hand; elsewhere the language takes it for the bare name."""
    if path.names[0] != "this":
        return path
    return Path(("event", *path.names[1:]), path.uids, path.at)


def check_access(checking: Checking, model: Model) -> None:
    """Check the rights of every role."""
    owner: Owner = ("model", model.key)
    for role, access in model.access.items():
        path: Place = ("access", role)
        checking.known(owner, path, role, checking.registry.roles, "role")
        checking.typed(access.rows, scope_of(checking.registry, model), owner, (*path, "rows"), BOOL)
        _named(checking, model, access, path)
        if model.kind == "series" and access.rows is not None:
            _key_only(checking, model, access.rows, (*path, "rows"))
        if not access.read and (access.create or access.write or access.steps or access.delete or access.exports):
            checking.problem(owner, path, f"{role} may act but not read; add read: true")


def _key_only(checking: Checking, model: Model, rows: Expression, path: Place) -> None:
    """A series is read and appended by key, so its rows right is decided by the key alone."""
    for name in sorted(names_of(rows.tree) & set(fields_of(model))):
        if name not in model.series_key:
            message = f"{name} is not part of the key; rows of a series may look at {', '.join(model.series_key)} only"
            checking.problem(("model", model.key), path, message)


def _line_fields(checking: Checking, model: Model) -> list[str]:
    """The fields of a record's lines, as ``lines.price``."""
    lines = {
        key: checking.registry.models.get(field.of) for key, field in model.fields.items() if field.type == "lines"
    }
    return [f"{key}.{name}" for key, line in lines.items() if line is not None for name in line.fields]


def _named(checking: Checking, model: Model, access: Access, path: Place) -> None:
    owner: Owner = ("model", model.key)
    for key, names, known, what in (
        ("create", access.create, model.fields, "field"),
        ("write", access.write, model.fields, "field"),
        ("hide", access.hide, [*fields_of(model), *_line_fields(checking, model)], "field"),
        ("show", access.show, [*fields_of(model), *_line_fields(checking, model)], "field"),
        ("steps", access.steps, model.steps, "step"),
    ):
        for index, name in enumerate(names):
            if name != "*":
                checking.known(owner, (*path, key, index), name, known, what)
    for key, names in (("create", access.create), ("write", access.write)):
        for index, name in enumerate(names):
            field = model.fields.get(name)
            if field is not None and (field.formula is not None or field.readonly):
                message = f"{name} is set by rules only; nobody can be given the right to it"
                checking.problem(owner, (*path, key, index), message)
