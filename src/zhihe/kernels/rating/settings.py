"""What a site may choose about ratings; the chosen settings are shown with every score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from zhihe.kernels.quantity import total
from zhihe.kernels.rating.facts import ServiceAspect

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Settings:
    """Weights, scores, limits and grades; the two sets of weights must each sum to 100.

    Scores run from 0 to 100. ``decision_scores`` leaves out codes that say nothing (RT retest).
    ``ppm_limits`` overrides ``ppm_limit`` for an item group. Days are calendar days around the promise.
    ``grades`` holds the least total of each grade, best first; below all of them lies ``lowest_grade``.
    """

    quality: Decimal = Decimal(40)
    delivery: Decimal = Decimal(30)
    price: Decimal = Decimal(20)
    service: Decimal = Decimal(10)
    lot_weight: Decimal = Decimal(50)
    ppm_weight: Decimal = Decimal(30)
    escape_weight: Decimal = Decimal(20)
    decision_scores: tuple[tuple[str, Decimal], ...] = (
        ("A", HUNDRED),
        ("AS", Decimal(70)),
        ("AC", Decimal(50)),
        ("R", Decimal(0)),
    )
    ppm_limit: Decimal = Decimal(10_000)
    ppm_limits: tuple[tuple[str, Decimal], ...] = ()
    escape_penalty: Decimal = Decimal(50)
    early_days: int = 5
    late_days: int = 0
    service_weights: tuple[tuple[ServiceAspect, Decimal], ...] = tuple((a, Decimal(1)) for a in ServiceAspect)
    minimum_lots: int = 5
    grades: tuple[tuple[str, Decimal], ...] = (("A", Decimal(90)), ("B", Decimal(75)), ("C", Decimal(60)))
    lowest_grade: str = "D"
    safety_defect_cap: str = "C"
    overdue_scar_cap: str = "C"
    overdue_scar_limit: int = 2
    expired_certificate_cap: str = "D"

    def __post_init__(self) -> None:
        _hundred("component weights", (self.quality, self.delivery, self.price, self.service))
        _hundred("quality weights", (self.lot_weight, self.ppm_weight, self.escape_weight))
        for code, score in self.decision_scores:
            _within(f"decision score {code}", score, HUNDRED)
        for group, limit in (("", self.ppm_limit), *self.ppm_limits):
            if not 0 < limit <= 1_000_000:  # noqa: PLR2004 - parts per million
                raise ValueError(f"ppm limit {group} must be above 0 and at most 1000000, not {limit}")
        for name, count in (("early_days", self.early_days), ("late_days", self.late_days)):
            if count < 0:
                raise ValueError(f"{name} must not be below zero, is {count}")
        _within("escape_penalty", self.escape_penalty, HUNDRED)
        for aspect, weight in self.service_weights:
            _within(f"service weight {aspect.value}", weight, None)
        self._check_grades()

    def _check_grades(self) -> None:
        limits = [least for _, least in self.grades]
        if limits != sorted(limits, reverse=True) or len(set(limits)) != len(limits):
            raise ValueError(f"grades must fall from best to worst, not {[str(least) for least in limits]}")
        for cap in (self.safety_defect_cap, self.overdue_scar_cap, self.expired_certificate_cap):
            if cap not in self.order():
                raise ValueError(f"{cap} caps a grade but is none of {', '.join(self.order())}")

    def order(self) -> tuple[str, ...]:
        """All grades, best first."""
        return (*(grade for grade, _ in self.grades), self.lowest_grade)

    def limit_for(self, group: str) -> Decimal:
        """Find the ppm at which an item of ``group`` scores zero."""
        return dict(self.ppm_limits).get(group, self.ppm_limit)


def _hundred(name: str, weights: Iterable[Decimal]) -> None:
    """Refuse weights that do not sum to 100 or are below zero."""
    given = tuple(weights)
    for weight in given:
        _within(name, weight, HUNDRED)
    if total(given) != HUNDRED:
        raise ValueError(f"{name} must sum to 100, not {total(given)}")


def _within(name: str, value: Decimal, most: Decimal | None) -> None:
    """Refuse a number that is not finite, below zero or above ``most``."""
    if not value.is_finite() or value < 0 or (most is not None and value > most):
        raise ValueError(f"{name} must be 0 to {most if most is not None else 'any finite number'}, not {value}")
