"""Removing what has had its time: expired sessions, old answers under idempotency keys, jobs that are long done."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from zhihe.platform.store import job_rows

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

ANSWERS = dt.timedelta(days=7)
JOBS = dt.timedelta(days=90)


def clean(tx: Transaction, now: dt.datetime) -> dict[str, int]:
    """Remove what is older than it need be kept; how many of each. Dead letters stay."""
    return {
        "sessions": tx.execute("delete from zhihe.sessions where company = %s and expires_at < %s", [tx.number, now]),
        "answers": tx.execute("delete from zhihe_idempotency where at < %s", [now - ANSWERS]),
        "jobs": job_rows.forget(tx, now - JOBS),
    }
