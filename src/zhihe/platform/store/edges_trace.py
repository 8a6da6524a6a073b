"""Tracing: all that is reached from some nodes, up, down or both, to any depth, in the presence of cycles.

Two ways with one result. ``_LEVELS`` walks inside the server, a level a round, each round a row of arrays; it is the
fast one while there are few levels. A chain of thousands would make it carry what it has seen thousands of times, so
beyond ``LEVELS`` the reachable links are fetched in one statement and walked here. Its nodes come a row for each
model, depth and exactness, their ids and quantities as two texts: ten thousand rows of their own cost as much to read
as the walk itself.

A node is reached exactly when some way to it has exact links only. A node first reached by a doubtful way and later by
an exact one is expanded again, once, for what lies behind it; its quantities are not counted again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, LiteralString

from psycopg import sql

from zhihe.errors import Invalid
from zhihe.kernels.quantity import ZERO, context, total
from zhihe.platform.model.elements import Model
from zhihe.platform.store.compose import text
from zhihe.platform.store.naming import any_model
from zhihe.platform.store.tables_ledger import LINK, part_name

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

Row = dict[str, Any]
Reference = tuple[str, str]
Direction = Literal["up", "down", "both"]
LEVELS = 32
_FOREVER = 2**31 - 1
_WAYS: Mapping[str, tuple[str, str]] = {"down": ("source", "target"), "up": ("target", "source")}

_LEVELS: LiteralString = """
with recursive level(depth, ids, sure, first, seen, seen_sure, to_ids, to_models, to_sure, to_quantity) as (
    select 0, i.ids, i.yes, i.yes, i.ids, i.yes,
        null::uuid[], null::text[] collate "C", null::boolean[], null::numeric[]
    from (select array_agg(id) as ids, array_agg(true) as yes from unnest(%(start)s::uuid[]) as id) i
    union all
    select level.depth + 1, n.ids, n.sure, n.first, level.seen || n.ids, level.seen_sure || n.sure,
        n.to_ids, n.to_models, n.to_sure, n.to_quantity
    from level, lateral (
        select array_agg(k.id) filter (where k.fresh) as ids,
            array_agg(k.sure) filter (where k.fresh) as sure,
            array_agg(k.first) filter (where k.fresh) as first,
            array_agg(k.id) as to_ids, array_agg(k.model) as to_models,
            array_agg(k.sure) as to_sure, array_agg(k.quantity) as to_quantity
        from (
            select g.*, s.id is null as first, s.id is null or (g.sure and not s.sure) as fresh
            from (
                select l.{far} as id, l.{far_model} as model, bool_or(x.sure and l.exact) as sure,
                    sum(l.quantity) filter (where x.first) as quantity
                from unnest(level.ids, level.sure, level.first) as x(id, sure, first)
                join {links} l on l.{near} = x.id and l.quantity > 0
                group by l.{far}, l.{far_model}
            ) g left join (
                select id, bool_or(sure) as sure from unnest(level.seen, level.seen_sure) as s(id, sure) group by id
            ) s using (id)
        ) k
    ) n
    where level.depth < %(depth)s and n.to_ids is not null
)
select model, depth, sure, string_agg(id::text, ' ') as ids, string_agg(quantity::text, ' ') as quantities
from (
    select t.model, t.id, min(level.depth) as depth, bool_or(t.sure) as sure,
        trim_scale(coalesce(sum(t.quantity), 0)) as quantity
    from level, unnest(to_ids, to_models, to_sure, to_quantity) as t(id, model, sure, quantity)
    group by t.id, t.model
) node group by model, depth, sure order by depth, model, sure
"""
_REACHED: LiteralString = """
with recursive reached(id) as (
    select id from unnest(%(start)s::uuid[]) as id
    union
    select l.{far} from {links} l join reached r on l.{near} = r.id where l.quantity > 0
)
select l.{near}, l.{far}, l.{far_model}, l.exact, l.quantity
from reached r join {links} l on l.{near} = r.id where l.quantity > 0
"""
_BETWEEN: LiteralString = """
select source__model, source, target__model, target, quantity,
    case when exact then 'exact' else 'possible' end as exactness
