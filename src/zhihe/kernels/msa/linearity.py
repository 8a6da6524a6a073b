"""Linearity: does the bias change over the operating range (AIAG MSA 4th ed., III-B).

The individual errors are regressed on the reference values; slope and intercept are tested against 0 and the
zero-bias line must lie within the confidence band of the fitted line over the range measured.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

from zhihe.kernels.msa.bias import check_options, finite, references
from zhihe.kernels.msa.caveats import Caveat, caveat
from zhihe.kernels.msa.study import ALGORITHM, Floats

_FEWEST: Final = 3
ADVISED_REFERENCES: Final = 5


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A regression coefficient with its standard error and t test against 0."""

    estimate: float
    se: float
    t: float | None
    p: float
    significant: bool


@dataclass(frozen=True, slots=True)
class ReferenceBias:
    """The bias at one reference: t test (None below two readings), fitted bias and band."""

    reference: float
    n: int
    mean: float
    bias: float
    t: float | None
    p: float | None
    fitted: float
    lower: float
    upper: float
    zero_within_band: bool


@dataclass(frozen=True, slots=True)
class LinearityStudy:
    """A linearity study; ``linearity`` = |slope| x process variation, in the readings' unit."""

    n: int
    slope: Coefficient
    intercept: Coefficient
    residual_sd: float
    r_squared: float
    df: int
    references: tuple[ReferenceBias, ...]
    linear: bool
    linearity: float | None
    linearity_percent: float
    alpha: float
    caveats: tuple[Caveat, ...]
    convention: str = "least squares of individual errors on the reference values"
    algorithm: str = ALGORITHM


def linearity(
    readings: npt.ArrayLike,
    reference: npt.ArrayLike,
    *,
    alpha: float = 0.05,
    process_variation: float | None = None,
) -> LinearityStudy:
    """Regress readings - reference on reference, one reference for each reading.

    ``process_variation`` is six process standard deviations. ValueError: fewer than three readings or two
    reference values, a number that is not finite, alpha or process variation out of range.
    """
    check_options(alpha, process_variation)
    values = finite(readings, "reading")
    at = references(reference, values.size)
    if values.size < _FEWEST:
        raise ValueError(f"{values.size} readings where a line needs at least {_FEWEST}")
    if np.ptp(at) == 0:
        raise ValueError(f"all references equal {at[0]:g}: a line needs at least two reference values")
    errors = values - at
    line = _Line.fit(at, errors)
    rows = tuple(_at(line, each, errors[at == each], alpha) for each in np.unique(at).tolist())
    caveats = [caveat("zero_outside_band", reference=row.reference) for row in rows if not row.zero_within_band]
    if len(rows) < ADVISED_REFERENCES:
        caveats.append(caveat("few_parts", parts=len(rows), advised=ADVISED_REFERENCES))
    return LinearityStudy(
        n=values.size,
        slope=line.test(line.slope, line.slope_se, alpha),
        intercept=line.test(line.intercept, line.intercept_se, alpha),
        residual_sd=line.sd,
        r_squared=line.r_squared,
        df=line.df,
        references=rows,
        linear=all(row.zero_within_band for row in rows),
        linearity=None if process_variation is None else abs(line.slope) * process_variation,
        linearity_percent=100 * abs(line.slope),
        alpha=alpha,
        caveats=tuple(caveats),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    slope: float
    intercept: float
    center: float
    sxx: float
    n: int
    sd: float
    r_squared: float

    @staticmethod
    def fit(x: Floats, y: Floats) -> _Line:
        center, level = float(x.mean()), float(y.mean())
        sxx = float(((x - center) ** 2).sum())
        slope = float(((x - center) * (y - level)).sum()) / sxx
        rest = float(((y - level - slope * (x - center)) ** 2).sum())
        total = float(((y - level) ** 2).sum())
        r_squared = 1 - rest / total if total > 0 else 0.0
        return _Line(slope, level - slope * center, center, sxx, x.size, math.sqrt(rest / (x.size - 2)), r_squared)

    @property
    def df(self) -> int:
        return self.n - 2

    @property
    def slope_se(self) -> float:
        return self.sd / math.sqrt(self.sxx)

    @property
    def intercept_se(self) -> float:
        return self.sd * math.sqrt(1 / self.n + self.center**2 / self.sxx)

    def test(self, estimate: float, se: float, alpha: float) -> Coefficient:
        # A perfect fit has no error to test against: any coefficient but 0 is then certain.
        if se == 0:
            p = 1.0 if estimate == 0 else 0.0
            return Coefficient(estimate, se, None, p, p < alpha)
        t = estimate / se
        p = 2 * float(stats.t.sf(abs(t), self.df))
        return Coefficient(estimate, se, t, p, p < alpha)

    def band(self, x: float, alpha: float) -> tuple[float, float, float]:
        fitted = self.intercept + self.slope * x
        spread = self.sd * math.sqrt(1 / self.n + (x - self.center) ** 2 / self.sxx)
        half = spread * float(stats.t.ppf(1 - alpha / 2, self.df))
        return fitted, fitted - half, fitted + half


def _at(line: _Line, reference: float, errors: Floats, alpha: float) -> ReferenceBias:
    fitted, lower, upper = line.band(reference, alpha)
    n, shift = errors.size, float(errors.mean())
    t = p = None
    if n > 1 and np.ptp(errors) > 0:
        t = shift / (float(errors.std(ddof=1)) / math.sqrt(n))
        p = 2 * float(stats.t.sf(abs(t), n - 1))
    return ReferenceBias(reference, n, reference + shift, shift, t, p, fitted, lower, upper, lower <= 0 <= upper)
