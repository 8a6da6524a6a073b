"""Edges: who became what, appended for ever and traced in both directions to any depth.

An edge is never changed: what was wrong gets a counter edge of negative quantity. Beside the edges stand the links,
one for each pair of nodes and each exactness, with the quantity that is left; a trace reads links only, so that a
fully reversed edge no longer leads anywhere. A node is exact when some way to it consists of exact edges only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, LiteralString, Protocol
from uuid import UUID

from psycopg import sql

from zhihe.errors import Conflict, Invalid
from zhihe.kernels.quantity import ZERO, negative, total
from zhihe.platform.model.elements import Model
from zhihe.platform.store.appended import field_parts, joined, pair, require_known, types
from zhihe.platform.store.columns import IDENTITY, INSTANT, STORAGE
from zhihe.platform.store.compose import columns, repeated, text, typed
from zhihe.platform.store.edges_trace import between, trace
from zhihe.platform.store.identity import new_ids
from zhihe.platform.store.shape import Part, label_of, packed
from zhihe.platform.store.tables_ledger import LINK, part_name

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

__all__ = ["Edge", "add", "between", "edges_of", "rebuild_check", "reverse", "trace"]

Row = dict[str, Any]
Reference = tuple[str, str]
QUANTITY = "quantity"
EXACTNESS = "exactness"
POSSIBLE = "possible"
_DECIMAL = STORAGE["decimal"]
_ONE = Decimal(1)
_SYSTEM = (
    Part("id", "id", IDENTITY),
    Part("posted_at", "posted_at", INSTANT),
    *pair("source", "source", IDENTITY),
    *pair("target", "target", IDENTITY),
    *pair("caused_by", "caused_by", IDENTITY),
)
_LINK = (
    *pair("source", "source", IDENTITY),
    *pair("target", "target", IDENTITY),
    Part("exact", "exact", STORAGE["boolean"]),
    Part(QUANTITY, QUANTITY, _DECIMAL),
)

_ADD: LiteralString = """
insert into {edges} ({columns}) select {columns} from json_to_recordset(%(rows)s::json) as e({types})
"""
_JOIN_AND_ADD: LiteralString = """
with joined as (
    insert into {links} as l ({link_columns})
    select {link_columns} from json_to_recordset(%(links)s::json) as a({link_types}) order by source, target, exact
    on conflict (source, target, exact) do update set quantity = l.quantity + excluded.quantity
)
insert into {edges} ({columns}) select {columns} from json_to_recordset(%(rows)s::json) as e({types})
"""
# Locked in key order before any is changed, and limited for the planner's sake, as in ledger_sql.MOVE.
_TAKE: LiteralString = """
with asked as (select * from json_to_recordset(%(rows)s::json) as a({types}) limit (select %(count)s::bigint)),
locked as materialized (
    select l.source, l.target, l.exact, l.quantity + a.quantity >= 0 as fine
    from asked a join {links} l using (source, target, exact)
    order by l.source, l.target, l.exact for update of l
)
update {links} l set quantity = l.quantity + a.quantity from asked a
where (l.source, l.target, l.exact) = (a.source, a.target, a.exact)
    and (select count(*) = %(count)s and bool_and(fine) from locked)
"""
_OF: LiteralString = """
select {columns} from {edges} where source = any(%(ids)s::uuid[]) or target = any(%(ids)s::uuid[])
order by posted_at, id
"""
_CHECK: LiteralString = """
with summed as (
    select source, target, {exact} as exact, sum({quantity}) as quantity from {edges} group by 1, 2, 3
)
select source, target, exact, coalesce(s.quantity, 0) as edges, coalesce(l.quantity, 0) as link
from summed s full join {links} l using (source, target, exact)
where s.quantity is distinct from l.quantity order by source, target, exact
"""


class Edge(Protocol):
    """So much of ``origin`` became part of ``target``; ``values`` are the edge's own fields."""

    @property
    def origin(self) -> Reference:
        """Model and id of what it came from."""

    @property
    def target(self) -> Reference:
        """Model and id of what it became."""

    @property
    def values(self) -> Mapping[str, Any]:
        """The edge's own fields; a counter edge has a negative ``quantity``."""


@dataclass(frozen=True, slots=True)
class _Statements:
    """The texts for one edges model, and the columns of an edge."""

    parts: tuple[Part, ...]
    add: str
    join_and_add: str
    take: str
    of: str
    check: str


def add(tx: Transaction, model: Model, edges: Sequence[Edge], *, cause: Reference, at: dt.datetime) -> None:
    """Append edges, in at most two statements; one of negative ``quantity`` takes back what was written before.

    In a model without a field ``quantity`` an edge counts as 1, and ``reverse`` takes edges back. Conflict
    ``edges.reversed`` when more is taken back than is left between two nodes.
    """
    require_known(model, (edge.values for edge in edges))
    _append(tx, model, [_row(model, edge) for edge in edges], cause, at)


