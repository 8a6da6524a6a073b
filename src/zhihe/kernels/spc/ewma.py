"""The EWMA chart: z_i = w x_i + (1 - w) z_(i-1), from z_0 = target (Roberts 1959; NIST 6.3.2.4).

The variance of z_i follows the same recursion, v_i = w^2 s_i^2 + (1 - w)^2 v_(i-1) with s_i the standard error
of x_i; for equal sizes that is s^2 w/(2-w) (1 - (1-w)^(2i)). ``limits="steady"`` uses its end value throughout,
as NIST does, which is too wide for the first points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
from scipy import signal

from zhihe.kernels.sigma import Constants, Estimator, Floats, Subgroups, per_size
from zhihe.kernels.spc.caveats import Caveat, caveat
from zhihe.kernels.spc.chart import Drawn, Memory, line, sigma_chart
from zhihe.kernels.spc.study import Spec, Standards
from zhihe.kernels.spc.variables import checked_sigmas, location_of


def watched(data: Subgroups, estimator: Estimator | None, constants: Constants | None) -> Standards:
    """Estimate target and sigma of means or single readings; unnamed, by ranges or moving ranges."""
    single = data.size == 1
    name: Estimator = estimator or ("mr" if single else "rbar")
    return location_of(data, name, constants or ("rounded" if single else "exact"))


@dataclass(frozen=True, slots=True)
class Ewma(Spec[Subgroups, Standards]):
    """EWMA of subgroup means or single readings; ``weight`` of the newest, limits at ``sigmas`` errors of z."""

    kind: ClassVar[str] = "ewma"
    weight: float = 0.2
    sigmas: float = 3.0
    limits: Literal["exact", "steady"] = "exact"
    estimator: Estimator | None = None
    constants: Constants | None = None

    def __post_init__(self) -> None:
        checked_sigmas(self.sigmas)
        if not 0 < self.weight <= 1:
            raise ValueError(f"the weight {self.weight} is not above 0 and at most 1")

    def read(self, data: Any) -> Subgroups:
        """Check the data and give them their shape."""
        return Subgroups.of(data)

    def estimate(self, data: Subgroups) -> Standards:
        """Estimate centre and sigma from the data."""
        return watched(data, self.estimator, self.constants)

    def draw(self, data: Subgroups, standards: Standards, memory: Memory) -> Drawn:
        """Draw the charts of these subgroups."""
        keep = 1 - self.weight
        before = standards.center if memory.level is None else memory.level
        levels, _ = signal.lfilter([self.weight], [1.0, -keep], data.means(), zi=[keep * before])
        single = per_size(data, lambda n: standards.sigma / math.sqrt(n))
        variance, last = self._variance(single, memory)
        error = np.sqrt(variance)
        center = line(standards.center, len(data))
        drawn = sigma_chart("ewma", levels, center, error, sigmas=self.sigmas, tests="limits")
        level = float(levels[-1]) if len(data) else memory.level
        return Drawn((drawn,), Memory(memory.count + len(data), level=level, variance=last))

    def _variance(self, single: Floats, memory: Memory) -> tuple[Floats, float]:
        """Variance of each z, and that of the last in units its successor builds on."""
        share = self.weight / (2 - self.weight)
        if self.limits == "steady":
            return single**2 * share, 0.0
        keep = (1 - self.weight) ** 2
        if single.strides != (0,) or not single.size:
            variance, _ = signal.lfilter([self.weight**2], [1.0, -keep], single**2, zi=[keep * memory.variance])
            return variance, float(variance[-1]) if single.size else memory.variance
        # With equal sizes the recursion reaches its end value after a few hundred points at most.
        full = single[0] ** 2 * share
        reach = min(single.size, math.ceil(-40 / math.log(keep)) if keep else 1)
        gap = memory.variance - full
        variance = np.full(single.size, full)
        variance[:reach] += gap * keep ** np.arange(1.0, reach + 1)
        return variance, float(variance[-1])

    def warn(self, data: Subgroups, standards: Standards) -> tuple[Caveat, ...]:  # noqa: ARG002 - see Spec
        """Say what these limits cannot be trusted for."""
        said = (caveat("limits_from_monitored"),)
        return (*said, caveat("steady_limits")) if self.limits == "steady" else said
