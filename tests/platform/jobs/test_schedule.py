"""``at`` lines: once a due moment, find and verb for each record, one that fails stops no other."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from tests.platform.jobs.yard import Clock, Yard, open_yard

from zhihe.errors import Invalid, Unreadable
from zhihe.platform.actions import Event
from zhihe.platform.context import Context, Principal
from zhihe.platform.jobs.schedule import Chore, Schedule
from zhihe.platform.jobs.sealing import Sealing
from zhihe.platform.model import from_content
from zhihe.platform.records import write
from zhihe.platform.records.proof import broken_trail
from zhihe.platform.rules.chores import CHORES, chore_tasks
from zhihe.platform.rules.scheduled import at_tasks
from zhihe.platform.store import query, seals
from zhihe.platform.store.bootstrap import create_company, drop_company
from zhihe.platform.store.database import Database
from zhihe.platform.store.partitions import AUDIT, Grown, ensure_months

APP = "app: yard\nlabel: {zh: 场地, en: Yard}\nversion: 1.0.0\nroles:\n  clerk: {zh: 文员, en: Clerk}\n"
TASK = """
model: duty
label: {zh: 事项, en: Duty}
kind: record
title: code
natural_key: [code]
fields:
  code: {type: code, label: {zh: 代码, en: Code}, required: true, unique: true}
  due_on: {type: date, label: {zh: 期限, en: Due on}}
  late: {type: boolean, label: {zh: 逾期, en: Late}, default: false}
  count: {type: integer, label: {zh: 次数, en: Count}, default: "0"}
states:
  initial: open
  labels: {open: {zh: 待办, en: Open}, shut: {zh: 完成, en: Shut}}
  open: {shut: shut}
  shut: {}
steps:
  shut: {label: {zh: 完成, en: Shut}}
guard:
  shut:
    - {require: "code <> 'BAD'", message: {zh: 不行, en: BAD cannot be shut}}
at:
AT_LINES
operations:
  count:
    label: {zh: 计数, en: Count}
    inputs: {duty: {type: link, to: duty, required: true}}
access:
  clerk: {read: true, create: true, write: true}
