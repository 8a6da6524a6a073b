"""Monthly partitions of what only ever grows, made ahead of time; the default partition takes what comes unforeseen."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

from psycopg import sql

from zhihe.errors import Invalid
from zhihe.platform.model.elements import Model
from zhihe.platform.store.tables_ledger import DEFAULT_SUFFIX

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

PARTITIONED = frozenset({"ledger", "series"})
_MONTHS = 12
_MONTH_SUFFIX = re.compile(r"_p(\d{4})(\d{2})$")
_KEEP = re.compile(r"(\d{1,4}) (day|month|year)s?")

_EXISTING: LiteralString = (
    "select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = {}::regclass"
)
_WAITING: LiteralString = (
    "select count(*) as found from "
    "(select from {default} where {column} >= {start} and {column} < {end} limit {most}) as waiting"
)
_MAKE: LiteralString = "create table {part} partition of {table} for values from ({start}) to ({end})"
_NO_TRUNCATE: LiteralString = (
    'create trigger "no_truncate" before truncate on {part} for each statement execute function zhihe.refuse_change()'
)
_COPY: LiteralString = (
    "insert into {table} overriding system value select * from {default} where {column} >= {start} and {column} < {end}"
)
# Taken off, the default partition has lost the triggers it had from its parent, and can give its rows away.
_MOVE: tuple[LiteralString, ...] = (
    "lock table {table} in access exclusive mode",
    "alter table {table} detach partition {default}",
    _MAKE,
    _COPY,
    "delete from {default} where {column} >= {start} and {column} < {end}",
    "alter table {table} attach partition {default} default",
)


@dataclass(frozen=True, slots=True)
class Grown:
    """A table that only ever grows, partitioned by month over an instant; ``most`` rows are moved at once."""

    table: str
    column: str = "posted_at"
    most: int | None = None


AUDIT = Grown("zhihe_audit", "at", most=20_000)
"""Every save writes into it: a month that already has more rows than are moved in a moment stays where it is."""

READINGS = Grown("zhihe_reading", "at", most=20_000)
"""Who read sensitive fields; the same holds of it."""


def months_from(day: dt.date, count: int) -> list[dt.date]:
    """The first days of the month of ``day`` and of those after it, so many in all."""
    return [_month(day, ahead) for ahead in range(count)]


def ensure_partitions(tx: Transaction, model: Model, months: Iterable[dt.date]) -> list[str]:
    """Make the partitions of these months that are missing, moving in what waits in the default partition.

    Gives the names of those made; none for models that are not partitioned. Busy when the table stays in use for
    longer than the session's lock timeout.
    """
    return ensure_months(tx, Grown(model.table), months) if model.kind in PARTITIONED else []


def ensure_months(tx: Transaction, grown: Grown, months: Iterable[dt.date]) -> list[str]:
    """The same for any table that grows."""
    existing = set(_names(tx, grown.table))
    made = []
    for month in sorted({_month(each, 0) for each in months}):
        name = f"{grown.table}_p{month:%Y%m}"
        if name not in existing and _make(tx, grown, name, month):
            made.append(name)
    return made


def drop_expired(tx: Transaction, model: Model, today: dt.date) -> list[str]:
    """Drop the months of a series that are wholly older than it is kept; gives the names of those dropped."""
    if model.kind != "series" or not model.keep:
        return []
    limit = kept_since(model, today)
    dropped = []
    for name in sorted(_names(tx, model.table)):
        found = _MONTH_SUFFIX.search(name)
        if found and _month(dt.date(int(found[1]), int(found[2]), 1), 1) <= limit:
            tx.execute(sql.SQL("drop table {}").format(sql.Identifier(name)))
            dropped.append(name)
    return dropped


def kept_since(model: Model, today: dt.date) -> dt.date:
    """The first day of a series that is still kept; Invalid when ``keep`` is not such as ``10 years``."""
    found = _KEEP.fullmatch(model.keep)
    if found is None:
        raise Invalid(
            "series.keep",
            f"{model.key}: keep is a number of days, months or years such as 10 years, not {model.keep!r}.",
            model=model.key,
            field="keep",
            value=model.keep,
        )
    count = int(found[1])
    if found[2] == "day":
        return today - dt.timedelta(days=count)
    return _month(today, -count * (_MONTHS if found[2] == "year" else 1))


def _names(tx: Transaction, table: str) -> list[str]:
    return [row["name"] for row in tx.rows(sql.SQL(_EXISTING).format(sql.Literal(f'"{table}"')))]


def _make(tx: Transaction, grown: Grown, name: str, month: dt.date) -> bool:
    parts: dict[str, sql.Composable] = {
        "table": sql.Identifier(grown.table),
        "column": sql.Identifier(grown.column),
        "default": sql.Identifier(f"{grown.table}{DEFAULT_SUFFIX}"),
        "part": sql.Identifier(name),
        "most": sql.Literal(1 if grown.most is None else grown.most + 1),
        "start": sql.Literal(f"{month.isoformat()} 00:00:00+00"),
        "end": sql.Literal(f"{_month(month, 1).isoformat()} 00:00:00+00"),
    }
    waiting = tx.rows(sql.SQL(_WAITING).format(**parts))[0]["found"]
    if grown.most is not None and waiting > grown.most:
        return False
    for each in (*(_MOVE if waiting else (_MAKE,)), _NO_TRUNCATE):
        tx.execute(sql.SQL(each).format(**parts))
    return True


def _month(day: dt.date, ahead: int) -> dt.date:
    months = day.year * _MONTHS + day.month - 1 + ahead
    return dt.date(months // _MONTHS, months % _MONTHS + 1, 1)
