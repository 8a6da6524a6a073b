"""Specification limits and what is counted against them: parts per million below and above."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Lower and upper specification limit and target, in the readings' unit; one limit may be absent.

    ValueError: no limit, a number that is not finite, LSL not below USL.
    """

    lsl: float | None
    usl: float | None
    target: float | None = None

    def __post_init__(self) -> None:
        for name, value in (("LSL", self.lsl), ("USL", self.usl), ("target", self.target)):
            if value is not None and not math.isfinite(value):
                raise ValueError(f"{name} {value} must be a finite number")
        if self.lsl is None and self.usl is None:
            raise ValueError("LSL None and USL None: capability needs at least one specification limit")
        if self.lsl is not None and self.usl is not None and self.lsl >= self.usl:
            raise ValueError(f"LSL {self.lsl:g} must lie below USL {self.usl:g}")

    @property
    def width(self) -> float | None:
        """USL - LSL, None with one limit."""
        return None if self.lsl is None or self.usl is None else self.usl - self.lsl


@dataclass(frozen=True, slots=True)
class Ppm:
    """Nonconforming parts per million; None on the side that has no limit."""

    below: float | None
    above: float | None

    @property
    def total(self) -> float:
        """Both sides together."""
        return (self.below or 0.0) + (self.above or 0.0)


def observed(values: Floats, limits: Limits) -> Ppm:
    """Count readings strictly outside the limits, per million."""
    share = MILLION / values.size
    below = None if limits.lsl is None else share * int(np.count_nonzero(values < limits.lsl))
    above = None if limits.usl is None else share * int(np.count_nonzero(values > limits.usl))
    return Ppm(below, above)
