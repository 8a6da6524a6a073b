"""A small app whose handlers have effects in the background, on the real platform."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from zhihe.errors import Unavailable
from zhihe.faces.worker.outcome import outcome
from zhihe.platform.actions import Event
from zhihe.platform.context import Context, Principal
from zhihe.platform.jobs.attempt import Attempt, BackOff
from zhihe.platform.jobs.tasks import Task, Tasks
from zhihe.platform.jobs.worker import Pace, Worker
from zhihe.platform.model import to_content
from zhihe.platform.model.writer import fix
from zhihe.platform.records import fetch, write
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules.background import effect_task
from zhihe.platform.rules.engine import Engine
from zhihe.platform.store import job_rows
from zhihe.platform.store import publish as store_publish
from zhihe.platform.store.database import Database
from zhihe.platform.store.numbers import NumberBlocks

FILES = {
    "yard/app.yaml": """
app: yard
label: {zh: 场地, en: Yard}
version: 1.0.0
roles:
  clerk: {zh: 文员, en: Clerk}
""",
    "yard/crate.yaml": """
model: crate
label: {zh: 箱, en: Crate}
kind: record
title: code
natural_key: [code]
fields:
  code: {type: code, label: {zh: 代码, en: Code}, required: true, unique: true}
  labels: {type: integer, label: {zh: 标签数, en: Labels}, default: "0"}
when:
  created:
    - {do: ask_for_label}
access:
  clerk: {read: true, create: true, write: true}
""",
}


@dataclass
class Clock:
    """The time; it stands still until a test moves it."""

    now: dt.datetime = dt.datetime(2026, 11, 2, 2, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now


@dataclass
class Printer:
    """Handlers of the app: a label is printed in the background; the printer can be out of order."""

    broken: bool = False
    asked: list[str] = field(default_factory=list)

    def ask_for_label(self, ctx: Context, event: Event) -> None:
        ctx.later("crate.print_label", {"crate": event.record["id"]}, key=event.record["id"])

    def print_label(self, ctx: Context, event: Event) -> None:
        self.asked.append(event.inputs["crate"])
        if self.broken:
            raise Unavailable("printer.down", "The printer does not answer; switch it on.")
        crate = ctx.records.get("crate", event.inputs["crate"])
        ctx.records.change("crate", crate["id"], {"labels": crate["labels"] + 1})

    def handlers(self) -> Mapping[str, Any]:
        return {"yard.crate.ask_for_label": self.ask_for_label, "yard.crate.print_label": self.print_label}


@dataclass
class Yard:
    """A company with the app, its engine, and workers for it."""

    engine: Engine
    printer: Printer
    user: Principal
    more: list[Task] = field(default_factory=list)

    @property
    def company(self) -> str:
        return self.user.company

    @property
    def tasks(self) -> Tasks:
        return Tasks([effect_task(self.engine), *self.more])

    def worker(self, threads: int = 2, pace: Pace | None = None) -> Worker:
        """A worker that tries again nearly at once."""
        attempt = Attempt(self.engine.database, self.tasks, outcome, BackOff(first=0.02, most=0.1))
        return Worker(attempt, threads, pace or Pace(poll=0.05))

    def work(self) -> None:
        """Do everything until nothing waits any more, further attempts too."""
        until, pause = time.monotonic() + 20, threading.Event()
        while any(job["state"] in {"waiting", "failed"} for job in self.jobs()):
            assert time.monotonic() < until, self.jobs()
            self.worker().drain()
            pause.wait(0.01)

    def crate(self, code: str) -> str:
        """A new crate's id."""
        made = self.engine.run(self.user, lambda unit: write.create_many(unit, unit.model("crate"), [{"code": code}]))
        return str(made[0]["id"])

    def labels(self, crate: str) -> int:
        """How many labels a crate got."""
        row = self.engine.read(self.user, lambda unit: fetch.one(unit, unit.model("crate"), crate))
        return int(row["labels"])

    def jobs(self) -> list[dict[str, Any]]:
        """All jobs, newest first."""
        with self.engine.database.transaction(self.company) as tx:
            return job_rows.listed(tx, state=None, user=None, after=None, limit=500)

    def read(self, look: Any) -> Any:
        """What one look at an open unit gives."""

        def looked(unit: Unit) -> Any:
            return look(unit.tx)

        return self.engine.run(self.user, looked)

    def make(self, change: Any) -> Any:
        """What one change by the owner of the tables gives."""
        with self.engine.database.making(self.company) as tx:
            return change(tx)


def open_yard(database: Database, company: str, user: Principal, files: Mapping[str, str] = FILES) -> Yard:
    """Publish the app in a company and put an engine over it."""
    # The handlers stand in this file, not in an app's folder, so that the check looks for none.
    store_publish.publish(database, company, to_content(fix(files), company))
    return yard_of(database, user)


def yard_of(database: Database, user: Principal) -> Yard:
    """An engine with the app's handlers over an open database."""
    printer = Printer()
    engine = Engine(database, printer.handlers(), NumberBlocks(database), Clock(), ZoneInfo("Asia/Shanghai"))
    return Yard(engine, printer, user)
