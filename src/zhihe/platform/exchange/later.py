"""Large files as jobs: taken as at once, with progress that others see and a way to stop."""

from __future__ import annotations

from typing import Final

from zhihe.errors import Conflict, Forbidden, Invalid, NotFound
from zhihe.platform.exchange import kept
from zhihe.platform.jobs import GiveUp, Running, Stopped, Task
from zhihe.platform.model.elements import Label
from zhihe.platform.rules.engine import Engine

_LABEL: Final = Label("导入文件", "Import of a file")


def import_task(engine: Engine) -> Task:
    """The task behind an import that is too large for a request; it acts in the name of who uploaded the file."""

    def do(running: Running) -> None:
        who, identity = running.principal(), str(running.payload["import"])
        dry_run, strict = bool(running.payload["dry_run"]), bool(running.payload["strict"])

        def progress(done: int, total: int) -> None:
            if running.cancelled():
                raise Stopped
            running.progress(done, total)

        try:
            ready = kept.prepared(engine, who, identity, running=True)
            engine.run(
                who,
                lambda unit: kept.finish(unit, ready, progress, dry_run=dry_run, strict=strict),
                request_id=f"job {running.id}",
                reason=str(running.payload.get("reason") or ""),
            )
        except (Invalid, Forbidden, NotFound, Conflict) as error:
            # What the file or the rights do not allow is no better at another attempt.
            reason = error
            engine.run(who, lambda unit: kept.fail(unit, identity, reason))
            raise GiveUp(f"{error.code}: {error.message}") from error

    return Task(kept.JOB, _LABEL, do, cancellable=True)
