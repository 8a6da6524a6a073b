"""What a commit announces to those who listen: which records changed, who got a message, how far a job is.

The notice travels with the commit, so that a rolled back change is never heard of; it is small, and says what changed,
not how. Who wants more reads the record, under his own rights.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

import orjson
import psycopg

from zhihe.errors import Unavailable
from zhihe.platform.store.connections import connect

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

CHANNEL = "zhihe_events"
LARGEST = 7_500
"""Bytes of one notice; the server takes fewer than 8,000."""
MANY = "many"
"""The action told for a model of which so many records changed that they are not named."""
_WAIT_SECONDS = 0.5
_AGAIN_SECONDS = 2.0
Change = tuple[str, str, str | None, int | None, str]
"""Id of the trail's row, model, record, version, action."""
_SINCE = """
select a.id::text as id, a.model, a.record_id, a.version, a.action from zhihe_audit a
where a.at >= (select b.at - interval '60 seconds' from zhihe_audit b where b.id = %(after)s::uuid limit 1)
order by a.at, a.id limit %(limit)s
"""
"""A minute more: a unit carries the instant of its beginning, and may have been committed after a younger one."""


class Traced(Protocol):
    """A row of the trail, as far as it is announced."""

    @property
    def id(self) -> str:
        """Its own id."""

    @property
    def model(self) -> str:
        """The model of the record."""

    @property
    def record_id(self) -> str:
        """The record."""

    @property
    def version(self) -> int:
        """The record's version behind it."""

    @property
    def action(self) -> str:
        """What was done."""


def notice(company: str, trail: Sequence[Traced], told: Iterable[str]) -> str | None:
    """What a commit announces: its changes and the users it wrote messages to; None where there is nothing to say.

    What is too much to name is told by model, and what is too much even so as something for everybody.
    """
    changes: list[Change] = [(row.id, row.model, row.record_id, row.version, row.action) for row in trail]
    users = sorted(set(told))
    if not changes and not users:
        return None
    text = _text(company, changes, users)
    if len(text) > LARGEST:
        last = {model: identity for identity, model, *_rest in changes}
        text = _text(company, [(identity, model, None, None, MANY) for model, identity in last.items()], users)
    if len(text) > LARGEST:
        text = _text(company, [], ["*"])
    return text.decode()


def _text(company: str, changes: Sequence[Change], users: Sequence[str]) -> bytes:
    return orjson.dumps({"company": company, "changes": changes, "users": users})


def since(tx: Transaction, after: str, limit: int) -> list[Change] | None:
    """The changes behind a row of the trail, oldest first, a few before it too; None where they are more than limit.

    Also None for a row that is not there: nobody can say what came after it.
    """
    rows = tx.rows(_SINCE, {"after": after, "limit": limit + 1})
    if not rows or len(rows) > limit:
        return None
    return [(row["id"], row["model"], row["record_id"], row["version"], row["action"]) for row in rows]


def listen(
    conninfo: str,
    channels: Sequence[str],
    heard: Callable[[str, str], None],
    stop: threading.Event,
    listening: threading.Event,
) -> None:
    """Hand every notice to ``heard`` until ``stop`` is set; for a thread of its own.

    ``listening`` is set once nothing more can be missed. After a lost connection ``heard`` gets an empty notice on the
    first channel: something may have been missed.
    """
    again = False
    while not stop.is_set():
        try:
            with connect(conninfo) as connection:
                for channel in channels:
                    connection.execute(f"listen {channel}")
                listening.set()
                if again:
                    heard(channels[0], "")
                again = True
                while not stop.is_set():
                    for notice in connection.notifies(timeout=_WAIT_SECONDS):
                        heard(notice.channel, notice.payload)
        except (psycopg.OperationalError, Unavailable):
            # The server is down or restarts: whoever works notices it too, and says so.
            stop.wait(_AGAIN_SECONDS)
