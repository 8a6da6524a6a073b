"""Ledgers, edges and series as a user may see them; measurements as he may add them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhihe.errors import Forbidden, Invalid
from zhihe.platform.actions import Reference, Row
from zhihe.platform.context import Direction
from zhihe.platform.model import field_types
from zhihe.platform.model.elements import Expression, Model
from zhihe.platform.records import nodes, sensitive
from zhihe.platform.records.access import Grant, grant, require_append, require_read
from zhihe.platform.records.check import parse
from zhihe.platform.records.env import Place, evaluate
from zhihe.platform.records.problems import Problems
from zhihe.platform.records.read import sight_of
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import edges as edge_store
from zhihe.platform.store import ledger as ledger_store
from zhihe.platform.store import series as series_store


def _opened(unit: Unit, model: Model) -> Grant:
    given = grant(unit.registry, model, unit.user)
    require_read(given, model)
    return given


def _seen(unit: Unit, model: Model, given: Grant) -> ledger_store.Seen:
    sight = sight_of(unit)
    return ledger_store.Seen(given.rows, Place(unit, model, {}).value, sight.hidden, sight.readable)


@dataclass(frozen=True, slots=True)
class LedgerAsked:
    """What a ledger is asked for: ``expand`` shows links as ``{id, number, label}``, as lists of records do."""

    where: Mapping[str, Any] | None = None
    group: Sequence[str] = ()
    limit: int | None = None
    expand: bool = False
    newest_first: bool = False


def balances(unit: Unit, model: Model, asked: LedgerAsked) -> list[Row]:
    """What stands in a ledger, as far as this user may see its rows and fields."""
    given = _opened(unit, model)
    rows = ledger_store.balances(
        unit.tx, model, asked.where, asked.group, seen=_seen(unit, model, given), limit=asked.limit
    )
    return _shown(unit, model, _bare(unit, model, rows, given), asked)


def entries(unit: Unit, model: Model, asked: LedgerAsked) -> list[Row]:
    """What was posted to a ledger, as far as this user may see its rows and fields; with ``group``, added up."""
    given = _opened(unit, model)
    if asked.group:
        added = ledger_store.sums(unit.tx, model, asked.where, asked.group, seen=_seen(unit, model, given))
        return _shown(unit, model, _bare(unit, model, added, given), asked)
    rows = ledger_store.entries(
        unit.tx,
        model,
        asked.where,
        seen=_seen(unit, model, given),
        limit=asked.limit,
        newest_first=asked.newest_first,
    )
    return _shown(unit, model, _bare(unit, model, rows, given), asked)


def _shown(unit: Unit, model: Model, rows: list[Row], asked: LedgerAsked) -> list[Row]:
    if not asked.expand:
        return rows
    places = [(row, key, reference) for row in rows for key, reference in _links_of(model, row)]
    known = nodes.seen(unit, {reference for _row, _key, reference in places})
    for row, key, (target, identity) in places:
        unseen = {"id": identity, "number": None, "label": None}
        row[key] = {"model": target, **known.get((target, identity), unseen)}
    return rows


def _links_of(model: Model, row: Row) -> Iterator[tuple[str, Reference]]:
    for key, value in row.items():
        if value is None:
            continue
        if isinstance(value, tuple):
            yield key, value
        elif key == "posted_by":
            yield key, ("user", value)
        elif key in model.fields and model.fields[key].type == "link":
            yield key, (model.fields[key].to, value)


def _bare(unit: Unit, model: Model, rows: list[Row], given: Grant) -> list[Row]:
    """Rows without hidden fields, nor what is computed from a hidden measure."""
    hidden = given.hidden | ({"free", "reserved"} if given.hidden & set(model.measures) else set())
    bare = [{key: value for key, value in row.items() if key not in hidden} for row in rows]
    sensitive.shown(unit, model, bare)
    return bare


@dataclass(frozen=True, slots=True)
class Traced:
    """What a trace found: the nodes the user may see, how many he may not, and the links among those he sees."""

    rows: list[Row]
    hidden: int
    links: list[Row] | None = None


def trace(
    unit: Unit,
    model: Model,
    names: Sequence[tuple[str, str]],
    direction: Direction,
    depth: int | None,
    *,
    links: bool = False,
) -> Traced:
    """All nodes reached from the start; each is shown as the rights on its own model allow.

    What the user may not see is left out and counted: he learns that the answer is not whole, and nothing of what is
    missing. What lies behind a hidden node is still found. ``names`` as in ``nodes.starts``.
    """
    given = _opened(unit, model)
    found = edge_store.trace(unit.tx, model, nodes.starts(unit, model, names), direction, depth)
    seen = nodes.seen(unit, [(row["model"], row["id"]) for row in found])
    rows = [
        {"model": row["model"], **seen[row["model"], row["id"]], **row}
        for row in found
        if (row["model"], row["id"]) in seen
    ]
    among = _links(unit, model, seen) if links else []
    return Traced(
        _bare(unit, model, rows, given),
        len(found) - len(rows),
        [_side(each, given) for each in among] if links else None,
    )


def _links(unit: Unit, model: Model, seen: Mapping[Reference, Row]) -> list[Row]:
    found = edge_store.between(unit.tx, model, [identity for _model, identity in seen])
    return [row for row in found if row["source"] in seen and row["target"] in seen]


def _side(link: Row, given: Grant) -> Row:
    ends = {key: {"model": link[key][0], "id": link[key][1]} for key in ("source", "target")}
    return {key: value for key, value in (link | ends).items() if key not in given.hidden}


def append(unit: Unit, model: Model, rows: Sequence[Mapping[str, Any]]) -> int:
    """Append measurements as this user or machine, who needs the right to, for each key among them."""
    given = grant(unit.registry, model, unit.user)
    require_append(given, model)
    problems = Problems()
    checked = [parse(model.fields, row, problems, at=f"[{i}]", direct=True) for i, row in enumerate(rows)]
    for row in checked:
        fields = sorted(row.keys() & given.hidden)
        if fields:
            raise Forbidden("access.field", f"Your roles do not let you set {', '.join(fields)} on {model.key}.")
    problems.raise_if_any(model.key)
    keys = {tuple(row.get(name) for name in model.series_key) for row in checked}
    for key in keys:
        _reached(unit, model, dict(zip(model.series_key, key, strict=True)), given.append_rows, "add to")
    return series_store.append(unit.tx, model, checked, at=unit.now)


def _reached(unit: Unit, model: Model, key: Row, rows: Sequence[Expression] | None, what: str) -> None:
    """Refuse a key of a series that none of the rows rights holds for."""
    if rows is None or any(evaluate(unit, each, Place(unit, model, key)) is True for each in rows):
        return
    raise Forbidden(
        "access.rows",
        f"Your roles do not let you {what} {model.key} of this {', '.join(model.series_key)}.",
        model=model.key,
        key={name: None if value is None else str(value) for name, value in key.items()},
    )


def window(unit: Unit, model: Model, key: Mapping[str, Any], size: int) -> list[Row]:
    """The newest rows of a key, oldest first, without the fields hidden from this user."""
    given = _opened(unit, model)
    if set(key) != set(model.series_key):
        raise Invalid(
            "series.key", f"Name the key of {model.key}: {', '.join(model.series_key)}.", field=model.series_key[0]
        )
    typed = {name: field_types.check(model.fields[name], value) for name, value in key.items()}
    _reached(unit, model, typed, given.rows, "read")
    return _bare(unit, model, series_store.window(unit.tx, model, typed, size), given)
