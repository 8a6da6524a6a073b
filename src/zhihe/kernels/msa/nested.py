"""Nested gauge R&R for destructive tests: each operator measures batches of his own (AIAG MSA 4th ed., IV).

Model: reading = mean + operator + part within operator + repeatability. The interaction cannot be estimated,
so reproducibility is the operator alone; pieces of a batch are taken as alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import stats

from zhihe.kernels.msa.caveats import caveat
from zhihe.kernels.msa.study import (
    ALGORITHM,
    SPREAD,
    AnovaRow,
    Axes,
    Floats,
    Readings,
    Summary,
    balanced,
    check_tolerance,
    clipped,
    summarize,
)

_AXES: Axes = ("operator", "part", "trial")


@dataclass(frozen=True, slots=True)
class NestedStudy:
    """A nested study; ``parts`` counts the batches of one operator."""

    operators: int
    parts: int
    trials: int
    anova: tuple[AnovaRow, ...]
    summary: Summary
    spread: float
    tolerance: float | None
    convention: str = "ANOVA, random effects, parts within operators, negative components set to 0"
    algorithm: str = ALGORITHM


def nested(readings: Readings, *, tolerance: float | None = None, spread: float = SPREAD) -> NestedStudy:
    """Analyse readings[operator][part of that operator][trial].

    ``tolerance`` is USL - LSL in the readings' unit. ValueError: an unbalanced or constant study, fewer than
    two of anything, a tolerance out of range.
    """
    check_tolerance(tolerance, spread)
    data = balanced(readings, _AXES)
    operators, parts, trials = data.shape
    anova = _anova(data)
    ms = {row.source: row.ms for row in anova if row.ms is not None}
    components, flags = clipped(
        {
            "repeatability": ms["repeatability"],
            "reproducibility": (ms["operator"] - ms["part"]) / (parts * trials),
            "part": (ms["part"] - ms["repeatability"]) / trials,
        }
    )
    grr = components["repeatability"] + components["reproducibility"]
    variances = {
        "grr": grr,
        "repeatability": components["repeatability"],
        "reproducibility": components["reproducibility"],
        "part": components["part"],
        "total": grr + components["part"],
    }
    notes = [caveat("homogeneous_batches"), *flags]
    summary = summarize(variances, tolerance=tolerance, spread=spread, parts=operators * parts, caveats=notes)
    return NestedStudy(operators, parts, trials, anova, summary, spread, tolerance)


def _anova(data: Floats) -> tuple[AnovaRow, ...]:
    shifted = data - data[0, 0, 0]
    o, p, r = data.shape
    within = shifted - shifted[:, :, :1]
    cells = shifted[:, :, 0] + within.mean(axis=2)
    by_operator = cells.mean(axis=1)
    ss = (
        p * r * float(((by_operator - by_operator.mean()) ** 2).sum()),
        r * float(((cells - by_operator[:, None]) ** 2).sum()),
        float(((within - within.mean(axis=2, keepdims=True)) ** 2).sum()),
    )
    df = (o - 1, o * (p - 1), o * p * (r - 1))
    rows = []
    for i, source in enumerate(("operator", "part", "repeatability")):
        below = ss[i + 1] / df[i + 1] if i + 1 < len(ss) else 0.0
        ms = ss[i] / df[i]
        f = ms / below if below > 0 else None
        p_value = None if f is None else float(stats.f.sf(f, df[i], df[i + 1]))
        rows.append(AnovaRow(source, df[i], ss[i], ms, f, p_value))
    return (*rows, AnovaRow("total", sum(df), math.fsum(ss), None, None, None))
