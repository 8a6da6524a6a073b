"""Asking for jobs when they are due: each line once a moment, whoever looks and however many look."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from zhihe.errors import Busy, Unavailable, Unreadable, ZhiheError
from zhihe.platform.jobs.queue import LOG, Origin, enqueue
from zhihe.platform.model.elements import Line
from zhihe.platform.model.schedule import next_due, parse_every
from zhihe.platform.store import schedule as store
from zhihe.platform.store.database import Database
from zhihe.platform.store.session import Transaction

AT = "rule.at"
TICK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Chore:
    """Something the platform itself does for every company at intervals: a task's name and how often."""

    task: str
    every: str


def line_key(line: Line) -> str:
    """The name of an ``at`` line in the schedule."""
    return f"{line.model}/{line.uid}"


@dataclass(slots=True)
class Schedule:
    """Looks at all companies at once, and into those where something is due or was published."""

    database: Database
    clock: Callable[[], dt.datetime]
    zone: ZoneInfo
    chores: tuple[Chore, ...] = ()
    _seen: dict[str, int] = field(default_factory=dict)

    def run(self, stopping: threading.Event) -> None:
        """Look every second until told to stop. For a thread of its own."""
        while not stopping.wait(TICK_SECONDS):
            try:
                self.tick()
            except (Busy, Unavailable):
                # The database is away or a company is busy: nothing moved on, so all is still due.
                LOG.warning("schedule", exc_info=True)
            except ZhiheError:
                LOG.exception("schedule")

    def tick(self) -> int:
        """Ask for everything that is due now; how many jobs that were.

        A fault of one company is raised after all others had their turn.
        """
        now = self.clock()
        with self.database.shared() as tx:
            standing = store.overview(tx)
        asked = 0
        faults: list[ZhiheError] = []
        for each in standing:
            fresh = self._seen.get(each.company) != each.version
            if not each.closed and (fresh or (each.due_at is not None and each.due_at <= now)):
                try:
                    asked += self._asked(each.company, now)
                    self._seen[each.company] = each.version
                except Unavailable:
                    raise
                except ZhiheError as fault:
                    fault.add_note(f"in company {each.company}")
                    faults.append(fault)
        if faults:
            raise faults[0]
        return asked

    def _asked(self, company: str, now: dt.datetime) -> int:
        try:
            return self.database.run(company, lambda tx: self._company(tx, now))
        except Unreadable:
            # Definitions that this program cannot read stop the schedule of their own company, not of the others;
            # any other fault is nobody's to pass over.
            LOG.exception("schedule", extra={"company": company})
            return 0

    def _company(self, tx: Transaction, now: dt.datetime) -> int:
        lines = {line_key(line): line for line in tx.registry.schedule}
        chores = {chore.task: chore for chore in self.chores}
        store.keep(
            tx,
            {
                **{key: (line.every, next_due(parse_every(line.every), now, self.zone)) for key, line in lines.items()},
                # The platform's care begins at once: a new company has its partitions today.
                **{key: (chore.every, now) for key, chore in chores.items()},
            },
        )
        found = store.due(tx, now)
        for key, due_at in found:
            if key in lines:
                line = lines[key]
                origin = Origin(app=line.app, model=line.model, rule=line.source)
                payload = {"line": key, "due": due_at.isoformat()}
                enqueue(tx, AT, payload, key=f"{key} {due_at.isoformat()}", origin=origin)
            else:
                enqueue(tx, key, {"due": due_at.isoformat()}, key=due_at.isoformat())
            every = lines[key].every if key in lines else chores[key].every
            store.move(tx, key, next_due(parse_every(every), max(now, due_at), self.zone))
        return len(found)
