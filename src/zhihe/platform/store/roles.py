"""Two database roles: the publisher's owns the tables, the application's can add to evidence and read it, no more.

Every connection that serves takes the application's role as it is opened, so no transaction pays for it. Evidence is
what has a trigger that refuses changes; PostgreSQL itself then refuses what the trigger would, and taking the trigger
off. Partitions get no rights: they are reached through their table only, so a new month needs no grant.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, LiteralString

import psycopg
from psycopg import sql

NAME = "zhihe_app"
_LOCK = 23115
_PLAIN = re.compile(r"[a-z0-9_]{1,40}")
_READ_ONLY = ("zhihe.companies", "zhihe.definition_versions", "zhihe.applied")
"""What the publisher alone writes."""
# What each table should allow against what it allows now, to this role or to everybody.
_DIFFERENT: LiteralString = """
with found as (
    select c.oid, n.nspname as schema, c.relname as name, case
        when c.relispartition then array[]::text[]
        when format('%%s.%%s', n.nspname, c.relname) = any(%(read_only)s) then array['select']
        when exists (select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
                     join pg_namespace o on o.oid = p.pronamespace
                     where t.tgrelid = c.oid and o.nspname = 'zhihe' and p.proname = 'refuse_change')
            then array['insert', 'select']
        else array['delete', 'insert', 'select', 'update']
    end as wanted
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any(%(schemas)s::text[]) and c.relkind in ('r', 'p')
)
select schema, name, wanted from found where wanted is distinct from array(
    select each from unnest(string_to_array('select insert update delete truncate references trigger', ' ')) as each
    where has_table_privilege(%(role)s, oid, each) order by each collate "C"
)
order by schema, name
"""
# Schemas that the role cannot enter, or with a sequence it cannot draw from.
_UNUSABLE: LiteralString = """
select nspname as schema from pg_namespace n
where nspname = any(%(schemas)s::text[]) and (
    not has_schema_privilege(%(role)s, oid, 'usage')
    or exists (select from pg_class c where c.relnamespace = n.oid and c.relkind = 'S'
               and not (has_sequence_privilege(%(role)s, c.oid, 'usage')
                        and has_sequence_privilege(%(role)s, c.oid, 'select')))
)
"""
_CREATES: LiteralString = """
select nspname as schema from pg_namespace
where nspname = any(%(schemas)s::text[]) and has_schema_privilege(%(role)s, oid, 'create')
"""
_SCHEMAS = """
select array(select nspname::text from pg_namespace
             where nspname in ('zhihe', 'jobs') or nspname in (select key from zhihe.companies))
"""


def prepare(connection: psycopg.Connection[Any]) -> tuple[str, str]:
    """Make the application's role where it is missing and give it what it may do in every schema of ours.

    Gives the role, empty with the reason beside it where the connection's user can neither make nor take it: then
    the program works as the owner of its tables, and the triggers alone guard the evidence.
    """
    name = role_of(connection)
    try:
        with connection.transaction():
            _alone(connection)
            _make(connection, name)
        _take(connection, name)
        with connection.transaction():
            _alone(connection)
            row = connection.execute(_SCHEMAS).fetchone()
            schemas = list(row[0]) if row else []
            _give(connection, name, schemas)
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidGrantOperation) as error:
        return "", _remedy(name, error.diag.message_primary or str(error))
    left = (
        _different(connection, name, schemas)
        or connection.execute(_CREATES, {"schemas": schemas, "role": name}).fetchall()
    )
    if left:
        reason = f"it has more rights than it was given, as in schema {left[0][0]}"
        return "", _remedy(name, reason)
    return name, ""


def give(connection: psycopg.Connection[Any], schema: str) -> None:
    """Give the application's role its rights on what a schema holds now; nothing where there is no such role."""
    name = role_of(connection)
    if connection.execute("select 1 from pg_roles where rolname = %s", [name]).fetchone():
        _give(connection, name, [schema])


def role_of(connection: psycopg.Connection[Any]) -> str:
    """The name of the application's role: roles belong to the server, so it carries the database's name."""
    row = connection.execute("select current_database()").fetchone()
    database = str(row[0]) if row else ""
    if database == "zhihe":
        return NAME
    if _PLAIN.fullmatch(database):
        return f"{NAME}_{database}"
    return f"{NAME}_{hashlib.sha256(database.encode()).hexdigest()[:16]}"


def _alone(connection: psycopg.Connection[Any]) -> None:
    """Wait for other processes that start: they would change the same rows of the server's catalogue."""
    connection.execute("select pg_advisory_xact_lock(%s, 0)", [_LOCK])


def _make(connection: psycopg.Connection[Any], name: str) -> None:
    role = sql.Identifier(name)
    if not connection.execute("select 1 from pg_roles where rolname = %s", [name]).fetchone():
        connection.execute(sql.SQL("create role {} nologin").format(role))
    try:
        _take(connection, name)
    except psycopg.errors.InsufficientPrivilege:
        # Who made a role may administer it, and does not belong to it yet.
        connection.execute(sql.SQL("grant {} to current_user").format(role))


def _take(connection: psycopg.Connection[Any], name: str) -> None:
    """Try to work in the role; refused where the user does not belong to it."""
    with connection.transaction(force_rollback=True):
        connection.execute(sql.SQL("set local role {}").format(sql.Identifier(name)))


def _give(connection: psycopg.Connection[Any], name: str, schemas: list[str]) -> None:
    role = sql.Identifier(name)
    for (schema,) in connection.execute(_UNUSABLE, {"schemas": schemas, "role": name}).fetchall():
        own = sql.Identifier(schema)
        connection.execute(sql.SQL("grant usage on schema {} to {}").format(own, role))
        connection.execute(sql.SQL("grant usage, select on all sequences in schema {} to {}").format(own, role))
    for schema, table, wanted in _different(connection, name, schemas):
        where = sql.Identifier(schema, table)
        connection.execute(sql.SQL("revoke all on {} from {}").format(where, role))
        if wanted:
            rights = sql.SQL(", ").join(sql.SQL(each) for each in wanted)
            connection.execute(sql.SQL("grant {} on {} to {}").format(rights, where, role))


def _different(connection: psycopg.Connection[Any], name: str, schemas: list[str]) -> list[tuple[Any, ...]]:
    given = {"schemas": schemas, "role": name, "read_only": list(_READ_ONLY)}
    return connection.execute(_DIFFERENT, given).fetchall()


def _remedy(name: str, reason: str) -> str:
    return (
        f"The program works as the owner of its tables, because the role {name} cannot be used ({reason}): evidence is "
        f"guarded by triggers only. As an administrator of the server run «create role {name} nologin; "
        f"grant {name} to the user of ZHIHE_DATABASE_URL», then start again."
    )
