"""One question to a ledger's balances or entries, read and checked; its statements are kept under its shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, case, cast, false, func, literal, literal_column, null, or_, select

from zhihe.errors import Invalid
from zhihe.kernels.expression import BOOL
from zhihe.platform.model.elements import Expression, Field, Label, Model
from zhihe.platform.store import filters
from zhihe.platform.store.columns import STORAGE
from zhihe.platform.store.expression_parts import typed
from zhihe.platform.store.given import GivenValues, Names, given_values, moments
from zhihe.platform.store.ledger_shape import RESERVED, LedgerShape, Row, ledger_shape
from zhihe.platform.store.naming import any_model
from zhihe.platform.store.paths import Described, Sight
from zhihe.platform.store.source import Source
from zhihe.platform.store.tables_ledger import NIL

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

HELD = "held"
FREE = "free"
_ENTRY_FIELDS = MappingProxyType(
    {
        "id": "link",
        "posting": "link",
        "movement": "code",
        "business_date": "date",
        "posted_at": "datetime",
        "cause": "link",
        "posted_by": "user",
    }
)
_BALANCE_FIELDS = MappingProxyType({RESERVED: "decimal", HELD: "integer"})
_ASK_NULL = MappingProxyType({"is_null": "eq", "not_null": "ne", "eq": "eq", "ne": "ne"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What the asker may see: ``rows`` are access predicates of which one must hold (None: every row).

    ``names`` gives what they name outside the row; ``hidden`` are fields by model that do not exist for him,
    ``readable`` the models a path may enter (None: all).
    """

    rows: tuple[Expression, ...] | None = None
    names: Names | None = None
    hidden: Mapping[str, frozenset[str]] = field(default_factory=dict)
    readable: frozenset[str] | None = None


