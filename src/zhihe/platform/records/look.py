"""Ledgers, edges and series as a user may see them; measurements as he may add them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhihe.errors import Forbidden, Invalid
from zhihe.platform.actions import Reference, Row
from zhihe.platform.context import Direction
from zhihe.platform.model import field_types
from zhihe.platform.model.elements import Model
from zhihe.platform.records.access import Grant, grant, require_read
from zhihe.platform.records.check import parse
from zhihe.platform.records.env import Place
from zhihe.platform.records.problems import Problems
from zhihe.platform.records.read import sight_of
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import edges as edge_store
from zhihe.platform.store import ledger as ledger_store
from zhihe.platform.store import series as series_store


def _opened(unit: Unit, model: Model) -> Grant:
    given = grant(unit.registry, model, unit.user)
    require_read(given, model)
    if given.rows is not None and model.kind != "ledger":
        raise Forbidden("access.rows", f"Your roles see only some rows of {model.key}, which cannot be shown this way.")
    return given


def _seen(unit: Unit, model: Model, given: Grant) -> ledger_store.Seen:
    sight = sight_of(unit)
    return ledger_store.Seen(given.rows, Place(unit, model, {}).value, sight.hidden, sight.readable)


def balances(unit: Unit, model: Model, where: Mapping[str, Any] | None, group: Sequence[str]) -> list[Row]:
    """What stands in a ledger, as far as this user may see its rows and fields."""
    given = _opened(unit, model)
    return _bare(model, ledger_store.balances(unit.tx, model, where, group, seen=_seen(unit, model, given)), given)


def entries(unit: Unit, model: Model, where: Mapping[str, Any] | None, _group: Sequence[str]) -> list[Row]:
    """What was posted to a ledger, as far as this user may see its rows and fields."""
    given = _opened(unit, model)
    return _bare(model, ledger_store.entries(unit.tx, model, where, seen=_seen(unit, model, given)), given)


def _bare(model: Model, rows: list[Row], given: Grant) -> list[Row]:
    """Rows without hidden fields, nor what is computed from a hidden measure."""
    hidden = given.hidden | ({"free", "reserved"} if given.hidden & set(model.measures) else set())
    return [{key: value for key, value in row.items() if key not in hidden} for row in rows]


def trace(unit: Unit, model: Model, start: Sequence[Reference], direction: Direction, depth: int | None) -> list[Row]:
    """All nodes reached from the start."""
    _opened(unit, model)
    return edge_store.trace(unit.tx, model, start, direction, depth)


def append(unit: Unit, model: Model, rows: Sequence[Mapping[str, Any]]) -> int:
    """Append measurements as this user, who needs the right to create them."""
    given = grant(unit.registry, model, unit.user)
    if not given.read:
        raise Forbidden("access.append", f"Your roles do not let you add to {model.key}.", model=model.key)
    problems = Problems()
    checked = [parse(model.fields, row, problems, at=f"[{i}]", direct=True) for i, row in enumerate(rows)]
    problems.raise_if_any(model.key)
    return series_store.append(unit.tx, model, checked, at=unit.now)


def window(unit: Unit, model: Model, key: Mapping[str, Any], size: int) -> list[Row]:
    """The newest rows of a key, oldest first."""
    _opened(unit, model)
    if set(key) != set(model.series_key):
        raise Invalid(
            "series.key", f"Name the key of {model.key}: {', '.join(model.series_key)}.", field=model.series_key[0]
        )
    typed = {name: field_types.check(model.fields[name], value) for name, value in key.items()}
    return series_store.window(unit.tx, model, typed, size)
