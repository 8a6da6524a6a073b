"""Capability of a normal process: Cp, Cpk, Cpm within subgroups, Pp, Ppk overall, intervals and ppm.

Within-subgroup sigma by the estimator named, overall sigma the sample standard deviation. Cp = (U - L) / 6
sigma, Cpl = (mean - L) / 3 sigma, Cpu = (U - mean) / 3 sigma, Cpk the smaller, Cpm = Cp / sqrt(1 + ((mean -
T) / sigma)^2) (Kane 1986; Chan, Cheng and Spiring 1988). With one limit Cp is absent and Cpk is the one
index.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy import stats

from zhihe.kernels.capability.caveats import Caveat, caveat
from zhihe.kernels.capability.intervals import (
    Interval,
    cp_interval,
    cpk_interval,
    cpm_interval,
    one_sided_interval,
    within_df,
)
from zhihe.kernels.capability.limits import MILLION, Floats, Limits, Ppm, observed
from zhihe.kernels.capability.normality import ALGORITHM, NormalityTest, normality
from zhihe.kernels.sigma import Constants, Estimate, Estimator, Readings, Subgroups, within_sigma

IntervalDf = Literal["estimator", "minitab", "n-1"]
ADVISED: Final = 100
SIGNIFICANCE: Final = 0.05
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class Index:
    """One index with its interval; None where nothing but a mean and a sigma is known."""

    value: float
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Indices:
    """The indices of one sigma; None where the limit or the target they need is absent."""

    cp: Index | None
    cpl: Index | None
    cpu: Index | None
    cpk: Index
    cpm: Index | None


@dataclass(frozen=True, slots=True)
class Side:
    """Within or overall: sigma, its estimator and degrees of freedom, indices and expected ppm."""

    sigma: float
    estimator: str
    df: float
    indices: Indices
    expected: Ppm


@dataclass(frozen=True, slots=True)
class CapabilityStudy:
    """A capability study; the indices of ``overall`` are Pp, Ppl, Ppu, Ppk and Cpm by their usual names."""

    n: int
    subgroups: int
    mean: float
    limits: Limits
    within: Side
    overall: Side
    observed: Ppm
    normality: tuple[NormalityTest, ...]
    in_control: bool | None
    confidence: float
    caveats: tuple[Caveat, ...]
    convention: str
    algorithm: str = ALGORITHM


def capability(
    readings: Readings | Subgroups,
    *,
    lsl: float | None = None,
    usl: float | None = None,
    target: float | None = None,
    within: Estimator | None = None,
    constants: Constants | None = None,
    in_control: bool | None = None,
    confidence: float = 0.95,
    interval_df: IntervalDf = "estimator",
) -> CapabilityStudy:
    """Study one row of individuals or a list of subgroups against the limits.

    ``within`` and ``constants`` go to ``kernels.sigma`` (pooled for subgroups, mr for individuals when None);
    ``in_control`` is what the control chart said; ``interval_df`` chooses the degrees of freedom within: the
    estimator's own, Minitab's rules, or n - 1 as R's qcc. ValueError: what ``Limits`` and ``within_sigma`` refuse,
    fewer than two readings, no variation.
    """
    limits, groups = Limits(lsl, usl, target), Subgroups.of(readings)
    values = _varied(groups)
    inner = within_sigma(groups, within or ("mr" if groups.size == 1 else "pooled"), constants=constants)
    n, mean, overall = values.size, float(values.mean()), _overall(values)
    df = _interval_df(interval_df, inner, tuple(groups.sizes.tolist()))
    tests = normality(values)
    return CapabilityStudy(
        n=n,
        subgroups=len(groups),
        mean=mean,
        limits=limits,
        within=_side(mean, (inner.value, inner.estimator, df), n, limits, confidence),
        overall=_side(mean, (overall, "stdev", n - 1.0), n, limits, confidence),
        observed=observed(values, limits),
        normality=tests,
        in_control=in_control,
        confidence=confidence,
        caveats=_caveats(limits, n, tests, in_control),
        convention=f"within {inner.convention} ({inner.constants}); overall s; df {interval_df}",
    )


def _overall(values: Floats) -> float:
    # Deviations from one reading keep the digits of a small spread on a large mean.
    return float((values - values[0]).std(ddof=1))


def indices(mean: float, sigma: float, limits: Limits) -> Indices:
    """Take the indices of a known mean and sigma, without intervals; ValueError: sigma not above 0."""
    if not (math.isfinite(mean) and math.isfinite(sigma) and sigma > 0):
        raise ValueError(f"mean {mean} and sigma {sigma} must be finite, sigma above 0")
    cpl = None if limits.lsl is None else Index((mean - limits.lsl) / (3 * sigma))
    cpu = None if limits.usl is None else Index((limits.usl - mean) / (3 * sigma))
    cp = None if limits.width is None else Index(limits.width / (6 * sigma))
    cpm = None
    if cp is not None and limits.target is not None:
        cpm = Index(cp.value / math.sqrt(1 + ((mean - limits.target) / sigma) ** 2))
    cpk = min((each for each in (cpl, cpu) if each is not None), key=lambda index: index.value)
    return Indices(cp, cpl, cpu, cpk, cpm)


def expected(mean: float, sigma: float, limits: Limits) -> Ppm:
    """Parts per million outside the limits by a normal law."""
    below = None if limits.lsl is None else MILLION * float(stats.norm.cdf(limits.lsl, mean, sigma))
    above = None if limits.usl is None else MILLION * float(stats.norm.sf(limits.usl, mean, sigma))
    return Ppm(below, above)


def _varied(groups: Subgroups) -> Floats:
    values = groups.values
    if values.size < _FEWEST:
        raise ValueError(f"{values.size} readings where capability needs at least {_FEWEST}")
    if np.ptp(values) == 0:
        raise ValueError(f"all {values.size} readings equal {values[0]:g}: nothing varies")
    return values


def _interval_df(rule: IntervalDf, inner: Estimate, sizes: tuple[int, ...]) -> float:
    if rule == "n-1":
        return inner.readings - 1.0
    return within_df(inner.estimator, sizes) if rule == "minitab" or inner.df is None else inner.df


def _side(mean: float, spread: tuple[float, str, float], n: int, limits: Limits, confidence: float) -> Side:
    sigma, estimator, df = spread
    bare = indices(mean, sigma, limits)
    both = limits.width is not None

    def one_sided(index: Index | None) -> Index | None:
        return None if index is None else Index(index.value, one_sided_interval(index.value, n, df, confidence))

    cpk = cpk_interval if both else one_sided_interval
    cpm = None
    if bare.cpm is not None and limits.target is not None:
        cpm = Index(bare.cpm.value, cpm_interval(bare.cpm.value, n, (mean - limits.target) / sigma, confidence))
    full = Indices(
        None if bare.cp is None else Index(bare.cp.value, cp_interval(bare.cp.value, df, confidence)),
        one_sided(bare.cpl),
        one_sided(bare.cpu),
        Index(bare.cpk.value, cpk(bare.cpk.value, n, df, confidence)),
        cpm,
    )
    return Side(sigma, estimator, df, full, expected(mean, sigma, limits))


def _caveats(
    limits: Limits,
    n: int,
    tests: tuple[NormalityTest, ...],
    in_control: bool | None,  # noqa: FBT001 - three values
) -> tuple[Caveat, ...]:
    found = []
    if not in_control:
        found.append(caveat("control_unknown" if in_control is None else "out_of_control"))
    if n < ADVISED:
        found.append(caveat("few_readings", n=n, advised=ADVISED))
    by_name = {test.method: test for test in tests}
    darling = by_name.get("anderson_darling")
    if darling is None:
        found.append(caveat("not_tested", n=n))
    elif darling.p < SIGNIFICANCE:
        found.append(caveat("not_normal", p=darling.p))
    if limits.target is not None and limits.lsl is not None and limits.usl is not None:
        middle = (limits.lsl + limits.usl) / 2
        if not math.isclose(limits.target, middle, rel_tol=1e-9, abs_tol=1e-9 * (limits.usl - limits.lsl)):
            found.append(caveat("target_off_middle", target=limits.target, middle=middle))
    return tuple(found)
