"""What the shipped apps do on a schedule: overdue inspections, expired stock, expired releases; working calendars."""

from __future__ import annotations

import datetime as dt
import threading
import time

from tests.stories.conftest import Factory

from zhihe.faces.opened import tasks_of
from zhihe.faces.worker.outcome import outcome
from zhihe.platform.jobs.attempt import Attempt, BackOff
from zhihe.platform.jobs.schedule import Schedule
from zhihe.platform.jobs.worker import Worker
from zhihe.platform.rules.calendars import working_sites
from zhihe.platform.rules.chores import CHORES


def pass_time(factory: Factory, **by: int) -> None:
    """Let time pass and do what becomes due."""
    engine = factory.house.engine
    plan = Schedule(engine.database, engine.clock, engine.zone, CHORES)
    plan.tick()
    factory.clock.forward(**by)
    plan.tick()
    worker = Worker(Attempt(engine.database, tasks_of(engine), outcome, BackOff(0.01, 0.05)))
    until, pause = time.monotonic() + 60, threading.Event()
    while (
        factory.admin.call("GET", "jobs?state=waiting")["rows"]
        or factory.admin.call("GET", "jobs?state=failed")["rows"]
    ):
        assert time.monotonic() < until
        worker.drain()
        pause.wait(0.01)
    dead = factory.admin.call("GET", "jobs?state=dead")["rows"]
    assert not dead, dead


def notes(factory: Factory, desk: str) -> list[str]:
    """What a user was told, in English."""
    text = (
        "select n.text->>'en' as text from zhihe_notification n "
        "join zhihe.users u on u.id = n.user_id where u.login = %s"
    )
    with factory.house.engine.database.transaction(factory.company) as tx:
        return [row["text"] for row in tx.rows(text, [f"{factory.company}-{desk}"])]


def test_an_overdue_inspection_is_told_to_inspector_and_engineer_once(factory: Factory) -> None:
    factory.masters()
    factory.inspected(major="2.5")
    factory.receive(factory.order())
    pass_time(factory, days=1)
    assert "Inspection overdue" not in notes(factory, "inspector")
    pass_time(factory, days=1, hours=1)
    assert notes(factory, "inspector").count("Inspection overdue") == 1
    assert notes(factory, "engineer").count("Inspection overdue") == 1
    pass_time(factory, hours=5)
    assert notes(factory, "inspector").count("Inspection overdue") == 1


def test_expired_stock_cannot_be_issued_and_can_be_moved(factory: Factory) -> None:
    factory.masters()
    factory.receive(factory.order(), lot="L-1", expires_on="2026-11-10")
    lot = factory.engineer.find("lot", code="L-1")[0]
    pass_time(factory, days=8)
    assert factory.engineer.get("lot", lot["id"])["expired"] is False
    pass_time(factory, days=1)
    assert factory.engineer.get("lot", lot["id"])["expired"] is True
    [hold] = factory.engineer.find("hold", lot=lot["id"])
    assert hold["state"] == "active"
    line = {"item": "F-1", "lot": lot["id"], "location": "A-01", "status": "unrestricted", "quantity": 10}
    issue = factory.store.create("stock_movement", kind="issue", lines=[line])
    assert factory.store.step("stock_movement", issue, "post", 409)["code"].startswith(("stock", "ledger"))
    move = factory.store.create("stock_movement", kind="move", lines=[{**line, "to_location": "QUA"}])
    factory.store.step("stock_movement", move, "post")
    # A second night changes nothing: it is held once.
    pass_time(factory, days=1)
    assert len(factory.engineer.find("hold", lot=lot["id"])) == 1


def test_a_release_that_expired_is_blocked_and_told(factory: Factory) -> None:
    factory.masters()
    record = factory.engineer.create(
        "quality_information_record",
        supplier="S1",
        item="F-1",
        site="F1",
        status="released",
        release_until="2026-11-05",
    )
    pass_time(factory, days=2)
    assert factory.engineer.get("quality_information_record", record["id"])["status"] == "released"
    pass_time(factory, days=3)
    assert factory.engineer.get("quality_information_record", record["id"])["status"] == "blocked"
    assert "A supplier's release for an item has expired" in notes(factory, "buyer")


def test_the_calendar_of_each_site_says_which_days_are_worked(factory: Factory) -> None:
    days = [
        {"day": "2026-11-04", "working": False, "reason": "盘点"},
        {"day": "2026-11-07", "working": True, "reason": "调休"},
    ]
    factory.admin.create("calendar", code="CN", name="中国", workdays=["mon", "tue", "wed", "thu", "fri"], days=days)
    factory.admin.create("calendar", code="X", name="六天", workdays=["mon", "tue", "wed", "thu", "fri", "sat"])
    sites = {
        code: factory.admin.create("site", code=code, name=code, **calendar)["id"]
        for code, calendar in {"P1": {"calendar": "CN"}, "P2": {"calendar": "X"}, "P3": {}}.items()
    }
    engine = factory.house.engine
    who = factory.house.identity.by_token(factory.admin.token)

    def worked(day: str, count: int = 1) -> set[str]:
        found = engine.read(who, lambda unit: working_sites(unit, sites.values(), dt.date.fromisoformat(day), count))
        return {code for code, site in sites.items() if site in found}

    assert worked("2026-11-03") == {"P1", "P2", "P3"}
    assert worked("2026-11-04") == {"P2", "P3"}
    assert worked("2026-11-07") == {"P1", "P2"}
    assert worked("2026-11-08") == set()
    assert worked("2026-11-02", 2) != worked("2026-11-03", 2)
