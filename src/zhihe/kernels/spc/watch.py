"""Phase II one subgroup at a time: what a new subgroup signals, without looking at the record again.

The state between two subgroups holds what the chart recursions need and the last points of each chart, as many
as the longest rule looks back, so each step costs the same however long the record is. Advancing by any pieces
gives the signals that judging the whole record at once gives.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from zhihe.kernels.sigma import Floats
from zhihe.kernels.spc.caveats import Caveat
from zhihe.kernels.spc.chart import ALGORITHM, Chart, Memory
from zhihe.kernels.spc.judge import Signal, signals
from zhihe.kernels.spc.phases import FrozenLimits
from zhihe.kernels.spc.rows import Rows
from zhihe.kernels.spc.study import weigh

S = TypeVar("S")


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """State between two subgroups: ``memory`` of the recursions and the ``last`` points of each chart."""

    memory: Memory
    last: tuple[Chart, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What some new subgroups gave: their charts, their signals (places from the start of the watch), the state."""

    watch: Watch
    charts: tuple[Chart, ...]
    signals: tuple[Signal, ...]
    caveats: tuple[Caveat, ...]
    algorithm: str = ALGORITHM


def watch() -> Watch:
    """Begin to watch: no subgroup so far."""
    return Watch(Memory(), ())


def advance(limits: FrozenLimits[S], state: Watch, data: object) -> Step:
    """Judge the next subgroups (one or more) by frozen limits, in O(their number + the longest rule)."""
    rows: Rows = limits.spec.read(data)
    drawn = limits.spec.draw(rows, limits.standards, state.memory)
    before = state.last or tuple(_tail(chart, 0) for chart in drawn.charts)
    joined = tuple(_join(old, new) for old, new in zip(before, drawn.charts, strict=True))
    found = tuple(
        signals(chart, limits.rules, start=len(old), shift=state.memory.count - len(old))
        for old, chart in zip(before, joined, strict=True)
    )
    reach = max((rule.window for rule in limits.rules), default=1)
    last = tuple(_tail(chart, 0 if chart.tests == "limits" else reach) for chart in joined)
    every = tuple(signal for one in found for signal in one)
    return Step(Watch(drawn.memory, last), drawn.charts, every, weigh(found, limits.rules))


def _tail(chart: Chart, count: int) -> Chart:
    """Copy the last points of a chart, so that the arrays they came from can go."""

    def last(array: Floats) -> Floats:
        return array[max(0, array.size - count) :].copy()

    return replace(
        chart,
        points=last(chart.points),
        center=last(chart.center),
        lower=last(chart.lower),
        upper=last(chart.upper),
        error=None if chart.error is None else last(chart.error),
        restarts=None,
        carried=0,
    )


def _join(old: Chart, new: Chart) -> Chart:
    """Put the points remembered before the new ones; a chart that remembers none is itself."""
    if not len(old):
        return new
    error = None if old.error is None or new.error is None else np.concatenate([old.error, new.error])
    return replace(
        new,
        points=np.concatenate([old.points, new.points]),
        center=np.concatenate([old.center, new.center]),
        lower=np.concatenate([old.lower, new.lower]),
        upper=np.concatenate([old.upper, new.upper]),
        error=error,
    )
