"""``at`` lines: find the records at the due moment, then the verb for each, a batch a transaction.

The job of a due moment finds the records and asks for a job a batch. A batch that fails is not tried again as a
whole: its second attempt asks for a job a record, so that what is wrong with one stops no other and becomes a dead
letter of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from zhihe.platform.actions import Event, Row
from zhihe.platform.jobs import Origin, Running, Task, enqueue
from zhihe.platform.jobs.schedule import AT, line_key
from zhihe.platform.model.elements import Label, Line, Registry
from zhihe.platform.model.schedule import parse_every
from zhihe.platform.records import fetch, write
from zhihe.platform.records.env import Place, evaluate
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules import lines as verbs
from zhihe.platform.rules.background import once, parts
from zhihe.platform.rules.calendars import working_sites
from zhihe.platform.rules.engine import Engine
from zhihe.platform.store import query

BATCH_TASK = "rule.at.batch"
BATCH = 100
SECONDS = 60.0
_LABELS = {AT: Label("定时规则", "Scheduled rule"), BATCH_TASK: Label("定时规则（批）", "Scheduled rule, a batch")}


def at_tasks(engine: Engine) -> tuple[Task, Task]:
    """The tasks behind ``at`` lines."""

    def look(running: Running) -> None:
        once(engine, running, lambda unit: _look(engine, unit, running))

    def batch(running: Running) -> None:
        _batch(engine, running)

    return Task(AT, _LABELS[AT], look), Task(BATCH_TASK, _LABELS[BATCH_TASK], batch)


def _line(registry: Registry, key: str) -> Line | None:
    """The line of this name in the running definitions; None when it was taken away meanwhile."""
    return next((line for line in registry.schedule if line_key(line) == key), None)


def _look(engine: Engine, unit: Unit, running: Running) -> None:
    line = _line(unit.registry, str(running.payload["line"]))
    if line is None:
        return
    due = dt.datetime.fromisoformat(running.payload["due"])
    day = due.astimezone(engine.zone).date()
    if line.find is None:
        if _on_workday(unit, line, [None], day):
            _do(engine, unit, line, [{}])
        return
    ids = _found(unit, line, day)
    for start in range(0, len(ids), BATCH):
        payload = {**running.payload, "ids": ids[start : start + BATCH]}
        enqueue(unit.tx, BATCH_TASK, payload, key=f"{running.id}/{start}", origin=_origin(line))


def _found(unit: Unit, line: Line, day: dt.date) -> list[str]:
    """The records a line finds now, at sites that work on the day where it asks for workdays."""
    model = unit.model(line.model)
    fields = ("id", "site") if "site" in model.fields else ("id",)
    rows = _pages(unit, line, None, fields)
    working = _on_workday(unit, line, [row.get("site") for row in rows], day)
    return [row["id"] for row in rows if row.get("site") in working]


def _on_workday(unit: Unit, line: Line, sites: Sequence[str | None], day: dt.date) -> set[str | None]:
    """Those of the sites that work on the day; all of them when the line does not ask for workdays."""
    every = parse_every(line.every)
    return working_sites(unit, sites, day, every.count) if every.unit == "workday" else {*sites}


def _pages(unit: Unit, line: Line, where: Mapping[str, Any] | None, fields: tuple[str, ...]) -> list[Row]:
    model = unit.model(line.model)
    names = Place(unit, model, {}).value
    rows: list[Row] = []
    after: str | None = None
    while True:
        asked = query.Query(
            where=where,
            rows=None if line.find is None else (line.find,),
            names=names,
            fields=fields,
            limit=query.LARGEST,
            after=after,
            expand=False,
        )
        page = query.find(unit.tx, model, asked)
        rows += page.rows
        after = page.next
        if after is None:
            return rows


def _origin(line: Line, record: str = "") -> Origin:
    return Origin(app=line.app, model=line.model, record=record, rule=line.source)


def _batch(engine: Engine, running: Running) -> None:
    """Do the verb for a batch; a batch that failed before is taken apart instead."""
    ids = [str(each) for each in running.payload["ids"]]
    key = str(running.payload["line"])
    if len(ids) > 1 and running.row["attempts"] > 1:
        once(engine, running, lambda unit: _apart(unit, running, ids))
        return

    def work(unit: Unit, fresh: list[str]) -> None:
        line = _line(unit.registry, key)
        if line is None or not fresh:
            return
        # What was found may have changed since: a lot that was completed is not overdue.
        where = {"field": "id", "op": "in", "value": fresh}
        still = [row["id"] for row in _pages(unit, line, where, ("id",))]
        rows = fetch.many(unit, unit.model(line.model), still)
        _do(engine, unit, line, list(rows.values()))

    with engine.database.transaction(running.company) as tx:
        line = _line(tx.registry, key)
    parts(engine, running, ids, work, line=line)


def _apart(unit: Unit, running: Running, ids: Sequence[str]) -> None:
    line = _line(unit.registry, str(running.payload["line"]))
    if line is None:
        return
    for each in ids:
        payload = {**running.payload, "ids": [each]}
        enqueue(unit.tx, BATCH_TASK, payload, key=f"{running.id}/{each}", origin=_origin(line, each))


def _do(engine: Engine, unit: Unit, line: Line, rows: Sequence[Row]) -> None:
    """The line's verb over these records; ``do`` gets all of them at once."""
    events = [Event(f"{line.model}.at", line.model, row) for row in rows]
    cause = replace(unit.cause, line=line, app=line.app)
    if line.verb == "do":
        kept = [event.record for event in events if event.record and verbs.places(unit, line, event)]
        unit.cause = cause
        if kept or line.find is None:
            heard = Event(f"{line.model}.at", line.model, {}, lines=kept)
            engine.handlers[f"{line.app}.{line.model}.{line.target}"](engine.context(unit), heard)
        return
    changes: dict[str, Row] = {}
    for event in events:
        unit.cause = replace(cause, event=event) if event.record else cause
        match line.verb:
            case "notify":
                verbs.notify(unit, line, event)
            case "create":
                verbs.create(unit, line, event)
            case "call":
                verbs.call(unit, line, event, lambda name, inputs: engine.operate(unit, name, inputs))
            case _:
                for place in verbs.places(unit, line, event):
                    changes[place.row["id"]] = {
                        key: evaluate(unit, expression, place) for key, expression in line.values.items()
                    }
    unit.cause = cause
    if changes:
        _change(unit, line, changes)


def _change(unit: Unit, line: Line, changes: Mapping[str, Row]) -> None:
    model = unit.model(line.model)
    if line.verb == "set":
        write.change_many(unit, model, changes)
    else:
        write.step_many(unit, model, model.steps[line.target.partition(".")[2]], changes)
