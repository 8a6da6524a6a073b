"""The tabular CUSUM of standardised means y = (x - target) / (sigma / sqrt(n)) (Page 1954; Montgomery, chapter 9).

C+ = max(0, C+ + y - k) and C- = max(0, C- - y - k), both kept as numbers of 0 or more, signal above h. ``k`` is
half the shift to find, in standard errors. A head start (h/2, Lucas and Crosier 1982) begins both sums above 0.
With ``reset`` both sums begin anew after a signal of either, as after a repair; without, they run on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np

from zhihe.kernels.sigma import Constants, Estimator, Floats, Integers, Subgroups, per_size
from zhihe.kernels.spc.caveats import Caveat, caveat
from zhihe.kernels.spc.chart import Chart, ChartKind, Drawn, Memory, line
from zhihe.kernels.spc.ewma import watched
from zhihe.kernels.spc.rows import first_bad
from zhihe.kernels.spc.rules import ON_THE_LINE
from zhihe.kernels.spc.study import Spec, Standards

_BLOCK: Final = 8192
"""Sums are cut into blocks, so that a running total of a million points does not eat the digits of the last."""
_SHORT: Final = 64
_KINDS: Final[tuple[ChartKind, ChartKind]] = ("cusum_up", "cusum_down")
_Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Cusum(Spec[Subgroups, Standards]):
    """Two one-sided sums; ``k``, ``h`` and ``head_start`` in standard errors of the points."""

    kind: ClassVar[str] = "cusum"
    k: float = 0.5
    h: float = 5.0
    head_start: float = 0.0
    reset: bool = False
    estimator: Estimator | None = None
    constants: Constants | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.k < math.inf or not 0 < self.h < math.inf:
            raise ValueError(f"k {self.k} must be 0 or more and h {self.h} above 0")
        if not 0 <= self.head_start < self.h:
            raise ValueError(f"the head start {self.head_start} is not between 0 and h {self.h}")

    def read(self, data: Any) -> Subgroups:
        """Check the data and give them their shape."""
        return Subgroups.of(data)

    def estimate(self, data: Subgroups) -> Standards:
        """Estimate centre and sigma from the data."""
        return watched(data, self.estimator, self.constants)

    def draw(self, data: Subgroups, standards: Standards, memory: Memory) -> Drawn:
        """Draw the charts of these subgroups."""
        scores = data.means() - standards.center
        scores /= per_size(data, lambda n: standards.sigma / math.sqrt(n))
        sums, resets, last = self._run(scores, memory.sums or (self.head_start, self.head_start))
        charts = tuple(
            self._chart(kind, one, resets, carried)
            for kind, one, carried in zip(_KINDS, sums, memory.rises, strict=True)
        )
        rises = (_rise(sums[0], resets, memory.rises[0]), _rise(sums[1], resets, memory.rises[1]))
        return Drawn(charts, Memory(memory.count + len(data), sums=last, rises=rises))

    def warn(self, data: Subgroups, standards: Standards) -> tuple[Caveat, ...]:  # noqa: ARG002 - see Spec
        """Say what these limits cannot be trusted for."""
        return (caveat("limits_from_monitored"),)

    def _run(self, scores: Floats, begin: _Pair) -> tuple[tuple[Floats, Floats], Integers, _Pair]:
        """Both sums, the places after which they began anew, and what the next point starts from."""
        above, below = np.empty_like(scores), np.empty_like(scores)
        resets: list[int] = []
        place, block = 0, _SHORT if self.reset else _BLOCK
        limit = self.h * (1 + ON_THE_LINE)
        while place < scores.size:
            stop = min(place + block, scores.size)
            up = _sum(scores[place:stop] - self.k, begin[0])
            down = _sum(-scores[place:stop] - self.k, begin[1])
            hit = first_bad((up > limit) | (down > limit)) if self.reset else None
            if hit is None:
                block, begin = min(2 * block, _BLOCK), (float(up[-1]), float(down[-1]))
            else:
                stop, block, begin = place + hit + 1, _SHORT, (self.head_start, self.head_start)
                resets.append(stop - 1)
            above[place:stop], below[place:stop] = up[: stop - place], down[: stop - place]
            place = stop
        return (above, below), np.array(resets, dtype=np.int64), begin

    def _chart(self, kind: ChartKind, sums: Floats, resets: Integers, carried: int) -> Chart:
        count = sums.size
        sums.setflags(write=False)
        restarts = resets
        if count and sums.max() > self.h:
            anew = sums == 0
            anew[resets] = True
            restarts = np.flatnonzero(anew)
        zero = line(0.0, count)
        return Chart(kind, sums, zero, zero, line(self.h, count), "limits", restarts=restarts, carried=carried)


def _sum(steps: Floats, begin: float) -> Floats:
    """Give max(0, previous + step) all along, as a running total less its lowest point so far, if below 0."""
    total = np.cumsum(steps)
    total += begin
    lowest = np.minimum.accumulate(total)
    np.minimum(lowest, 0.0, out=lowest)
    total -= lowest
    return np.asarray(total)


def _rise(sums: Floats, resets: Integers, carried: int) -> int:
    """How many points the present rise of a sum has lasted (Montgomery's N+ and N-)."""
    since = first_bad(sums[::-1] == 0)
    since = sums.size + carried if since is None else since
    return min(since, sums.size - 1 - int(resets[-1])) if resets.size else since


def shift_estimate(chart: Chart, point: int, standards: Standards, spec: Cusum, size: int = 1) -> float:
    """Estimate the mean since the rise that leads to ``point`` began, in the unit of the data.

    target +/- (k + C / N) sigma / sqrt(n), N the points of the rise (Montgomery, eq. 9.5). ValueError for a
    point at which the sum is 0.
    """
    height = float(chart.points[point])
    if height == 0:
        raise ValueError(f"the sum at point {point} is 0: there is no rise to estimate a shift from")
    zeros = np.flatnonzero(chart.points[: point + 1] == 0)
    before = max((int(places[-1]) for places in (zeros, _below(chart.restarts, point)) if places.size), default=-1)
    length = point - before + (chart.carried if before < 0 else 0)
    error = standards.sigma / math.sqrt(size)
    return standards.center + (1 if chart.kind == "cusum_up" else -1) * (spec.k + height / length) * error


def _below(restarts: Integers | None, point: int) -> Integers:
    return np.empty(0, dtype=np.int64) if restarts is None else restarts[restarts < point]
