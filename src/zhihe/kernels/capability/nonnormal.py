"""Capability of a non-normal process from the percentiles of a fitted distribution (ISO 22514-4).

Pp = (U - L) / (X99.865 - X0.135), Ppu = (U - X50) / (X99.865 - X50), Ppl = (X50 - L) / (X50 - X0.135). For a
normal law these are the usual indices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import stats

from zhihe.kernels.capability.caveats import Caveat, caveat
from zhihe.kernels.capability.fits import FEWEST, Divisor, Family, Fit, fit
from zhihe.kernels.capability.limits import MILLION, Limits, Ppm, observed
from zhihe.kernels.capability.normality import ALGORITHM, NormalityTest, normality, sample

LOW: Final = float(stats.norm.cdf(-3))
"""0.135 %, exactly the share of a normal law below 3 sigma, so that a normal fit gives the usual indices."""
MIDDLE: Final = 0.5
HIGH: Final = 1 - LOW
ADVISED: Final = 100
POOR_FIT: Final = 0.752
"""The 5 % point of A* for a normal law with estimated parameters: a reference, no test of others."""


@dataclass(frozen=True, slots=True)
class PercentileIndices:
    """Indices and the three percentiles, in the readings' unit; None where a limit is absent."""

    pp: float | None
    ppl: float | None
    ppu: float | None
    ppk: float
    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class PercentileStudy:
    """A percentile study: the fit, indices, ppm expected and observed, tests of normality and caveats."""

    n: int
    limits: Limits
    fit: Fit
    indices: PercentileIndices
    expected: Ppm
    observed: Ppm
    normality: tuple[NormalityTest, ...]
    caveats: tuple[Caveat, ...]
    convention: str = "percentiles 0.135/50/99.865 of the fitted distribution"
    algorithm: str = ALGORITHM


def percentile_study(
    readings: Any,
    family: Family,
    *,
    lsl: float | None = None,
    usl: float | None = None,
    divisor: Divisor = "n-1",
    in_control: bool | None = None,
) -> PercentileStudy:
    """Fit ``family`` and compare its percentiles with the limits.

    ValueError: what ``Limits`` and ``fit`` refuse.
    """
    limits = Limits(lsl, usl)
    values = sample(readings, FEWEST, f"a {family} fit")
    fitted = fit(values, family, divisor=divisor)
    caveats = [caveat("overall_only")]
    if in_control is False:
        caveats.append(caveat("out_of_control"))
    if values.size < ADVISED:
        caveats.append(caveat("few_readings", n=values.size, advised=ADVISED))
    if fitted.a_squared > POOR_FIT:
        facts = {"family": family, "statistic": fitted.a_squared, "reference": POOR_FIT}
        caveats.append(caveat("poor_fit", **facts))
    return PercentileStudy(
        n=values.size,
        limits=limits,
        fit=fitted,
        indices=percentile_indices(fitted, limits),
        expected=expected(fitted, limits),
        observed=observed(np.asarray(values), limits),
        normality=normality(values),
        caveats=tuple(caveats),
    )


def percentile_indices(fitted: Fit, limits: Limits) -> PercentileIndices:
    """Take the indices of a distribution already fitted."""
    low, median, high = (fitted.quantile(p) for p in (LOW, MIDDLE, HIGH))
    ppl = None if limits.lsl is None else (median - limits.lsl) / (median - low)
    ppu = None if limits.usl is None else (limits.usl - median) / (high - median)
    pp = None if limits.width is None else limits.width / (high - low)
    ppk = min(each for each in (ppl, ppu) if each is not None)
    return PercentileIndices(pp, ppl, ppu, ppk, low, median, high)


def expected(fitted: Fit, limits: Limits) -> Ppm:
    """Parts per million outside the limits by the fitted distribution."""
    below = None if limits.lsl is None else MILLION * fitted.below(limits.lsl)
    above = None if limits.usl is None else MILLION * fitted.above(limits.usl)
    return Ppm(below, above)
