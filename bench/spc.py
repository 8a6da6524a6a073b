"""Control charts of a million readings against bare vectorised passes, and the time of one run length.

Each line is JSON: ``bench``, ``case``, ``ours`` and ``limit`` in seconds, ``ratio``. The limit of a chart is a
plain NumPy and SciPy twin that computes the same arrays and flags in the same run, without checks, results or
members; the limit of a run length is the 20 ms it may take.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy import signal

from scratch import scaled  # type: ignore[import-not-found]  # beside
from zhihe.kernels.spc.arl import cusum_arl, ewma_arl, shewhart_arl
from zhihe.kernels.spc.arl_runs import run_chain
from zhihe.kernels.spc.cusum import Cusum
from zhihe.kernels.spc.ewma import Ewma
from zhihe.kernels.spc.rules import LIMITS_ONLY, nelson, western_electric
from zhihe.kernels.spc.study import judge, study
from zhihe.kernels.spc.variables import Individuals, XbarR

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
POINTS = 5 * scaled(200_000, 2_000)
ROUNDS = scaled(5)
WINDOWS = (15, 14)


def seconds(work: Callable[[], object]) -> float:
    """Best of some runs, the first of which warms the caches."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def tell(case: str, ours: float, limit: float) -> None:
    """Print one figure."""
    figures = {"ours": round(ours, 6), "limit": round(limit, 6), "ratio": round(ours / limit, 3)}
    print(json.dumps({"bench": "spc", "case": case, **figures}))


def twin_limits(x: Floats) -> tuple[Floats, float, float]:
    """Individuals and moving ranges with their limits."""
    ranges = np.abs(np.diff(x))
    sigma = ranges.mean() / 1.128
    return ranges, float(x.mean()), float(sigma)


def twin_run(flags: Flags, count: int) -> Flags:
    """Flags that end ``count`` in a row, by a running total."""
    total = np.cumsum(flags, dtype=np.int32)
    return np.asarray(total[count:] - total[:-count] == count)


def twin_many(flags: Flags, count: int, window: int) -> Flags:
    """Flags that are among ``count`` of ``window``, by a running total."""
    total = np.cumsum(flags, dtype=np.int32)
    return np.asarray((total[window:] - total[:-window] >= count) & flags[window:])


def twin_nelson(z: Floats) -> list[npt.NDArray[np.int64]]:
    """Nelson's eight tests as places of flags."""
    size, steps = np.abs(z), np.diff(z)
    up, down = steps > 0, steps < 0
    turns = (up[1:] & down[:-1]) | (down[1:] & up[:-1])
    flags = [
        size > 3,
        *(twin_run(side, 9) for side in (z > 0, z < 0)),
        *(twin_run(step, 5) for step in (up, down)),
        twin_run(turns, 12),
        *(twin_many(far, 2, 3) for far in (z > 2, z < -2)),
        *(twin_many(far, 4, 5) for far in (z > 1, z < -1)),
        twin_run(size < 1, 15),
        twin_run(size > 1, 8),
    ]
    return [np.flatnonzero(flag) for flag in flags]


def twin_ewma(x: Floats, center: float, sigma: float) -> Floats:
    """EWMA with weight 0.2, its exact limits, and which points are beyond."""
    level, _ = signal.lfilter([0.2], [1, -0.8], x, zi=[0.8 * center])
    variance, _ = signal.lfilter([0.04], [1, -0.64], np.full(x.size, sigma * sigma), zi=[0.0])
    width = 3 * np.sqrt(variance)
    return np.flatnonzero((level > center + width) | (level < center - width)).astype(float)


def twin_cusum(x: Floats, center: float, sigma: float) -> tuple[Floats, Floats]:
    """Both tabular CUSUMs, k = 0.5, h = 5."""
    z = (x - center) / sigma
    both = []
    for steps in (z - 0.5, -z - 0.5):
        total = np.cumsum(steps)
        sums = total - np.minimum(np.minimum.accumulate(total), 0)
        both.append(np.flatnonzero(sums > 5).astype(float))
    return both[0], both[1]


def twin(x: Floats) -> None:
    """All bare passes."""
    ranges, center, sigma = twin_limits(x)
    np.flatnonzero(ranges > 3.267 * sigma)
    twin_nelson((x - center) / sigma)
    twin_ewma(x, center, sigma)
    twin_cusum(x, center, sigma)


def ours(x: Floats) -> None:
    """Study and verdict of the same three charts."""
    judge(study(Individuals(), x), nelson(range(1, 9)))
    judge(study(Ewma(), x), LIMITS_ONLY)
    judge(study(Cusum(), x), LIMITS_ONLY)


def agree(x: Floats) -> None:
    """Both twins find the same points, so they did the same work."""
    _, center, sigma = twin_limits(x)
    found = judge(study(Individuals(), x), nelson(range(1, 9))).signals[0]
    assert abs(found.chart.upper[0] - (center + 3 * sigma)) < 1e-9
    counts = [places.size for places in twin_nelson((x - center) / sigma)]
    each = np.bincount(found.rule, minlength=8)
    pairs = [counts[0], sum(counts[1:3]), sum(counts[3:5]), counts[5], sum(counts[6:8]), sum(counts[8:10])]
    # The running totals of the twin look at full windows only: they miss the first point that completes one.
    assert np.abs(each - np.array([*pairs, *counts[10:]])).max() <= 2
    assert len(judge(study(Ewma(), x), LIMITS_ONLY).signals[0]) == twin_ewma(x, center, sigma).size
    up, down = judge(study(Cusum(), x), LIMITS_ONLY).signals
    assert (len(up), len(down)) == tuple(one.size for one in twin_cusum(x, center, sigma))


def charts() -> None:
    """A million readings."""
    x = np.random.default_rng(20241124).normal(10, 2, POINTS)
    agree(x)
    tell(f"limits, Nelson 1-8, EWMA, CUSUM of {POINTS:.0e} points", seconds(lambda: ours(x)), seconds(lambda: twin(x)))
    rows = x.reshape(-1, 5)

    def bare() -> None:
        means, ranges = rows.mean(axis=1), rows.max(axis=1) - rows.min(axis=1)
        width = 0.577 * ranges.mean()
        np.flatnonzero(np.abs(means - means.mean()) > width)
        np.flatnonzero(ranges > 2.114 * ranges.mean())

    tell(
        f"X-bar and R of {POINTS // 5:.0e} subgroups of 5",
        seconds(lambda: judge(study(XbarR(), rows), LIMITS_ONLY)),
        seconds(bare),
    )


def run_lengths(cases: Sequence[tuple[str, Callable[[], object]]]) -> None:
    """One run length of each kind against 20 ms."""
    for name, work in cases:
        tell(f"ARL {name}", seconds(work), 0.020)


if __name__ == "__main__":
    charts()
    run_lengths(
        [
            ("Shewhart", lambda: shewhart_arl(1.0)),
            ("EWMA, weight 0.05", lambda: ewma_arl(0.5, weight=0.05, sigmas=2.6)),
            ("CUSUM, k 0.5, h 5", lambda: cusum_arl(0.5)),
            ("Western Electric rules", lambda: run_chain(western_electric()).run_length(1.0)),
        ]
    )
