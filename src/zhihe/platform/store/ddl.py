"""The statements that make tables, foreign keys last, so that tables may point at each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from sqlalchemy import Constraint, ForeignKeyConstraint, Index, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import AddConstraint, CreateColumn, CreateIndex, CreateTable
from sqlalchemy.sql.elements import ClauseElement

from zhihe.platform.store.tables_ledger import AFTER

T = TypeVar("T", Index, ForeignKeyConstraint)


def create_tables(tables: Iterable[Table]) -> Iterator[str]:
    """Make new tables with their indexes and what completes them, then the foreign keys between them."""
    known = list(tables)
    for table in known:
        yield from create_table(table)
    for table in known:
        yield from (add_constraint(key) for key in by_name(table.foreign_key_constraints))


def create_table(table: Table) -> Iterator[str]:
    """Make one table with its indexes and what completes it, without references: they may point to one to come."""
    yield text(CreateTable(table, include_foreign_key_constraints=[]))
    yield from (create_index(index) for index in by_name(table.indexes))
    yield from table.info.get(AFTER, ())


def create_index(index: Index) -> str:
    """Make an index."""
    return text(CreateIndex(index))


def add_constraint(constraint: Constraint) -> str:
    """Add a reference or a check to a table that exists."""
    # Isolated, it would be left out of the table's own CREATE TABLE from then on.
    return text(AddConstraint(constraint, isolate_from_table=False))


def column_definition(table: Table, column: str) -> str:
    """A column as it stands in CREATE TABLE or ADD COLUMN."""
    return text(CreateColumn(table.c[column]))


def by_name(found: Iterable[T]) -> list[T]:
    """In the order of their names: sets have none, and a plan is shown to people."""
    return sorted(found, key=lambda each: str(each.name))


def text(element: ClauseElement) -> str:
    """The SQL of a piece of DDL, for the server as it is."""
    made = element.compile(dialect=postgresql.asyncpg.dialect())  # type: ignore[no-untyped-call]
    return str(made).strip()


def quoted(name: str) -> str:
    """A physical name as an identifier; ours hold no quotes, and one that did would be refused."""
    if '"' in name or "\0" in name:
        raise ValueError(f"not a physical name: {name!r}")
    return f'"{name}"'
