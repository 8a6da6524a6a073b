"""Purchasing's figures of the board: each is what its drill-down adds up to."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from tests.stories.conftest import Factory


def opened(factory: Factory, drill: Any) -> list[Any]:
    where = quote(json.dumps(drill["where"]))
    rows: list[Any] = factory.manager.call("GET", f"records/{drill['model']}?limit=500&where={where}")["rows"]
    return rows


def figures(factory: Factory, **period: str) -> dict[str, Any]:
    asked: Any = {"from": period["begin"], "to": period["end"]}
    found = factory.manager.operate("purchasing.board_figures", **asked)["figures"]
    return {each["key"]: each for each in found}


def test_deliveries_on_time_and_prices_are_what_they_open(factory: Factory) -> None:
    factory.masters()
    factory.receive(factory.order(100), 100, "L-1")
    factory.clock.forward(days=31)
    dearer = {"item": "F-1", "quantity": 200, "price": "0.12", "due_on": "2026-12-01"}
    order = factory.buyer.create("purchase_order", supplier="S1", site="F1", lines=[dearer])
    factory.receive(factory.buyer.step("purchase_order", order, "release"), 200, "L-2")

    november = figures(factory, begin="2026-11-01", end="2026-11-30")
    assert (november["on_time_delivery"]["value"], november["price_change"]["value"]) == ("100", None)

    december = figures(factory, begin="2026-12-01", end="2026-12-31")
    rows = opened(factory, december["on_time_delivery"]["drill"])
    assert [(row["due_on"], row["received_on"], row["late"]) for row in rows] == [("2026-12-01", "2026-12-03", 1)]
    assert december["on_time_delivery"]["value"] == "0"
    change = december["price_change"]
    assert (change["numerator"], change["denominator"], change["value"]) == ("4", "20", "20")
    assert sum(float(row["value"]) for row in opened(factory, change["drill"])) == 24


def test_only_those_who_may_see_prices_read_the_figures(factory: Factory) -> None:
    asked: Any = {"from": "2026-11-01", "to": "2026-11-30"}
    assert factory.inspector.operate("purchasing.board_figures", 403, **asked)["code"].startswith("access")
    empty = figures(factory, begin="2026-11-01", end="2026-11-30")
    assert [each["value"] for each in empty.values()] == [None, None]
    backwards: Any = {"from": "2026-12-01", "to": "2026-11-01"}
    assert factory.manager.operate("purchasing.board_figures", 422, **backwards)["field"] == "to"
