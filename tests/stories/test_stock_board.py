"""Stock's figures of the board: each is what its drill-down adds up to."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from tests.stories.conftest import Factory

NOVEMBER: dict[str, Any] = {"from": "2026-11-01", "to": "2026-11-30"}


def board(factory: Factory, **period: Any) -> dict[str, Any]:
    found = factory.manager.operate("stock.board_figures", **(period or NOVEMBER))
    return {each["key"]: each for each in found["figures"]}


def opened(factory: Factory, drill: Any) -> list[Any]:
    """The rows behind a figure, as its page reads them."""
    if drill["view"] == "worth":
        found: list[Any] = factory.manager.operate("stock.worth", where=drill["where"])["rows"]
        return found
    where = f"?where={quote(json.dumps(drill['where']))}" if drill["where"] else ""
    rows: list[Any] = factory.manager.call("GET", f"ledgers/{drill['model']}/{drill['view']}{where}")["rows"]
    return rows


def added(rows: list[Any]) -> Decimal:
    return sum((Decimal(row["value"] or 0) for row in rows), Decimal(0))


def stocked(factory: Factory) -> None:
    """300 at 0.10 and 1000 at 0.37, of which 40 in inspection and the rest blocked; an issue of 100."""
    factory.masters()
    factory.receive(factory.order(300), 300, "L-1")
    factory.inspected(major="2.5")
    line = {"item": "F-1", "quantity": 1000, "price": "0.37", "due_on": "2026-11-05"}
    order = factory.buyer.create("purchase_order", supplier="S1", site="F1", lines=[line])
    factory.receive(factory.buyer.step("purchase_order", order, "release"), 1000, "L-2")
    evaluated = factory.inspect(factory.inspection("L-2"), major=20)
    postings = [{"action": "blocked", "quantity": 960}]
    factory.engineer.step("inspection_lot", evaluated, "decide", code="reject", postings=postings)
    lot = factory.engineer.find("lot", code="L-1")[0]["id"]
    rows = [{"item": "F-1", "lot": lot, "location": "A-01", "quantity": 100}]
    factory.store.step("stock_movement", factory.store.create("stock_movement", kind="issue", lines=rows), "post")


def test_blocked_and_all_value_are_what_they_open(factory: Factory) -> None:
    stocked(factory)
    found = board(factory)
    whole, blocked = found["stock_value"], found["unusable_value"]
    assert Decimal(whole["value"]) == added(opened(factory, whole["drill"])) == Decimal("369.23")
    rows = opened(factory, blocked["drill"])
    assert {(row["status"], row["quantity"]) for row in rows} == {("blocked", "960"), ("in_inspection", "40")}
    assert Decimal(blocked["value"]) == added(rows) == Decimal("295.38") + Decimal("12.31")
    assert blocked["share"] == str((added(rows) * 100 / Decimal("369.23")).quantize(Decimal("0.01")))
    assert [(each["key"], each["value"]) for each in blocked["parts"]] == [
        ("blocked", "295.38"),
        ("in_inspection", "12.31"),
    ]
    # Blocked stock by itself against all stock value: 295.38 of 369.23.
    assert [each["share"] for each in blocked["parts"]] == ["80", "3.33"]
    for part in blocked["parts"]:
        assert added(opened(factory, part["drill"])) == Decimal(part["value"])


def test_turnover_is_the_cost_of_issues_over_the_mean_of_both_ends(factory: Factory) -> None:
    stocked(factory)
    turnover = board(factory)["turnover"]
    used = opened(factory, turnover["drill"])
    assert {row["movement"] for row in used} == {"issue"}
    assert Decimal(turnover["numerator"]) == -added(used) == Decimal("30.77")
    assert (turnover["opening"], turnover["closing"]) == ("0", "369.23")
    assert turnover["value"] == "0.17"
    factory.clock.forward(days=30)
    december = {"from": "2026-12-01", "to": "2026-12-31"}
    later = board(factory, **december)
    assert (later["turnover"]["value"], later["turnover"]["opening"]) == ("0", "369.23")
    past = board(factory)["stock_value"]
    assert past["drill"]["view"] == "entries"
    assert added(opened(factory, past["drill"])) == Decimal(past["value"]) == Decimal("369.23")


def test_without_stock_there_is_no_turnover_and_not_zero(factory: Factory) -> None:
    found = board(factory)
    assert (found["turnover"]["value"], found["unusable_value"]["share"]) == (None, None)
    backwards: dict[str, Any] = {"from": "2026-12-01", "to": "2026-11-01"}
    assert factory.manager.operate("stock.board_figures", 422, **backwards)["field"] == "to"


def test_worth_by_item_and_by_lot_is_the_share_of_the_average(factory: Factory) -> None:
    stocked(factory)
    by_item = factory.manager.operate("stock.worth", by="item")
    assert by_item["currency"] == "CNY"
    assert {row["status"]: row["value"] for row in by_item["rows"]} == {
        "unrestricted": "61.54", "in_inspection": "12.31", "blocked": "295.38",
    }  # fmt: skip
    lot = factory.engineer.find("lot", code="L-1")[0]["id"]
    here: Any = {"field": "lot", "op": "eq", "value": lot}
    [row] = factory.manager.operate("stock.worth", by="location", where=here)["rows"]
    assert (row["location"]["label"], row["site"]["label"], row["unit"]) == ("A-01", "F1", "pcs")
    assert (row["quantity"], row["value"]) == ("200", "61.54")
    wrong: Any = {"field": "colour", "op": "eq", "value": "red"}
    assert factory.manager.operate("stock.worth", 422, where=wrong)["field"] == "colour"
