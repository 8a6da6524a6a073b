"""E6: no path gets blocked stock out: counts, moves, splits, merges, re-receipts, back-dating, edits, the API."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.stories.conftest import Factory


@pytest.fixture
def blocked(factory: Factory) -> Factory:
    """The 995 blocked pieces of E1."""
    factory.masters()
    factory.inspected(critical="0.15", major="2.5")
    factory.receive(factory.order(1000), 1000)
    evaluated = factory.inspect(factory.inspection(), major=6)
    factory.engineer.step("inspection_lot", evaluated, "decide", code="reject")
    assert factory.engineer.stock() == {"blocked": 995}
    return factory


def movement(factory: Factory, kind: str, status: str = "blocked", **line: Any) -> Any:
    row = {"item": "F-1", "lot": lot_id(factory), "location": "A-01", "status": status, "quantity": 10, **line}
    return factory.store.create("stock_movement", kind=kind, lines=[row])


def lot_id(factory: Factory, code: str = "L-1") -> str:
    return str(factory.engineer.find("lot", code=code)[0]["id"])


@pytest.mark.parametrize("kind", ["issue", "ship", "return_to_supplier", "scrap"])
@pytest.mark.parametrize("status", ["blocked", "unrestricted"])
def test_it_cannot_leave(blocked: Factory, kind: str, status: str) -> None:
    reply = blocked.store.step(
        "stock_movement",
        movement(blocked, kind, status),
        "post",
        403 if (kind, status) in {("scrap", "blocked"), ("scrap", "unrestricted")} else 409,
    )
    assert reply["code"] in {"ledger.status", "ledger.authority", "ledger.insufficient", "stock.insufficient"}
    assert blocked.engineer.stock() == {"blocked": 995}


def test_it_may_move_to_quarantine_and_stays_blocked(blocked: Factory) -> None:
    blocked.store.step("stock_movement", movement(blocked, "move", to_location="QUA", quantity=995), "post")
    assert blocked.engineer.stock() == {"blocked": 995}


def test_it_cannot_go_to_another_site(blocked: Factory) -> None:
    blocked.store.step("stock_movement", movement(blocked, "move", to_location="B-01"), "post", 409)
    blocked.store.call("POST", "records/stock_movement", {"kind": "transfer", "lines": []}, 422)
    for status, refusal in (("blocked", 403), ("unrestricted", 409)):
        blocked.store.step("stock_transfer", transfer(blocked, status), "ship", refusal)
    blocked.store.step("stock_transfer", transfer(blocked), "ship_restricted", 403, reason="急")
    assert blocked.engineer.stock() == {"blocked": 995}


def transfer(factory: Factory, status: str = "blocked") -> Any:
    if not factory.admin.find("location", code="TR"):
        factory.admin.create("location", code="TR", warehouse="W2", location_type="transit")
    row = {
        "item": "F-1", "lot": lot_id(factory), "location": "A-01", "to_location": "B-01", "status": status,
        "quantity": 995,
    }  # fmt: skip
    return factory.store.create("stock_transfer", transit="TR", lines=[row])


def test_what_quality_lets_go_to_another_site_is_as_unusable_there(blocked: Factory) -> None:
    shipped = blocked.engineer.step("stock_transfer", transfer(blocked), "ship_restricted", reason="集中处置")
    row = {"item": "F-1", "lot": lot_id(blocked), "location": "TR", "status": "blocked", "quantity": 10}
    for kind in ("issue", "ship", "move"):
        made = blocked.store.create("stock_movement", kind=kind, lines=[{**row, "to_location": "B-01"}])
        blocked.store.step("stock_movement", made, "post", 409)
    blocked.store.step("stock_transfer", shipped, "receive")
    report = blocked.engineer.find("nonconformance")[0]
    rows = blocked.engineer.call("GET", "ledgers/stock/balances")["rows"]
    assert {(row["status"], float(row["quantity"])) for row in rows if float(row["quantity"])} == {("blocked", 995)}
    assert all(report["id"] in str(row["cover"]) for row in rows if float(row["quantity"]))
    there = {**row, "location": "B-01"}
    made = blocked.store.create("stock_movement", kind="issue", lines=[there])
    blocked.store.step("stock_movement", made, "post", 409)


def test_counting_it_away_here_and_up_there_frees_nothing(blocked: Factory) -> None:
    lot = lot_id(blocked)

    def count(location: str, quantity: int) -> None:
        row = {"item": "F-1", "lot": lot, "location": location, "counted": quantity}
        made = blocked.store.create("stock_count", lines=[row])
        blocked.store.step("stock_count", made, "post")

    count("A-01", 0)
    assert blocked.engineer.stock() == {}
    count("A-02", 995)
    assert blocked.engineer.stock() == {"blocked": 995}


def test_opposite_differences_in_one_count_need_quality(blocked: Factory) -> None:
    lot = lot_id(blocked)
    rows = [
        {"item": "F-1", "lot": lot, "location": "A-01", "counted": 0},
        {"item": "F-1", "lot": lot, "location": "A-02", "counted": 995},
    ]
    made = blocked.store.create("stock_count", lines=rows)
    assert blocked.store.step("stock_count", made, "post", 403)["code"] == "count.opposite"


def test_a_split_child_is_as_blocked_as_its_parent(blocked: Factory) -> None:
    split = blocked.store.create(
        "lot_split", lot=lot_id(blocked), location="A-01", status="blocked", code="L-1-A", quantity=100
    )
    blocked.store.step("lot_split", split, "post")
    child = lot_id(blocked, "L-1-A")
    assert blocked.engineer.stock(lot=child) == {"blocked": 100}
    blocked.store.step("stock_movement", movement(blocked, "ship", lot=child), "post", 409)
    traced = blocked.engineer.call("GET", f"edges/genealogy/trace?from=lot:{lot_id(blocked)}&direction=down")["rows"]
    assert child in str(traced)


def test_it_cannot_be_merged_into_free_stock(blocked: Factory) -> None:
    blocked.received_lot("L-2", 0)
    merge = blocked.store.create(
        "lot_merge", lot=lot_id(blocked), into=lot_id(blocked, "L-2"), location="A-01", status="blocked", quantity=10
    )
    assert blocked.store.step("lot_merge", merge, "post", 409)["code"] == "merge.unlike"


def test_receiving_the_lot_number_again_frees_nothing(blocked: Factory) -> None:
    other = blocked.order(1000)
    row = {
        "order_line": other["lines"][0]["id"], "item": "F-1", "quantity": 1000, "location": "A-01",
        "lot_code": "L-1", "supplier_lot": "another",
    }  # fmt: skip
    receipt = blocked.store.create("goods_receipt", supplier="S1", site="F1", lines=[row])
    assert blocked.store.step("goods_receipt", receipt, "post", 409)["code"] == "lot.other"
    assert blocked.engineer.stock() == {"blocked": 995}


def test_a_receipt_cannot_be_reversed_after_the_decision(blocked: Factory) -> None:
    receipt = blocked.store.find("goods_receipt")[0]
    reply = blocked.store.step("goods_receipt", receipt, "reverse", 409, reason="wrong")
    assert reply["code"] == "receipt.decided"


def test_back_dating_does_not_cross_the_decision(blocked: Factory) -> None:
    blocked.clock.forward(days=1)
    made = movement(blocked, "move", to_location="QUA")
    dated = blocked.store.change("stock_movement", made, day="2026-11-01")
    assert blocked.store.step("stock_movement", dated, "post", 409)["code"] == "ledger.backdated"


def test_results_and_plan_are_closed_behind_the_decision(blocked: Factory) -> None:
    result = blocked.inspector.find("inspection_result")[0]
    blocked.inspector.change("inspection_result", result, 422, nonconforming=0)
    blocked.inspector.call(
        "DELETE", f"records/inspection_result/{result['id']}", None, 422, If_Match=f'"{result["version"]}"'
    )
    plan = blocked.engineer.find("inspection_plan")[0]
    blocked.engineer.change("inspection_plan", plan, 422, because="放宽", name="easier")
    inspection = blocked.engineer.find("inspection_lot")[0]
    blocked.engineer.step("inspection_lot", inspection, "decide", 409, code="accept")
    blocked.admin.change("inspection_lot", inspection, 403, verdict="accept")


def test_the_nonconformance_cannot_be_closed_over_it(blocked: Factory) -> None:
    report = blocked.engineer.find("nonconformance")[0]
    blocked.engineer.step("nonconformance", report, "cancel", 409, reason="not so bad")
    contained = blocked.engineer.step("nonconformance", report, "contain")
    blocked.engineer.step("nonconformance", contained, "close", 409)
    assert blocked.engineer.stock() == {"blocked": 995}


def test_nobody_calls_the_ledger_himself(blocked: Factory) -> None:
    line = {
        "item": "F-1", "lot": lot_id(blocked), "from_status": "blocked", "to_status": "unrestricted", "quantity": 995,
    }  # fmt: skip
    for desk in ("admin", "store", "buyer", "engineer"):
        blocked.desks[desk].operate("stock.reclassify", 403, cause=["lot", lot_id(blocked)], lines=[line])
    assert blocked.engineer.stock() == {"blocked": 995}


def test_receiving_more_of_the_same_lot_number_is_inspected_and_frees_nothing(blocked: Factory) -> None:
    blocked.receive(blocked.order(1000), 1000, "L-1")
    assert blocked.engineer.stock() == {"blocked": 995, "in_inspection": 1000}
    made = movement(blocked, "issue", "unrestricted")
    blocked.store.step("stock_movement", made, "post", 409)


def test_an_administrator_without_a_quality_role_decides_nothing(blocked: Factory) -> None:
    inspection = blocked.engineer.find("inspection_lot")[0]
    for step, inputs in (("decide", {"code": "accept"}), ("reopen", {"reason": "x"}), ("complete", {}), ("close", {})):
        blocked.admin.step("inspection_lot", inspection, step, 403, **inputs)
    report = blocked.engineer.find("nonconformance")[0]
    for step, inputs in (("cancel", {"reason": "x"}), ("contain", {}), ("close", {})):
        blocked.admin.step("nonconformance", report, step, 403, **inputs)
    blocked.admin.change("nonconformance", report, 403, quantity=0)
    result = blocked.engineer.find("inspection_result")[0]
    blocked.admin.change("inspection_result", result, 403, nonconforming=0)
    hold = {"scope": "supplier_lot", "supplier_lot": "SL-L-1", "reason_text": "x"}
    blocked.admin.call("POST", "records/hold", hold, 403)
    assert blocked.engineer.stock() == {"blocked": 995}


def imported(factory: Factory, desk: str, model: str, text: str, steps: list[str], status: int = 201) -> Any:
    """A CSV file of one document, loaded with its steps."""
    columns = {name: "#" if name == "#" else name for name in text.splitlines()[0].split(",")}
    reply = factory.buyer.client.post(
        "/api/v1/imports",
        files={"file": ("side.csv", text.encode())},
        data={"model": model, "dry_run": "false", "mapping": json.dumps({"columns": columns, "steps": steps})},
        headers={"Authorization": f"Bearer {factory.desks[desk].token}"},
    )
    assert reply.status_code == status, reply.text
    return reply.json()


def test_an_import_is_no_way_round(blocked: Factory) -> None:
    for status in ("blocked", "unrestricted"):
        head = "#,kind,lines.item,lines.lot,lines.location,lines.status,lines.quantity"
        row = f"1,issue,F-1,{lot_id(blocked)},A-01,{status},10"
        made = imported(blocked, "store", "stock_movement", f"{head}\n{row}\n", ["post"])
        assert (made["state"], len(made["errors"])) == ("checked", 1), made
    for desk in ("admin", "store", "buyer", "inspector"):
        imported(blocked, desk, "inspection_lot", "number,verdict\nIL-202611-00001,accept\n", [], 403)
        imported(blocked, desk, "nonconformance", "number,quantity\nNC-1,0\n", [], 403)
    assert blocked.engineer.stock() == {"blocked": 995}


@pytest.mark.parametrize("status", ["unrestricted", "in_inspection"])
def test_counted_away_it_is_not_opened_again_as_free(blocked: Factory, status: str) -> None:
    count = blocked.store.create(
        "stock_count", lines=[{"item": "F-1", "lot": lot_id(blocked), "location": "A-01", "counted": 0}]
    )
    blocked.store.step("stock_count", count, "post")
    row = {"item": "F-1", "lot_code": "L-1", "location": "A-01", "status": status, "quantity": 995}
    opening = blocked.admin.create("opening_stock", lines=[row])
    assert blocked.admin.step("opening_stock", opening, "post", 409)["code"] == "opening.known"
    assert blocked.engineer.stock() == {}


def test_a_hold_over_the_supplier_lot_reaches_what_arrives_later(factory: Factory) -> None:
    factory.masters()
    factory.receive(factory.order(1000), 400, "L-1", supplier_lot="SL-77")
    hold = factory.engineer.create("hold", scope="supplier_lot", supplier_lot="SL-77", reason_text="投诉")
    hold = factory.engineer.step("hold", hold, "open")
    assert factory.store.step("stock_movement", movement(factory, "issue", "unrestricted"), "post", 409)
    factory.receive(factory.order(1000), 600, "L-2", supplier_lot="SL-77")
    later = movement(factory, "issue", "unrestricted", lot=lot_id(factory, "L-2"))
    factory.store.step("stock_movement", later, "post", 409)
    factory.engineer.step("hold", factory.engineer.get("hold", hold["id"]), "release", reason="无问题")
    later = movement(factory, "issue", "unrestricted", lot=lot_id(factory, "L-2"))
    factory.store.step("stock_movement", later, "post")
