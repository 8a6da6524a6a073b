"""Hotelling's T2 of several variables at once (Hotelling 1947; NIST 6.5.4.3; Ryan 2000, chapter 9).

Subgroups of n > 1: T2 = n (mean - centre)' S^-1 (mean - centre), S the average of their covariances. Phase I
limit p(m-1)(n-1)/(mn-m-p+1) F(p, mn-m-p+1); phase II the same with m+1.
Single vectors (n = 1): S their sample covariance. Phase I limit (m-1)^2/m Beta(p/2, (m-p-1)/2), since a point
has taken part in S; phase II p(m+1)(m-1)/(m(m-p)) F(p, m-p).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

import numpy as np
from scipy import linalg, special

from zhihe.kernels.sigma import Floats
from zhihe.kernels.spc.chart import Chart, Drawn, Memory, line
from zhihe.kernels.spc.rows import Vectors
from zhihe.kernels.spc.study import Spec

_LEAST: Final = 1e-12
"""Variables whose correlation matrix has a smaller share than this in some direction say the same twice."""


@dataclass(frozen=True, slots=True)
class VectorStandards:
    """Centre and covariance of p variables, with the m subgroups of n readings they come from.

    ``future`` says whether they judge new subgroups (phase II) or those they were estimated from (phase I).
    """

    center: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    subgroups: int
    size: int
    future: bool = False
    estimator: str = "mean of covariances"
    convention: str = "centre: mean of all readings; covariance: mean within subgroups, or of single vectors"

    def __post_init__(self) -> None:
        _check_rank(np.array(self.covariance))


def upper_limit(variables: int, subgroups: int, size: int, alpha: float, *, future: bool) -> float:
    """Limit of T2 with false alarm rate ``alpha``, for the data themselves or for ``future`` subgroups.

    ValueError where there are too few subgroups for so many variables.
    """
    p, m, n = variables, subgroups, size
    df = m * n - m - p + 1 if n > 1 else m - p - (0 if future else 1)
    if df < 1:
        raise ValueError(f"{m} subgroups of {n} are too few for {p} variables: {df} degrees of freedom are left")
    if n > 1:
        scale = p * (m + 1 if future else m - 1) * (n - 1) / df
        return float(scale * special.fdtri(p, df, 1 - alpha))
    if future:
        return float(p * (m + 1) * (m - 1) / (m * df) * special.fdtri(p, df, 1 - alpha))
    return float((m - 1) ** 2 / m * special.betaincinv(p / 2, df / 2, 1 - alpha))


@dataclass(frozen=True, slots=True)
class T2(Spec[Vectors, VectorStandards]):
    """T2 with false alarm rate ``alpha`` at each point; ``data`` are (subgroup, reading, variable) or rows."""

    kind: ClassVar[str] = "t2"
    alpha: float = 0.0027

    def __post_init__(self) -> None:
        if not 0 < self.alpha < 1:
            raise ValueError(f"alpha {self.alpha} is no probability between 0 and 1")

    def read(self, data: Any) -> Vectors:
        """Check the data and give them their shape."""
        return data if isinstance(data, Vectors) else Vectors(data)

    def estimate(self, data: Vectors) -> VectorStandards:
        """Estimate centre and sigma from the data."""
        count, size, variables = data.values.shape
        upper_limit(variables, count, size, self.alpha, future=False)
        center = data.values.mean(axis=(0, 1))
        # Deviations within subgroups, or of single vectors from their common mean.
        near = data.values - (data.values.mean(axis=1, keepdims=True) if size > 1 else center)
        covariance = np.einsum("gri,grj->ij", near, near) / (count * (size - 1) if size > 1 else count - 1)
        return VectorStandards(
            center=tuple(center.tolist()),
            covariance=tuple(tuple(row) for row in covariance.tolist()),
            subgroups=count,
            size=size,
        )

    def settle(self, standards: VectorStandards) -> VectorStandards:
        """Let the standards judge later data."""
        return replace(standards, future=True)

    def draw(self, data: Vectors, standards: VectorStandards, memory: Memory) -> Drawn:
        """Draw the charts of these subgroups."""
        count, size, variables = data.values.shape
        if (size, variables) != (standards.size, len(standards.center)):
            raise ValueError(
                f"subgroups of {size} readings and {variables} variables do not fit standards of "
                f"{standards.size} and {len(standards.center)}"
            )
        apart = data.values.mean(axis=1) - np.array(standards.center)
        half = np.linalg.cholesky(np.array(standards.covariance))
        whitened = linalg.solve_triangular(half, apart.T, lower=True)
        points = size * (whitened**2).sum(axis=0)
        points.setflags(write=False)
        limit = upper_limit(variables, standards.subgroups, size, self.alpha, future=standards.future)
        zero = line(0.0, count)
        chart = Chart("t2", points, zero, zero, line(limit, count), "limits")
        return Drawn((chart,), Memory(count=memory.count + count))


def contributions(spec: T2, data: object, standards: VectorStandards, point: int) -> tuple[float, ...]:
    """By how much T2 of a point would drop without each variable (Montgomery, eq. 11.27): where to look first."""
    values = spec.read(data).values
    inverse = np.linalg.inv(np.array(standards.covariance))
    weighted = inverse @ (values[point].mean(axis=0) - np.array(standards.center))
    return tuple((values.shape[1] * weighted**2 / np.diag(inverse)).tolist())


def _check_rank(covariance: Floats) -> None:
    spread = np.sqrt(np.diag(covariance))
    if not spread.min() > 0:
        raise ValueError(f"variable {int(spread.argmin()) + 1} has a standard deviation of 0: it does not vary")
    least = float(np.linalg.eigvalsh(covariance / np.outer(spread, spread))[0])
    if least < _LEAST:
        raise ValueError(
            f"the variables depend on each other: the least eigenvalue of their correlation is {least:.3g}"
        )
