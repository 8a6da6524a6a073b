"""Looking at background work and steering it: who sees which jobs, replay, cancel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from zhihe.errors import Conflict, Invalid, NotFound
from zhihe.platform.identity.principal import Principal
from zhihe.platform.jobs.queue import push
from zhihe.platform.jobs.tasks import Task
from zhihe.platform.store import job_rows
from zhihe.platform.store.session import Transaction

Tasks = Mapping[str, Task]
MAX_LIMIT = 500
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def listed(
    tx: Transaction,
    who: Principal,
    tasks: Tasks,
    *,
    state: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Jobs, newest first: an administrator sees all of the company, others what was done in their name."""
    if state is not None and state not in job_rows.STATES:
        raise Invalid("job.state", f"state is one of {', '.join(job_rows.STATES)}, not {state!r}.", value=state)
    if not 0 < limit <= MAX_LIMIT:
        raise Invalid("list.limit", f"limit is 1 to {MAX_LIMIT}, not {limit}.", field="limit", value=limit)
    if after is not None and not _ID.fullmatch(after):
        raise Invalid("list.after", "after is the id of the last job seen.", field="after", value=after)
    user = None if sees_all(who) else who.id
    return [shown(row, tasks) for row in job_rows.listed(tx, state=state, user=user, after=after, limit=limit)]


def one(tx: Transaction, who: Principal, tasks: Tasks, job_id: str) -> dict[str, Any]:
    """One job; NotFound also where the asker may not see it."""
    return shown(_row(tx, who, job_id), tasks)


def replay(tx: Transaction, who: Principal, tasks: Tasks, job_id: str) -> dict[str, Any]:
    """Try a dead or cancelled job once more."""
    row = _row(tx, who, job_id)
    found = job_rows.replay(tx, job_id)
    if found is None:
        raise Conflict(
            "job.not_dead", f"The job is {row['state']}; only a dead or cancelled one is replayed.", id=job_id
        )
    push(tx, str(row["id"]), int(found["turn"]))
    return one(tx, who, tasks, job_id)


def cancel(tx: Transaction, who: Principal, tasks: Tasks, job_id: str) -> dict[str, Any]:
    """Cancel a job that waits, or ask one that runs to stop where it can."""
    row = _row(tx, who, job_id)
    task = tasks.get(row["name"])
    if not job_rows.cancel_waiting(tx, job_id):
        if row["state"] != "running":
            raise Conflict("job.ended", f"The job is {row['state']}; there is nothing left to cancel.", id=job_id)
        if task is None or not task.cancellable:
            raise Conflict("job.not_cancellable", "This job runs to its end once it has begun.", id=job_id)
        job_rows.ask_to_stop(tx, job_id)
    return one(tx, who, tasks, job_id)


def sees_all(who: Principal) -> bool:
    """Whether the asker sees the jobs of all."""
    return who.administrator and (who.scopes is None or "admin" in who.scopes)


def _row(tx: Transaction, who: Principal, job_id: str) -> dict[str, Any]:
    row = job_rows.one(tx, job_id)
    if row is None or not (sees_all(who) or row["user_id"] == who.id):
        raise NotFound("job.not_found", f"There is no job {job_id}.", id=job_id)
    return row


def shown(row: Mapping[str, Any], tasks: Tasks) -> dict[str, Any]:
    """A job as it is listed."""
    task = tasks.get(row["name"])
    label = {"zh": row["name"], "en": row["name"]} if task is None else {"zh": task.label.zh, "en": task.label.en}
    progress = None if row["done"] is None else {"done": row["done"], "total": row["total"]}
    times = ("enqueued_at", "scheduled_at", "started_at", "ended_at")
    return {
        **{key: row[key] for key in ("id", "name", "state", "attempts", "max_attempts", *times)},
        "label": label,
        "error": row["error"],
        "cause": {"model": row["cause_model"], "record": row["cause_record"], "rule": row["cause_rule"]},
        "progress": progress,
        "user": {"id": row["user_id"], "name": row["user_name"]},
        "cancellable": row["state"] in {"waiting", "failed"} or bool(task and task.cancellable),
    }
