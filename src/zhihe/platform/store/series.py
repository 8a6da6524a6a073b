"""Series: measurements and machine data, appended in batches, read back by key in the order they arrived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, LiteralString

from psycopg import sql

from zhihe.errors import Invalid
from zhihe.platform.model.elements import Model
from zhihe.platform.store.advisory import lock_numbers
from zhihe.platform.store.appended import field_parts, joined, require_known, types
from zhihe.platform.store.columns import INSTANT
from zhihe.platform.store.compose import columns, repeated, text, typed
from zhihe.platform.store.shape import Part, label_of, packed

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

Row = dict[str, Any]

# The lock of a key is kept to the end: of two batches for one key, what arrived first is also committed first, so
# that who reads on from a position never misses a row that was still under way. It must be a statement of its own.
_LOCK = "select pg_advisory_xact_lock(k) from unnest(%(locks)s::bigint[]) as k"
_APPEND: LiteralString = """
insert into {table} ({columns}) select {columns} from json_to_recordset(%(rows)s::json) as a({types})
"""
_WINDOW: LiteralString = """
select * from (
    select position, posted_at, {named} from {table} a
    where {match} and (%(after)s::bigint is null or position > %(after)s::bigint)
        and (%(since)s::timestamptz is null or posted_at >= %(since)s::timestamptz)
    order by position {order} limit %(size)s
) w order by position
"""


@dataclass(frozen=True, slots=True)
class _Statements:
    """The texts for one series, and the columns of a row."""

    parts: tuple[Part, ...]
    keys: tuple[Part, ...]
    append: str
    last: str
    next: str


def append(tx: Transaction, model: Model, rows: Sequence[Mapping[str, Any]], *, at: dt.datetime) -> int:
    """Append a batch, all or none, in the order given; how many rows.

    Invalid names the field of a value that is missing or not of its type. ``at`` is the instant of arrival.
    """
    if not rows:
        return 0
    require_known(model, rows)
    statements = _statements(tx, model)
    if statements.keys:
        tx.execute(_LOCK, {"locks": _locks(tx, model, statements, rows)})
    stamped = [{**row, "posted_at": at} for row in rows]
    return tx.execute(statements.append, {"rows": packed(statements.parts, stamped)})


def window(
    tx: Transaction,
    model: Model,
    key: Mapping[str, Any],
    size: int,
    *,
    after: int | None = None,
    since: dt.datetime | None = None,
) -> list[Row]:
    """The last ``size`` rows of a key, oldest first; with ``after`` the next ``size`` behind that position.

    ``since`` leaves out what arrived earlier, and with it older partitions. Each row has ``position`` and
    ``posted_at`` beside the fields. Invalid when ``key`` does not name exactly the series' key.
    """
    statements = _statements(tx, model)
    if key.keys() != set(model.series_key):
        raise Invalid(
            "series.key",
            f"{model.key} is read by {', '.join(model.series_key)}, not by {', '.join(key) or 'nothing'}.",
            model=model.key,
            field=", ".join(model.series_key),
        )
    params: Row = {f"k_{part.column}": part.text(key[part.key]) for part in statements.keys}
    params |= {"size": size, "after": after, "since": since}
    found = tx.rows(statements.last if after is None else statements.next, params)
    return joined(statements.parts, found)


def _locks(tx: Transaction, model: Model, statements: _Statements, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    parts = statements.keys
    keys = {"\x1f".join([part.text(row.get(part.key)) or "" for part in parts]) for row in rows}
    return lock_numbers(tx, model, (("key", key) for key in keys))


def _statements(tx: Transaction, model: Model) -> _Statements:
    return tx.catalog.keep((_Statements, model.key), lambda: _composed(model))


def _composed(model: Model) -> _Statements:
    parts = tuple(field_parts(model.fields.values()))
    keys = tuple(part for part in parts if part.key in model.series_key)
    every = (Part("posted_at", "posted_at", INSTANT), *parts)
    table = sql.Identifier(model.table)
    match = sql.SQL(" and ").join(
        sql.SQL("{} = {}::{}").format(
            sql.Identifier("a", part.column), sql.Placeholder(f"k_{part.column}"), sql.SQL(part.storage.sql)
        )
        for part in keys
    )
    given = {
        "table": table,
        "named": repeated("{0} as {1}", [(part.column, label_of(part)) for part in parts]),
        "match": match if keys else sql.SQL("true"),
    }
    return _Statements(
        parts=every,
        keys=keys,
        append=text(_APPEND, table=table, columns=columns(part.column for part in every), types=typed(types(every))),
        last=text(_WINDOW, **given, order=sql.SQL("desc")),
        next=text(_WINDOW, **given, order=sql.SQL("asc")),
    )
