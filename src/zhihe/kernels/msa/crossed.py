"""Crossed gauge R&R by analysis of variance: every operator measures every part (AIAG MSA 4th ed., III-B).

Model: reading = mean + part + operator + part x operator + repeatability, all random. F of part and operator
is taken against the interaction; an interaction that is not significant is pooled into repeatability.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from scipy import stats

from zhihe.kernels.msa.caveats import Caveat, caveat
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

InteractionRule = Literal["test", "keep", "pool"]
_AXES: Axes = ("part", "operator", "trial")


@dataclass(frozen=True, slots=True)
class CrossedStudy:
    """A crossed study; ``full`` is the table with interaction, ``anova`` the one the components come from."""

    parts: int
    operators: int
    trials: int
    rule: InteractionRule
    alpha: float
    interaction_pooled: bool
    interaction_p: float | None
    full: tuple[AnovaRow, ...]
    anova: tuple[AnovaRow, ...]
    summary: Summary
    spread: float
    tolerance: float | None
    convention: str
    algorithm: str = ALGORITHM


@dataclass(frozen=True, slots=True)
class _Squares:
    ss: dict[str, float]
    df: dict[str, int]

    def ms(self, source: str) -> float:
        return self.ss[source] / self.df[source]


def crossed(
    readings: Readings,
    *,
    rule: InteractionRule = "test",
    alpha: float = 0.05,
    tolerance: float | None = None,
    spread: float = SPREAD,
) -> CrossedStudy:
    """Analyse readings[part][operator][trial]; the interaction is pooled when its p exceeds ``alpha``.

    Minitab and R's SixSigma take alpha 0.05; 0.25 keeps the interaction more often. ``rule`` keeps or pools
    without a test. ``tolerance`` is USL - LSL in the readings' unit. ValueError: an unbalanced or constant study, fewer
    than two of anything, a tolerance or alpha out of range.
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha {alpha} must lie between 0 and 1")
    check_tolerance(tolerance, spread)
    data = balanced(readings, _AXES)
    squares = _squares(data)
    f, p = _f_test(squares, "interaction", "repeatability")
    pooled, notes = _pool(rule, alpha, f, p)
    reduced = _pooled(squares) if pooled else squares
    components, flags = clipped(_components(reduced, data.shape, pooled=pooled))
    grr = components["repeatability"] + components["operator"] + components["interaction"]
    variances = {
        "grr": grr,
        "repeatability": components["repeatability"],
        "reproducibility": components["operator"] + components["interaction"],
        "operator": components["operator"],
        "interaction": components["interaction"],
        "part": components["part"],
        "total": grr + components["part"],
    }
    parts, operators, trials = data.shape
    summary = summarize(variances, tolerance=tolerance, spread=spread, parts=parts, caveats=notes + flags)
    full = _table(squares, "interaction")
    anova = _table(reduced, "repeatability") if pooled else full
    head = (parts, operators, trials, rule, alpha, pooled, p)
    return CrossedStudy(*head, full, anova, summary, spread, tolerance, _convention(rule, alpha))


def _convention(rule: InteractionRule, alpha: float) -> str:
    test = {
        "test": f"interaction pooled if p > {alpha:g}",
        "keep": "interaction kept",
        "pool": "interaction pooled",
    }
    return f"ANOVA, random effects, {test[rule]}, negative components set to 0"


def _squares(data: Floats) -> _Squares:
    # Differences from one reading keep the sums exact for large offsets and identical repeats exactly zero.
    shifted = data - data[0, 0, 0]
    p, o, r = data.shape
    within = shifted - shifted[:, :, :1]
    cells = shifted[:, :, 0] + within.mean(axis=2)
    grand, by_part, by_operator = cells.mean(), cells.mean(axis=1), cells.mean(axis=0)
    rest = cells - by_part[:, None] - by_operator[None, :] + grand
    ss = {
        "part": o * r * float(((by_part - grand) ** 2).sum()),
        "operator": p * r * float(((by_operator - grand) ** 2).sum()),
        "interaction": r * float((rest**2).sum()),
        "repeatability": float(((within - within.mean(axis=2, keepdims=True)) ** 2).sum()),
    }
    df = {
        "part": p - 1,
        "operator": o - 1,
        "interaction": (p - 1) * (o - 1),
        "repeatability": p * o * (r - 1),
    }
    return _Squares(ss, df)


def _f_test(squares: _Squares, source: str, against: str) -> tuple[float | None, float | None]:
    if squares.ss[against] == 0:
        return None, None
    f = squares.ms(source) / squares.ms(against)
    return f, float(stats.f.sf(f, squares.df[source], squares.df[against]))


def _pool(rule: InteractionRule, alpha: float, f: float | None, p: float | None) -> tuple[bool, list[Caveat]]:
    if rule != "test":
        pooled = rule == "pool"
        return pooled, [caveat("interaction_pooled_by_choice")] if pooled else []
    if f is None or p is None:
        return False, [caveat("repeatability_zero")]
    if p > alpha:
        return True, [caveat("interaction_pooled", p=p, alpha=alpha)]
    return False, []


def _pooled(squares: _Squares) -> _Squares:
    ss = {key: squares.ss[key] for key in ("part", "operator")}
    df = {key: squares.df[key] for key in ("part", "operator")}
    ss["repeatability"] = math.fsum((squares.ss["interaction"], squares.ss["repeatability"]))
    df["repeatability"] = squares.df["interaction"] + squares.df["repeatability"]
    return _Squares(ss, df)


def _components(squares: _Squares, shape: tuple[int, ...], *, pooled: bool) -> dict[str, float]:
    parts, operators, trials = shape
    error = squares.ms("repeatability")
    base = error if pooled else squares.ms("interaction")
    return {
        "repeatability": error,
        "operator": (squares.ms("operator") - base) / (parts * trials),
        "interaction": 0.0 if pooled else (base - error) / trials,
        "part": (squares.ms("part") - base) / (operators * trials),
    }


def _table(squares: _Squares, against: str) -> tuple[AnovaRow, ...]:
    rows = []
    for source in squares.ss:
        f, p = (None, None) if source == "repeatability" else _f_test(squares, source, _denominator(source, against))
        rows.append(AnovaRow(source, squares.df[source], squares.ss[source], squares.ms(source), f, p))
    total = AnovaRow("total", sum(squares.df.values()), math.fsum(squares.ss.values()), None, None, None)
    return (*rows, total)


def _denominator(source: str, against: str) -> str:
    return "repeatability" if source == "interaction" else against
