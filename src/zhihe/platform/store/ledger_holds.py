"""Holds: gates that close over lots, locations or items, wherever their quantities stand or arrive later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from zhihe.errors import Conflict, Invalid
from zhihe.platform.model.elements import Model
from zhihe.platform.store import ledger_gates
from zhihe.platform.store.ledger_shape import LedgerShape, ledger_shape
from zhihe.platform.store.ledger_sql import ledger_sql

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction


def hold(tx: Transaction, model: Model, gate: str, *keys: str) -> int:
    """Close the gate of these lots (locations, items) once more; how many balances that reaches now.

    When it returns, nothing that a hold stops is under way for them; once committed, nothing will be until it is
    released. Give all keys of one gate in one call: the gates are locked together, before any balance is.
    Balances read afterwards in the same transaction are the containment snapshot.
    """
    shape = ledger_shape(tx, model)
    texts = _locked(tx, shape, gate, keys)
    text = ledger_sql(tx, model)
    tx.execute(text.raise_gate, {"dimension": gate, "keys": texts})
    return _spread(tx, model, gate, texts, 1)


def release(tx: Transaction, model: Model, gate: str, *keys: str) -> int:
    """Open the gate again, once; how many balances that reaches.

    Conflict ``ledger.not_held`` when one of them is not held.
    """
    shape = ledger_shape(tx, model)
    texts = _locked(tx, shape, gate, keys)
    given = {"dimension": gate, "keys": texts, "count": len(texts)}
    if not tx.execute(ledger_sql(tx, model).lower_gate, given):
        raise Conflict(
            "ledger.not_held",
            f"{model.key}: not every {gate} of {', '.join(texts)} is held, so nothing was released.",
            gate=gate,
            keys=texts,
        )
    return _spread(tx, model, gate, texts, -1)


def _locked(tx: Transaction, shape: LedgerShape, gate: str, keys: tuple[str, ...]) -> list[str]:
    dimension = shape.dimension(gate)
    texts = sorted({dimension.text(key) for key in keys})
    if not texts or dimension.absent in texts:
        raise Invalid("ledger.gate", f"{shape.model.key}: name the {gate} to hold or release.", field=gate)
    ledger_gates.take(tx, shape, gate, texts)
    return texts


def _spread(tx: Transaction, model: Model, gate: str, keys: list[str], step: Literal[1, -1]) -> int:
    return tx.execute(ledger_sql(tx, model).spread[gate], {"keys": keys, "step": step})
