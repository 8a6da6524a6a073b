"""Item codes by rule, exact units, tolerances of receipts, and the quality information record's blocks."""

from __future__ import annotations

from typing import Any

import pytest
from tests.stories.conftest import Factory


@pytest.fixture(scope="module")
def bought(plant: Factory) -> Factory:
    plant.masters()
    plant.admin.create("item_group", code="RM", name="原料", code_pattern="RM-9999")
    for code, dimension, numerator, denominator in (
        ("kg", "mass", "1", "1"), ("g", "mass", "1", "1000"), ("m", "length", "1", "1"), ("third", "mass", "1", "3"),
    ):  # fmt: skip
        plant.admin.create(
            "unit", code=code, name_zh=code, name_en=code, dimension=dimension, numerator=numerator,
            denominator=denominator, decimals=3,
        )  # fmt: skip
    return plant


@pytest.mark.parametrize(
    "code",
    ["RM-12", "RM-12345", "RM-12A4", "RM 1234", "rm-1234", "RM\uff0d1234", "RM-\uff11\uff12\uff13\uff14",
     "\u0420M-1234", " RM-1234", "RM-1234\u200b", "RM/1234", ""],
)  # fmt: skip
def test_an_item_code_that_breaks_the_rule_of_its_group_is_refused_at_entry(bought: Factory, code: str) -> None:
    body = {"code": code, "name": "铝棒", "unit": "pcs", "group": "RM"}
    refused = bought.admin.call("POST", "records/item", body, 422)
    assert "code" in str(refused)
    assert bought.admin.call("GET", "records/item?search=铝棒")["rows"] == []


def test_a_code_that_follows_the_rule_is_taken_once_and_cannot_leave_it_later(bought: Factory) -> None:
    item = bought.admin.create("item", code="RM-1234", name="钢棒", unit="pcs", group="RM")
    bought.admin.call("POST", "records/item", {"code": "RM-1234", "name": "x", "unit": "pcs"}, 409)
    bought.admin.change("item", item, 422, code="XX-1")
    assert bought.admin.get("item", "RM-1234")["name"] == "钢棒"


def test_units_convert_exactly_or_not_at_all(bought: Factory) -> None:
    def convert(quantity: str, origin: str, target: str, status: int | None = None) -> Any:
        return bought.buyer.operate("base.convert", status, quantity=quantity, **{"from": origin, "to": target})

    assert float(convert("2.5", "kg", "g")) == 2500
    assert float(convert("1", "g", "kg")) == 0.001
    inexact = convert("1", "third", "kg", 422)
    assert (inexact["code"], inexact["field"]) == ("unit.inexact", "quantity")


@pytest.mark.parametrize(
    ("currency", "amount", "total"),
    [("CNY", "1.03", "2.06"), ("JPY", "1", "2"), ("KWD", "1.025", "2.05"), (None, "1.03", "2.06")],
)
def test_a_price_is_finer_than_the_amount_it_comes_to(
    bought: Factory, currency: str | None, amount: str, total: str
) -> None:
    line = {"item": "F-1", "quantity": 100, "price": "0.01025", "due_on": "2026-12-01"}
    header = {"supplier": "S1", "site": "F1", **({"currency": currency} if currency else {})}
    order = bought.buyer.create("purchase_order", **header, lines=[line, line])
    assert [each["amount"] for each in order["lines"]] == [amount, amount]
    assert order["amount"] == total
    finer = {**header, "lines": [{**line, "price": "0.0102505"}]}
    refused = bought.buyer.call("POST", "records/purchase_order", finer, 422)
    assert refused["errors"][0]["field"] == "lines[0].price"
    unknown = bought.buyer.call("POST", "records/purchase_order", {**header, "currency": "RMB", "lines": [line]}, 422)
    assert unknown["errors"][0]["field"] == "currency"


def receipt(factory: Factory, order: Any, quantity: int, lot: str, status: int | None = None, **line: Any) -> Any:
    row = {
        "order_line": order["lines"][0]["id"], "item": "F-1", "quantity": quantity, "location": "A-01",
        "lot_code": lot, **line,
    }  # fmt: skip
    made = factory.store.create("goods_receipt", supplier="S1", site="F1", lines=[row])
    return factory.store.step("goods_receipt", made, "post", status)


def received(factory: Factory, order: Any) -> float:
    return float(factory.buyer.get("purchase_order", order["id"])["lines"][0]["received"])


def test_receipts_add_up_to_the_order_and_no_further_than_its_tolerance(bought: Factory) -> None:
    order = bought.order(100)
    receipt(bought, order, 60, "T-1")
    assert received(bought, order) == 60
    over = receipt(bought, order, 51, "T-2", 409)
    assert (over["code"], float(over["limit"]), over["field"]) == ("receipt.over", 110, "quantity")
    assert received(bought, order) == 60
    assert not bought.engineer.find("lot", code="T-2")
    receipt(bought, order, 50, "T-3")
    assert received(bought, order) == 110
    assert receipt(bought, order, 1, "T-4", 409)["code"] == "receipt.over"


def test_a_reversal_gives_the_order_back_what_it_was_owed(bought: Factory) -> None:
    order = bought.order(100)
    posted = receipt(bought, order, 40, "R-1")
    bought.store.step("goods_receipt", posted, "reverse", reason="wrong pallet")
    assert received(bought, order) == 0
    lot = bought.engineer.find("lot", code="R-1")[0]["id"]
    assert bought.engineer.stock(lot=lot) == {}


