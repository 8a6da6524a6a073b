"""Recurring inspection by calendar: opened ahead, in inspection at the due date, the next date set by the decision."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from tests.stories.conftest import Factory
from tests.stories.test_on_schedule import pass_time
from tests.stories.test_transfer import covered, inspected_at, look

from zhihe.faces.demo.actor import Actor

SHELF = {"made_on": "2026-10-01", "expires_on": "2026-12-01"}


@pytest.fixture
def shelf(factory: Factory) -> Factory:
    """100 free pieces of L-1, made on 1 October, that expire on 1 December; today is 2 November."""
    factory.masters()
    item = factory.admin.get("item", "F-1")
    factory.admin.change("item", item, maximum_life_days=100)
    factory.receive(factory.order(100), 100, "L-1", **SHELF)
    look(factory)
    return factory


def calendar(factory: Factory) -> Any:
    [row] = factory.engineer.find("recurring_inspection")
    return row


def inspections(factory: Factory) -> list[Any]:
    return factory.engineer.find("inspection_lot", origin="recurring")


def judged(factory: Factory, code: str, **bad: int) -> Any:
    """The open inspection, measured and decided; a rejected lot with so many nonconforming."""
    [under_way] = [row for row in inspections(factory) if row["state"] == "in_progress"]
    evaluated = factory.inspect(factory.inspector.get("inspection_lot", under_way["id"]), **bad)
    return factory.engineer.step("inspection_lot", evaluated, "decide", code=code)


def test_an_inspection_opens_before_expiry_and_acceptance_extends_the_expiry(shelf: Factory) -> None:
    inspected_at(shelf, "F1", "recurring", before_expiry_days=20, extends_days=30)
    pass_time(shelf, days=1)
    assert (calendar(shelf)["opens_on"], calendar(shelf)["due_on"]) == ("2026-11-11", "2026-12-01")
    assert inspections(shelf) == []
    pass_time(shelf, days=8)
    [opened] = inspections(shelf)
    # Opened ahead: a sample is drawn by the whole quantity, which stays free until the due date.
    assert (opened["quantity"], opened["ahead"], opened["remaining"], opened["state"]) == (
        "100",
        "100",
        "0",
        "in_progress",
    )
    assert shelf.engineer.stock() == {"unrestricted": 100}
    assert covered(shelf, opened) == 0
    decided = judged(shelf, "accept")
    assert (decided["state"], decided["ahead"], decided["posted"]) == ("closed", "0", "100")
    assert shelf.engineer.stock() == {"unrestricted": 100}
    # 31 December is allowed: 100 days after it was made would be 9 January.
    assert shelf.engineer.find("lot", code="L-1")[0]["expires_on"] == "2026-12-31"
    assert (calendar(shelf)["opens_on"], calendar(shelf)["inspection"]) == ("2026-12-11", None)
    pass_time(shelf, days=30)
    judged(shelf, "accept")
    # Another 30 days would lie beyond the maximum life.
    assert shelf.engineer.find("lot", code="L-1")[0]["expires_on"] == "2027-01-09"
    pass_time(shelf, days=10)
    judged(shelf, "accept")
    assert shelf.engineer.find("lot", code="L-1")[0]["expires_on"] == "2027-01-09"
    assert (calendar(shelf)["opens_on"], calendar(shelf)["due_on"]) == (None, None)
    pass_time(shelf, days=3)
    assert len(inspections(shelf)) == 3


def test_what_is_not_decided_at_the_due_date_is_in_inspection_and_a_reject_goes_the_ordinary_way(
    shelf: Factory,
) -> None:
    inspected_at(shelf, "F1", "recurring", every_days=10)
    pass_time(shelf, days=1)
    assert (calendar(shelf)["opens_on"], calendar(shelf)["due_on"]) == ("2026-11-10", "2026-11-12")
    pass_time(shelf, days=7)
    [opened] = inspections(shelf)
    lot = shelf.engineer.find("lot", code="L-1")[0]["id"]
    line = {"item": "F-1", "lot": lot, "location": "A-01", "quantity": 30}
    issue = shelf.store.create("stock_movement", kind="issue", lines=[line])
    shelf.store.step("stock_movement", issue, "post")
    assert shelf.engineer.stock() == {"unrestricted": 70}
    pass_time(shelf, days=2)
    [due] = inspections(shelf)
    assert (due["id"], due["quantity"], due["ahead"], due["remaining"]) == (opened["id"], "70", "0", "70")
    assert shelf.engineer.stock() == {"in_inspection": 70}
    assert covered(shelf, due) == 70
    # More nights change nothing while it is undecided.
    pass_time(shelf, days=3)
    assert len(inspections(shelf)) == 1
    judged(shelf, "reject", major=1)
    assert shelf.engineer.stock() == {"blocked": 70}
    [report] = shelf.engineer.find("nonconformance")
    assert report["quantity"] == "70"


def test_a_reject_before_the_due_date_blocks_what_is_free(shelf: Factory) -> None:
    inspected_at(shelf, "F1", "recurring", every_days=10)
    pass_time(shelf, days=1)
    pass_time(shelf, days=7)
    judged(shelf, "reject", major=1)
    assert shelf.engineer.stock() == {"blocked": 100}
    assert len(shelf.engineer.find("nonconformance")) == 1


def test_an_inspection_whose_stock_is_gone_is_cancelled_and_an_interval_goes_on_after_an_acceptance(
    shelf: Factory,
) -> None:
    inspected_at(shelf, "F1", "recurring", every_days=10)
    pass_time(shelf, days=1)
    pass_time(shelf, days=7)
    judged(shelf, "accept")
    assert (calendar(shelf)["last_on"], calendar(shelf)["due_on"]) == ("2026-11-10", "2026-11-20")
    pass_time(shelf, days=8)
    lot = shelf.engineer.find("lot", code="L-1")[0]["id"]
    line = {"item": "F-1", "lot": lot, "location": "A-01", "quantity": 100}
    issue = shelf.store.create("stock_movement", kind="issue", lines=[line])
    shelf.store.step("stock_movement", issue, "post")
    pass_time(shelf, days=2)
    assert sorted(row["state"] for row in inspections(shelf)) == ["cancelled", "closed"]
    assert (calendar(shelf)["inspection"], calendar(shelf)["due_on"]) == (None, None)


def test_two_workers_open_one_inspection(shelf: Factory) -> None:
    inspected_at(shelf, "F1", "recurring", every_days=10)
    pass_time(shelf, days=1)
    shelf.clock.forward(days=8)
    row = calendar(shelf)
    actor = Actor(shelf.house, shelf.house.identity.by_token(shelf.engineer.token))
    engine, barrier, failed = shelf.house.engine, threading.Barrier(2), []

    def race() -> None:
        def work(unit: Any) -> None:
            from zhihe.platform.actions import Event

            event = Event(
                "recurring_inspection.open", "recurring_inspection", {}, inputs={"calendar": row["id"]}, phase="call"
            )
            engine.handlers["quality.recurring_inspection.open"](engine.context(unit), event)

        barrier.wait()
        try:
            actor.run(work)
        except BaseException as fault:
            failed.append(fault)
            raise

    threads = [threading.Thread(target=race) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not failed
    assert len(inspections(shelf)) == 1


def test_days_belong_to_recurring_inspections_and_extending_to_items_with_a_maximum_life(shelf: Factory) -> None:
    values: dict[str, Any] = {"site": "F1", "item": "F-1", "plan_code": "P2"}
    shelf.engineer.call("POST", "records/inspection_setting", {**values, "origin": "transfer", "every_days": 5}, 422)
    item = shelf.admin.get("item", "F-1")
    shelf.admin.change("item", item, maximum_life_days=None)
    wanted = {**values, "origin": "recurring", "before_expiry_days": 5, "extends_days": 5}
    shelf.engineer.call("POST", "records/inspection_setting", wanted, 422)
    shelf.admin.change("item", shelf.admin.get("item", "F-1"), maximum_life_days=70)
    lot = shelf.engineer.find("lot", code="L-1")[0]
    shelf.engineer.change("lot", lot, 422, expires_on="2026-12-20")
    shelf.engineer.change("lot", lot, expires_on="2026-12-10")
