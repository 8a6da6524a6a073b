"""The quality board: each figure is what its drill-down adds up to."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from tests.stories.conftest import Factory

PERIOD: dict[str, Any] = {"from": "2026-11-01", "to": "2026-11-30"}


def opened(factory: Factory, drill: Any) -> Any:
    """The rows behind a figure, as a list shows them."""
    where = quote(json.dumps(drill["where"]))
    return factory.manager.call("GET", f"records/{drill['model']}?limit=500&where={where}")["rows"]


def test_each_figure_is_the_sum_of_what_it_opens(factory: Factory) -> None:
    factory.masters()
    factory.inspected(major="1.0")
    factory.received_lot("L-1", bad=0)
    factory.received_lot("L-2", bad=9)
    factory.clock.forward(days=2)
    factory.receive(factory.order(), lot="L-3")
    board = factory.manager.operate("quality.board_figures", **PERIOD)
    figures = {each["key"]: each for each in board["figures"]}
    rows = opened(factory, figures["lot_acceptance"]["drill"])
    assert len(rows) == 2
    assert figures["lot_acceptance"]["value"] == "50"
    assert sum(row["verdict"] == "accept" for row in rows) == 1
    sampled, bad = sum(row["sample_size"] for row in rows), sum(row["nonconforming"] for row in rows)
    assert (figures["ppm"]["numerator"], figures["ppm"]["denominator"]) == (str(bad), str(sampled))
    assert float(figures["ppm"]["value"]) == round(bad * 1e6 / sampled, 2)
    for age in board["ageing"]:
        assert age["lots"] == len(opened(factory, age["drill"]))
    assert [age["lots"] for age in board["ageing"]] == [1, 0, 0, 0]
    factory.clock.forward(days=5)
    later = factory.manager.operate("quality.board_figures", **PERIOD)["ageing"]
    assert [age["lots"] for age in later] == [0, 0, 1, 0]


def test_each_figure_names_the_suppliers_behind_it(factory: Factory) -> None:
    factory.masters()
    factory.inspected(major="1.0")
    factory.received_lot("L-1", bad=0)
    factory.received_lot("L-2", bad=9)
    board = factory.manager.operate("quality.board_figures", **PERIOD)
    figures = {each["key"]: each for each in board["figures"]}
    supplier = factory.buyer.find("partner", code="S1")[0]["id"]
    [rejected], [bad] = figures["lot_acceptance"]["why"], figures["ppm"]["why"]
    assert (rejected["supplier"], int(rejected["value"])) == (supplier, 1)
    rows = opened(factory, bad["drill"])
    assert (bad["supplier"], int(bad["value"])) == (supplier, sum(row["nonconforming"] for row in rows))
    assert {row["supplier"]["id"] for row in rows} == {supplier}


def test_nothing_decided_is_no_figure_and_not_zero(factory: Factory) -> None:
    figures = factory.manager.operate("quality.board_figures", **PERIOD)["figures"]
    assert [each["value"] for each in figures] == [None, None]
    backwards: dict[str, Any] = {"from": "2026-12-01", "to": "2026-11-01"}
    turned = factory.manager.operate("quality.board_figures", 422, **backwards)
    assert turned["field"] == "to"
