"""Transfers between sites and inspections on stock, over HTTP: status stays, what is inspected is covered exactly."""

from __future__ import annotations

from typing import Any

import pytest
from tests.stories.conftest import Factory


@pytest.fixture
def sites(factory: Factory) -> Factory:
    """Two sites, a place in transit, and 100 free pieces of L-1 at the first."""
    factory.masters()
    factory.admin.create("location", code="TR", warehouse="W2", location_type="transit")
    factory.receive(factory.order(100), 100, "L-1")
    return factory


def lot_id(factory: Factory, code: str = "L-1") -> str:
    return str(factory.engineer.find("lot", code=code)[0]["id"])


def place(factory: Factory, code: str) -> str:
    return str(factory.admin.get("location", code)["id"])


def transfer(factory: Factory, quantity: int = 60, **line: Any) -> Any:
    row = {
        "item": "F-1", "lot": lot_id(factory), "location": "A-01", "to_location": "B-01", "quantity": quantity, **line,
    }  # fmt: skip
    return factory.store.create("stock_transfer", transit="TR", lines=[row])


def inspected_at(factory: Factory, site: str, origin: str, **more: Any) -> Any:
    factory.engineer.create(
        "inspection_plan", code="P2", name="抽检", valid_from="2020-01-01",
        classes=[{"class": "major", "sampling": "fixed", "sample_size": 5}],
        characteristics=[{"characteristic": "C-LOOK", "class": "major"}],
    ) if not factory.engineer.find("inspection_plan", code="P2") else None  # fmt: skip
    plan = factory.engineer.find("inspection_plan", code="P2")[0]
    if plan["state"] == "draft":
        factory.engineer.step("inspection_plan", plan, "release", because="首次发布")
    return factory.engineer.create("inspection_setting", site=site, item="F-1", origin=origin, plan_code="P2", **more)


def look(factory: Factory) -> None:
    values: Any = {"class": "major"}
    factory.engineer.create("characteristic", code="C-LOOK", name="外观", kind="attribute", **values)


def covered(factory: Factory, inspection: Any) -> float:
    """What stands in inspection under an inspection lot (I1)."""
    rows = factory.engineer.call("GET", "ledgers/stock/balances")["rows"]
    return sum(float(row["quantity"]) for row in rows if inspection["id"] in str(row["cover"]))


def test_a_transfer_goes_by_way_of_transit(sites: Factory) -> None:
    made = transfer(sites)
    shipped = sites.store.step("stock_transfer", made, "ship")
    assert shipped["state"] == "in_transit"
    assert sites.engineer.stock(location=place(sites, "A-01")) == {"unrestricted": 40}
    assert sites.engineer.stock(location=place(sites, "TR")) == {"unrestricted": 60}
    # In transit nothing can be issued or moved away.
    row = {"item": "F-1", "lot": lot_id(sites), "location": "TR", "quantity": 10}
    issue = sites.store.create("stock_movement", kind="issue", lines=[row])
    assert sites.store.step("stock_movement", issue, "post", 409)["code"] == "movement.transit"
    sites.store.change("stock_transfer", shipped, 422, transit="TR")
    received = sites.store.step("stock_transfer", shipped, "receive")
    assert received["state"] == "received"
    assert sites.engineer.stock(location=place(sites, "B-01")) == {"unrestricted": 60}
    assert sites.engineer.stock() == {"unrestricted": 100}


def test_a_transfer_is_turned_back_or_refused(sites: Factory) -> None:
    shipped = sites.store.step("stock_transfer", transfer(sites), "ship")
    sites.store.step("stock_transfer", shipped, "turn_back")
    assert sites.engineer.stock(location=place(sites, "A-01")) == {"unrestricted": 100}
    assert (
        sites.store.step("stock_transfer", transfer(sites, to_location="A-02"), "ship", 409)["code"] == "transfer.sites"
    )
    assert sites.store.step("stock_transfer", transfer(sites, 101), "ship", 409)
    assert sites.store.step("stock_transfer", transfer(sites, 0), "ship", 409)["code"] == "transfer.quantity"
    wrong = sites.store.create("stock_transfer", transit="A-02", lines=[])
    sites.store.step("stock_transfer", wrong, "ship", 422)
    assert sites.engineer.stock() == {"unrestricted": 100}


