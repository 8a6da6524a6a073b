"""Reading a ledger: what stands, what was posted, and when something last changed its status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, LiteralString

import orjson
from psycopg import sql

from zhihe.platform.model.elements import Model
from zhihe.platform.store.compose import matching, text, typed
from zhihe.platform.store.ledger_asked import OPEN, Asked, Seen
from zhihe.platform.store.ledger_shape import Row, ledger_shape
from zhihe.platform.store.naming import any_model
from zhihe.platform.store.tables_ledger import BALANCE, part_name

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

Where = Mapping[str, Any]

_LAST: LiteralString = """
select max(e.business_date) as day
from {entries} e join json_to_recordset(%(keys)s::json) as a({types}) on {match}
where e.business_date > %(after)s and e.movement = any(%(movements)s::text[])
"""
_REFERENCES: LiteralString = "select distinct {column} as id from {balance} where {column} = any(%(ids)s::uuid[])"


def balances(
    tx: Transaction,
    model: Model,
    where: Where | None = None,
    group: Sequence[str] = (),
    *,
    seen: Seen = OPEN,
    limit: int | None = None,
) -> list[Row]:
    """What stands and meets a filter tree over dimensions, measures, ``reserved`` and ``held``, in order of the key.

    Each row has the dimensions (None where absent, (model, id) for a link to any model), the measures, ``reserved``,
    ``held`` (by how many holds) and ``free`` (what neither is reserved nor held). Paths follow links (``item.code``);
    a link to any model compares by id. With ``group``, paths too, the rows are summed over all else, and ``held`` is
    the most that reach any of them. Rows of nothing are left out.
    """
    asked = Asked.of(tx, model, BALANCE, where, seen)
    rows = asked.groups(group, limit) if group else asked.balances(limit)
    return ledger_shape(tx, model).read(rows)


def entries(
    tx: Transaction,
    model: Model,
    where: Where | None = None,
    *,
    seen: Seen = OPEN,
    limit: int | None = None,
    newest_first: bool = False,
) -> list[Row]:
    """What was posted and meets a filter tree, oldest first unless asked otherwise.

    Each row has ``id``, ``posting``, ``movement``, ``business_date``, ``posted_at``, ``cause`` (model, id),
    ``posted_by``, the dimensions and the measures; all of them can be filtered by.
    """
    asked = Asked.of(tx, model, "", where, seen)
    rows = ledger_shape(tx, model).read(asked.entries(limit, newest_first=newest_first))
    for row in rows:
        row["cause"] = (row.pop(any_model("cause")), row["cause"])
    return rows


def sums(
    tx: Transaction, model: Model, where: Where | None = None, group: Sequence[str] = (), *, seen: Seen = OPEN
) -> list[Row]:
    """The measures of the entries that meet a filter tree, added up by ``movement``, ``business_date`` and dimensions.

    Paths follow links (``item.code``). Without a group it is one row, of zeros where there is no entry.
    """
    asked = Asked.of(tx, model, "", where, seen)
    return ledger_shape(tx, model).read(asked.sums(group))


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
