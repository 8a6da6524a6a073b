"""Quality: what the usage decisions, the counted nonconformities and the escapes say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from zhihe.kernels.rating.facts import Escape, Facts, Lot
from zhihe.kernels.rating.parts import Caveat, Part, branch, leaf
from zhihe.kernels.rating.settings import Settings

MILLION = 1_000_000
HUNDRED = Fraction(100)


def quality(facts: Facts, settings: Settings) -> Part:
    """Score the lots, the ppm and the escapes.

    Escapes alone prove harm, their absence proves nothing: without an inspected lot there is no escape score,
    unless there was an escape.
    """
    lots = branch("lots", settings.lot_weight, _by_item(facts.lots, lambda own: _lots_of(own, settings)))
    ppm = branch("ppm", settings.ppm_weight, _by_item(facts.lots, lambda own: _ppm_of(own, settings)))
    looked = lots.score is not None or ppm.score is not None
    return branch("quality", settings.quality, (lots, ppm, _escapes(facts.escapes, settings, looked=looked)))


def scored_lots(facts: Facts, settings: Settings) -> int:
    """Count the lots whose decision has a score: the evidence a firm grade needs."""
    scores = dict(settings.decision_scores)
    return sum(lot.decision in scores for lot in facts.lots)


def caveats(facts: Facts, settings: Settings) -> tuple[Caveat, ...]:
    """Name the lots left out of the lot score and the items that weigh nothing because they have no value."""
    scores = dict(settings.decision_scores)
    found = {
        "lot_without_inspection": [lot.ref for lot in facts.lots if not lot.decision],
        "decision_without_score": [x.ref for x in facts.lots if x.decision and x.decision not in scores],
        "item_without_value": [item for item, own in _items(facts.lots) if not _value(own)],
    }
    return tuple(Caveat(code, tuple(refs)) for code, refs in found.items() if refs)


def _by_item(lots: Iterable[Lot], score: Callable[[list[Lot]], Part]) -> list[Part]:
    """Score each item, weighed by its receipt value: units differ, so quantities weigh inside an item only.

    Where no scored item has a value, a rejection must still be seen: all weigh the same.
    """
    parts = [score(own) for _, own in _items(lots)]
    if any(part.weight for part in parts if part.score is not None):
        return parts
    return [replace(part, weight=Fraction(1)) for part in parts]


def _items(lots: Iterable[Lot]) -> list[tuple[str, list[Lot]]]:
    found: dict[str, list[Lot]] = {}
    for lot in lots:
        found.setdefault(lot.item, []).append(lot)
    return list(found.items())


def _value(lots: Iterable[Lot]) -> Fraction:
    return sum((Fraction(lot.value) for lot in lots), Fraction(0))


def _lots_of(lots: list[Lot], settings: Settings) -> Part:
    """Score one item's lots, each weighed by its quantity."""
    scores: dict[str, Decimal] = dict(settings.decision_scores)
    judged = [
        leaf("lot", lot.quantity, Fraction(scores[lot.decision]), key=lot.ref, refs=[lot.ref])
        for lot in lots
        if lot.decision in scores
    ]
    return branch("item", _value(lots), judged, lots[0].item)


def _ppm_of(lots: list[Lot], settings: Settings) -> Part:
    """Score one item's nonconforming parts per million: 100 at none, 0 at the limit, linear between."""
    counted = [lot for lot in lots if lot.inspected is not None]
    inspected = sum((Fraction(lot.inspected or 0) for lot in counted), Fraction(0))
    if not inspected:
        return leaf("item", _value(lots), None, refs=(), key=lots[0].item)
    nonconforming = sum((Fraction(lot.nonconforming) for lot in counted), Fraction(0))
    ppm = nonconforming / inspected * MILLION
    limit = Fraction(settings.limit_for(lots[0].group))
    return leaf(
        "item",
        _value(lots),
        max(Fraction(0), HUNDRED * (1 - ppm / limit)),
        key=lots[0].item,
        refs=[lot.ref for lot in counted],
        numbers=(("inspected", inspected), ("nonconforming", nonconforming), ("ppm", ppm), ("limit", limit)),
    )


def _escapes(escapes: tuple[Escape, ...], settings: Settings, *, looked: bool) -> Part:
    """Score the line stops and complaints: a penalty each, not below zero."""
    score = max(Fraction(0), HUNDRED - len(escapes) * Fraction(settings.escape_penalty))
    return leaf(
        "escapes",
        settings.escape_weight,
        score if looked or escapes else None,
        refs=[escape.ref for escape in escapes],
        numbers=(("escapes", len(escapes)),),
    )
