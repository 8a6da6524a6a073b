"""Hear of a publish and load its definitions before the first request asks for them.

Nothing depends on it: every transaction reads the version itself, and a notice may be lost.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import orjson
import psycopg

from zhihe.errors import NotFound, Unavailable, Unreadable
from zhihe.platform.store.connections import connect
from zhihe.platform.store.publish import CHANNEL

if TYPE_CHECKING:
    from zhihe.platform.store.database import Database

_WAIT_SECONDS = 0.5
_AGAIN_SECONDS = 2.0


def follow(database: Database, stop: threading.Event, heard: threading.Event | None = None) -> None:
    """Load what others publish until ``stop`` is set; ``heard`` is set after each notice. For a thread of its own."""
    while not stop.is_set():
        try:
            with connect(database.application) as connection:
                connection.execute(f"listen {CHANNEL}")
                _listen(database, connection, stop, heard)
        except (psycopg.OperationalError, Unavailable):
            # The server is down or restarts: whoever works notices it too, and says so.
            stop.wait(_AGAIN_SECONDS)


def _listen(
    database: Database, connection: psycopg.Connection[Any], stop: threading.Event, heard: threading.Event | None
) -> None:
    while not stop.is_set():
        for notice in connection.notifies(timeout=_WAIT_SECONDS):
            _warm(database, str(orjson.loads(notice.payload)["company"]))
            if heard is not None:
                heard.set()


def _warm(database: Database, company: str) -> None:
    try:
        with database.transaction(company):
            pass
    except (NotFound, Unreadable):
        return  # the company was removed meanwhile, or runs under a newer program: who asks for it is told
