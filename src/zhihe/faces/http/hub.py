"""One listener a process, and for every open page only what its user may read."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from zhihe.platform.context import Principal
from zhihe.platform.records.access import grant
from zhihe.platform.records.talk import readable
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules.engine import Engine
from zhihe.platform.store import announce
from zhihe.platform.store.publish import CHANNEL as DEFINITIONS

WAITING = 200
"""Events that wait for one page; a page that reads slower is dropped, and asks again from where it was."""
MISSED = 500
"""Rows of the trail that a page gets when it comes back; with more it is told to read anew."""
DROPPED = b""
START = 10.0
"""Seconds in which the listener must have begun."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event for a page: its name, its data, and the id from which the page can go on."""

    event: str
    data: Mapping[str, Any]
    id: str = ""

    def text(self) -> bytes:
        """The event as it is sent."""
        named = f"id: {self.id}\n" if self.id else ""
        return f"{named}event: {self.event}\ndata: {orjson.dumps(self.data).decode()}\n\n".encode()


@dataclass(eq=False)
class Page:
    """One open page: its user, and the queue from which its events are sent."""

    user: Principal
    loop: asyncio.AbstractEventLoop
    queue: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(WAITING))

    def tell(self, told: Told) -> None:
        """Queue an event, from any thread."""
        self.loop.call_soon_threadsafe(self._put, told.text())

    def _put(self, text: bytes) -> None:
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            text = DROPPED
        self.queue.put_nowait(text)


class Hub:
    """The open pages of one process; listens while there are any."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pages: set[Page] = set()
        self._lock = threading.Lock()
        self._stop: threading.Event | None = None
        self._listening = threading.Event()

    def open(self, user: Principal) -> Page:
        """Add a page of the running event loop."""
        page = Page(user, asyncio.get_running_loop())
        with self._lock:
            self._pages.add(page)
            if self._stop is None:
                self._stop, self._listening = threading.Event(), threading.Event()
                channels = (announce.CHANNEL, DEFINITIONS)
                arguments = (self._engine.database.application, channels, self._heard, self._stop, self._listening)
                threading.Thread(target=announce.listen, args=arguments, daemon=True, name="zhihe-events").start()
        return page

    def close(self, page: Page) -> None:
        """Forget a page; with the last one the listener ends."""
        with self._lock:
            self._pages.discard(page)
            if not self._pages and self._stop is not None:
                self._stop.set()
                self._stop = None

    def ready(self) -> bool:
        """Wait until the listener misses nothing more; False when the database does not answer."""
        return self._listening.wait(START)

    def missed(self, user: Principal, after: str) -> list[Told]:
        """What a page that was away has missed; a word to read anew where that is too much or too long ago."""

        def look(unit: Unit) -> list[Told]:
            changes = announce.since(unit.tx, after, MISSED)
            return [Told("reload", {})] if changes is None else list(_changes(unit, changes))

        return self._engine.read(user, look)

    def _heard(self, channel: str, payload: str) -> None:
        """Hand a notice to the pages of its company, in the listener's thread."""
        with self._lock:
            pages = list(self._pages)
        if not payload:
            for page in pages:
                page.tell(Told("reload", {}))
            return
        notice = orjson.loads(payload)
        mine = [page for page in pages if page.user.company == notice["company"]]
        if channel == DEFINITIONS:
            for page in mine:
                page.tell(Told("definitions", {"version": notice["version"]}))
            return
        for page in mine:
            for told in self._for(page.user, notice):
                page.tell(told)

    def _for(self, user: Principal, notice: Mapping[str, Any]) -> list[Told]:
        if "job" in notice:
            return list(_job(user, notice["job"]))
        found: list[Told] = []
        if notice["changes"]:
            found = self._engine.read(user, lambda unit: list(_changes(unit, notice["changes"])))
        if {user.id, "*"} & set(notice["users"]):
            found.append(Told("notification", {}))
        return found


def _job(user: Principal, job: Mapping[str, Any]) -> Iterator[Told]:
    if user.administrator or job.get("user") == user.id:
        yield Told("job", {key: job.get(key) for key in ("id", "state", "done", "total")})


def _changes(unit: Unit, changes: Any) -> Iterator[Told]:
    """Those changes of which the user may read the record: by model, and where his rows are limited by a look."""
    for identity, key, record, version, action in changes:
        model = unit.registry.models.get(key)
        if model is None or model.kind != "record":
            continue
        given = grant(unit.registry, model, unit.user)
        if not given.read or (given.rows is not None and record is not None and not readable(unit, model, record)):
            continue
        yield Told("record", {"model": key, "id": record, "version": version, "action": action}, identity)
