"""What a list shows and in which order: worked out once for each choice of fields and sorting, then only read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from zhihe.errors import Invalid
from zhihe.platform.model import field_types
from zhihe.platform.model.elements import Expression, Model
from zhihe.platform.store.columns import TEXT
from zhihe.platform.store.cursors import Order
from zhihe.platform.store.paths import USERS, Described, Sight, fields_of, name_field

Row = dict[str, Any]
_SORTED = "lt"
"""The comparison that a type must know to be sorted by."""


@dataclass(frozen=True, slots=True)
class Column:
    """What is selected: under which key, from where, and the number and title of a linked record beside it.

    ``places`` are where each of these stands among the columns of the statement, -1 for what is not there.
    """

    key: str
    at: Described
    number: Described | None = None
    title: Described | None = None
    places: tuple[int, int, int, int] = (-1, -1, -1, -1)

    @property
    def parts(self) -> Iterator[tuple[Described, bool]]:
        """The columns in SQL, and whether it is the model of a link to any model."""
        yield self.at, False
        if self.at.pair:
            yield self.at, True
        yield from ((at, False) for at in (self.number, self.title) if at is not None)

    @property
    def joined(self) -> bool:
        """Whether what it links to was read with it."""
        return self.number is not None or self.title is not None

    def value(self, row: Sequence[Any]) -> Any:
        """The value in a row of the statement."""
        at, beside, name, label = self.places
        value = row[at]
        if value is None:
            return None
        if self.at.computed_whole:
            return int(value)
        if beside >= 0:
            return (row[beside], value)
        number = row[name] if name >= 0 else None
        title = row[label] if label >= 0 else None
        return {"id": value, "number": number, "label": str(title) if title is not None else number}


@dataclass(frozen=True, slots=True)
class Listing:
    """The columns and orders of a list; ``formulas`` are what it computes, and a view's own condition.

    ``plain`` are keys and places of columns shown as they come, ``special`` the columns that need more, ``key`` is what
    the SQL of a page depends on.
    """

    columns: tuple[Column, ...]
    orders: tuple[Order, ...]
    formulas: tuple[Expression, ...]
    plain: tuple[tuple[str, int], ...]
    special: tuple[Column, ...]
    width: int
    key: tuple[object, ...]

    def rows(self, found: Sequence[Sequence[Any]]) -> list[Row]:
        """Rows of the statement by keys, their sort columns left off; links to any model as (model, id)."""
        rows: list[Row]
        if len(self.plain) > 1:
            keys, places = zip(*self.plain, strict=True)
            pick = itemgetter(*places)
            rows = [dict(zip(keys, pick(values), strict=True)) for values in found]
        else:
            rows = [{key: values[place] for key, place in self.plain} for values in found]
        for column in self.special:
            for row, values in zip(rows, found, strict=True):
                row[column.key] = column.value(values)
        return rows

    def sorted_by(self, values: Sequence[Any]) -> Sequence[Any]:
        """The values of the sort columns of a row; the last is the id."""
        return values[self.width :]


def listing(model: Model, sight: Sight, fields: Sequence[str], sort: Sequence[str], *, expand: bool) -> Listing:
    """The list that is asked for; Invalid names a field that does not exist or cannot be sorted by."""
    columns: list[Column] = []
    place = 0
    for column in _columns(model, sight, fields, expand=expand):
        counts = (1, int(column.at.pair), int(column.number is not None), int(column.title is not None))
        places = tuple(place + sum(counts[:n]) if count else -1 for n, count in enumerate(counts))
        columns.append(replace(column, places=(places[0], places[1], places[2], places[3])))
        place += sum(counts)
    special = tuple(column for column in columns if column.at.pair or column.joined or column.at.computed_whole)
    orders = tuple(_orders(model, sight, sort))
    selected = tuple((column.key, *(at.names for at, _model in column.parts)) for column in columns)
    return Listing(
        columns=tuple(columns),
        orders=orders,
        formulas=tuple(_formulas(model, sight)),
        plain=tuple((column.key, column.places[0]) for column in columns if column not in special),
        special=special,
        width=place,
        key=(selected, tuple(order.key for order in orders)),
    )


def _formulas(model: Model, sight: Sight) -> Iterator[Expression]:
    """All formulas computed when read that the model has itself, and a view's condition."""
    hidden = sight.hidden.get(model.key, frozenset())
    for key, field in model.fields.items():
        if field.formula is not None and not field.store and key not in hidden:
            yield field.formula
    if model.where is not None:
        yield model.where


def _columns(model: Model, sight: Sight, fields: Sequence[str], *, expand: bool) -> Iterator[Column]:
    for key in dict.fromkeys(fields or _all_fields(model, sight, expand=expand)):
        at = sight.describe(model, key)
        if at.relation or at.field.type == "lines":
            raise Invalid("list.field", f"{key}: lines are read with their record, not as a field.", field=key)
        yield _with_names(Column(key, at), sight) if expand else Column(key, at)


def _all_fields(model: Model, sight: Sight, *, expand: bool) -> Iterator[str]:
    """What is shown when nobody named fields: all that are stored, computed ones for people."""
    hidden = sight.hidden.get(model.key, frozenset())
    if model.kind == "view":
        yield "id"
    for key, field in fields_of(model).items():
        computed = field.formula is not None and not field.store
        parent = field.column == "parent_id" and key != "parent_id"
        if key in hidden or field.retired or field.type == "lines" or parent:
            continue
        if not computed or expand or model.kind == "view":
            yield key


def _with_names(column: Column, sight: Sight) -> Column:
    """The column of a link with the number and title of the record it points to, as far as they may be seen."""
    at = column.at
    if at.kind == "user" and not at.view:
        login, name = (Described((*at.names, key), USERS, USERS.fields[key], TEXT) for key in ("login", "name"))
        return replace(column, number=login, title=name)
    target = sight.registry.models.get(at.field.to)
    if at.kind != "link" or at.pair or at.field.key == "id" or target is None or target.kind != "record":
        return column
    if sight.readable is not None and target.key not in sight.readable:
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
        if path == "id":
            break
        at = sight.describe(model, path)
        target = sight.registry.models.get(at.field.to)
        if at.kind == "link" and target is not None and name_field(target):
            at = sight.describe(model, f"{path}.{name_field(target)}")
        if at.relation or not (at.kind == "boolean" or _SORTED in field_types.type_of_field(at.field).compare):
            raise Invalid("list.sort", f"A list cannot be sorted by {path} ({at.kind}).", field=path)
        yield Order(at, descending)
    base = sight.registry.models[model.view_from] if model.kind == "view" else model
    yield Order(Sight(sight.registry, {}).describe(base, "id"), descending)


def _usual(model: Model) -> tuple[str, ...]:
    """The order of a list that nobody asked to sort: newest first, lines by position."""
    if model.kind == "view":
        return ()
    return ("position",) if model.line_of else ("-created_at",)
