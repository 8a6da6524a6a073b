"""The statements that make tables, foreign keys last, so that tables may point at each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from sqlalchemy import ForeignKeyConstraint, Index, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import AddConstraint, CreateColumn, CreateIndex, CreateTable
from sqlalchemy.sql.elements import ClauseElement

T = TypeVar("T", Index, ForeignKeyConstraint)


def create_tables(tables: Iterable[Table]) -> Iterator[str]:
    """Make new tables with their indexes, then the foreign keys between them."""
    known = list(tables)
    for table in known:
        yield text(CreateTable(table, include_foreign_key_constraints=[]))
        yield from (create_index(index) for index in by_name(table.indexes))
    for table in known:
        yield from (add_foreign_key(key) for key in by_name(table.foreign_key_constraints))


def create_index(index: Index) -> str:
    """Make an index."""
    return text(CreateIndex(index))


def add_foreign_key(key: ForeignKeyConstraint) -> str:
    """Add a foreign key to a table that exists."""
    return text(AddConstraint(key))


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
