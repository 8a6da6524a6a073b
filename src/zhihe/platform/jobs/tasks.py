"""What can be done in the background, by name, and what a running job may ask and say."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zhihe.errors import Forbidden
from zhihe.platform.identity.identity import principal
from zhihe.platform.identity.principal import Principal
from zhihe.platform.jobs.queue import SYSTEM
from zhihe.platform.model.elements import Label
from zhihe.platform.store import accounts, job_rows
from zhihe.platform.store.database import Database

ASK_SECONDS = 0.5
"""A job that asks more often whether it should stop is told what was known."""


class Stopped(Exception):  # noqa: N818 - a request, not an error
    """The job stops where it was asked to: cancelled by a user, or set aside because its worker ends."""


class GiveUp(Exception):  # noqa: N818 - says that another attempt is of no use
    """Another attempt would fail like this one: the job becomes a dead letter at once."""


@dataclass(slots=True)
class Running:
    """One taking of a job: its payload, in whose name it acts, and its lines to the outside."""

    database: Database
    company: str
    row: Mapping[str, Any]
    ending: Callable[[], bool] = lambda: False
    _asked: float = field(default=float("-inf"))
    _answer: bool = False

    @property
    def id(self) -> str:
        """The job's id."""
        return str(self.row["id"])

    @property
    def payload(self) -> Mapping[str, Any]:
        """What was given when the job was asked for."""
        found: Mapping[str, Any] = self.row["payload"]
        return found

    @property
    def turn(self) -> job_rows.Turn:
        """This taking."""
        return job_rows.Turn(self.id, int(self.row["turn"]), int(self.row["attempts"]))

    def principal(self) -> Principal:
        """The user in whose name the job acts, with his rights as they are now.

        For an app's mandate who he is is enough; otherwise GiveUp when he may not act here any more.
        """
        user_id = str(self.row["user_id"])
        if user_id == SYSTEM:
            return Principal(id=SYSTEM, name="系统", company=self.company)
        with self.database.shared() as tx:
            seat = accounts.seat(tx, user_id, self.company)
        if seat is not None and not seat["disabled"]:
            return principal(seat)
        if self.row["app"]:
            return Principal(id=user_id, name="" if seat is None else seat["name"], company=self.company)
        refusal = Forbidden("job.user", "The user this job acts for is no active member of the company any more.")
        raise GiveUp(str(refusal)) from refusal

    def progress(self, done: int, total: int | None = None) -> None:
        """Say how far it is, at once visible to others."""
        with self.database.transaction(self.company) as tx:
            job_rows.note(tx, self.turn, done, total)

    def cancelled(self) -> bool:
        """Whether to stop at the next good place; then raise Stopped."""
        if self.ending():
            return True
        now = time.monotonic()
        if now - self._asked >= ASK_SECONDS:
            self._asked = now
            with self.database.transaction(self.company) as tx:
                self._answer = job_rows.asked_to_stop(tx, self.turn)
        return self._answer


Do = Callable[[Running], None]


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of background work; ``cancellable`` when it asks ``running.cancelled()`` at good places."""

    name: str
    label: Label
    do: Do
    cancellable: bool = False


class Tasks(Mapping[str, Task]):
    """The tasks of a program by name, put together where the rooms are."""

    def __init__(self, tasks: Iterable[Task] = ()) -> None:
        self._tasks = {task.name: task for task in tasks}

    def __getitem__(self, name: str) -> Task:
        return self._tasks[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tasks)

    def __len__(self) -> int:
        return len(self._tasks)

    def __or__(self, others: Iterable[Task]) -> Tasks:
        return Tasks([*self._tasks.values(), *others])
