"""Shewhart charts of counts: p, np, c, u and Laney's p' and u'.

Proportions have standard errors sqrt(p(1-p)/n_i), rates sqrt(u/n_i), around the total of events over the total
of sizes; limits are clipped at 0, those of proportions also at 1. Laney (Quality Engineering 14, 2002) widens
them by sigma_z = mean |z_i - z_(i-1)| / 1.128 of the standardised points, so order matters there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal

import numpy as np

from zhihe.kernels.sigma import Constants, Floats, divisor
from zhihe.kernels.spc.caveats import Caveat, caveat
from zhihe.kernels.spc.chart import ChartKind, Drawn, Memory, line, sigma_chart
from zhihe.kernels.spc.dispersion import Law, check_pieces, overdispersion
from zhihe.kernels.spc.rows import Counts, first_bad
from zhihe.kernels.spc.study import Spec, Standards
from zhihe.kernels.spc.variables import checked_sigmas

Variant = Literal["varying", "average", "standardized"]
"""Limits for each size, limits for the mean size, or points in standard errors from a centre of 0."""

ADVISED_EXPECTED: Final = 5
SIZE_TOLERANCE: Final = 25
SIGNIFICANT: Final = 0.01
_FEWEST: Final = 2


def given_rate(rate: float, *, size: float | None = None, sigma_z: float = 1.0) -> Standards:
    """Make standards from a known rate; ``size`` is that for which an np or c chart holds.

    ValueError for a rate, size or sigma z that is not above 0.
    """
    if not (0 < rate < math.inf and 0 < sigma_z < math.inf and (size is None or size > 0)):
        raise ValueError(f"rate {rate}, size {size}, sigma z {sigma_z} are no standards")
    return Standards(rate, 0.0, "given", "rate is given", size=size, mean_size=size, sigma_z=sigma_z)


def _error(law: Law, rate: float, sizes: Floats) -> Floats:
    unit = rate * (1 - rate) if law == "binomial" else rate
    constant = sizes.strides == (0,)
    if sizes.size and constant:
        return line(math.sqrt(unit / float(sizes[0])), sizes.size)
    return np.asarray(np.sqrt(unit / sizes))


def _read(data: Any, law: Law) -> Counts:
    counts = data if isinstance(data, Counts) else Counts(*data) if isinstance(data, tuple) else Counts(data)
    if law == "binomial":
        check_pieces(counts)
    return counts


def _rate(data: Counts, law: Law, sigma_z: float | None, note: str) -> Standards:
    if len(data) < _FEWEST:
        raise ValueError(f"{len(data)} subgroups where limits need {_FEWEST}")
    rate = float(data.counts.sum() / data.sizes.sum())
    if rate == 0 or (law == "binomial" and rate == 1):
        raise ValueError(f"the rate over {len(data)} subgroups is {rate:g}: there is no variation to chart")
    return Standards(
        center=rate,
        sigma=0.0,
        estimator=law if sigma_z is None else f"laney_{law}",
        convention=f"centre: sum(x_i) / sum(n_i); sigma: the {law} law{note}",
        subgroups=len(data),
        readings=int(data.sizes.sum()) if law == "binomial" else len(data),
        size=float(data.sizes[0]) if data.sizes.min() == data.sizes.max() else None,
        mean_size=float(data.sizes.mean()),
        sigma_z=1.0 if sigma_z is None else sigma_z,
    )


def _warn(data: Counts, standards: Standards, law: Law, variant: Variant, prime: str) -> tuple[Caveat, ...]:
    said = []
    smallest, largest, mean = data.sizes.min(), data.sizes.max(), data.sizes.mean()
    rate = min(standards.center, 1 - standards.center) if law == "binomial" else standards.center
    if rate * smallest < ADVISED_EXPECTED:
        said.append(caveat("normal_poor", expected=float(rate * smallest), advised=ADVISED_EXPECTED))
    off = max(largest / mean - 1, 1 - smallest / mean) * 100
    if variant == "average" and off > SIZE_TOLERANCE:
        said.append(caveat("sizes_differ", smallest=float(smallest), largest=float(largest), percent=SIZE_TOLERANCE))
    if prime:
        test = overdispersion(data.counts, data.sizes, law=law)
        if test.p_over < SIGNIFICANT:
            said.append(caveat("overdispersed", ratio=test.ratio, p=test.p_over, prime=prime))
        elif test.p_under < SIGNIFICANT:
            said.append(caveat("underdispersed", ratio=test.ratio, p=test.p_under))
    return tuple(said)


@dataclass(frozen=True, slots=True)
class _Rates(Spec[Counts, Standards]):
    """What p, u and their Laney forms share; ``data`` are (counts, sizes)."""

    law: ClassVar[Law]
    chart: ClassVar[ChartKind]
    laney: ClassVar[bool] = False
    sigmas: float = 3.0
    variant: Variant = "varying"

    def __post_init__(self) -> None:
        checked_sigmas(self.sigmas)

    def read(self, data: Any) -> Counts:
        """Check the data and give them their shape."""
        return _read(data, self.law)

    def estimate(self, data: Counts) -> Standards:
        """Estimate centre and sigma from the data."""
        return _rate(data, self.law, None, "")

    def draw(self, data: Counts, standards: Standards, memory: Memory) -> Drawn:
        """Draw the charts of these subgroups."""
        sizes = data.sizes
        if self.variant == "average":
            # The mean size is part of the standards: one new subgroup is judged as it would be among many.
            if standards.mean_size is None:
                raise ValueError(f"rate {standards.center:g} was given without a mean size to draw limits for")
            sizes = line(standards.mean_size, len(data))
        points = data.counts / data.sizes
        center = line(standards.center, len(data))
        error = _error(self.law, standards.center, sizes)
        if standards.sigma_z != 1.0:
            error = error * standards.sigma_z
        ceiling = 1.0 if self.law == "binomial" else np.inf
        floor = 0.0
        if self.variant == "standardized":
            points = (points - center) / error
            center, error = line(0.0, len(data)), line(1.0, len(data))
            floor, ceiling = -np.inf, np.inf
        drawn = sigma_chart(
            self.chart, points, center, error, sigmas=self.sigmas, tests="runs", floor=floor, ceiling=ceiling
        )
        return Drawn((drawn,), Memory(count=memory.count + len(data)))

    def warn(self, data: Counts, standards: Standards) -> tuple[Caveat, ...]:
        """Say what these limits cannot be trusted for."""
        prime = "" if self.laney else "p′" if self.law == "binomial" else "u′"
        return _warn(data, standards, self.law, self.variant, prime)


@dataclass(frozen=True, slots=True)
class P(_Rates):
    """Proportion nonconforming of n_i pieces."""

    kind: ClassVar[str] = "p"
    law: ClassVar[Law] = "binomial"
    chart: ClassVar[ChartKind] = "p"


@dataclass(frozen=True, slots=True)
class U(_Rates):
    """Nonconformities for each unit of opportunity."""

    kind: ClassVar[str] = "u"
    law: ClassVar[Law] = "poisson"
    chart: ClassVar[ChartKind] = "u"


@dataclass(frozen=True, slots=True)
class _Laney(_Rates):
    """Limits widened (or narrowed) by sigma z, estimated in time order."""

    laney: ClassVar[bool] = True
    constants: Constants = "rounded"

    def estimate(self, data: Counts) -> Standards:
        """Estimate centre and sigma from the data."""
        plain = _rate(data, self.law, None, "")
        scores = (data.counts / data.sizes - plain.center) / _error(self.law, plain.center, data.sizes)
        sigma_z = float(np.abs(np.diff(scores)).mean()) / divisor(2, self.constants)
        if not sigma_z > 0:
            raise ValueError(f"sigma z over {len(data)} subgroups is {sigma_z:g}: there is no variation to chart")
        note = f", times sigma z: mean |z_i - z_(i-1)| / d2; d2 {self.constants}"
        return _rate(data, self.law, sigma_z, note)


@dataclass(frozen=True, slots=True)
class LaneyP(_Laney):
    """Laney's p', for proportions that vary more (or less) than the binomial law."""

    kind: ClassVar[str] = "laney_p"
    law: ClassVar[Law] = "binomial"
    chart: ClassVar[ChartKind] = "laney_p"


@dataclass(frozen=True, slots=True)
class LaneyU(_Laney):
    """Laney's u', for rates that vary more (or less) than the Poisson law."""

    kind: ClassVar[str] = "laney_u"
    law: ClassVar[Law] = "poisson"
    chart: ClassVar[ChartKind] = "laney_u"


@dataclass(frozen=True, slots=True)
class _Numbers(Spec[Counts, Standards]):
    """What np and c share: whole counts from subgroups that offer the same opportunity."""

    law: ClassVar[Law]
    chart: ClassVar[ChartKind]
    sigmas: float = 3.0

    def __post_init__(self) -> None:
        checked_sigmas(self.sigmas)

    def read(self, data: Any) -> Counts:
        """Check the data and give them their shape."""
        counts = _read(data, self.law)
        other = first_bad(counts.sizes != counts.sizes[0]) if len(counts) else None
        if other is not None:
            raise ValueError(
                f"subgroup {other + 1} has size {counts.sizes[other]:g} where the first has {counts.sizes[0]:g}: "
                f"the {self.kind} chart needs equal sizes"
            )
        return counts

    def estimate(self, data: Counts) -> Standards:
        """Estimate centre and sigma from the data."""
        return _rate(data, self.law, None, "")

    def draw(self, data: Counts, standards: Standards, memory: Memory) -> Drawn:
        """Draw the charts of these subgroups."""
        count = len(data)
        size = float(data.sizes[0]) if count else 1.0
        if standards.size is not None and count and size != standards.size:
            raise ValueError(f"size {size:g} differs from {standards.size:g}, for which the limits were fixed")
        expected = size * standards.center
        error = math.sqrt(expected * (1 - standards.center) if self.law == "binomial" else expected)
        drawn = sigma_chart(
            self.chart,
            data.counts,
            line(expected, count),
            line(error, count),
            sigmas=self.sigmas,
            tests="runs",
            floor=0.0,
        )
        return Drawn((drawn,), Memory(count=memory.count + count))

    def warn(self, data: Counts, standards: Standards) -> tuple[Caveat, ...]:
        """Say what these limits cannot be trusted for."""
        return _warn(data, standards, self.law, "varying", "p′" if self.law == "binomial" else "u′")


@dataclass(frozen=True, slots=True)
class NP(_Numbers):
    """Number nonconforming of n pieces, n the same in every subgroup."""

    kind: ClassVar[str] = "np"
    law: ClassVar[Law] = "binomial"
    chart: ClassVar[ChartKind] = "np"


@dataclass(frozen=True, slots=True)
class C(_Numbers):
    """Nonconformities in a constant area of opportunity."""

    kind: ClassVar[str] = "c"
    law: ClassVar[Law] = "poisson"
    chart: ClassVar[ChartKind] = "c"
