"""What a rating reads: facts of one supplier in one period, each with its document's opaque id as ``ref``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``first`` to ``last``, both included: a month, a quarter, a year."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a period from {self.first} cannot end on {self.last}")

    def holds(self, day: date) -> bool:
        """Whether ``day`` lies in the period."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Lot:
    """One received lot: quantity in the item's stock unit, value in the company's currency.

    ``decision`` is the usage decision's code, empty for a lot received without inspection. ``inspected`` and
    ``nonconforming`` count units; ``inspected`` is absent where nothing was counted. ``group`` is the item
    group that sets the ppm limit.
    """

    ref: str
    item: str
    quantity: Decimal
    value: Decimal
    decision: str = ""
    inspected: Decimal | None = None
    nonconforming: Decimal = Decimal(0)
    group: str = ""

    def __post_init__(self) -> None:
        _above_zero(self.ref, "quantity", self.quantity)
        _not_below_zero(self.ref, "value", self.value)
        _not_below_zero(self.ref, "nonconforming", self.nonconforming)
        if self.inspected is not None:
            _above_zero(self.ref, "inspected", self.inspected)
        if self.nonconforming > (self.inspected or 0):
            raise ValueError(f"{self.ref}: {self.nonconforming} nonconforming of {self.inspected} inspected")


class EscapeKind(Enum):
    """How a defect that incoming inspection missed was felt."""

    LINE_STOP = "line_stop"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Escape:
    """A line stop or a customer complaint that was attributed to the supplier."""

    ref: str
    kind: EscapeKind


@dataclass(frozen=True, slots=True)
class Receipt:
    """What arrived of a schedule line on one day."""

    ref: str
    day: date
    quantity: Decimal

    def __post_init__(self) -> None:
        _above_zero(self.ref, "quantity", self.quantity)


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """A promised delivery: quantity and day of one order line's schedule, and what arrived of it.

    ``early_days`` and ``late_days`` are what was agreed for this line, where that differs from the settings.
    """

    ref: str
    item: str
    promised: date
    quantity: Decimal
    receipts: tuple[Receipt, ...] = ()
    early_days: int | None = None
    late_days: int | None = None

    def __post_init__(self) -> None:
        _above_zero(self.ref, "quantity", self.quantity)
        for name, days in (("early_days", self.early_days), ("late_days", self.late_days)):
            _not_below_zero(self.ref, name, Decimal(days or 0))
        distinct(self.receipts)


@dataclass(frozen=True, slots=True)
class Purchase:
    """A priced receipt or invoice line, converted to one currency: unit prices paid and to be compared with.

    ``reference`` is the contract price, else the last twelve months' weighted price of the item; absent or
    zero where neither is known.
    """

    ref: str
    item: str
    quantity: Decimal
    paid: Decimal | None
    reference: Decimal | None

    def __post_init__(self) -> None:
        _above_zero(self.ref, "quantity", self.quantity)
        _not_below_zero(self.ref, "paid", self.paid or Decimal(0))
        _not_below_zero(self.ref, "reference", self.reference or Decimal(0))


class ServiceAspect(Enum):
    """What service is made of; the survey is the only opinion that is allowed in."""

    SCAR_RESPONSE = "scar_response"
    EFFECTIVENESS = "effectiveness"
    DOCUMENTS = "documents"
    SURVEY = "survey"


@dataclass(frozen=True, slots=True)
class Service:
    """One judged service: ``achieved`` of ``possible``, 1 of 1 for an answer on time, 5 of 6 documents."""

    ref: str
    aspect: ServiceAspect
    achieved: Decimal
    possible: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        _above_zero(self.ref, "possible", self.possible)
        _not_below_zero(self.ref, "achieved", self.achieved)
        if self.achieved > self.possible:
            raise ValueError(f"{self.ref}: {self.achieved} achieved of {self.possible} possible")


class StandingKind(Enum):
    """What caps a grade whatever the score."""

    SAFETY_DEFECT = "safety_defect"
    OVERDUE_SCAR = "overdue_scar"
    EXPIRED_CERTIFICATE = "expired_certificate"


@dataclass(frozen=True, slots=True)
class Standing:
    """A safety defect, an overdue corrective-action request or an expired mandatory certificate."""

    ref: str
    kind: StandingKind


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of one supplier (and item group) that belong to one period.

    Schedule lines may be given generously: the rating itself chooses those that fall due in the period.
    """

    lots: tuple[Lot, ...] = ()
    escapes: tuple[Escape, ...] = ()
    schedule: tuple[ScheduleLine, ...] = ()
    purchases: tuple[Purchase, ...] = ()
    services: tuple[Service, ...] = ()
    standings: tuple[Standing, ...] = ()

    def __post_init__(self) -> None:
        for facts in (self.lots, self.escapes, self.schedule, self.purchases, self.services, self.standings):
            distinct(facts)
        groups: dict[str, str] = {}
        for lot in self.lots:
            if groups.setdefault(lot.item, lot.group) != lot.group:
                raise ValueError(f"item {lot.item} is in the groups {groups[lot.item]} and {lot.group}")


Fact = Lot | Escape | Receipt | ScheduleLine | Purchase | Service | Standing


def distinct(facts: Iterable[Fact]) -> None:
    """Refuse with ValueError facts of one kind that share a ``ref``: a fact counts once, a service once an aspect."""
    seen: set[tuple[str, ServiceAspect | None]] = set()
    for fact in facts:
        key = fact.ref, fact.aspect if isinstance(fact, Service) else None
        if key in seen:
            raise ValueError(f"{type(fact).__name__} {fact.ref} is given twice")
        seen.add(key)


def _above_zero(ref: str, name: str, value: Decimal) -> None:
    if not value.is_finite() or value <= 0:
        raise ValueError(f"{ref}: {name} must be above zero, not {value}")


def _not_below_zero(ref: str, name: str, value: Decimal) -> None:
    if not value.is_finite() or value < 0:
        raise ValueError(f"{ref}: {name} must not be below zero, is {value}")
