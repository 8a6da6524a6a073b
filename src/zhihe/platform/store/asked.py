"""One question to a model, read and checked: it builds its statements, and keeps them under its shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, any_, false, func, literal_column, or_, select

from zhihe.errors import Invalid
from zhihe.kernels.expression import BOOL
from zhihe.platform.model import field_types
from zhihe.platform.model.elements import Expression, Model
from zhihe.platform.store import cursors, filters, search
from zhihe.platform.store.columns import array
from zhihe.platform.store.cursors import Order
from zhihe.platform.store.expression_parts import typed
from zhihe.platform.store.given import GivenValues, Names, given_values, moments
from zhihe.platform.store.paths import Described, Sight, fields_of, name_field
from zhihe.platform.store.shape import identities
from zhihe.platform.store.source import Source, source_of
from zhihe.platform.store.statement import Statement

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

Row = dict[str, Any]
_SORTED = "lt"
"""The comparison that a type must know to be sorted by."""


@dataclass(frozen=True, slots=True)
class Column:
    """What is selected: under which key, from where, and the number and title of a linked record beside it."""

    key: str
    at: Described
    number: Described | None = None
    title: Described | None = None

    @property
    def parts(self) -> Iterator[tuple[str, Described, bool]]:
        """The columns in SQL: label, place, and whether it is the model of a link to any model."""
        yield self.key, self.at, False
        if self.at.pair:
            yield f"{self.key}#model", self.at, True
        if self.number is not None:
            yield f"{self.key}#number", self.number, False
        if self.title is not None:
            yield f"{self.key}#title", self.title, False


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked question. ``params`` are the values of all its parameters, as text."""

    tx: Transaction
    model: Model
    sight: Sight
    tree: filters.Tree | None
    rows: tuple[Expression, ...] | None
    inside: GivenValues
    outside: GivenValues
    columns: tuple[Column, ...]
    orders: tuple[Order, ...]
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
    ) -> Asked:
        """Read a question; Invalid names what does not exist or does not fit."""
        if model.kind not in {"record", "view"}:
            raise Invalid(
                "list.kind", f"{model.key} is a {model.kind}: read it through its own address.", model=model.key
            )
        reader = filters.Reader(sight, model)
        tree = reader.read(where)
        given = tuple(rows) if rows is not None else None
        outside = given_values(given or (), names)
        inside = given_values(_formulas(model, sight), names, own_this=True)
        return cls(
            tx,
            model,
            sight,
            tree,
            given,
            inside,
            outside,
            tuple(_columns(model, sight, fields, expand=expand)),
            tuple(_orders(model, sight, sort)),
            {**reader.params, **inside.params, **outside.params, **moments(names)},
        )

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
        source = source_of(self.tx.catalog, self.model)
        return len(cursors.segments(self.orders, self._sort_columns(source), [value is None for value in values]))

    def page(self, limit: int, values: Sequence[str | None] | None, segment: int) -> list[Row]:
        """At most so many rows of one range; their keys are those of ``columns`` and ``#0``… for the sort columns."""
        nulls = None if values is None else tuple(value is None for value in values)
        selected = tuple((column.key, *(part[1].names for part in column.parts)) for column in self.columns)
        ordered = tuple(order.key for order in self.orders)
        key = self.key("page", selected, ordered, limit, nulls, segment)
        statement = self.tx.catalog.statement(key, lambda: self._page(limit, nulls, segment))
        cursor = {} if values is None else {f"k{place}": value for place, value in enumerate(values)}
        return self.tx.rows(statement, {**self.params, **cursor})

    def count(self) -> int:
        """How many rows there are in all."""
        return int(self.tx.tuples(self.tx.catalog.statement(self.key("count"), self._counting), self.params)[0][0])

    def counting(self) -> Statement:
        """The statement whose rows are to be counted."""
        return self.tx.catalog.statement(self.key("rows"), lambda: self._select([literal_column("1")]))

    def sort_values(self, row: Row) -> list[Any]:
        """The values of the sort columns of a row."""
        return [row[f"#{place}"] for place in range(len(self.orders))]

    def identity(self, row: Row) -> str:
        """The id of a row: the last of its sort columns."""
        return str(row[f"#{len(self.orders) - 1}"])

    def stripped(self, row: Row) -> Row:
        """The row without its sort columns, links to any model as (model, id)."""
        for place in range(len(self.orders)):
            del row[f"#{place}"]
        for column in self.columns:
            if column.at.pair:
                model = row.pop(f"{column.key}#model")
                row[column.key] = None if row[column.key] is None else (model, row[column.key])
        return row

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
        selected: list[ColumnElement[Any]] = [
            (source.other(at.names) if model else source.value(at, self.inside)).label(label)
            for column in self.columns
            for label, at, model in column.parts
        ]
        columns = self._sort_columns(source)
        selected += [column.label(f"#{place}") for place, column in enumerate(columns)]
        found = self._select(selected, source)
        if nulls is not None:
            found = found.where(cursors.segments(self.orders, columns, nulls)[segment])
        pairs = zip(self.orders, columns, strict=True)
        # A constant: of a parameter the planner would not know that few rows are wanted.
        return found.order_by(*(column.desc() if order.descending else column for order, column in pairs)).limit(
            literal_column(str(limit))
        )

    def _sort_columns(self, source: Source) -> list[ColumnElement[Any]]:
        return [source.value(order.at, self.inside) for order in self.orders]

    def _candidates(self, wanted: search.Wanted) -> Select[Any]:
        source = source_of(self.tx.catalog, self.model)
        columns = [source.table.c.id, *(source.column((key,)).label(key) for key in wanted.fields)]
        found = self._select([columns[0].label("id"), *columns[1:]], source)
        return found.where(search.condition(wanted, source)).limit(literal_column(str(search.CANDIDATES)))

    def _counting(self) -> Select[Any]:
        return self._select([func.count()])


