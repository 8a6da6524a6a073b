"""Proof that the books are as they were written: the trail against its seals, every ledger against its entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import zip_longest
from typing import Any

from zhihe.kernels import merkle
from zhihe.platform.records.audit import Trace
from zhihe.platform.store import edges as edge_store
from zhihe.platform.store import ledger as ledger_store
from zhihe.platform.store import seals
from zhihe.platform.store.session import Transaction

COLUMNS = tuple(each.name for each in fields(Trace))


def broken_trail(tx: Transaction, kept: Mapping[int, bytes] | None = None) -> str | None:
    """What is wrong first with the trail, in words that name the row or seal; None when all is as it was written.

    ``kept`` are chains by seal number that somebody kept elsewhere: against them even a trail that was rewritten
    with all its seals is found out.
    """
    rows = seals.every_row(tx)
    waiting = next(rows, None)
    chain, end, number = seals.START, 0, 0
    for seal in seals.every_seal(tx):
        covered = []
        while waiting is not None and waiting["xid"] < seal.to_xid:
            covered.append(waiting)
            waiting = next(rows, None)
        wrong = _seal(seal, number, end, chain) or _covered(seal, covered) or _kept(seal, kept or {})
        if wrong:
            return wrong
        chain, end, number = seal.chain, seal.to_xid, seal.number
    return _tail(tx, number, chain, kept or {}) or _unsealed(waiting, rows)


def broken_ledgers(tx: Transaction) -> list[str]:
    """What does not add up: ledgers whose balances differ from their entries, edges whose links differ."""
    found = []
    for model in tx.registry.models.values():
        if model.kind == "ledger":
            found += [f"{model.key}: {difference}" for difference in ledger_store.rebuild_check(tx, model)]
        if model.kind == "edges":
            found += [f"{model.key}: {row}" for row in edge_store.rebuild_check(tx, model)]
    return found


def _seal(seal: seals.Seal, number: int, end: int, chain: bytes) -> str | None:
    """What is wrong with a seal itself, behind one of this number, end and chain."""
    if seal.number != number + 1:
        return f"seal {number + 1} of the audit trail was deleted"
    if seal.from_xid != end or seal.chain != seal.link(chain):
        return f"seal {seal.number} of the audit trail was changed, or one before it"
    if merkle.root(seal.leaves) != seal.root or not len(seal.ids) == len(seal.leaves) == seal.rows:
        return f"seal {seal.number} of the audit trail was changed"
    return None


def _covered(seal: seals.Seal, rows: Sequence[Mapping[str, Any]]) -> str | None:
    """The first row that is not as it was when it was sealed."""
    there = {row["id"] for row in rows}
    for place, row in zip_longest(range(seal.rows), rows):
        if place is None:
            return f"{_named(row)} was inserted after seal {seal.number}"
        if row is None or row["id"] != seal.ids[place]:
            return _displaced(seal, place, row, there)
        if _leaf(row) != bytes(row["leaf"]) or bytes(row["leaf"]) != seal.leaves[place]:
            return f"{_named(row)} was changed after seal {seal.number}"
    return None


def _displaced(seal: seals.Seal, place: int, row: Mapping[str, Any] | None, there: set[str]) -> str:
    """Which row is missing, was put between, or stands where another stood."""
    expected = seal.ids[place]
    if expected not in there:
        return f"audit row {expected} of seal {seal.number} was deleted"
    if row is not None and row["id"] not in seal.ids:
        return f"{_named(row)} was inserted after seal {seal.number}"
    return f"audit row {expected} of seal {seal.number} was moved"


def _kept(seal: seals.Seal, kept: Mapping[int, bytes]) -> str | None:
    if kept.get(seal.number, seal.chain) != seal.chain:
        return f"seal {seal.number} of the audit trail is not the one that was kept: the trail was written anew"
    return None


def _tail(tx: Transaction, number: int, chain: bytes, kept: Mapping[int, bytes]) -> str | None:
    """Whether seals were cut off at the end."""
    noted = seals.head(tx)
    last = max([*kept, 0 if noted is None else noted[0]])
    if last > number:
        return f"the audit trail was cut: seals {number + 1} to {last} are gone"
    if noted != ((number, chain) if number else None):
        return f"seal {number} of the audit trail is not the one that was noted"
    return None


def _unsealed(waiting: Mapping[str, Any] | None, rows: Iterator[Mapping[str, Any]]) -> str | None:
    """The first row that no seal covers yet whose hash does not fit."""
    row = waiting
    while row is not None:
        if _leaf(row) != bytes(row["leaf"]):
            return f"{_named(row)} was changed before it was sealed"
        row = next(rows, None)
    return None


def _leaf(row: Mapping[str, Any]) -> bytes:
    return Trace(**{name: row[name] for name in COLUMNS}).leaf()


def _named(row: Mapping[str, Any]) -> str:
    return f"audit row {row['id']} of {row['at']:%Y-%m-%d %H:%M:%S} ({row['model']} {row['record_id']})"
