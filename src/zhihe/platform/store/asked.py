"""One question to a model, read and checked: it builds its statements, and keeps them under its shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, any_, false, func, literal_column, or_, select

from zhihe.errors import Invalid
from zhihe.kernels.expression import BOOL
from zhihe.platform.model.elements import Expression, Model
from zhihe.platform.store import cursors, filters, search
from zhihe.platform.store.columns import array
from zhihe.platform.store.expression_parts import typed
from zhihe.platform.store.given import GivenValues, Names, given_values, moments
from zhihe.platform.store.listing import Listing, listing
from zhihe.platform.store.paths import Sight
from zhihe.platform.store.shape import Shape, identities, shape_of
from zhihe.platform.store.source import Source, source_of
from zhihe.platform.store.statement import Statement

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked question. ``params`` are the values of all its parameters, as text."""

    tx: Transaction
    model: Model
    sight: Sight
    listing: Listing
    tree: filters.Tree | None
    rows: tuple[Expression, ...] | None
    inside: GivenValues
    outside: GivenValues
    params: Mapping[str, Any]
    ids: tuple[str, ...] | None = None

    @classmethod
    def of(
        cls,
        tx: Transaction,
        model: Model,
        sight: Sight,
        *,
        where: Mapping[str, Any] | None,
        rows: Sequence[Expression] | None,
        names: Names | None,
        fields: Sequence[str],
        sort: Sequence[str],
        expand: bool,
        start: int = 0,
    ) -> Asked:
        """Read a question; Invalid names what does not exist or does not fit. ``start`` numbers its parameters."""
        if model.kind not in {"record", "view"}:
            raise Invalid(
                "list.kind", f"{model.key} is a {model.kind}: read it through its own address.", model=model.key
            )
        shape = ("listing", model.key, sight.key, tuple(fields), tuple(sort), expand)
        shown = tx.catalog.remember(shape, lambda: listing(model, sight, fields, sort, expand=expand))
        reader = filters.Reader(sight, model, start)
        tree = reader.read(where)
        given = tuple(rows) if rows is not None else None
        outside = given_values(given or (), names)
        inside = given_values(shown.formulas, names, own_this=True)
        params = {**reader.params, **inside.params, **outside.params, **moments(names)}
        return cls(tx, model, sight, shown, tree, given, inside, outside, params)

    def among(self, ids: Sequence[str]) -> Asked:
        """The same question among these records only."""
        return replace(self, ids=tuple(ids), params={**self.params, "ids": array(ids)})

    def candidates(self, wanted: search.Wanted) -> list[Row]:
        """Rows that may have the searched text: their ids and searched fields."""
        key = self.key("search", wanted.key)
        statement = self.tx.catalog.statement(key, lambda: self._candidates(wanted))
        return self.tx.rows(statement, {**self.params, **wanted.params})

    def segments(self, values: Sequence[str | None] | None) -> int:
        """Into how many ranges what lies behind a cursor falls."""
        if values is None:
            return 1
        nulls = tuple(value is None for value in values)
        shape = self.key("segments", self.listing.key, nulls)
        return self.tx.catalog.remember(shape, lambda: self._segments(nulls))

    def page(self, limit: int, values: Sequence[str | None] | None, segment: int) -> list[tuple[Any, ...]]:
        """At most so many rows of one range, for the listing to read."""
        nulls = None if values is None else tuple(value is None for value in values)
        key = self.key("page", self.listing.key, limit, nulls, segment)
        statement = self.tx.catalog.statement(key, lambda: self._page(limit, nulls, segment))
        cursor = {} if values is None else {f"k{place}": value for place, value in enumerate(values)}
        return self.tx.tuples(statement, {**self.params, **cursor})

    def locked(self) -> list[Row]:
        """All stored fields of all rows, locked in the order of their ids."""
        shape = shape_of(self.tx, self.model)
        statement = self.tx.catalog.statement(self.key("locked"), lambda: self._locked(shape))
        return shape.joined(self.tx.rows(statement, self.params))

    def count(self) -> int:
        """How many rows there are in all."""
        return int(self.tx.tuples(self.tx.catalog.statement(self.key("count"), self._counting), self.params)[0][0])

    def counting(self) -> Statement:
        """The statement whose rows are to be counted."""
        return self.tx.catalog.statement(self.key("rows"), lambda: self._select([literal_column("1")]))

    def conditions(self, source: Source) -> list[ColumnElement[bool]]:
        """All that a row must meet: the filter, the access predicates, the view's own condition."""
        found = [filters.condition(self.tree, source, self.inside)] if self.tree is not None else []
        if self.rows is not None:
            allowed = [typed(source.compiled(each, self.outside, source.aliases), BOOL) for each in self.rows]
            found.append(or_(*allowed) if allowed else false())
        if self.model.where is not None:
            found.append(typed(source.compiled(self.model.where, self.inside, source.aliases), BOOL))
        if self.ids is not None:
            found.append(source.table.c.id == any_(identities()))
        return found

    def key(self, *more: object) -> tuple[object, ...]:
        """The shape of the question, with what else a statement depends on."""
        where = None if self.tree is None else self.tree.key
        rows = None if self.rows is None else tuple(each.text for each in self.rows)
        return ("asked", self.model.key, where, rows, self.inside.key, self.outside.key, self.ids is None, *more)

    def _select(self, columns: list[ColumnElement[Any]], source: Source | None = None) -> Select[Any]:
        known = source or source_of(self.tx.catalog, self.model)
        conditions = self.conditions(known)
        # The joins are complete only when all conditions have been made.
        return select(*columns).select_from(known.from_clause()).where(*conditions)

    def _page(self, limit: int, nulls: tuple[bool, ...] | None, segment: int) -> Select[Any]:
        source = source_of(self.tx.catalog, self.model)
        parts = [part for column in self.listing.columns for part in column.parts]
        shown = [source.other(at.names) if model else source.value(at, self.inside) for at, model in parts]
        orders = self.listing.orders
        columns = self._sort_columns(source)
        # Labels of our own, since two paths may end in columns of one name.
        labelled = [column.label(f"c{place}") for place, column in enumerate([*shown, *columns])]
        found = self._select(list(labelled), source)
        if nulls is not None:
            found = found.where(cursors.segments(orders, columns, nulls)[segment])
        pairs = zip(orders, columns, strict=True)
        # A constant: of a parameter the planner would not know that few rows are wanted.
        return found.order_by(*(column.desc() if order.descending else column for order, column in pairs)).limit(
            literal_column(str(limit))
        )

    def _locked(self, shape: Shape) -> Select[Any]:
        source = source_of(self.tx.catalog, self.model)
        found = self._select(shape.selected(source.table), source).order_by(source.table.c.id)
        return found.with_for_update(key_share=True, of=source.table)

    def _segments(self, nulls: tuple[bool, ...]) -> int:
        source = source_of(self.tx.catalog, self.model)
        return len(cursors.segments(self.listing.orders, self._sort_columns(source), nulls))

    def _sort_columns(self, source: Source) -> list[ColumnElement[Any]]:
        return [source.value(order.at, self.inside) for order in self.listing.orders]

    def _candidates(self, wanted: search.Wanted) -> Select[Any]:
        source = source_of(self.tx.catalog, self.model)
        columns = [source.table.c.id, *(source.column((key,)).label(key) for key in wanted.fields)]
        found = self._select([columns[0].label("id"), *columns[1:]], source)
        return found.where(search.condition(wanted, source)).limit(literal_column(str(search.CANDIDATES)))

    def _counting(self) -> Select[Any]:
        return self._select([func.count()])
