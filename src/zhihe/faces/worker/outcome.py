"""What became of a job's work."""

from __future__ import annotations

from zhihe.platform.jobs.tasks import Do, Running


def outcome(do: Do, running: Running) -> Exception | None:
    """Do a job and give what it raised: the one place of a worker that catches everything.

    What it gives is noted at the job, logged, and tried again or listed as a dead letter; nothing is lost.
    """
    try:
        do(running)
    except Exception as error:  # noqa: BLE001 - whatever a job raises belongs to the job, not to the worker
        return error
    return None