from {links} where source = any(%(ids)s::uuid[]) and target = any(%(ids)s::uuid[]) and quantity > 0
order by source, target, exact
"""


@dataclass(frozen=True, slots=True)
class _Texts:
    levels: Mapping[str, str]
    reached: Mapping[str, str]
    between: str


def trace(
    tx: Transaction,
    model: Model,
    start: Sequence[Reference],
    direction: Direction = "down",
    depth: int | None = None,
    *,
    path: bool = False,
) -> list[Row]:
    """All nodes reached from ``start`` (model and id): what it became (down), what it came from (up), or both.

    Each row has ``model``, ``id``, ``direction``, ``depth`` (fewest steps), ``quantity`` (sum over the links by which
    it was reached) and ``exactness``; the start itself has depth 0 and direction ``start``. ``path`` adds ``via``, the
    node before it on a shortest way. Nearest first; nothing is cut off.
    """
    if depth is not None and depth < 0:
        raise Invalid("edges.depth", f"The depth of a trace is 0 or more, not {depth}.", field="depth", value=depth)
    begun = list(dict.fromkeys(identity for _, identity in start))
    if not begun:
        return []
    rows = _starts(start, path=path)
    starts = {row["id"]: row for row in rows}
    for way in ("up", "down") if direction == "both" else (direction,):
        for row in _one_way(tx, model, begun, way, _FOREVER if depth is None else depth, path=path):
            if row["id"] in starts:
                # A cycle has led back to where it began.
                starts[row["id"]]["quantity"] = total((starts[row["id"]]["quantity"], row["quantity"]))
            else:
                rows.append(row)
    return rows


def between(tx: Transaction, model: Model, ids: Sequence[str]) -> list[Row]:
    """The links among these nodes, for a picture: ``source``, ``target`` (model, id), ``quantity``, ``exactness``."""
    rows = tx.rows(_texts(tx, model).between, {"ids": list(ids)})
    for row in rows:
        for key in ("source", "target"):
            row[key] = (row.pop(any_model(key)), row[key])
    return rows


def _starts(start: Sequence[Reference], *, path: bool) -> list[Row]:
    rows: dict[str, Row] = {}
    for model, identity in start:
        rows[identity] = {
            "model": model,
            "id": identity,
            "depth": 0,
            "quantity": ZERO,
            "exactness": "exact",
            "direction": "start",
        } | ({"via": None} if path else {})
    return list(rows.values())


def _one_way(tx: Transaction, model: Model, start: list[str], way: str, depth: int, *, path: bool) -> list[Row]:
    texts = _texts(tx, model)
    if not path:
        limit = min(depth, LEVELS)
        groups = tx.tuples(texts.levels[way], {"start": start, "depth": limit})
        if limit == depth or not groups or groups[-1][1] < LEVELS:
            return [row for group in groups for row in _nodes(group, way)]
    links = tx.tuples(texts.reached[way], {"start": start})
    return _Walk(start, links).rows(way, depth, path=path)


def _nodes(group: tuple[Any, ...], way: str) -> Iterator[Row]:
    """The nodes of one model, depth and exactness."""
    model, depth, sure, ids, quantities = group
    exactness = "exact" if sure else "possible"
    for identity, quantity in zip(ids.split(" "), quantities.split(" "), strict=True):
        yield {
            "model": model,
            "id": identity,
            "depth": depth,
            "quantity": Decimal(quantity),
            "exactness": exactness,
            "direction": way,
        }


@dataclass(slots=True)
class _Node:
    """What a walk knows of a node: where it stands, how it was reached."""

    model: str
    depth: int
    via: str | None
    exact: bool
    quantity: Decimal = ZERO


class _Walk:
    """A breadth-first walk over links at hand: rows of near, far, the model of far, exact, quantity."""

    def __init__(self, start: Sequence[str], links: Sequence[tuple[Any, ...]]) -> None:
        self.nodes = {identity: _Node("", 0, None, exact=True) for identity in start}
        self._add = context().add
        self._from: dict[str, list[tuple[Any, ...]]] = {}
        for link in links:
            self._from.setdefault(link[0], []).append(link)

    def rows(self, way: str, depth: int, *, path: bool) -> list[Row]:
        """Every node reached within so many steps, nearest first."""
        frontier = dict.fromkeys(self.nodes, (True, True))
        level = 0
        while frontier and level < depth:
            level += 1
            frontier = self._level(frontier, level)
        return [
            {
                "model": node.model,
                "id": identity,
                "depth": node.depth,
                "quantity": node.quantity,
                "exactness": "exact" if node.exact else "possible",
                "direction": way,
                **({"via": node.via} if path else {}),
            }
            for identity, node in self.nodes.items()
        ]

    def _level(self, frontier: Mapping[str, tuple[bool, bool]], level: int) -> dict[str, tuple[bool, bool]]:
        """Expand nodes that are sure or not, for the first time or not; gives those to expand next."""
        found: dict[str, tuple[bool, bool]] = {}
        for identity, (sure, first) in frontier.items():
            for _, far, model, exact, quantity in self._from.get(identity, ()):
                node = self.nodes.get(far)
                if node is None:
                    self.nodes[far] = _Node(model, level, identity, sure and exact, quantity)
                    found[far] = (sure and exact, True)
                    continue
                if first:
                    node.quantity = self._add(node.quantity, quantity)
                if sure and exact and not node.exact:
                    node.exact = True
                    found[far] = (True, far in found and found[far][1])
        return found


def _texts(tx: Transaction, model: Model) -> _Texts:
    return tx.catalog.keep((_Texts, model.key), lambda: _composed(model))


def _composed(model: Model) -> _Texts:
    links = sql.Identifier(part_name(model, LINK))
    levels, reached = {}, {}
    for way, (near, far) in _WAYS.items():
        parts = {
            "links": links,
            "near": sql.Identifier(near),
            "far": sql.Identifier(far),
            "far_model": sql.Identifier(any_model(far)),
        }
        levels[way] = text(_LEVELS, **parts)
        reached[way] = text(_REACHED, **parts)
    return _Texts(levels, reached, text(_BETWEEN, links=links))
