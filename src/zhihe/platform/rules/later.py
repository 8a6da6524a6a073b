"""What a rule or handler wants done after the commit: a job asked for in the same transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from zhihe.platform.jobs import Origin, enqueue
from zhihe.platform.records.unit import Unit

EFFECT = "rule.effect"


def origin_of(unit: Unit) -> Origin:
    """In whose name a job asked for in this unit acts: the user, and the app whose line is at work."""
    cause = unit.cause
    model, record = ("", "") if cause.event is None else (cause.event.model, str(cause.event.record.get("id", "")))
    return Origin(
        user_id=unit.user.id,
        app=cause.app,
        authority=tuple(sorted(cause.authority)),
        model=model,
        record=record,
        rule="" if cause.line is None else cause.line.source,
        cause_id=cause.trace_id,
    )


def later(
    unit: Unit, handler: str, payload: Mapping[str, Any], *, key: str | None = None, at: dt.datetime | None = None
) -> str:
    """Call a handler of the app at work after the commit, as a job; ``handler`` is ``model.function``."""
    full = f"{unit.cause.app}.{handler}"
    return enqueue(unit.tx, EFFECT, {"handler": full, "payload": payload}, key=key, at=at, origin=origin_of(unit))