def reverse(tx: Transaction, model: Model, edges: Sequence[Edge], *, cause: Reference, at: dt.datetime) -> None:
    """Append the counter edges of these edges; Conflict ``edges.reversed`` when not so much is left."""
    require_known(model, (edge.values for edge in edges))
    rows = [_row(model, edge) for edge in edges]
    _append(tx, model, [row | {QUANTITY: negative(row[QUANTITY])} for row in rows], cause, at)


def edges_of(tx: Transaction, model: Model, ids: Sequence[str]) -> list[Row]:
    """All edges that begin or end at these nodes, counter edges too, in the order they were written.

    Each row has ``id``, ``posted_at``, ``source``, ``target`` and ``caused_by`` (model, id), and the edge's fields.
    """
    statements = _statements(tx, model)
    return joined(statements.parts, tx.rows(statements.of, {"ids": list(ids)}))


def rebuild_check(tx: Transaction, model: Model) -> list[Row]:
    """The links that are not the sum of their edges; empty when all add up."""
    return tx.rows(_statements(tx, model).check)


def _append(tx: Transaction, model: Model, rows: list[Row], cause: Reference, at: dt.datetime) -> None:
    if not rows:
        return
    text = _statements(tx, model)
    links = _links(rows)
    more = [row for row in links if row[QUANTITY] > 0]
    less = [row for row in links if row[QUANTITY] < 0]
    if less and not tx.execute(text.take, {"rows": packed(_LINK, less), "count": len(less)}):
        raise Conflict(
            "edges.reversed",
            f"{model.key}: more would be taken back than is left between these two; reverse at most that.",
            model=model.key,
            pairs=[(row["source"][1], row["target"][1], f"{row[QUANTITY]:f}") for row in less],
        )
    for row, identity in zip(rows, new_ids(len(rows)), strict=True):
        row.update(id=identity, posted_at=at, caused_by=cause)
    given = {"rows": packed(text.parts, rows)}
    if more:
        tx.execute(text.join_and_add, given | {"links": packed(_LINK, more)})
    else:
        tx.execute(text.add, given)


def _row(model: Model, edge: Edge) -> Row:
    quantity = edge.values.get(QUANTITY, _ONE if QUANTITY not in model.fields else None)
    if isinstance(quantity, bool) or not isinstance(quantity, (Decimal, int)) or not quantity:
        raise Invalid(
            "edges.quantity",
            f"{model.key}: an edge has a quantity other than 0, not {quantity!r}.",
            model=model.key,
            field=QUANTITY,
            value=str(quantity),
        )
    return {**edge.values, "source": _node(edge.origin), "target": _node(edge.target), QUANTITY: Decimal(quantity)}


def _node(reference: Reference) -> Reference:
    """The reference with its id in the one spelling the server answers with."""
    model, identity = reference
    try:
        return model, str(UUID(identity))
    except ValueError as error:
        raise Invalid("value.type", f"{identity!r} is not an id of {model}.", field=model, value=identity) from error


def _links(rows: Iterable[Row]) -> list[Row]:
    """The net change of each link."""
    found: dict[tuple[str, str, bool], Row] = {}
    for row in rows:
        exact = row.get(EXACTNESS) != POSSIBLE
        key = (row["source"][1], row["target"][1], exact)
        link = found.setdefault(key, {"source": row["source"], "target": row["target"], "exact": exact, QUANTITY: ZERO})
        link[QUANTITY] = total((link[QUANTITY], row[QUANTITY]))
    return list(found.values())


def _statements(tx: Transaction, model: Model) -> _Statements:
    return tx.catalog.keep((_Statements, model.key), lambda: _composed(model))


def _composed(model: Model) -> _Statements:
    parts = (*_SYSTEM, *field_parts(model.fields.values()))
    if QUANTITY not in model.fields:
        parts = (*parts, Part(QUANTITY, QUANTITY, _DECIMAL))
    column = {part.key: part.column for part in parts}
    exact = sql.SQL("{} is distinct from {}").format(sql.Identifier(column.get(EXACTNESS, "")), sql.Literal(POSSIBLE))
    names = {"edges": sql.Identifier(model.table), "links": sql.Identifier(part_name(model, LINK))}
    own = {"columns": columns(part.column for part in parts), "types": typed(types(parts))}
    link = {"link_columns": columns(part.column for part in _LINK), "link_types": typed(types(_LINK))}
    return _Statements(
        parts=parts,
        add=text(_ADD, **names, **own),
        join_and_add=text(_JOIN_AND_ADD, **names, **own, **link),
        take=text(_TAKE, **names, types=link["link_types"]),
        of=text(_OF, **names, columns=repeated("{0} as {1}", [(part.column, label_of(part)) for part in parts])),
        check=text(
            _CHECK,
            **names,
            exact=exact if EXACTNESS in column else sql.SQL("true"),
            quantity=sql.Identifier(column[QUANTITY]),
        ),
    )
