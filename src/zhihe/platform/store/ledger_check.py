"""The proof that a ledger adds up: entries summed again, holds counted again, compared with the balances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, LiteralString

from psycopg import sql

from zhihe.platform.model.elements import Model
from zhihe.platform.store.compose import columns, repeated, text
from zhihe.platform.store.ledger_shape import LedgerShape, Row, ledger_shape
from zhihe.platform.store.ledger_sql import held_by, key_columns
from zhihe.platform.store.naming import any_model
from zhihe.platform.store.tables_ledger import BALANCE, part_name

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

# One statement, hence one snapshot: postings that run meanwhile are seen whole or not at all.
_CHECK: LiteralString = """
with summed as (select {keys}, {sums} from {entries} group by {keys}),
paired as (
    select {keys}, {pairs}{models}, coalesce(b.held, 0) as held_stands, b.held is null as missing
    from summed e full join {balance} b using ({keys})
),
judged as (select a.*, {held} as held_is from paired a)
select {named}, {values}, held_is, held_stands
from judged a where {different} or held_stands <> held_is or missing order by {order}
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A balance that is not the sum of its entries: by measure what the entries say and what stands.

    ``held`` is the pair of what the gates say and what stands.
    """

    dimensions: Row
    measures: dict[str, tuple[Any, Any]]
    held: tuple[int, int]


def rebuild_check(tx: Transaction, model: Model) -> list[Difference]:
    """The balances that differ from the sum of their entries or from their gates; empty when the ledger adds up."""
    shape = ledger_shape(tx, model)
    rows = shape.read(tx.rows(_composed(shape)))
    return [_difference(shape, row) for row in rows]


def _difference(shape: LedgerShape, row: Row) -> Difference:
    return Difference(
        dimensions={each.key: row[each.key] for each in shape.dimensions},
        measures={
            key: (row[f"{key}_is"], row[f"{key}_stands"])
            for key in shape.measures
            if row[f"{key}_is"] != row[f"{key}_stands"]
        },
        held=(row["held_is"], row["held_stands"]),
    )


def _composed(shape: LedgerShape) -> str:
    keys = [each.column for each in shape.dimensions]
    measures = [(key, column, f"{key}_is", f"{key}_stands") for key, column in shape.measures.items()]
    pairs = "coalesce(e.{1}, 0) as {2}, coalesce(b.{1}, 0) as {3}"
    return text(
        _CHECK,
        entries=sql.Identifier(shape.model.table),
        balance=sql.Identifier(part_name(shape.model, BALANCE)),
        keys=columns(keys),
        order=columns(keys, "a"),
        sums=repeated("sum({1}) as {1}", measures),
        pairs=repeated(pairs, measures),
        models=repeated(", b.{0}", [[any_model(each.column)] for each in shape.pairs], between=""),
        held=held_by(shape),
        named=repeated("a.{0} as {1}", key_columns(shape)),
        values=repeated("a.{2}, a.{3}", measures),
        different=repeated("a.{2} <> a.{3}", measures, between=" or "),
    )
