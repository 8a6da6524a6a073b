"""One turn of a job, from taking it up to what becomes of it: done, another turn after a wait, or a dead letter."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from zhihe.errors import NotFound, ZhiheError
from zhihe.platform.jobs.queue import push
from zhihe.platform.jobs.tasks import Do, GiveUp, Running, Stopped, Task
from zhihe.platform.store import companies, job_rows
from zhihe.platform.store.database import Database
from zhihe.platform.store.session import Transaction

LOG = logging.getLogger("zhihe.jobs")
CLOSED = dt.timedelta(minutes=2)
"""How long a job of a closed company waits before it is looked at again."""
Outcome = Callable[[Do, Running], Exception | None]
"""Does a job and gives what it raised: the face of the process hands in the one place that catches everything."""


@dataclass(frozen=True, slots=True)
class BackOff:
    """How long a job waits after its n-th failure: doubled each time, spread so that not all come back at once."""

    first: float = 2.0
    most: float = 3600.0

    def seconds(self, job_id: str, attempts: int) -> float:
        """Between a half and the whole of ``first`` · 2^(attempts - 1), by the job's own id, never above ``most``."""
        whole = min(self.most, self.first * 2.0 ** (attempts - 1))
        digest = hashlib.blake2b(f"{job_id} {attempts}".encode(), digest_size=4).digest()
        return whole * (0.5 + int.from_bytes(digest) / 2**33)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Takes jobs up and says what became of them."""

    database: Database
    tasks: Mapping[str, Task]
    outcome: Outcome
    back_off: BackOff = BackOff()
    ending: Callable[[], bool] = lambda: False
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)

    def take(self, company: str, job: str, turn: int) -> None:
        """Do one turn of a job; nothing where the company is gone or the job ended or goes by another turn.

        In a closed company it waits, and is looked at again until the company is reopened.
        """
        with self.database.look() as look:
            closed = companies.closed(look, company)
        if closed:
            later = self.clock() + CLOSED
            self.database.run(company, lambda tx: push(tx, job, turn, later))
            return
        try:
            row = self.database.run(company, lambda tx: job_rows.start(tx, job, turn))
        except NotFound:
            LOG.warning("job of a company that is gone", extra={"company": company, "job": job})
            return
        if row is None:
            return
        running = Running(self.database, company, row, self.ending)
        if row["attempts"] > row["max_attempts"]:
            self._dead(running, row["error"] or "Its worker ended in the middle, as often as it may be tried.")
        else:
            self._run(running)

    def _run(self, running: Running) -> None:
        task = self.tasks.get(running.row["name"])
        error = self.outcome(_unknown if task is None else task.do, running)
        if error is None:
            self.database.run(running.company, lambda tx: job_rows.end(tx, running.turn, "done"))
            LOG.info("job done", extra=_facts(running))
        elif isinstance(error, Stopped):
            self._set_aside(running)
        elif isinstance(error, GiveUp):
            self._dead(running, said(error))
        else:
            self._failed(running, error)

    def _failed(self, running: Running, error: Exception) -> None:
        """Wait for another attempt, or become a dead letter after the last."""
        LOG.warning("job failed", exc_info=error, extra=_facts(running))
        if running.row["attempts"] >= running.row["max_attempts"]:
            self._dead(running, said(error))
            return
        seconds = self.back_off.seconds(running.id, int(running.row["attempts"]))
        self._again(running, "failed", error=said(error), seconds=seconds)

    def _set_aside(self, running: Running) -> None:
        """Cancelled by a user it ends; set aside by an ending worker it waits for another, without an attempt lost."""
        row = self.database.run(running.company, lambda tx: job_rows.one(tx, running.id))
        if row is not None and row["cancel"]:
            self.database.run(running.company, lambda tx: job_rows.end(tx, running.turn, "cancelled"))
            LOG.info("job cancelled", extra=_facts(running))
        else:
            self._again(running, "waiting", counted=False)

    def _again(
        self, running: Running, state: str, *, error: str = "", seconds: float = 0.0, counted: bool = True
    ) -> None:
        at = running.turn

        def work(tx: Transaction) -> None:
            due = job_rows.again(tx, at, state, error=error, seconds=seconds, counted=counted)
            if due is not None:
                push(tx, at.id, at.turn + 1, due)

        self.database.run(running.company, work)

    def _dead(self, running: Running, error: str) -> None:
        self.database.run(running.company, lambda tx: job_rows.end(tx, running.turn, "dead", error))
        LOG.error("job is dead", extra={**_facts(running), "error": error})


def said(error: Exception) -> str:
    """An error as the list of dead letters shows it."""
    if isinstance(error, ZhiheError):
        return f"{error.code}: {error.message}"
    return str(error) if isinstance(error, GiveUp) else f"{type(error).__name__}: {error}"


def _unknown(running: Running) -> None:
    raise GiveUp(f"This program knows no job of the name {running.row['name']!r}.")


def _facts(running: Running) -> dict[str, object]:
    return {
        "job": running.id,
        "job_name": running.row["name"],
        "company": running.company,
        "attempt": running.row["attempts"],
    }
