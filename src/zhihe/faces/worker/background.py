"""What works beside the requests: jobs and what recurs, in threads of a server or in a process of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from zhihe.faces.http.house import House
from zhihe.faces.worker.outcome import outcome
from zhihe.platform.jobs.attempt import Attempt, BackOff
from zhihe.platform.jobs.schedule import Schedule
from zhihe.platform.jobs.sealing import Sealing
from zhihe.platform.jobs.worker import Pace, Worker
from zhihe.platform.rules.chores import CHORES

LOG = logging.getLogger("zhihe.jobs")
GRACE_SECONDS = 30.0
Loop = Callable[[threading.Event], None]
"""Something that goes on until the event is set."""


@dataclass(slots=True)
class Background:
    """The threads of one worker; what they do is safe beside any number of other workers."""

    loops: tuple[Loop, ...]
    stopping: threading.Event
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begin; returns at once."""
        for loop in self.loops:
            thread = threading.Thread(target=loop, args=(self.stopping,), name="zhihe-background", daemon=True)
            thread.start()
            self.threads.append(thread)

    def stop(self, grace: float = GRACE_SECONDS) -> bool:
        """Take nothing more up and wait for what runs; False when something still does after the grace."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(grace)
        return not any(thread.is_alive() for thread in self.threads)


def background_of(
    house: House, threads: int, *, pace: Pace | None = None, back_off: BackOff | None = None
) -> Background:
    """The background of a house: a worker of so many threads, the schedule and the sealing of trails."""
    stopping = threading.Event()
    attempt = Attempt(house.engine.database, house.tasks, outcome, back_off or BackOff(), stopping.is_set)
    worker = Worker(attempt, threads, pace or Pace(), stopping)
    # The library says of every job what our own lines say already, and of its payload what no log should hold.
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    engine = house.engine
    schedule = Schedule(engine.database, engine.clock, engine.zone, CHORES)
    sealing = Sealing(engine.database)
    return Background((lambda _stopping: worker.run(), schedule.run, sealing.run), stopping)