def _formulas(model: Model, sight: Sight) -> list[Expression]:
    """All formulas computed when read that the model has itself, and a view's condition."""
    hidden = sight.hidden.get(model.key, frozenset())
    found = [
        field.formula
        for key, field in model.fields.items()
        if field.formula is not None and not field.store and key not in hidden
    ]
    return [*found, model.where] if model.where is not None else found


def _columns(model: Model, sight: Sight, fields: Sequence[str], *, expand: bool) -> Iterator[Column]:
    hidden = sight.hidden.get(model.key, frozenset())
    named = fields or [
        *(["id"] if model.kind == "view" else []),
        *(
            key
            for key, field in fields_of(model).items()
            if key not in hidden
            and not field.retired
            and field.type != "lines"
            and (field.formula is None or field.store or expand or model.kind == "view")
            and (key == "parent_id" or field.column != "parent_id")
        ),
    ]
    for key in dict.fromkeys(named):
        at = sight.describe(model, key)
        if at.relation or at.field.type == "lines":
            raise Invalid("list.field", f"{key}: lines are read with their record, not as a field.", field=key)
        yield _with_names(Column(key, at), sight) if expand else Column(key, at)


def _with_names(column: Column, sight: Sight) -> Column:
    """The column of a link with the number and title of the record it points to, as far as they may be seen."""
    at = column.at
    target = sight.registry.models.get(at.field.to)
    linked = (
        at.kind == "link" and not at.pair and at.field.key != "id" and target is not None and target.kind == "record"
    )
    if not linked or target is None or (sight.readable is not None and target.key not in sight.readable):
        return column
    number, title = (_beside(sight, at, target, path) for path in (name_field(target), target.title))
    return replace(column, number=number, title=title)


def _beside(sight: Sight, at: Described, target: Model, path: str) -> Described | None:
    if not path or path.partition(".")[0] in sight.hidden.get(target.key, ()):
        return None
    found = sight.describe(target, path)
    return replace(found, names=(*at.names, *found.names))


def _orders(model: Model, sight: Sight, sort: Sequence[str]) -> Iterator[Order]:
    descending = False
    for each in sort or _usual(model):
        path, descending = each.removeprefix("-"), each.startswith("-")
        at = sight.describe(model, path)
        target = sight.registry.models.get(at.field.to)
        if at.kind == "link" and path != "id" and target is not None and name_field(target):
            at = sight.describe(model, f"{path}.{name_field(target)}")
        sortable = path == "id" or at.kind == "boolean" or _SORTED in field_types.type_of_field(at.field).compare
        if at.relation or not sortable:
            raise Invalid("list.sort", f"A list cannot be sorted by {path} ({at.kind}).", field=path)
        if path == "id":
            break
        yield Order(at, descending)
    base = sight.registry.models[model.view_from] if model.kind == "view" else model
    yield Order(Sight(sight.registry, {}).describe(base, "id"), descending)


def _usual(model: Model) -> tuple[str, ...]:
    """The order of a list that nobody asked to sort: newest first, lines by position."""
    if model.kind == "view":
        return ()
    return ("position",) if model.line_of else ("-created_at",)
