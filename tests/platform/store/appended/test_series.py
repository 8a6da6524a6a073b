"""Series: batches in, windows out, in the order of arrival."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from tests.platform.store.appended.ledgers import NOW

from zhihe.errors import Invalid
from zhihe.platform.store import series
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.session import Transaction

FIRST = {"characteristic": new_id(), "machine": new_id()}
SECOND = {"characteristic": FIRST["characteristic"], "machine": new_id()}


def append(tx: Transaction, key: Mapping[str, Any], *values: float, at: dt.datetime = NOW) -> int:
    return series.append(tx, tx.registry.model("measurement"), [{**key, "value": value} for value in values], at=at)


def window(tx: Transaction, key: Mapping[str, Any], size: int = 99, **more: Any) -> list[float]:
    return [row["value"] for row in series.window(tx, tx.registry.model("measurement"), key, size, **more)]


def test_a_window_is_the_newest_of_one_key_oldest_first(store: Database, books: str) -> None:
    with store.transaction(books) as tx:
        assert append(tx, FIRST, 1.5, 2.5, 0.1) == 3
        append(tx, SECOND, 9.0)
        append(tx, FIRST, -4.0, at=NOW - dt.timedelta(days=400))
        assert window(tx, FIRST) == [1.5, 2.5, 0.1, -4.0]
        assert window(tx, FIRST, 2) == [0.1, -4.0]
        assert window(tx, SECOND) == [9.0]
        assert window(tx, FIRST, since=NOW) == [1.5, 2.5, 0.1]


def test_a_reader_goes_on_from_where_it_was(store: Database, books: str) -> None:
    with store.transaction(books) as tx:
        append(tx, FIRST, *range(10))
        measurement = tx.registry.model("measurement")
        seen: list[float] = []
        position = 0
        while rows := series.window(tx, measurement, FIRST, 3, after=position):
            seen += [row["value"] for row in rows]
            position = rows[-1]["position"]
        assert seen == list(range(10))


def test_a_row_keeps_all_its_fields(store: Database, books: str) -> None:
    about = ("lot", new_id())
    with store.transaction(books) as tx:
        measurement = tx.registry.model("measurement")
        series.append(tx, measurement, [{**FIRST, "about": about, "value": 1e-300}, FIRST], at=NOW)
        first, second = series.window(tx, measurement, FIRST, 2)
        assert first == {**FIRST, "about": about, "value": 1e-300, "posted_at": NOW, "position": first["position"]}
        assert (second["about"], second["value"]) == (None, None)


@pytest.mark.parametrize(
    "row",
    [
        {**FIRST, "value": float("nan")},
        {**FIRST, "colour": "red"},
        {"machine": FIRST["machine"], "value": 1.0},
        {**FIRST, "value": "high"},
    ],
)
def test_a_batch_with_one_wrong_row_is_not_appended(store: Database, books: str, row: dict[str, Any]) -> None:
    with pytest.raises(Invalid), store.transaction(books) as tx:
        series.append(tx, tx.registry.model("measurement"), [{**FIRST, "value": 1.0}, row], at=NOW)
    with store.transaction(books) as tx:
        assert window(tx, FIRST) == []


def test_a_window_is_read_by_the_whole_key(store: Database, books: str) -> None:
    with store.transaction(books) as tx, pytest.raises(Invalid):
        window(tx, {"machine": FIRST["machine"]})


def test_nothing_to_append_is_nothing_sent(store: Database, books: str) -> None:
    with store.transaction(books) as tx:
        before = tx.statements
        assert series.append(tx, tx.registry.model("measurement"), [], at=NOW) == 0
        assert tx.statements == before


def test_what_was_measured_cannot_be_changed(store: Database, books: str) -> None:
    with store.transaction(books) as tx:
        append(tx, FIRST, 1.0)
    for change in (
        "update test_measurement set value = 2",
        "delete from test_measurement",
        "truncate test_measurement",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"), store.making(books) as tx:
            tx.execute(change)


def test_who_reads_on_never_misses_a_row_of_a_slower_batch(store: Database, books: str) -> None:
    """Batches of one key that arrive together are committed in the order of their positions."""
    done = threading.Event()

    def write(worker: int) -> None:
        for turn in range(25):
            with store.transaction(books) as tx:
                append(tx, FIRST, *[worker * 1000 + turn] * 3)

    def read() -> list[float]:
        seen: list[float] = []
        position = 0
        while True:
            last = done.is_set()
            with store.transaction(books) as tx:
                rows = series.window(tx, tx.registry.model("measurement"), FIRST, 10_000, after=position)
            seen += [row["value"] for row in rows]
            position = rows[-1]["position"] if rows else position
            if last:
                return seen

    with ThreadPoolExecutor(5) as pool:
        reader = pool.submit(read)
        for each in [pool.submit(write, worker) for worker in range(4)]:
            each.result()
        done.set()
        seen = reader.result()
    with store.transaction(books) as tx:
        assert seen == window(tx, FIRST, 10_000)
    assert len(seen) == 4 * 25 * 3
