"""The locks behind gates: who may create a balance row shares them, a hold takes them alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from zhihe.platform.store.advisory import LOCK, LOCK_SHARED, lock_numbers
from zhihe.platform.store.ledger_shape import Change, LedgerShape

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
        tx.execute(LOCK_SHARED, {"locks": lock_numbers(tx, shape.model, gates)})


def take(tx: Transaction, shape: LedgerShape, gate: str, keys: Iterable[str]) -> None:
    """Wait until nobody who may create a row behind these gates is under way."""
    tx.execute(LOCK, {"locks": lock_numbers(tx, shape.model, {(gate, key) for key in keys})})
