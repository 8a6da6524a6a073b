"""What is free and still stands where it was received is put away by tasks that never outlive their stock."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.stories.conftest import Factory
from tests.stories.hands import Hands, hands_of, item_of

from zhihe.errors import Conflict, Invalid
from zhihe.platform.actions import Row


@pytest.fixture(scope="module")
def hands(plant: Factory) -> Hands:
    hands = hands_of(plant)
    plant.admin.create("location", code="REC", warehouse="W1", location_type="receiving")
    plant.admin.create("location", code="REC-2", warehouse="W2", location_type="receiving")
    plant.admin.change("warehouse", plant.admin.get("warehouse", "W1"), put_away=True)
    return hands


def tasks(hands: Hands, item: str) -> list[Row]:
    return sorted(hands.find("put_away_task", item=item), key=lambda row: str(row["number"]))


def place(hands: Hands, code: str) -> str:
    return str(hands.find("location", code=code)[0]["id"])


def received(hands: Hands, code: str, quantity: int = 20) -> tuple[str, Row]:
    """An item without inspection, received free at the place of receipt, and its task."""
    item = item_of(hands, code, [])
    hands.receive(item, f"{code}-0", quantity, "REC")
    (task,) = tasks(hands, item)
    return item, task


def test_what_a_decision_frees_is_put_away_in_parts_over_http(hands: Hands) -> None:
    item = item_of(hands, "U-1", ["purchase_receipt"])
    hands.receive(item, "U-1-0", 20, "REC")
    assert tasks(hands, item) == []
    lot = hands.inspect(hands.find("inspection_lot", item=item)[0], 0)
    parts = [{"action": "unrestricted", "quantity": 15}, {"action": "sample", "quantity": 5}]
    hands.engineer.step("inspection_lot", lot, "decide", code="accept", postings=parts)
    (task,) = tasks(hands, item)
    assert (task["quantity"], task["open"], task["state"], task["to_location"]) == (15, 15, "open", None)
    assert task["source"] == ("inspection_lot", lot["id"])
    store = hands.factory.store
    read = store.get("put_away_task", task["number"])
    part = store.step("put_away_task", read, "confirm", quantity="6", to_location="A-01")
    assert (part["open"], part["state"]) == ("9", "open")
    done = store.step("put_away_task", part, "confirm", to_location="A-02")
    assert (done["done"], done["state"]) == ("15", "done")
    stands = {row["location"]: row["quantity"] for row in hands.balances(item=item, status="unrestricted")}
    assert stands == {place(hands, "A-01"): 6, place(hands, "A-02"): 9}
    moves = hands.find("stock_movement", put_away_task=task["id"])
    assert sorted((row["kind"], row["state"]) for row in moves) == [("move", "posted")] * 2


def test_it_proposes_the_warehouse_s_usual_place_else_where_the_item_lies(hands: Hands) -> None:
    item, first = received(hands, "U-2")
    hands.store.step("put_away_task", first, "confirm", to_location=place(hands, "A-02"))
    hands.receive(item, "U-2-1", 5, "REC")
    assert tasks(hands, item)[1]["to_location"] == place(hands, "A-02")
    admin = hands.factory.admin
    usual = admin.change("location", admin.get("location", "A-01"), usual=True)
    hands.receive(item, "U-2-2", 5, "REC")
    admin.change("location", usual, usual=False)
    last = tasks(hands, item)[2]
    assert last["to_location"] == place(hands, "A-01")
    assert hands.store.step("put_away_task", last, "confirm")["state"] == "done"


def test_a_task_lessens_with_its_stock_and_moves_nothing_that_is_not_free(hands: Hands) -> None:
    item, task = received(hands, "U-3")
    (stand,) = hands.balances(item=item)
    hands.move("issue", stand, Decimal(5))
    assert [(row["open"], row["dropped"], row["state"]) for row in tasks(hands, item)] == [(15, 5, "open")]
    report = {"item": item, "lot": stand["lot"], "origin": "stock", "quantity": 12, "description": "锈蚀"}
    made = hands.engineer.create("nonconformance", [report])[0]
    hands.engineer.step("nonconformance", made, "contain")
    (task,) = tasks(hands, item)
    assert (task["open"], task["state"]) == (3, "open")
    with pytest.raises(Invalid, match="has 3 to put away, not 4"):
        hands.store.step("put_away_task", task, "confirm", quantity=4, to_location=place(hands, "A-01"))
    hold = hands.hold(scope="lot", lot=stand["lot"])
    with pytest.raises(Conflict, match="on hold"):
        hands.store.step("put_away_task", task, "confirm", to_location=place(hands, "A-01"))
    hands.engineer.step("hold", hold, "release", reason="查清")
    free = next(row for row in hands.balances(item=item) if row["status"] == "unrestricted")
    hands.move("move", free, Decimal(3), to_location=place(hands, "A-01"))
    (task,) = tasks(hands, item)
    assert (task["open"], task["state"]) == (0, "cancelled")


def test_a_reversed_receipt_leaves_no_task_and_a_split_goes_on_under_its_own(hands: Hands) -> None:
    item, task = received(hands, "U-4")
    hands.split(hands.balances(item=item)[0], "U-4-P", Decimal(8))
    assert [(row["open"], row["state"]) for row in tasks(hands, item)] == [(12, "open"), (8, "open")]
    other = item_of(hands, "U-5", [])
    receipt = hands.receive(other, "U-5-0", 4, "REC")
    hands.store.step("goods_receipt", receipt, "reverse", reason="收错")
    assert [(row["open"], row["state"]) for row in tasks(hands, other)] == [(0, "cancelled")]
    assert task["source"][0] == "goods_receipt"


def test_where_a_warehouse_does_not_use_tasks_there_are_none(hands: Hands) -> None:
    item = item_of(hands, "U-6", [])
    hands.receive(item, "U-6-0", 4, "REC-2")
    hands.receive(item, "U-6-1", 4, "A-01")
    assert tasks(hands, item) == []


def test_a_task_without_a_place_says_so_and_nobody_lessens_one_by_hand(hands: Hands) -> None:
    item, task = received(hands, "U-7")
    with pytest.raises(Invalid, match="name the location"):
        hands.store.step("put_away_task", task, "confirm")
    store = hands.factory.store
    store.step("put_away_task", store.get("put_away_task", task["number"]), "lessen", 403, quantity="1")
    assert [row["open"] for row in tasks(hands, item)] == [20]
