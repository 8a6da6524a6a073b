"""Goods go back to their supplier: set aside by the buyer, shipped by the store, at what they cost, and reversed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.stories.conftest import Factory
from tests.stories.hands import Hands, hands_of, item_of

from zhihe.errors import Conflict, Forbidden, Invalid
from zhihe.platform.actions import Row


@pytest.fixture(scope="module")
def hands(plant: Factory) -> Hands:
    return hands_of(plant)


def delivered(hands: Hands, code: str) -> tuple[str, Row, Row]:
    """20 pieces at 2 each, free; the order line and the lot's balance."""
    item = item_of(hands, code, [])
    line = {"item": item, "quantity": 20, "price": "2", "due_on": "2026-11-05"}
    order = hands.factory.buyer.create("purchase_order", supplier="S1", site="F1", lines=[line])
    order = hands.factory.buyer.step("purchase_order", order, "release")
    row = {"order_line": order["lines"][0]["id"], "item": item, "quantity": 20, "location": "A-01"}
    receipt = hands.store.create("goods_receipt", [{"supplier": "S1", "site": "F1", "lines": [row]}])[0]
    hands.store.step("goods_receipt", receipt, "post")
    return item, order["lines"][0], hands.balances(item=item)[0]


def drafted(hands: Hands, balance: Row, quantity: int, order_line: str | None = None, **header: Any) -> Row:
    line = {key: balance[key] for key in ("item", "lot", "location", "status")}
    line |= {"quantity": Decimal(quantity), "order_line": order_line}
    values = {"supplier": "S1", "site": "F1", "reason_text": "多送", "lines": [line], **header}
    return hands.buyer.create("purchase_return", [values])[0]


def worth(hands: Hands, item: str) -> Any:
    rows = hands.look(lambda ctx: ctx.ledger("stock_value").balances())
    return sum((row["value"] for row in rows if row["item"] == item), Decimal(0))


def received(hands: Hands, order_line: Row) -> Any:
    return hands.get("purchase_order_line", order_line["id"])["received"]


def test_a_surplus_is_set_aside_shipped_and_taken_back_with_value_order_and_trace(hands: Hands) -> None:
    item, ordered, balance = delivered(hands, "T-1")
    made = drafted(hands, balance, 6, ordered["id"], settlement="replace")
    made = hands.buyer.step("purchase_return", made, "propose")
    stands = {row["status"]: row["quantity"] for row in hands.balances(item=item)}
    assert (made["state"], stands) == ("proposed", {"unrestricted": 14, "return_pending": 6})
    (aside,) = hands.balances(item=item, status="return_pending")
    assert aside["cover"] == ("purchase_return", made["id"])
    made = hands.store.step("purchase_return", made, "ship")
    assert (made["state"], made["shipped_on"]) == ("shipped", made["proposed_on"])
    assert (worth(hands, item), received(hands, ordered)) == (28, 14)
    trace = hands.look(lambda ctx: ctx.edges("genealogy").trace([("lot", balance["lot"])], "down", 1))
    assert made["id"] in {row["id"] for row in trace}
    made = hands.store.step("purchase_return", made, "reverse", reason="没有提走")
    assert (made["state"], worth(hands, item), received(hands, ordered)) == ("proposed", 40, 20)
    made = hands.buyer.step("purchase_return", made, "withdraw")
    assert made["state"] == "draft"
    assert [(row["status"], row["quantity"], row["cover"]) for row in hands.balances(item=item)] == [
        ("unrestricted", 20, None)
    ]


def test_credit_leaves_the_order_as_it_was_received(hands: Hands) -> None:
    item, ordered, balance = delivered(hands, "T-2")
    made = hands.buyer.step("purchase_return", drafted(hands, balance, 20, ordered["id"]), "propose")
    hands.store.step("purchase_return", made, "ship")
    assert (received(hands, ordered), hands.balances(item=item), worth(hands, item)) == (20, [], Decimal(0))


def test_the_buyer_proposes_the_store_ships_and_nobody_else(hands: Hands) -> None:
    _item, _ordered, balance = delivered(hands, "T-3")
    made = drafted(hands, balance, 5)
    with pytest.raises(Forbidden):
        hands.store.step("purchase_return", made, "propose")
    made = hands.buyer.step("purchase_return", made, "propose")
    with pytest.raises(Forbidden):
        hands.buyer.step("purchase_return", made, "ship")


def test_only_what_is_free_or_waits_to_go_back_is_returned_and_only_to_whom_it_came_from(hands: Hands) -> None:
    item = item_of(hands, "T-4", ["purchase_receipt"])
    hands.receive(item, "T-4-0", 5)
    (row,) = hands.balances(item=item)
    with pytest.raises(Conflict) as refused:
        hands.buyer.step("purchase_return", drafted(hands, row, 5), "propose")
    assert refused.value.code == "return.status"
    _item, ordered, balance = delivered(hands, "T-5")
    hands.factory.admin.create("partner", code="S-T5", name="另一家", supplier=True)
    with pytest.raises(Conflict) as refused:
        hands.buyer.step("purchase_return", drafted(hands, balance, 5, supplier="S-T5"), "propose")
    assert refused.value.code == "return.supplier"
    with pytest.raises(Invalid) as wrong:
        hands.buyer.step("purchase_return", drafted(hands, balance, 5, site="F2"), "propose")
    assert wrong.value.code == "return.site"
    made = hands.buyer.step("purchase_return", drafted(hands, balance, 15, ordered["id"]), "propose")
    with pytest.raises(Conflict):
        hands.buyer.step("purchase_return", drafted(hands, balance, 6), "propose")
    assert made["state"] == "proposed"


def test_what_a_disposition_sent_back_goes_under_its_own_document(hands: Hands) -> None:
    item = item_of(hands, "T-6", [])
    row = {"item": item, "quantity": 4, "location": "A-01", "lot_code": "T-6-0", "status": "return_pending"}
    opened = hands.factory.admin.create("opening_stock", lines=[{**row, "supplier": "S1"}])
    hands.factory.admin.step("opening_stock", opened, "post")
    (row,) = hands.balances(item=item)
    made = hands.buyer.step("purchase_return", drafted(hands, row, 4, kind="nonconforming"), "propose")
    assert hands.balances(item=item)[0]["cover"] == ("opening_stock", opened["id"])
    hands.store.step("purchase_return", made, "ship")
    assert hands.balances(item=item) == []
