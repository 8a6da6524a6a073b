"""The world of the golden vectors in PostgreSQL: its tables, and the resolver that leads paths to their columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, UUID
from tests.kernels.expression.world import FIELDS, NOW, TODAY, ZONE, read, type_of

from zhihe.kernels.expression import Node, Type, Value
from zhihe.platform.store.expression_parts import Clause
from zhihe.platform.store.expression_sql import Relation, Resolver, Sql, compile_expression, made, of_column
from zhihe.platform.store.statement import compiled

COLUMNS: Mapping[str, Any] = {
    "bool": sa.Boolean(),
    "int": sa.BigInteger(),
    "decimal": sa.Numeric(28, 10),
    "float": sa.Double(),
    "text": sa.Text(collation="C"),
    "enum": sa.Text(collation="C"),
    "date": sa.Date(),
    "datetime": sa.DateTime(timezone=True),
    "duration": sa.Interval(),
    "ref": UUID(as_uuid=False),
}
METADATA = sa.MetaData()


def leaves(fields: Mapping[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """List the paths that have a value of their own, down through links."""
    for name, each in fields.items():
        path = (*before, name)
        if each["type"] not in {"row", "rows"}:
            yield path, each
        if each["type"] != "rows":
            yield from leaves(each.get("members", {}), path)


def relations(fields: Mapping[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, each in fields.items():
        if each["type"] == "rows":
            yield (*before, name), each
        else:
            yield from relations(each.get("members", {}), (*before, name))


def column(path: tuple[str, ...], each: Mapping[str, Any]) -> sa.Column[Any]:
    kind = COLUMNS[each["of"]["type"]] if each["type"] == "list" else COLUMNS[each["type"]]
    return sa.Column("__".join(path), ARRAY(kind) if each["type"] == "list" else kind)


LEAVES = dict(leaves(FIELDS))
RELATIONS = dict(relations(FIELDS))
RECORD = sa.Table("golden_record", METADATA, *(column(*each) for each in LEAVES.items()))
LINES = {
    path: sa.Table(
        f"golden_{'_'.join(path)}",
        METADATA,
        *(column((name,), each) for name, each in relation["members"].items()),
    )
    for path, relation in RELATIONS.items()
}


def value_at(path: tuple[str, ...]) -> object:
    """Give the value of a path as the file has it; beyond an empty link there is none."""
    found: Any = {"members": FIELDS}
    for name in path:
        if found.get("type") == "ref" and found["value"] is None:
            return None
        found = found["members"][name]
    return read(found, found.get("value"))


def create(connection: psycopg.Connection) -> None:
    """Make the tables and the one record with its lines."""
    for table in (RECORD, *LINES.values()):
        connection.execute(str(sa.schema.CreateTable(table).compile(dialect=sa.dialects.postgresql.dialect())))  # type: ignore[no-untyped-call]
    insert(connection, RECORD, [{"__".join(path): value_at(path) for path in LEAVES}])
    for path, table in LINES.items():
        rows: Any = read(RELATIONS[path], RELATIONS[path]["value"])
        insert(connection, table, rows)


def insert(connection: psycopg.Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
    names = ", ".join(f'"{each.name}"' for each in table.columns)
    marks = ", ".join(f"%({each.name})s" for each in table.columns)
    for row in rows:
        connection.execute(f'insert into "{table.name}" ({names}) values ({marks})', row)  # noqa: S608 - our own names


@dataclass(frozen=True)
class Rows:
    """A relation of the record."""

    table: sa.Table
    members: Mapping[str, Any]

    @property
    def rows(self) -> Resolver:
        return LineResolver(self)

    def aggregate(self, value: Clause) -> Clause:
        return sa.select(value).select_from(self.table).scalar_subquery()


@dataclass(frozen=True)
class RecordResolver:
    """Paths of the record."""

    functions: Mapping[str, Any] = field(default_factory=dict)

    def column(self, names: tuple[str, ...]) -> Sql:
        path = names[1:] if names[0] == "this" else names
        return of_column(type_of(LEAVES[path]), RECORD.c["__".join(path)])

    def relation(self, names: tuple[str, ...]) -> Relation | None:
        return Rows(LINES[names], RELATIONS[names]["members"]) if names in LINES else None

    def call(self, name: str, arguments: Sequence[Sql]) -> Sql | None:
        if name != "double":
            return None
        (given,) = arguments
        return made(Type("decimal"), given.clause * 2, given, scale=given.scale)


@dataclass(frozen=True)
class LineResolver:
    """Paths of a line."""

    lines: Rows

    def column(self, names: tuple[str, ...]) -> Sql:
        (name,) = names
        return of_column(type_of(self.lines.members[name]), self.lines.table.c[name])

    def relation(self, names: tuple[str, ...]) -> Relation | None:
        raise AssertionError(names)

    def call(self, name: str, arguments: Sequence[Sql]) -> Sql | None:
        raise AssertionError((name, arguments))


def ask(connection: psycopg.Connection, tree: Node) -> Value:
    """Evaluate a tree for the record by the server, in a statement as the product makes them."""
    found = compile_expression(tree, RecordResolver(), zone=ZONE)
    clause = found.clause
    if found.type.kind == "duration":
        clause = sa.cast(sa.cast(clause, sa.Text()) + " seconds", sa.Interval())
    statement = compiled(sa.select(clause).select_from(RECORD), "golden")
    cursor = psycopg.RawCursor(connection)
    cursor.execute(statement.text, statement.values({"zhihe_now": NOW, "zhihe_today": TODAY}))
    row = cursor.fetchone()
    assert row is not None
    value: Value = row[0]
    return value
