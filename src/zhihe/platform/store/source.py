"""From paths to columns: a model's table and the joins that the paths in use need, each made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Column, ColumnElement, Double, FromClause, Interval, MetaData, Table, Text, cast, literal, select
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.sql.selectable import NamedFromClause

from zhihe.errors import Invalid
from zhihe.kernels.expression import ExpressionError
from zhihe.platform.model.elements import Expression, Field, Model
from zhihe.platform.model.scope import type_of
from zhihe.platform.store.catalog import Catalog
from zhihe.platform.store.expression_parts import Clause, Sql, of_column
from zhihe.platform.store.expression_sql import Relation, Resolver, compile_expression
from zhihe.platform.store.naming import any_model
from zhihe.platform.store.paths import USERS, Described, aliases_of, fields_of

_USERS = Table(
    USERS.table,
    MetaData(),
    Column("id", UUID(as_uuid=False)),
    *(Column(each.column, Text()) for each in USERS.fields.values()),
    schema="zhihe",
)
ZONE = "Asia/Shanghai"
"""The zone in which an instant has its date, unless a site says otherwise."""


Aliases = Mapping[str, tuple[str, ...]]
"""The further first names of a view: an alias, and the path of links it stands for."""


class Given(Protocol):
    """Names that are not of the row: the user, settings, the event that asks."""

    def column(self, names: tuple[str, ...]) -> Sql | None:
        """The parameter for a name, or None when it is one of the row's own."""


@dataclass(slots=True)
class Source:
    """A table under an alias, and the joins from it; ``root`` collects the FROM clause."""

    catalog: Catalog
    model: Model
    table: NamedFromClause
    root: Source | None = None
    joins: dict[tuple[str, str], Source] = field(default_factory=dict)
    clause: FromClause | None = None
    count: int = 0
    aliases: Aliases = field(default_factory=dict)

    @property
    def alias(self) -> str:
        """The name of the table in the statement."""
        return str(self.table.name)

    def from_clause(self) -> FromClause:
        """The table with all joins so far."""
        return self.table if self.clause is None else self.clause

    def column(self, names: tuple[str, ...]) -> ColumnElement[Any]:
        """The stored column at the end of a path; the id column of a link to any model."""
        source, found = self.reach(names)
        return source.table.c[found.column]

    def other(self, names: tuple[str, ...]) -> ColumnElement[Any]:
        """The column that names the model of a link to any model."""
        source, found = self.reach(names)
        return source.table.c[any_model(found.column)]

    def reach(self, names: tuple[str, ...]) -> tuple[Source, Field]:
        """The source that has the last name of a path, joined where that is needed."""
        source = self
        for name in names[:-1]:
            source = self._joined(source, name)
        return source, fields_of(source.model)[names[-1]]

    def sql(self, names: tuple[str, ...], given: Given | None = None) -> Sql:
        """The end of a path as a piece of an expression; a formula computed when read is compiled in place."""
        source, found = self.reach(names)
        if found.formula is not None and not found.store:
            return compile_expression(found.formula.tree, RowResolver(source, given), zone=ZONE)
        return of_column(type_of(found), source.table.c[found.column])

    def value(self, at: Described, given: Given | None = None) -> ColumnElement[Any]:
        """The end of a path as something to compare, select or sort by: the column, or the formula in its place."""
        if at.storage is not None:
            return self.column(at.names)
        if at.view and at.field.formula is not None:
            return value_of(self.compiled(at.field.formula, given, self.aliases))
        return value_of(self.sql(at.names, given))

    def compiled(self, expression: Expression, given: Given | None, aliases: Aliases | None = None) -> Sql:
        """An expression over this row; Invalid when the database cannot answer it."""
        try:
            return compile_expression(expression.tree, RowResolver(self, given, aliases or {}), zone=ZONE)
        except ExpressionError as error:
            raise Invalid(
                f"expression.{error.code}", f"«{expression.text}»: {error}", expression=expression.text
            ) from error

    def _joined(self, source: Source, name: str) -> Source:
        root = self.root or self
        key = (source.alias, name)
        known = root.joins.get(key)
        if known is not None:
            return known
        link = fields_of(source.model)[name]
        model = USERS if link.type == "user" else self.catalog.registry.models[link.to]
        root.count += 1
        table = _USERS if model is USERS else self.catalog.table(model)
        alias = table.alias(f"{root.alias}_{root.count}")
        joined = Source(self.catalog, model, alias, root)
        root.joins[key] = joined
        root.clause = root.from_clause().outerjoin(alias, source.table.c[link.column] == alias.c.id)
        return joined


