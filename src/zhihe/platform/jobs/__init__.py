"""Background work: enqueued in the caller's transaction, run by any worker, retried, listed, replayed."""

from zhihe.platform.jobs.queue import ATTEMPTS, SYSTEM, Origin, enqueue
from zhihe.platform.jobs.tasks import GiveUp, Running, Stopped, Task, Tasks

__all__ = ["ATTEMPTS", "SYSTEM", "GiveUp", "Origin", "Running", "Stopped", "Task", "Tasks", "enqueue"]
