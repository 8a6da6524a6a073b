"""Reading a ledger: what stands, what was posted, and when something last changed its status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, LiteralString

import orjson
from psycopg import sql

from zhihe.errors import Invalid
from zhihe.platform.model.elements import Model
from zhihe.platform.store.columns import STORAGE, WHOLE, Storage
from zhihe.platform.store.compose import columns, matching, repeated, text, typed
from zhihe.platform.store.ledger_shape import RESERVED, LedgerShape, Row, ledger_shape
from zhihe.platform.store.ledger_sql import ENTRY_COLUMNS, key_columns
from zhihe.platform.store.ledger_where import Column, Filter
from zhihe.platform.store.naming import any_model
from zhihe.platform.store.tables_ledger import BALANCE, part_name

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

Where = Mapping[str, Any]
HELD = "held"
FREE = "free"
_DECIMAL = STORAGE["decimal"]
_HERE: LiteralString = "/* condition */"

_BALANCES: LiteralString = """
select {keys}, {measures}, {reserved} as reserved, {held} as held, {free} as free
from {balance} a where ({standing}) and {where} {group} order by {order} limit %(limit)s
"""
_ENTRIES: LiteralString = """
select {own}, {keys}, {measures} from {entries} a where {where} order by posted_at {order}, id {order} limit %(limit)s
"""
_LAST: LiteralString = """
select max(e.business_date) as day
from {entries} e join json_to_recordset(%(keys)s::json) as a({types}) on {match}
where e.business_date > %(after)s and e.movement = any(%(movements)s::text[])
"""
_REFERENCES: LiteralString = "select distinct {column} as id from {balance} where {column} = any(%(ids)s::uuid[])"


@dataclass(frozen=True, slots=True)
class _Texts:
    """The statements around their condition: what comes before it and what comes after."""

    balances: tuple[str, str]
    entries: tuple[str, str]


def balances(
    tx: Transaction, model: Model, where: Where | None = None, group: Sequence[str] = (), *, limit: int | None = None
) -> list[Row]:
    """What stands and meets a filter tree over dimensions, measures, ``reserved`` and ``held``, in order of the key.

    Each row has the dimensions (None where absent, (model, id) for a link to any model), the measures, ``reserved``,
    ``held`` (by how many holds) and ``free`` (what neither is reserved nor held). With ``group`` the rows are summed
    over the other dimensions, and ``held`` is the most that reach any of them. Rows of nothing are left out.
    """
    shape = ledger_shape(tx, model)
    found = Filter(model.key, _balance_columns(shape))
    condition = found.condition(where).as_string()
    head, tail = _around(_grouped(shape, group)) if group else _texts(tx, shape).balances
    return shape.read(tx.rows(f"{head}{condition}{tail}", found.params | {"limit": limit}))


def entries(
    tx: Transaction, model: Model, where: Where | None = None, *, limit: int | None = None, newest_first: bool = False
) -> list[Row]:
    """What was posted and meets a filter tree, oldest first unless asked otherwise.

    Each row has ``id``, ``posting``, ``movement``, ``business_date``, ``posted_at``, ``cause`` (model, id),
    ``posted_by``, the dimensions and the measures; all of them can be filtered by.
    """
    shape = ledger_shape(tx, model)
    found = Filter(model.key, _entry_columns(shape))
    condition = found.condition(where).as_string()
    head, tail = _around(_entries(shape, "desc")) if newest_first else _texts(tx, shape).entries
    rows = shape.read(tx.rows(f"{head}{condition}{tail}", found.params | {"limit": limit}))
    for row in rows:
        row["cause"] = (row.pop(any_model("cause")), row["cause"])
    return rows


def last_change(
    tx: Transaction, model: Model, movements: Sequence[str], keys: Sequence[Mapping[str, Any]], *, after: dt.date
) -> dt.date | None:
    """The latest business date after ``after`` on which one of these movements touched one of these keys.

    Each key names the same dimensions, such as item and lot. None when there was no such movement.
    """
    if not movements or not keys:
        return None
    shape = ledger_shape(tx, model)
    named = [each for each in shape.dimensions if each.key in keys[0]]
    statement = sql.SQL(_LAST).format(
        entries=sql.Identifier(model.table),
        types=typed([(each.column, each.storage) for each in named]),
        match=matching("e", "a", [each.column for each in named]),
    )
    rows = [{each.column: each.text(key[each.key]) for each in named} for key in keys]
    params = {"keys": orjson.dumps(rows).decode(), "after": after, "movements": list(movements)}
    day: dt.date | None = tx.rows(statement, params)[0]["day"]
    return day


def references(tx: Transaction, model: Model, to: str, ids: Iterable[str]) -> set[str]:
    """Those of the records of the model ``to`` that a balance of this ledger names: they cannot be deleted.

    A balance keeps no foreign key, because an absent dimension is the nil identity; this stands in for it.
    """
    balance = sql.Identifier(part_name(model, BALANCE))
    given = {"ids": list(ids)}
    found: set[str] = set()
    for key in model.dimensions:
        field = model.fields[key]
        if field.type == "link" and field.to in {to, "any"}:
            statement = text(_REFERENCES, column=sql.Identifier(field.column), balance=balance)
            found.update(row["id"] for row in tx.rows(statement, given))
    return found


def _texts(tx: Transaction, shape: LedgerShape) -> _Texts:
    return tx.catalog.keep(
        (_Texts, shape.model.key), lambda: _Texts(_around(_plain(shape)), _around(_entries(shape, "asc")))
    )


def _around(statement: sql.Composed) -> tuple[str, str]:
    """What comes before a statement's condition and what comes after."""
    head, _, tail = statement.as_string().partition(_HERE)
    return head, tail


