"""What a user does himself: access first, then the write path, and an answer without what he may not see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhihe.errors import NotFound, PreconditionRequired
from zhihe.platform.actions import Row
from zhihe.platform.model.elements import Model
from zhihe.platform.records import access, read, write
from zhihe.platform.records.shape import shape
from zhihe.platform.records.unit import Unit


def create(unit: Unit, model: Model, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Create records as this user."""
    given = _grant(unit, model)
    for row in rows:
        access.require_fields(given, model, row, creating=True)
    _links(unit, model, rows)
    return _settled(unit, model, write.create_many(unit, model, rows, direct=True), given)


def change(unit: Unit, model: Model, name: str, values: Mapping[str, Any], version: int | None) -> Row:
    """Change a record as this user."""
    given = _grant(unit, model)
    access.require_fields(given, model, values, creating=False)
    _links(unit, model, [values])
    identity = read.identity(unit, model, name)
    versions = {identity: _version(version)}
    changed = write.change_many(unit, model, {identity: values}, versions=versions, direct=True)
    return _settled(unit, model, changed, given)[0]


def step(unit: Unit, model: Model, name: str, step_key: str, inputs: Mapping[str, Any], version: int | None) -> Row:
    """Take a step as this user."""
    given = _grant(unit, model)
    if step_key not in model.steps:
        raise NotFound(
            "step.unknown",
            f"{model.key} has no step {step_key!r}; it has {', '.join(model.steps) or 'none'}.",
            model=model.key,
            step=step_key,
        )
    access.require_step(given, model, step_key)
    identity = read.identity(unit, model, name)
    versions = {identity: _version(version)}
    taken = write.step_many(unit, model, model.steps[step_key], {identity: inputs}, versions=versions)
    return _settled(unit, model, taken, given)[0]


def delete(unit: Unit, model: Model, name: str, version: int | None) -> None:
    """Delete a record as this user."""
    access.require_delete(_grant(unit, model), model)
    identity = read.identity(unit, model, name)
    write.delete_many(unit, model, [identity], versions={identity: _version(version)})


def _settled(unit: Unit, model: Model, rows: Sequence[Row], given: access.Grant) -> list[Row]:
    """The rows as they stand once every rule has run: an answer names the state and version that the next act needs."""
    unit.hooks.drain(unit)
    return [visible(unit.rows.get((model.key, row["id"]), row), given) for row in rows]


def visible(row: Row, given: access.Grant) -> Row:
    """The row without what the user may not see, and without what the store keeps for itself."""
    return {key: value for key, value in row.items() if key not in given.hidden}


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
    """A user links only to models he may read, and where his rows are limited only to those rows."""
    for key, field in shape(model).links.items():
        named = {str(row[key]) for row in rows if row.get(key)}
        if not named or field.to not in unit.registry.models:
            continue
        target = unit.model(field.to)
        given = access.grant(unit.registry, target, unit.user)
        access.require_read(given, target)
        if given.rows is not None:
            for name in sorted(named):
                read.identity(unit, target, name)
