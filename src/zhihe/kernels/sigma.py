"""Sigma within subgroups: the constants of the normal range and standard deviation, and estimators by name.

The constants come from their definitions, not from a table, so they exist for every size:

* d2, d3: mean and standard deviation of the range W of n standard normal values, by quadrature of its law
  P(W <= w) = n * integral phi(x) (Phi(x + w) - Phi(x))^(n-1) dx; ``range_median`` is the median of that law;
* c4 = sqrt(2 / (n-1)) Gamma(n/2) / Gamma((n-1)/2).

Printed tables, Minitab and qcc divide by d2 rounded to three decimals (1.128, 1.693, 2.059, 2.326), which
differs from the exact constant in the fourth digit. ``constants="rounded"`` reproduces them (the weights of
``mvlue_r`` included), ``"exact"`` does not round; every result names the choice. Individuals default to
"rounded", since the 1.128 of the moving range is written into every textbook and standard; subgroups default
to "exact".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Estimator = Literal["rbar", "sbar", "mvlue_r", "mvlue_s", "pooled", "mr", "median_mr"]
Constants = Literal["exact", "rounded"]
Readings = npt.ArrayLike | Sequence[Sequence[float]]

ALGORITHM: Final = "sigma/1"
SUBGROUP_ESTIMATORS: Final = ("rbar", "sbar", "mvlue_r", "mvlue_s", "pooled")
MOVING_ESTIMATORS: Final = ("mr", "median_mr")
LARGEST_RANGE: Final = 1000
"""The largest size for which the law of the range is offered; beyond it use a standard deviation."""

_PAIR = 2
_TAIL = 12.0
"""Beyond 12 standard deviations a normal density is below 1e-31: nothing is left to integrate."""
_WIDEST = 24.0
_MOST_DF = 1e9

CONVENTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "rbar": "mean(R_i / d2(n_i))",
        "sbar": "mean(s_i / c4(n_i))",
        "mvlue_r": "sum(w_i R_i / d2(n_i)) / sum(w_i), w = (d2/d3)^2",
        "mvlue_s": "sum(w_i s_i / c4(n_i)) / sum(w_i), w = c4^2 / (1 - c4^2)",
        "pooled": "sqrt(sum((n_i - 1) s_i^2) / df) / c4(df + 1), df = sum(n_i - 1)",
        "mr": "mean(MR) / d2(span)",
        "median_mr": "median(MR) / median of the range of span values",
    }
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A standard deviation within subgroups, with how it was got.

    ``df`` are the degrees of freedom: sum(n_i - 1) for ``pooled``, else those of the chi with the same
    relative spread (Patnaik 1950); None where no such number is known (moving ranges of span > 2, medians).
    """

    value: float
    estimator: Estimator
    convention: str
    constants: Constants
    df: float | None
    subgroups: int
    readings: int
    algorithm: str = ALGORITHM


def d2(n: int) -> float:
    """Mean of the range of n standard normal values, 2 <= n <= 1000."""
    return _range_law(_range_size(n))[0]


def d3(n: int) -> float:
    """Spread (standard deviation) of the range of n standard normal values, 2 <= n <= 1000."""
    return _range_law(_range_size(n))[1]


def range_median(n: int) -> float:
    """Median of the range of n standard normal values, 2 <= n <= 1000 (0.954 for two)."""
    return _range_median(_range_size(n))


def c4(n: int) -> float:
    """Mean of the standard deviation of n standard normal values, n >= 2."""
    if n < _PAIR:
        raise ValueError(f"c4 needs at least 2 values, not {n}")
    return _c4_real(float(n))


def divisor(n: int, constants: Constants = "exact") -> float:
    """d2 as it divides a range of n readings: exact, or rounded to the three decimals of tables."""
    return round(d2(n), 3) if constants == "rounded" else d2(n)


def _range_size(n: int) -> int:
    if not _PAIR <= n <= LARGEST_RANGE:
        raise ValueError(f"the range is offered for 2 to {LARGEST_RANGE} values, not {n}")
    return int(n)


