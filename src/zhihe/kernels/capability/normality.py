"""Tests of normality: Anderson-Darling with Stephens' p value, Shapiro-Wilk with Royston's.

Mean and standard deviation are estimated, so A2 is adjusted for the sample size (D'Agostino and Stephens
1986, table 4.9): A* = A2 (1 + 0.75/n + 2.25/n2), and its p is Stephens' piecewise exponential.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

ALGORITHM: Final = "capability/1"
FEWEST_AD: Final = 8
FEWEST_SW: Final = 3
MOST_SW: Final = 5000
"""Royston's approximation holds to here."""

Floats = npt.NDArray[np.float64]

# Upper end of A*, whether the exponential is 1 - p, and the coefficients of A*^0, A*^1, A*^2 in it.
_STEPHENS: Final = (
    (0.2, True, (-13.436, 101.14, -223.73)),
    (0.34, True, (-8.318, 42.796, -59.938)),
    (0.6, False, (0.9177, -4.279, -1.38)),
    (10.0, False, (1.2937, -5.709, 0.0186)),
)
_CERTAIN_P: Final = 3.7e-24
"""The quadratic turns up again beyond A* 10 or so; R's nortest stops there too."""


@dataclass(frozen=True, slots=True)
class NormalityTest:
    """One test of normality; ``statistic`` is A2 or W, ``p`` its significance."""

    method: str
    n: int
    statistic: float
    p: float
    convention: str
    algorithm: str = ALGORITHM


def anderson_darling(readings: npt.ArrayLike) -> NormalityTest:
    """Anderson-Darling test; ValueError below 8 readings, for a constant or not finite sample."""
    values = sample(readings, FEWEST_AD, "Anderson-Darling")
    scores = (values - values.mean()) / values.std(ddof=1)
    statistic = a_squared(stats.norm.logcdf(np.sort(scores)), stats.norm.logsf(np.sort(scores)))
    n = values.size
    p = stephens_p(statistic * (1 + 0.75 / n + 2.25 / n**2))
    return NormalityTest("anderson_darling", n, statistic, p, "estimated mean and s, Stephens' p of A*")


def shapiro_wilk(readings: npt.ArrayLike) -> NormalityTest:
    """Shapiro-Wilk test; ValueError outside 3..5000 readings, for a constant or not finite sample."""
    values = sample(readings, FEWEST_SW, "Shapiro-Wilk")
    if values.size > MOST_SW:
        raise ValueError(f"{values.size} readings where Shapiro-Wilk holds up to {MOST_SW}")
    # W does not change with location and scale, but the algorithm loses digits when the spread is tiny.
    result = stats.shapiro((values - values.mean()) / values.std(ddof=1))
    return NormalityTest("shapiro_wilk", values.size, float(result.statistic), float(result.pvalue), "Royston AS R94")


def normality(values: Floats) -> tuple[NormalityTest, ...]:
    """Both tests of a sample already checked, each where its size allows."""
    found = (anderson_darling(values),) if values.size >= FEWEST_AD else ()
    return (*found, shapiro_wilk(values)) if FEWEST_SW <= values.size <= MOST_SW else found


def a_squared(log_cdf: Floats, log_sf: Floats) -> float:
    """A2 of a sorted sample from the logarithms of its distribution and survival function."""
    n = log_cdf.size
    weights = 2 * np.arange(1, n + 1) - 1
    return float(-n - (weights * (log_cdf + log_sf[::-1])).mean())


def stephens_p(adjusted: float) -> float:
    """Return the significance of A* for a normal law with estimated mean and standard deviation."""
    for end, complement, (constant, linear, square) in _STEPHENS:
        if adjusted < end:
            value = math.exp(constant + linear * adjusted + square * adjusted**2)
            return 1 - value if complement else value
    return _CERTAIN_P


def sample(readings: npt.ArrayLike, fewest: int, what: str) -> Floats:
    """One row of finite readings that vary, at least ``fewest`` of them; the offending number is named."""
    values = np.asarray(readings, dtype=np.float64)
    if values.ndim != 1:
        raise ValueError(f"readings have {values.ndim} dimensions where one row is needed")
    bad = np.flatnonzero(~np.isfinite(values))
    if bad.size:
        raise ValueError(f"reading {values[bad[0]]} at place {bad[0] + 1}")
    if values.size < fewest:
        raise ValueError(f"{values.size} readings where {what} needs at least {fewest}")
    if np.ptp(values) == 0:
        raise ValueError(f"all {values.size} readings equal {values[0]:g}: without variation {what} has no value")
    return values