def test_what_is_held_on_the_way_arrives_held(sites: Factory) -> None:
    shipped = sites.store.step("stock_transfer", transfer(sites), "ship")
    hold = sites.engineer.create("hold", scope="lot", lot=lot_id(sites), reason_text="投诉")
    sites.engineer.step("hold", hold, "open")
    sites.store.step("stock_transfer", shipped, "receive")
    row = {"item": "F-1", "lot": lot_id(sites), "location": "B-01", "quantity": 10}
    issue = sites.store.create("stock_movement", kind="issue", lines=[row])
    sites.store.step("stock_movement", issue, "post", 409)
    sites.store.step("stock_transfer", transfer(sites, 10), "ship", 409)


def test_a_transfer_is_inspected_where_the_receiving_site_asks(sites: Factory) -> None:
    look(sites)
    inspected_at(sites, "F2", "transfer")
    shipped = sites.store.step("stock_transfer", transfer(sites), "ship")
    assert sites.engineer.find("inspection_lot", origin="transfer") == []
    sites.store.step("stock_transfer", shipped, "receive")
    inspection = sites.engineer.find("inspection_lot", origin="transfer")[0]
    assert (inspection["quantity"], inspection["state"], inspection["site"]["number"]) == ("60", "in_progress", "F2")
    assert sites.engineer.stock(location=place(sites, "B-01")) == {"in_inspection": 60}
    assert covered(sites, inspection) == 60
    evaluated = sites.inspect(sites.inspector.get("inspection_lot", inspection["id"]), major=1)
    sites.engineer.step("inspection_lot", evaluated, "decide", code="reject")
    assert sites.engineer.stock(location=place(sites, "B-01")) == {"blocked": 60}
    assert sites.engineer.stock(location=place(sites, "A-01")) == {"unrestricted": 40}
    # A lot that was not received from the supplier does not count for his severity.
    assert sites.engineer.find("quality_level") == []


def test_a_recurring_inspection_covers_exactly_what_is_free_at_the_site(sites: Factory) -> None:
    look(sites)
    inspected_at(sites, "F1", "recurring")
    site = sites.admin.get("site", "F1")["id"]
    number = sites.engineer.operate("quality.inspect_stock", site=site, lot=lot_id(sites))
    inspection = sites.engineer.get("inspection_lot", number)
    assert (inspection["origin"], inspection["quantity"]) == ("recurring", "100")
    assert covered(sites, inspection) == 100
    assert sites.engineer.stock() == {"in_inspection": 100}
    sites.engineer.operate("quality.inspect_stock", 409, site=site, lot=lot_id(sites))
    sites.store.operate("quality.inspect_stock", 403, site=site, lot=lot_id(sites))


def test_switching_inspection_on_asks_what_becomes_of_the_stock(sites: Factory) -> None:
    look(sites)
    sites.receive(sites.order(30), 30, "L-2")
    inspected_at(sites, "F1", "recurring", supplier="S1")
    assert sites.engineer.stock() == {"unrestricted": 130}
    inspected_at(sites, "F1", "recurring", existing_stock="inspect")
    assert sites.engineer.stock() == {"in_inspection": 130}
    found = sites.engineer.find("inspection_lot", origin="recurring")
    assert sorted((each["quantity"], covered(sites, each)) for each in found) == [("100", 100), ("30", 30)]


