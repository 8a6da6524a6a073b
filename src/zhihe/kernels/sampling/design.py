"""Plans from two points of the OC curve: the producer's (p1, 1 - alpha) and the consumer's (p2, beta).

The smallest acceptance number that can meet both points, and with it the smallest sample; since Pa falls
with n and rises with c, that is also the smallest sample of all single plans that meet them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special, stats

from zhihe.kernels.sampling.characteristics import Model, nonconforming_in_lot
from zhihe.kernels.sampling.editions import Stage

LARGEST_C: Final = 5000
"""Beyond this acceptance number the two points lie too close for a plan anybody would draw."""


@dataclass(frozen=True, slots=True)
class DesignedPlan:
    """A single plan found from two points and the risks it really has."""

    n: int
    c: int
    alpha: float
    beta: float
    model: Model

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The plan as stages."""
        return (Stage(self.n, self.c, self.c + 1),)


def find_plan(
    p1: float, alpha: float, p2: float, beta: float, *, model: Model = "binomial", lot_size: int | None = None
) -> DesignedPlan:
    """Find the smallest (n, c) with Pa(p1) >= 1 - alpha and Pa(p2) <= beta.

    Qualities are fractions, or nonconformities per unit for ``poisson``. ValueError: p1 >= p2, a risk outside
    (0, 1), a lot too small to tell the points apart, or points closer than c = 5000 can separate.
    """
    _check(p1, alpha, p2, beta, model, lot_size)
    for c in range(LARGEST_C + 1):
        n = _smallest_n(c, p2, beta, model, lot_size)
        if _pa(n, c, p1, model, lot_size) >= 1 - alpha:
            return DesignedPlan(n, c, 1 - _pa(n, c, p1, model, lot_size), _pa(n, c, p2, model, lot_size), model)
    raise ValueError(f"p1 {p1} and p2 {p2} are too close: no plan up to c {LARGEST_C} meets both risks")


def _pa(n: int, c: int, p: float, model: Model, lot_size: int | None) -> float:
    if model == "poisson":
        return float(special.pdtr(c, n * p))
    if model == "hypergeometric" and lot_size is not None:
        return float(stats.hypergeom.cdf(c, lot_size, nonconforming_in_lot(p, lot_size), n))
    return float(special.bdtr(c, n, p)) if n > c else 1.0


def _smallest_n(c: int, p: float, beta: float, model: Model, lot_size: int | None) -> int:
    """Return the smallest n with Pa(p) <= beta; a whole lot with more than c bad units is never accepted."""
    largest = math.inf if lot_size is None else lot_size
    low, high = c, int(min(2 * (c + 1), largest))
    while _pa(high, c, p, model, lot_size) > beta:
        low, high = high, int(min(2 * high, largest))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _pa(middle, c, p, model, lot_size) <= beta else (middle, high)
    return high


def _check(p1: float, alpha: float, p2: float, beta: float, model: Model, lot_size: int | None) -> None:
    for name, risk in (("alpha", alpha), ("beta", beta)):
        if not 0 < risk < 1:
            raise ValueError(f"{name} is {risk}; it must lie between 0 and 1")
    if not 0 < p1 < p2 or not np.isfinite(p2) or (model != "poisson" and p2 >= 1):
        raise ValueError(f"p1 {p1} and p2 {p2} must be qualities with 0 < p1 < p2")
    if model != "hypergeometric":
        return
    if lot_size is None or lot_size < 1:
        raise ValueError(f"the hypergeometric model needs the lot size, not {lot_size}")
    if nonconforming_in_lot(p1, lot_size) >= nonconforming_in_lot(p2, lot_size):
        raise ValueError(f"a lot of {lot_size} cannot tell p1 {p1} from p2 {p2}")
