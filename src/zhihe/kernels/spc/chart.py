"""What a chart is: points, a centre line and limits, each an array as long as the data and read-only.

A place without a point (the first of a moving range chart) holds NaN. Constant lines are broadcast from one
number, so a chart of a million points costs one array.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from zhihe.kernels.sigma import Floats, Integers
from zhihe.kernels.spc.caveats import Caveat, caveat

ALGORITHM: Final = "spc/1"

ChartKind = Literal[
    "xbar", "r", "s", "i", "mr", "p", "np", "c", "u", "laney_p", "laney_u", "g", "ewma", "cusum_up", "cusum_down", "t2"
]
_UNCLIPPED: Final = ("xbar", "i", "ewma", "g")
_LAST_BIT: Final = 1e-12
Tests = Literal["zones", "runs", "limits"]
"""Which run rules a chart takes: all of them, the first four of Nelson, or its limits only."""


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """One chart: arrays of equal length, in the unit of ``points``.

    ``error`` is the standard error of each point, from which zones are measured; None where limits are not a
    multiple of one. ``sigmas`` is that multiple. ``restarts`` (CUSUM) are the places at which a sum began anew;
    ``carried`` counts the points of the present rise that lie before this chart.
    """

    kind: ChartKind
    points: Floats
    center: Floats
    lower: Floats
    upper: Floats
    tests: Tests
    sigmas: float = 3.0
    error: Floats | None = None
    restarts: Integers | None = None
    carried: int = 0

    def __len__(self) -> int:
        return int(self.points.size)

    def scores(self) -> Floats:
        """Distance of each point from the centre line in standard errors; ValueError for a chart without zones."""
        if self.error is None:
            raise ValueError(f"the {self.kind} chart has {len(self)} points but no standard error to measure them by")
        scores = self.points - self.center
        scores /= self.error
        return scores


@dataclass(frozen=True, slots=True)
class Memory:
    """What the next subgroup needs of those before it: O(window) numbers, whatever the length of the record.

    ``count`` subgroups so far; ``tail`` last readings (moving range); ``level`` and ``variance`` of an EWMA;
    ``sums`` and ``rises`` of the two CUSUMs, upper first.
    """

    count: int = 0
    tail: tuple[float, ...] = ()
    level: float | None = None
    variance: float = 0.0
    sums: tuple[float, float] | None = None
    rises: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Charts of some subgroups and what the following ones need to know."""

    charts: tuple[Chart, ...]
    memory: Memory
    caveats: tuple[Caveat, ...] = field(default=())


def line(value: float, count: int) -> Floats:
    """Give a constant line as an array of ``count`` places that costs one number."""
    return np.broadcast_to(np.float64(value), (count,))


def sigma_chart(
    kind: ChartKind,
    points: Floats,
    center: Floats,
    error: Floats,
    *,
    sigmas: float,
    tests: Tests,
    floor: float = -np.inf,
    ceiling: float = np.inf,
) -> Chart:
    """Draw limits at center +/- sigmas * error, clipped to [floor, ceiling]."""
    lower, upper = _line(center, error, -sigmas), _line(center, error, sigmas)
    if floor > -np.inf:
        lower = _clip(lower, floor, np.inf)
    if ceiling < np.inf:
        upper = _clip(upper, -np.inf, ceiling)
    for array in (points, lower, upper):
        array.setflags(write=False)
    return Chart(kind, points, center, lower, upper, tests, sigmas, error)


def _line(center: Floats, error: Floats, times: float) -> Floats:
    if _constant(center) and _constant(error):
        return line(float(center[0] + times * error[0]), center.size)
    return np.asarray(center + times * error)


def _clip(array: Floats, low: float, high: float) -> Floats:
    if _constant(array):
        return line(min(max(float(array[0]), low), high), array.size)
    return np.clip(array, low, high)


def _constant(array: Floats) -> bool:
    return array.size > 0 and array.strides == (0,)


def clipped(chart: Chart) -> tuple[Caveat, ...]:
    """Say how many points have a limit that was clipped to 0 (or to 1, for a proportion)."""
    if chart.error is None or chart.kind in _UNCLIPPED or not len(chart):
        return ()
    said = []
    if chart.lower.min() >= 0 and (below := _count(_line(chart.center, chart.error, -chart.sigmas), 0.0)):
        said.append(caveat("lower_limit_zero", chart=chart.kind, points=below))
    proportion = chart.kind in {"p", "laney_p"} and chart.upper.max() <= 1
    if proportion and (above := len(chart) - _count(_line(chart.center, chart.error, chart.sigmas), 1.0 + _LAST_BIT)):
        said.append(caveat("upper_limit_one", chart=chart.kind, points=above))
    return tuple(said)


def _count(limit: Floats, bound: float) -> int:
    """Count the points whose limit lies below a bound."""
    return int(np.count_nonzero(limit < bound)) if limit.strides != (0,) else limit.size * int(limit[0] < bound)
