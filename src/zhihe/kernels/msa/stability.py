"""Stability: does the gauge read a master alike over time (AIAG MSA 4th ed., III-B).

Subgroups of two or more go on a mean chart with ranges or standard deviations, single readings on an
individuals chart with moving ranges; sigma is the average range over d2 or the average standard deviation
over c4.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from zhihe.kernels.msa.bias import finite
from zhihe.kernels.msa.caveats import Caveat, caveat
from zhihe.kernels.msa.study import ALGORITHM, Floats
from zhihe.kernels.sigma import Estimator, c4, d2, d3, within_sigma

Dispersion = Literal["range", "sd"]
ADVISED_SUBGROUPS: Final = 20
WIDTH: Final = 3.0
_FEWEST: Final = 2
_MOVING: Final = 2
_ESTIMATORS: Final[Mapping[Dispersion, Estimator]] = MappingProxyType({"range": "rbar", "sd": "sbar"})


@dataclass(frozen=True, slots=True)
class Chart:
    """Points, centre line and limits of one chart; ``beyond`` are the places (from 0) strictly outside."""

    kind: str
    points: tuple[float, ...]
    center: float
    lower: float
    upper: float
    beyond: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StabilityStudy:
    """Charts of location and dispersion of a master, sigma of the gauge, and bias from a reference."""

    subgroups: int
    size: int
    location: Chart
    dispersion: Chart
    sigma: float
    estimator: str
    bias: float | None
    stable: bool
    caveats: tuple[Caveat, ...]
    convention: str
    algorithm: str = ALGORITHM


def stability(
    subgroups: Sequence[Sequence[float]] | Floats,
    *,
    reference: float | None = None,
    dispersion: Dispersion = "range",
) -> StabilityStudy:
    """Chart readings[time][repeat] of one master.

    ValueError: fewer than two subgroups, subgroups of unequal size, a number that is not finite, no variation
    within subgroups.
    """
    data = _rows(subgroups)
    count, size = data.shape
    estimate = within_sigma(data, "mr" if size == 1 else _ESTIMATORS[dispersion])
    means = data.mean(axis=1)
    center, half = float(means.mean()), WIDTH * estimate.value / math.sqrt(size)
    location = _chart("individuals" if size == 1 else "mean", means, center, half)
    spread = _sd_chart(data) if size > 1 and dispersion == "sd" else _range_chart(data)
    caveats = [caveat("limits_only")]
    if count < ADVISED_SUBGROUPS:
        caveats.append(caveat("few_subgroups", subgroups=count, advised=ADVISED_SUBGROUPS))
    return StabilityStudy(
        subgroups=count,
        size=size,
        location=location,
        dispersion=spread,
        sigma=estimate.value,
        estimator=estimate.estimator,
        bias=None if reference is None else center - float(finite(reference, "reference")[0]),
        stable=not (location.beyond or spread.beyond),
        caveats=tuple(caveats),
        convention=f"sigma {estimate.convention} ({estimate.constants}); limits at 3 sigma, on a limit is inside",
    )


def _rows(subgroups: Sequence[Sequence[float]] | Floats) -> Floats:
    rows = [finite(row, f"subgroup {i + 1} reading") for i, row in enumerate(subgroups)]
    if len(rows) < _FEWEST:
        raise ValueError(f"{len(rows)} subgroups where a chart needs at least {_FEWEST}")
    for i, row in enumerate(rows):
        if row.size != rows[0].size or row.size == 0:
            raise ValueError(f"subgroup {i + 1} has {row.size} readings where the first has {rows[0].size}")
    return np.vstack(rows)


def _range_chart(data: Floats) -> Chart:
    alone = data.shape[1] == 1
    points = np.abs(np.diff(data[:, 0])) if alone else np.ptp(data, axis=1)
    size = _MOVING if alone else data.shape[1]
    center = float(points.mean())
    return _chart("moving range" if alone else "range", points, center, WIDTH * d3(size) / d2(size) * center, 0.0)


def _sd_chart(data: Floats) -> Chart:
    points = (data - data[:, :1]).std(axis=1, ddof=1)
    center, unbiased = float(points.mean()), c4(data.shape[1])
    return _chart("sd", points, center, WIDTH * center * math.sqrt(1 - unbiased**2) / unbiased, 0.0)


def _chart(kind: str, points: Floats, center: float, half: float, least: float = -math.inf) -> Chart:
    lower, upper = max(least, center - half), center + half
    beyond = np.flatnonzero((points < lower) | (points > upper))
    return Chart(kind, tuple(points.tolist()), center, lower, upper, tuple(beyond.tolist()))
