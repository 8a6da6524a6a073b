"""Gauge R&R by averages and ranges, the hand method (AIAG MSA 4th ed., III-B, form GRR).

EV = Rbar K1, AV = sqrt((Xdiff K2)^2 - EV^2/(n r)), PV = Rp K3. The constants are 1/d2*; the manual prints
them to four digits. The interaction of part and operator cannot be seen by this method.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from zhihe.kernels.msa.caveats import caveat
from zhihe.kernels.msa.ranges import d2_star
from zhihe.kernels.msa.study import (
    ALGORITHM,
    SPREAD,
    Axes,
    Readings,
    Summary,
    balanced,
    check_tolerance,
    summarize,
)
from zhihe.kernels.sigma import d2, d3

Constants = Literal["aiag", "exact"]
_AXES: Axes = ("part", "operator", "trial")

K1: Final[Mapping[int, float]] = MappingProxyType({2: 0.8862, 3: 0.5908})
"""By trials."""
K2: Final[Mapping[int, float]] = MappingProxyType({2: 0.7071, 3: 0.5231})
"""By operators."""
K3: Final[Mapping[int, float]] = MappingProxyType(
    {2: 0.7071, 3: 0.5231, 4: 0.4467, 5: 0.4030, 6: 0.3742, 7: 0.3534, 8: 0.3375, 9: 0.3249, 10: 0.3146}
)
"""By parts."""


@dataclass(frozen=True, slots=True)
class AverageRangeStudy:
    """The hand method's intermediate results and summary; ranges beyond are (operator, part) from 0."""

    parts: int
    operators: int
    trials: int
    r_bar: float
    x_diff: float
    part_range: float
    k1: float
    k2: float
    k3: float
    range_limit: float
    ranges_beyond: tuple[tuple[int, int], ...]
    summary: Summary
    constants: Constants
    spread: float
    tolerance: float | None
    convention: str = "average and range, variance of the operators clipped at 0"
    algorithm: str = ALGORITHM


def average_range(
    readings: Readings,
    *,
    constants: Constants = "aiag",
    tolerance: float | None = None,
    spread: float = SPREAD,
) -> AverageRangeStudy:
    """Analyse readings[part][operator][trial]; exact constants are 1/d2* for any size of study.

    ``tolerance`` is USL - LSL in the readings' unit. ValueError: an unbalanced or constant study, fewer than
    two of anything, a size the manual's table does not hold, a tolerance out of range.
    """
    check_tolerance(tolerance, spread)
    data = balanced(readings, _AXES)
    parts, operators, trials = data.shape
    k1, k2, k3 = _constants(constants, parts, operators, trials)
    ranges = np.ptp(data, axis=2)
    r_bar = float(ranges.mean())
    by_operator, by_part = data.mean(axis=(0, 2)), data.mean(axis=(1, 2))
    x_diff, part_range = float(np.ptp(by_operator)), float(np.ptp(by_part))
    ev = r_bar * k1
    av_squared = (x_diff * k2) ** 2 - ev**2 / (parts * trials)
    limit = r_bar * (1 + 3 * d3(trials) / d2(trials))
    beyond = tuple((int(o), int(p)) for o, p in np.argwhere(limit < ranges.T))
    notes = []
    if av_squared < 0:
        notes.append(caveat("component_clipped", component="operator", value=av_squared))
    if beyond:
        notes.append(caveat("ranges_beyond", count=len(beyond), limit=limit))
    ordered = _ordered(ev**2, max(0.0, av_squared), (part_range * k3) ** 2)
    if ordered["total"] == 0:
        raise ValueError(f"ranges, operator and part differences are all {r_bar:g}: nothing can be estimated")
    summary = summarize(ordered, tolerance=tolerance, spread=spread, parts=parts, caveats=notes)
    head = (parts, operators, trials, r_bar, x_diff, part_range, k1, k2, k3)
    return AverageRangeStudy(*head, limit, beyond, summary, constants, spread, tolerance)


def _ordered(repeatability: float, reproducibility: float, part: float) -> dict[str, float]:
    grr = repeatability + reproducibility
    named = {"repeatability": repeatability, "reproducibility": reproducibility, "part": part}
    return {"grr": grr, **named, "total": grr + part}


def _constants(constants: Constants, parts: int, operators: int, trials: int) -> tuple[float, float, float]:
    if constants == "exact":
        return 1 / d2(trials), 1 / d2_star(operators, 1), 1 / d2_star(parts, 1)
    return (
        _printed(K1, trials, "trials"),
        _printed(K2, operators, "operators"),
        _printed(K3, parts, "parts"),
    )


def _printed(table: Mapping[int, float], size: int, what: str) -> float:
    if size not in table:
        sizes = f"{min(table)} to {max(table)}"
        raise ValueError(f"the manual prints constants for {sizes} {what}, not {size}: use exact constants")
    return table[size]
