"""Stock is kept for a purpose: others cannot take it, and who asked is told when it stops being usable (I6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.stories.conftest import Factory
from tests.stories.hands import Hands, hands_of, item_of

from zhihe.errors import Conflict
from zhihe.platform.actions import Row


@pytest.fixture(scope="module")
def hands(plant: Factory) -> Hands:
    return hands_of(plant)


def stocked(hands: Hands, code: str, quantity: int = 10) -> tuple[str, Row]:
    item = item_of(hands, code, [])
    hands.receive(item, f"{code}-0", quantity)
    return item, hands.balances(item=item)[0]


def state(hands: Hands, reservation: Row) -> tuple[Any, ...]:
    record = hands.get("stock_reservation", reservation["id"])
    return tuple(record[key] for key in ("state", "open", "issued", "dropped"))


def told(hands: Hands, reservation: Row) -> list[str]:
    """Who was told of the reservation."""
    query = "select user_id::text as id from zhihe_notification where record_id = %(id)s"
    return [str(row["id"]) for row in hands.store.run(lambda unit: unit.tx.rows(query, {"id": reservation["id"]}))]


def test_what_is_reserved_is_issued_for_its_purpose_only(hands: Hands) -> None:
    item, row = stocked(hands, "A-1")
    kept = hands.reserve(row, Decimal(7))
    with pytest.raises(Conflict) as refused:
        hands.move("issue", row, Decimal(4))
    assert (refused.value.code, refused.value.facts["available"]) == ("ledger.insufficient", "3")
    with pytest.raises(Conflict):
        hands.reserve(row, Decimal(4))
    hands.move("issue", row, Decimal(3))
    hands.move("issue", row, Decimal(2), reservation=kept["id"])
    assert state(hands, kept) == ("reserved", 5, 2, 0)
    hands.move("ship", row, Decimal(5), reservation=kept["id"])
    assert state(hands, kept) == ("fulfilled", 0, 7, 0)
    assert hands.balances(item=item) == []


def test_an_issue_may_take_more_than_was_reserved_as_far_as_it_is_free(hands: Hands) -> None:
    item, row = stocked(hands, "A-2")
    kept = hands.reserve(row, Decimal(4))
    hands.move("issue", row, Decimal(6), reservation=kept["id"])
    assert state(hands, kept) == ("fulfilled", 0, 4, 0)
    assert [(each["quantity"], each["reserved"]) for each in hands.balances(item=item)] == [(4, 0)]
    with pytest.raises(Conflict) as refused:
        hands.move("issue", row, Decimal(1), reservation=kept["id"])
    assert refused.value.code == "reservation.state"


def test_the_lots_that_expire_first_are_kept_where_none_is_named(hands: Hands) -> None:
    item = item_of(hands, "A-3", [])
    for code, expires in (("late", "2028-01-01"), ("soon", "2027-01-01"), ("never", None)):
        line = {"item": item, "quantity": 5, "location": "A-01", "lot_code": code, "expires_on": expires}
        made = hands.store.create("goods_receipt", [{"supplier": "S1", "site": "F1", "lines": [line]}])
        hands.store.step("goods_receipt", made[0], "post")
    kept = hands.reserve(hands.balances(item=item)[0], Decimal(8), named=False)
    lines = hands.lines("stock_reservation", kept["id"])
    assert [(hands.get("lot", line["lot"])["code"], line["quantity"]) for line in lines] == [("soon", 5), ("late", 3)]


def test_what_is_blocked_scrapped_or_missing_takes_the_newest_reservation_first_and_its_owner_is_told(
    hands: Hands,
) -> None:
    item, row = stocked(hands, "A-4", 20)
    old = hands.reserve(row, Decimal(8))
    hands.factory.clock.forward(seconds=1)
    new = hands.reserve(row, Decimal(8))
    hands.move("scrap", row, Decimal(4))
    assert (state(hands, old), state(hands, new)) == (("reserved", 8, 0, 0), ("reserved", 8, 0, 0))
    report = hands.engineer.create("nonconformance", [{"item": item, "lot": row["lot"], "quantity": 3}])[0]
    hands.engineer.step("nonconformance", report, "contain")
    assert (state(hands, old), state(hands, new)) == (("reserved", 8, 0, 0), ("reserved", 5, 0, 3))
    line = {"item": item, "lot": row["lot"], "location": row["location"], "counted": 9}
    hands.store.step("stock_count", hands.store.create("stock_count", [{"lines": [line]}])[0], "post")
    assert (state(hands, old), state(hands, new)) == (("reserved", 6, 0, 2), ("dropped", 0, 0, 8))
    free = hands.balances(item=item, status="unrestricted")[0]
    assert (free["quantity"], free["reserved"]) == (6, 6)
    assert told(hands, old) == [hands.store.who.id]
    assert told(hands, new) == [hands.store.who.id] * 2


@pytest.mark.parametrize("scope", ["lot", "item", "location", "supplier_lot"])
def test_a_hold_of_any_scope_drops_what_it_reaches(hands: Hands, scope: str) -> None:
    item = item_of(hands, f"A-5-{scope}", [])
    hands.receive(item, "H-0", 10, "A-02", f"SL-{scope}")
    (row,) = hands.balances(item=item)
    kept = hands.reserve(row, Decimal(4))
    hold = hands.hold(scope=scope, **{scope: f"SL-{scope}" if scope == "supplier_lot" else row[scope]})
    assert state(hands, kept) == ("dropped", 0, 0, 4)
    hands.engineer.step("hold", hold, "release", reason="查清")
    assert [(each["reserved"], each["free"]) for each in hands.balances(item=item)] == [(0, 10)]


def test_a_reservation_is_made_and_released_by_operation(hands: Hands) -> None:
    item, row = stocked(hands, "A-6")
    given = {"item": item, "location": row["location"], "quantity": Decimal(9), "purpose": "样机"}
    number = hands.store.operate("stock.reserve", **given)
    (record,) = hands.find("stock_reservation", item=item)
    assert (record["number"], record["open"], record["purpose"]) == (number, 9, "样机")
    hands.store.operate("stock.release_reservation", reservation=record["id"])
    assert state(hands, record) == ("released", 0, 0, 0)
    assert [each["free"] for each in hands.balances(item=item)] == [10]
