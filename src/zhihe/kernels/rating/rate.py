"""The total, the grade, and what caps or weakens it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from zhihe.kernels.rating import quality as quality_branch
from zhihe.kernels.rating import trade
from zhihe.kernels.rating.facts import Facts, Period, StandingKind
from zhihe.kernels.rating.parts import Caveat, Part, branch
from zhihe.kernels.rating.settings import Settings

FORMULA = "zhihe.supplier_rating.1"


@dataclass(frozen=True, slots=True)
class Cap:
    """A grade that may not be exceeded, the reason and its documents."""

    grade: str
    reason: StandingKind
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rating:
    """A supplier's score of a period; ``total`` and ``grade`` are absent when nothing happened («not rated»).

    ``score`` is the tree of which ``total`` is the top. The grade is taken from the exact total, not from its
    rounded picture. ``provisional`` says that fewer lots than required stand behind it.
    """

    period: Period
    score: Part
    grade: str | None
    uncapped_grade: str | None
    provisional: bool
    lots: int
    caps: tuple[Cap, ...]
    caveats: tuple[Caveat, ...]
    settings: Settings
    formula: str = FORMULA

    @property
    def total(self) -> Fraction | None:
        """The exact total, 0 to 100."""
        return self.score.score

    def shown(self, places: int = 4) -> Decimal | None:
        """Round the total once, half up."""
        return self.score.shown(places)


def rate(facts: Facts, period: Period, settings: Settings) -> Rating:
    """Rate a supplier: the weighted mean over quality, delivery, price and service, where they have data."""
    score = branch(
        "total",
        100,
        (
            quality_branch.quality(facts, settings),
            trade.delivery(facts.schedule, period, settings),
            trade.price(facts.purchases, settings),
            trade.service(facts.services, settings),
        ),
    )
    caps = _caps(facts, settings)
    uncapped = None if score.score is None else _grade(score.score, settings)
    lots = quality_branch.scored_lots(facts, settings)
    return Rating(
        period=period,
        score=score,
        grade=None if uncapped is None else _worst(uncapped, caps, settings),
        uncapped_grade=uncapped,
        provisional=uncapped is not None and lots < settings.minimum_lots,
        lots=lots,
        caps=caps,
        caveats=quality_branch.caveats(facts, settings) + trade.price_caveats(facts.purchases),
        settings=settings,
    )


def _grade(total: Fraction, settings: Settings) -> str:
    """Find the best grade whose least total is reached."""
    reached = (grade for grade, least in settings.grades if total >= Fraction(least))
    return next(reached, settings.lowest_grade)


def _caps(facts: Facts, settings: Settings) -> tuple[Cap, ...]:
    """List the caps that apply, each with its documents."""
    rules = (
        (StandingKind.SAFETY_DEFECT, 1, settings.safety_defect_cap),
        (StandingKind.OVERDUE_SCAR, settings.overdue_scar_limit, settings.overdue_scar_cap),
        (StandingKind.EXPIRED_CERTIFICATE, 1, settings.expired_certificate_cap),
    )
    refs = {kind: tuple(s.ref for s in facts.standings if s.kind is kind) for kind in StandingKind}
    return tuple(Cap(grade, kind, refs[kind]) for kind, least, grade in rules if len(refs[kind]) >= least)


def _worst(grade: str, caps: tuple[Cap, ...], settings: Settings) -> str:
    """Take the worst of the earned grade and the caps."""
    return max((grade, *(cap.grade for cap in caps)), key=settings.order().index)
