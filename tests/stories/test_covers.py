"""A document answers for all that stands under it: also for what was split off, and for what a count finds later."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.stories.conftest import Factory
from tests.stories.hands import Hands, hands_of, item_of

from zhihe.errors import Conflict
from zhihe.platform.actions import Row


@pytest.fixture(scope="module")
def hands(plant: Factory) -> Hands:
    return hands_of(plant)


def inspected(hands: Hands, code: str, bad: int = 0) -> tuple[str, Row]:
    """An item of which 20 were received and judged, and their inspection lot."""
    item = item_of(hands, code, ["purchase_receipt"])
    hands.receive(item, f"{code}-0", 20)
    return item, hands.inspect(hands.find("inspection_lot", item=item)[0], bad)


def stands(hands: Hands, item: str) -> dict[tuple[str, str], Decimal]:
    """Quantity by lot number and status."""
    found: dict[tuple[str, str], Decimal] = {}
    for row in hands.balances(item=item):
        key = (str(hands.get("lot", row["lot"])["code"]), str(row["status"]))
        found[key] = found.get(key, Decimal(0)) + row["quantity"]
    return found


def counted(hands: Hands, item: str, lot: str, quantity: int) -> None:
    line = {"item": item, "lot": lot, "location": "A-01", "counted": quantity}
    made = hands.store.create("stock_count", [{"lines": [line]}])[0]
    hands.store.step("stock_count", made, "post")


def test_a_decision_posts_what_was_split_off_too_and_is_taken_back_to_where_it_was(hands: Hands) -> None:
    item, lot = inspected(hands, "V-1", 1)
    hands.split(hands.balances(item=item)[0], "V-1-P", Decimal(8))
    parts = [{"action": action, "quantity": n} for action, n in (("scrap", 2), ("blocked", 13), ("sample", 1))]
    lot = hands.engineer.step("inspection_lot", lot, "decide", code="reject", postings=parts)
    assert (lot["state"], lot["remaining"]) == ("evaluated", 4)
    lot = hands.engineer.step("inspection_lot", lot, "decide", code="reject")
    assert (lot["state"], lot["remaining"]) == ("closed", 0)
    # Two decisions, two reports: together they answer for all that is blocked, in both lots.
    reports = hands.find("nonconformance", item=item)
    assert sorted(row["quantity"] for row in reports) == [4, 13]
    under = {row["cover"][1]: Decimal(0) for row in hands.balances(item=item, status="blocked")}
    for row in hands.balances(item=item, status="blocked"):
        under[row["cover"][1]] += row["quantity"]
    assert under == {row["id"]: row["quantity"] for row in reports}
    assert stands(hands, item) == {("V-1-0", "blocked"): 10, ("V-1-P", "blocked"): 7, ("V-1-P", "sample"): 1}
    lot = hands.quality.step("inspection_lot", lot, "reopen", reason="抽错样")
    assert (lot["state"], lot["remaining"]) == ("evaluated", 18)
    assert stands(hands, item) == {("V-1-0", "in_inspection"): 10, ("V-1-P", "in_inspection"): 8}


def test_a_decision_that_divides_a_quantity_in_two_places_takes_each_piece_once(hands: Hands) -> None:
    item, lot = inspected(hands, "V-2")
    hands.move("move", hands.balances(item=item)[0], Decimal(12), to_location=_place(hands, "A-02"))
    parts = [{"action": "unrestricted", "quantity": 11}, {"action": "blocked", "quantity": 9}]
    lot = hands.engineer.step("inspection_lot", lot, "decide", code="accept", postings=parts)
    assert lot["state"] == "closed"
    assert stands(hands, item) == {("V-2-0", "unrestricted"): 11, ("V-2-0", "blocked"): 9}


def test_a_report_is_not_closed_while_what_was_split_off_is_blocked_under_it(hands: Hands) -> None:
    item, lot = inspected(hands, "V-3", 1)
    hands.engineer.step("inspection_lot", lot, "decide", code="reject")
    (row,) = hands.balances(item=item)
    hands.split(row, "V-3-P", Decimal(5))
    counted(hands, item, row["lot"], 0)
    report = hands.find("nonconformance", item=item)[0]
    with pytest.raises(Conflict, match="still answers for 5"):
        hands.engineer.step("nonconformance", report, "cancel", reason="找不到")


def test_what_is_found_after_the_decision_is_inspected_by_itself(hands: Hands) -> None:
    item, lot = inspected(hands, "V-4")
    counted(hands, item, lot["lot"], 17)
    hands.engineer.step("inspection_lot", hands.find("inspection_lot", item=item)[0], "decide", code="accept")
    counted(hands, item, lot["lot"], 20)
    assert stands(hands, item) == {("V-4-0", "unrestricted"): 17, ("V-4-0", "in_inspection"): 3}
    closed, opened = sorted(hands.find("inspection_lot", item=item), key=lambda row: str(row["number"]))
    assert (closed["state"], closed["remaining"], closed["counted"]) == ("closed", 0, -3)
    assert (opened["state"], opened["remaining"], opened["origin"]) == ("in_progress", 3, "other_receipt")
    (under,) = hands.balances(item=item, status="in_inspection")
    assert under["cover"] == ("inspection_lot", opened["id"])
    judged = hands.inspect(opened, 0)
    hands.engineer.step("inspection_lot", judged, "decide", code="accept")
    # All that was lost is back: a further surplus is what it stands beside.
    counted(hands, item, lot["lot"], 21)
    assert stands(hands, item) == {("V-4-0", "unrestricted"): 21}


def test_what_is_found_after_its_report_was_closed_is_blocked_under_a_report_of_its_own(hands: Hands) -> None:
    item, lot = inspected(hands, "V-5", 1)
    hands.engineer.step("inspection_lot", lot, "decide", code="reject")
    counted(hands, item, lot["lot"], 0)
    report = hands.find("nonconformance", item=item)[0]
    hands.engineer.step("nonconformance", report, "cancel", reason="找不到")
    counted(hands, item, lot["lot"], 4)
    (again,) = hands.find("nonconformance", item=item, state="open")
    (under,) = hands.balances(item=item)
    assert (under["status"], under["cover"]) == ("blocked", ("nonconformance", again["id"]))
    assert (again["quantity"], again["counted"]) == (4, 0)


def _place(hands: Hands, code: str) -> str:
    return str(hands.find("location", code=code)[0]["id"])
