"""Putting work into the queue, in the transaction of whoever asks for it: rolled back, it was never asked for."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from procrastinate import SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from zhihe.errors import Unavailable
from zhihe.platform.store import job_rows
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.session import Transaction

LOG = logging.getLogger("zhihe.jobs")
SYSTEM = "00000000-0000-0000-0000-000000000000"
"""The user of what nobody caused: schedules and the platform's own care."""
ATTEMPTS = 6
QUEUE = "zhihe"
ENTRY = "zhihe"
"""The one task that the library knows; which of ours an entry means stands in our row."""


@dataclass(frozen=True, slots=True)
class Origin:
    """In whose name a job acts, and what caused it.

    With an ``app`` it acts with that app's authority, recorded with the user; without, with the user's own roles as
    they are when it runs. ``cause_id`` is the audit row behind it, ``rule`` the line.
    """

    user_id: str = SYSTEM
    app: str = ""
    authority: tuple[str, ...] = ()
    model: str = ""
    record: str = ""
    rule: str = ""
    cause_id: str | None = None


def enqueue(
    tx: Transaction,
    name: str,
    payload: Mapping[str, Any],
    *,
    key: str | None = None,
    at: dt.datetime | None = None,
    origin: Origin | None = None,
    attempts: int = ATTEMPTS,
) -> str:
    """Ask for a job in this transaction; its id.

    With a ``key`` there is one job of that name and key: asking again gives the first one's id and adds nothing.
    ``payload`` is what JSON can say. ``at`` is the earliest instant it runs.
    """
    by = origin or Origin()
    job_id = new_id()
    row = {
        "id": job_id,
        "name": name,
        "key": key,
        "payload": payload,
        "user_id": by.user_id,
        "app": by.app,
        "authority": sorted(by.authority),
        "cause_model": by.model,
        "cause_record": by.record,
        "cause_rule": by.rule,
        "cause_id": by.cause_id,
        "max_attempts": attempts,
        "at": at,
    }
    if not job_rows.add(tx, row):
        return job_rows.by_key(tx, name, key or "")
    push(tx, job_id, 1, at)
    return job_id


def push(tx: Transaction, job_id: str, turn: int, at: dt.datetime | None = None) -> None:
    """Put an entry for one turn of a job into the queue."""
    entry = Job(
        queue=QUEUE,
        task_name=ENTRY,
        lock=None,
        queueing_lock=None,
        task_kwargs={"company": tx.company, "job": job_id, "turn": turn},
        scheduled_at=at,
    )
    try:
        JobManager(SyncPsycopgConnector()).defer_job(entry, connection=tx.connection)
    except ConnectorException as error:
        raise Unavailable("jobs.queue", f"The queue of background work does not take the job: {error}.") from error
