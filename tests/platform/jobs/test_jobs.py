"""After the commit: asked for in the transaction, done once, tried again, dead, replayed, cancelled."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.platform.jobs.yard import Yard

from zhihe.errors import Conflict, Invalid, NotFound
from zhihe.platform.context import Principal
from zhihe.platform.identity.identity import Identity
from zhihe.platform.jobs import ATTEMPTS, Origin, Running, Stopped, Task, desk, enqueue
from zhihe.platform.jobs.attempt import BackOff
from zhihe.platform.model.elements import Label
from zhihe.platform.records import write
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules.background import once
from zhihe.platform.store import trail
from zhihe.platform.store.session import Transaction


def entries(tx: Transaction, company: str) -> list[dict[str, Any]]:
    """What stands in the queue for a company."""
    return tx.rows("select id from jobs.procrastinate_jobs where args->>'company' = %s", [company])


def test_an_effect_is_had_after_the_commit_and_its_trail_names_the_cause(yard: Yard) -> None:
    crate = yard.crate("A-1")
    assert yard.labels(crate) == 0
    yard.work()
    assert yard.labels(crate) == 1
    [job] = yard.jobs()
    assert (job["state"], job["attempts"], job["user_name"]) == ("done", 1, "王文员")
    assert (job["cause_model"], job["cause_record"]) == ("crate", crate)
    made, changed = yard.read(lambda tx: trail.of_record(tx, "crate", crate))
    assert changed["cause_id"] == made["id"]
    assert changed["rule"] == "yard/crate.yaml: when.created[0]"
    assert changed["user_id"] == yard.user.id
    assert changed["request_id"] == f"job {job['id']}"


def test_what_is_rolled_back_asked_for_nothing(yard: Yard) -> None:
    def fail(unit: Unit) -> None:
        write.create_many(unit, unit.model("crate"), [{"code": "A-1"}])
        unit.hooks.drain(unit)
        raise Invalid("test.no", "No.")

    with pytest.raises(Invalid):
        yard.engine.run(yard.user, fail)
    assert not yard.jobs()
    assert (
        yard.read(
            lambda tx: tx.rows(
                "select count(*) as n from jobs.procrastinate_jobs where args->>'company' = %s", [yard.company]
            )
        )[0]["n"]
        == 0
    )


def test_a_failing_effect_is_tried_again_then_dead_listed_and_replayed(yard: Yard) -> None:
    yard.printer.broken = True
    crate = yard.crate("A-1")
    yard.work()
    [job] = yard.jobs()
    assert (job["state"], job["attempts"]) == ("dead", ATTEMPTS)
    assert job["error"] == "printer.down: The printer does not answer; switch it on."
    assert len(yard.printer.asked) == ATTEMPTS
    assert yard.labels(crate) == 0

    admin = Principal(yard.user.id, "a", yard.company, administrator=True)
    shown = yard.read(lambda tx: desk.replay(tx, admin, yard.tasks, job["id"]))
    assert (shown["state"], shown["max_attempts"]) == ("waiting", ATTEMPTS + 1)
    yard.work()
    assert yard.jobs()[0]["state"] == "dead"
    assert len(yard.printer.asked) == ATTEMPTS + 1

    yard.printer.broken = False
    yard.read(lambda tx: desk.replay(tx, admin, yard.tasks, job["id"]))
    yard.work()
    assert yard.jobs()[0]["state"] == "done"
    assert yard.labels(crate) == 1
    with pytest.raises(Conflict, match="only a dead"):
        yard.read(lambda tx: desk.replay(tx, admin, yard.tasks, job["id"]))


def test_one_key_is_one_job_and_asking_again_does_no_harm(yard: Yard) -> None:
    def twice(unit: Unit) -> tuple[str, str]:
        first = enqueue(unit.tx, "nothing", {}, key="k")
        second = enqueue(unit.tx, "nothing", {"other": 1}, key="k")
        write.create_many(unit, unit.model("crate"), [{"code": "A-1"}])
        return first, second

    first, second = yard.engine.run(yard.user, twice)
    assert first == second
    assert len([job for job in yard.jobs() if job["name"] == "nothing"]) == 1


def test_a_part_that_was_done_is_not_done_again(yard: Yard) -> None:
    crate = yard.crate("A-1")
    yard.work()
    tries: list[int] = []

    def label(running: Running) -> None:
        tries.append(1)
        once(
            yard.engine,
            running,
            lambda unit: write.change_many(unit, unit.model("crate"), {crate: {"labels": 7 + len(tries)}}),
        )
        if len(tries) == 1:
            raise OSError("the worker stumbles behind the effect")

    yard.more.append(Task("label", Label("标签", "Label"), label))
    yard.engine.run(yard.user, lambda unit: enqueue(unit.tx, "label", {}, origin=Origin(yard.user.id)))
    yard.work()
    assert len(tries) == 2
    assert yard.labels(crate) == 8


def test_the_wait_doubles_is_spread_and_has_a_limit() -> None:
    back_off = BackOff(first=2, most=60)
    waits = [back_off.seconds("a", attempts) for attempts in range(1, 12)]
    for attempts, wait in enumerate(waits, 1):
        whole = min(60, 2 * 2 ** (attempts - 1))
        assert whole / 2 <= wait <= whole
    assert len({back_off.seconds(str(each), 1) for each in range(100)}) > 90


def test_a_user_who_may_not_act_any_more_does_not_act_later(yard: Yard) -> None:
    def change(running: Running) -> None:
        once(yard.engine, running, lambda unit: write.create_many(unit, unit.model("crate"), [{"code": "B-1"}]))

    yard.more.append(Task("change", Label("改", "Change"), change))
    yard.engine.run(yard.user, lambda unit: enqueue(unit.tx, "change", {}, origin=Origin(yard.user.id)))
    identity = Identity(yard.engine.database, yard.engine.clock)
    identity.set_disabled(f"{yard.company}-clerk", disabled=True)
    yard.work()
    [job] = yard.jobs()
    assert (job["state"], job["attempts"]) == ("dead", 1)
    assert "no active member" in job["error"]


def test_what_an_app_asked_for_is_done_though_the_user_left(yard: Yard) -> None:
    crate = yard.crate("A-1")
    Identity(yard.engine.database, yard.engine.clock).set_disabled(f"{yard.company}-clerk", disabled=True)
    yard.work()
    assert yard.labels(crate) == 1


def test_an_unknown_job_is_a_dead_letter_at_once(yard: Yard) -> None:
    yard.engine.run(yard.user, lambda unit: enqueue(unit.tx, "no.such", {}))
    yard.work()
    [job] = yard.jobs()
    assert (job["state"], job["attempts"]) == ("dead", 1)
    assert "no.such" in job["error"]


def test_a_payload_that_json_cannot_say_is_refused(yard: Yard) -> None:
    with pytest.raises(Invalid, match="payload"):
        yard.engine.run(yard.user, lambda unit: enqueue(unit.tx, "x", {"set": {1}}))


def test_a_job_says_how_far_it_is_and_stops_when_it_is_asked_to(yard: Yard) -> None:
    admin = Principal(yard.user.id, "a", yard.company, administrator=True)

    def count(running: Running) -> None:
        running.progress(3, 10)
        seen.append(yard.jobs()[0])
        with yard.engine.database.transaction(yard.company) as tx:
            desk.cancel(tx, admin, yard.tasks, running.id)
        if running.cancelled():
            raise Stopped
        seen.append({})

    seen: list[dict[str, object]] = []
    yard.more.append(Task("count", Label("数", "Count"), count, cancellable=True))
    yard.engine.run(yard.user, lambda unit: enqueue(unit.tx, "count", {}))
    yard.work()
    assert (seen[0]["state"], seen[0]["done"], seen[0]["total"]) == ("running", 3, 10)
    assert len(seen) == 1
    assert yard.jobs()[0]["state"] == "cancelled"


def test_a_waiting_job_is_cancelled_and_does_not_run(yard: Yard) -> None:
    crate = yard.crate("A-1")
    [job] = yard.jobs()
    yard.read(lambda tx: desk.cancel(tx, yard.user, yard.tasks, job["id"]))
    yard.worker().drain()
    assert yard.jobs()[0]["state"] == "cancelled"
    assert yard.labels(crate) == 0
    with pytest.raises(Conflict, match="nothing left"):
        yard.read(lambda tx: desk.cancel(tx, yard.user, yard.tasks, job["id"]))


def test_a_job_set_aside_by_an_ending_worker_loses_no_attempt(yard: Yard) -> None:
    turns: list[int] = []

    def work(running: Running) -> None:
        turns.append(int(running.row["attempts"]))
        if len(turns) == 1:
            raise Stopped

    yard.more.append(Task("long", Label("长", "Long"), work))
    yard.engine.run(yard.user, lambda unit: enqueue(unit.tx, "long", {}))
    yard.work()
    assert turns == [1, 1]
    assert yard.jobs()[0]["state"] == "done"


def test_a_job_asked_for_at_an_instant_waits_for_it(yard: Yard) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    yard.engine.run(yard.user, lambda unit: enqueue(unit.tx, "no.such", {}, at=later))
    yard.worker().drain()
    assert yard.jobs()[0]["state"] == "waiting"
    assert yard.jobs()[0]["scheduled_at"] == later


def test_others_jobs_are_not_seen_and_an_administrator_sees_all(yard: Yard) -> None:
    yard.crate("A-1")
    [job] = yard.jobs()
    other = Principal("0197f1c0-0000-7000-8000-000000000000", "b", yard.company)
    admin = Principal(other.id, "a", yard.company, administrator=True)
    assert not yard.read(lambda tx: desk.listed(tx, other, yard.tasks))
    with pytest.raises(NotFound):
        yard.read(lambda tx: desk.cancel(tx, other, yard.tasks, job["id"]))
    assert [each["id"] for each in yard.read(lambda tx: desk.listed(tx, admin, yard.tasks))] == [job["id"]]
    assert [each["id"] for each in yard.read(lambda tx: desk.listed(tx, yard.user, yard.tasks))] == [job["id"]]
    assert not yard.read(lambda tx: desk.listed(tx, admin, yard.tasks, state="dead"))
    with pytest.raises(Invalid, match="state is one of"):
        yard.read(lambda tx: desk.listed(tx, admin, yard.tasks, state="lost"))
