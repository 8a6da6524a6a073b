"""Confidence intervals of capability indices, each with its degrees of freedom.

Cp: chi-square (exact). Cpk: normal approximation of Bissell (1990). One-sided indices: non-central t (Chou,
Owen and Borrego 1990), or Bissell. Cpm: chi-square with the degrees of freedom of Boyles (1991). The degrees
of freedom are those of the standard deviation used: n - 1 overall, and within subgroups what the estimator
leaves.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from scipy import special, stats

_SMALL_SAMPLE: Final[Mapping[int, float]] = MappingProxyType({2: 0.88, 3: 0.92, 4: 0.94, 5: 0.95, 6: 0.96, 7: 0.96})
_LARGER: Final = ((10, 0.97), (18, 0.98), (65, 0.99))
"""Share of the degrees of freedom an average standard deviation keeps, by subgroup size (Minitab's table)."""
RANGE_SHARE: Final = 0.9
"""Share an average range keeps, for the usual subgroup sizes."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A two-sided interval: confidence as a share, degrees of freedom, and the method."""

    lower: float
    upper: float
    confidence: float
    df: float
    method: str


def cp_interval(cp: float, df: float, confidence: float = 0.95) -> Interval:
    """Give the interval of Cp or Pp from chi-square with ``df`` degrees of freedom."""
    tail = _tail(df, confidence)
    lower, upper = (cp * math.sqrt(float(stats.chi2.ppf(p, df)) / df) for p in (tail, 1 - tail))
    return Interval(lower, upper, confidence, df, "chi-square")


def cpk_interval(cpk: float, n: int, df: float, confidence: float = 0.95) -> Interval:
    """Bissell's interval of Cpk or Ppk: half width z sqrt(1/(9 n) + Cpk^2/(2 df))."""
    half = float(stats.norm.isf(_tail(df, confidence))) * math.sqrt(1 / (9 * n) + cpk**2 / (2 * df))
    return Interval(cpk - half, cpk + half, confidence, df, "Bissell")


def one_sided_interval(index: float, n: int, df: float, confidence: float = 0.95) -> Interval:
    """Give the exact interval of a one-sided index: 3 sqrt(n) times it is non-central t."""
    tail = _tail(df, confidence)
    scale = 3 * math.sqrt(n)
    observed = scale * index
    lower, upper = (float(special.nctdtrinc(df, p, observed)) / scale for p in (1 - tail, tail))
    return Interval(lower, upper, confidence, df, "non-central t")


def cpm_interval(cpm: float, n: int, off_target: float, confidence: float = 0.95) -> Interval:
    """Boyles' interval of Cpm; ``off_target`` is (mean - target) / sigma, sigma with divisor n - 1."""
    squared = off_target**2
    df = n * (1 + squared) ** 2 / (1 + 2 * squared)
    # The chi-square belongs to the mean square about the target with divisor n, so the index moves to it.
    center = cpm * math.sqrt((1 + squared) / ((n - 1) / n + squared))
    tail = _tail(df, confidence)
    lower, upper = (center * math.sqrt(float(stats.chi2.ppf(p, df)) / df) for p in (tail, 1 - tail))
    return Interval(lower, upper, confidence, df, "Boyles")


def within_df(estimator: str, sizes: tuple[int, ...]) -> float:
    """Degrees of freedom of a within-subgroup sigma by Minitab's rules: shares of those pooled.

    ValueError: an estimator without a rule.
    """
    pooled = float(sum(size - 1 for size in sizes))
    if estimator == "pooled":
        return pooled
    if estimator in ("rbar", "mvlue_r"):
        return RANGE_SHARE * pooled
    if estimator in ("sbar", "mvlue_s"):
        return math.fsum(_sd_share(size) * (size - 1) for size in sizes)
    if estimator in ("mr", "median_mr"):
        return float(len(sizes) - 1)
    raise ValueError(f"estimator {estimator!r} has no rule for its degrees of freedom")


def _sd_share(size: int) -> float:
    if size in _SMALL_SAMPLE:
        return _SMALL_SAMPLE[size]
    return next((share for end, share in _LARGER if size < end), 1.0)


def _tail(df: float, confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} must lie between 0 and 1")
    if not df > 0:
        raise ValueError(f"{df} degrees of freedom must be positive")
    return (1 - confidence) / 2