def test_one_receipt_brings_several_lots_of_one_order_line_with_expiry_and_supplier_lot(bought: Factory) -> None:
    order = bought.order(100)
    line = {"order_line": order["lines"][0]["id"], "item": "F-1", "location": "A-01"}
    rows = [
        {**line, "quantity": 30, "lot_code": "V-1", "supplier_lot": "SV-1", "expires_on": "2027-01-31"},
        {**line, "quantity": 70, "lot_code": "V-2", "supplier_lot": "SV-2", "expires_on": "2027-02-28"},
    ]
    made = bought.store.create("goods_receipt", supplier="S1", site="F1", lines=rows)
    bought.store.step("goods_receipt", made, "post")
    lots = {row["code"]: row for code in ("V-1", "V-2") for row in bought.engineer.find("lot", code=code)}
    assert [(lots[c]["supplier_lot"], lots[c]["expires_on"]) for c in ("V-1", "V-2")] == [
        ("SV-1", "2027-01-31"),
        ("SV-2", "2027-02-28"),
    ]
    assert bought.engineer.stock(lot=lots["V-2"]["id"]) == {"unrestricted": 70}
    assert received(bought, order) == 100


def test_the_quality_information_record_blocks_orders_and_receipts(bought: Factory) -> None:
    open_order = bought.order(10)
    record = bought.engineer.create(
        "quality_information_record", supplier="S1", item="F-1", site="F1", status="released", release_quantity=100
    )

    def released(quantity: int, status: int | None = None) -> Any:
        line = {"item": "F-1", "quantity": quantity, "price": "1", "due_on": "2026-11-05"}
        order = bought.buyer.create("purchase_order", supplier="S1", site="F1", lines=[line])
        return bought.buyer.step("purchase_order", order, "release", status)

    released(60)
    assert released(50, 409)["code"] == "approval.quantity"
    released(40)

    def changed(**values: Any) -> None:
        now = bought.engineer.get("quality_information_record", record["id"])
        path = f"records/quality_information_record/{record['id']}"
        bought.engineer.call("PATCH", path, values, 200, If_Match=f'"{now["version"]}"')

    changed(release_quantity=1000, block_order=True)
    assert released(1, 409)["code"] == "approval.blocked"
    receipt(bought, open_order, 1, "Q-1")
    changed(block_order=False, block_receipt=True)
    released(1)
    assert receipt(bought, open_order, 1, "Q-2", 409)["code"] == "approval.blocked"
    changed(block_receipt=False, release_until="2026-11-01")
    assert released(1, 409)["code"] == "approval.expired"
    changed(release_until=None, status="blocked")
    assert released(1, 409)["code"] == "approval.blocked"
    changed(status="released")
    assert not bought.engineer.find("lot", code="Q-2")


def approved(factory: Factory, code: str, **values: Any) -> Any:
    """An item of its own with a quality information record."""
    factory.admin.create("item", code=code, name=code, unit="pcs", tracking="lot")
    return factory.engineer.create(
        "quality_information_record", supplier="S1", item=code, site="F1", status="released", **values
    )


def drafted(factory: Factory, code: str, quantity: int) -> Any:
    line = {"item": code, "quantity": quantity, "price": "1", "due_on": "2026-11-05"}
    return factory.buyer.create("purchase_order", supplier="S1", site="F1", lines=[line])


def test_a_cancelled_order_gives_its_quantity_back_to_the_release(bought: Factory) -> None:
    record = approved(bought, "QI-1", release_quantity=100)
    first = bought.buyer.step("purchase_order", drafted(bought, "QI-1", 80), "release")
    second = drafted(bought, "QI-1", 30)
    assert bought.buyer.step("purchase_order", second, "release", 409)["code"] == "approval.quantity"
    bought.buyer.step("purchase_order", first, "cancel")
    # A draft that is cancelled had drawn on nothing.
    bought.buyer.step("purchase_order", drafted(bought, "QI-1", 5), "cancel")
    assert float(bought.engineer.get("quality_information_record", record["id"])["ordered_quantity"]) == 0
    bought.buyer.step("purchase_order", second, "release")
    assert float(bought.engineer.get("quality_information_record", record["id"])["ordered_quantity"]) == 30


def test_what_needs_a_certificate_is_not_posted_free_and_not_accepted_without_it(bought: Factory) -> None:
    approved(bought, "QI-2", certificate_required=True)
    line = {"item": "QI-2", "quantity": 5, "location": "A-01", "lot_code": "QI-2-0"}
    bare = bought.store.create("goods_receipt", supplier="S1", site="F1", lines=[line])
    refused = bought.store.step("goods_receipt", bare, "post", 409)
    assert (refused["code"], refused["field"]) == ("receipt.certificate", "certificate_number")
    named = bought.store.create(
        "goods_receipt", supplier="S1", site="F1", lines=[{**line, "certificate_number": "MTC-7"}]
    )
    bought.store.step("goods_receipt", named, "post")
    assert bought.store.find("lot", code="QI-2-0")[0]["certificate_number"] == "MTC-7"
    # Inspected, it waits in inspection for its certificate.
    approved(bought, "QI-3", certificate_required=True)
    bought.inspected("QI-3", major="2.5")
    waiting = {**line, "item": "QI-3", "lot_code": "QI-3-0", "quantity": 20}
    posted = bought.store.create("goods_receipt", supplier="S1", site="F1", lines=[waiting])
    bought.store.step("goods_receipt", posted, "post")
    judged = bought.inspect(bought.inspection("QI-3-0"))
    assert bought.engineer.step("inspection_lot", judged, "decide", 409, code="accept")["code"] == (
        "decision.certificate"
    )
    (lot,) = bought.store.find("lot", code="QI-3-0")
    bought.store.change("lot", lot, certificate_number="MTC-8")
    assert bought.engineer.step("inspection_lot", judged, "decide", code="accept")["state"] == "closed"
