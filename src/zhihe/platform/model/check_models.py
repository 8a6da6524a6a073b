"""Models: their names, keys and layouts, and what belongs to one kind only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from zhihe.kernels.expression import BOOL
from zhihe.platform.model.check_fields import TEXTUAL, check_fields
from zhihe.platform.model.checking import Checking, fields_of, follow
from zhihe.platform.model.elements import Model
from zhihe.platform.model.numbering import parse_pattern
from zhihe.platform.model.places import Owner
from zhihe.platform.model.problems import allowed
from zhihe.platform.model.reader import Path
from zhihe.platform.model.schedule import parse_keep
from zhihe.platform.model.scope import scope_of
from zhihe.platform.model.system import RESERVED_MODELS

MAX_TABLE: Final = 50
"""PostgreSQL cuts names at 63 bytes; the names of keys and indexes add to the table's."""
SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "record": ("fields",),
    "series": ("fields",),
    "ledger": ("dimensions", "measures"),
    "edges": ("edge",),
    "view": (),
}


def check_model(checking: Checking, model: Model, data: Mapping[str, Any]) -> None:
    """Check one model but for its states, rules and rights."""
    owner: Owner = ("model", model.key)
    if len(model.table) > MAX_TABLE:
        checking.problem(owner, ("model",), f"the table name {model.table} is longer than {MAX_TABLE}; shorten the key")
    if model.key in RESERVED_MODELS:
        checking.problem(owner, ("model",), f"{model.key} is a word of the platform; choose another name")
    if model.custom and "table" in data:
        checking.problem(owner, ("table",), "tables of a drawn app are named by uid; leave it out")
    for section in SECTIONS[model.kind]:
        check_fields(checking, model, data, section)
    _names(checking, model, owner)
    _sets(checking, model, owner)
    _number(checking, model, owner)
    if model.line_of:
        _line(checking, model, data, owner)
    {"view": _view, "series": _series, "edges": _edges}.get(model.kind, _nothing)(checking, model, owner)


def _nothing(_checking: Checking, _model: Model, _owner: Owner) -> None:
    """A kind with no law of its own here."""


def _names(checking: Checking, model: Model, owner: Owner) -> None:
    known = fields_of(model)
    if model.title != "id":
        checking.known(owner, ("title",), model.title, known, "field")
    for key in ("search", "natural_key"):
        for index, name in enumerate(getattr(model, key)):
            checking.known(owner, (key, index), name, known, "field")
    for index, name in enumerate(model.search):
        if name in known and known[name].type not in TEXTUAL:
            message = f"{name} is of type {known[name].type}; the search looks into {', '.join(sorted(TEXTUAL))}"
            checking.problem(owner, ("search", index), message)
    for index, name in enumerate(model.list):
        if follow(checking.registry, model, name) is None:
            checking.problem(owner, ("list", index), f"there is no field {name}; {allowed(name, known)}")


def _sets(checking: Checking, model: Model, owner: Owner) -> None:
    """Sets of fields for uniqueness and indexes: each known once, each with a column."""
    parent = {"parent_id"} if model.line_of else set()
    known = fields_of(model)
    for key, sets in (("unique", model.unique), ("indexes", model.indexes)):
        for index, names in enumerate(sets):
            if len(set(names)) != len(names) or not names:
                checking.problem(owner, (key, index), "name each field of the set once, and at least one")
            for place, name in enumerate(names):
                path: Path = (key, index, place)
                found = known.get(name)
                if name in parent or not checking.known(owner, path, name, known, "field"):
                    continue
                virtual = found is not None and found.formula is not None and not found.store
                if virtual or (found is not None and found.type == "lines"):
                    checking.problem(owner, path, f"{name} has no column; a formula needs store: true")


def _number(checking: Checking, model: Model, owner: Owner) -> None:
    if model.number is None:
        return
    try:
        parse_pattern(model.number.pattern)
    except ValueError as error:
        checking.problem(owner, ("number", "pattern"), str(error))
    if model.line_of:
        checking.problem(owner, ("number",), "lines have a position, not a number; leave it out")


def _line(checking: Checking, model: Model, data: Mapping[str, Any], owner: Owner) -> None:
    if not checking.known(owner, ("line_of",), model.line_of, checking.registry.models, "model"):
        return
    parent = checking.registry.models[model.line_of]
    if parent.app != model.app:
        checking.problem(owner, ("line_of",), f"{parent.key} belongs to app {parent.app}; only it can give it lines")
    if parent.kind != "record" or parent.line_of:
        checking.problem(owner, ("line_of",), f"{parent.key} is no record that can have lines")
    if not any(field.type == "lines" and field.of == model.key for field in parent.fields.values()):
        message = f"{parent.key} has no field of type lines for it: lines: {{type: lines, of: {model.key}}}"
        checking.problem(owner, ("line_of",), message)
    for key in ("states", "steps", "access", "guard", "fill"):
        if data.get(key):
            checking.problem(owner, (key,), f"a line lives with its parent; say {key} in {parent.key}.yaml")


def _view(checking: Checking, model: Model, owner: Owner) -> None:
    if checking.model(model.app, owner, ("from",), model.view_from) is None:
        return
    base = checking.registry.models[model.view_from]
    reached = {base.key: base}
    for join in model.joins:
        path: Path = ("join", join.alias)
        target = checking.model(model.app, owner, path, join.model)
        if target is None:
            continue
        if not any(_leads(each, join.alias, join.model) for each in reached.values()):
            links = sorted(name for each in reached.values() for name, _ in _links(each))
            message = (
                f"{join.alias} is no link to {join.model} from what came before; links: {', '.join(links) or 'none'}"
            )
            checking.problem(owner, path, message)
        reached[join.alias] = target
    checking.typed(model.where, scope_of(checking.registry, model), owner, ("where",), BOOL)
    _labels(checking, model, owner)


def _leads(model: Model, alias: str, target: str) -> bool:
    return dict(_links(model)).get(alias) == target


def _links(model: Model) -> Iterator[tuple[str, str]]:
    if model.line_of:
        yield model.parent_key, model.line_of
    for key, field in model.fields.items():
        if field.type == "link":
            yield key, field.to


def _labels(checking: Checking, model: Model, owner: Owner) -> None:
    for key, field in model.fields.items():
        if not (field.label.zh and field.label.en):
            message = "label is missing: write the column as {as: …, label: {zh: …, en: …}}"
            checking.problem(owner, ("fields", key), message)


def _series(checking: Checking, model: Model, owner: Owner) -> None:
    for index, name in enumerate(model.series_key):
        checking.known(owner, ("key", index), name, model.fields, "field")
    for key, field in model.fields.items():
        if field.type in {"lines", "formula", "links"}:
            checking.problem(
                owner, ("fields", key, "type"), f"a series is appended as it comes; it holds no {field.type}"
            )
    if model.keep:
        try:
            parse_keep(model.keep)
        except ValueError as error:
            checking.problem(owner, ("keep",), str(error))


def _edges(checking: Checking, model: Model, owner: Owner) -> None:
    for index, name in enumerate(model.nodes):
        if name != "any":
            checking.model(model.app, owner, ("nodes", index), name)
