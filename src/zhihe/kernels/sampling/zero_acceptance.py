"""Acceptance number zero: the smallest sample that accepts a lot at the limiting quality with chance <= beta.

Computed, not tabulated. For a lot of N the count of its nonconforming units is D = the smallest whole number
at or above LTPD x N, so that every lot at or beyond the limit is covered; without a lot size the binomial
sample is the bound for lots of any size.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

from zhihe.kernels.sampling.characteristics import Model
from zhihe.kernels.sampling.editions import Stage

ROUNDING = 1e-12
"""Where the risk equals beta exactly, the sum of logarithms must not add a unit to the sample."""


@dataclass(frozen=True, slots=True)
class ZeroPlan:
    """A c = 0 plan: the sample and the consumer's risk it really has at the limit."""

    n: int
    beta: float
    model: Model
    nonconforming: int | None

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The plan as stages."""
        return (Stage(self.n, 0, 1),)


def zero_plan(ltpd: float, beta: float = 0.10, *, lot_size: int | None = None) -> ZeroPlan:
    """Find the smallest n with P(0 | LTPD) <= beta; ``ltpd`` and ``beta`` are fractions.

    ValueError: a fraction outside (0, 1) or a lot below 1.
    """
    for name, value in (("LTPD", ltpd), ("beta", beta)):
        if not 0 < value < 1:
            raise ValueError(f"{name} is {value}; it must lie between 0 and 1")
    if lot_size is None:
        n = max(1, math.ceil(math.log(beta) / math.log1p(-ltpd) - 1e-12))
        return ZeroPlan(n, (1 - ltpd) ** n, "binomial", None)
    if lot_size < 1:
        raise ValueError(f"a lot of {lot_size} has nothing to sample")
    # 1e-9 keeps 0.07 x 100 = 7.000000000000001 at 7.
    bad = max(1, math.ceil(ltpd * lot_size - 1e-9))
    low, high = 0, lot_size
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _none_found(middle, bad, lot_size) <= beta + ROUNDING else (middle, high)
    return ZeroPlan(high, _none_found(high, bad, lot_size), "hypergeometric", bad)


def _none_found(n: int, bad: int, lot_size: int) -> float:
    """Return the chance that n units of the lot hold none of its bad ones: C(N-D, n) / C(N, n)."""
    good = lot_size - bad
    if n > good:
        return 0.0
    log_chance = (
        special.gammaln(good + 1)
        - special.gammaln(good - n + 1)
        - special.gammaln(lot_size + 1)
        + special.gammaln(lot_size - n + 1)
    )
    return float(math.exp(log_chance))
