"""Sampling by variables: the k and M methods, sigma unknown (s) or known, one limit or two.

k: accept when the quality index Q = (U - mean)/s or (mean - L)/s reaches k; one limit only. M: estimate the
fraction beyond each limit from Q without bias and accept when the sum does not exceed M; one limit or two.
Both assume a normal distribution, so a verdict is refused without a statement of normality on record.
Follows the forms of MIL-STD-414 and ANSI/ASQ Z1.9; no compliance with ISO 3951 is claimed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from scipy import special

from zhihe.kernels.sampling.explanation import Fact, Language, Step, explain

Method = Literal["k", "M"]
Verdict = Literal["accept", "reject"]

FEWEST_S: Final = 3
"""Fewest readings when sigma is unknown: the unbiased estimate needs n/2 - 1 > 0."""
FEWEST_SIGMA: Final = 2
"""Fewest readings when sigma is known: the estimate divides by n - 1."""


@dataclass(frozen=True, slots=True)
class Normality:
    """The statement on record that the readings may be taken as normal: which test or study says so."""

    holds: bool
    basis: str
    p_value: float | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """A plan by variables: sample size, k, the equivalent M (a fraction), and whether sigma is known."""

    n: int
    k: float
    m: float
    sigma_known: bool


@dataclass(frozen=True, slots=True)
class Estimate:
    """Mean, spread, quality indices and the estimated fractions beyond the limits (0 without that limit)."""

    n: int
    mean: float
    spread: float
    sigma_known: bool
    q_lower: float | None
    q_upper: float | None
    p_lower: float
    p_upper: float

    @property
    def nonconforming(self) -> float:
        """The estimated fraction nonconforming, both sides together."""
        return self.p_lower + self.p_upper


@dataclass(frozen=True, slots=True)
class VariablesVerdict:
    """The verdict with what was compared: ``found`` against ``threshold``."""

    verdict: Verdict
    method: Method
    found: float
    threshold: float
    estimate: Estimate
    trail: tuple[Step, ...] = field(repr=False, compare=False)

    def explain(self, lang: Language = "zh") -> str:
        """Join the trail in one line."""
        return explain(self.trail, lang)


def fraction_beyond(q: float, n: int, *, sigma_known: bool = False) -> float:
    """Estimate the fraction beyond a limit from its quality index, minimum variance unbiased.

    Unknown sigma: the symmetric beta distribution I_x(n/2 - 1, n/2 - 1) at x = 1/2 - Q sqrt(n) / (2 (n - 1));
    known: the normal tail beyond Q sqrt(n / (n - 1)). ValueError for too few readings or a Q without value.
    """
    _enough(n, sigma_known=sigma_known)
    if math.isnan(q):
        raise ValueError(f"quality index {q} has no value")
    if sigma_known:
        return float(special.ndtr(-q * math.sqrt(n / (n - 1))))
    x = 0.5 - 0.5 * q * math.sqrt(n) / (n - 1)
    half = n / 2 - 1
    return float(special.betainc(half, half, min(max(x, 0.0), 1.0)))


def index_for_fraction(p: float, n: int, *, sigma_known: bool = False) -> float:
    """Return the quality index whose estimate is ``p``: the k that is equivalent to M = p."""
    _enough(n, sigma_known=sigma_known)
    if not 0 < p < 1:
        raise ValueError(f"fraction {p} must lie between 0 and 1")
    if sigma_known:
        return float(-special.ndtri(p) / math.sqrt(n / (n - 1)))
    half = n / 2 - 1
    return float((1 - 2 * special.betaincinv(half, half, p)) * (n - 1) / math.sqrt(n))


def estimate_nonconforming(
    readings: Sequence[float],
    *,
    lower: float | None = None,
    upper: float | None = None,
    sigma: float | None = None,
) -> Estimate:
    """Estimate the fraction nonconforming of a lot from readings in the unit of the limits.

    ValueError: no limit, crossed limits, a reading without value, too few readings, no variation.
    """
    _limits(lower, upper)
    n = len(readings)
    _enough(n, sigma_known=sigma is not None)
    for reading in readings:
        if not math.isfinite(reading):
            raise ValueError(f"reading {reading} is not a finite number")
    mean = math.fsum(readings) / n
    spread = _spread(readings, mean) if sigma is None else sigma
    if not (spread > 0 and math.isfinite(spread)):
        raise ValueError(f"the spread of the readings is {spread}; sampling by variables needs variation")
    known = sigma is not None
    q_lower = None if lower is None else (mean - lower) / spread
    q_upper = None if upper is None else (upper - mean) / spread
    return Estimate(
        n=n,
        mean=mean,
        spread=spread,
        sigma_known=known,
        q_lower=q_lower,
        q_upper=q_upper,
        p_lower=0.0 if q_lower is None else fraction_beyond(q_lower, n, sigma_known=known),
        p_upper=0.0 if q_upper is None else fraction_beyond(q_upper, n, sigma_known=known),
    )


def judge_variables(
    readings: Sequence[float],
    criterion: Criterion,
    *,
    normality: Normality | None,
    lower: float | None = None,
    upper: float | None = None,
    sigma: float | None = None,
    method: Method = "M",
) -> VariablesVerdict:
    """Judge a lot by its readings.

    ValueError: no statement of normality or one that denies it, another number of readings than n, sigma
    given to a plan for unknown sigma or missing from one for known, the k method with two limits, and what
    ``estimate_nonconforming`` refuses.
    """
    stated = _stated(normality)
    if len(readings) != criterion.n:
        raise ValueError(f"{len(readings)} readings given; the plan takes n {criterion.n}")
    if (sigma is not None) is not criterion.sigma_known:
        raise ValueError(f"sigma is {sigma}, but the plan is for sigma_known={criterion.sigma_known}")
    if method == "k" and lower is not None and upper is not None:
        raise ValueError(f"the k method judges one limit; for {lower} and {upper} use the M method")
    found = estimate_nonconforming(readings, lower=lower, upper=upper, sigma=sigma)
    if method == "k":
        index = found.q_upper if found.q_lower is None else found.q_lower
        value, threshold = index if index is not None else math.nan, criterion.k
        accepted = value >= threshold
    else:
        value, threshold = found.nonconforming, criterion.m
        accepted = value <= threshold
    facts: dict[str, Fact] = {"found": round(value, 6), "threshold": threshold}
    code = f"{'k' if method == 'k' else 'm'}_{'accepts' if accepted else 'rejects'}"
    trail = (stated, _measured(found), Step(code, facts))
    return VariablesVerdict("accept" if accepted else "reject", method, value, threshold, found, trail)


def _stated(normality: Normality | None) -> Step:
    if normality is None:
        raise ValueError("sampling by variables is refused: no statement of normality (None) is on record")
    if not normality.holds:
        raise ValueError(f"sampling by variables is refused: not normal by {normality.basis}, p {normality.p_value}")
    return Step("normality", {"basis": normality.basis, "p_value": normality.p_value})


def _measured(found: Estimate) -> Step:
    facts: dict[str, Fact] = {"n": found.n, "mean": round(found.mean, 6), "spread": round(found.spread, 6)}
    return Step("measured_sigma" if found.sigma_known else "measured_s", facts)


def _limits(lower: float | None, upper: float | None) -> None:
    if lower is None and upper is None:
        raise ValueError("no limit (None, None): sampling by variables needs a lower or an upper limit")
    for limit in (lower, upper):
        if limit is not None and not math.isfinite(limit):
            raise ValueError(f"limit {limit} is not a finite number")
    if lower is not None and upper is not None and lower >= upper:
        raise ValueError(f"lower limit {lower} is not below upper limit {upper}")


def _enough(n: int, *, sigma_known: bool) -> None:
    fewest = FEWEST_SIGMA if sigma_known else FEWEST_S
    if n < fewest:
        raise ValueError(f"{n} readings are too few; at least {fewest} with sigma_known={sigma_known}")


def _spread(readings: Sequence[float], mean: float) -> float:
    return math.sqrt(math.fsum((reading - mean) ** 2 for reading in readings) / (len(readings) - 1))