def _c4_real(n: float) -> float:
    # poch(a, 1/2) is Gamma(a + 1/2) / Gamma(a) without the cancellation of two huge logarithms.
    return float(special.poch((n - 1) / 2, 0.5) * math.sqrt(2 / (n - 1)))


def _range_beyond(width: Floats, n: int) -> Floats:
    """P(W > width) for the range W of n standard normal values."""
    x = np.linspace(-_TAIL, _TAIL, 481)
    # The trapezium rule on a smooth integrand that vanishes at both ends converges faster than any power.
    phi = np.exp(-x * x / 2) * ((x[1] - x[0]) / math.sqrt(2 * math.pi))
    inside = special.ndtr(x + width[:, None]) - special.ndtr(x)
    law: Floats = 1.0 - n * (inside ** (n - 1)) @ phi
    return law


@cache
def _range_law(n: int) -> tuple[float, float]:
    nodes, weights = np.polynomial.legendre.leggauss(160)
    width, weight = _WIDEST * (nodes + 1) / 2, _WIDEST * weights / 2
    beyond = _range_beyond(width, n)
    mean = float(weight @ beyond)
    square = float(weight @ (2 * width * beyond))
    return mean, math.sqrt(square - mean * mean)


@cache
def _range_median(n: int) -> float:
    def gap(width: float) -> float:
        return float(_range_beyond(np.array([width]), n)[0]) - 0.5

    return float(optimize.brentq(gap, 0.0, _WIDEST, xtol=1e-12))


class Subgroups:
    """Readings in rational subgroups, of equal or unequal size, checked once and then read-only.

    ``values`` holds them flat in order, ``sizes`` how many each subgroup has, ``size`` is the common size.
    ValueError names the subgroup and reading that is not finite, and a subgroup without readings.
    """

    __slots__ = ("_starts", "size", "sizes", "values")

    size: int | None
    sizes: Integers
    values: Floats

    def __init__(self, data: Readings) -> None:
        if isinstance(data, np.ndarray):
            values, sizes = _even_rows(data)
        else:
            rows = [np.asarray(row, dtype=float).reshape(-1) for row in data]  # type: ignore[union-attr]
            values = np.concatenate(rows) if rows else np.empty(0)
            sizes = np.array([row.size for row in rows], dtype=np.int64)
        self._set(values, sizes)

    @classmethod
    def of(cls, data: Readings | Subgroups) -> Subgroups:
        """Return the subgroups themselves, or check rows of readings and make subgroups of them."""
        return data if isinstance(data, Subgroups) else cls(data)

    def _set(self, values: Floats, sizes: Integers) -> None:
        self.size = int(sizes[0]) if sizes.size and (sizes == sizes[0]).all() else None
        starts = np.arange(0, values.size, self.size) if self.size else np.cumsum(sizes) - sizes
        if sizes.size and sizes.min() == 0:
            raise ValueError(f"subgroup {int(sizes.argmin()) + 1} has 0 readings")
        # A finite sum has finite terms; only where it is not does the search for the bad one pay.
        if not (math.isfinite(values.sum()) or np.isfinite(values).all()):
            at = int((~np.isfinite(values)).argmax())
            group = int(np.searchsorted(starts, at, side="right"))
            raise ValueError(f"subgroup {group} reading {at - starts[group - 1] + 1} is {values[at]}, not a number")
        for array in (values, sizes, starts):
            array.setflags(write=False)
        self.values, self.sizes, self._starts = values, sizes, starts

    def __len__(self) -> int:
        return int(self.sizes.size)

    def means(self) -> Floats:
        """Mean of each subgroup."""
        if self.size == 1:
            return self.values
        if self.size is not None:
            return np.asarray(self.values.reshape(-1, self.size).mean(axis=1))
        return np.asarray(np.add.reduceat(self.values, self._starts) / self.sizes)

    def ranges(self) -> Floats:
        """Largest less smallest reading of each subgroup."""
        if self.size is not None:
            # Column by column, since NumPy reduces a short last axis slowly.
            columns = self.values.reshape(-1, self.size).T
            top, low = columns[0].copy(), columns[0].copy()
            for column in columns[1:]:
                np.maximum(top, column, out=top)
                np.minimum(low, column, out=low)
            return np.asarray(top - low)
        top = np.maximum.reduceat(self.values, self._starts)
        return np.asarray(top - np.minimum.reduceat(self.values, self._starts))

    def squares(self) -> Floats:
        """Sum of squared deviations from its mean, of each subgroup."""
        # Shifting by the first reading makes equal readings give exactly 0 and keeps the digits of 74.001 mm.
        if self.size is not None:
            rows = self.values.reshape(-1, self.size)
            rows = rows - rows[:, :1]
            rows -= rows.mean(axis=1, keepdims=True)
            return np.asarray(np.einsum("ij,ij->i", rows, rows))
        shifted = self.values - np.repeat(self.values[self._starts], self.sizes)
        means = np.add.reduceat(shifted, self._starts) / self.sizes
        return np.asarray(np.add.reduceat((shifted - np.repeat(means, self.sizes)) ** 2, self._starts))

    def deviations(self) -> Floats:
        """Spread s, with n - 1, of each subgroup; all must hold two readings or more."""
        return np.asarray(np.sqrt(self.squares() / (self.sizes - 1)))

    def take(self, places: Integers) -> Subgroups:
        """Pick the subgroups at these places, in that order."""
        if self.size is not None:
            return Subgroups(self.values.reshape(-1, self.size)[places])
        return Subgroups([self.values[self._starts[i] : self._starts[i] + self.sizes[i]] for i in places])

    def parts(self) -> tuple[Floats, Integers]:
        """Give readings and sizes, the arrays a hash is taken of."""
        return self.values, self.sizes


