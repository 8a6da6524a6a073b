"""What is read beside the fields of a row so that a person understands them: names of what it points to, units."""

from __future__ import annotations

from collections.abc import Iterable

from zhihe.platform.model.elements import Field, Model
from zhihe.platform.records.access import grant
from zhihe.platform.records.unit import Unit

NAME = "name"


def readable(unit: Unit, model: Model, path: str) -> bool:
    """Whether the user may read all along a path of links such as ``item.unit.code``."""
    at: Model | None = model
    for name in path.split("."):
        field = None if at is None else at.fields.get(name)
        if at is None or field is None:
            return False
        given = grant(unit.registry, at, unit.user)
        if not given.read or name in given.hidden:
            return False
        at = unit.registry.models.get(field.to)
    return True


def target(unit: Unit, model: Model, path: str) -> Model | None:
    """The model at the end of a path of links."""
    at: Model | None = model
    for name in path.split("."):
        field = None if at is None else at.fields.get(name)
        at = None if field is None else unit.registry.models.get(field.to)
    return at


def companions(unit: Unit, model: Model, keys: Iterable[str]) -> tuple[str, ...]:
    """The paths to the names of linked records and to the units of quantities among these fields."""
    fields = [model.fields[key] for key in keys if key in model.fields]
    wanted = [path for field in fields for path in _paths(unit, field)]
    return tuple(path for path in dict.fromkeys(wanted) if readable(unit, model, path))


def _paths(unit: Unit, field: Field) -> list[str]:
    found = [field.unit] if "." in field.unit else []
    linked = unit.registry.models.get(field.to) if field.type == "link" else None
    if linked is not None and linked.title != NAME and NAME in linked.fields:
        found.append(f"{field.key}.{NAME}")
    return found
