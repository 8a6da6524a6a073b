"""The rows of background work: what waits, runs, failed and was done in a company."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from zhihe.errors import Invalid

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

Row = dict[str, Any]
STATES = ("waiting", "running", "done", "failed", "dead", "cancelled")
ERROR_LENGTH = 4_000
_COLUMNS = """
j.id::text as id, j.name, j.key, j.payload, j.user_id::text as user_id, j.app, j.authority, j.cause_model,
j.cause_record, j.cause_rule, j.cause_id::text as cause_id, j.state, j.turn, j.attempts, j.max_attempts,
j.enqueued_at, j.scheduled_at, j.started_at, j.ended_at, j.error, j.done, j.total, j.cancel
"""
_ADD = """
insert into zhihe_job (id, name, key, payload, user_id, app, authority, cause_model, cause_record, cause_rule,
                       cause_id, max_attempts, scheduled_at)
values (%(id)s, %(name)s, %(key)s, %(payload)s, %(user_id)s, %(app)s, %(authority)s, %(cause_model)s,
        %(cause_record)s, %(cause_rule)s, %(cause_id)s, %(max_attempts)s, coalesce(%(at)s, now()))
on conflict (name, key) where key is not null do nothing
"""
_START = f"""
update zhihe_job j set state = 'running', attempts = j.attempts + 1, started_at = clock_timestamp(), ended_at = null
where j.id = %(id)s and j.turn = %(turn)s and j.state in ('waiting', 'failed', 'running')
returning {_COLUMNS}
"""  # noqa: S608 - built of the constant above
_LIST = f"""
select {_COLUMNS}, u.name as user_name from zhihe_job j left join zhihe.users u on u.id = j.user_id
where (%(state)s::text is null or j.state = %(state)s) and (%(user)s::uuid is null or j.user_id = %(user)s)
  and (%(after)s::uuid is null or j.id < %(after)s)
order by j.id desc limit %(limit)s
"""  # noqa: S608
_ONE = f"""
select {_COLUMNS}, u.name as user_name from zhihe_job j left join zhihe.users u on u.id = j.user_id
where j.id::text = %(id)s
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Turn:
    """One taking of a job: what a worker may still say about it; a later taking makes it stale."""

    id: str
    turn: int
    attempts: int


def add(tx: Transaction, row: Row) -> bool:
    """Write a job; False when one of this name and key is there already."""
    try:
        payload = orjson.dumps(row["payload"]).decode()
    except TypeError as error:
        raise Invalid(
            "job.payload", f"The payload of the job {row['name']} is none that JSON can say: {error}.", field="payload"
        ) from error
    return bool(tx.execute(_ADD, {**row, "payload": payload}))


def by_key(tx: Transaction, name: str, key: str) -> str:
    """The id of the job of this name and key."""
    return str(tx.rows("select id::text as id from zhihe_job where name = %s and key = %s", [name, key])[0]["id"])


def start(tx: Transaction, job_id: str, turn: int) -> Row | None:
    """Take a job up, counting the attempt; None when it ended, was cancelled or goes by a later turn."""
    return next(map(_read, tx.rows(_START, {"id": job_id, "turn": turn})), None)


def end(tx: Transaction, at: Turn, state: str, error: str = "") -> bool:
    """Note how a taking ended; False when the job was taken up again meanwhile."""
    return bool(
        tx.execute(
            "update zhihe_job set state = %(state)s, error = %(error)s, ended_at = clock_timestamp() "
            "where id = %(id)s and turn = %(turn)s and attempts = %(attempts)s and state = 'running'",
            {
                "state": state,
                "error": error[:ERROR_LENGTH],
                "id": at.id,
                "turn": at.turn,
                "attempts": at.attempts,
            },
        )
    )


