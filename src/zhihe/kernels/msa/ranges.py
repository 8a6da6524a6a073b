"""d2* and the degrees of freedom of an average range (Duncan 1974, appendix C of the AIAG manual)."""

from __future__ import annotations

import math

from scipy import optimize

from zhihe.kernels.sigma import d2, d3

_MOST = 1e7
"""Beyond this many degrees of freedom an average range is as good as known."""


def d2_star(size: int, groups: int) -> float:
    """Return the divisor of the average range of ``groups`` groups of ``size`` for the variance."""
    return math.sqrt(d2(size) ** 2 + d3(size) ** 2 / groups)


def range_df(size: int, groups: int) -> float:
    """Return the degrees of freedom of the chi that spreads as the average range (Patnaik 1950)."""
    # For a chi with v degrees of freedom E[chi]/sqrt(v) is c4(v + 1); for the range it is d2/d2*.
    target = d2(size) / d2_star(size, groups)

    def gap(df: float) -> float:
        return math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) * math.sqrt(2 / df) - target

    return float(optimize.brentq(gap, 0.1, _MOST, xtol=1e-9))
