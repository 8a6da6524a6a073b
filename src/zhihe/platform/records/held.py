"""Which fields of a record hold files: written down at each save, so that a file's readers are those of its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zhihe.platform.actions import Row
from zhihe.platform.model.elements import Model, Registry
from zhihe.platform.records.shape import shape
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import files


def holds(registry: Registry, model: Model) -> frozenset[str]:
    """The fields of a model in which a file may be: its own, and lines that have such a field."""
    parts = shape(model)
    lines = {key for key, declared in parts.lines.items() if shape(registry.models[declared.of]).files}
    return frozenset(parts.files) | lines


def note(unit: Unit, model: Model, row: Row, changes: Mapping[str, Any]) -> None:
    """Write down which fields of a saved record hold files, where ``changes``, as the trail tells them, touched one."""
    if _touched(unit.registry, model, changes):
        files.replace_uses(unit.tx, model.table, str(row["id"]), list(_held(unit.registry, model, row)))


def _touched(registry: Registry, model: Model, changes: Mapping[str, Any]) -> bool:
    """Whether a file came or went; lines without one are saved in the hundreds."""
    parts = shape(model)
    if changes.keys() & set(parts.files):
        return True
    for key in parts.lines.keys() & changes.keys():
        inner = set(shape(registry.models[parts.lines[key].of]).files)
        for told in changes[key].values() if inner else ():
            gone = told.get("_deleted")
            if inner & (gone[0] if gone else told).keys():
                return True
    return False


def forget(unit: Unit, model: Model, identity: str) -> None:
    """A deleted record holds none."""
    files.replace_uses(unit.tx, model.table, identity, [])


def _held(registry: Registry, model: Model, row: Row) -> Iterator[tuple[str, str]]:
    parts = shape(model)
    found = dict.fromkeys((key, row[key]["id"]) for key in parts.files if isinstance(row.get(key), Mapping))
    for key, declared in parts.lines.items():
        inner = registry.models[declared.of]
        for line in row.get(key) or () if shape(inner).files else ():
            found |= dict.fromkeys((f"{key}.{name}", identity) for name, identity in _held(registry, inner, line))
    yield from found
