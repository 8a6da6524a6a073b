"""What a rating is made of besides lots and deliveries, and what a grade means for the next order."""

from __future__ import annotations

from typing import Any

import pytest
from tests.stories.conftest import Factory

PERIOD: dict[str, Any] = {"from": "2026-11-01", "to": "2026-11-30"}
REFUSES = """
overlay: suppliers.standing_policy
change:
  rows:
    c5ebffe7097f: {then: {standing: block}}
"""


@pytest.fixture
def works(factory: Factory) -> Factory:
    factory.masters()
    factory.inspected(major="1.0")
    return factory


def rated(works: Factory, **period: Any) -> Any:
    """The rating of the only supplier, with its parts by the end of their path."""
    listed = works.quality.operate("suppliers.rate", **(period or PERIOD))
    found = works.quality.get("supplier_rating", listed[0]["id"])
    found["by_name"] = {row["path"].rpartition("/")[2]: row for row in found["parts"]}
    return found


def report(works: Factory, **values: Any) -> Any:
    lot = works.engineer.find("lot")[0]["id"]
    return works.engineer.create("nonconformance", item="F-1", lot=lot, supplier="S1", quantity=1, **values)


def test_what_escaped_to_the_line_or_a_customer_is_counted_with_its_report(works: Factory) -> None:
    works.received_lot("L-1", 0)
    assert float(rated(works)["by_name"]["escapes"]["score"]) == 100
    stopped = report(works, origin="production")
    cancelled = report(works, origin="complaint")
    works.engineer.step("nonconformance", cancelled, "cancel", reason="不是这个供应商")
    escapes = rated(works)["by_name"]["escapes"]
    assert (float(escapes["score"]), escapes["facts"]) == (50, [stopped["id"]])
    report(works, origin="complaint")
    assert float(rated(works)["by_name"]["escapes"]["score"]) == 0


def test_a_safety_defect_or_two_overdue_requests_cap_the_grade(works: Factory) -> None:
    for number in range(5):
        works.received_lot(f"L-{number}", 0)
    assert rated(works)["grade"] == "A"
    report(works, origin="stock", severity="critical")
    assert rated(works)["grade"] == "A"
    works.admin.change("item", works.admin.get("item", "F-1"), safety_critical=True)
    assert rated(works)["grade"] == "C"
    works.admin.change("item", works.admin.get("item", "F-1"), safety_critical=False)
    for _each in range(2):
        works.engineer.create(
            "supplier_corrective_action", supplier="S1", item="F-1", problem="尺寸", due_on="2026-10-20"
        )
    assert rated(works)["grade"] == "C"


def test_the_limit_of_an_item_group_is_the_one_its_items_are_scored_by(works: Factory) -> None:
    works.admin.create("item_group", code="G", name="粗件", ppm_limit=50000)
    works.admin.change("item", works.admin.get("item", "F-1"), group="G")
    works.received_lot("L-1", 2)
    # 2 of 80 are 25,000 ppm: half of the group's limit, far beyond the default one.
    assert float(rated(works)["by_name"]["ppm"]["score"]) == 50


def test_a_request_that_did_not_help_costs_service(works: Factory) -> None:
    works.received_lot("L-1", 6)
    action = works.engineer.find("supplier_corrective_action")[0]
    # The answer falls due ten days after the reject, within the month.
    answer: Any = {"containment": "隔离", "root_cause": "刀具磨损", "action": "换刀"}
    action = works.engineer.step("supplier_corrective_action", action, "answer", **answer)
    action = works.engineer.step("supplier_corrective_action", action, "accept")
    works.engineer.step("supplier_corrective_action", action, "reissue", reason="仍然发生")
    parts = rated(works)["by_name"]
    assert float(parts["scar_response"]["score"]) == 100
    assert float(parts["effectiveness"]["score"]) == 0
    assert float(parts["service"]["score"]) == 50


def test_what_was_paid_in_another_currency_is_converted_or_has_no_score(works: Factory) -> None:
    works.clock.forward(days=-60)
    works.receive(works.order(1000), 1000, "L-0")
    works.clock.forward(days=60)
    works.receive(works.order(1000, currency="USD"), 1000, "L-1")
    assert rated(works)["by_name"]["price"]["score"] is None
    works.admin.create("exchange_rate", currency="USD", valid_from="2026-01-01", rate="8")
    # 0.10 USD are 0.80 in the company's currency, where 0.10 was paid before: an eighth.
    assert float(rated(works)["by_name"]["price"]["score"]) == 12.5


def test_a_tolerance_agreed_for_a_schedule_line_goes_before_the_company_s(works: Factory) -> None:
    line = {"item": "F-1", "quantity": 100, "price": "0.10", "due_on": "2026-10-31"}
    order = works.buyer.create("purchase_order", supplier="S1", site="F1", lines=[line])
    schedule = {"order_line": order["lines"][0]["id"], "quantity": 100, "due_on": "2026-10-31", "late_days": 2}
    order = works.buyer.change("purchase_order", order, schedule=[schedule])
    works.receive(works.buyer.step("purchase_order", order, "release"), 100, "L-1")
    # Received on 2 November: within the two days agreed, and so due in November and not in October.
    assert float(rated(works)["by_name"]["delivery"]["score"]) == 100
    october = rated(works, **{"from": "2026-10-01", "to": "2026-10-31"})
    assert october["by_name"]["delivery"]["score"] is None


def test_a_grade_warns_the_buyer_and_by_policy_refuses_the_order(works: Factory) -> None:
    for number in range(5):
        works.received_lot(f"L-{number}", 6)
        for level in works.quality.find("quality_level"):
            works.quality.operate("quality.notice", level=level["id"], kind="reset", reason="故事")
    standing = rated(works)
    assert (standing["provisional"], standing["standing"]) == (False, "warn")
    order = works.order(10)
    told = works.buyer.call("GET", "notifications")["rows"]
    assert any(row["record"] == order["id"] and "评级" in row["text"]["zh"] for row in told)
    overlay = {"overlays/standing.yaml": REFUSES}
    works.admin.call("POST", "definitions/publish", {"files": overlay}, 201)
    rated(works)
    line = {"item": "F-1", "quantity": 10, "price": "0.10", "due_on": "2026-11-05"}
    draft = works.buyer.create("purchase_order", supplier="S1", site="F1", lines=[line])
    refused = works.buyer.step("purchase_order", draft, "release", 409)
    assert refused["code"] == "supplier.standing"
