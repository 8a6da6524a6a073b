"""The shared schema and the system tables of each company, made and upgraded by numbered steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

import psycopg
from psycopg import sql

from zhihe.errors import Conflict, Unavailable
from zhihe.platform.store.connections import SHARED, connect, schema_key
from zhihe.platform.store.failures import translate
from zhihe.platform.store.roles import give

if TYPE_CHECKING:
    from zhihe.platform.store.database import Database

_UPGRADE_LOCK = 23113
_NAME = re.compile(r"(\d{4})_(\w+)\.sql")
Further = Mapping[str, Sequence["Migration"]]
"""The steps of schemas that other rooms bring, by schema: the queue of background work."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the system tables, shipped with the program."""

    number: int
    name: str
    text: str


def migrations(of: Literal["shared", "company"]) -> tuple[Migration, ...]:
    """The steps that this release knows, in order."""
    found = []
    for file in (resources.files("zhihe.platform.store") / "migrations" / of).iterdir():
        match = _NAME.fullmatch(file.name)
        if match:
            found.append(Migration(int(match[1]), match[2], file.read_text(encoding="utf-8")))
    return tuple(sorted(found, key=lambda each: each.number))


def prepare_shared(connection: psycopg.Connection[Any], further: Further) -> None:
    """Bring the shared schema, further ones and every company's system tables to this release, all or nothing."""
    try:
        with connection.transaction():
            connection.execute("select pg_advisory_xact_lock(%s, 0)", [_UPGRADE_LOCK])
            _prepare_ledger_of_steps(connection)
            _apply(connection, SHARED, migrations("shared"))
            for schema, steps in further.items():
                connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
                _apply(connection, schema, steps)
            for (key,) in connection.execute("select key from companies order by number").fetchall():
                _apply(connection, key, migrations("company"))
    except psycopg.Error as error:
        raise translate(error, {}) from error


def create_company(database: Database, key: str, name: str) -> int:
    """Make a company with its schema and system tables; gives its number.

    Raises Invalid for a key that cannot name a schema, Conflict when the company or the schema exists.
    """
    schema_key(key)
    try:
        with connect(database.conninfo) as connection, connection.transaction():
            connection.execute("select pg_advisory_xact_lock(%s, 0)", [_UPGRADE_LOCK])
            if connection.execute("select 1 from pg_namespace where nspname = %s", [key]).fetchone():
                raise Conflict(
                    "company.exists", f"There is already a company or schema {key!r}; choose another key.", value=key
                )
            connection.execute(sql.SQL("create schema {}").format(sql.Identifier(key)))
            row = connection.execute(
                "insert into zhihe.companies (key, name) values (%s, %s) returning number", [key, name]
            ).fetchone()
            _apply(connection, key, migrations("company"))
            give(connection, key)
    except psycopg.Error as error:
        raise translate(error, {}) from error
    return int(row[0]) if row else 0


def drop_company(database: Database, key: str) -> None:
    """Remove a company with all its data: for scratch copies, and for tests."""
    schema_key(key)
    with connect(database.conninfo) as connection, connection.transaction():
        connection.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(key)))
        connection.execute("delete from zhihe.applied where schema = %s", [key])
        connection.execute("alter table zhihe.definition_versions disable trigger definition_versions_append_only")
        for table in ("definition_versions", "memberships", "sessions", "tokens", "schedule", "seal_heads"):
            connection.execute(
                sql.SQL(
                    "delete from zhihe.{} where company = (select number from zhihe.companies where key = %s)"
                ).format(sql.Identifier(table)),
                [key],
            )
        connection.execute("alter table zhihe.definition_versions enable trigger definition_versions_append_only")
        connection.execute("delete from zhihe.companies where key = %s", [key])
    database.forget(key)


def _prepare_ledger_of_steps(connection: psycopg.Connection[Any]) -> None:
    connection.execute("create schema if not exists zhihe")
    connection.execute("set local search_path = zhihe")
    connection.execute(
        "create table if not exists zhihe.applied (schema text, number int, name text not null, "
        "at timestamptz not null default now(), primary key (schema, number))"
    )


def _apply(connection: psycopg.Connection[Any], schema: str, known: Iterable[Migration]) -> None:
    """Run the steps this schema has not seen, in order."""
    done = {
        number
        for (number,) in connection.execute("select number from zhihe.applied where schema = %s", [schema]).fetchall()
    }
    steps = {each.number: each for each in known}
    newer = sorted(done - steps.keys())
    if newer:
        raise Unavailable(
            "database.newer",
            f"The database was upgraded by a newer release of this program (step {newer[0]} of schema {schema}); "
            "start that release, or restore a backup made before.",
            schema=schema,
            step=newer[0],
        )
    path = sql.SQL("set local search_path = {}, zhihe").format(sql.Identifier(schema))
    for number in sorted(steps.keys() - done):
        connection.execute(path)
        connection.execute(steps[number].text.encode())
        connection.execute(
            "insert into zhihe.applied (schema, number, name) values (%s, %s, %s)", [schema, number, steps[number].name]
        )
    connection.execute("set local search_path = zhihe")
