"""What a lot is judged on: whole samples, or no further than to the rejection that ends it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.stories.conftest import Factory


@pytest.fixture(scope="module")
def works(plant: Factory) -> Factory:
    plant.masters()
    plant.inspected(critical="0.15", major="2.5")
    return plant


def entered(works: Factory, lot: str, **counts: tuple[int, int]) -> Any:
    """A lot of a thousand with (inspected, nonconforming) by class; what is not named is left blank."""
    works.receive(works.order(1000), 1000, lot)
    inspection = works.inspection(lot)
    for line in inspection["characteristics"]:
        if line["class"] in counts and not line["destructive"]:
            looked, bad = counts[line["class"]]
            values = {"inspected": looked, "nonconforming": bad}
            works.inspector.create(
                "inspection_result", inspection=inspection["id"], characteristic=line["id"], **values
            )
    return inspection


def test_a_blank_is_never_a_pass(works: Factory) -> None:
    inspection = entered(works, "B-1", critical=(80, 0))
    refused = works.inspector.step("inspection_lot", inspection, "complete", 409)
    assert refused["code"] == "inspection.incomplete"


def test_a_lot_may_be_left_when_it_is_rejected_and_says_so(works: Factory) -> None:
    before = {row["class"]: row["lots"] for row in works.engineer.find("quality_level")}
    inspection = entered(works, "B-2", critical=(3, 1))
    judged = works.inspector.step("inspection_lot", inspection, "complete")
    classes = {row["class"]: row for row in judged["classes"]}
    assert judged["verdict"] == "reject"
    assert (classes["critical"]["verdict"], classes["critical"]["curtailed"]) == ("reject", True)
    # Nothing of the other class was looked at: it was neither accepted nor rejected.
    assert (classes["major"]["verdict"], classes["major"]["curtailed"]) == (None, False)
    assert judged["inspected"] == 3
    works.engineer.step("inspection_lot", judged, "decide", code="reject")
    levels = {row["class"]: row for row in works.engineer.find("quality_level")}
    assert levels["critical"]["lots"] == before.get("critical", 0) + 1
    assert "major" not in levels or levels["major"]["lots"] == before.get("major", 0)


def test_a_lot_rejected_on_its_whole_sample_is_not_curtailed(works: Factory) -> None:
    works.receive(works.order(1000), 1000, "B-3")
    judged = works.inspect(works.inspection("B-3"), major=6)
    assert {row["class"]: row["curtailed"] for row in judged["classes"]} == {"critical": False, "major": False}
    assert judged["inspected"] == 80


def test_a_decision_carries_its_score_and_comment(works: Factory) -> None:
    works.receive(works.order(1000), 1000, "B-4")
    judged = works.inspect(works.inspection("B-4"))
    decided = works.engineer.step("inspection_lot", judged, "decide", code="accept", comment="按标准接收")
    assert (decided["quality_score"], decided["decision_comment"]) == (100, "按标准接收")
    works.receive(works.order(1000), 1000, "B-5")
    judged = works.inspect(works.inspection("B-5"), major=6)
    assert works.engineer.step("inspection_lot", judged, "decide", code="reject")["quality_score"] == 0


def test_a_class_without_a_characteristic_is_not_released(works: Factory) -> None:
    plan = works.engineer.create(
        "inspection_plan",
        code="P-EMPTY",
        name="空等级",
        valid_from="2020-01-01",
        classes=[{"class": "major", "aql": "2.5"}, {"class": "minor", "aql": "4.0"}],
        characteristics=[{"characteristic": "C-major", "class": "major"}],
    )
    refused = works.engineer.step("inspection_plan", plan, "release", 422, because="首次发布")
    assert refused["code"] == "plan.class_empty"


def test_a_reading_is_no_finer_than_its_characteristic_says(works: Factory) -> None:
    works.engineer.create(
        "characteristic", code="LEN", name="长度", kind="variable", unit="mm", decimals=2, **{"class": "major"}
    )
    works.admin.create("item", code="F-LEN", name="活塞杆", unit="pcs", tracking="lot")
    plan = works.engineer.create(
        "inspection_plan",
        code="P-LEN",
        name="长度",
        valid_from="2020-01-01",
        classes=[{"class": "major", "sampling": "fixed", "sample_size": 2}],
        characteristics=[{"characteristic": "LEN", "class": "major", "lower": 9.9, "upper": 10.1}],
    )
    works.engineer.step("inspection_plan", plan, "release", because="首次发布")
    works.engineer.create("inspection_setting", site="F1", item="F-LEN", plan_code="P-LEN")
    works.receive(works.order(100, item="F-LEN"), 100, "LEN-1", item="F-LEN")
    inspection = works.inspection("LEN-1")
    line = inspection["characteristics"][0]
    assert (line["unit"], line["decimals"]) == ("mm", 2)
    where = {"inspection": inspection["id"], "characteristic": line["id"], "sample_no": 1}
    refused = works.inspector.call("POST", "records/inspection_result", {**where, "value": 10.005}, 422)
    assert refused["code"] == "result.decimals"
    assert works.inspector.create("inspection_result", **where, value=10.05)["conforming"] is True
