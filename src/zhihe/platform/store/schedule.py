"""When the scheduled lines of each company are due: one row a line, moved on by whoever asks for its job."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhihe.platform.store.session import SharedTransaction, Transaction

_OVERVIEW = """
select c.key, c.version, c.closed, (select min(s.due_at) from schedule s where s.company = c.number) as due_at
from companies c order by c.number
"""
_ADD = """
insert into zhihe.schedule (company, line, every, due_at) values (%(company)s, %(line)s, %(every)s, %(due_at)s)
on conflict (company, line) do update set every = excluded.every, due_at = excluded.due_at
where zhihe.schedule.every <> excluded.every
"""
_DUE = """
select line, due_at from zhihe.schedule where company = %s and due_at <= %s order by line for update skip locked
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A company, the version it runs, when something of it is due next, and whether it is closed."""

    company: str
    version: int
    due_at: dt.datetime | None
    closed: bool = False


def overview(tx: SharedTransaction) -> list[Standing]:
    """All companies, in one look."""
    return [Standing(row["key"], row["version"], row["due_at"], row["closed"]) for row in tx.rows(_OVERVIEW)]


def keep(tx: Transaction, lines: Mapping[str, tuple[str, dt.datetime]]) -> None:
    """Let exactly these lines stand in the schedule, each with its interval and first due moment.

    One that stands already with the same interval keeps its moment.
    """
    tx.execute("delete from zhihe.schedule where company = %s and not (line = any(%s))", [tx.number, sorted(lines)])
    for line, (every, due_at) in sorted(lines.items()):
        tx.execute(_ADD, {"company": tx.number, "line": line, "every": every, "due_at": due_at})


def due(tx: Transaction, now: dt.datetime) -> list[tuple[str, dt.datetime]]:
    """The lines that are due, locked until the end; those another transaction holds are left to it."""
    return [(row["line"], row["due_at"]) for row in tx.rows(_DUE, [tx.number, now])]


def move(tx: Transaction, line: str, due_at: dt.datetime) -> None:
    """Set when a line is due next."""
    tx.execute("update zhihe.schedule set due_at = %s where company = %s and line = %s", [due_at, tx.number, line])