def test_a_transfer_arrives_in_parts_and_what_is_missing_is_closed_with_its_reason(sites: Factory) -> None:
    shipped = sites.store.step("stock_transfer", transfer(sites), "ship")
    part = sites.store.step("stock_transfer", shipped, "receive_part", lines=[{"line": 1, "quantity": 25}])
    assert (part["state"], part["outstanding"]) == ("in_transit", "35")
    assert sites.engineer.stock(location=place(sites, "TR")) == {"unrestricted": 35}
    assert sites.engineer.stock(location=place(sites, "B-01")) == {"unrestricted": 25}
    over = sites.store.step("stock_transfer", part, "receive_part", 409, lines=[{"line": 1, "quantity": 36}])
    assert over["code"] == "transfer.over"
    assert sites.store.step("stock_transfer", part, "receive_part", 422, lines=[])["code"] == "transfer.nothing"
    wrong = sites.store.step("stock_transfer", part, "receive_part", 422, lines=[{"line": 2, "quantity": 1}])
    assert wrong["code"] == "transfer.part"
    part = sites.store.step("stock_transfer", part, "receive_part", lines=[{"line": 1, "quantity": 30}])
    closed = sites.store.step("stock_transfer", part, "close_short", reason="运输途中丢失")
    line = closed["lines"][0]
    assert (closed["state"], line["received"], line["lost"], line["outstanding"]) == ("short", "55", "5", "0")
    assert sites.engineer.stock() == {"unrestricted": 95}


def test_a_part_that_arrives_last_ends_the_transfer_and_the_rest_can_go_home(sites: Factory) -> None:
    shipped = sites.store.step("stock_transfer", transfer(sites, 30), "ship")
    whole = sites.store.step("stock_transfer", shipped, "receive_part", lines=[{"line": 1, "quantity": 30}])
    assert whole["state"] == "received"
    shipped = sites.store.step("stock_transfer", transfer(sites, 30), "ship")
    part = sites.store.step("stock_transfer", shipped, "receive_part", lines=[{"line": 1, "quantity": 10}])
    home = sites.store.step("stock_transfer", part, "turn_back")
    assert (home["state"], home["lines"][0]["returned"], home["outstanding"]) == ("returned", "20", "0")
    assert sites.engineer.stock(location=place(sites, "A-01")) == {"unrestricted": 60}


def test_what_is_decided_on_while_it_travels_arrives_as_it_was_decided(sites: Factory) -> None:
    shipped = sites.store.step("stock_transfer", transfer(sites), "ship")
    report = sites.engineer.create("nonconformance", item="F-1", lot=lot_id(sites), quantity=70)
    sites.engineer.step("nonconformance", report, "contain")
    assert sites.store.step("stock_transfer", shipped, "receive")["state"] == "received"
    assert sites.engineer.stock(location=place(sites, "TR")) == {}
    assert sites.engineer.stock() == {"unrestricted": 30, "blocked": 70}


def test_what_is_lost_on_the_way_of_a_lot_in_inspection_is_reported_to_it(sites: Factory) -> None:
    look(sites)
    inspected_at(sites, "F1", "recurring")
    site = sites.admin.get("site", "F1")["id"]
    inspection = sites.engineer.get("inspection_lot", sites.engineer.operate(
        "quality.inspect_stock", site=site, lot=lot_id(sites)
    ))  # fmt: skip
    row = {"item": "F-1", "lot": lot_id(sites), "location": "A-01", "to_location": "B-01", "quantity": 60}
    made = sites.engineer.create("stock_transfer", transit="TR", lines=[{**row, "status": "in_inspection"}])
    sent = sites.engineer.step("stock_transfer", made, "ship_restricted", reason="送检")
    part = sites.store.step("stock_transfer", sent, "receive_part", lines=[{"line": 1, "quantity": 50}])
    sites.store.step("stock_transfer", part, "close_short", reason="少件")
    inspection = sites.engineer.get("inspection_lot", inspection["id"])
    assert (inspection["counted"], inspection["remaining"]) == ("-10", "90")
    assert covered(sites, inspection) == 90
