"""A signal that was answered no longer waits."""

from __future__ import annotations

from zhihe.platform.actions import Event
from zhihe.platform.context import Context


def count_down(ctx: Context, event: Event) -> None:
    """The chart has one open signal less."""
    chart = ctx.records.lock("control_chart", [event.record["chart"]])[event.record["chart"]]
    ctx.records.change("control_chart", chart["id"], {"open_signals": chart["open_signals"] - 1})
