"""The g chart of rare events: conforming units counted between two events (Kaminsky et al., JQT 24, 1992).

The count is geometric from ``minimum``: 0 when the event itself is not counted, 1 when it is. With mean g its
standard deviation is sqrt((g - a)(g - a + 1)), a the minimum. Limits are sigmas around the mean, or quantiles
of the geometric law around its median, since three sigmas of so skewed a law leave no lower limit. Minitab reads
the quantiles linearly between whole counts and takes p from the unbiased (m - 1)/m of m counts: «interpolated».
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal

from zhihe.kernels.spc.caveats import Caveat, caveat
from zhihe.kernels.spc.chart import Chart, Drawn, Memory, line, sigma_chart
from zhihe.kernels.spc.rows import Counts, first_bad
from zhihe.kernels.spc.study import Spec, Standards
from zhihe.kernels.spc.variables import checked_sigmas

_FEWEST: Final = 2
_HALF: Final = 0.5


def quantile(mean: float, probability: float, minimum: int) -> int:
    """Smallest count that is not exceeded with this probability, for a geometric count of this mean."""
    events = 1 / (mean - minimum + 1)
    units = math.ceil(round(math.log1p(-probability) / math.log1p(-events), 9))
    return max(minimum, units - 1 + minimum)


def between(mean: float, probability: float, minimum: int, counts: int) -> float:
    """Read the quantile linearly between whole counts, as Minitab draws it, from a mean of this many counts.

    ValueError: the mean is not that of at least two counts.
    """
    if counts < _FEWEST:
        raise ValueError(f"the mean {mean:g} comes from {counts} counts: limits read between counts need 2 or more")
    stay = 1 - (1 - 1 / counts) / (mean - minimum + 1)
    units = math.ceil(round(math.log1p(-probability) / math.log(stay), 9))
    below, reached = 1 - stay ** (units - 1), 1 - stay**units
    return max(float(minimum), units - 2 + (probability - below) / (reached - below) + minimum)


@dataclass(frozen=True, slots=True)
class G(Spec[Counts, Standards]):
    """Counts between events; ``limits`` by «sigma», «probability» or «interpolated» (``alpha`` in both tails)."""

    kind: ClassVar[str] = "g"
    limits: Literal["sigma", "probability", "interpolated"] = "probability"
    sigmas: float = 3.0
    alpha: float = 0.0027
    minimum: Literal[0, 1] = 0

    def __post_init__(self) -> None:
        checked_sigmas(self.sigmas)
        if not 0 < self.alpha < 1:
            raise ValueError(f"alpha {self.alpha} is no probability between 0 and 1")

    def read(self, data: Any) -> Counts:
        """Check the data and give them their shape."""
        counts = data if isinstance(data, Counts) else Counts(data)
        low = first_bad(counts.counts < self.minimum)
        if low is not None:
            raise ValueError(f"count {low + 1} is {counts.counts[low]:g}, below the minimum {self.minimum}")
        return counts

    def estimate(self, data: Counts) -> Standards:
        """Estimate centre and sigma from the data."""
        if len(data) < _FEWEST:
            raise ValueError(f"{len(data)} counts where limits need {_FEWEST}")
        mean = float(data.counts.mean())
        if not mean > self.minimum:
            raise ValueError(f"the mean count is {mean:g}, the minimum: there is no variation to chart")
        return Standards(
            center=mean,
            sigma=math.sqrt((mean - self.minimum) * (mean - self.minimum + 1)),
            estimator="geometric",
            convention=f"centre: mean(g_i); sigma: the geometric law from {self.minimum}",
            subgroups=len(data),
            readings=len(data),
        )

    def draw(self, data: Counts, standards: Standards, memory: Memory) -> Drawn:
        """Draw the charts of these subgroups."""
        count = len(data)
        if self.limits == "sigma":
            center, error = line(standards.center, count), line(standards.sigma, count)
            floor = float(self.minimum)
            drawn = sigma_chart("g", data.counts, center, error, sigmas=self.sigmas, tests="runs", floor=floor)
        else:
            low, middle, high = (
                line(self._quantile(standards, probability), count)
                for probability in (self.alpha / 2, _HALF, 1 - self.alpha / 2)
            )
            drawn = Chart("g", data.counts, middle, low, high, "limits")
        return Drawn((drawn,), Memory(count=memory.count + count))

    def _quantile(self, standards: Standards, probability: float) -> float:
        if self.limits == "interpolated":
            return between(standards.center, probability, self.minimum, standards.subgroups)
        return quantile(standards.center, probability, self.minimum)

    def warn(self, data: Counts, standards: Standards) -> tuple[Caveat, ...]:  # noqa: ARG002 - see Spec
        """Say what these limits cannot be trusted for."""
        if self.limits != "sigma" or standards.center - self.sigmas * standards.sigma >= self.minimum:
            return ()
        return (caveat("geometric_skewed", minimum=self.minimum),)
