"""Posting: balances changed by one conditional statement together with the entries that say why, all or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import orjson

from zhihe.errors import Conflict, Invalid
from zhihe.kernels.quantity import ZERO, negative, total
from zhihe.platform.model.elements import Model
from zhihe.platform.store import ledger_gates
from zhihe.platform.store.failures import Contention
from zhihe.platform.store.identity import new_ids
from zhihe.platform.store.ledger_shape import (
    RESERVED,
    Change,
    Checked,
    Entry,
    LedgerShape,
    Posting,
    Row,
    changes_of,
    ledger_shape,
)
from zhihe.platform.store.ledger_sql import LEAVES, PLACE, ledger_sql
from zhihe.platform.store.naming import any_model

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

TRIES = 3


@dataclass(frozen=True, slots=True)
class Bare:
    """A key without amounts."""

    dimensions: Mapping[str, Any]
    measures: Mapping[str, Any] = field(default_factory=dict)


def post(tx: Transaction, model: Model, postings: Sequence[Posting], *, kept: bool = False) -> None:
    """Post all entries of all postings or none, in at most three statements; in one where ``keep`` made all balances.

    Conflict ``ledger.insufficient`` names the first balance, in key order, that would fall below zero or below what
    is reserved, or that a hold keeps: its dimensions, the measure, ``available``, ``asked`` and ``held``.
    """
    shape = ledger_shape(tx, model)
    checked = [(each, [shape.checked(entry) for entry in each.entries]) for each in postings]
    changes = changes_of(shape, ((entry, not each.under_hold) for each, entries in checked for entry in entries))
    if not changes:
        return
    text = ledger_sql(tx, model)
    given = _packed(shape, changes)
    # What takes something away finds its row or is refused; anything else may be the first of its key.
    fresh = [change for change in changes if not any(change.sum(key) < 0 for key in shape.counted)]
    entries = orjson.dumps(list(_entry_rows(shape, checked))).decode()
    if fresh and not kept:
        ledger_gates.share(tx, shape, fresh)
        if len(fresh) == len(changes) and not any(change.leaves or RESERVED in change.parts for change in changes):
            tx.execute(text.bring, {"changes": given, "entries": entries})
            return
        tx.execute(text.make, {"changes": given if len(fresh) == len(changes) else _packed(shape, fresh)})
    _move(tx, shape, text.post, changes, {"changes": given, "count": len(changes), "entries": entries})


def keep(tx: Transaction, model: Model, keys: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The balances of these keys as they stand, locked in key order until the transaction ends; made where missing.

    For what is worked out from a balance before it is changed, such as an average. Rows are as ``balances`` gives
    them, without ``free``, and in no certain order.
    """
    shape = ledger_shape(tx, model)
    changes = changes_of(shape, ((shape.checked(Bare(key)), False) for key in keys))
    if not changes:
        return []
    ledger_gates.share(tx, shape, changes)
    tx.acts += 1
    return shape.read(tx.rows(ledger_sql(tx, model).keep, {"changes": _packed(shape, changes)}))


def reserve(tx: Transaction, model: Model, entries: Sequence[Entry]) -> None:
    """Reserve what stands, or free it with a negative amount of the first measure that never goes negative.

    Reserving asks for a balance that is free and not held; freeing only that so much is reserved. All or none.
    """
    shape = ledger_shape(tx, model)
    changes = changes_of(shape, ((_reservation(shape, entry), True) for entry in entries))
    if changes:
        params = {"changes": _packed(shape, changes), "count": len(changes)}
        _move(tx, shape, ledger_sql(tx, model).reserve, changes, params)


def _reservation(shape: LedgerShape, entry: Entry) -> Checked:
    """The entry with its amount turned from what stands to what is reserved."""
    checked = shape.checked(entry)
    strange = checked.amounts.keys() - {shape.main}
    if strange or not shape.main:
        raise Invalid(
            "ledger.reserve",
            f"{shape.model.key}: {min(strange, default='nothing')} cannot be reserved; "
            + (f"reserve {shape.main}." if shape.main else "none of its measures is never negative."),
            field=min(strange, default=None),
        )
    return Checked(checked.keys, checked.models, {RESERVED: checked.amounts.get(shape.main, ZERO)})


def _move(tx: Transaction, shape: LedgerShape, text: str, changes: Sequence[Change], params: Row) -> None:
    """Run the statement; say what is lacking when it did nothing.

    Nothing lacking any more means that another transaction has just brought it, so it is tried again.
    """
    for _ in range(TRIES):
        if tx.execute(text, params):
            return
        for row in shape.read(tx.rows(ledger_sql(tx, shape.model).lack, params)):
            raise _insufficient(shape, row, changes[row.pop(PLACE)])
    raise Contention(
        "ledger.contention", f"{shape.model.key}: too many changes to the same balance at once; try again."
    )


def _insufficient(shape: LedgerShape, row: Row, change: Change) -> Conflict:
    """The refusal for one balance, as a sentence and as facts."""
    where = {each.key: row[each.key][1] if each.pair and row[each.key] else row[each.key] for each in shape.dimensions}
    measure, available, asked = _lacking(shape, row, change)
    place = ", ".join(f"{key} {value}" for key, value in where.items() if value is not None)
    if asked > available:
        said = f"{measure} {available:f} is available and {asked:f} was asked for"
    else:
        said = f"it is held ({row['held']}); release the hold, or move it to quarantine"
    facts = {"measure": measure, "available": f"{available:f}", "asked": f"{asked:f}", "held": row["held"]}
    return Conflict("ledger.insufficient", f"{shape.model.key}: {said}: {place}.", **where, **facts)


def _lacking(shape: LedgerShape, row: Row, change: Change) -> tuple[str, Decimal, Decimal]:
    """The measure that does not suffice, how much is available of it and how much is asked."""
    freed = change.sum(RESERVED)
    if row[RESERVED] + freed < 0:
        return RESERVED, row[RESERVED], negative(freed)
    found = []
    for key in shape.counted:
        kept = row[RESERVED] + freed if key == shape.main else ZERO
        found.append((key, total([row[key], negative(kept)]), negative(change.sum(key))))
    first = found[0] if found else (shape.model.measures[0], ZERO, ZERO)
    return next((each for each in found if each[2] > each[1]), first)


def _packed(shape: LedgerShape, changes: Sequence[Change]) -> str:
    """Changes as the JSON that the statements take apart; sums as texts, which keep every digit."""
    return orjson.dumps([_change_row(shape, place, change) for place, change in enumerate(changes)]).decode()


def _change_row(shape: LedgerShape, place: int, change: Change) -> Row:
    row = shape.row(change.keys) | change.models
    for key, column in shape.measures.items():
        row[column] = format(change.sum(key), "f")
    return row | {RESERVED: format(change.sum(RESERVED), "f"), LEAVES: change.leaves, PLACE: place}


def _entry_rows(shape: LedgerShape, checked: Sequence[tuple[Posting, Sequence[Checked]]]) -> Iterator[Row]:
    identities = iter(new_ids(sum(len(entries) for _, entries in checked)))
    for posting, entries in checked:
        model, cause = posting.cause
        common = {
            "posting": posting.id,
            "movement": posting.movement,
            "business_date": posting.on.isoformat(),
            "posted_at": posting.at.isoformat(),
            "cause": cause,
            any_model("cause"): model,
            "posted_by": posting.user,
        }
        for entry in entries:
            amounts = {column: format(entry.amounts.get(key, ZERO), "f") for key, column in shape.measures.items()}
            yield common | shape.row(entry.keys) | entry.models | amounts | {"id": next(identities)}
