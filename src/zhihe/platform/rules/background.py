"""Background work as units of work: the effect and the note that it happened are one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from zhihe.platform.actions import Event
from zhihe.platform.jobs import Running, Task
from zhihe.platform.model.elements import Label, Line
from zhihe.platform.records.unit import Cause, Unit
from zhihe.platform.rules.engine import Engine
from zhihe.platform.rules.later import EFFECT
from zhihe.platform.store import job_rows

T = TypeVar("T")
_EFFECT_LABEL = Label("规则后续动作", "Effect of a rule")


def cause_of(row: Mapping[str, Any]) -> Cause:
    """The cause that the audit rows of a job name: the audit row behind it, the rule line, the app's authority."""
    line = None
    if row["cause_rule"]:
        line = Line("do", "", row["app"], row["cause_model"], uid="", source=row["cause_rule"])
    return Cause(None, row["cause_id"], line, frozenset(row["authority"]), row["app"])


def parts(
    engine: Engine,
    running: Running,
    names: Sequence[str],
    work: Callable[[Unit, list[str]], T],
    *,
    line: Line | None = None,
) -> T:
    """Do those of these parts of a job that have not been done, in one transaction; each is done once, ever."""

    def fresh(unit: Unit) -> T:
        cause = cause_of(running.row)
        unit.cause = cause if line is None else Cause(None, cause.trace_id, line, cause.authority, line.app)
        return work(unit, job_rows.first(unit.tx, running.id, names))

    return engine.run(running.principal(), fresh, request_id=f"job {running.id}")


def once(engine: Engine, running: Running, work: Callable[[Unit], Any], part: str = "") -> None:
    """Do a part of a job in one transaction, unless it was done before."""

    def fresh(unit: Unit, names: list[str]) -> None:
        if names:
            work(unit)

    parts(engine, running, [part], fresh)


def effect_task(engine: Engine) -> Task:
    """The task behind ``ctx.later``: the handler in a transaction of its own, with the app's authority."""

    def do(running: Running) -> None:
        name = str(running.payload["handler"])
        _app, model, function = name.split(".")

        def work(unit: Unit) -> None:
            event = Event(
                f"{model}.{function}",
                model,
                {},
                inputs=dict(running.payload["payload"]),
                phase="call",
                authority=unit.cause.authority,
            )
            engine.handlers[name](engine.context(unit), event)

        once(engine, running, work)

    return Task(EFFECT, _EFFECT_LABEL, do)
