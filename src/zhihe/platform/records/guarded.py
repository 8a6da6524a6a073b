"""What a user does himself: access first, then the write path, and an answer without what he may not see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhihe.errors import Forbidden, NotFound, PreconditionRequired
from zhihe.platform.actions import Row
from zhihe.platform.model.elements import Model
from zhihe.platform.records import access, filed, read, write
from zhihe.platform.records.shape import shape
from zhihe.platform.records.unit import Unit


def create(unit: Unit, model: Model, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Create records as this user."""
    given = _grant(unit, model)
    for row in rows:
        access.require_fields(given, model, row, creating=True)
        _lines_open(unit, model, row)
        filed.require_visible(unit, model, row)
    _links(unit, model, rows)
    made = write.create_many(unit, model, rows, direct=True)
    _still_own(unit, model, given, made)
    return _settled(unit, model, made)


def change(unit: Unit, model: Model, name: str, values: Mapping[str, Any], version: int | None) -> Row:
    """Change a record as this user."""
    given = _grant(unit, model)
    access.require_fields(given, model, values, creating=False)
    _lines_open(unit, model, values)
    filed.require_visible(unit, model, values)
    _links(unit, model, [values])
    identity = read.identity(unit, model, name)
    versions = {identity: _version(version)}
    changed = write.change_many(unit, model, {identity: values}, versions=versions, direct=True)
    _still_own(unit, model, given, changed)
    return _settled(unit, model, changed)[0]


def step(unit: Unit, model: Model, name: str, step_key: str, inputs: Mapping[str, Any], version: int | None) -> Row:
    """Take a step as this user."""
    given = _grant(unit, model)
    declared = access.step_of(model, step_key)
    access.require_step(given, model, step_key)
    filed.require_opened(unit, declared.inputs, inputs)
    # A step that asks for a reason itself has it in its input.
    unit.reason = unit.reason or (str(inputs.get("reason") or "") if "reason" in declared.inputs else "")
    access.require_reason(model, unit.reason)
    identity = read.identity(unit, model, name)
    versions = {identity: _version(version)}
    taken = write.step_many(unit, model, declared, {identity: inputs}, versions=versions, direct=True)
    return _settled(unit, model, taken)[0]


def delete(unit: Unit, model: Model, name: str, version: int | None) -> None:
    """Delete a record as this user."""
    access.require_delete(_grant(unit, model), model)
    # What has states is deleted as a draft only.
    access.require_reason(model, unit.reason, None if model.states is None else model.states.initial)
    identity = read.identity(unit, model, name)
    write.delete_many(unit, model, [identity], versions={identity: _version(version)})


def _lines_open(unit: Unit, model: Model, values: Mapping[str, Any]) -> None:
    """What is hidden of a line is not set either, not even blindly."""
    for key, declared in shape(model).lines.items():
        rows = [line for line in _listed(values.get(key)) if isinstance(line, Mapping)]
        closed = {name for line in rows for name in line} & read.hidden_of(unit, unit.model(declared.of))
        if closed:
            named = ", ".join(f"{key}.{name}" for name in sorted(closed))
            raise Forbidden(
                "access.field",
                f"Your roles do not let you set {named} on {model.key}.",
                model=model.key,
                fields=sorted(f"{key}.{name}" for name in closed),
            )


def _settled(unit: Unit, model: Model, rows: Sequence[Row]) -> list[Row]:
    """The rows as they stand once every rule has run: an answer names the state and version that the next act needs."""
    unit.hooks.drain(unit)
    return shown(unit, model, [unit.rows.get((model.key, row["id"]), row) for row in rows])


def shown(unit: Unit, model: Model, rows: Sequence[Row]) -> list[Row]:
    """The rows without what the user may not see, of the records or of their lines."""
    own = read.hidden_of(unit, model)
    lines = {key: read.hidden_of(unit, unit.model(each.of)) for key, each in shape(model).lines.items()}
    return [
        {
            key: [_without(line, lines[key]) for line in value] if lines.get(key) else value
            for key, value in row.items()
            if key not in own
        }
        for row in rows
    ]


def _without(row: Row, hidden: frozenset[str]) -> Row:
    return {key: value for key, value in row.items() if key not in hidden}


def _still_own(unit: Unit, model: Model, given: access.Grant, rows: Sequence[Row]) -> None:
    """Who sees some rows only neither makes one outside of them nor moves one out."""
    if given.rows is None:
        return
    for row in rows:
        try:
            read.identity(unit, model, row["id"])
        except NotFound as error:
            raise Forbidden(
                "access.rows",
                f"Your roles see only some rows of {model.key}, and this one would be none of them.",
                model=model.key,
            ) from error


def _grant(unit: Unit, model: Model) -> access.Grant:
    if model.line_of:
        raise NotFound("model.line", f"{model.key} are lines of {model.line_of}: change them there.", model=model.key)
    return access.grant(unit.registry, model, unit.user)


def _version(version: int | None) -> int:
    if version is None:
        raise PreconditionRequired(
            "version.required",
            "A change must name the version it was made from: send If-Match with the version you read.",
        )
    return version


def _links(unit: Unit, model: Model, rows: Sequence[Mapping[str, Any]]) -> None:
    """A user links only to models he may read, and where his rows are limited only to those rows; in lines too."""
    for key, field in shape(model).links.items():
        _link(unit, field.to, {str(row[key]) for row in rows if row.get(key)})
    for key, declared in shape(model).lines.items():
        below = [line for row in rows for line in _listed(row.get(key)) if isinstance(line, Mapping)]
        if below:
            _links(unit, unit.model(declared.of), below)


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _link(unit: Unit, to: str, named: set[str]) -> None:
    if not named or to not in unit.registry.models:
        return
    target = unit.model(to)
    given = access.grant(unit.registry, target, unit.user)
    access.require_read(given, target)
    if given.rows is not None and not target.line_of:
        for name in sorted(named):
            read.identity(unit, target, name)
