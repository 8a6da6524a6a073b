"""Proof that the books are as they were written: every row of the trail, every ledger against its entries."""

from __future__ import annotations

from dataclasses import fields

from zhihe.platform.records.audit import Trace
from zhihe.platform.store import edges as edge_store
from zhihe.platform.store import ledger as ledger_store
from zhihe.platform.store import trail
from zhihe.platform.store.session import Transaction

COLUMNS = tuple(each.name for each in fields(Trace))


def broken_trace(tx: Transaction) -> str | None:
    """The first row of the trail whose hash does not fit what it says, in words; None when all fit."""
    for row in trail.every(tx):
        stored = bytes(row["leaf"])
        if Trace(**{name: row[name] for name in COLUMNS}).leaf() != stored:
            return f"audit row {row['id']} of {row['at']:%Y-%m-%d %H:%M:%S} ({row['model']} {row['record_id']})"
    return None


def broken_ledgers(tx: Transaction) -> list[str]:
    """What does not add up: ledgers whose balances differ from their entries, edges whose links differ."""
    found = []
    for model in tx.registry.models.values():
        if model.kind == "ledger":
            found += [f"{model.key}: {difference}" for difference in ledger_store.rebuild_check(tx, model)]
        if model.kind == "edges":
            found += [f"{model.key}: {row}" for row in edge_store.rebuild_check(tx, model)]
    return found
