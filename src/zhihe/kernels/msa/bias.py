"""Bias: the mean of repeated readings of a master against its reference value (AIAG MSA, III-B).

The 4th edition tests with the standard deviation of the readings and n - 1 degrees of freedom; the 3rd took
the range over d2* with the degrees of freedom of that range, which the shop floor still calculates by hand.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy import stats

from zhihe.kernels.msa.caveats import Caveat, caveat
from zhihe.kernels.msa.ranges import d2_star, range_df
from zhihe.kernels.msa.study import ALGORITHM, Floats
from zhihe.kernels.sigma import d2

SpreadEstimator = Literal["stdev", "range"]
ADVISED_READINGS: Final = 10


@dataclass(frozen=True, slots=True)
class BiasStudy:
    """A bias with its t test and interval; ``percent`` is of the process variation, None if unknown.

    ``sd`` is the repeatability, ``se`` the standard error of the bias, both in the readings' unit.
    """

    n: int
    mean: float
    bias: float
    sd: float
    se: float
    df: float
    t: float
    p: float
    lower: float
    upper: float
    significant: bool
    percent: float | None
    alpha: float
    estimator: SpreadEstimator
    caveats: tuple[Caveat, ...]
    algorithm: str = ALGORITHM


def bias(
    readings: npt.ArrayLike,
    reference: npt.ArrayLike,
    *,
    alpha: float = 0.05,
    estimator: SpreadEstimator = "stdev",
    process_variation: float | None = None,
) -> BiasStudy:
    """Test whether the readings differ from the reference; one reference, or one for each reading.

    With several references the repeatability is pooled within them. ``process_variation`` is six process
    standard deviations. ValueError: a reference read once only, no variation, a number that is not finite,
    with ranges an unequal number of readings, alpha or process variation out of range.
    """
    check_options(alpha, process_variation)
    values = finite(readings, "reading")
    at = references(reference, values.size)
    errors = values - at
    n, shift = errors.size, float(errors.mean())
    sd, df, narrow = (_pooled if estimator == "stdev" else _average_range)(_groups(errors, at))
    se = sd / math.sqrt(n)
    t = shift / se
    half = narrow * se * float(stats.t.ppf(1 - alpha / 2, df))
    return BiasStudy(
        n=n,
        mean=float(values.mean()),
        bias=shift,
        sd=sd,
        se=se,
        df=df,
        t=t,
        p=2 * float(stats.t.sf(abs(t), df)),
        lower=shift - half,
        upper=shift + half,
        significant=not shift - half <= 0 <= shift + half,
        percent=None if process_variation is None else 100 * abs(shift) / process_variation,
        alpha=alpha,
        estimator=estimator,
        caveats=(caveat("few_readings", n=n, advised=ADVISED_READINGS),) if n < ADVISED_READINGS else (),
    )


def _groups(errors: Floats, at: Floats) -> list[Floats]:
    """Part the errors by reference; refuses errors that do not vary within any."""
    groups = [errors[at == each] for each in np.unique(at)]
    if all(group.size == 1 for group in groups):
        raise ValueError(f"each of the {len(groups)} references was read 1 time: a bias test needs repeats")
    if all(np.ptp(group) == 0 for group in groups):
        same = f"the errors at each of {len(groups)} references are all equal (the first are {groups[0][0]:g})"
        raise ValueError(f"{same}: without variation the bias cannot be tested")
    return groups


def _pooled(groups: list[Floats]) -> tuple[float, float, float]:
    df = sum(group.size - 1 for group in groups)
    squares = math.fsum(float(((group - group.mean()) ** 2).sum()) for group in groups)
    return math.sqrt(squares / df), float(df), 1.0


def _average_range(groups: list[Floats]) -> tuple[float, float, float]:
    size = groups[0].size
    for group in groups:
        if group.size != size:
            raise ValueError(f"a reference read {group.size} times among others read {size} times: ranges need equal")
    average = math.fsum(float(np.ptp(group)) for group in groups) / len(groups)
    divisor = d2_star(size, len(groups))
    # The manual narrows the interval by d2/d2*, which takes the small-sample factor back out.
    return average / divisor, range_df(size, len(groups)), d2(size) / divisor


def check_options(alpha: float, process_variation: float | None) -> None:
    """Refuse an alpha outside 0..1 or a process variation that is not positive."""
    if not 0 < alpha < 1:
        raise ValueError(f"alpha {alpha} must lie between 0 and 1")
    if process_variation is not None and not (math.isfinite(process_variation) and process_variation > 0):
        raise ValueError(f"process variation {process_variation} must be a positive number")


def finite(values: npt.ArrayLike, what: str) -> Floats:
    """Make one row of finite numbers; the first that is not is named with its place."""
    row = np.atleast_1d(np.asarray(values, dtype=np.float64))
    if row.ndim != 1:
        raise ValueError(f"{what}s have {row.ndim} dimensions where one row is needed")
    bad = np.flatnonzero(~np.isfinite(row))
    if bad.size:
        raise ValueError(f"{what} {row[bad[0]]} at place {bad[0] + 1}")
    return row


def references(reference: npt.ArrayLike, size: int) -> Floats:
    """One reference for each of ``size`` readings."""
    row = finite(reference, "reference")
    if row.size not in (1, size):
        raise ValueError(f"{row.size} references for {size} readings")
    return np.broadcast_to(row, (size,))
