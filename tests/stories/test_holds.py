"""Holds over several lots and over a time window: what stands, what is split off, and what arrives later."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from tests.stories.conftest import Factory
from tests.stories.hands import Hands, hands_of, item_of

from zhihe.errors import Conflict, Invalid
from zhihe.platform.actions import Row


@pytest.fixture(scope="module")
def hands(plant: Factory) -> Hands:
    return hands_of(plant)


def arrive(hands: Hands, item: str, code: str, **line: Any) -> None:
    header = {"received_on": line.pop("received_on")} if "received_on" in line else {}
    row = {"item": item, "quantity": 5, "location": "A-01", "lot_code": code, **line}
    made = hands.store.create("goods_receipt", [{"supplier": "S1", "site": "F1", "lines": [row], **header}])
    hands.store.step("goods_receipt", made[0], "post")


def held(hands: Hands, item: str) -> dict[str, int]:
    """How many holds reach each lot, by number."""
    return {str(hands.get("lot", row["lot"])["code"]): row["held"] for row in hands.balances(item=item)}


def lots_of(hands: Hands, item: str, *codes: str) -> list[dict[str, Any]]:
    found = {row["code"]: row["id"] for row in hands.find("lot", item=item)}
    return [{"lot": found[code]} for code in codes]


def today(hands: Hands) -> dt.date:
    return (hands.factory.clock.now + dt.timedelta(hours=8)).date()


def released(hands: Hands, hold: Row) -> None:
    hands.engineer.step("hold", hands.get("hold", hold["id"]), "release", reason="查清")


def test_a_hold_over_several_lots_reaches_these_and_what_is_split_off_them(hands: Hands) -> None:
    item = item_of(hands, "H-1", [])
    for code in ("one", "two", "three"):
        arrive(hands, item, code)
    hold = hands.hold(scope="lots", selected=lots_of(hands, item, "one", "three"))
    assert held(hands, item) == {"one": 1, "two": 0, "three": 1}
    row = next(row for row in hands.balances(item=item) if row["held"])
    hands.split(row, "child", Decimal(2))
    assert held(hands, item) == {"one": 1, "two": 0, "three": 1, "child": 1}
    with pytest.raises(Conflict):
        hands.move("issue", row, Decimal(1))
    released(hands, hold)
    assert set(held(hands, item).values()) == {0}


def test_a_window_of_receipt_dates_reaches_what_came_in_it_and_what_comes_in_it_later(hands: Hands) -> None:
    item = item_of(hands, "H-2", [])
    day = today(hands)
    arrive(hands, item, "before", received_on=day - dt.timedelta(days=9))
    arrive(hands, item, "within", received_on=day - dt.timedelta(days=3))
    window = {"window_of": "received_on", "first_day": day - dt.timedelta(days=5), "last_day": day}
    hold = hands.hold(scope="period", item=item, **window)
    assert held(hands, item) == {"before": 0, "within": 1}
    arrive(hands, item, "later")
    # A lot that stood free is held from the day on which more of it comes in the window.
    arrive(hands, item, "before")
    assert held(hands, item) == {"before": 1, "within": 1, "later": 1}
    other = item_of(hands, "H-2-B", [])
    arrive(hands, other, "other")
    hands.factory.clock.forward(days=1)
    arrive(hands, item, "after")
    assert (held(hands, other), held(hands, item)["after"]) == ({"other": 0}, 0)
    released(hands, hold)
    assert set(held(hands, item).values()) == {0}


def test_a_window_of_production_dates_reaches_what_was_made_in_it_of_that_supplier(hands: Hands) -> None:
    item = item_of(hands, "H-3", [])
    hands.factory.admin.create("partner", code="S-H3", name="另一家", supplier=True)
    other = hands.find("partner", code="S-H3")[0]["id"]
    first = hands.find("partner", code="S1")[0]["id"]
    arrive(hands, item, "old", made_on="2026-08-01")
    arrive(hands, item, "bad", made_on="2026-09-10")
    arrive(hands, item, "unknown")
    window = {"window_of": "made_on", "first_day": "2026-09-01", "last_day": "2026-09-30"}
    hold = hands.hold(scope="period", item=item, supplier=first, **window)
    elsewhere = hands.hold(scope="period", item=item, supplier=other, **window)
    arrive(hands, item, "late", made_on="2026-09-30")
    arrive(hands, item, "new", made_on="2026-10-01")
    assert held(hands, item) == {"old": 0, "bad": 1, "unknown": 0, "late": 1, "new": 0}
    released(hands, hold)
    released(hands, elsewhere)


def test_a_hold_says_what_it_lacks(hands: Hands) -> None:
    with pytest.raises((Conflict, Invalid)):
        hands.hold(scope="lots")
    item = item_of(hands, "H-4", [])
    window = {"window_of": "made_on", "first_day": "2026-09-02", "last_day": "2026-09-01"}
    with pytest.raises((Conflict, Invalid)):
        hands.hold(scope="period", item=item, **window)
    with pytest.raises(Invalid):
        hands.hold(scope="period", item=item)
