"""Shewhart charts of measurements: means with ranges or standard deviations, individuals with moving ranges.

Limits are centre +/- ``sigmas`` standard errors: sigma / sqrt(n_i) for means, d3(n_i) sigma around d2(n_i) sigma
for ranges, sqrt(1 - c4(n_i)^2) sigma around c4(n_i) sigma for standard deviations, lower limits of spread not
below 0 (Shewhart 1931; Montgomery, chapter 6). Each subgroup has its own limits where sizes differ.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np

from zhihe.kernels.sigma import (
    Constants,
    Estimator,
    Floats,
    Subgroups,
    c4,
    d3,
    divisor,
    moving_ranges,
    per_size,
    within_sigma,
)
from zhihe.kernels.spc.caveats import Caveat, caveat
from zhihe.kernels.spc.chart import Chart, ChartKind, Drawn, Memory, line, sigma_chart
from zhihe.kernels.spc.rows import first_bad
from zhihe.kernels.spc.study import Spec, Standards

LARGEST_FOR_RANGES: Final = 10
_PAIR: Final = 2
_DOUBTFUL: Final = 3.0
_DIVIDED: Final = ("rbar", "mvlue_r", "mr", "median_mr")


def given(center: float, sigma: float, sigma_z: float = 1.0) -> Standards:
    """Make standards that are known, not estimated; ValueError for a sigma that is not above 0."""
    if not (math.isfinite(center) and 0 < sigma < math.inf and 0 < sigma_z < math.inf):
        raise ValueError(f"centre {center}, sigma {sigma}, sigma z {sigma_z} are no standards")
    return Standards(center, sigma, "given", "centre and sigma are given", sigma_z=sigma_z)


def checked_sigmas(sigmas: float) -> None:
    """Refuse limits that are no positive multiple of sigma."""
    if not 0 < sigmas < math.inf:
        raise ValueError(f"limits at {sigmas} sigma are no limits")


def location_of(data: Subgroups, estimator: Estimator, constants: Constants, span: int = 2) -> Standards:
    """Estimate the grand mean (of all readings) and sigma within subgroups."""
    found = within_sigma(data, estimator, constants=constants, span=span)
    rounding = f"; d2 {constants}" if estimator in _DIVIDED else ""
    return Standards(
        center=float(data.values.mean()),
        sigma=found.value,
        estimator=estimator,
        convention=f"centre: mean of all readings; sigma: {found.convention}{rounding}",
        df=found.df,
        subgroups=found.subgroups,
        readings=found.readings,
        size=data.size,
    )


def means_chart(data: Subgroups, standards: Standards, sigmas: float) -> Chart:
    """Draw the means of subgroups with limits at sigma / sqrt(n_i)."""
    error = per_size(data, lambda n: standards.sigma / math.sqrt(n))
    kind: ChartKind = "i" if data.size == 1 else "xbar"
    center = line(standards.center, len(data))
    return sigma_chart(kind, data.means(), center, error, sigmas=sigmas, tests="zones")


def read_pairs(data: Any, kind: str) -> Subgroups:
    """Check subgroups of two readings or more."""
    groups = Subgroups.of(data)
    single = first_bad(groups.sizes < _PAIR)
    if single is not None:
        raise ValueError(f"subgroup {single + 1} has 1 reading where the {kind} chart needs 2")
    return groups


@dataclass(frozen=True, slots=True)
class XbarR(Spec[Subgroups, Standards]):
    """Means and ranges."""

    kind: ClassVar[str] = "xbar_r"
    estimator: Estimator = "rbar"
    constants: Constants = "exact"
    sigmas: float = 3.0

    def __post_init__(self) -> None:
        checked_sigmas(self.sigmas)

    def read(self, data: Any) -> Subgroups:
        """Check the data and give them their shape."""
        return read_pairs(data, self.kind)

    def estimate(self, data: Subgroups) -> Standards:
        """Estimate centre and sigma from the data."""
        return location_of(data, self.estimator, self.constants)

    def draw(self, data: Subgroups, standards: Standards, memory: Memory) -> Drawn:
        """Draw the charts of these subgroups."""
        center = per_size(data, lambda n: divisor(n, self.constants) * standards.sigma)
        error = per_size(data, lambda n: d3(n) * standards.sigma)
        spread = sigma_chart("r", data.ranges(), center, error, sigmas=self.sigmas, tests="runs", floor=0.0)
        means = means_chart(data, standards, self.sigmas)
        return Drawn((means, spread), Memory(count=memory.count + len(data)))

    def warn(self, data: Subgroups, standards: Standards) -> tuple[Caveat, ...]:  # noqa: ARG002 - see Spec
        """Say what these limits cannot be trusted for."""
        largest = int(data.sizes.max())
        if largest <= LARGEST_FOR_RANGES:
            return ()
        return (caveat("range_inefficient", size=largest, most=LARGEST_FOR_RANGES),)


@dataclass(frozen=True, slots=True)
class XbarS(Spec[Subgroups, Standards]):
    """Means and standard deviations."""

    kind: ClassVar[str] = "xbar_s"
    estimator: Estimator = "sbar"
    constants: Constants = "exact"
    sigmas: float = 3.0

    def __post_init__(self) -> None:
        checked_sigmas(self.sigmas)

    def read(self, data: Any) -> Subgroups:
        """Check the data and give them their shape."""
        return read_pairs(data, self.kind)

    def estimate(self, data: Subgroups) -> Standards:
        """Estimate centre and sigma from the data."""
        return location_of(data, self.estimator, self.constants)

    def draw(self, data: Subgroups, standards: Standards, memory: Memory) -> Drawn:
        """Draw the charts of these subgroups."""
        center = per_size(data, lambda n: c4(n) * standards.sigma)
        error = per_size(data, lambda n: math.sqrt(1 - c4(n) ** 2) * standards.sigma)
        deviations = data.deviations()
        spread = sigma_chart("s", deviations, center, error, sigmas=self.sigmas, tests="runs", floor=0.0)
        means = means_chart(data, standards, self.sigmas)
        return Drawn((means, spread), Memory(count=memory.count + len(data)))


@dataclass(frozen=True, slots=True)
class Individuals(Spec[Subgroups, Standards]):
    """Single readings and moving ranges of ``span`` readings; the first span - 1 have no moving range."""

    kind: ClassVar[str] = "individuals"
    estimator: Estimator = "mr"
    constants: Constants = "rounded"
    sigmas: float = 3.0
    span: int = 2

    def __post_init__(self) -> None:
        checked_sigmas(self.sigmas)
        divisor(self.span)

    def read(self, data: Any) -> Subgroups:
        """Check the data and give them their shape."""
        groups = Subgroups.of(data)
        several = first_bad(groups.sizes != 1)
        if several is not None:
            raise ValueError(f"subgroup {several + 1} has {groups.sizes[several]} readings where this chart takes 1")
        return groups

    def estimate(self, data: Subgroups) -> Standards:
        """Estimate centre and sigma from the data."""
        return location_of(data, self.estimator, self.constants, self.span)

    def draw(self, data: Subgroups, standards: Standards, memory: Memory) -> Drawn:
        """Draw the charts of these subgroups."""
        known = np.concatenate([memory.tail, data.values]) if memory.tail else data.values
        points = np.full(len(data), np.nan)
        if known.size >= self.span:
            ranges = moving_ranges(known, self.span)[-len(data) :]
            points[len(data) - ranges.size :] = ranges
        center = line(divisor(self.span, self.constants) * standards.sigma, len(data))
        error = line(d3(self.span) * standards.sigma, len(data))
        spread = sigma_chart("mr", points, center, error, sigmas=self.sigmas, tests="runs", floor=0.0)
        tail = tuple(known[-(self.span - 1) :].tolist())
        charts = (means_chart(data, standards, self.sigmas), spread)
        return Drawn(charts, Memory(count=memory.count + len(data), tail=tail))

    def warn(self, data: Subgroups, standards: Standards) -> tuple[Caveat, ...]:
        """Say what these limits cannot be trusted for."""
        correlation = _neighbours(data.values - standards.center)
        bound = _DOUBTFUL / math.sqrt(len(data))
        if abs(correlation) <= bound:
            return ()
        return (caveat("autocorrelated", correlation=correlation, bound=bound),)


def _neighbours(deviations: Floats) -> float:
    """Correlation of each deviation with the next."""
    return float(deviations[:-1] @ deviations[1:] / (deviations @ deviations))
