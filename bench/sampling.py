"""Look-up of a sampling plan against a bare dict look-up, one switching step, and one point of a curve.

The twin keeps the arrow-resolved cells in one dict and answers n and Ac, without checks, trail or full
inspection. Prints one JSON line per case, times in microseconds; ``ratio`` is ours / twin, ``goal`` in microseconds.
"""

from __future__ import annotations

import json
import time
from bisect import bisect_right
from collections.abc import Callable

from scratch import scaled  # type: ignore[import-not-found]  # beside
from zhihe.kernels.sampling.attributes import plan
from zhihe.kernels.sampling.characteristics import acceptance
from zhihe.kernels.sampling.editions import Stage, load
from zhihe.kernels.sampling.staged import staged_plan
from zhihe.kernels.sampling.switching import LotOutcome, QualityLevel, advance

EDITION = "gbt2828.1-2012"
QUESTIONS = [
    (lot, aql, severity)
    for lot in (5, 40, 120, 600, 1000, 2500, 12_000, 90_000)
    for aql in ("0.15", "0.40", "1.0", "2.5", "4.0")
    for severity in ("normal", "tightened", "reduced")
]
REPEAT = scaled(20)
GOAL = 50


def per_call(call: Callable[[], object], calls: int) -> float:
    """Give the best of five rounds in microseconds for each of ``calls`` calls."""
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - start)
    return best / calls * 1e6


def twin() -> Callable[[int, str, str], tuple[int, int]]:
    """Build what one writes in an afternoon: two dicts and a bisect."""
    tables = load(EDITION)
    cells = {
        (severity, letter, aql): (cell.stages[0].n, cell.stages[0].ac)
        for severity, rows in tables.tables["single"].items()
        for letter, row in rows.items()
        for aql, cell in zip(tables.aqls, row, strict=True)
        if cell is not None
    }
    starts, letters = tables.lot_starts, tables.code_letters["II"]

    def look_up(lot: int, aql: str, severity: str) -> tuple[int, int]:
        return cells[severity, letters[bisect_right(starts, lot) - 1], aql]

    return look_up


def main() -> None:
    """Compare, checking that both give the same plans."""
    bare = twin()
    for lot, aql, severity in QUESTIONS:
        found, (n, ac) = plan(lot, aql, severity=severity), bare(lot, aql, severity)
        assert (found.n, found.ac) == (min(n, lot), ac)

    calls = REPEAT * len(QUESTIONS)

    def ours() -> None:
        for _ in range(REPEAT):
            for lot, aql, severity in QUESTIONS:
                plan(lot, aql, severity=severity)

    def theirs() -> None:
        for _ in range(REPEAT):
            for lot, aql, severity in QUESTIONS:
                bare(lot, aql, severity)

    line("plan", per_call(ours, calls), per_call(theirs, calls), GOAL)
    level, outcome = QualityLevel(), LotOutcome.of(plan(1000, "1.0"), 1)
    line("advance", per_call(lambda: [advance(level, outcome) for _ in range(1000)], 1000), None, GOAL)
    line("explain", per_call(lambda: [plan(600, "0.40").explain() for _ in range(1000)], 1000), None, GOAL)
    line("double", per_call(lambda: [staged_plan(1000, "1.0", kind="double") for _ in range(500)], 500), None, GOAL)
    stages = (Stage(80, 2, 3),)
    line("acceptance", per_call(lambda: [acceptance(stages, 0.02) for _ in range(100)], 100), None, None)


def line(case: str, ours: float, limit: float | None, goal: float | None) -> None:
    """Print one figure."""
    figure = {
        "bench": "sampling",
        "case": case,
        "ours": round(ours, 2),
        "limit": None if limit is None else round(limit, 2),
        "ratio": None if limit is None else round(ours / limit, 1),
        "goal": goal,
    }
    print(json.dumps(figure))


if __name__ == "__main__":
    main()
