"""What a plan by attributes does: probability of acceptance, ASN, AOQ, AOQL, ATI.

Models: ``binomial`` (type B, units from a process), ``hypergeometric`` (type A, this very lot; D = p N
rounded half up) and ``poisson`` (nonconformities per unit). A plan in stages is walked stage by stage over
the distribution of the cumulative count, which is exact for all three. A count between Ac and Re at the last
stage accepts the lot (Z1.4 reduced inspection), so acceptance means: the rejection number was not reached.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy import optimize, stats

from zhihe.kernels.sampling.editions import Stage

Model = Literal["binomial", "hypergeometric", "poisson"]
TINY: Final = 1e-300
"""SciPy's binomial overflows at the end of the range of floats; below this a lot counts as faultless."""
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Course:
    """How inspections end at one quality: per stage the chance to accept and to reject there.

    ``sizes`` are the cumulative sample sizes in units, ``inspected`` the mean units inspected in each stage
    given that the lot comes to it, times the chance that it does (so their sum is the ASN).
    """

    accept: tuple[float, ...]
    reject: tuple[float, ...]
    sizes: tuple[int, ...]
    inspected: tuple[float, ...]

    @property
    def probability(self) -> float:
        """The probability of acceptance."""
        return sum(self.accept)


def course(
    stages: Sequence[Stage],
    p: float,
    *,
    model: Model = "binomial",
    lot_size: int | None = None,
    curtailed: bool = False,
) -> Course:
    """Walk a plan at quality ``p`` (fraction nonconforming, or nonconformities per unit for ``poisson``).

    ``curtailed`` stops every sample but the first as soon as the rejection number is reached
    (semi-curtailment; binomial only). ValueError: p outside its range, no stages, a hypergeometric model
    without a lot size or with a sample above it.
    """
    sizes = tuple(int(size) for size in np.cumsum([stage.n for stage in stages]))
    _check(stages, sizes[-1:], p, model, lot_size)
    if curtailed and model != "binomial":
        raise ValueError(f"the curtailed ASN is computed for the binomial model, not for {model}")
    p = p if p > TINY else 0.0
    quality = _Quality(p, model, lot_size)
    alive: Floats = np.ones(1)
    accept, reject, inspected = [], [], []
    for number, stage in enumerate(stages):
        before = sizes[number - 1] if number else 0
        inspected.append(_inspected(alive, stage, p, curtailed=curtailed and number > 0))
        counts = _after(alive, stage, before, quality)
        # At the last stage a count below Re accepts, so nothing goes on.
        accepting = stage.re if number == len(stages) - 1 else stage.ac + 1
        accept.append(float(counts[:accepting].sum()))
        reject.append(max(0.0, float(alive.sum() - counts.sum())))
        alive = counts.copy()
        alive[:accepting] = 0.0
    return Course(tuple(accept), tuple(reject), sizes, tuple(inspected))


def acceptance(stages: Sequence[Stage], p: float, *, model: Model = "binomial", lot_size: int | None = None) -> float:
    """Return the probability of acceptance at quality ``p``, one point of the OC curve."""
    return course(stages, p, model=model, lot_size=lot_size).probability


def average_sample_number(walked: Course) -> float:
    """Return the ASN: the mean units inspected before the decision."""
    return sum(walked.inspected)


def average_outgoing_quality(walked: Course, p: float, lot_size: int, *, replaced: bool = True) -> float:
    """Return the AOQ under rectifying inspection, as a fraction.

    Rejected lots are inspected whole; nonconforming units found are replaced by good ones, or removed
    (``replaced=False``).
    """
    _fits(walked, lot_size)
    out = 0.0
    for chance, size in zip(walked.accept, walked.sizes, strict=True):
        out += p * chance * (lot_size - size) / (lot_size if replaced else lot_size - size * p)
    return out


def average_total_inspection(walked: Course, lot_size: int) -> float:
    """Return the ATI in units: the samples of accepted lots and the whole of rejected ones."""
    _fits(walked, lot_size)
    samples = sum(chance * size for chance, size in zip(walked.accept, walked.sizes, strict=True))
    return samples + (1 - walked.probability) * lot_size


