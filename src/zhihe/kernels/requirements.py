"""Net requirements 净需求: what must be ordered when, from what is needed, there, and on its way (APICS MRP record).

Periods are numbered from 0 and of any length; a receipt counts at the start of its period and demand within it.
``net`` plans one item, ``plan`` explodes bills of material level by level, so that what a parent releases becomes
its components' gross requirement. Nothing here knows a date: the caller maps days to periods by his calendar.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from zhihe.kernels.quantity import STORED_PLACES, Mode, Rounding, add, multiply, rounded, subtract, total

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class LotSizing:
    """How large an order is: what is needed, or ``fixed`` lots; at least ``minimum``, in multiples of ``multiple``.

    Lot for lot is the rule without any of them. ``fixed`` excludes the two others: it already is both.
    """

    fixed: Decimal | None = None
    minimum: Decimal = ZERO
    multiple: Decimal | None = None

    def __post_init__(self) -> None:
        for name, value in (("fixed lot", self.fixed), ("multiple", self.multiple)):
            if value is not None and not (value.is_finite() and value > 0):
                raise ValueError(f"{name} must be above zero, not {value}")
        if not self.minimum.is_finite() or self.minimum < 0:
            raise ValueError(f"minimum lot must not be below zero, is {self.minimum}")
        if self.fixed is not None and (self.minimum or self.multiple is not None):
            raise ValueError(f"a fixed lot of {self.fixed} leaves no room for a minimum or a multiple")

    def size(self, needed: Decimal) -> Decimal:
        """Give the quantity to order for a need above zero."""
        step = self.fixed if self.fixed is not None else self.multiple
        wanted = max(needed, self.minimum)
        if step is None:
            return wanted
        lots = rounded(Fraction(wanted) / Fraction(step), Rounding(0, Mode.CEILING))
        return multiply(lots, step)


@dataclass(frozen=True, slots=True)
class Planning:
    """How an item is planned: what is on hand and usable, lead time in periods, safety stock, lot sizing, yield.

    ``scheduled`` are open orders by period. ``scrap`` is the share 0 to 1 of what is started that does not arrive as
    good: so much more is released than is received.
    """

    on_hand: Decimal = ZERO
    lead_time: int = 0
    safety_stock: Decimal = ZERO
    sizing: LotSizing = field(default_factory=LotSizing)
    scheduled: Mapping[int, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    scrap: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if self.lead_time < 0:
            raise ValueError(f"lead time must not be below zero, is {self.lead_time}")
        if not self.safety_stock.is_finite() or self.safety_stock < 0:
            raise ValueError(f"safety stock must not be below zero, is {self.safety_stock}")
        if not 0 <= self.scrap < 1:
            raise ValueError(f"scrap must be 0 to below 1, not {self.scrap}")
        for period, quantity in self.scheduled.items():
            if not quantity.is_finite() or quantity < 0 or period < 0:
                raise ValueError(f"scheduled receipt of {quantity} in period {period}")


@dataclass(frozen=True, slots=True)
class Period:
    """One column of the record; ``available`` is the projected balance at the period's end."""

    gross: Decimal
    scheduled: Decimal
    available: Decimal
    net: Decimal
    receipt: Decimal
    release: Decimal


@dataclass(frozen=True, slots=True)
class Late:
    """An order that should have been released before period 0: it needs ``periods`` more than there are."""

    needed_in: int
    quantity: Decimal
    periods: int


@dataclass(frozen=True, slots=True)
class Record:
    """An item's plan. Late orders are released in period 0 and named in ``late``, for somebody to hurry them."""

    periods: tuple[Period, ...]
    late: tuple[Late, ...]

    @property
    def releases(self) -> tuple[Decimal, ...]:
        """What is released in each period."""
        return tuple(period.release for period in self.periods)


