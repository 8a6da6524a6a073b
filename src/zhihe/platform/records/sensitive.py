"""Noting who is shown sensitive fields: what an answer to a person holds of them, kept with the end of the request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from zhihe.platform.model.elements import Model, Registry
from zhihe.platform.records.inherited import Inherited
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import readings


@lru_cache(maxsize=32)
def _marks(registry: Registry) -> tuple[Inherited, bool]:
    """The sensitive fields of these definitions, and whether there are any."""
    found = Inherited(registry, lambda model: frozenset(key for key, each in model.fields.items() if each.sensitive))
    return found, any(each.sensitive for model in registry.models.values() for each in model.fields.values())


def fields_of(unit: Unit, model: Model, keys: Iterable[str]) -> list[str]:
    """Those of some fields or paths of a model that are sensitive, or worked out from what is."""
    marks, some = _marks(unit.registry)
    if not some:
        return []
    own = marks.of(model)
    return [key for key in keys if key in own or ("." in key and marks.passes(model, tuple(key.split("."))))]


def shown(unit: Unit, model: Model, rows: Sequence[Mapping[str, Any]]) -> None:
    """Note what these rows, as a person is shown them, hold of sensitive fields."""
    if not rows or not unit.user.request.id:
        return
    found = fields_of(unit, model, rows[0])
    if found:
        names = [str(row.get("number") or _code(model, row) or row.get("id") or "") for row in rows]
        note(unit, model, found, [each for each in names if each], sum(not each for each in names))


def note(unit: Unit, model: Model, fields: Sequence[str], names: Sequence[str], uncounted: int = 0) -> None:
    """Note these fields of these records."""
    if fields and unit.user.request.id:
        unit.readings.setdefault(model.key, readings.Reading()).add(fields, names, uncounted)


def keep(unit: Unit) -> None:
    """Write down what was noted, by one statement; nothing where nothing was."""
    if not unit.readings:
        return
    request = unit.user.request
    common = {
        "at": unit.now,
        "user_id": unit.user.id,
        "address": request.address,
        "path": request.path,
        "request_id": request.id,
    }
    readings.add(unit.tx, unit.readings, common)
    unit.readings.clear()


def _code(model: Model, row: Mapping[str, Any]) -> object:
    return row.get(model.natural_key[0]) if len(model.natural_key) == 1 else None
