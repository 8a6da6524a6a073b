"""What one user may do with one model: the union over his roles, deny by default; the only place that decides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from zhihe.errors import Forbidden, Invalid, NotFound
from zhihe.platform.context import Principal
from zhihe.platform.model.elements import Access, Expression, Model, Registry, Step
from zhihe.platform.records.inherited import Inherited

ALL = "*"


@dataclass(frozen=True, slots=True)
class Grant:
    """A user's rights on a model; ``rows`` are alternatives (None = every row), empty means none is visible.

    ``append_rows`` are the keys of a series that his appending roles reach, in the same form.
    """

    read: bool
    rows: tuple[Expression, ...] | None
    create: frozenset[str]
    write: frozenset[str]
    steps: frozenset[str]
    delete: bool
    imports: bool
    exports: bool
    append: bool
    append_rows: tuple[Expression, ...] | None
    hidden: frozenset[str]


def grant(registry: Registry, model: Model, user: Principal) -> Grant:
    """The user's rights on ``model``; a line model follows its parent, a formula and a view what they are made of."""
    return _granted(registry, model.key, user.roles, user.scopes)


@lru_cache(maxsize=4_096)
def _granted(registry: Registry, key: str, roles: frozenset[str], scopes: frozenset[str] | None) -> Grant:
    result = _declared(registry, registry.models[key], roles)
    inherited = Inherited(registry, lambda model: _declared(registry, model, roles).hidden)
    result = replace(result, hidden=inherited.of(registry.models[key]))
    return result if scopes is None else _narrow(result, _owner(registry, registry.models[key]).key, scopes)


def _owner(registry: Registry, model: Model) -> Model:
    return registry.models[model.line_of] if model.line_of else model


def _declared(registry: Registry, model: Model, roles: frozenset[str]) -> Grant:
    """What the file of the model says of these roles."""
    owner = _owner(registry, model)
    given = [owner.access[role] for role in sorted(roles) if role in owner.access]
    readers = [access for access in given if access.read]
    adders = [access for access in given if access.append]
    return Grant(
        read=bool(readers),
        rows=_rows(readers),
        create=_fields(access.create for access in given),
        write=_fields(access.write for access in given),
        steps=_fields(access.steps for access in given),
        delete=any(access.delete for access in given),
        imports=any(access.imports for access in given),
        exports=any(access.exports for access in given),
        append=bool(adders),
        append_rows=_rows(adders),
        hidden=_hidden(readers)
        | (_of_lines(owner, model, readers) if model.line_of else frozenset())
        | _masked(owner, model, readers),
    )


def _rows(readers: list[Access]) -> tuple[Expression, ...] | None:
    predicates = [access.rows for access in readers]
    if any(predicate is None for predicate in predicates):
        return None
    return tuple(predicate for predicate in predicates if predicate is not None)


def _fields(named: Iterable[tuple[str, ...]]) -> frozenset[str]:
    return frozenset(name for names in named for name in names)


def _hidden(readers: list[Access]) -> frozenset[str]:
    if not readers:
        return frozenset()
    return frozenset.intersection(*(frozenset(access.hide) for access in readers))


def _of_lines(owner: Model, model: Model, readers: list[Access]) -> frozenset[str]:
    """What the parent hides of its lines: ``lines.price`` hides ``price`` of the line model."""
    parts = (name.partition(".") for name in _hidden(readers))
    return frozenset(field for key, dot, field in parts if dot and owner.fields[key].of == model.key)


def _masked(owner: Model, model: Model, readers: list[Access]) -> frozenset[str]:
    """Sensitive fields that none of the roles names under ``show``; those of lines as ``lines.price``."""
    sensitive = {key for key, field in model.fields.items() if field.sensitive}
    if not sensitive:
        return frozenset()
    shown = {name for access in readers for name in access.show}
    if owner is not model:
        tables = [key for key, field in owner.fields.items() if field.of == model.key]
        shown = {name.partition(".")[2] for name in shown if name.partition(".")[0] in tables}
    return frozenset(sensitive - shown)


def step_of(model: Model, key: str) -> Step:
    """A step of a model; NotFound with those it has."""
    found = model.steps.get(key)
    if found is None:
        known = ", ".join(model.steps) or "none"
        raise NotFound("step.unknown", f"{model.key} has no step {key!r}; it has {known}.", model=model.key, step=key)
    return found


def require_reason(model: Model, reason: str, state: str | None = None) -> None:
    """Refuse what a user does to a controlled record without saying why.

    ``state`` is where a record stands that is changed or deleted: a draft, which nobody has released yet, is free.
    """
    draft = model.states is not None and state == model.states.initial
    if model.controlled and not draft and not reason.strip():
        raise Invalid(
            "reason.required",
            f"{model.key} is controlled: say why, in the header X-Reason.",
            model=model.key,
            field="reason",
        )


def _narrow(given: Grant, model: str, scopes: frozenset[str]) -> Grant:
    """A token's scopes are ``read``, ``write``, or the same for one model: ``read:item``; a machine's ``append``."""
    reads = bool(scopes & {"read", "write", f"read:{model}", f"write:{model}"})
    writes = bool(scopes & {"write", f"write:{model}"})
    return Grant(
        read=given.read and reads,
        rows=given.rows,
        create=given.create if writes else frozenset(),
        write=given.write if writes else frozenset(),
        steps=given.steps if writes else frozenset(),
        delete=given.delete and writes,
        imports=given.imports and writes,
        exports=given.exports and reads,
        append=given.append and (writes or bool(scopes & {"append", f"append:{model}"})),
        append_rows=given.append_rows,
        hidden=given.hidden,
    )


def require_read(given: Grant, model: Model) -> None:
    """Refuse a user who may not read the model at all."""
    if not given.read:
        raise Forbidden(
            "access.read",
            f"Your roles do not let you read {model.key}; ask an administrator for a role that does.",
            model=model.key,
        )


def require_step(given: Grant, model: Model, step: str) -> None:
    """Refuse a user who may not take this step."""
    if not given.read or not ({step, ALL} & given.steps):
        raise Forbidden(
            "access.step",
            f"Your roles do not let you take the step {step} on {model.key}.",
            model=model.key,
            step=step,
        )


def require_fields(given: Grant, model: Model, values: Mapping[str, Any], *, creating: bool) -> None:
    """Refuse fields this user may not write; naming the first and all of them."""
    allowed = given.create if creating else given.write
    if not given.read or not allowed:
        verb = "create" if creating else "change"
        raise Forbidden(f"access.{verb}", f"Your roles do not let you {verb} {model.key}.", model=model.key)
    if ALL in allowed:
        closed = sorted(set(values) & given.hidden)
    else:
        closed = sorted((set(values) - {"id"} - allowed) | (set(values) & given.hidden))
    if closed:
        raise Forbidden(
            "access.field",
            f"Your roles do not let you set {', '.join(closed)} on {model.key}.",
            model=model.key,
            fields=closed,
        )


def require_append(given: Grant, model: Model) -> None:
    """Refuse a user or machine that may not add to a series; who may append need not be able to read."""
    if not given.append:
        raise Forbidden(
            "access.append",
            f"Your roles, or the scopes of your token, do not let you add to {model.key}.",
            model=model.key,
        )


def require_delete(given: Grant, model: Model) -> None:
    """Refuse a user who may not delete records of the model."""
    if not given.read or not given.delete:
        raise Forbidden("access.delete", f"Your roles do not let you delete {model.key}.", model=model.key)
