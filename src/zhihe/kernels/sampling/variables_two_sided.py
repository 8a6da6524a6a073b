"""What an M plan by variables does between two limits, by the mean and sigma of the process.

The readings are normal, their mean and spread independent. For a spread s the M method accepts the means of one
interval about the middle of the limits, whose half width falls to zero at the largest s that can be accepted; Pa is
the chance of that interval, averaged over the chi distribution of s (sigma unknown), or taken at sigma (known).
With one limit far away it is the OC curve of the k plan at the other.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from scipy import optimize, special, stats

from zhihe.kernels.sampling.variables import Criterion, fraction_beyond, index_for_fraction

NODES: Final = 96
"""Gauss-Legendre nodes over the spread; more of them change nothing within 1e-9."""
TAIL: Final = 1e-14
"""What is cut off at each end of the distribution of the spread."""


def two_sided_acceptance(criterion: Criterion, mean: float, sigma: float, *, lower: float, upper: float) -> float:
    """Return the probability that a lot from a normal process is accepted by the M method with both limits.

    Mean, sigma and limits in one unit. ValueError: crossed limits, a sigma not above 0, an M outside (0, 0.5).
    """
    _check(criterion, sigma, lower, upper)
    half, off = (upper - lower) / 2, mean - (lower + upper) / 2
    largest = half / index_for_fraction(criterion.m / 2, criterion.n, sigma_known=criterion.sigma_known)

    def chance(spread: float) -> float:
        reach = _reach(criterion, half, spread)
        error = sigma / math.sqrt(criterion.n)
        return float(special.ndtr((reach - off) / error) - special.ndtr((-reach - off) / error))

    if criterion.sigma_known:
        return chance(sigma) if sigma < largest else 0.0
    return _averaged(chance, criterion.n - 1, sigma, largest)


def two_sided_oc(criterion: Criterion, p: float, sigma: float, *, lower: float, upper: float) -> float:
    """Return Pa of a process of this sigma with the fraction ``p`` beyond both limits together, off centre.

    ValueError: a fraction below that of the centred process, or not below 1.
    """
    return two_sided_acceptance(
        criterion, mean_for(p, sigma, lower=lower, upper=upper), sigma, lower=lower, upper=upper
    )


def mean_for(p: float, sigma: float, *, lower: float, upper: float) -> float:
    """Return the mean, at or above the middle, at which a normal process has the fraction ``p`` beyond the limits."""
    half, middle = (upper - lower) / 2, (lower + upper) / 2
    least = 2 * float(special.ndtr(-half / sigma))
    if not least <= p < 1:
        raise ValueError(f"fraction {p} cannot be: a process of sigma {sigma} has at least {least} and less than 1")

    def excess(off: float) -> float:
        return float(special.ndtr((off - half) / sigma) + special.ndtr((-off - half) / sigma)) - p

    return middle + _root(excess, half, sigma)


def _reach(criterion: Criterion, half: float, spread: float) -> float:
    """How far from the middle the mean may lie at this spread."""

    def excess(off: float) -> float:
        ends = ((half - off) / spread, (half + off) / spread)
        return sum(fraction_beyond(q, criterion.n, sigma_known=criterion.sigma_known) for q in ends) - criterion.m

    return _root(excess, half, spread)


def _root(excess: Callable[[float], float], half: float, spread: float) -> float:
    """The offset at which a rising excess, not above zero in the middle, becomes zero."""
    if excess(0.0) >= 0:
        return 0.0
    far = half
    while excess(far) < 0:
        far += spread
    return float(optimize.brentq(excess, 0.0, far, xtol=1e-13 * half))


def _averaged(chance: Callable[[float], float], degrees: int, sigma: float, largest: float) -> float:
    """The mean of a chance over the spread, whose square times n - 1 over sigma squared is chi-squared."""
    spread = stats.chi(degrees, scale=sigma / math.sqrt(degrees))
    begin, end = float(spread.ppf(TAIL)), min(float(spread.isf(TAIL)), largest)
    if end <= begin:
        return 0.0
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    at = begin + (end - begin) * (nodes + 1) / 2
    parts = [float(weight) * chance(float(s)) * float(spread.pdf(s)) for s, weight in zip(at, weights, strict=True)]
    return min(1.0, math.fsum(parts) * (end - begin) / 2)


def _check(criterion: Criterion, sigma: float, lower: float, upper: float) -> None:
    if not (math.isfinite(lower) and math.isfinite(upper) and lower < upper):
        raise ValueError(f"lower limit {lower} is not below upper limit {upper}")
    if not (sigma > 0 and math.isfinite(sigma)):
        raise ValueError(f"sigma is {sigma}; it must be a finite number above 0")
    if not 0 < criterion.m < 0.5:  # noqa: PLR2004 - half of the lot
        raise ValueError(f"M is {criterion.m}; it must lie between 0 and 0.5")