OPEN = Seen()


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked question to one table of a ledger."""

    tx: Transaction
    shape: LedgerShape
    model: Model
    part: str
    sight: Sight
    tree: filters.Tree | None
    rows: tuple[Expression, ...] | None
    outside: GivenValues
    params: Mapping[str, Any]

    @classmethod
    def of(cls, tx: Transaction, model: Model, part: str, where: Mapping[str, Any] | None, seen: Seen) -> Asked:
        """Read a question; Invalid names what does not exist or does not fit."""
        shape = ledger_shape(tx, model)
        known = _readable_model(shape, part)
        sight = Sight(tx.registry, seen.hidden, seen.readable)
        reader = filters.Reader(sight, known)
        tree = reader.read(_adapted(shape, where))
        outside = given_values(seen.rows or (), seen.names)
        params = {**reader.params, **outside.params, **moments(seen.names)}
        return cls(tx, shape, known, part, sight, tree, seen.rows, outside, params)

    def balances(self, limit: int | None) -> list[Row]:
        """Balances in order of their key."""
        return self._run(("balances", limit), lambda: self._balances(limit))

    def groups(self, group: Sequence[str], limit: int | None) -> list[Row]:
        """Balances added up by paths."""
        places = self._places(group, self.shape.model.dimensions)
        key = ("groups", tuple(at.names for at in places), limit)
        return self._run(key, lambda: self._groups(places, limit))

    def sums(self, group: Sequence[str]) -> list[Row]:
        """Entries added up by paths, the movement and the business date."""
        places = self._places(group, ("movement", "business_date", *self.shape.model.dimensions))
        return self._run(("sums", tuple(at.names for at in places)), lambda: self._sums(places))

    def _places(self, group: Sequence[str], known: Sequence[str]) -> list[Described]:
        """What is grouped by; each begins with one of the known names."""
        places = [self.sight.describe(self.model, path) for path in dict.fromkeys(group)]
        for at in places:
            if at.names[0] not in known or at.relation:
                path = ".".join(at.names)
                raise Invalid(
                    "ledger.dimension",
                    f"{self.model.key} cannot be grouped by {path}; it has {', '.join(known)}.",
                    field=path,
                )
        return places

    def entries(self, limit: int | None, *, newest_first: bool) -> list[Row]:
        """Entries in order of time."""
        return self._run(("entries", limit, newest_first), lambda: self._entries(limit, newest_first=newest_first))

    def _run(self, key: tuple[object, ...], make: Any) -> list[Row]:
        where = None if self.tree is None else self.tree.key
        rows = None if self.rows is None else tuple(each.text for each in self.rows)
        shape = ("ledger", self.model.key, where, rows, self.outside.key, *key)
        return self.tx.rows(self.tx.catalog.statement(shape, make), self.params)

    def _source(self) -> Source:
        table = self.tx.catalog.table(self.shape.model, self.part)
        return Source(self.tx.catalog, self.model, table.alias("a"))

    def _where(self, source: Source) -> list[ColumnElement[bool]]:
        found = [] if self.tree is None else [filters.condition(self.tree, source)]
        if self.rows is not None:
            allowed = [typed(source.compiled(each, self.outside), BOOL) for each in self.rows]
            found.append(or_(*allowed) if allowed else false())
        return found

    def _standing(self, source: Source) -> list[ColumnElement[bool]]:
        columns = [source.table.c[each] for each in (*self.shape.measures.values(), RESERVED)]
        return [*self._where(source), or_(*(column != literal_column("0") for column in columns))]

    def _keys(self, source: Source) -> list[ColumnElement[Any]]:
        """The dimensions under their keys, with the models of links to any model."""
        columns = source.table.c
        keys = [columns[each.column].label(each.key) for each in self.shape.dimensions]
        return keys + [columns[any_model(each.column)].label(any_model(each.key)) for each in self.shape.pairs]

    def _balances(self, limit: int | None) -> Select[Any]:
        source = self._source()
        columns = source.table.c
        measures = [columns[column].label(key) for key, column in self.shape.measures.items()]
        unheld = self._unreserved(source)
        free = null() if unheld is None else case((columns.held == literal_column("0"), unheld), else_=literal(0))
        where = self._standing(source)
        chosen = [*self._keys(source), *measures, columns.reserved, columns.held, _decimal(free).label(FREE)]
        order = [columns[each.column] for each in self.shape.dimensions]
        return select(*chosen).select_from(source.from_clause()).where(*where).order_by(*order).limit(_limit(limit))

    def _groups(self, places: Sequence[Described], limit: int | None) -> Select[Any]:
        source = self._source()
        columns = source.table.c
        groups = self._grouped(source, places)
        keys = [column.label(key) for key, column in groups]
        measures = [func.sum(columns[column]).label(key) for key, column in self.shape.measures.items()]
        unheld = self._unreserved(source)
        open_ = columns.held == literal_column("0")
        free = null() if unheld is None else func.coalesce(func.sum(unheld).filter(open_), literal(0))
        held = func.max(columns.held).label(HELD)
        totals = [*measures, func.sum(columns.reserved).label(RESERVED), held, _decimal(free).label(FREE)]
        where = self._standing(source)
        found = select(*keys, *totals).select_from(source.from_clause()).where(*where)
        by = [column for _, column in groups]
        return found.group_by(*by).order_by(*by).limit(_limit(limit))

    def _grouped(self, source: Source, places: Sequence[Described]) -> list[tuple[str, ColumnElement[Any]]]:
        """The columns of a group with their names, and those of the models of links to any model in it."""
        columns = source.table.c
        single = {at.names[0] for at in places if len(at.names) == 1}
        pairs = [each for each in self.shape.pairs if each.key in single]
        found = [(".".join(at.names), source.value(at)) for at in places]
        return found + [(any_model(each.key), columns[any_model(each.column)]) for each in pairs]

    def _sums(self, places: Sequence[Described]) -> Select[Any]:
        source = self._source()
        columns = source.table.c
        groups = self._grouped(source, places)
        keys = [column.label(key) for key, column in groups]
        measures = [
            _decimal(func.coalesce(func.sum(columns[column]), literal(0))).label(key)
            for key, column in self.shape.measures.items()
        ]
        where = self._where(source)
        by = [column for _, column in groups]
        return select(*keys, *measures).select_from(source.from_clause()).where(*where).group_by(*by).order_by(*by)

    def _entries(self, limit: int | None, *, newest_first: bool) -> Select[Any]:
        source = self._source()
        columns = source.table.c
        own = [columns[key].label(key) for key in (*_ENTRY_FIELDS, any_model("cause"))]
        measures = [columns[column].label(key) for key, column in self.shape.measures.items()]
        where = self._where(source)
        order = [columns.posted_at, columns.id]
        return (
            select(*own, *self._keys(source), *measures)
            .select_from(source.from_clause())
            .where(*where)
            .order_by(*(column.desc() if newest_first else column for column in order))
            .limit(_limit(limit))
        )

    def _unreserved(self, source: Source) -> ColumnElement[Any] | None:
        if not self.shape.main:
            return None
        return source.table.c[self.shape.measures[self.shape.main]] - source.table.c.reserved


def _limit(limit: int | None) -> ColumnElement[Any] | None:
    """A constant: of a parameter the planner would not know that few rows are wanted."""
    return None if limit is None else literal_column(str(int(limit)))


def _decimal(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(value, STORAGE["decimal"].type)


def _readable_model(shape: LedgerShape, part: str) -> Model:
    """The ledger as its balances or entries are read: what can be filtered by, as fields.

    A link to any model is a plain one here: it compares by id.
    """
    own = _BALANCE_FIELDS if part else _ENTRY_FIELDS
    fields = {key: Field(key, key, kind, Label(key, key), column=key) for key, kind in own.items()}
    for each in shape.dimensions:
        given = shape.model.fields[each.key]
        fields[each.key] = replace(given, to="") if each.pair else given
    fields |= {key: shape.model.fields[key] for key in shape.measures}
    return replace(shape.model, fields=fields)


def _adapted(shape: LedgerShape, tree: Any, depth: int = 0) -> Any:
    """The tree in the terms of the tables: an absent dimension is the nil id, a link to any model its id."""
    if not isinstance(tree, Mapping) or depth > filters.DEPTH:
        return tree
    if "field" not in tree:
        return {word: _adapted_parts(shape, parts, depth + 1) for word, parts in tree.items()}
    dimension = next((each for each in shape.dimensions if each.key == tree["field"]), None)
    operator, value = str(tree.get("op", "eq")), tree.get("value")
    if dimension is not None and dimension.absent and value is None and operator in _ASK_NULL:
        return {**tree, "op": _ASK_NULL[operator], "value": NIL}
    if tree["field"] == "cause" or (dimension is not None and dimension.pair):
        return {
            **tree,
            "value": [_bare(each) for each in value or ()] if operator in {"in", "not_in"} else _bare(value),
        }
    return tree


def _adapted_parts(shape: LedgerShape, parts: Any, depth: int) -> Any:
    if isinstance(parts, Sequence) and not isinstance(parts, str):
        return [_adapted(shape, each, depth) for each in parts]
    return _adapted(shape, parts, depth)


def _bare(value: Any) -> Any:
    """The id of a link to any model."""
    return value[-1] if isinstance(value, (tuple, list)) and value else value
