"""Do counts vary as their law says: the dispersion test (Wetherill and Brown 1991, p. 216-218).

D = sum (x_i - n_i center)^2 / (variance of one unit * n_i) is chi-squared with m - 1 degrees of freedom when the
counts are binomial or Poisson with one common rate; with equal sizes it is (m - 1) s^2 over the theoretical
variance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from zhihe.kernels.spc.chart import ALGORITHM
from zhihe.kernels.spc.rows import Counts, first_bad

Law = Literal["binomial", "poisson"]
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Outcome of the test: ``ratio`` of observed to theoretical variance, p-values against either alternative."""

    law: Law
    ratio: float
    statistic: float
    df: int
    p_over: float
    p_under: float
    algorithm: str = ALGORITHM


def overdispersion(counts: npt.ArrayLike, sizes: npt.ArrayLike = 1.0, *, law: Law = "poisson") -> Dispersion:
    """Test counts against the binomial (sizes are pieces) or Poisson law (sizes are areas of opportunity).

    ValueError: fewer than two counts, a rate of 0, for the binomial a rate of 1 or more events than pieces.
    """
    data = Counts(counts, sizes)
    if law == "binomial":
        check_pieces(data)
    if len(data) < _FEWEST:
        raise ValueError(f"{len(data)} counts where the dispersion test needs {_FEWEST}")
    rate = float(data.counts.sum() / data.sizes.sum())
    unit = rate * (1 - rate) if law == "binomial" else rate
    if not unit > 0:
        raise ValueError(f"the rate is {rate}: the {law} law has no variation there")
    statistic = float(((data.counts - data.sizes * rate) ** 2 / data.sizes).sum() / unit)
    df = len(data) - 1
    return Dispersion(
        law=law,
        ratio=statistic / df,
        statistic=statistic,
        df=df,
        p_over=float(special.chdtrc(df, statistic)),
        p_under=float(special.chdtr(df, statistic)),
    )


def check_pieces(data: Counts) -> None:
    """Refuse sizes that are no whole pieces, and more nonconforming pieces than there are."""
    broken = first_bad(data.sizes != np.floor(data.sizes))
    if broken is not None:
        raise ValueError(f"subgroup {broken + 1} has size {data.sizes[broken]}, not a whole number of pieces")
    over = first_bad(data.counts > data.sizes)
    if over is not None:
        raise ValueError(f"subgroup {over + 1} counts {data.counts[over]:g} of {data.sizes[over]:g} pieces")
