"""The statements of a ledger, composed once per definition; what may happen to a balance stands in ``MOVE``.

A statement gets all its rows as one JSON parameter, so that its text and the server's plan are the same for one
entry and for ten thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

from psycopg import sql

from zhihe.platform.store.columns import IDENTITY, INSTANT, STORAGE, TEXT, WHOLE
from zhihe.platform.store.compose import added, columns, matching, repeated, text, typed
from zhihe.platform.store.ledger_shape import RESERVED, Dimension, LedgerShape, ledger_shape
from zhihe.platform.store.naming import any_model
from zhihe.platform.store.tables_ledger import BALANCE, GATE, part_name

if TYPE_CHECKING:
    from zhihe.platform.model.elements import Model
    from zhihe.platform.store.session import Transaction

ENTRY_COLUMNS = (
    ("id", IDENTITY),
    ("posting", IDENTITY),
    ("movement", TEXT),
    ("business_date", STORAGE["date"]),
    ("posted_at", INSTANT),
    ("cause", IDENTITY),
    (any_model("cause"), TEXT),
    ("posted_by", IDENTITY),
)
LEAVES = "_leaves"
PLACE = "_place"
_DECIMAL = STORAGE["decimal"]

# The limit takes nothing away. It tells the planner, which takes JSON for a hundred rows and a limit it cannot know
# for a tenth of that, to look balances up by index: without it a posting read the whole table (3.4 instead of 0.2 ms).
#
# Row locks are taken in key order before anything is judged: an UPDATE takes them in the order of its plan, and two
# such orders can wait for each other. What is judged is the locked, hence the newest, version of each row.
MOVE: LiteralString = """
with asked as (
    select * from json_to_recordset(%(changes)s::json) as a({asked}) limit (select %(count)s::bigint)
), locked as materialized (
    select {allowed} as fine
    from asked a join {balance} b on {match}
    order by {order} for update of b
), judged as (
    select count(*) = %(count)s and coalesce(bool_and(fine), false) as fine from locked
), moved as (
    update {balance} b set {sums} from asked a, judged where judged.fine and {match} returning 1
)
"""
POST: LiteralString = """
{move} insert into {entries} ({columns})
select {columns} from json_to_recordset(%(entries)s::json) as e({given}) where (select fine from judged)
"""
RESERVE: LiteralString = "{move} select 1 from moved"

# In key order too: of two that make the same row, the second waits for the first.
MAKE: LiteralString = """
insert into {balance} ({columns}, held)
select {columns}, {held} from json_to_recordset(%(changes)s::json) as a({asked})
order by {order} on conflict ({bare}) do nothing
"""
# One statement makes what is missing and locks what stands, in key order; what it gives is the newest version of each
# row, since a conflicting update waits for the other's end and then reads again.
KEEP: LiteralString = """
insert into {balance} as b ({columns}, held)
select {columns}, {held} from json_to_recordset(%(changes)s::json) as a({asked})
order by {order} on conflict ({bare}) do update set held = b.held
returning {kept}, {amounts}, b.reserved, b.held
"""
# What only brings something in breaks no law, wherever it lands, and needs no look before: one statement.
BRING: LiteralString = """
with brought as (
    insert into {balance} as b ({columns}, {measures}, held)
    select {columns}, {measures}, {held} from json_to_recordset(%(changes)s::json) as a({asked})
    order by {order} on conflict ({bare}) do update set {risen}
)
insert into {entries} ({entry_columns})
select {entry_columns} from json_to_recordset(%(entries)s::json) as e({given})
"""
HELD_BY: LiteralString = (
    "coalesce((select g.held from {gate} g where g.dimension = {dimension} and g.key = a.{column}::text), 0)"
)

LACK: LiteralString = """
select a._place, {named}, {standing}, coalesce(b.reserved, 0) as reserved, coalesce(b.held, 0) as held
from (
    select * from json_to_recordset(%(changes)s::json) as a({asked}) limit (select %(count)s::bigint)
) a left join {balance} b on {match}
where (b.held is not null and {allowed}) is not true
order by {order} limit 1
"""


RAISE_GATE: LiteralString = """
insert into {gate} as g (dimension, key, held)
select %(dimension)s, k, 1 from unnest(%(keys)s::text[]) as k order by k
on conflict (dimension, key) do update set held = g.held + 1
"""
LOWER_GATE: LiteralString = """
update {gate} set held = held - 1
where dimension = %(dimension)s and key = any(%(keys)s::text[]) and %(count)s = (
    select count(*) from {gate} where dimension = %(dimension)s and key = any(%(keys)s::text[]) and held > 0
)
"""
SPREAD: LiteralString = """
with reached as materialized (
    select {keys} from {balance} b where {column} = any(%(keys)s::{type}[]) order by {order} for update of b
)
update {balance} b set held = b.held + %(step)s from reached a where {match}
"""


@dataclass(frozen=True, slots=True)
class LedgerSql:
    """The texts for one ledger; ``spread`` is by gate."""

    post: str
    reserve: str
    make: str
    keep: str
    bring: str
    lack: str
    raise_gate: str
    lower_gate: str
    spread: dict[str, str]


def ledger_sql(tx: Transaction, model: Model) -> LedgerSql:
    """The statements of a ledger under the running definitions."""
    return tx.catalog.keep((LedgerSql, model.key), lambda: _composed(ledger_shape(tx, model)))


def _composed(shape: LedgerShape) -> LedgerSql:
    parts = _Parts(shape)
    return LedgerSql(
        post=text(POST, **parts.common, move=parts.move(), columns=parts.entry_columns, given=parts.entry_types),
        reserve=text(RESERVE, move=parts.move()),
        make=text(MAKE, **parts.common, columns=parts.key_columns, held=held_by(shape)),
        keep=text(
            KEEP,
            **parts.common,
            columns=parts.key_columns,
            held=held_by(shape),
            kept=parts.kept,
            amounts=parts.amounts,
        ),
        bring=text(
            BRING,
            **parts.common,
            columns=parts.key_columns,
            measures=columns(shape.measures.values()),
            held=held_by(shape),
            risen=repeated("{0} = b.{0} + excluded.{0}", [[each] for each in shape.measures.values()]),
            entry_columns=parts.entry_columns,
            given=parts.entry_types,
        ),
        lack=text(LACK, **parts.common, named=parts.named, standing=parts.standing),
        raise_gate=text(RAISE_GATE, **parts.common),
        lower_gate=text(LOWER_GATE, **parts.common),
        spread={each.key: parts.spread(each) for each in shape.dimensions if each.gate},
    )


class _Parts:
    """The fragments from which the statements of one ledger are put together."""

    def __init__(self, shape: LedgerShape) -> None:
        keys = key_columns(shape)
        measures = list(shape.measures.items())
        key_types = [(each.column, each.storage) for each in shape.dimensions]
        key_types += [(any_model(each.column), TEXT) for each in shape.pairs]
        amounts = [(column, _DECIMAL) for _, column in measures]
        marks = [(RESERVED, _DECIMAL), (LEAVES, STORAGE["boolean"]), (PLACE, WHOLE)]
        self.shape = shape
        self.keys = [each.column for each in shape.dimensions]
        self.sums = [[each] for each in (*(column for _, column in measures), RESERVED)]
        self.key_columns = columns(column for column, _ in key_types)
        self.entry_columns = columns(column for column, _ in (*ENTRY_COLUMNS, *key_types, *amounts))
        self.entry_types = typed((*ENTRY_COLUMNS, *key_types, *amounts))
        self.named = repeated("a.{0} as {1}", keys)
        self.kept = repeated("b.{0} as {1}", keys)
        self.amounts = repeated("b.{1} as {0}", measures)
        self.standing = repeated("coalesce(b.{1}, 0) as {0}", measures)
        self.common: dict[str, sql.Composable] = {
            "entries": sql.Identifier(shape.model.table),
            "balance": sql.Identifier(part_name(shape.model, BALANCE)),
            "gate": sql.Identifier(part_name(shape.model, GATE)),
            "asked": typed((*key_types, *amounts, *marks)),
            "bare": columns(self.keys),
            "order": columns(self.keys, "a"),
            "match": matching("b", "a", self.keys),
            "allowed": _allowed(shape),
        }

    def move(self) -> sql.Composed:
        """The statement's beginning that locks, judges and changes balances."""
        return sql.SQL(MOVE).format(**self.common, sums=repeated("{0} = b.{0} + a.{0}", self.sums))

    def spread(self, gate: Dimension) -> str:
        """The statement that raises or lowers what is held of the balances behind a gate."""
        given = self.common | {"keys": columns(self.keys, "b"), "order": columns(self.keys, "b")}
        return text(SPREAD, **given, column=sql.Identifier(gate.column), type=sql.SQL(gate.storage.sql))


