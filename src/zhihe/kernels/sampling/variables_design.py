"""What a k plan by variables does, and k plans from two points of the OC curve.

Unknown sigma: sqrt(n) Q has a non-central t distribution with n - 1 degrees of freedom and non-centrality
z_p sqrt(n), so Pa = P(T >= k sqrt(n)). Known sigma: Pa = Phi(sqrt(n) (z_p - k)). Both are for one limit; with
two limits far apart they hold on the side that is nonconforming.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from scipy import optimize, special, stats

from zhihe.kernels.sampling.characteristics import Course
from zhihe.kernels.sampling.variables import FEWEST_S, FEWEST_SIGMA, Criterion, fraction_beyond

DesignMethod = Literal["exact", "wallis"]


@dataclass(frozen=True, slots=True)
class DesignedVariablesPlan:
    """A k plan found from two points, with the risks it really has and the method of the search."""

    criterion: Criterion
    alpha: float
    beta: float
    method: DesignMethod


def variables_acceptance(n: int, k: float, p: float, *, sigma_known: bool = False) -> float:
    """Return the probability that a lot with fraction ``p`` beyond its limit is accepted by the k method."""
    _check_plan(n, k, sigma_known=sigma_known)
    if not 0 <= p <= 1:
        raise ValueError(f"fraction p is {p}; it lies between 0 and 1")
    if p in {0.0, 1.0}:
        return 1.0 - p
    z = float(-special.ndtri(p))
    if sigma_known:
        return float(special.ndtr(math.sqrt(n) * (z - k)))
    return float(stats.nct.sf(k * math.sqrt(n), n - 1, z * math.sqrt(n)))


def variables_course(n: int, k: float, p: float, *, sigma_known: bool = False) -> Course:
    """Return the course of a k plan, so that AOQ, AOQL and ATI are computed as for attributes."""
    chance = variables_acceptance(n, k, p, sigma_known=sigma_known)
    return Course((chance,), (1 - chance,), (n,), (float(n),))


def find_variables_plan(
    p1: float,
    alpha: float,
    p2: float,
    beta: float,
    *,
    sigma_known: bool = False,
    method: DesignMethod = "exact",
) -> DesignedVariablesPlan:
    """Find the smallest n, and k, with Pa(p1) >= 1 - alpha and Pa(p2) <= beta.

    ``exact`` searches with the exact OC and takes k midway between its two bounds; ``wallis`` is the normal
    approximation most programs print, n = (1 + k^2/2) ((za + zb)/(z1 - z2))^2. ValueError: p1 >= p2, a
    fraction outside (0, 1), alpha + beta >= 1.
    """
    _check_points(p1, alpha, p2, beta)
    n, k = _wallis(p1, alpha, p2, beta, sigma_known=sigma_known)
    if method == "exact":
        n, k = _exact(n, (p1, alpha), (p2, beta), sigma_known=sigma_known)
    m = fraction_beyond(k, n, sigma_known=sigma_known)
    return DesignedVariablesPlan(
        Criterion(n, k, m, sigma_known),
        1 - variables_acceptance(n, k, p1, sigma_known=sigma_known),
        variables_acceptance(n, k, p2, sigma_known=sigma_known),
        method,
    )


def _wallis(p1: float, alpha: float, p2: float, beta: float, *, sigma_known: bool) -> tuple[int, float]:
    z1, z2, za, zb = (float(-special.ndtri(tail)) for tail in (p1, p2, alpha, beta))
    k = (za * z2 + zb * z1) / (za + zb)
    factor = 1.0 if sigma_known else 1 + k * k / 2
    n = math.ceil(factor * ((za + zb) / (z1 - z2)) ** 2)
    return max(n, _fewest(sigma_known=sigma_known)), k


def _exact(
    start: int, producer: tuple[float, float], consumer: tuple[float, float], *, sigma_known: bool
) -> tuple[int, float]:
    """Bisect on n around the approximation: the bounds on k meet and cross as n grows."""

    def bounds(n: int) -> tuple[float, float]:
        least = _k_for(n, consumer[0], consumer[1], sigma_known=sigma_known)
        most = _k_for(n, producer[0], 1 - producer[1], sigma_known=sigma_known)
        return least, most

    def meets(n: int) -> bool:
        least, most = bounds(n)
        return least <= most

    n = _smallest(meets, _fewest(sigma_known=sigma_known), start)
    least, most = bounds(n)
    return n, (least + most) / 2


def _smallest(meets: Callable[[int], bool], fewest: int, start: int) -> int:
    low, high = fewest - 1, max(start, fewest)
    while not meets(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if meets(middle) else (middle, high)
    return high


def _k_for(n: int, p: float, chance: float, *, sigma_known: bool) -> float:
    """Return the k at which a lot at ``p`` is accepted with the given chance."""
    z = float(-special.ndtri(p))
    if sigma_known:
        return float(z - special.ndtri(chance) / math.sqrt(n))

    def excess(k: float) -> float:
        return variables_acceptance(n, k, p) - chance

    width = 1.0
    while excess(z - width) < 0 or excess(z + width) > 0:
        width *= 2
    return float(optimize.brentq(excess, z - width, z + width, xtol=1e-12))


def _fewest(*, sigma_known: bool) -> int:
    return FEWEST_SIGMA if sigma_known else FEWEST_S


def _check_plan(n: int, k: float, *, sigma_known: bool) -> None:
    # One reading is enough for the OC of a known sigma; an unknown one needs a degree of freedom.
    fewest = 1 if sigma_known else 2
    if n < fewest:
        raise ValueError(f"n is {n}; with sigma_known={sigma_known} it must be {fewest} or more")
    if not math.isfinite(k):
        raise ValueError(f"k is {k}; it must be a finite number")


def _check_points(p1: float, alpha: float, p2: float, beta: float) -> None:
    for name, value in (("p1", p1), ("alpha", alpha), ("p2", p2), ("beta", beta)):
        if not 0 < value < 1:
            raise ValueError(f"{name} is {value}; it must lie between 0 and 1")
    if p1 >= p2:
        raise ValueError(f"p1 {p1} must be below p2 {p2}")
    if alpha + beta >= 1:
        raise ValueError(f"alpha {alpha} and beta {beta} together must stay below 1")
