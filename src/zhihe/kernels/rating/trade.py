"""Delivery, price and service: what the orders, the invoices and the answers say."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from zhihe.kernels.rating.facts import Period, Purchase, ScheduleLine, Service
from zhihe.kernels.rating.parts import Caveat, Part, branch, leaf
from zhihe.kernels.rating.settings import Settings

HUNDRED = Fraction(100)


def delivery(schedule: tuple[ScheduleLine, ...], period: Period, settings: Settings) -> Part:
    """Score on-time-in-full: the mean over due lines, since quantities of different items do not add up.

    A line is due in the period in which its window closes (promise + late tolerance), so it is judged once
    and never before its time; what is still open then is late.
    """
    due = [line for line in schedule if period.holds(_window(line, settings)[1])]
    return branch("delivery", settings.delivery, [_line(line, settings) for line in due])


def _window(line: ScheduleLine, settings: Settings) -> tuple[date, date]:
    """The first and last day on which a line's delivery is on time."""
    early = settings.early_days if line.early_days is None else line.early_days
    late = settings.late_days if line.late_days is None else line.late_days
    return line.promised - timedelta(days=early), line.promised + timedelta(days=late)


def _line(line: ScheduleLine, settings: Settings) -> Part:
    """Score the share of the due quantity that arrived inside the window; more than due earns no more."""
    opens, closes = _window(line, settings)
    timely = sum((Fraction(r.quantity) for r in line.receipts if opens <= r.day <= closes), Fraction(0))
    due = Fraction(line.quantity)
    return leaf(
        "schedule_line",
        1,
        HUNDRED * min(Fraction(1), timely / due),
        key=line.ref,
        refs=[line.ref, *(receipt.ref for receipt in line.receipts)],
        numbers=(("due", due), ("on_time", timely)),
    )


def price(purchases: tuple[Purchase, ...], settings: Settings) -> Part:
    """Score the paid against the reference price per item, items weighed by what was spent on them."""
    items: dict[str, list[Purchase]] = {}
    for purchase in purchases:
        if purchase.paid and purchase.reference:
            items.setdefault(purchase.item, []).append(purchase)
    return branch("price", settings.price, [_item(item, own) for item, own in items.items()])


def _item(item: str, purchases: list[Purchase]) -> Part:
    """Score one item's average price: reference spend over real spend, at most 100."""
    spent = sum((Fraction(p.quantity) * Fraction(p.paid or 0) for p in purchases), Fraction(0))
    fair = sum((Fraction(p.quantity) * Fraction(p.reference or 0) for p in purchases), Fraction(0))
    return leaf(
        "item",
        spent,
        HUNDRED * min(Fraction(1), fair / spent),
        key=item,
        refs=[purchase.ref for purchase in purchases],
        numbers=(("spent", spent), ("reference", fair)),
    )


def price_caveats(purchases: tuple[Purchase, ...]) -> tuple[Caveat, ...]:
    """Name the purchases that have no price score."""
    missing = tuple(p.ref for p in purchases if not (p.paid and p.reference))
    return (Caveat("purchase_without_price", missing),) if missing else ()


def service(services: tuple[Service, ...], settings: Settings) -> Part:
    """Score the aspects of service that have data: the mean of what was achieved of what was possible."""
    aspects = []
    for aspect, weight in settings.service_weights:
        own = [
            leaf("fact", 1, HUNDRED * Fraction(s.achieved) / Fraction(s.possible), key=s.ref, refs=[s.ref])
            for s in services
            if s.aspect is aspect
        ]
        aspects.append(branch(aspect.value, weight, own))
    return branch("service", settings.service, aspects)