"""
LATE = '  - {every: 1 day at 08:00, find: "due_on < today and not late", set: {late: true}}\n'


def rota(yard: Yard, at: str) -> Yard:
    """The yard under an app with these ``at`` lines."""
    other = open_yard(
        yard.engine.database,
        yard.company,
        yard.user,
        {"yard/app.yaml": APP, "yard/duty.yaml": TASK.replace("AT_LINES\n", at)},
    )
    other.more = [*at_tasks(other.engine), *chore_tasks(other.engine)]
    return other


def schedule(yard: Yard, *chores: Chore) -> Schedule:
    return Schedule(yard.engine.database, yard.engine.clock, yard.engine.zone, chores)


def duties(yard: Yard, *rows: dict[str, Any]) -> None:
    yard.engine.run(yard.user, lambda unit: write.create_many(unit, unit.model("duty"), rows))


def found(yard: Yard, field: str) -> dict[str, Any]:
    asked = query.Query(limit=1000)
    rows = yard.read(lambda tx: query.find(tx, tx.registry.models["duty"], asked).rows)
    return {row["code"]: row[field] for row in rows}


def forward(yard: Yard, **by: float) -> None:
    clock = yard.engine.clock
    assert isinstance(clock, Clock)
    clock.now += dt.timedelta(**by)


def pass_moment(yard: Yard, plan: Schedule, **by: float) -> None:
    """Let time pass, ask for what is due, and do it."""
    forward(yard, **by)
    plan.tick()
    yard.work()


@pytest.fixture
def late(yard: Yard) -> Yard:
    """Duties A (overdue), B (not yet due), BAD (overdue, refuses to be shut); the line is due at 08:00."""
    other = rota(yard, LATE)
    duties(
        other,
        {"code": "A", "due_on": "2026-11-01"},
        {"code": "B", "due_on": "2026-12-01"},
        {"code": "BAD", "due_on": "2026-11-01"},
    )
    schedule(other).tick()
    return other


def test_a_line_is_due_at_its_moment_and_only_then(late: Yard) -> None:
    plan = schedule(late)
    assert plan.tick() == 0
    forward(late, hours=21)
    assert plan.tick() == 0
    forward(late, hours=1, minutes=1)
    assert plan.tick() == 1
    assert plan.tick() == 0
    assert schedule(late).tick() == 0


def test_many_processes_that_look_at_once_ask_once(late: Yard) -> None:
    forward(late, days=1)
    barrier = threading.Barrier(8)

    def look(_each: int) -> int:
        plan = schedule(late)
        barrier.wait()
        return plan.tick()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(look, range(8))) == 1
    assert len([job for job in late.jobs() if job["name"] == "rule.at"]) == 1


def test_companies_have_their_schedules_apart(late: Yard, database: Database, company_keys: Any) -> None:
    key = company_keys()
    create_company(database, key, key)
    other = rota(Yard(late.engine, late.printer, Principal(late.user.id, "", key)), LATE)
    schedule(other).tick()
    forward(late, days=1)
    assert schedule(late).tick() == 2
    assert [len([job for job in each.jobs() if job["name"] == "rule.at"]) for each in (late, other)] == [1, 1]
    drop_company(database, key)


def test_what_was_missed_is_made_up_once(late: Yard) -> None:
    forward(late, days=9)
    plan = schedule(late)
    assert [plan.tick(), plan.tick()] == [1, 0]


def test_one_record_that_fails_stops_no_other_and_is_a_dead_letter(late: Yard) -> None:
    other = rota(late, LATE.replace("set: {late: true}", "step: duty.shut"))
    plan = schedule(other)
    plan.tick()
    pass_moment(other, plan, days=1)
    assert found(other, "state") == {"A": "shut", "B": "open", "BAD": "open"}
    [dead] = [job for job in late.jobs() if job["state"] == "dead"]
    assert "BAD cannot be shut" in dead["error"]
    assert dead["cause_rule"] == "yard/duty.yaml: at[0]"
    assert dead["cause_model"] == "duty"
    assert dead["cause_record"]


def test_the_trail_says_that_the_schedule_did_it(late: Yard) -> None:
    pass_moment(late, schedule(late), days=1)
    text = "select rule, user_id::text as user_id, request_id from zhihe_audit where action = 'change'"
    row, *_others = late.read(lambda tx: tx.rows(text))
    assert row["rule"] == "yard/duty.yaml: at[0]"
    assert row["user_id"] == "00000000-0000-0000-0000-000000000000"
    assert row["request_id"].startswith("job ")


def test_every_verb_runs_on_a_schedule(yard: Yard) -> None:
    lines = (
        "  - {every: 1 hour, find: code = 'A', step: duty.shut}\n"
        "  - {every: 1 hour, find: code = 'B', call: yard.count, with: {duty: id}}\n"
        "  - {every: 1 hour, find: code = 'C', notify: role clerk, message: {zh: 看, en: Look}}\n"
        "  - {every: 1 hour, find: code = 'D', create: duty, with: {code: \"CONCAT('NEW-', code)\"}}\n"
        "  - {every: 1 hour, find: \"code in ['E', 'F']\", if: code <> 'F', do: gather}\n"
        "  - {every: 1 hour, create: duty, with: {code: \"'ALONE'\"}}\n"
    )
    other = rota(yard, lines)
    gathered: list[str] = []

    def count(ctx: Context, event: Event) -> None:
        duty = ctx.records.get("duty", event.inputs["duty"])
        ctx.records.change("duty", duty["id"], {"count": duty["count"] + 1})

    def gather(_ctx: Context, event: Event) -> None:
        gathered.extend(row["code"] for row in event.lines)

    handlers: Any = other.engine.handlers
    handlers |= {"yard.duty.count": count, "yard.duty.gather": gather}
    duties(other, *({"code": each} for each in "ABCDEF"))
    plan = schedule(other)
    plan.tick()
    pass_moment(other, plan, hours=1)
    assert found(other, "state")["A"] == "shut"
    assert found(other, "count") == {**dict.fromkeys([*"ACDEF", "NEW-D", "ALONE"], 0), "B": 1}
    assert gathered == ["E"]
    notes = "select text->>'en' as text from zhihe_notification"
    assert other.read(lambda tx: tx.rows(notes)) == [{"text": "Look"}]
    assert {job["state"] for job in other.jobs()} == {"done"}
    # The same message about the same record is not piled up while it is unread.
    pass_moment(other, plan, hours=1)
    assert len(other.read(lambda tx: tx.rows(notes))) == 1


def test_a_line_that_was_taken_away_or_changed_follows_the_publish(late: Yard) -> None:
    plan = schedule(late)
    changed = rota(late, LATE.replace("08:00", "09:00"))
    forward(late, hours=22, minutes=30)
    assert plan.tick() == 0
    gone = rota(changed, "  []\n")
    forward(late, days=1)
    assert plan.tick() == 0
    assert gone.read(lambda tx: tx.rows("select line from zhihe.schedule where company = %s", [tx.number])) == []


def test_many_records_are_done_in_batches(yard: Yard) -> None:
    other = rota(yard, LATE)
    duties(other, *({"code": f"N{each}", "due_on": "2026-11-01"} for each in range(250)))
    plan = schedule(other)
    plan.tick()
    pass_moment(other, plan, days=1)
    assert set(found(other, "late").values()) == {True}
    assert len([job for job in other.jobs() if job["name"] == "rule.at.batch"]) == 3


def test_a_set_without_find_is_refused_at_check(yard: Yard) -> None:
    from zhihe.platform.model.check_all import check
    from zhihe.platform.model.writer import fix

    files = fix(
        {"yard/app.yaml": APP, "yard/duty.yaml": TASK.replace("AT_LINES\n", "  - {every: 1 hour, set: {late: true}}\n")}
    )
    assert any("find is missing" in str(problem) for problem in check(files, yard.company))


def test_the_platform_makes_partitions_ahead_and_removes_what_has_expired(yard: Yard) -> None:
    other = rota(yard, "  []\n")
    now = other.engine.clock()

    def old(tx: Any) -> None:
        put = (
            "insert into zhihe_idempotency (principal, key, request_hash, status, answer, at) "
            "values ('p', %s, '', 200, '', %s)"
        )
        tx.execute(put, ["old", now - dt.timedelta(days=8)])
        tx.execute(put, ["young", now - dt.timedelta(days=6)])
        session = "insert into zhihe.sessions (hash, user_id, company, expires_at) values (%s, %s, %s, %s)"
        tx.execute(session, [f"{other.company}-a".encode(), other.user.id, tx.number, now - dt.timedelta(minutes=1)])
        tx.execute(session, [f"{other.company}-b".encode(), other.user.id, tx.number, now + dt.timedelta(minutes=1)])

    other.read(old)
    plan = schedule(other, *CHORES)
    assert plan.tick() == 2
    other.work()
    assert {job["state"] for job in other.jobs()} == {"done"}
    assert other.read(lambda tx: tx.rows("select key from zhihe_idempotency")) == [{"key": "young"}]
    left = other.read(lambda tx: tx.rows("select hash from zhihe.sessions where company = %s", [tx.number]))
    assert [bytes(row["hash"]) for row in left] == [f"{other.company}-b".encode()]
    assert plan.tick() == 0


def test_the_trail_has_its_months_ahead_and_what_waited_is_moved_in_unbroken(yard: Yard) -> None:
    other = rota(yard, "  []\n")
    duties(other, {"code": "A"}, {"code": "B"})
    other.read(seals.seal)
    schedule(other, *CHORES).tick()
    other.work()
    parts = "select i.inhrelid::regclass::text as name from pg_inherits i where i.inhparent = 'zhihe_audit'::regclass"
    found = {row["name"] for row in other.read(lambda tx: tx.rows(parts))}
    assert found == {"zhihe_audit_default", "zhihe_audit_p202611", "zhihe_audit_p202612", "zhihe_audit_p202701"}
    duties(other, {"code": "C"})
    count = "select (select count(*) from zhihe_audit_default) as late, (select count(*) from zhihe_audit) as every"
    assert other.make(lambda tx: tx.rows(count)) == [{"late": 0, "every": 3}]
    other.read(seals.seal)
    assert other.read(broken_trail) is None
    for text in ("update zhihe_audit set app = 'x'", "delete from zhihe_audit", "truncate zhihe_audit_p202611"):
        refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only")
        with refused, other.engine.database.making(other.company) as tx:
            tx.execute(text)


def test_a_month_of_the_trail_that_is_too_large_to_move_stays_where_it_is(yard: Yard) -> None:
    other = rota(yard, "  []\n")
    duties(other, *({"code": f"N{each}"} for each in range(5)))
    small = Grown("zhihe_audit", "at", most=4)
    months = [dt.date(2026, 11, 1), dt.date(2026, 12, 1)]
    assert other.make(lambda tx: ensure_months(tx, small, months)) == ["zhihe_audit_p202612"]
    assert other.make(lambda tx: ensure_months(tx, AUDIT, months)) == ["zhihe_audit_p202611"]


def test_an_error_of_a_handler_is_not_lost(yard: Yard) -> None:
    other = rota(yard, "  - {every: 1 hour, do: stumble}\n")

    def stumble(_ctx: Context, _event: Event) -> None:
        raise Invalid("test.stumble", "Stumbled.")

    handlers: Any = other.engine.handlers
    handlers["yard.duty.stumble"] = stumble
    plan = schedule(other)
    plan.tick()
    pass_moment(other, plan, hours=1)
    [job] = other.jobs()
    assert (job["state"], job["error"]) == ("dead", "test.stumble: Stumbled.")


def spoiled(yard: Yard) -> Database:
    """A program that meets the yard's company with definitions of a format it does not know."""
    with yard.engine.database.making(yard.company) as tx:
        tx.execute("set local session_replication_role = replica")
        change = "update zhihe.definition_versions set content = replace(content, %s, %s) where company = %s"
        tx.execute(change, ['"format":1', '"format":99', tx.number])
    return Database(yard.engine.database.conninfo, load=from_content)