def average_outgoing_quality_limit(
    walk: Callable[[float], Course], lot_size: int, *, whole_units: bool = False
) -> tuple[float, float]:
    """Return the AOQL and the incoming quality where it occurs, both as fractions.

    ``walk`` gives the course at a quality in (0, 1). The maximum is bracketed on a grid that is fine near 0,
    where plans with large samples have theirs, then refined to 1e-10. ``whole_units``, for the hypergeometric
    model, looks at the qualities D / N only: between them a lot of N units has none.
    """

    def falling(p: float) -> float:
        return -average_outgoing_quality(walk(p), p, lot_size)

    grid = np.concatenate((np.geomspace(1e-7, 0.01, 60, endpoint=False), np.linspace(0.01, 0.999, 200)))
    if whole_units:
        grid = np.unique(np.maximum(1, np.rint(grid * lot_size))) / lot_size
    best = int(np.argmin([falling(float(p)) for p in grid]))
    low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, len(grid) - 1)])
    if whole_units:
        near = np.arange(round(low * lot_size), round(high * lot_size) + 1) / lot_size
        where = min((float(p) for p in near), key=falling)
        return -falling(where), where
    found = optimize.minimize_scalar(falling, bounds=(low, high), method="bounded", options={"xatol": 1e-10})
    return float(-found.fun), float(found.x)


def nonconforming_in_lot(p: float, lot_size: int) -> int:
    """Return D, the nonconforming units of a lot at fraction ``p``: p N rounded half up."""
    return math.floor(p * lot_size + 0.5)


@dataclass(frozen=True, slots=True)
class _Quality:
    """What units are drawn from: the model at one quality."""

    p: float
    model: Model
    lot_size: int | None

    def draw(self, stage: Stage, before: int, d: int) -> Floats:
        """Return the chances of 0, 1, … nonconforming in the next sample, up to below Re - d."""
        counts = np.arange(stage.re - d)
        if self.model == "poisson":
            return np.asarray(stats.poisson.pmf(counts, stage.n * self.p))
        if self.model == "hypergeometric" and self.lot_size is not None:
            left = nonconforming_in_lot(self.p, self.lot_size) - d
            return np.asarray(stats.hypergeom.pmf(counts, self.lot_size - before, left, stage.n))
        return np.asarray(stats.binom.pmf(counts, stage.n, self.p))


def _after(alive: Floats, stage: Stage, before: int, quality: _Quality) -> Floats:
    """Return the chances of each cumulative count below Re after the stage."""
    counts: Floats = np.zeros(stage.re)
    for d in np.flatnonzero(alive):
        found = quality.draw(stage, before, int(d))
        counts[d : d + len(found)] += alive[d] * found
    return counts


def _inspected(alive: Floats, stage: Stage, p: float, *, curtailed: bool) -> float:
    if not curtailed:
        return float(alive.sum()) * stage.n
    # Unit j is inspected while fewer than Re - d have been found among the j - 1 before it.
    units = np.arange(stage.n)
    going_on = [np.asarray(stats.binom.cdf(stage.re - d - 1, units, p)).sum() for d in range(len(alive))]
    return float(alive @ np.asarray(going_on))


def _check(stages: Sequence[Stage], total: tuple[int, ...], p: float, model: Model, lot_size: int | None) -> None:
    if not stages:
        raise ValueError("a plan of 0 stages has no characteristic")
    highest = math.inf if model == "poisson" else 1.0
    if not 0 <= p <= highest or math.isinf(p):
        raise ValueError(f"quality p is {p}; for the {model} model it lies between 0 and {highest}")
    if model == "hypergeometric" and (lot_size is None or total[0] > lot_size):
        raise ValueError(f"a sample of {total[0]} cannot be drawn from a lot of {lot_size}")


def _fits(walked: Course, lot_size: int) -> None:
    if walked.sizes[-1] > lot_size:
        raise ValueError(f"samples of {walked.sizes[-1]} together exceed the lot of {lot_size}")
