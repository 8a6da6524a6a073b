"""Monthly partitions: made ahead, made late without loss, dropped when their time is over."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.platform.store.appended.ledgers import ITEM, at, entry, posting

from zhihe.errors import Invalid
from zhihe.platform.store import ledger, series
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.partitions import drop_expired, ensure_partitions, kept_since, months_from
from zhihe.platform.store.session import Transaction

KEY = {"characteristic": new_id(), "machine": new_id()}


def instant(year: int, month: int, day: int = 1, hour: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=dt.UTC)


def post_at(tx: Transaction, when: dt.datetime) -> None:
    ledger.post(tx, tx.registry.model("stock"), [posting([entry(at(new_id()), 1)], at=when)])
    series.append(tx, tx.registry.model("measurement"), [{**KEY, "value": 1.0}], at=when)


def partitions(tx: Transaction, table: str) -> dict[str, int]:
    """How many rows stand in each partition that has any."""
    rows = tx.rows(f"select tableoid::regclass::text as name, count(*) as rows from {table} group by 1")  # noqa: S608
    return {row["name"]: row["rows"] for row in rows}


def test_months_are_counted_over_the_turn_of_the_year() -> None:
    assert months_from(dt.date(2026, 11, 30), 3) == [dt.date(2026, 11, 1), dt.date(2026, 12, 1), dt.date(2027, 1, 1)]


def test_a_posting_into_a_month_without_a_partition_succeeds_and_is_moved_in_later(
    store: Database, fresh_books: str
) -> None:
    with store.making(fresh_books) as tx:
        stock, measurement = tx.registry.model("stock"), tx.registry.model("measurement")
        for when in (instant(2031, 1), instant(2031, 1, 31, 23), instant(2031, 2), instant(2019, 5, 5)):
            post_at(tx, when)
        assert partitions(tx, "test_stock") == {"test_stock_default": 4}
        before = [row["value"] for row in series.window(tx, measurement, KEY, 9)]
        assert ensure_partitions(tx, stock, [dt.date(2031, 1, 15)]) == ["test_stock_p203101"]
        assert ensure_partitions(tx, measurement, [dt.date(2031, 1, 15)]) == ["test_measurement_p203101"]
        assert partitions(tx, "test_stock") == {"test_stock_default": 2, "test_stock_p203101": 2}
        assert partitions(tx, "test_measurement") == {"test_measurement_default": 2, "test_measurement_p203101": 2}
        assert [row["value"] for row in series.window(tx, measurement, KEY, 9)] == before
        assert ledger.rebuild_check(tx, stock) == []
    with store.making(fresh_books) as tx:
        post_at(tx, instant(2031, 1, 20))
        assert partitions(tx, "test_stock")["test_stock_p203101"] == 3
        positions = [row["position"] for row in series.window(tx, tx.registry.model("measurement"), KEY, 9)]
        assert positions == sorted(set(positions))


def test_partitions_are_made_once_and_only_where_rows_grow_for_ever(store: Database, fresh_books: str) -> None:
    months = months_from(dt.date(2031, 11, 9), 3)
    with store.making(fresh_books) as tx:
        stock = tx.registry.model("stock")
        made = ensure_partitions(tx, stock, months)
        assert made == ["test_stock_p203111", "test_stock_p203112", "test_stock_p203201"]
        assert ensure_partitions(tx, stock, months) == []
        assert ensure_partitions(tx, tx.registry.model("genealogy"), months) == []


def test_a_posting_waits_for_the_maintenance_and_then_finds_its_partition(store: Database, fresh_books: str) -> None:
    with store.making(fresh_books) as tx:
        post_at(tx, instant(2031, 3))
    for month in (3, 4):
        with store.making(fresh_books) as tx:
            ensure_partitions(tx, tx.registry.model("stock"), [dt.date(2031, month, 1)])
        with store.making(fresh_books) as tx:
            post_at(tx, instant(2031, month, 9))
    with store.making(fresh_books) as tx:
        assert partitions(tx, "test_stock") == {"test_stock_p203103": 2, "test_stock_p203104": 1}
        (row,) = ledger.balances(tx, tx.registry.model("stock"), {"field": "item", "op": "eq", "value": ITEM}, ["item"])
        assert row["quantity"] == Decimal(3)


def test_a_series_drops_the_months_it_need_not_keep_and_a_ledger_never(store: Database, fresh_books: str) -> None:
    with store.making(fresh_books) as tx:
        stock, measurement = tx.registry.model("stock"), tx.registry.model("measurement")
        for model in (stock, measurement):
            ensure_partitions(tx, model, [dt.date(2016, 10, 1), dt.date(2016, 11, 1)])
        for when in (instant(2016, 10, 31), instant(2016, 11, 1)):
            post_at(tx, when)
        today = dt.date(2026, 11, 24)
        assert drop_expired(tx, stock, today) == []
        assert drop_expired(tx, measurement, today) == ["test_measurement_p201610"]
        assert len(series.window(tx, measurement, KEY, 9)) == 1
        assert drop_expired(tx, replace(measurement, keep=""), today) == []


@pytest.mark.parametrize(
    ("keep", "since"),
    [
        ("10 years", dt.date(2016, 11, 1)),
        ("1 year", dt.date(2025, 11, 1)),
        ("13 months", dt.date(2025, 10, 1)),
        ("90 days", dt.date(2026, 8, 26)),
    ],
)
def test_how_long_a_series_is_kept(store: Database, books: str, keep: str, since: dt.date) -> None:
    with store.making(books) as tx:
        assert kept_since(replace(tx.registry.model("measurement"), keep=keep), dt.date(2026, 11, 24)) == since


@pytest.mark.parametrize("keep", ["ten years", "10", "-1 years", "10 years ago"])
def test_a_time_that_cannot_be_read_is_refused(store: Database, books: str, keep: str) -> None:
    with store.making(books) as tx, pytest.raises(Invalid):
        kept_since(replace(tx.registry.model("measurement"), keep=keep), dt.date(2026, 11, 24))
