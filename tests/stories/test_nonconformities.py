"""Counted characteristics: Ac and Re are held against nonconforming units or nonconformities, as the plan says."""

from __future__ import annotations

from typing import Any

import pytest
from tests.stories.conftest import Factory
from tests.stories.test_printing import printed, words


@pytest.fixture
def counting(factory: Factory) -> Factory:
    """A lot of 1,000 whose minor class counts nonconformities at AQL 1.0: n 80, Ac 2, Re 3."""
    factory.masters()
    factory.engineer.create("characteristic", code="C-LOOK", name="外观", kind="attribute", **{"class": "minor"})
    for code in ("D02", "D03"):
        factory.engineer.create("defect_code", code=code, name=code, **{"class": "minor"})
    plan = factory.engineer.create(
        "inspection_plan", code="P1", name="外观", valid_from="2020-01-01",
        classes=[{"class": "minor", "aql": "1.0", "measure": "nonconformities"}],
        characteristics=[{"characteristic": "C-LOOK", "class": "minor"}],
    )  # fmt: skip
    factory.engineer.step("inspection_plan", plan, "release", because="首次发布")
    factory.engineer.create("inspection_setting", site="F1", item="F-1", plan_code="P1")
    factory.receive(factory.order(1000), 1000)
    return factory


def counted(factory: Factory, status: int = 201, **values: Any) -> Any:
    lot = factory.inspection()
    row = {"inspection": lot["id"], "characteristic": lot["characteristics"][0]["id"], "inspected": 80, **values}
    return factory.inspector.call("POST", "records/inspection_result", row, status)


def completed(factory: Factory) -> Any:
    return factory.inspector.step("inspection_lot", factory.inspection(), "complete")


def test_a_unit_with_several_defects_rejects_a_class_that_counts_nonconformities(counting: Factory) -> None:
    [sampling] = counting.inspection()["classes"]
    assert (sampling["measure"], sampling["n"], sampling["ac"], sampling["re"]) == ("nonconformities", 80, 2, 3)
    made = counted(counting, nonconforming=1, defects=[{"defect": "D02", "count": 2}, {"defect": "D03", "count": 1}])
    assert made["nonconformities"] == 3
    lot = completed(counting)
    [judged] = lot["classes"]
    assert (judged["nonconforming"], judged["nonconformities"], judged["verdict"]) == (1, 3, "reject")
    # Parts per million are of units: one of eighty.
    assert (lot["nonconforming"], lot["inspected"]) == (1, 80)
    counting.engineer.step("inspection_lot", lot, "decide", code="reject")
    period: dict[str, Any] = {"from": "2026-11-02", "to": "2026-11-02"}
    figures = counting.engineer.operate("quality.board_figures", **period)["figures"]
    [ppm] = [each for each in figures if each["key"] == "ppm"]
    assert (ppm["numerator"], ppm["denominator"]) == ("1", "80")


def test_the_same_defects_are_accepted_where_units_count(factory: Factory) -> None:
    factory.masters()
    factory.inspected(minor="1.0")
    factory.engineer.create("defect_code", code="D02", name="划伤", **{"class": "minor"})
    factory.receive(factory.order(1000), 1000)
    counted(factory, nonconforming=1, defects=[{"defect": "D02", "count": 5}])
    [judged] = completed(factory)["classes"]
    assert (judged["nonconforming"], judged["nonconformities"], judged["verdict"]) == (1, 5, "accept")


def test_counts_that_do_not_fit_are_refused(counting: Factory) -> None:
    codes = [{"defect": "D02", "count": 4}]
    assert counted(counting, 422, nonconforming=2)["code"] == "result.nonconformities"
    assert counted(counting, 422, nonconforming=2, uncoded=1)["code"] == "result.nonconformities"
    assert counted(counting, 422, nonconforming=0, uncoded=1)["code"] == "result.nonconformities"
    made = counted(counting, nonconforming=1, uncoded=1, defects=codes)
    assert made["nonconformities"] == 5
    line = made["defects"][0]["id"]
    mended = counting.inspector.change("inspection_result", made, defects=[{"id": line, "count": 1}])
    assert mended["nonconformities"] == 2
    gone: dict[str, Any] = {"uncoded": None, "defects": [{"id": line, "_delete": True}], "nonconforming": 0}
    assert counting.inspector.change("inspection_result", mended, **gone)["nonconformities"] == 0
    assert completed(counting)["verdict"] == "accept"


def test_an_aql_above_ten_is_for_nonconformities_only(factory: Factory) -> None:
    factory.masters()
    factory.engineer.create("characteristic", code="C-LOOK", name="外观", kind="attribute", **{"class": "minor"})
    for measure, status in (("nonconforming_units", 422), ("nonconformities", 200)):
        plan = factory.engineer.create(
            "inspection_plan", code=f"P-{status}", name="外观", valid_from="2020-01-01",
            classes=[{"class": "minor", "aql": "15", "measure": measure}],
            characteristics=[{"characteristic": "C-LOOK", "class": "minor"}],
        )  # fmt: skip
        factory.engineer.step("inspection_plan", plan, "release", status, because="首次发布")


def test_the_sampling_is_explained_in_both_languages(counting: Factory) -> None:
    lot = counting.inspection()
    assert lot["explanation"].startswith("轻微：批量 1000，检验水平 II → 字码 J")
    assert lot["explanation_en"].startswith("Minor: lot 1000, level II -> letter J")
    counted(counting, nonconforming=1, defects=[{"defect": "D02", "count": 2}])
    completed(counting)
    report = printed(counting.quality, "inspection_lot", lot["number"], "?lang=en").content
    english = " ".join(words(report).split())
    assert "letter J" in english
    assert "字码 J" not in english
    assert "1 nonconforming, 2 nonconformities" in english
    assert "字码 J" in words(printed(counting.quality, "inspection_lot", lot["number"]).content)