def test_a_company_whose_definitions_cannot_be_read_stops_no_other(yard: Yard) -> None:
    other = f"{yard.company}x"
    create_company(yard.engine.database, other, "第二工厂")
    program = spoiled(yard)
    try:
        with (
            pytest.raises(Unreadable, match="cannot be read by this program") as refused,
            program.transaction(yard.company),
        ):
            pass
        assert (refused.value.code, refused.value.status) == ("definitions.unreadable", 503)
        plan = Schedule(program, yard.engine.clock, yard.engine.zone, CHORES)
        assert plan.tick() >= len(CHORES)
        with program.transaction(other) as tx:
            assert len(tx.rows("select line from zhihe.schedule where company = %s", [tx.number])) == len(CHORES)
        with program.shared() as shared:
            text = "select 1 from zhihe.schedule s join zhihe.companies c on c.number = s.company where c.key = %s"
            assert shared.rows(text, [yard.company]) == []
        # The refused transaction went back clean: the connection serves the next one.
        with program.transaction(other) as tx:
            assert tx.rows("select 1 as one") == [{"one": 1}]
        assert Sealing(program).look() == 0
    finally:
        program.close()
        drop_company(yard.engine.database, other)


def test_another_fault_of_a_company_is_raised_after_the_others_had_their_turn(yard: Yard) -> None:
    other = f"{yard.company}x"
    create_company(yard.engine.database, other, "第二工厂")
    late = rota(yard, LATE)
    try:
        plan = schedule(late)
        plan.tick()
        late.make(lambda tx: tx.execute("alter table zhihe_job add constraint no_more check (name <> 'rule.at')"))
        forward(late, days=1)
        with pytest.raises(Invalid) as fault:
            Schedule(late.engine.database, late.engine.clock, late.engine.zone, CHORES).tick()
        assert fault.value.code == "record.check"
        assert fault.value.__notes__ == [f"in company {late.company}"]
        with late.engine.database.transaction(other) as tx:
            assert len(tx.rows("select line from zhihe.schedule where company = %s", [tx.number])) == len(CHORES)
        late.make(lambda tx: tx.execute("alter table zhihe_job drop constraint no_more"))
        # Nothing moved on: what was due is still due.
        assert plan.tick() == 1
        late.make(lambda tx: tx.execute("alter table zhihe_audit_seal add constraint none check (number < 0)"))
        duties(late, {"code": "A"})
        with pytest.raises(Invalid) as fault:
            Sealing(late.engine.database).look()
        assert fault.value.__notes__ == [f"in company {late.company}"]
    finally:
        drop_company(yard.engine.database, other)