def _even_rows(rows: npt.NDArray[np.generic]) -> tuple[Floats, Integers]:
    if rows.ndim not in (1, _PAIR):
        raise ValueError(f"subgroups come as rows of readings, not as an array of {rows.ndim} dimensions")
    width = rows.shape[1] if rows.ndim == _PAIR else 1
    return np.array(rows, dtype=float).reshape(-1), np.broadcast_to(np.int64(width), (len(rows),))


def moving_ranges(values: Floats, span: int = 2) -> Floats:
    """Range of each ``span`` consecutive values: len(values) - span + 1 numbers, O(span * len)."""
    if span < _PAIR or span > values.size:
        raise ValueError(f"a moving range of span {span} needs 2 <= span <= {values.size} values")
    if span == _PAIR:
        return np.abs(np.diff(values))
    count = values.size - span + 1
    top, low = values[:count].copy(), values[:count].copy()
    for shift in range(1, span):
        np.maximum(top, values[shift : shift + count], out=top)
        np.minimum(low, values[shift : shift + count], out=low)
    return np.asarray(top - low)


def within_sigma(
    data: Readings | Subgroups,
    estimator: Estimator,
    *,
    constants: Constants | None = None,
    span: int = 2,
) -> Estimate:
    """Sigma within subgroups by a named estimator.

    ``data`` are rows of readings; for ``mr`` and ``median_mr`` single readings in time order, with ``span``.
    ValueError: an unknown name, a subgroup of one reading, too few readings, no variation.
    """
    if estimator not in get_args(Estimator):
        raise ValueError(f"{estimator!r} is no estimator of sigma; use one of {', '.join(get_args(Estimator))}")
    groups = Subgroups.of(data)
    if estimator in MOVING_ESTIMATORS:
        return _moving_sigma(groups, estimator, constants or "rounded", span)
    if not len(groups) or groups.sizes.min() < _PAIR:
        at = int(groups.sizes.argmin()) if len(groups) else 0
        held = f"subgroup {at + 1} has {groups.sizes[at]}" if len(groups) else "there are 0"
        raise ValueError(f"{held} readings where estimator {estimator} needs 2 in each subgroup")
    value, df = _SUBGROUP[estimator](groups, constants or "exact")
    return _estimate(value, estimator, constants or "exact", df, groups)


