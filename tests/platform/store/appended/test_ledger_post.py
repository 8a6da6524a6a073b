"""Posting: what balances become, what is refused, and that a refusal leaves nothing behind."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from tests.platform.store.appended.ledgers import ITEM, NOW, PLACE, TODAY, Entry, at, entry, posting

from zhihe.errors import Conflict, Invalid
from zhihe.platform.store import ledger
from zhihe.platform.store.advisory import SLOTS
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.partitions import ensure_partitions
from zhihe.platform.store.session import Transaction


def quantity(tx: Transaction, **where: Any) -> Decimal:
    tree = {"and": [{"field": key, "op": "eq", "value": value} for key, value in where.items()]}
    rows = ledger.balances(tx, tx.registry.model("stock"), tree)
    return sum((row["quantity"] for row in rows), Decimal(0))


def post(tx: Transaction, *entries: Entry, movement: str = "receive", **other: Any) -> None:
    ledger.post(tx, tx.registry.model("stock"), [posting(entries, movement, **other)])


def test_a_balance_is_the_sum_of_its_entries(store: Database, books: str) -> None:
    lot = new_id()
    with store.transaction(books) as tx:
        post(
            tx, entry(at(lot), Decimal("10.5"), value=Decimal("3.25")), entry(at(lot), 2), entry(at(lot, "blocked"), 1)
        )
        post(tx, entry(at(lot), -4), movement="issue")
    with store.transaction(books) as tx:
        assert quantity(tx, lot=lot, status="unrestricted") == Decimal("8.5")
        assert quantity(tx, lot=lot) == Decimal("9.5")
        found = ledger.entries(tx, tx.registry.model("stock"), {"field": "lot", "op": "eq", "value": lot})
        assert [row["quantity"] for row in found if row["movement"] == "issue"] == [Decimal(-4)]
        assert sum(row["value"] for row in found) == Decimal("3.25")
        assert ledger.rebuild_check(tx, tx.registry.model("stock")) == []


def test_an_entry_says_when_why_and_by_whom(store: Database, books: str) -> None:
    lot, user, cover = new_id(), new_id(), ("inspection_lot", new_id())
    made = posting([entry(at(lot, cover=cover), 3)], cause=("receipt", new_id()), user=user, on=dt.date(2026, 10, 30))
    with store.transaction(books) as tx:
        ledger.post(tx, tx.registry.model("stock"), [made])
        (row,) = ledger.entries(tx, tx.registry.model("stock"), {"field": "posting", "op": "eq", "value": made.id})
    assert (row["cause"], row["posted_by"], row["business_date"]) == (made.cause, user, dt.date(2026, 10, 30))
    assert (row["posted_at"], row["cover"], row["owner"], row["item"]) == (NOW, cover, None, ITEM)


def test_what_would_go_below_zero_is_refused_with_the_facts(store: Database, books: str) -> None:
    lot = new_id()
    with store.transaction(books) as tx:
        post(tx, entry(at(lot), 5))
        with pytest.raises(Conflict) as refused:
            post(tx, entry(at(lot), Decimal("-5.0000000001")), movement="issue")
    facts = refused.value.facts
    assert refused.value.code == "ledger.insufficient"
    assert (facts["item"], facts["lot"], facts["location"], facts["status"]) == (ITEM, lot, PLACE, "unrestricted")
    assert (facts["available"], facts["asked"], facts["held"]) == ("5", "5.0000000001", 0)


def test_a_balance_that_never_was_has_nothing_available(store: Database, books: str) -> None:
    with store.transaction(books) as tx, pytest.raises(Conflict) as refused:
        post(tx, entry(at(new_id()), -1), movement="issue")
    assert refused.value.facts["available"] == "0"


def test_a_refused_posting_changes_nothing_even_when_the_refusal_is_caught(store: Database, books: str) -> None:
    first, second = sorted((new_id(), new_id()))
    with store.transaction(books) as tx:
        post(tx, entry(at(first), 5), entry(at(second), 1))
        with pytest.raises(Conflict) as refused:
            post(tx, entry(at(first), -1), entry(at(second), -2), entry(at(new_id()), 9), movement="issue")
    assert refused.value.facts["lot"] == second
    with store.transaction(books) as tx:
        assert quantity(tx, lot=first) == Decimal(5)
        assert quantity(tx, item=ITEM) == Decimal(6)
        assert ledger.rebuild_check(tx, tx.registry.model("stock")) == []


def test_a_status_change_is_a_pair_that_moves_all_or_nothing(store: Database, books: str) -> None:
    lot = new_id()
    with store.transaction(books) as tx:
        post(tx, entry(at(lot, "in_inspection"), 1000))
        pair = (entry(at(lot, "in_inspection"), -1000), entry(at(lot, "blocked"), 995), entry(at(lot), 5))
        post(tx, *pair, movement="reclassify")
        with pytest.raises(Conflict):
            post(tx, *pair, movement="reclassify")
        assert quantity(tx, lot=lot, status="blocked") == Decimal(995)
        assert quantity(tx, lot=lot) == Decimal(1000)


def test_only_measures_that_never_go_negative_are_guarded(store: Database, books: str) -> None:
    with store.transaction(books) as tx:
        cost = tx.registry.model("cost")
        for amount in (Decimal(-3), Decimal("-0.5"), Decimal(1)):
            ledger.post(tx, cost, [posting([Entry({"kind": "appraisal"}, {"amount": amount})])])
        (row,) = ledger.balances(tx, cost)
        assert (row["amount"], row["free"]) == (Decimal("-2.5"), None)
        assert ledger.rebuild_check(tx, cost) == []


@pytest.mark.parametrize("count", [1, 40, 400])
def test_the_number_of_statements_does_not_grow_with_the_entries(store: Database, books: str, count: int) -> None:
    lots = [new_id() for _ in range(count)]
    with store.transaction(books) as tx:
        stock = tx.registry.model("stock")
        before = tx.statements
        ledger.post(tx, stock, [posting([entry(at(lot), 2), entry(at(lot, "blocked"), 1)]) for lot in lots])
        assert tx.statements - before == 2
        before = tx.statements
        ledger.post(tx, stock, [posting([entry(at(lot), -1)], "issue") for lot in lots])
        assert tx.statements - before == 1
        assert quantity(tx, item=ITEM) == Decimal(2 * count)


def test_a_posting_over_all_lots_there_are_does_not_use_up_the_servers_memory_for_locks(
    store: Database, books: str
) -> None:
    with store.transaction(books) as tx:
        post(tx, *(entry(at(new_id(), location=new_id()), 1) for _ in range(3000)))
        (row,) = tx.rows(
            "select count(*) as locks from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"
        )
        assert row["locks"] <= 2 * SLOTS + 2
        assert ledger.rebuild_check(tx, tx.registry.model("stock")) == []


def test_entries_on_one_key_are_added_up_before_they_are_judged(store: Database, books: str) -> None:
    lot = new_id()
    with store.transaction(books) as tx:
        post(tx, entry(at(lot), -5), entry(at(lot.upper()), 7))
        assert quantity(tx, lot=lot) == Decimal(2)


def test_a_sum_beyond_28_digits_is_exact_or_refused(store: Database, books: str) -> None:
    lot = new_id()
    most, least = Decimal("999999999999999999.9999999999"), Decimal("0.0000000001")
    with store.transaction(books) as tx:
        post(tx, entry(at(lot), most), entry(at(lot), least), entry(at(lot), -least))
        assert quantity(tx, lot=lot) == most
        with pytest.raises(Invalid):
            post(tx, entry(at(lot), least))


@pytest.mark.parametrize(
    ("where", "measures", "code"),
    [
        ({"colour": "red"}, {"quantity": Decimal(1)}, "ledger.dimension"),
        ({"item": None}, {"quantity": Decimal(1)}, "ledger.dimension"),
        ({}, {"weight": Decimal(1)}, "ledger.measure"),
        ({}, {"quantity": 1.5}, "value.type"),
        ({}, {"quantity": Decimal("0.00000000001")}, "value.type"),
        ({"lot": "LOT-1"}, {"quantity": Decimal(1)}, "value.type"),
        ({"cover": "no pair"}, {"quantity": Decimal(1)}, "value.type"),
    ],
)
def test_an_entry_that_does_not_fit_the_ledger_is_refused(
    store: Database, books: str, where: dict[str, Any], measures: dict[str, Any], code: str
) -> None:
    with store.transaction(books) as tx, pytest.raises(Invalid) as refused:
        post(tx, Entry(at(new_id()) | where, measures))
    assert refused.value.code == code


def test_nothing_to_post_is_nothing_sent(store: Database, books: str) -> None:
    with store.transaction(books) as tx:
        before = tx.statements
        ledger.post(tx, tx.registry.model("stock"), [])
        assert tx.statements == before


def test_entries_cannot_be_changed_in_any_partition(store: Database, fresh_books: str) -> None:
    with store.making(fresh_books) as tx:
        ensure_partitions(tx, tx.registry.model("stock"), [dt.date(2020, 1, 1)])
        for year in (2019, 2020):
            post(tx, entry(at(new_id()), 1), at=dt.datetime(year, 1, 9, tzinfo=dt.UTC))
    for table in ("test_stock", "test_stock_default", "test_stock_p202001"):
        for change in ("update {} set quantity = 1", "delete from {}", "truncate {}"):
            with (
                pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"),
                store.making(fresh_books) as tx,
            ):
                tx.execute(change.format(table))


def test_a_balance_below_zero_cannot_even_be_written_by_hand(store: Database, books: str) -> None:
    with store.transaction(books) as tx:
        post(tx, entry(at(new_id()), 1))
    with pytest.raises(Invalid), store.transaction(books) as tx:
        tx.execute("update test_stock_balance set quantity = -1")


def test_a_reservation_keeps_goods_until_it_is_freed_or_used(store: Database, books: str) -> None:
    lot = new_id()
    with store.transaction(books) as tx:
        stock = tx.registry.model("stock")
        post(tx, entry(at(lot), 10))
        ledger.reserve(tx, stock, [entry(at(lot), 7)])
        with pytest.raises(Conflict) as refused:
            post(tx, entry(at(lot), -4), movement="issue")
        assert (refused.value.facts["available"], refused.value.facts["asked"]) == ("3", "4")
        with pytest.raises(Conflict):
            ledger.reserve(tx, stock, [entry(at(lot), 4)])
        post(tx, Entry(at(lot), {"quantity": Decimal(-5), ledger.RESERVED: Decimal(-5)}), movement="issue")
        (row,) = ledger.balances(tx, stock)
        assert (row["quantity"], row["reserved"], row["free"]) == (Decimal(5), Decimal(2), Decimal(3))
        ledger.reserve(tx, stock, [entry(at(lot), -2)])
        with pytest.raises(Conflict) as refused:
            ledger.reserve(tx, stock, [entry(at(lot), -1)])
        assert refused.value.facts["measure"] == ledger.RESERVED
        post(tx, entry(at(lot), -5), movement="issue")
        assert ledger.rebuild_check(tx, stock) == []


def test_only_the_measure_that_is_never_negative_can_be_reserved(store: Database, books: str) -> None:
    with store.transaction(books) as tx:
        with pytest.raises(Invalid):
            ledger.reserve(tx, tx.registry.model("stock"), [Entry(at(new_id()), {"value": Decimal(1)})])
        with pytest.raises(Invalid):
            ledger.reserve(tx, tx.registry.model("cost"), [Entry({"kind": "appraisal"}, {"amount": Decimal(1)})])


def test_a_posting_is_dated_by_its_business_date(store: Database, books: str) -> None:
    lot, other = new_id(), new_id()
    with store.transaction(books) as tx:
        stock = tx.registry.model("stock")
        post(tx, entry(at(lot, "in_inspection"), 5), entry(at(other), 5), on=TODAY - dt.timedelta(days=3))
        pair = (entry(at(lot, "in_inspection"), -5), entry(at(lot), 5))
        post(tx, *pair, movement="reclassify", on=TODAY)

        def crossed(lot: str, after: dt.date, *movements: str) -> dt.date | None:
            return ledger.last_change(tx, stock, movements, [{"item": ITEM, "lot": lot}], after=after)

        assert crossed(lot, TODAY - dt.timedelta(days=1), "reclassify") == TODAY
        assert crossed(lot, TODAY, "reclassify") is None
        assert crossed(other, TODAY - dt.timedelta(days=1), "reclassify") is None
        assert crossed(lot, TODAY - dt.timedelta(days=9), "receive") == TODAY - dt.timedelta(days=3)
        assert crossed(lot, TODAY - dt.timedelta(days=9)) is None
