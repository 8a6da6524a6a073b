"""Stability: does the gauge read a master alike over time (AIAG MSA 4th ed., III-B).

Subgroups of two or more go on a mean chart with ranges or standard deviations, single readings on an
individuals chart with moving ranges; sigma is the average range over d2 or the average standard deviation
over c4.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from zhihe.kernels.msa.bias import finite
from zhihe.kernels.msa.caveats import Caveat, caveat
from zhihe.kernels.msa.study import ALGORITHM, Floats
from zhihe.kernels.sigma import c4, d2, d3

Dispersion = Literal["range", "sd"]
ADVISED_SUBGROUPS: Final = 20
WIDTH: Final = 3.0
_FEWEST: Final = 2
_MOVING: Final = 2
_ESTIMATORS: Final = {"range": "rbar", "sd": "sbar"}


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
    convention: str = "limits at 3 sigma; a point on a limit is inside"
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
    if size == 1:
        spreads, sigma, chart_d, estimator = _moving(data[:, 0])
    else:
        spreads, sigma, chart_d, estimator = _within(data, dispersion)
    if sigma == 0:
        raise ValueError(f"the {spreads.size} ranges of the master are all 0: sigma cannot be estimated")
    means = data[:, 0] if size == 1 else data.mean(axis=1)
    center, half = float(means.mean()), WIDTH * sigma / math.sqrt(size)
    location = _chart("individuals" if size == 1 else "mean", means, center, center - half, center + half)
    caveats = [caveat("limits_only")]
    if count < ADVISED_SUBGROUPS:
        caveats.append(caveat("few_subgroups", subgroups=count, advised=ADVISED_SUBGROUPS))
    return StabilityStudy(
        subgroups=count,
        size=size,
        location=location,
        dispersion=chart_d,
        sigma=sigma,
        estimator=estimator,
        bias=None if reference is None else center - float(finite(reference, "reference")[0]),
        stable=not (location.beyond or chart_d.beyond),
        caveats=tuple(caveats),
    )


def _rows(subgroups: Sequence[Sequence[float]] | Floats) -> Floats:
    rows = [finite(row, f"subgroup {i + 1} reading") for i, row in enumerate(subgroups)]
    if len(rows) < _FEWEST:
        raise ValueError(f"{len(rows)} subgroups where a chart needs at least {_FEWEST}")
    for i, row in enumerate(rows):
        if row.size != rows[0].size or row.size == 0:
            raise ValueError(f"subgroup {i + 1} has {row.size} readings where the first has {rows[0].size}")
    return np.vstack(rows)


def _moving(values: Floats) -> tuple[Floats, float, Chart, str]:
    spreads = np.abs(np.diff(values))
    return (spreads, *_range_chart("moving range", spreads, _MOVING), "mr")


def _within(data: Floats, dispersion: Dispersion) -> tuple[Floats, float, Chart, str]:
    size = data.shape[1]
    if dispersion == "range":
        spreads = np.ptp(data, axis=1)
        return (spreads, *_range_chart("range", spreads, size), _ESTIMATORS[dispersion])
    spreads = (data - data[:, :1]).std(axis=1, ddof=1)
    center, unbiased = float(spreads.mean()), c4(size)
    half = WIDTH * center * math.sqrt(1 - unbiased**2) / unbiased
    chart = _chart("sd", spreads, center, max(0.0, center - half), center + half)
    return spreads, center / unbiased, chart, _ESTIMATORS[dispersion]


def _range_chart(kind: str, spreads: Floats, size: int) -> tuple[float, Chart]:
    center = float(spreads.mean())
    sigma = center / d2(size)
    half = WIDTH * d3(size) * sigma
    return sigma, _chart(kind, spreads, center, max(0.0, center - half), center + half)


def _chart(kind: str, points: Floats, center: float, lower: float, upper: float) -> Chart:
    beyond = np.flatnonzero((points < lower) | (points > upper))
    return Chart(kind, tuple(points.tolist()), center, lower, upper, tuple(beyond.tolist()))