def _entries(shape: LedgerShape, order: LiteralString) -> sql.Composed:
    return sql.SQL(_ENTRIES).format(
        own=columns([column for column, _ in ENTRY_COLUMNS], "a"),
        keys=repeated("a.{0} as {1}", key_columns(shape)),
        measures=repeated("a.{1} as {0}", list(shape.measures.items())),
        entries=sql.Identifier(shape.model.table),
        where=sql.SQL(_HERE),
        order=sql.SQL(order),
    )


def _plain(shape: LedgerShape) -> sql.Composed:
    free = "case when a.held = 0 then a.{0} - a.reserved else 0 end" if shape.main else "null::numeric"
    return sql.SQL(_BALANCES).format(
        keys=repeated("a.{0} as {1}", key_columns(shape)),
        measures=repeated("a.{1} as {0}", list(shape.measures.items())),
        reserved=sql.SQL("a.reserved"),
        held=sql.SQL("a.held"),
        free=sql.SQL(free).format(sql.Identifier(shape.measures.get(shape.main, ""))),
        group=sql.SQL(""),
        order=columns([each.column for each in shape.dimensions], "a"),
        **_common(shape),
    )


def _grouped(shape: LedgerShape, group: Sequence[str]) -> sql.Composed:
    strange = [key for key in group if key not in shape.keys]
    if strange:
        raise Invalid(
            "ledger.dimension",
            f"{shape.model.key} cannot be grouped by {strange[0]!r}; it has {', '.join(shape.model.dimensions)}.",
            field=strange[0],
        )
    wanted = {*group, *(any_model(key) for key in group)}
    keys = [(column, key) for column, key in key_columns(shape) if key in wanted]
    free = "coalesce(sum(a.{0} - a.reserved) filter (where a.held = 0), 0)" if shape.main else "null::numeric"
    return sql.SQL(_BALANCES).format(
        keys=repeated("a.{0} as {1}", keys),
        measures=repeated("sum(a.{1}) as {0}", list(shape.measures.items())),
        reserved=sql.SQL("sum(a.reserved)"),
        held=sql.SQL("max(a.held)"),
        free=sql.SQL(free).format(sql.Identifier(shape.measures.get(shape.main, ""))),
        group=sql.SQL("group by {}").format(columns([column for column, _ in keys], "a")),
        order=columns([column for column, _ in keys], "a"),
        **_common(shape),
    )


def _common(shape: LedgerShape) -> dict[str, sql.Composable]:
    standing = [[column] for column in (*shape.measures.values(), RESERVED)]
    return {
        "balance": sql.Identifier(part_name(shape.model, BALANCE)),
        "standing": repeated("a.{0} <> 0", standing, between=" or "),
        "where": sql.SQL(_HERE),
    }


def _dimension_columns(shape: LedgerShape) -> dict[str, Column]:
    found = {each.key: Column(each.column, each.storage, each.absent, each.pair) for each in shape.dimensions}
    return found | {key: Column(column, _DECIMAL) for key, column in shape.measures.items()}


def _balance_columns(shape: LedgerShape) -> dict[str, Column]:
    return _dimension_columns(shape) | {RESERVED: Column(RESERVED, _DECIMAL), HELD: Column(HELD, WHOLE)}


def _entry_columns(shape: LedgerShape) -> dict[str, Column]:
    own: list[tuple[str, Storage]] = [each for each in ENTRY_COLUMNS if each[0] != any_model("cause")]
    found = {column: Column(column, storage, pair=column == "cause") for column, storage in own}
    return found | _dimension_columns(shape)
