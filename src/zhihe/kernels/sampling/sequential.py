"""Stopping early: the curtailment rule of a single plan, and Wald's item-by-item sequential plan.

Curtailment stops at the rejection number only: an acceptance needs the whole sample, because the count is
also read as a measurement of the lot. Wald's plan keeps two parallel lines d = s n + h; it ends at
h1, h2, s (A. Wald, Sequential Analysis, 1947, chapter 5; NIST/SEMATECH handbook 6.2.6).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from zhihe.kernels.sampling.editions import Stage


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the inspection of a sample stands; ``curtailed`` when it was stopped before its last unit."""

    decision: Literal["continue", "accept", "reject", "accept_return_to_normal"]
    inspected: int
    nonconforming: int
    curtailed: bool


def progress(stage: Stage, inspected: int, nonconforming: int) -> Progress:
    """Say whether the inspection may stop; ValueError for more units than n or more nonconforming than seen."""
    if not 0 <= inspected <= stage.n:
        raise ValueError(f"{inspected} units inspected of a sample of {stage.n}")
    if nonconforming < 0:
        raise ValueError(f"{nonconforming} nonconforming is below 0")
    if nonconforming >= stage.re:
        return Progress("reject", inspected, nonconforming, inspected < stage.n)
    if inspected < stage.n:
        return Progress("continue", inspected, nonconforming, curtailed=False)
    accepted = nonconforming <= stage.ac
    return Progress("accept" if accepted else "accept_return_to_normal", inspected, nonconforming, curtailed=False)


@dataclass(frozen=True, slots=True)
class SequentialPlan:
    """Accept at d <= s n - h1, reject at d >= s n + h2, else inspect one more unit."""

    h1: float
    h2: float
    s: float

    def acceptance_number(self, inspected: int) -> int | None:
        """Return the largest count that accepts after so many units, None while none does."""
        number = math.floor(self.s * inspected - self.h1)
        return number if number >= 0 else None

    def rejection_number(self, inspected: int) -> int | None:
        """Return the smallest count that rejects after so many units, None while it exceeds them."""
        number = math.ceil(self.s * inspected + self.h2)
        return number if number <= inspected else None

    def decide(self, inspected: int, nonconforming: int) -> Literal["continue", "accept", "reject"]:
        """Judge the count after so many units; ValueError for a count below 0 or above the units."""
        if not 0 <= nonconforming <= inspected:
            raise ValueError(f"{nonconforming} nonconforming of {inspected} units")
        if nonconforming >= self.s * inspected + self.h2:
            return "reject"
        return "accept" if nonconforming <= self.s * inspected - self.h1 else "continue"


def sequential_plan(p1: float, alpha: float, p2: float, beta: float) -> SequentialPlan:
    """Design the lines from the producer's point (p1, 1 - alpha) and the consumer's (p2, beta), fractions.

    ValueError: p1 >= p2, a fraction outside (0, 1), or alpha + beta >= 1.
    """
    for name, value in (("p1", p1), ("alpha", alpha), ("p2", p2), ("beta", beta)):
        if not 0 < value < 1:
            raise ValueError(f"{name} is {value}; it must lie between 0 and 1")
    if p1 >= p2:
        raise ValueError(f"p1 {p1} must be below p2 {p2}")
    if alpha + beta >= 1:
        raise ValueError(f"alpha {alpha} and beta {beta} together must stay below 1")
    k = math.log(p2 * (1 - p1) / (p1 * (1 - p2)))
    return SequentialPlan(
        h1=math.log((1 - alpha) / beta) / k,
        h2=math.log((1 - beta) / alpha) / k,
        s=math.log((1 - p1) / (1 - p2)) / k,
    )
