"""Refused at the gate: a part of a posted receipt goes back while in inspection, and all that counted it follow."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from tests.stories.conftest import Factory
from tests.stories.hands import Hands, hands_of, item_of
from tests.stories.test_races import in_turn, stepped

from zhihe.errors import Conflict, ZhiheError
from zhihe.platform.actions import Row


@pytest.fixture(scope="module")
def hands(plant: Factory) -> Hands:
    return hands_of(plant)


def ordered(hands: Hands, code: str, quantity: int = 20) -> tuple[str, Row, Row]:
    """An inspected item, a receipt of all of its order, and the order."""
    item = item_of(hands, code, ["purchase_receipt"])
    line = {"item": item, "quantity": quantity, "price": "2", "due_on": "2026-11-05"}
    order = hands.factory.buyer.create("purchase_order", supplier="S1", site="F1", lines=[line])
    order = hands.factory.buyer.step("purchase_order", order, "release")
    row = {"order_line": order["lines"][0]["id"], "item": item, "quantity": quantity, "location": "A-01"}
    receipt = hands.store.create("goods_receipt", [{"supplier": "S1", "site": "F1", "lines": [row]}])[0]
    return item, hands.store.step("goods_receipt", receipt, "post"), order


def refuse(hands: Hands, receipt: Row, quantity: int) -> Row:
    receipt = hands.get("goods_receipt", receipt["id"])
    lines = [{"line": 1, "quantity": Decimal(quantity)}]
    return hands.store.step("goods_receipt", receipt, "refuse", lines=lines, reason="外箱破损")


def inspection(hands: Hands, item: str) -> Row:
    return hands.get("inspection_lot", hands.find("inspection_lot", item=item)[0]["id"])


def received(hands: Hands, order: Row) -> Any:
    lines = hands.look(lambda ctx: ctx.records.lines("purchase_order", order["id"]))
    return lines[0]["received"]


def worth(hands: Hands, item: str) -> Any:
    rows = hands.look(lambda ctx: ctx.ledger("stock_value").balances())
    return sum((row["value"] for row in rows if row["item"] == item), Decimal(0))


def test_stock_lot_order_value_and_deliveries_follow_and_the_sample_too_while_nothing_is_drawn(hands: Hands) -> None:
    item, receipt, order = ordered(hands, "G-1")
    refuse(hands, receipt, 7)
    lot = inspection(hands, item)
    assert (lot["quantity"], lot["remaining"], lot["sample_size"]) == (13, 13, 2)
    assert sum(row["quantity"] for row in hands.balances(item=item)) == 13
    assert (received(hands, order), worth(hands, item)) == (13, 26)
    refuse(hands, receipt, 12)
    lot = inspection(hands, item)
    assert (lot["remaining"], lot["sample_size"], lot["classes"][0]["n"]) == (1, 1, 1)
    assert [line["sample_size"] for line in lot["characteristics"]] == [1]
    (delivery,) = hands.look(lambda ctx: ctx.records.find("supplier_delivery", _of(item)))
    assert (delivery["quantity"], delivery["value"]) == (1, 2)
    # What is left is reversed whole.
    hands.store.step("goods_receipt", hands.get("goods_receipt", receipt["id"]), "reverse", reason="错收")
    assert (hands.balances(item=item), received(hands, order), worth(hands, item)) == ([], Decimal(0), Decimal(0))


def _of(item: str) -> dict[str, Any]:
    return {"and": [{"field": "item", "op": "eq", "value": item}]}


def test_samples_once_drawn_stand_and_all_that_is_left_can_still_go(hands: Hands) -> None:
    item, receipt, order = ordered(hands, "G-2")
    hands.split(hands.balances(item=item)[0], "G-2-P", Decimal(5))
    lot = hands.inspect(inspection(hands, item), 0)
    with pytest.raises(Conflict) as refused:
        refuse(hands, receipt, 19)
    assert refused.value.code == "refuse.sample"
    refuse(hands, receipt, 10)
    assert inspection(hands, item)["sample_size"] == lot["sample_size"] == 2
    refuse(hands, receipt, 10)
    lot = inspection(hands, item)
    assert (lot["state"], lot["quantity"], received(hands, order), hands.balances(item=item)) == ("cancelled", 0, 0, [])


def test_what_was_decided_on_or_landed_free_is_not_refused_at_the_gate(hands: Hands) -> None:
    item, receipt, _order = ordered(hands, "G-3")
    lot = hands.inspect(inspection(hands, item), 0)
    parts = [{"action": "unrestricted", "quantity": 15}]
    hands.engineer.step("inspection_lot", lot, "decide", code="accept", postings=parts)
    with pytest.raises(Conflict) as refused:
        refuse(hands, receipt, 6)
    assert refused.value.code == "refuse.decided"
    refuse(hands, receipt, 5)
    assert [(row["status"], row["quantity"]) for row in hands.balances(item=item)] == [("unrestricted", 15)]
    free = item_of(hands, "G-4", [])
    landed = hands.receive(free, "G-4-0", 3)
    with pytest.raises(Conflict) as refused:
        refuse(hands, landed, 1)
    assert refused.value.code == "refuse.status"


@pytest.mark.parametrize("decision_first", [True, False])
def test_a_refusal_and_a_decision_at_one_moment_never_take_the_same_pieces(
    hands: Hands, *, decision_first: bool
) -> None:
    item, receipt, order = ordered(hands, f"G-5-{decision_first}")
    lot = hands.inspect(inspection(hands, item), 0)
    receipt = hands.get("goods_receipt", receipt["id"])
    given = {"lines": [{"line": 1, "quantity": Decimal(5)}], "reason": "外箱破损"}
    if decision_first:
        later = in_turn(
            hands,
            hands.engineer,
            stepped("inspection_lot", lot, "decide", code="accept"),
            partial(hands.store.step, "goods_receipt", receipt, "refuse", **given),
        )
        stands = {"unrestricted": 20}
    else:
        later = in_turn(
            hands,
            hands.store,
            stepped("goods_receipt", receipt, "refuse", **given),
            partial(hands.engineer.step, "inspection_lot", lot, "decide", code="accept"),
        )
        stands = {"in_inspection": 15}
    assert isinstance(later, ZhiheError), later
    assert {row["status"]: row["quantity"] for row in hands.balances(item=item)} == stands
    assert inspection(hands, item)["remaining"] == stands.get("in_inspection", 0)
    assert received(hands, order) == sum(stands.values())
