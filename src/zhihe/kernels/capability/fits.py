"""Maximum-likelihood fits of the distributions used for non-normal capability.

The likelihood equations are solved themselves, not by a general search, so a fit has full precision and no
start value. Positive families have their threshold at 0. For the lognormal the divisor of the variance of
logarithms is a choice: n is maximum likelihood, n - 1 is what Minitab and SAS print.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

import numpy as np
from scipy import optimize, special, stats

from zhihe.kernels.capability.normality import ALGORITHM, Floats, a_squared, sample

Family = Literal["normal", "lognormal", "weibull", "gamma", "exponential", "largest_extreme", "smallest_extreme"]
Divisor = Literal["n", "n-1"]

POSITIVE: Final = frozenset(("lognormal", "weibull", "gamma", "exponential"))
FEWEST: Final = 3
_STEP: Final = 2.0
_PRECISE: Final = 1e-12
_ASYMPTOTIC: Final = 1e4
"""From here ln(a) - digamma(a) loses digits and its series has them all."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted distribution: parameters by their usual names, fit measures, and its quantiles."""

    family: Family
    parameters: Mapping[str, float]
    n: int
    log_likelihood: float
    aic: float
    a_squared: float
    convention: str
    algorithm: str = ALGORITHM

    def quantile(self, probability: float) -> float:
        """Return the value below which a share ``probability`` lies."""
        return float(distribution(self.family, self.parameters).ppf(probability))

    def below(self, value: float) -> float:
        """Return the share below ``value``."""
        return float(distribution(self.family, self.parameters).cdf(value))

    def above(self, value: float) -> float:
        """Return the share above ``value``, precise in the far tail."""
        return float(distribution(self.family, self.parameters).sf(value))


def fit(readings: Any, family: Family, *, divisor: Divisor = "n-1") -> Fit:
    """Fit ``family`` by maximum likelihood; ``divisor`` concerns the normal and the lognormal.

    ValueError: fewer than three readings, no variation, a number that is not finite, a reading of 0 or less
    for a positive family, an unknown family.
    """
    if family not in _SOLVERS:
        raise ValueError(f"family {family!r} is unknown; there are {', '.join(_SOLVERS)}")
    values = sample(readings, FEWEST, f"a {family} fit")
    if family in POSITIVE and values.min() <= 0:
        place = int(np.argmin(values))
        raise ValueError(f"reading {values[place]:g} at place {place + 1}: a {family} fit needs readings above 0")
    parameters = MappingProxyType(_SOLVERS[family](values, divisor))
    law = distribution(family, parameters)
    likelihood = float(law.logpdf(values).sum())
    ordered = np.sort(values)
    free = len(parameters)
    closed = f", divisor {divisor}" if family in ("normal", "lognormal") else ""
    return Fit(
        family,
        parameters,
        values.size,
        likelihood,
        2 * free - 2 * likelihood,
        a_squared(law.logcdf(ordered), law.logsf(ordered)),
        f"maximum likelihood{closed}",
    )


def best(readings: Any, families: tuple[Family, ...] | None = None) -> tuple[Fit, ...]:
    """Fits of the families (all that the readings allow), the smallest A2 first."""
    values = sample(readings, FEWEST, "a fit")
    allowed = families or tuple(each for each in FAMILIES if each not in POSITIVE or values.min() > 0)
    return tuple(sorted((fit(values, each) for each in allowed), key=lambda one: one.a_squared))


def distribution(family: Family, parameters: Mapping[str, float]) -> Any:
    """Make the SciPy distribution with these parameters."""
    return _LAWS[family](parameters)


def _normal(values: Floats, divisor: Divisor) -> dict[str, float]:
    return {"mean": float(values.mean()), "sd": float(values.std(ddof=1 if divisor == "n-1" else 0))}


def _lognormal(values: Floats, divisor: Divisor) -> dict[str, float]:
    logs = _normal(np.log(values), divisor)
    return {"log_mean": logs["mean"], "log_sd": logs["sd"]}


