"""Average run lengths: how many points a chart takes to signal when the mean is off by ``shift`` standard errors.

Points are independent and normal with known parameters, and runs begin at the centre (zero state). EWMA and
CUSUM solve the integral equation of the run length by Gauss-Legendre quadrature (Page 1954; Crowder 1987; Vance
1986). Two one-sided CUSUMs combine as 1/L = 1/L+ + 1/L-, with a head start as Lucas and Crosier (1982) give it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special

from zhihe.kernels.sigma import Floats
from zhihe.kernels.spc.chart import ALGORITHM

_FEWEST_NODES: Final = 48
_MOST_NODES: Final = 1000
_NODES_PER_WIDTH: Final = 5
_SHARPEST: Final = 40.0
WIDEST: Final = 7.0
"""Limits farther out than 7 sigma signal less than once in 10^11 points: more than the equations resolve."""
_LONGEST: Final = 28.0
"""Above this exponent a CUSUM signals less than once in 10^11 points by Siegmund's approximation."""
_OVERSHOOT: Final = 1.166


@dataclass(frozen=True, slots=True)
class RunLength:
    """Average run length at a shift in standard errors, and how it was computed (``nodes`` of quadrature)."""

    arl: float
    shift: float
    method: str
    nodes: int = 0
    algorithm: str = ALGORITHM


def shewhart_arl(shift: float = 0.0, *, sigmas: float = 3.0) -> RunLength:
    """ARL of a Shewhart chart with both limits: 1 / P(a point is beyond them); 370.4 at shift 0."""
    resolvable(sigmas)
    _finite(shift)
    beyond = float(special.ndtr(shift - sigmas) + special.ndtr(-shift - sigmas))
    return RunLength(1 / beyond, shift, "exact")


def ewma_arl(shift: float = 0.0, *, weight: float = 0.2, sigmas: float = 3.0) -> RunLength:
    """ARL of a two-sided EWMA with steady limits at ``sigmas`` of its own standard errors."""
    _finite(shift)
    resolvable(sigmas)
    if not 0 < weight <= 1:
        raise ValueError(f"the weight {weight} is not above 0 and at most 1")
    limit = sigmas * math.sqrt(weight / (2 - weight))
    count = _nodes(2 * limit / weight)
    x, w = np.polynomial.legendre.leggauss(count)
    x, w = limit * x, limit * w
    # From level u the next is x when the observation is (x - (1-weight) u) / weight.
    kernel = _density((x - (1 - weight) * x[:, None]) / weight - shift) * (w / weight)
    lengths = np.linalg.solve(np.eye(count) - kernel, np.ones(count))
    start = _density(x / weight - shift) * (w / weight)
    return RunLength(1 + float(start @ lengths), shift, "integral equation", count)


def cusum_arl(
    shift: float = 0.0, *, k: float = 0.5, h: float = 5.0, head_start: float = 0.0, two_sided: bool = True
) -> RunLength:
    """ARL of a CUSUM with reference ``k``, decision interval ``h`` and head start, in standard errors."""
    _finite(shift)
    _positive("h", h)
    if not 0 <= head_start < h:
        raise ValueError(f"the head start {head_start} is not between 0 and h {h}")
    count = _nodes(h)
    if two_sided and (2 * (head_start - k) > h or k < 0):
        raise ValueError(f"k {k} and head start {head_start} let both sums rise at once: no two-sided formula holds")
    # The side a shift leads away from may never signal; the other one alone then makes the run length.
    sides = [
        side for side in ((shift, -shift) if two_sided else (shift,)) if 2 * (k - side) * (h + _OVERSHOOT) < _LONGEST
    ]
    if not sides:
        raise ValueError(f"a CUSUM with k {k} and h {h} signals less than once in 10^11 points at shift {shift}")
    found = [_one_sided(side, k, h, head_start, count) for side in sides]
    (zero, fast), (zero_down, fast_down) = found[0], found[-1]
    arl = fast if len(found) == 1 else (fast * zero_down + zero * fast_down - zero * zero_down) / (zero + zero_down)
    return RunLength(arl, shift, "integral equation", count)


def _one_sided(shift: float, k: float, h: float, head_start: float, count: int) -> tuple[float, float]:
    """Run lengths from 0 and from the head start: L(s) = 1 + L(0) P(y <= k - s) + integral of L over (0, h)."""
    x, w = np.polynomial.legendre.leggauss(count)
    x, w = h * (x + 1) / 2, h * w / 2
    starts = np.concatenate([[0.0], x])
    kernel = np.empty((count + 1, count + 1))
    kernel[:, 0] = special.ndtr(k - starts - shift)
    kernel[:, 1:] = _density(x - starts[:, None] + k - shift) * w
    lengths = np.linalg.solve(np.eye(count + 1) - kernel, np.ones(count + 1))
    row = np.concatenate([[special.ndtr(k - head_start - shift)], _density(x - head_start + k - shift) * w])
    return float(lengths[0]), 1 + float(row @ lengths)


def _density(values: Floats) -> Floats:
    # Beyond 40 the density underflows; clipping keeps the square from overflowing first.
    near = np.clip(values, -_SHARPEST, _SHARPEST)
    return np.asarray(np.exp(-near * near / 2) / math.sqrt(2 * math.pi))


def _nodes(widths: float) -> int:
    """Nodes enough for an interval that is so many standard deviations of the kernel wide."""
    return int(min(max(_FEWEST_NODES, _NODES_PER_WIDTH * widths), _MOST_NODES))


def _positive(name: str, value: float) -> None:
    if not 0 < value < math.inf:
        raise ValueError(f"{name} must be above 0, not {value}")


def resolvable(sigmas: float) -> None:
    """Refuse limits of 0 or less, and limits beyond 7 sigma."""
    if not 0 < sigmas <= WIDEST:
        raise ValueError(f"limits must lie above 0 and at most at {WIDEST:g} sigma, not at {sigmas}")


def _finite(shift: float) -> None:
    if not math.isfinite(shift):
        raise ValueError(f"the shift {shift} is not a number")
