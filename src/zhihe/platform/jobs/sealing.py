"""Sealing all companies' trails, about once a second each; those where nothing happens less often."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from zhihe.errors import Busy, Unavailable, Unreadable, ZhiheError
from zhihe.platform.jobs.queue import LOG
from zhihe.platform.store import schedule, seals
from zhihe.platform.store.database import Database

EVERY = 1.0
QUIET = 4.0
"""A company whose trail does not grow is looked at no less often than this; so no row waits longer for its seal."""


@dataclass(slots=True)
class Sealing:
    """Any number of these may run: a lock lets one at a time seal a company."""

    database: Database
    clock: Callable[[], float] = time.monotonic
    _next: dict[str, tuple[float, float]] = field(default_factory=dict)

    def run(self, stopping: threading.Event) -> None:
        """Seal until told to stop. For a thread of its own."""
        while not stopping.wait(EVERY):
            try:
                self.look()
            except (Busy, Unavailable):
                # What could not be sealed now is sealed with what comes.
                LOG.warning("sealing", exc_info=True)
            except ZhiheError:
                LOG.exception("sealing")

    def look(self) -> int:
        """Seal the companies whose turn it is; how many rows. A fault of one is raised after all had their turn."""
        with self.database.shared() as tx:
            companies = [each.company for each in schedule.overview(tx)]
        sealed = 0
        faults: list[ZhiheError] = []
        for company in companies:
            try:
                sealed += self._company(company)
            except Unavailable:
                raise
            except ZhiheError as fault:
                fault.add_note(f"in company {company}")
                faults.append(fault)
        if faults:
            raise faults[0]
        return sealed

    def _company(self, company: str) -> int:
        now = self.clock()
        due, wait = self._next.get(company, (now, EVERY))
        if due > now:
            return 0
        try:
            sealed = self.database.run(company, seals.seal)
        except Unreadable:
            # A company whose definitions this program cannot read writes nothing, so there is nothing to seal.
            LOG.exception("sealing", extra={"company": company})
            sealed = 0
        wait = EVERY if sealed else min(QUIET, wait * 2)
        self._next[company] = (now + wait - EVERY / 2, wait)
        return sealed