def _exponential(values: Floats, _divisor: Divisor) -> dict[str, float]:
    return {"scale": float(values.mean())}


def _weibull(values: Floats, _divisor: Divisor) -> dict[str, float]:
    logs, mean = _relative_logs(values)
    # Powers of the readings over their largest stay within range for any unit and any shape.
    top = float(logs.max())
    shifted = logs - top

    def score(shape: float) -> float:
        weights = np.exp(shape * shifted)
        return float((weights * logs).sum() / weights.sum()) - 1 / shape - float(logs.mean())

    shape = _rising_root(score, 1 / float(logs.std()))
    scale = mean * math.exp(top + math.log(float(np.exp(shape * shifted).mean())) / shape)
    return {"shape": shape, "scale": scale}


def _gamma(values: Floats, _divisor: Divisor) -> dict[str, float]:
    logs, mean = _relative_logs(values)
    # ln(mean) - mean(ln x), written so that no term is negative and nothing cancels.
    gap = float(((values - mean) / mean - logs).mean())

    def score(shape: float) -> float:
        return gap - _log_less_digamma(shape)

    shape = _rising_root(score, 1 / (2 * gap))
    return {"shape": shape, "scale": mean / shape}


def _relative_logs(values: Floats) -> tuple[Floats, float]:
    """Take logarithms of the readings over their mean, with the digits of a small spread kept."""
    mean = float(values.mean())
    return np.log1p((values - mean) / mean), mean


def _log_less_digamma(shape: float) -> float:
    if shape < _ASYMPTOTIC:
        return math.log(shape) - float(special.digamma(shape))
    return 1 / (2 * shape) + 1 / (12 * shape**2)


def _largest(values: Floats, _divisor: Divisor) -> dict[str, float]:
    mean, low, spread = float(values.mean()), float(values.min()), float(values.std())
    scaled = (values - low) / spread

    def score(scale: float) -> float:
        weights = np.exp(-scaled / scale)
        return scale - ((mean - low) / spread - float((weights * scaled).sum() / weights.sum()))

    scale = _rising_root(score, math.sqrt(6) / math.pi)
    location = -scale * math.log(float(np.exp(-scaled / scale).mean()))
    return {"location": low + spread * location, "scale": spread * scale}


def _smallest(values: Floats, divisor: Divisor) -> dict[str, float]:
    mirrored = _largest(-values, divisor)
    return {"location": -mirrored["location"], "scale": mirrored["scale"]}


def _rising_root(score: Callable[[float], float], start: float) -> float:
    """Find the root of a rising function of a positive number, outwards from ``start``."""
    lower = upper = start
    while score(lower) >= 0:
        lower /= _STEP
    while score(upper) < 0:
        upper *= _STEP
    return float(optimize.brentq(score, lower, upper, xtol=_PRECISE * start, rtol=8.9e-16))


_SOLVERS: Final[Mapping[Family, Callable[[Floats, Divisor], dict[str, float]]]] = MappingProxyType(
    {
        "normal": _normal,
        "lognormal": _lognormal,
        "weibull": _weibull,
        "gamma": _gamma,
        "exponential": _exponential,
        "largest_extreme": _largest,
        "smallest_extreme": _smallest,
    }
)
_LAWS: Final[Mapping[Family, Callable[[Mapping[str, float]], Any]]] = MappingProxyType(
    {
        "normal": lambda p: stats.norm(p["mean"], p["sd"]),
        "lognormal": lambda p: stats.lognorm(p["log_sd"], scale=math.exp(p["log_mean"])),
        "weibull": lambda p: stats.weibull_min(p["shape"], scale=p["scale"]),
        "gamma": lambda p: stats.gamma(p["shape"], scale=p["scale"]),
        "exponential": lambda p: stats.expon(scale=p["scale"]),
        "largest_extreme": lambda p: stats.gumbel_r(p["location"], p["scale"]),
        "smallest_extreme": lambda p: stats.gumbel_l(p["location"], p["scale"]),
    }
)
FAMILIES: Final[tuple[Family, ...]] = tuple(_SOLVERS)