def net(gross: Sequence[Decimal], planning: Planning) -> Record:
    """Plan an item: net its gross requirements, size the orders, set them off by the lead time.

    Safety stock is kept: an order is planned as soon as the balance would fall below it. Raises ValueError for a
    gross requirement that is below zero or a scheduled receipt beyond the horizon.
    """
    for period, needed in enumerate(gross):
        if not needed.is_finite() or needed < 0:
            raise ValueError(f"gross requirement of {needed} in period {period}")
    beyond = [period for period in planning.scheduled if period >= len(gross)]
    if beyond:
        raise ValueError(f"a receipt is scheduled in period {beyond[0]}, the horizon ends at {len(gross) - 1}")
    releases = [ZERO] * len(gross)
    rows: list[tuple[Decimal, Decimal, Decimal, Decimal, Decimal]] = []
    late: list[Late] = []
    balance = planning.on_hand
    for period, needed in enumerate(gross):
        scheduled = planning.scheduled.get(period, ZERO)
        before = subtract(add(balance, scheduled), needed)
        short = max(ZERO, subtract(planning.safety_stock, before))
        receipt = planning.sizing.size(short) if short else ZERO
        balance = add(before, receipt)
        rows.append((needed, scheduled, balance, short, receipt))
        if receipt:
            started = _started(receipt, planning.scrap)
            at = max(0, period - planning.lead_time)
            releases[at] = add(releases[at], started)
            if period < planning.lead_time:
                late.append(Late(period, started, planning.lead_time - period))
    columns = tuple(Period(*row, release) for row, release in zip(rows, releases, strict=True))
    return Record(columns, tuple(late))


@dataclass(frozen=True, slots=True)
class Component:
    """``quantity`` of ``component`` goes into one ``parent``."""

    parent: str
    component: str
    quantity: Decimal

    def __post_init__(self) -> None:
        if not self.quantity.is_finite() or self.quantity <= 0:
            raise ValueError(f"{self.parent} needs {self.quantity} of {self.component}: a quantity is above zero")


def plan(
    demand: Mapping[str, Sequence[Decimal]],
    items: Mapping[str, Planning],
    components: Sequence[Component],
    *,
    horizon: int,
) -> dict[str, Record]:
    """Plan all ``items`` in the order of their low-level codes; ``demand`` is what is wanted from outside.

    A component's gross requirement is its own demand and, in the period of each parent's release, what the parent
    takes. Raises ValueError for an item without planning data, for a bill of material that contains itself, and for
    demand of another length than ``horizon``.
    """
    for item, wanted in demand.items():
        if len(wanted) != horizon:
            raise ValueError(f"demand of {item} has {len(wanted)} periods, the horizon {horizon}")
    below: dict[str, list[Component]] = {}
    for component in components:
        below.setdefault(component.parent, []).append(component)
    gross = {item: list(demand.get(item, [ZERO] * horizon)) for item in items}
    for item in (*demand, *(name for each in components for name in (each.parent, each.component))):
        if item not in items:
            raise ValueError(f"item {item} has no planning data")
    records: dict[str, Record] = {}
    for item in by_level(items, components):
        records[item] = net(gross[item], items[item])
        for component in below.get(item, ()):
            row = gross[component.component]
            for period, released in enumerate(records[item].releases):
                row[period] = add(row[period], multiply(released, component.quantity))
    return records


def by_level(items: Iterable[str], components: Sequence[Component]) -> list[str]:
    """Sort items so that each comes after all its parents; ValueError naming a ring."""
    parents: dict[str, set[str]] = {item: set() for item in items}
    for component in components:
        parents[component.component].add(component.parent)
    ordered: list[str] = []
    while parents:
        free = [item for item, above in parents.items() if not above]
        if not free:
            raise ValueError(f"a bill of material contains itself: {', '.join(sorted(parents))}")
        ordered.extend(free)
        for item in free:
            del parents[item]
        for above in parents.values():
            above.difference_update(free)
    return ordered


def shortage(record: Record) -> Decimal:
    """Sum what is released too late to arrive when it is needed."""
    return total(order.quantity for order in record.late)


def _started(receipt: Decimal, scrap: Fraction) -> Decimal:
    """Give what must be started so that ``receipt`` arrives good, rounded up at the tenth decimal."""
    if not scrap:
        return receipt
    return rounded(Fraction(receipt) / (1 - scrap), Rounding(STORED_PLACES, Mode.CEILING))
