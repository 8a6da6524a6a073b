"""Balances kept locked while something is worked out from them, and entries added up."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from tests.platform.store.appended.ledgers import ITEM, NOW, TODAY, at, entry, posting

from zhihe.errors import Invalid
from zhihe.platform.store import ledger
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id


def test_a_key_without_a_balance_is_made_and_stands_at_nothing(store: Database, books: str) -> None:
    lot = new_id()
    with store.transaction(books) as tx:
        stock = tx.registry.model("stock")
        [row] = ledger.keep(tx, stock, [at(lot), at(lot)])
        assert (row["lot"], row["status"], row["owner"], row["quantity"], row["held"]) == (
            lot,
            "unrestricted",
            None,
            0,
            0,
        )
        assert ledger.keep(tx, stock, []) == []
        assert ledger.balances(tx, stock) == []
        before = tx.statements
        ledger.post(tx, stock, [posting([entry(at(lot), 5, value=Decimal(2))])], kept=True)
        assert tx.statements == before + 1
        [row] = ledger.keep(tx, stock, [at(lot)])
        assert (row["quantity"], row["value"]) == (5, 2)
        assert ledger.rebuild_check(tx, stock) == []


def test_a_balance_made_behind_a_closed_gate_is_held(store: Database, books: str) -> None:
    lot = new_id()
    with store.transaction(books) as tx:
        stock = tx.registry.model("stock")
        ledger.hold(tx, stock, "lot", lot)
        [row] = ledger.keep(tx, stock, [at(lot)])
        assert row["held"] == 1


def test_what_is_worked_out_from_a_kept_balance_is_never_worked_out_twice(store: Database, books: str) -> None:
    lots = [new_id() for _ in range(3)]
    rounds, hands = 20, 6
    gate = threading.Barrier(hands)

    def double(seed: int) -> None:
        gate.wait()
        for turn in range(rounds):
            chosen = [lots[(seed + turn) % 3], lots[(seed + turn + 1) % 3]]
            with store.transaction(books) as tx:
                stock = tx.registry.model("stock")
                rows = ledger.keep(tx, stock, [at(lot) for lot in chosen])
                made = [entry(at(row["lot"]), row["quantity"] % 7 + 1) for row in rows]
                ledger.post(tx, stock, [posting(made)], kept=True)

    with ThreadPoolExecutor(hands) as pool:
        for each in [pool.submit(double, seed) for seed in range(hands)]:
            each.result()
    with store.transaction(books) as tx:
        stock = tx.registry.model("stock")
        for lot in lots:
            where = {"field": "lot", "op": "eq", "value": lot}
            expected = Decimal(0)
            for row in sorted(ledger.entries(tx, stock, where), key=lambda row: str(row["id"])):
                assert row["quantity"] == expected % 7 + 1
                expected += row["quantity"]
            assert ledger.balances(tx, stock, where)[0]["quantity"] == expected
        assert ledger.rebuild_check(tx, stock) == []


def test_entries_are_added_up_by_movement_day_and_dimension(store: Database, books: str) -> None:
    lots = [new_id(), new_id()]
    with store.transaction(books) as tx:
        stock = tx.registry.model("stock")
        assert ledger.sums(tx, stock) == [{"quantity": 0, "value": 0}]
        ledger.post(tx, stock, [posting([entry(at(lot), 10, value=Decimal(30)) for lot in lots])])
        ledger.post(tx, stock, [posting([entry(at(lots[0]), -4, value=Decimal(-12))], "issue", at=NOW)])
        found = {row["movement"]: (row["quantity"], row["value"]) for row in ledger.sums(tx, stock, None, ["movement"])}
        assert found == {"receive": (20, 60), "issue": (-4, -12)}
        [row] = ledger.sums(tx, stock, {"field": "lot", "op": "eq", "value": lots[0]}, ["item", "business_date"])
        assert (row["item"], row["business_date"], row["quantity"]) == (ITEM, TODAY, 6)
        with pytest.raises(Invalid, match="cannot be grouped by posted_by"):
            ledger.sums(tx, stock, None, ["posted_by"])
