"""Rows of several models in one statement: of ids, of names, of parents, of questions, and what those rows lead to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    Text,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from zhihe.platform.model.elements import Model
from zhihe.platform.store.asked import Asked
from zhihe.platform.store.columns import array
from zhihe.platform.store.rows import lines as lines_alone
from zhihe.platform.store.shape import Part, Row, Shape, label_of, shape_of
from zhihe.platform.store.source import source_of
from zhihe.platform.store.tables import SEARCH

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

_ORDER = itemgetter("position", "id")


@dataclass(frozen=True, slots=True)
class Arm:
    """The rows of one model that are wanted: those that meet a question, or those whose ``by`` is one of some values.

    The values are ``given``, or stand in rows of arms before this one: ``links`` are places of such arms, each with
    the key under which its rows have them. A question may have both: what meets it among those.
    """

    model: Model
    by: str = "id"
    given: Sequence[str] | None = None
    links: tuple[tuple[int, str], ...] = ()
    asked: Asked | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What its part of the statement depends on."""
        asked = None if self.asked is None else self.asked.key("gathered")
        return (self.model.key, self.by, self.given is None, self.single, self.links, asked)

    @property
    def single(self) -> bool:
        """Whether it wants what has one value."""
        return self.given is not None and len(self.given) == 1 and not self.links


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the columns of one arm stand among the common ones, and under which keys its rows have them."""

    shape: Shape
    parts: tuple[Part, ...]
    places: tuple[int, ...]
    keys: tuple[str, ...]
    pick: Callable[[Sequence[Any]], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Layout:
    """The arms, and the type of each common column after the first, which says the arm."""

    arms: tuple[_Place, ...]
    types: tuple[Any, ...]


def gather(tx: Transaction, arms: Sequence[Arm]) -> list[list[Row]]:
    """The rows of each arm, in no order; a row may come in several arms of its model."""
    key = ("gathered", *(arm.key for arm in arms))
    layout = tx.catalog.remember(key, lambda: _layout([shape_of(tx, arm.model) for arm in arms]))
    statement = tx.catalog.statement(key, lambda: _statement(tx, arms, layout))
    params: dict[str, Any] = {}
    for number, arm in enumerate(arms):
        if arm.given is not None:
            params[f"v{number}"] = arm.given[0] if arm.single else array(arm.given)
        if arm.asked is not None:
            params |= arm.asked.params
    found: list[list[Row]] = [[] for _ in arms]
    places = layout.arms
    for values in tx.tuples(statement, params):
        at = places[values[0]]
        found[values[0]].append(dict(zip(at.keys, at.pick(values), strict=True)))
    return [at.shape.joined(rows) for at, rows in zip(places, found, strict=True)]


def lines_of(tx: Transaction, models: Sequence[Model], parents: Sequence[str]) -> list[dict[str, list[Row]]]:
    """For each line model the lines of each of these parents in their order."""
    if len(models) == 1:
        return [lines_alone(tx, models[0], parents)]
    found = gather(tx, [Arm(model, "parent_id", parents) for model in models])
    return [by_parent(rows, parents) for rows in found]


def by_parent(rows: Sequence[Row], parents: Sequence[str]) -> dict[str, list[Row]]:
    """Lines by their parent, in their order; a parent without lines has an empty list."""
    found: dict[str, list[Row]] = {identity: [] for identity in parents}
    for row in sorted(rows, key=_ORDER):
        found[row["parent_id"]].append(row)
    return found


def _layout(shapes: Sequence[Shape]) -> _Layout:
    """Columns of one type share a place, so that every value comes typed as when its table is read alone."""
    types: list[Any] = []
    kinds: list[str] = []
    for shape in shapes:
        taken: set[int] = set()
        for part in _parts(shape):
            free = (at for at, kind in enumerate(kinds) if kind == part.storage.sql and at not in taken)
            place = next(free, len(kinds))
            if place == len(kinds):
                kinds.append(part.storage.sql)
                types.append(part.storage.type)
            taken.add(place)
    return _Layout(tuple(_placed(shape, kinds) for shape in shapes), tuple(types))


def _parts(shape: Shape) -> tuple[Part, ...]:
    return tuple(part for part in shape.parts if part.key != SEARCH)


def _placed(shape: Shape, kinds: Sequence[str]) -> _Place:
    parts = _parts(shape)
    places: list[int] = []
    for part in parts:
        places.append(next(at for at, kind in enumerate(kinds, 1) if kind == part.storage.sql and at not in places))
    return _Place(shape, parts, tuple(places), tuple(map(label_of, parts)), itemgetter(*places))


def _statement(tx: Transaction, arms: Sequence[Arm], layout: _Layout) -> CompoundSelect[Any]:
    """A part for each arm, read once whatever leads on from it; the server joins nothing."""
    made: list[CTE] = []
    for number, (arm, at) in enumerate(zip(arms, layout.arms, strict=True)):
        led = [select(made[place].c[_column(layout, place, key)]) for place, key in arm.links]
        made.append(_rows(tx, arm, at, number, led).cte(f"a{number}"))
    selects = []
    for number, (rows, at) in enumerate(zip(made, layout.arms, strict=True)):
        columns: list[ColumnElement[Any]] = [cast(null(), kind) for kind in layout.types]
        for part, place in zip(at.parts, at.places, strict=True):
            columns[place - 1] = rows.c[part.column]
        labelled = [column.label(f"c{place}") for place, column in enumerate(columns)]
        selects.append(select(literal_column(str(number)).label("arm"), *labelled))
    return union_all(*selects)


def _column(layout: _Layout, place: int, key: str) -> str:
    return layout.arms[place].shape.by_key[key][0].column


def _rows(tx: Transaction, arm: Arm, at: _Place, number: int, led: Sequence[Select[Any]]) -> Select[Any]:
    if arm.asked is not None:
        source = source_of(tx.catalog, arm.model)
        conditions = arm.asked.conditions(source)
        if led:
            of = at.shape.by_key[arm.by][0]
            conditions.append(source.table.c[of.column] == any_(_wanted(of, "", led)))
        # The joins are complete only when all conditions have been made.
        columns = [source.table.c[part.column] for part in at.parts]
        return select(*columns).select_from(source.from_clause()).where(*conditions)
    table, part = at.shape.table, at.shape.by_key[arm.by][0]
    found = select(*(table.c[each.column] for each in at.parts))
    if arm.single:
        return found.where(table.c[part.column] == bindparam(f"v{number}", type_=part.storage.type))
    wanted = _wanted(part, f"v{number}" if arm.given is not None else "", led)
    return found.where(table.c[part.column] == any_(wanted))


def _wanted(part: Part, name: str, led: Sequence[Select[Any]]) -> ColumnElement[Any]:
    """All values of a column that are wanted, as one array."""
    kind: ARRAY[Any] = ARRAY(part.storage.type)
    given = cast(bindparam(name, type_=Text()), kind)
    if not led:
        return given
    # An array is worked out once, and its rows are found by index; a join might read the whole table instead.
    linked = func.array((union_all(*led) if len(led) > 1 else led[0]).scalar_subquery(), type_=kind)
    return given.op("||")(linked) if name else linked
