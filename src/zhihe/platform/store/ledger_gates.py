"""The locks behind gates: who may create a balance row shares them, a hold takes them alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from zhihe.platform.store.ledger_shape import Change, LedgerShape
from zhihe.platform.store.ledger_sql import LOCK, LOCK_SHARED

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction


def share(tx: Transaction, shape: LedgerShape, changes: Sequence[Change]) -> None:
    """Wait for holds over these gates, and keep new ones out until the transaction ends.

    A statement of its own: what comes after it has a newer snapshot, in which a hold just committed is seen.
    """
    gates = {
        (each.key, keys[place])
        for keys in (change.keys for change in changes)
        for place, each in enumerate(shape.dimensions)
        if each.gate and keys[place] != each.absent
    }
    if gates:
        tx.execute(LOCK_SHARED, {"locks": _numbers(tx, shape, gates)})


def take(tx: Transaction, shape: LedgerShape, gate: str, keys: Iterable[str]) -> None:
    """Wait until nobody who may create a row behind these gates is under way."""
    tx.execute(LOCK, {"locks": _numbers(tx, shape, {(gate, key) for key in keys})})


def _numbers(tx: Transaction, shape: LedgerShape, gates: Iterable[tuple[str, str]]) -> list[int]:
    """The gates' lock numbers in one order for everybody; two that share a number only wait more."""
    prefix = f"{tx.number}\x1f{shape.model.table}\x1f"
    return sorted({_number(f"{prefix}{gate}\x1f{key}") for gate, key in gates})


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), signed=True)
