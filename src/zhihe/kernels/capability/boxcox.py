"""Box-Cox transformation by profile likelihood, and capability on the transformed scale (Box and Cox 1964).

y = (x^lambda - 1) / lambda, ln x at 0; readings and limits are transformed alike, so every index keeps its
meaning. The interval of lambda is where the profile log-likelihood lies within half a chi-square of its
maximum.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from scipy import optimize, special, stats

from zhihe.kernels.capability.caveats import Caveat, caveat
from zhihe.kernels.capability.limits import Limits
from zhihe.kernels.capability.normal import CapabilityStudy, IntervalDf, capability
from zhihe.kernels.capability.normality import ALGORITHM, Floats, sample
from zhihe.kernels.sigma import Constants, Estimator, Readings, Subgroups

BOUND: Final = 5.0
FEWEST: Final = 4
Rounding = Literal["none", "half"]
_HALF: Final = 2.0
_GRID: Final = 41


@dataclass(frozen=True, slots=True)
class BoxCox:
    """The estimate of lambda with its interval, and the likelihood-ratio tests of lambda 0 and 1."""

    estimate: float
    lower: float
    upper: float
    confidence: float
    rounded: float
    log_likelihood: float
    p_log: float
    p_none: float
    n: int
    caveats: tuple[Caveat, ...]
    algorithm: str = ALGORITHM


@dataclass(frozen=True, slots=True)
class BoxCoxStudy:
    """Lambda, the one used, and the capability study of the transformed readings and limits."""

    transformation: BoxCox
    used: float
    capability: CapabilityStudy
    limits: Limits
    convention: str
    algorithm: str = ALGORITHM


def box_cox(readings: Any, *, confidence: float = 0.95) -> BoxCox:
    """Estimate lambda in -5..5; ValueError: fewer than four readings, one of 0 or less, no variation."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} must lie between 0 and 1")
    values = _positive(sample(readings, FEWEST, "Box-Cox"))
    profile = _profile(values)
    estimate = _maximum(profile)
    top = profile(estimate)
    drop = float(stats.chi2.ppf(confidence, 1)) / 2
    lower, upper = (_crossing(profile, estimate, top - drop, end) for end in (-BOUND, BOUND))
    caveats = []
    if abs(estimate) >= BOUND:
        caveats.append(caveat("lambda_bound", bound=estimate))
    if lower <= 1 <= upper:
        caveats.append(caveat("transformation_unneeded", lower=lower, upper=upper))
    p_log, p_none = (float(stats.chi2.sf(2 * (top - profile(point)), 1)) for point in (0.0, 1.0))
    rounded = round(estimate * _HALF) / _HALF
    return BoxCox(estimate, lower, upper, confidence, rounded, top, p_log, p_none, values.size, tuple(caveats))


def box_cox_study(
    readings: Readings | Subgroups,
    *,
    lsl: float | None = None,
    usl: float | None = None,
    target: float | None = None,
    lambda_: float | None = None,
    rounding: Rounding = "half",
    within: Estimator | None = None,
    constants: Constants | None = None,
    in_control: bool | None = None,
    confidence: float = 0.95,
    interval_df: IntervalDf = "estimator",
) -> BoxCoxStudy:
    """Transform readings and limits with the lambda given, or the estimate, rounded to a half or not.

    Minitab rounds. The rest as ``capability``. ValueError: what ``box_cox`` and ``capability`` refuse, a
    limit or target of 0 or less, a lambda that is not finite.
    """
    limits = Limits(lsl, usl, target)
    _transformable(limits)
    if lambda_ is not None and not math.isfinite(lambda_):
        raise ValueError(f"lambda {lambda_} must be a finite number")
    groups = Subgroups.of(readings)
    estimate = box_cox(groups.values, confidence=confidence)
    used = lambda_ if lambda_ is not None else estimate.rounded if rounding == "half" else estimate.estimate
    moved = [None if each is None else float(special.boxcox(each, used)) for each in (lsl, usl, target)]
    study = capability(
        np.split(special.boxcox(groups.values, used), np.cumsum(groups.sizes)[:-1]),
        lsl=moved[0],
        usl=moved[1],
        target=moved[2],
        within=within,
        constants=constants,
        in_control=in_control,
        confidence=confidence,
        interval_df=interval_df,
    )
    origin = "given" if lambda_ is not None else f"profile likelihood, rounding {rounding}"
    return BoxCoxStudy(estimate, used, study, limits, f"Box-Cox, lambda {origin}; limits transformed")


def _transformable(limits: Limits) -> None:
    for name, value in (("LSL", limits.lsl), ("USL", limits.usl), ("target", limits.target)):
        if value is not None and value <= 0:
            raise ValueError(f"{name} {value:g} must be above 0 to be transformed")


def _positive(values: Floats) -> Floats:
    if values.min() <= 0:
        place = int(np.argmin(values))
        raise ValueError(f"reading {values[place]:g} at place {place + 1}: Box-Cox needs readings above 0")
    return values


def _profile(values: Floats) -> Callable[[float], float]:
    # Dividing by the geometric mean makes the Jacobian 1, so the profile is the variance alone.
    logs = np.log(values)
    shift = float(logs.sum())
    centred = logs - logs.mean()
    n = values.size

    def log_likelihood(power: float) -> float:
        moved = special.boxcox(np.exp(centred), power)
        return -n / 2 * math.log(float(moved.var())) - shift

    return log_likelihood


def _maximum(profile: Callable[[float], float]) -> float:
    grid = np.linspace(-BOUND, BOUND, _GRID)
    peak = int(np.argmax([profile(float(each)) for each in grid]))
    left, right = grid[max(0, peak - 1)], grid[min(_GRID - 1, peak + 1)]
    found = optimize.minimize_scalar(
        lambda power: -profile(power), bounds=(left, right), method="bounded", options={"xatol": 1e-10}
    )
    inner = float(found.x)
    return float(grid[peak]) if profile(float(grid[peak])) >= profile(inner) else inner


def _crossing(profile: Callable[[float], float], peak: float, level: float, end: float) -> float:
    if profile(end) >= level:
        return end
    return float(optimize.brentq(lambda power: profile(power) - level, min(peak, end), max(peak, end), xtol=1e-10))
