"""Holds: what is held stays, wherever it stands and whenever it arrives."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.platform.store.appended.ledgers import ITEM, PLACE, at, entry, posting

from zhihe.errors import Conflict, Invalid
from zhihe.platform.store import ledger
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.session import Transaction


def post(tx: Transaction, *entries: Any, movement: str = "receive", under_hold: bool = False) -> None:
    ledger.post(tx, tx.registry.model("stock"), [posting(entries, movement, under_hold=under_hold)])


def held(tx: Transaction) -> list[int]:
    return [row["held"] for row in ledger.balances(tx, tx.registry.model("stock"))]


def test_what_is_held_does_not_leave_and_is_not_reserved(store: Database, books: str) -> None:
    lot = new_id()
    with store.transaction(books) as tx:
        stock = tx.registry.model("stock")
        post(tx, entry(at(lot), 10), entry(at(lot, location=new_id()), 3), entry(at(new_id()), 1))
        ledger.reserve(tx, stock, [entry(at(lot), 2)])
        assert ledger.hold(tx, stock, "lot", lot) == 2
        with pytest.raises(Conflict) as refused:
            post(tx, entry(at(lot), -1), movement="issue")
        assert (refused.value.code, refused.value.facts["held"], refused.value.facts["lot"]) == (
            "ledger.insufficient",
            1,
            lot,
        )
        with pytest.raises(Conflict):
            ledger.reserve(tx, stock, [entry(at(lot), 1)])
        ledger.reserve(tx, stock, [entry(at(lot), -2)])
        assert sorted(held(tx)) == [0, 1, 1]
        assert ledger.rebuild_check(tx, stock) == []


def test_a_movement_that_a_hold_leaves_open_may_take_what_is_held(store: Database, books: str) -> None:
    lot, quarantine = new_id(), new_id()
    with store.transaction(books) as tx:
        stock = tx.registry.model("stock")
        post(tx, entry(at(lot), 10))
        ledger.hold(tx, stock, "lot", lot)
        post(tx, entry(at(lot), -10), entry(at(lot, location=quarantine), 10), movement="move", under_hold=True)
        (row,) = ledger.balances(tx, stock)
        assert (row["location"], row["quantity"], row["held"], row["free"]) == (quarantine, Decimal(10), 1, Decimal(0))


@pytest.mark.parametrize("gate", ["lot", "location", "item"])
def test_what_arrives_later_lands_held(store: Database, books: str, gate: str) -> None:
    where = at(new_id())
    with store.transaction(books) as tx:
        stock = tx.registry.model("stock")
        assert ledger.hold(tx, stock, gate, where[gate]) == 0
    with store.transaction(books) as tx:
        post(tx, entry(where, 20), entry(at(new_id(), item=new_id(), location=new_id()), 1))
        with pytest.raises(Conflict):
            post(tx, entry(where, -1), movement="ship")
        assert sorted(held(tx)) == [0, 1]
        assert ledger.rebuild_check(tx, stock) == []


def test_several_holds_are_counted_and_all_must_be_released(store: Database, books: str) -> None:
    lot, other = new_id(), new_id()
    with store.transaction(books) as tx:
        stock = tx.registry.model("stock")
        post(tx, entry(at(lot), 1), entry(at(other), 1))
        assert ledger.hold(tx, stock, "lot", lot, other, lot) == 2
        assert ledger.hold(tx, stock, "location", PLACE) == 2
        assert ledger.hold(tx, stock, "item", ITEM) == 2
        post(tx, entry(at(lot, "blocked"), 1))
        assert held(tx) == [3, 3, 3]
        assert ledger.release(tx, stock, "location", PLACE) == 3
        assert ledger.release(tx, stock, "lot", lot) == 2
        with pytest.raises(Conflict):
            post(tx, entry(at(lot), -1), movement="issue")
        assert ledger.release(tx, stock, "item", ITEM) == 3
        post(tx, entry(at(lot), -1), movement="issue")
        with pytest.raises(Conflict):
            post(tx, entry(at(other), -1), movement="issue")
        assert ledger.rebuild_check(tx, stock) == []


def test_releasing_what_is_not_held_releases_nothing(store: Database, books: str) -> None:
    lot, free = new_id(), new_id()
    with store.transaction(books) as tx:
        stock = tx.registry.model("stock")
        post(tx, entry(at(lot), 1), entry(at(free), 1))
        ledger.hold(tx, stock, "lot", lot)
        with pytest.raises(Conflict) as refused:
            ledger.release(tx, stock, "lot", lot, free)
        assert refused.value.code == "ledger.not_held"
        assert sorted(held(tx)) == [0, 1]
        assert ledger.rebuild_check(tx, stock) == []


@pytest.mark.parametrize(("gate", "keys"), [("status", ["unrestricted"]), ("lot", []), ("lot", ["LOT-1"])])
def test_a_hold_names_a_gate_and_its_keys(store: Database, books: str, gate: str, keys: list[str]) -> None:
    with store.transaction(books) as tx, pytest.raises(Invalid):
        ledger.hold(tx, tx.registry.model("stock"), gate, *keys)


def test_the_balances_after_a_hold_are_its_containment_snapshot(store: Database, books: str) -> None:
    lot = new_id()
    with store.transaction(books) as tx:
        stock = tx.registry.model("stock")
        post(tx, entry(at(lot), 100), entry(at(lot, "in_inspection", location=new_id()), 40))
        ledger.hold(tx, stock, "lot", lot)
        snapshot = ledger.balances(tx, stock, {"field": "lot", "op": "eq", "value": lot}, ["status"])
    assert [(row["status"], row["quantity"], row["held"], row["free"]) for row in snapshot] == [
        ("in_inspection", Decimal(40), 1, Decimal(0)),
        ("unrestricted", Decimal(100), 1, Decimal(0)),
    ]