def _allowed(shape: LedgerShape) -> sql.Composed:
    """What must hold for a balance ``b`` after the change ``a``: the laws of a ledger in one place."""
    laws: list[sql.Composable] = [
        sql.SQL("b.reserved + a.reserved >= 0"),
        sql.SQL("not (a.{} and b.held > 0)").format(sql.Identifier(LEAVES)),
    ]
    for key in shape.counted:
        kept = sql.SQL("b.reserved + a.reserved") if key == shape.main else sql.SQL("0")
        laws.append(sql.SQL("b.{0} + a.{0} >= {1}").format(sql.Identifier(shape.measures[key]), kept))
    return sql.SQL("({})").format(sql.SQL(" and ").join(laws))


def held_by(shape: LedgerShape) -> sql.Composable:
    """How often the gates hold the balance ``a``."""
    gate = sql.Identifier(part_name(shape.model, GATE))
    return added(
        sql.SQL(HELD_BY).format(gate=gate, dimension=sql.Literal(each.key), column=sql.Identifier(each.column))
        for each in shape.dimensions
        if each.gate
    )


def key_columns(shape: LedgerShape) -> list[tuple[str, str]]:
    """The columns of a key and of the models in it, each with what it is called in a row."""
    keys = [(each.column, each.key) for each in shape.dimensions]
    return keys + [(any_model(each.column), any_model(each.key)) for each in shape.pairs]
