"""What moves a quality level besides decided lots, and what a lot needs before it can be inspected."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.stories.conftest import Factory
from tests.stories.test_decisions_of_quality import set_by_session, stock
from tests.stories.test_on_schedule import pass_time


@pytest.fixture
def works(factory: Factory) -> Factory:
    factory.masters()
    factory.inspected(major="2.5")
    set_by_session(factory, skip_lot=True)
    return factory


def level(works: Factory) -> Any:
    return works.quality.find("quality_level")[0]


def suspended(works: Factory) -> list[str]:
    reasons: list[str] = json.loads(level(works)["level"])["suspended_by"]
    return reasons


def certified(works: Factory) -> None:
    """The supplier's level put at skip-lot by certificate."""
    works.quality.operate("quality.notice", level=level(works)["id"], kind="ship_to_stock", reason="认证")
    assert level(works)["severity"] == "skip"


def lands(works: Factory, lot: str) -> dict[str, float]:
    works.receive(works.order(100), 100, lot)
    return stock(works, lot)


def test_an_open_request_suspends_skip_until_it_helped(works: Factory) -> None:
    works.received_lot("L-1", 0, 100)
    certified(works)
    assert lands(works, "L-2") == {"unrestricted": 100}
    action = works.engineer.create(
        "supplier_corrective_action", supplier="S1", item="F-1", problem="尺寸", due_on="2026-11-20"
    )
    assert (level(works)["severity"], suspended(works)) == ("normal", [action["number"]])
    assert lands(works, "L-3") == {"in_inspection": 100}
    works.quality.operate("quality.notice", level=level(works)["id"], kind="ship_to_stock", reason="认证")
    assert level(works)["severity"] == "normal"
    answer: Any = {"containment": "隔离", "root_cause": "刀具磨损", "action": "换刀"}
    action = works.engineer.step("supplier_corrective_action", action, "answer", **answer)
    action = works.engineer.step("supplier_corrective_action", action, "accept")
    works.engineer.step("supplier_corrective_action", action, "confirm")
    certified(works)


def test_a_complaint_suspends_the_certificate_of_a_supplier_too(works: Factory) -> None:
    works.engineer.create("quality_information_record", supplier="S1", item="F-1", site="F1", status="released")
    works.received_lot("L-1", 0, 100)
    record = works.engineer.find("quality_information_record")[0]
    works.engineer.change("quality_information_record", record, ship_to_stock=True)
    assert lands(works, "L-2") == {"unrestricted": 100}
    lot = works.engineer.find("lot")[0]["id"]
    report = works.engineer.create("nonconformance", origin="complaint", item="F-1", lot=lot, supplier="S1", quantity=1)
    assert lands(works, "L-3") == {"in_inspection": 100}
    works.engineer.step("nonconformance", report, "cancel", reason="与该供应商无关")
    assert lands(works, "L-4") == {"unrestricted": 100}


def test_a_level_that_begins_under_an_open_request_begins_suspended(works: Factory) -> None:
    action = works.engineer.create(
        "supplier_corrective_action", supplier="S1", item="F-1", problem="尺寸", due_on="2026-11-20"
    )
    works.received_lot("L-1", 0, 100)
    assert suspended(works) == [action["number"]]


def test_a_long_time_without_deliveries_starts_a_level_anew(works: Factory) -> None:
    set_by_session(works, level_reset_days=90)
    works.received_lot("L-1", 0, 100)
    certified(works)
    pass_time(works, days=80)
    assert level(works)["severity"] == "skip"
    pass_time(works, days=12)
    assert level(works)["severity"] == "normal"
    assert lands(works, "L-2") == {"in_inspection": 100}


def test_five_rejected_under_tightened_stop_the_supply(works: Factory) -> None:
    for number in range(7):
        works.received_lot(f"L-{number}", 3, 100)
    assert level(works)["severity"] == "discontinued"
    line = {"item": "F-1", "quantity": 100, "price": "0.10", "due_on": "2026-11-05"}
    order = works.buyer.create("purchase_order", supplier="S1", site="F1", lines=[line])
    assert works.buyer.step("purchase_order", order, "release", 409)["code"] == "level.discontinued"
    receipt = works.store.create(
        "goods_receipt",
        supplier="S1",
        site="F1",
        lines=[{"item": "F-1", "quantity": 100, "location": "A-01", "lot_code": "L-X"}],
    )
    assert works.store.step("goods_receipt", receipt, "post", 409)["code"] == "level.discontinued"
    # Time alone does not bring the supply back; who verified the corrective action does.
    pass_time(works, days=400)
    assert level(works)["severity"] == "discontinued"
    works.quality.operate("quality.notice", level=level(works)["id"], kind="resume", reason="措施已验证")
    works.store.step("goods_receipt", receipt, "post")
    assert works.inspection("L-X")["severity"] == "tightened"


def test_a_missing_plan_stops_the_lot_and_is_work_that_waits(works: Factory) -> None:
    works.admin.create("item", code="F-2", name="端盖", unit="pcs", tracking="lot")
    works.engineer.create("inspection_setting", site="F1", item="F-2", plan_code="P2")
    works.receive(works.order(100, item="F-2"), 100, "N-1", item="F-2")
    inspection = works.inspection("N-1")
    assert (inspection["state"], inspection["plan"]) == ("created", None)
    assert stock(works, "N-1") == {"in_inspection": 100}
    waiting = works.inspector.call("GET", "work")["groups"]
    assert "待检验" in {each["label"]["zh"] for each in waiting if inspection["id"] in str(each["rows"])}
    assert works.inspector.step("inspection_lot", inspection, "release", 422)["code"] == "rule.refused"
    plan = works.engineer.create(
        "inspection_plan",
        code="P2",
        name="端盖",
        valid_from="2020-01-01",
        classes=[{"class": "major", "aql": "2.5"}],
        characteristics=[{"characteristic": "C-major", "class": "major"}],
    )
    works.engineer.step("inspection_plan", plan, "release", because="首次发布")
    assert works.inspector.step("inspection_lot", inspection, "release")["sample_size"] == 20


def test_a_lot_no_larger_than_its_sample_is_inspected_whole(works: Factory) -> None:
    for quantity, size in ((1, 1), (3, 3), (5, 5), (6, 5)):
        lot = f"W-{quantity}"
        works.receive(works.order(quantity), quantity, lot)
        assert works.inspection(lot)["sample_size"] == size
