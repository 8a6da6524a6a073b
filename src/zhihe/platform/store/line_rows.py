"""The lines of records in one statement, however many line fields a record has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, CompoundSelect, any_, cast, literal_column, null, union_all
from sqlalchemy import select as select_

from zhihe.platform.model.elements import Model
from zhihe.platform.store.columns import array
from zhihe.platform.store.rows import lines
from zhihe.platform.store.shape import Part, Row, Shape, identities, label_of, shape_of
from zhihe.platform.store.tables import SEARCH

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

_ORDER = itemgetter("position", "id")


@dataclass(frozen=True, slots=True)
class _Arm:
    """One line table in the statement: which of the common columns its own ones stand in."""

    shape: Shape
    parts: tuple[Part, ...]
    places: tuple[int, ...]

    def row(self, values: Sequence[Any]) -> Row:
        """A row of this table."""
        return {label_of(part): values[place] for part, place in zip(self.parts, self.places, strict=True)}


@dataclass(frozen=True, slots=True)
class _Layout:
    """The tables, and the type of each common column after the first, which says the table."""

    arms: tuple[_Arm, ...]
    types: tuple[Any, ...]


def lines_of(tx: Transaction, models: Sequence[Model], parents: Sequence[str]) -> list[dict[str, list[Row]]]:
    """For each line model the lines of each of these parents in their order."""
    if len(models) == 1:
        return [lines(tx, models[0], parents)]
    keys = tuple(model.key for model in models)
    layout = tx.catalog.remember(("line rows", keys), lambda: _layout([shape_of(tx, model) for model in models]))
    statement = tx.catalog.statement(("line rows", keys), lambda: _statement(layout))
    found: list[list[Row]] = [[] for _ in models]
    for values in tx.tuples(statement, {"ids": array(parents)}):
        found[values[0]].append(layout.arms[values[0]].row(values))
    return [_by_parent(arm, rows, parents) for arm, rows in zip(layout.arms, found, strict=True)]


def _by_parent(arm: _Arm, rows: list[Row], parents: Sequence[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {identity: [] for identity in parents}
    for row in sorted(arm.shape.joined(rows), key=_ORDER):
        found[row["parent_id"]].append(row)
    return found


def _layout(shapes: Sequence[Shape]) -> _Layout:
    """Columns of one type share a place, so that every value comes typed as when its table is read alone."""
    types: list[Any] = []
    kinds: list[str] = []
    arms = []
    for shape in shapes:
        parts = tuple(part for part in shape.parts if part.key != SEARCH)
        taken: set[int] = set()
        for part in parts:
            free = (at for at, kind in enumerate(kinds) if kind == part.storage.sql and at not in taken)
            place = next(free, len(kinds))
            if place == len(kinds):
                kinds.append(part.storage.sql)
                types.append(part.storage.type)
            taken.add(place)
        arms.append((shape, parts))
    return _Layout(tuple(_Arm(shape, parts, _places(parts, kinds)) for shape, parts in arms), tuple(types))


def _places(parts: Sequence[Part], kinds: Sequence[str]) -> tuple[int, ...]:
    places: list[int] = []
    for part in parts:
        places.append(next(at for at, kind in enumerate(kinds, 1) if kind == part.storage.sql and at not in places))
    return tuple(places)


def _statement(layout: _Layout) -> CompoundSelect[Any]:
    selects = []
    for number, arm in enumerate(layout.arms):
        table = arm.shape.table
        columns: list[ColumnElement[Any]] = [cast(null(), kind) for kind in layout.types]
        for part, place in zip(arm.parts, arm.places, strict=True):
            columns[place - 1] = table.c[part.column]
        labelled = [column.label(f"c{place}") for place, column in enumerate(columns)]
        own = select_(literal_column(str(number)).label("arm"), *labelled)
        selects.append(own.where(table.c.parent_id == any_(identities())))
    return union_all(*selects)
