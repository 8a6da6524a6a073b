"""The laws of stock quality under real concurrency: people on connections of their own, at one moment or in turn.

«In turn» makes the worst moment certain: the second begins while the first has done everything but commit, and the
first commits when the second waits for it (or is through already).
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from tests.stories.conftest import Factory
from tests.stories.hands import Hands, hands_of, item_of, place

from zhihe.errors import ZhiheError
from zhihe.faces.demo.actor import Actor
from zhihe.platform.actions import Row
from zhihe.platform.records import guarded
from zhihe.platform.records.unit import Unit

PATIENCE = 60.0
_WAITING = "select count(*) as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"


@pytest.fixture(scope="module")
def hands(plant: Factory) -> Hands:
    return hands_of(plant)


def tried(work: Callable[[], Any]) -> Any:
    """What it gives, or the refusal; any other error fails the test."""
    try:
        return work()
    except ZhiheError as refusal:
        return refusal


def together(*works: Callable[[], Any]) -> list[Any]:
    """All at one moment; what each gives, or its refusal."""
    gate = threading.Barrier(len(works))

    def begin(work: Callable[[], Any]) -> Any:
        gate.wait()
        return tried(work)

    with ThreadPoolExecutor(len(works)) as pool:
        return [each.result() for each in [pool.submit(begin, work) for work in works]]


def waits(hands: Hands, second: Future[Any]) -> bool:
    """Whether somebody waits for a lock; returns as soon as that is so, or the second is through."""
    until, pause = time.monotonic() + PATIENCE, threading.Event()
    while not second.done():
        # The owner's sessions see what the others wait for.
        with hands.factory.house.engine.database.making(hands.factory.company) as tx:
            if tx.rows(_WAITING)[0]["n"]:
                return True
        assert time.monotonic() < until
        pause.wait(0.01)
    return False


def in_turn(hands: Hands, actor: Actor, first: Callable[[Unit], Any], second: Callable[[], Any]) -> Any:
    """The first does its work and stays open until the second waits for it or is through; what the second gives."""
    done, go = threading.Event(), threading.Event()

    def work(unit: Unit) -> None:
        first(unit)
        done.set()
        assert go.wait(PATIENCE)

    with ThreadPoolExecutor(2) as pool:
        opened = pool.submit(actor.run, work)
        assert done.wait(PATIENCE) or opened.result()
        later = pool.submit(tried, second)
        try:
            waits(hands, later)
        finally:
            go.set()
        opened.result()
        return later.result()


def stepped(model: str, row: Row, step: str, **inputs: Any) -> Callable[[Unit], Any]:
    return lambda unit: guarded.step(unit, unit.model(model), row["id"], step, inputs, int(row["version"]))


def lot_of(hands: Hands, item: str, code: str) -> str:
    return str(hands.find("lot", item=item, code=code)[0]["id"])


def lawful(hands: Hands, item: str) -> None:
    """I1 and I2 of an item: what remains of each inspection lot stands under it, and entries make the balances."""
    rows = hands.balances(item=item)
    for lot in hands.find("inspection_lot", item=item):
        covered = [r for r in rows if r["cover"] == ("inspection_lot", lot["id"]) and r["status"] == "in_inspection"]
        assert sum(row["quantity"] for row in covered) == lot["remaining"] >= 0
    assert sum(row["quantity"] for row in hands.entries(item=item)) == sum(row["quantity"] for row in rows)
    for row in rows:
        assert row["quantity"] >= row["reserved"] >= 0


def test_decision_count_move_split_and_transfer_at_one_moment_keep_cover_and_sum(hands: Hands) -> None:
    item = item_of(hands, "R-1", ["purchase_receipt"])
    refused = 0
    for number in range(6):
        hands.receive(item, f"C-{number}", 100)
        lot = hands.inspect(hands.find("inspection_lot", item=item, state="in_progress")[0], 0)
        (row,) = hands.balances(lot=lot["lot"])
        line = {"item": item, "lot": lot["lot"], "location": row["location"], "counted": 97}
        count = hands.store.create("stock_count", [{"lines": [line]}])[0]
        move = hands.store.create(
            "stock_movement", [hands.drawn_up("move", row, Decimal(20), to_location=_place(hands, "A-02"))]
        )[0]
        values = {key: value for key, value in place(row).items() if key != "item"}
        split = hands.store.create("lot_split", [{**values, "code": f"CP-{number}", "quantity": 10}])[0]
        sent = {**place(row), "to_location": _place(hands, "B-01"), "quantity": 5}
        transfer = hands.engineer.create("stock_transfer", [{"transit": "TR", "lines": [sent]}])[0]
        parts = [{"action": "unrestricted", "quantity": 60}]
        before = sum(each["quantity"] for each in hands.balances(item=item))
        done = together(
            partial(hands.engineer.step, "inspection_lot", lot, "decide", code="accept", postings=parts),
            partial(hands.quality.step, "inspection_lot", lot, "decide", code="reject"),
            partial(hands.store.step, "stock_count", count, "post"),
            partial(hands.store.step, "stock_movement", move, "post"),
            partial(hands.store.step, "lot_split", split, "post"),
            partial(hands.engineer.step, "stock_transfer", transfer, "ship_restricted", reason="送检"),
        )
        # Of the two decisions on what was read at once, at most one is posted.
        assert sum(not isinstance(each, ZhiheError) for each in done[:2]) <= 1
        refused += sum(isinstance(each, ZhiheError) for each in done)
        lawful(hands, item)
        counted = sum(each["quantity"] for each in hands.entries(item=item, cause=count["id"]))
        assert sum(each["quantity"] for each in hands.balances(item=item)) == before + counted
    assert refused >= 6


def _place(hands: Hands, code: str) -> str:
    return str(hands.find("location", code=code)[0]["id"])


def test_what_remains_is_taken_once_by_many_hands(hands: Hands) -> None:
    item = item_of(hands, "R-2", [])
    hands.receive(item, "M-1", 10)
    (row,) = hands.balances(item=item)
    drafts = [hands.store.create("stock_movement", [hands.drawn_up("issue", row, Decimal(3))])[0] for _ in range(8)]
    done = together(*(partial(hands.store.step, "stock_movement", each, "post") for each in drafts))
    assert sum(not isinstance(each, ZhiheError) for each in done) == 3
    assert [each["quantity"] for each in hands.balances(item=item)] == [1]


def test_a_split_under_way_and_a_hold_never_miss_each_other(hands: Hands) -> None:
    item = item_of(hands, "R-3", [])
    hands.receive(item, "H-1", 20)
    (row,) = hands.balances(item=item)
    values = {key: value for key, value in place(row).items() if key != "item"}
    hold = hands.engineer.create("hold", [{"scope": "lot", "lot": row["lot"], "reason_text": "投诉"}])[0]
    split = hands.store.create("lot_split", [{**values, "code": "H-1-A", "quantity": 5}])[0]
    # The hold stands, not yet committed, when the split begins: the child lands held.
    later = in_turn(
        hands, hands.engineer, stepped("hold", hold, "open"), partial(hands.store.step, "lot_split", split, "post")
    )
    assert later["state"] == "posted"
    assert {each["lot"]: each["held"] for each in hands.balances(item=item)} == {row["lot"]: 1, later["child"]: 1}
    held = hands.get("hold", hold["id"])
    assert set(held["lots"]) == {row["lot"], later["child"]}
    hands.engineer.step("hold", held, "release", reason="查清")
    assert {each["held"] for each in hands.balances(item=item)} == {0}


@pytest.mark.parametrize("scope", ["supplier_lot", "period"])
@pytest.mark.parametrize("hold_first", [True, False])
def test_a_receipt_and_a_hold_that_reaches_it_never_miss_each_other(
    hands: Hands, scope: str, *, hold_first: bool
) -> None:
    code = f"S-{hold_first}-{scope}"
    item = item_of(hands, f"R-4-{hold_first}-{scope}", [])
    over: dict[str, Any] = {"supplier_lot": code}
    if scope == "period":
        over = {"item": item, "window_of": "made_on", "first_day": "2026-10-01", "last_day": "2026-10-31"}
    hold = hands.engineer.create("hold", [{"scope": scope, "reason_text": "通报", **over}])[0]
    line = {"item": item, "quantity": 5, "location": "A-01", "lot_code": "N-1", "supplier_lot": code}
    line |= {"made_on": "2026-10-09"}
    receipt = hands.store.create("goods_receipt", [{"supplier": "S1", "site": "F1", "lines": [line]}])[0]
    if hold_first:
        post = partial(hands.store.step, "goods_receipt", receipt, "post")
        later = in_turn(hands, hands.engineer, stepped("hold", hold, "open"), post)
    else:
        opens = partial(hands.engineer.step, "hold", hold, "open")
        later = in_turn(hands, hands.store, stepped("goods_receipt", receipt, "post"), opens)
    assert not isinstance(later, ZhiheError), later
    assert [each["held"] for each in hands.balances(item=item)] == [1]
    assert hands.get("hold", hold["id"])["lots"] == [lot_of(hands, item, "N-1")]


def test_nothing_is_issued_once_a_hold_under_way_is_committed(hands: Hands) -> None:
    item = item_of(hands, "R-5", [])
    hands.receive(item, "K-1", 20)
    (row,) = hands.balances(item=item)
    hold = hands.engineer.create("hold", [{"scope": "item", "item": item, "reason_text": "投诉"}])[0]
    issue = hands.store.create("stock_movement", [hands.drawn_up("issue", row, Decimal(1))])[0]
    post = partial(hands.store.step, "stock_movement", issue, "post")
    later = in_turn(hands, hands.engineer, stepped("hold", hold, "open"), post)
    assert isinstance(later, ZhiheError)
    assert [each["quantity"] for each in hands.balances(item=item)] == [20]


def test_a_merge_of_free_and_held_does_not_slip_past_a_hold_under_way(hands: Hands) -> None:
    item = item_of(hands, "R-6", [])
    for code in ("G-1", "G-2"):
        hands.receive(item, code, 10)
    one, two = (
        next(r for r in hands.balances(item=item) if r["lot"] == lot_of(hands, item, c)) for c in ("G-1", "G-2")
    )
    hold = hands.engineer.create("hold", [{"scope": "lot", "lot": one["lot"], "reason_text": "投诉"}])[0]
    values = {key: value for key, value in place(one).items() if key != "item"}
    merge = hands.store.create("lot_merge", [{**values, "into": two["lot"], "quantity": 4}])[0]
    post = partial(hands.store.step, "lot_merge", merge, "post")
    later = in_turn(hands, hands.engineer, stepped("hold", hold, "open"), post)
    assert isinstance(later, ZhiheError), later
    assert {each["lot"]: (each["quantity"], each["held"]) for each in hands.balances(item=item)} == {
        one["lot"]: (10, 1),
        two["lot"]: (10, 0),
    }


def test_a_back_dated_movement_does_not_slip_behind_a_decision_under_way(hands: Hands) -> None:
    item = item_of(hands, "R-7", ["purchase_receipt"])
    hands.receive(item, "B-1", 50)
    hands.factory.clock.forward(days=3)
    lot = hands.inspect(hands.find("inspection_lot", item=item)[0], 0)
    (row,) = hands.balances(item=item)
    day = (hands.factory.clock.now - dt.timedelta(days=1)).date()
    draft = hands.drawn_up("move", row, Decimal(10), to_location=_place(hands, "A-02"), day=day)
    move = hands.store.create("stock_movement", [draft])[0]
    parts = [{"action": "unrestricted", "quantity": 30}]
    decide = stepped("inspection_lot", lot, "decide", code="accept", postings=parts)
    later = in_turn(hands, hands.engineer, decide, partial(hands.store.step, "stock_movement", move, "post"))
    assert isinstance(later, ZhiheError)
    assert later.code == "ledger.backdated"
    lawful(hands, item)


def test_a_reading_that_is_being_corrected_counts_in_the_verdict(hands: Hands) -> None:
    item = item_of(hands, "R-READ", ["purchase_receipt"])
    hands.receive(item, "V-1", 100)
    (lot,) = hands.find("inspection_lot", item=item, state="in_progress")
    (line,) = hands.get("inspection_lot", lot["id"])["characteristics"]
    seen = {"inspection": lot["id"], "characteristic": line["id"], "inspected": 2, "nonconforming": 0}
    (result,) = hands.inspector.create("inspection_result", [seen])

    def correct(unit: Unit) -> None:
        guarded.change(
            unit, unit.model("inspection_result"), result["id"], {"nonconforming": 1}, int(result["version"])
        )

    judged = in_turn(hands, hands.inspector, correct, partial(hands.inspector.step, "inspection_lot", lot, "complete"))
    assert not isinstance(judged, ZhiheError), judged
    assert judged["verdict"] == "reject"
    assert judged["nonconforming"] == 1


@pytest.mark.parametrize("hold_first", [True, False])
def test_a_reservation_and_a_hold_never_miss_each_other(hands: Hands, *, hold_first: bool) -> None:
    item = item_of(hands, f"R-8-{hold_first}", [])
    hands.receive(item, "P-1", 10)
    (row,) = hands.balances(item=item)
    values = {"item": item, "location": row["location"], "quantity": 6}
    made = hands.store.create("stock_reservation", [values])[0]
    hold = hands.engineer.create("hold", [{"scope": "lot", "lot": row["lot"], "reason_text": "投诉"}])[0]
    if hold_first:
        reserve = partial(hands.store.step, "stock_reservation", made, "reserve")
        later = in_turn(hands, hands.engineer, stepped("hold", hold, "open"), reserve)
        assert isinstance(later, ZhiheError), later
    else:
        opens = partial(hands.engineer.step, "hold", hold, "open")
        later = in_turn(hands, hands.store, stepped("stock_reservation", made, "reserve"), opens)
        assert not isinstance(later, ZhiheError), later
        assert hands.get("stock_reservation", made["id"])["state"] == "dropped"
    assert [(each["reserved"], each["held"]) for each in hands.balances(item=item)] == [(0, 1)]


@pytest.mark.parametrize("first", ["reserve", "contain"])
def test_a_reservation_and_a_status_change_never_miss_each_other(hands: Hands, *, first: str) -> None:
    item = item_of(hands, f"R-9-{first}", [])
    hands.receive(item, "P-2", 10)
    (row,) = hands.balances(item=item)
    made = hands.store.create("stock_reservation", [{"item": item, "location": row["location"], "quantity": 6}])[0]
    report = hands.engineer.create("nonconformance", [{"item": item, "lot": row["lot"], "quantity": 7}])[0]
    reserve = partial(hands.store.step, "stock_reservation", made, "reserve")
    contain = partial(hands.engineer.step, "nonconformance", report, "contain")
    if first == "reserve":
        later = in_turn(hands, hands.store, stepped("stock_reservation", made, "reserve"), contain)
        assert not isinstance(later, ZhiheError), later
        record = hands.get("stock_reservation", made["id"])
        assert (record["state"], record["open"], record["dropped"]) == ("reserved", 3, 3)
    else:
        later = in_turn(hands, hands.engineer, stepped("nonconformance", report, "contain"), reserve)
        assert isinstance(later, ZhiheError), later
    free = hands.balances(item=item, status="unrestricted")[0]
    assert (free["quantity"], free["reserved"]) == (3, 3 if first == "reserve" else 0)


def test_of_reservations_and_issues_at_one_moment_nobody_gets_what_another_has(hands: Hands) -> None:
    item = item_of(hands, "R-10", [])
    hands.receive(item, "P-3", 10)
    (row,) = hands.balances(item=item)
    values = {"item": item, "location": row["location"], "quantity": 3}
    wanted = hands.store.create("stock_reservation", [values] * 4)
    drafts = [hands.store.create("stock_movement", [hands.drawn_up("issue", row, Decimal(3))])[0] for _ in range(4)]
    done = together(
        *(partial(hands.store.step, "stock_reservation", each, "reserve") for each in wanted),
        *(partial(hands.store.step, "stock_movement", each, "post") for each in drafts),
    )
    assert sum(not isinstance(each, ZhiheError) for each in done) == 3
    reserved = hands.find("stock_reservation", item=item, state="reserved")
    issued = sum(not isinstance(each, ZhiheError) for each in done[4:])
    stands = [(each["quantity"], each["reserved"]) for each in hands.balances(item=item)]
    assert stands == [(10 - 3 * issued, 3 * len(reserved))]


def test_an_issue_for_a_reservation_and_its_release_at_one_moment_free_it_once(hands: Hands) -> None:
    item = item_of(hands, "R-11", [])
    hands.receive(item, "P-4", 10)
    (row,) = hands.balances(item=item)
    made = hands.reserve(row, Decimal(10))
    draft = hands.drawn_up("issue", row, Decimal(4), reservation=made["id"])
    issue = hands.store.create("stock_movement", [draft])[0]
    release = partial(hands.store.step, "stock_reservation", made, "release")
    later = in_turn(hands, hands.store, stepped("stock_movement", issue, "post"), release)
    assert isinstance(later, ZhiheError), later
    assert [(each["quantity"], each["reserved"]) for each in hands.balances(item=item)] == [(6, 6)]