def again(
    tx: Transaction, at: Turn, state: str, *, error: str = "", seconds: float = 0.0, counted: bool = True
) -> dt.datetime | None:
    """Let a job that ran wait for its next turn; when that is due, or None when it was taken up meanwhile."""
    found = tx.rows(
        """
        update zhihe_job set state = %(state)s, error = %(error)s, ended_at = clock_timestamp(), turn = turn + 1,
               attempts = attempts - %(uncounted)s, scheduled_at = clock_timestamp() + make_interval(secs => %(secs)s)
        where id = %(id)s and turn = %(turn)s and attempts = %(attempts)s and state = 'running'
        returning scheduled_at
        """,
        {
            "state": state,
            "error": error[:ERROR_LENGTH],
            "secs": seconds,
            "uncounted": 0 if counted else 1,
            "id": at.id,
            "turn": at.turn,
            "attempts": at.attempts,
        },
    )
    return found[0]["scheduled_at"] if found else None


def replay(tx: Transaction, job_id: str) -> Row | None:
    """Give a dead or cancelled job one more attempt, at once; None when it is neither."""
    found = tx.rows(
        """
        update zhihe_job set state = 'waiting', turn = turn + 1, max_attempts = attempts + 1, cancel = false,
               scheduled_at = clock_timestamp(), ended_at = null
        where id::text = %s and state in ('dead', 'cancelled') returning turn
        """,
        [job_id],
    )
    return found[0] if found else None


def cancel_waiting(tx: Transaction, job_id: str) -> bool:
    """Cancel a job that does not run."""
    return bool(
        tx.execute(
            "update zhihe_job set state = 'cancelled', cancel = true, ended_at = clock_timestamp() "
            "where id::text = %s and state in ('waiting', 'failed')",
            [job_id],
        )
    )


def ask_to_stop(tx: Transaction, job_id: str) -> bool:
    """Ask a running job to stop where it can."""
    return bool(tx.execute("update zhihe_job set cancel = true where id::text = %s and state = 'running'", [job_id]))


def note(tx: Transaction, at: Turn, done: int, total: int | None) -> None:
    """Note how far a running job is."""
    tx.execute(
        "update zhihe_job set done = %s, total = %s where id = %s and turn = %s and attempts = %s",
        [done, total, at.id, at.turn, at.attempts],
    )


def asked_to_stop(tx: Transaction, at: Turn) -> bool:
    """Whether a running job should stop: it was asked to, or it was taken from this worker."""
    found = tx.rows("select cancel, turn, attempts from zhihe_job where id = %s", [at.id])
    return not found or bool(found[0]["cancel"]) or (found[0]["turn"], found[0]["attempts"]) != (at.turn, at.attempts)


def first(tx: Transaction, job_id: str, parts: Sequence[str]) -> list[str]:
    """Those of the parts that have had no effect yet; from the commit of this transaction on they have.

    Waits for another transaction that is at the same part, until that one has ended.
    """
    found = tx.rows(
        "insert into zhihe_job_done (job_id, part) select %s, unnest(%s::text[]) order by 2 "
        "on conflict do nothing returning part",
        [job_id, sorted(parts)],
    )
    return [row["part"] for row in found]


def listed(tx: Transaction, *, state: str | None, user: str | None, after: str | None, limit: int) -> list[Row]:
    """Jobs, newest first."""
    return [_read(row) for row in tx.rows(_LIST, {"state": state, "user": user, "after": after, "limit": limit})]


def one(tx: Transaction, job_id: str) -> Row | None:
    """One job, or None."""
    return next(map(_read, tx.rows(_ONE, {"id": job_id})), None)


def counts(tx: Transaction) -> dict[str, int]:
    """How many jobs there are in each state."""
    found = {row["state"]: row["count"] for row in tx.rows("select state, count(*) from zhihe_job group by state")}
    return {state: found.get(state, 0) for state in STATES}


def forget(tx: Transaction, before: dt.datetime) -> int:
    """Remove what ended well or was cancelled before an instant, with the parts it had done; dead letters stay."""
    return tx.execute(
        """
        with gone as (
            delete from zhihe_job where state in ('done', 'cancelled') and ended_at < %s returning id
        ), parts as (
            delete from zhihe_job_done d using gone where d.job_id = gone.id
        )
        select id from gone
        """,
        [before],
    )


def _read(row: Row) -> Row:
    row["payload"] = orjson.loads(row["payload"])
    return row
