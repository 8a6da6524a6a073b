"""Reversing a receipt and reopening a decision: in order, by the quality manager, and only where nothing moved."""

from __future__ import annotations

from typing import Any

import pytest
from tests.stories.conftest import Factory


@pytest.fixture
def decided(factory: Factory) -> Factory:
    """L-1 accepted, L-2 rejected, each of 1,000."""
    factory.masters()
    factory.inspected(major="2.5")
    factory.received_lot("L-1", 0)
    factory.received_lot("L-2", 6)
    return factory


def receipt_of(factory: Factory, lot: str) -> Any:
    found = factory.store.find("goods_receipt")
    return next(row for row in found if lot in str(factory.store.get("goods_receipt", row["id"])["lines"]))


def reopen(factory: Factory, lot: str, status: int | None = None, desk: str = "quality") -> Any:
    inspection = factory.inspection(lot)
    return factory.desks[desk].step("inspection_lot", inspection, "reopen", status, reason="抽错样")


def lot_id(factory: Factory, code: str) -> str:
    return str(factory.engineer.find("lot", code=code)[0]["id"])


def test_a_receipt_is_reversed_before_the_decision(factory: Factory) -> None:
    factory.masters()
    factory.inspected(major="2.5")
    receipt = factory.receive(factory.order(1000), 1000, "L-1")
    evaluated = factory.inspect(factory.inspection("L-1"))
    assert evaluated["state"] == "evaluated"
    factory.store.step("goods_receipt", receipt, "reverse", reason="错收")
    assert factory.inspection("L-1")["state"] == "cancelled"
    assert factory.engineer.stock() == {}


def test_after_the_decision_the_postings_are_reversed_first(decided: Factory) -> None:
    receipt = receipt_of(decided, "L-1")
    assert decided.store.step("goods_receipt", receipt, "reverse", 409, reason="错收")["code"] == "receipt.decided"
    reopened = reopen(decided, "L-1")
    assert (reopened["state"], reopened["posted"], reopened["remaining"]) == ("evaluated", "0", "1000")
    assert decided.engineer.stock(lot=lot_id(decided, "L-1")) == {"in_inspection": 1000}
    decided.store.step("goods_receipt", receipt, "reverse", reason="错收")
    assert decided.engineer.stock(lot=lot_id(decided, "L-1")) == {}
    assert decided.inspection("L-1")["state"] == "cancelled"


def test_reopening_needs_the_quality_manager_and_a_reason(decided: Factory) -> None:
    for desk in ("engineer", "inspector", "store"):
        reopen(decided, "L-1", 403, desk)
    inspection = decided.inspection("L-1")
    decided.quality.step("inspection_lot", inspection, "reopen", 422)
    assert decided.engineer.stock(lot=lot_id(decided, "L-1")) == {"unrestricted": 1000}


def test_what_has_moved_since_is_not_reopened(decided: Factory) -> None:
    row = {"item": "F-1", "lot": lot_id(decided, "L-1"), "location": "A-01", "quantity": 1}
    move = decided.store.create("stock_movement", kind="move", lines=[{**row, "to_location": "A-02"}])
    decided.store.step("stock_movement", move, "post")
    assert reopen(decided, "L-1", 409)["code"] == "reopen.moved"
    assert decided.engineer.stock(lot=lot_id(decided, "L-1")) == {"unrestricted": 1000}


def test_a_reject_is_reopened_while_nobody_works_on_its_report(decided: Factory) -> None:
    report = decided.engineer.find("nonconformance")[0]
    reopened = reopen(decided, "L-2")
    assert decided.engineer.get("nonconformance", report["id"])["state"] == "cancelled"
    assert decided.engineer.stock(lot=lot_id(decided, "L-2")) == {"in_inspection": 1000}
    levels = decided.engineer.find("quality_level")
    decided.engineer.step("inspection_lot", reopened, "decide", code="reject")
    assert decided.engineer.stock(lot=lot_id(decided, "L-2")) == {"blocked": 1000}
    # The lot was counted once, at its first decision.
    assert [row["level"] for row in decided.engineer.find("quality_level")] == [row["level"] for row in levels]
    second = decided.engineer.find("nonconformance", state="open")[0]
    decided.engineer.step("nonconformance", second, "contain")
    assert reopen(decided, "L-2", 409)["code"] == "reopen.nonconformance"
