"""Companies with the shipped apps and their people, kept between stories: building one costs more than most stories.

A story gets a company with no rows but its people, whoever had it before: what was written goes with `truncate`, who
was changed comes back as he was. A company whose definitions a story changed is dropped instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from zhihe.platform.identity import companies
from zhihe.platform.store.bootstrap import drop_company
from zhihe.platform.store.connections import connect
from zhihe.platform.store.database import Database

OF_COMPANY = ("memberships", "sessions", "tokens", "schedule", "seal_heads")
KEPT = ("users", "memberships", "tokens")
_TABLES = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = %s and c.relkind in ('r', 'p') and not c.relispartition
"""
_PEOPLE = """
select coalesce(jsonb_agg(to_jsonb(t)), '[]') from zhihe.{} t
where {} in (select id from zhihe.users where login like %s)
"""
_LEFT = (
    """delete from jobs.procrastinate_events e using jobs.procrastinate_jobs j
       where j.id = e.job_id and j.args->>'company' = %(key)s""",
    "delete from jobs.procrastinate_jobs where args->>'company' = %(key)s",
    "delete from zhihe.users where login like %(logins)s",
    "delete from zhihe.login_attempts",
)


@dataclass(frozen=True)
class Kept:
    """A company on the shelf: its row, its people's rows as they were built, and their tokens."""

    key: str
    company: Mapping[str, Any]
    people: Mapping[str, list[Any]]
    tokens: Mapping[str, str]


@dataclass
class Shelf:
    """What stands ready, of one database."""

    database: Database
    build: Callable[[str], Mapping[str, str]]
    """Makes a company of this key with its people; gives their tokens by login."""
    ready: list[Kept] = field(default_factory=list)

    def take(self, fresh: str) -> Kept:
        """A company without rows: one from the shelf, else one made under this key."""
        if self.ready:
            kept = self.ready.pop()
            companies.reopen(self.database, kept.key)
            return kept
        tokens = self.build(fresh)
        with connect(self.database.conninfo) as owner:
            people = {name: _people(owner, name, fresh) for name in KEPT}
            return Kept(fresh, _company(owner, fresh), people, tokens)

    def put_back(self, kept: Kept) -> None:
        """Empty it and keep it, where its definitions are as they were."""
        with connect(self.database.conninfo) as owner:
            same = _company(owner, kept.key) == kept.company
            if same:
                with owner.transaction():
                    _empty(owner, kept)
        if same:
            # Closed, it is nobody's: no schedule and no worker of another test looks at it.
            companies.close(self.database, kept.key)
            self.ready.append(kept)
        else:
            drop_company(self.database, kept.key)

    def close(self) -> None:
        """Drop what stands on it."""
        while self.ready:
            drop_company(self.database, self.ready.pop().key)


def _company(owner: psycopg.Connection[Any], key: str) -> dict[str, Any]:
    row = owner.execute("select to_jsonb(c) from zhihe.companies c where key = %s", [key]).fetchone()
    assert row
    found: dict[str, Any] = row[0]
    return found


def _people(owner: psycopg.Connection[Any], table: str, key: str) -> list[Any]:
    column = "id" if table == "users" else "user_id"
    asked = sql.SQL(_PEOPLE).format(sql.Identifier(table), sql.Identifier(column))
    row = owner.execute(asked, [f"{key}-%"]).fetchone()
    assert row
    return list(row[0])


def _empty(owner: psycopg.Connection[Any], kept: Kept) -> None:
    """Without triggers, as only the server's administrator may: evidence of a story is no evidence."""
    owner.execute("set local session_replication_role = replica")
    _truncate(owner, kept.key)
    for table in OF_COMPANY:
        gone = sql.SQL("delete from zhihe.{} where company = %s").format(sql.Identifier(table))
        owner.execute(gone, [kept.company["number"]])
    for text in _LEFT:
        owner.execute(text, {"key": kept.key, "logins": f"{kept.key}-%"})
    for table, rows in kept.people.items():
        back = sql.SQL("insert into zhihe.{0} select * from jsonb_populate_recordset(null::zhihe.{0}, %s)")
        owner.execute(back.format(sql.Identifier(table)), [Jsonb(rows)])


def _truncate(owner: psycopg.Connection[Any], key: str) -> None:
    names = [sql.Identifier(key, name) for (name,) in owner.execute(_TABLES, [key]).fetchall()]
    asked = [sql.SQL("select {} where exists (select from {})").format(str(at), name) for at, name in enumerate(names)]
    filled = [names[int(at)] for (at,) in owner.execute(sql.SQL(" union all ").join(asked)).fetchall()]
    if filled:
        owner.execute(sql.SQL("truncate {} restart identity cascade").format(sql.SQL(", ").join(filled)))