def value_of(piece: Sql) -> ColumnElement[Any]:
    """A piece of an expression as a value of its field type; within expressions durations are seconds."""
    if piece.type.kind != "duration":
        return piece.clause
    return cast(piece.clause, Double()) * cast(literal("1 second", Text()), Interval())


def source_of(catalog: Catalog, model: Model, alias: str = "t") -> Source:
    """A fresh source of a model; a view's is that of its base."""
    if model.kind == "view":
        base = catalog.registry.models[model.view_from]
        table = catalog.table(base).alias(alias)
        return Source(catalog, base, table, aliases=aliases_of(catalog.registry, model))
    return Source(catalog, model, catalog.table(model).alias(alias))


@dataclass(frozen=True, slots=True)
class RowResolver:
    """Names within one row: its fields, links from it, lines of it; others are given from outside."""

    source: Source
    given: Given | None = None
    aliases: Aliases = field(default_factory=dict)

    def column(self, names: tuple[str, ...]) -> Sql:
        """The column of a path, or the parameter of a name from outside."""
        outside = self.given.column(names) if self.given is not None else None
        if outside is not None:
            return outside
        own = (names[1:] or ("id",)) if names[0] == "this" else names
        own = (*self.aliases.get(own[0], own[:1]), *own[1:])
        try:
            return self.source.sql(own, self.given)
        except KeyError as error:
            raise ExpressionError(
                "unknown_name", f"{self.source.model.key} has no {'.'.join(own)}", name=".".join(own)
            ) from error

    def relation(self, names: tuple[str, ...]) -> Relation | None:
        """The lines a name stands for, or None."""
        own = names[1:] if names[0] == "this" else names
        found = fields_of(self.source.model).get(own[0]) if len(own) == 1 else None
        if found is None or found.type != "lines":
            return None
        return Lines(self.source, found.of, self.given)

    def call(self, name: str, arguments: Sequence[Sql]) -> Sql | None:  # noqa: ARG002 - part of what a resolver is
        """No look-up function of an app has an SQL form."""
        return None


@dataclass(slots=True)
class Lines:
    """The lines of a row, as an aggregate or a filter walks them."""

    owner: Source
    of: str
    given: Given | None = None
    inner: Source = field(init=False)

    def __post_init__(self) -> None:
        root = self.owner.root or self.owner
        root.count += 1
        self.inner = source_of(
            self.owner.catalog, self.owner.catalog.registry.models[self.of], f"{root.alias}l{root.count}"
        )

    @property
    def rows(self) -> Resolver:
        """Names within one line."""
        return RowResolver(self.inner, self.given)

    def aggregate(self, value: Clause) -> Clause:
        """An aggregate over the lines of the row at hand."""
        return (
            select(value)
            .select_from(self.inner.from_clause())
            .where(self.inner.table.c.parent_id == self.owner.table.c.id)
            .correlate(self.owner.table)
            .scalar_subquery()
        )

    def having(self, condition: Callable[[Source], ColumnElement[bool]]) -> ColumnElement[bool]:
        """Whether one of the lines meets a condition."""
        wanted = condition(self.inner)
        return (
            select(1)
            .select_from(self.inner.from_clause())
            .where(self.inner.table.c.parent_id == self.owner.table.c.id, wanted)
            .correlate(self.owner.table)
            .exists()
        )
