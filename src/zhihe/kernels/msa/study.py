"""What every gauge study shares: balanced readings, components, ndc, the verdict of the AIAG manual."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from zhihe.kernels.msa.caveats import Caveat, caveat

Floats = npt.NDArray[np.float64]
Readings = Floats | Sequence[Sequence[Sequence[float]]]
Axes = tuple[str, str, str]
Judgement = Literal["acceptable", "conditional", "unacceptable"]

ALGORITHM: Final = "msa/1"
SPREAD: Final = 6.0
"""Study variation is this many standard deviations (AIAG 4th ed.; 5.15 in the editions before)."""
NDC_FACTOR: Final = 1.41
NDC_NEEDED: Final = 5
ADVISED_PARTS: Final = 10
ACCEPTABLE_BELOW: Final = 10.0
UNACCEPTABLE_ABOVE: Final = 30.0
_SMALLEST: Final = 2


@dataclass(frozen=True, slots=True)
class Component:
    """One source of variation: variance, standard deviation, study variation and its shares in percent."""

    key: str
    variance: float
    sd: float
    study_variation: float
    contribution: float
    study_percent: float
    tolerance_percent: float | None


@dataclass(frozen=True, slots=True)
class AnovaRow:
    """One row of an analysis of variance; F and p are None where the denominator has no variation."""

    source: str
    df: int
    ss: float
    ms: float | None
    f: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """Components in the order of the manual's report, ndc and the verdict on the share of study variation.

    ``ndc`` is None where the gauge shows no variation. ``tolerance_judgement`` is None without a tolerance.
    """

    components: tuple[Component, ...]
    ndc: int | None
    judgement: Judgement
    tolerance_judgement: Judgement | None
    caveats: tuple[Caveat, ...]

    @property
    def ndc_adequate(self) -> bool:
        """Whether the gauge separates at least five categories."""
        return self.ndc is None or self.ndc >= NDC_NEEDED

    def component(self, key: str) -> Component:
        """Return the component of that key; ValueError for an unknown one."""
        for each in self.components:
            if each.key == key:
                return each
        raise ValueError(f"no component {key!r}; there are {[each.key for each in self.components]}")


def judge(percent: float) -> Judgement:
    """Judge %GRR as the manual does: below 10 acceptable, up to 30 conditional, above unacceptable."""
    if percent < ACCEPTABLE_BELOW:
        return "acceptable"
    return "conditional" if percent <= UNACCEPTABLE_ABOVE else "unacceptable"


def balanced(readings: Readings, axes: Axes) -> Floats:
    """Make an array over ``axes`` of the readings.

    Refused with the offending number: gaps, unequal cells, fewer than two of anything, no variation at all.
    """
    rows = [[_cell(cell, axes, (i, j)) for j, cell in enumerate(row)] for i, row in enumerate(readings)]
    _equal(rows, axes)
    array = np.array(rows, dtype=np.float64)
    for size, name in zip(array.shape, axes, strict=True):
        if size < _SMALLEST:
            raise ValueError(f"{size} {name}s where a study needs at least {_SMALLEST}")
    if np.ptp(array) == 0:
        raise ValueError(f"all {array.size} readings equal {array.flat[0]:g}: without variation nothing is estimated")
    return array


def _cell(cell: Sequence[float] | Floats, axes: Axes, at: tuple[int, int]) -> list[float]:
    where = f"{axes[0]} {at[0] + 1}, {axes[1]} {at[1] + 1}"
    values = [float(value) for value in cell]
    for k, value in enumerate(values):
        if not math.isfinite(value):
            raise ValueError(f"reading {value} at {where}, {axes[2]} {k + 1}")
    return values


def _equal(rows: list[list[list[float]]], axes: Axes) -> None:
    if not rows or not rows[0]:
        raise ValueError(f"{len(rows)} {axes[0]}s and 0 {axes[1]}s where a study needs at least {_SMALLEST} of each")
    width, depth = len(rows[0]), len(rows[0][0])
    for i, row in enumerate(rows):
        if len(row) != width:
            raise ValueError(f"unbalanced: {axes[0]} {i + 1} has {len(row)} {axes[1]}s, the first has {width}")
        for j, cell in enumerate(row):
            if len(cell) != depth:
                where = f"{axes[0]} {i + 1}, {axes[1]} {j + 1}"
                raise ValueError(f"unbalanced: {where} has {len(cell)} {axes[2]}s, the first cell has {depth}")


def check_tolerance(tolerance: float | None, spread: float) -> None:
    """Refuse a tolerance or a study-variation multiple that is not a positive number."""
    if tolerance is not None and not (math.isfinite(tolerance) and tolerance > 0):
        raise ValueError(f"tolerance {tolerance} must be a positive number")
    if not (math.isfinite(spread) and spread > 0):
        raise ValueError(f"study variation of {spread} standard deviations must be a positive number")


def clipped(components: dict[str, float]) -> tuple[dict[str, float], list[Caveat]]:
    """Negative variance estimates set to 0, each named in a caveat."""
    flags = [caveat("component_clipped", component=key, value=value) for key, value in components.items() if value < 0]
    return {key: max(0.0, value) for key, value in components.items()}, flags


def summarize(
    variances: dict[str, float], *, tolerance: float | None, spread: float, parts: int, caveats: list[Caveat]
) -> Summary:
    """Work out shares, ndc and verdict of variances in report order (grr, part, total among them)."""
    total = variances["total"]
    components = tuple(
        Component(
            key,
            variance,
            math.sqrt(variance),
            spread * math.sqrt(variance),
            100 * variance / total,
            100 * math.sqrt(variance / total),
            None if tolerance is None else 100 * spread * math.sqrt(variance) / tolerance,
        )
        for key, variance in variances.items()
    )
    by_key = {each.key: each for each in components}
    found = list(caveats)
    ndc = _ndc(variances["part"], variances["grr"])
    if ndc is None:
        found.append(caveat("grr_zero"))
    elif ndc < NDC_NEEDED:
        found.append(caveat("ndc_low", ndc=ndc, needed=NDC_NEEDED))
    if parts < ADVISED_PARTS:
        found.append(caveat("few_parts", parts=parts, advised=ADVISED_PARTS))
    grr = by_key["grr"]
    on_tolerance = None if grr.tolerance_percent is None else judge(grr.tolerance_percent)
    return Summary(components, ndc, judge(grr.study_percent), on_tolerance, tuple(found))


def _ndc(part: float, grr: float) -> int | None:
    return None if grr == 0 else max(1, math.floor(NDC_FACTOR * math.sqrt(part / grr)))