def _estimate(
    value: float, estimator: Estimator, constants: Constants, df: float | None, groups: Subgroups
) -> Estimate:
    if not value > 0:
        raise ValueError(f"sigma by {estimator} over {len(groups)} subgroups is {value}: there is no variation")
    return Estimate(
        value=value,
        estimator=estimator,
        convention=CONVENTIONS[estimator],
        constants=constants,
        df=df,
        subgroups=len(groups),
        readings=int(groups.values.size),
    )


def _moving_sigma(groups: Subgroups, estimator: Estimator, constants: Constants, span: int) -> Estimate:
    if len(groups) and groups.size != 1:
        at = int((groups.sizes != 1).argmax())
        raise ValueError(f"subgroup {at + 1} has {groups.sizes[at]} readings where {estimator} takes single ones")
    ranges = moving_ranges(groups.values, span)
    if estimator == "mr":
        # Moving ranges of two overlap: cov(|X1-X2|, |X2-X3|) = (4/pi)(sqrt(3)/2 + pi/12 - 1) sigma^2.
        count = ranges.size
        spread = count * (2 - 4 / math.pi) + 2 * (count - 1) * (4 / math.pi) * (math.sqrt(0.75) + math.pi / 12 - 1)
        df = _chi_df(spread / count**2 / d2(2) ** 2) if span == _PAIR else None
        return _estimate(float(ranges.mean()) / divisor(span, constants), estimator, constants, df, groups)
    median = range_median(span)
    scale = round(median, 3) if constants == "rounded" else median
    return _estimate(float(np.median(ranges)) / scale, estimator, constants, None, groups)


def _chi_df(variance: float) -> float:
    """Degrees of freedom v of the chi with this variance over squared mean, (1 - c4(v+1)^2) / c4(v+1)^2."""

    def gap(df: float) -> float:
        return 1 / _c4_real(df + 1) ** 2 - 1 - variance

    return _MOST_DF if gap(_MOST_DF) > 0 else float(optimize.brentq(gap, 1e-3, _MOST_DF, xtol=1e-9))


def per_size(groups: Subgroups, constant: Callable[[int], float]) -> Floats:
    """Give constant(n) for the size of each subgroup, computed once for each size that occurs."""
    if groups.size is not None:
        return np.broadcast_to(constant(groups.size), (len(groups),))
    distinct, places = np.unique(groups.sizes, return_inverse=True)
    return np.array([constant(int(n)) for n in distinct])[places]


def _weighted(scaled: Floats, weights: Floats, precision: Floats) -> tuple[float, float]:
    total = weights.sum()
    return float(weights @ scaled / total), _chi_df(float((weights**2 / precision).sum() / total**2))


def _from_ranges(groups: Subgroups, constants: Constants, *, best: bool) -> tuple[float, float]:
    scaled = groups.ranges() / per_size(groups, lambda n: divisor(n, constants))
    precision = per_size(groups, lambda n: (divisor(n, constants) / d3(n)) ** 2)
    return _weighted(scaled, precision if best else np.ones_like(precision), precision)


def _from_deviations(groups: Subgroups, *, best: bool) -> tuple[float, float]:
    scaled = groups.deviations() / per_size(groups, c4)
    precision = per_size(groups, lambda n: c4(n) ** 2 / (1 - c4(n) ** 2))
    return _weighted(scaled, precision if best else np.ones_like(precision), precision)


def _pooled(groups: Subgroups) -> tuple[float, float]:
    df = int((groups.sizes - 1).sum())
    return math.sqrt(float(groups.squares().sum()) / df) / c4(df + 1), float(df)


_SUBGROUP: Final[Mapping[str, Callable[[Subgroups, Constants], tuple[float, float]]]] = MappingProxyType(
    {
        "rbar": lambda groups, constants: _from_ranges(groups, constants, best=False),
        "mvlue_r": lambda groups, constants: _from_ranges(groups, constants, best=True),
        "sbar": lambda groups, _: _from_deviations(groups, best=False),
        "mvlue_s": lambda groups, _: _from_deviations(groups, best=True),
        "pooled": lambda groups, _: _pooled(groups),
    }
)
