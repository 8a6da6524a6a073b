"""Control charts fed by inspection results: phase I, frozen limits, signals as points come."""

from __future__ import annotations

from typing import Any

import pytest
from tests.stories.conftest import Factory

from zhihe.kernels.sigma import d2

SIZE = 5


def measured(factory: Factory) -> Any:
    """A length that is measured on every lot, and its chart."""
    factory.masters()
    factory.engineer.create(
        "characteristic", code="C-LEN", name="长度", kind="variable", unit="mm", **{"class": "major"}
    )
    plan = factory.engineer.create(
        "inspection_plan",
        code="P1",
        name="标准",
        valid_from="2020-01-01",
        classes=[{"class": "major", "aql": "1.0"}],
        characteristics=[
            {"characteristic": "C-LEN", "class": "major", "target": 50, "lower": 49.8, "upper": 50.2},
        ],
    )
    factory.engineer.step("inspection_plan", plan, "release", because="首次发布")
    factory.engineer.create("inspection_setting", site="F1", item="F-1", plan_code="P1")
    return factory.engineer.create(
        "control_chart", code="SPC-1", name="缸筒长度", characteristic="C-LEN", item="F-1", subgroup_size=SIZE
    )


def inspect(factory: Factory, lot: str, shift: float = 0.0) -> list[float]:
    """Receive and measure a lot; its readings."""
    factory.receive(factory.order(90), 90, lot)
    inspection = factory.inspection(lot)
    line = inspection["characteristics"][0]
    seed = sum(map(ord, lot))
    values = [round(50 + shift + ((seed + place * 7) % 11 - 5) * 0.01, 3) for place in range(line["sample_size"])]
    rows = [
        {"inspection": inspection["id"], "characteristic": line["id"], "sample_no": place + 1, "value": value}
        for place, value in enumerate(values)
    ]
    factory.inspector.create_many("inspection_result", rows)
    factory.inspector.step("inspection_lot", inspection, "complete")
    return values


def data(factory: Factory, chart: Any) -> Any:
    return factory.engineer.operate("quality.chart_data", chart=chart["id"])


def groups(values: list[float]) -> list[list[float]]:
    return [values[start : start + SIZE] for start in range(0, len(values), SIZE)]


def frozen_without_the_second(factory: Factory, shown: Any, collected: list[list[float]]) -> Any:
    """Exclude a point for a reason and freeze, as those who may; the version."""
    refused = factory.store.operate("quality.exclude_point", 403, point=shown["points"][0]["id"], reason="x")
    assert refused["code"].startswith("access")
    factory.engineer.operate("quality.exclude_point", point=shown["points"][1]["id"], reason="量具未校准")
    standing = factory.engineer.get("control_chart", "SPC-1")
    factory.store.step("control_chart", standing, "freeze", 403, reason="x")
    factory.engineer.step("control_chart", standing, "freeze", reason="试生产稳定")
    version = factory.engineer.find("control_limit_version")[0]
    assert (version["version_no"], version["phase_points"]) == (1, len(collected))
    assert version["excluded_points"] == [{"place": 1, "reason": "量具未校准"}]
    kept = [value for place, group in enumerate(collected) if place != 1 for value in group]
    assert version["center"] == pytest.approx(sum(kept) / len(kept))
    factory.engineer.change("control_limit_version", version, 403, center=1)
    return version


def phase_one_is_drawn(shown: Any, collected: list[list[float]]) -> None:
    """Limits by hand from the same readings, and all that goes with them."""
    means, ranges = shown["plots"]
    assert (means["kind"], ranges["kind"]) == ("xbar", "r")
    readings = [value for group in collected for value in group]
    center = sum(readings) / len(readings)
    sigma = sum((max(group) - min(group)) / d2(len(group)) for group in collected) / len(collected)
    assert means["center"][0] == pytest.approx(center)
    assert means["upper"][0] == pytest.approx(center + 3 * sigma / len(collected[0]) ** 0.5)
    assert shown["phases"] == [{"phase": "I", "from": 0, "to": len(collected) - 1, "version": None}]
    assert shown["capability"]["limits"] == {"lsl": 49.8, "usl": 50.2, "target": 50.0}
    assert shown["capability"]["overall"]["indices"]
    assert {caveat["code"] for caveat in shown["caveats"]} >= {"few_subgroups"}


def test_a_chart_collects_is_frozen_and_then_judges_each_point(factory: Factory) -> None:
    chart = measured(factory)
    assert data(factory, chart)["plots"] == []
    collected = [group for lot in ("A", "B", "C") for group in groups(inspect(factory, lot))]
    shown = data(factory, chart)
    assert [point["readings"] for point in shown["points"]] == collected
    phase_one_is_drawn(shown, collected)
    version = frozen_without_the_second(factory, shown, collected)
    inspect(factory, "D")
    assert factory.engineer.find("control_chart_signal") == []
    inspect(factory, "E", shift=0.12)
    signals = factory.engineer.find("control_chart_signal")
    assert {(signal["plot"], signal["rule"], signal["side"]) for signal in signals} >= {("xbar", "nelson.1", 1)}
    assert factory.engineer.get("control_chart", "SPC-1")["open_signals"] == len(signals)
    news = factory.engineer.call("GET", "notifications?unread=1")["rows"]
    assert sum(row["model"] == "control_chart_signal" for row in news) == len(signals)

    shown = data(factory, chart)
    assert [phase["phase"] for phase in shown["phases"]] == ["I", "II"]
    assert shown["phases"][1]["version"]["fingerprint"] == version["fingerprint"]
    assert len(shown["plots"][0]["points"]) == len(shown["points"])
    assert len({round(value, 9) for value in shown["plots"][0]["center"]}) == 1
    flagged = {signal["place"] for signal in shown["signals"]}
    assert flagged <= {point["place"] for point in shown["points"][-3:]}
    upper = shown["plots"][0]["upper"]
    for signal in shown["signals"]:
        if signal["plot"] == "xbar" and signal["rule"] == "nelson.1":
            assert shown["plots"][0]["points"][signal["place"]] > upper[signal["place"]]
    assert shown["capability"]["in_control"] is False

    factory.engineer.step("control_chart_signal", signals[0], "close", cause="刀具磨损", action="更换刀具")
    assert factory.engineer.get("control_chart", "SPC-1")["open_signals"] == len(signals) - 1

    factory.engineer.step("control_chart", factory.engineer.get("control_chart", "SPC-1"), "freeze", reason="换刀后")
    second = next(row for row in factory.engineer.find("control_limit_version") if row["version_no"] == 2)
    assert second["replaces"]["id"] == version["id"]


def test_nobody_writes_points_or_signals_himself(factory: Factory) -> None:
    chart = measured(factory)
    body = {"chart": chart["id"], "place": 0, "readings": [1]}
    factory.engineer.call("POST", "records/control_chart_point", body, 403)
    factory.engineer.call("POST", "records/control_chart_signal", {"chart": chart["id"]}, 403)
    frozen = factory.engineer.step("control_chart", chart, "freeze", 422, reason="太早")
    assert frozen["code"] == "chart.limits"
    assert factory.engineer.get("control_chart", "SPC-1")["state"] == "collecting"


def test_a_chart_with_points_keeps_what_it_charts(factory: Factory) -> None:
    chart = measured(factory)
    inspect(factory, "A")
    standing = factory.engineer.get("control_chart", chart["code"])
    assert factory.engineer.change("control_chart", standing, 422, kind="individuals")["code"] == "rule.refused"
    factory.engineer.change("control_chart", standing, name="新名称")
