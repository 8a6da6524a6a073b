"""What each site's stock of an item is worth while a posting goes through it: the moving average, posting by posting.

Stock that came without any price is counted as not valued and costs nothing on its way out. The first price of the
item at the site values what stands unvalued too, so that an item at a site is either valued or not, never half.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from zhihe.kernels.quantity import ZERO, Rounding, add, rounded, subtract
from zhihe.kernels.valuation import Average

Place = tuple[str, str]
"""Site and item."""
EMPTY = Average()


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of an item at a site: its average, and what nobody has valued."""

    average: Average = EMPTY
    unvalued: Decimal = ZERO

    @property
    def quantity(self) -> Decimal:
        """All of it."""
        return add(self.average.quantity, self.unvalued)


@dataclass(frozen=True, slots=True)
class Part:
    """A quantity that moves, and what it is worth; None where nobody knows."""

    quantity: Decimal
    value: Decimal | None


@dataclass(slots=True)
class Moved:
    """What a movement did to an item at a site, going in above zero and going out below."""

    quantity: Decimal = ZERO
    value: Decimal = ZERO
    unvalued: Decimal = ZERO


@dataclass(slots=True)
class Books:
    """The standings a posting touches, and what it did to them by movement and place."""

    standing: dict[Place, Standing]
    rounding: Rounding
    moved: dict[tuple[str, Place], Moved] = field(default_factory=dict)

    def take_in(self, movement: str, place: Place, quantity: Decimal, value: Decimal | None = None) -> None:
        """Take in a quantity at what it is worth; without a price at the present average, if there is one."""
        stands = self.standing[place]
        if value is None:
            value = share(stands, quantity, self.rounding)
        if not value and (value is None or stands.unvalued):
            # Free of charge beside what nobody has valued is no price either.
            self._change(movement, place, replace(stands, unvalued=add(stands.unvalued, quantity)))
            return
        if stands.unvalued:
            worth = Fraction(value) * Fraction(stands.unvalued) / Fraction(quantity)
            self._settle(place, rounded(worth, self.rounding))
            stands = self.standing[place]
        self._change(movement, place, Standing(stands.average.receive(quantity, value), stands.unvalued))

    def give_out(self, movement: str, place: Place, quantity: Decimal) -> Decimal | None:
        """Give out a quantity at the present average and say its cost; None for what nobody has valued."""
        stands = self.standing[place]
        if not stands.average.quantity:
            self._change(movement, place, replace(stands, unvalued=_less(stands.unvalued, quantity)))
            return None
        average, cost = stands.average.issue(quantity, self.rounding)
        self._change(movement, place, replace(stands, average=average))
        return cost

    def take_back(self, movement: str, place: Place, quantity: Decimal, brought: Decimal | None) -> None:
        """Take out what a receipt brought in, at the value it came with.

        Never more than stands, and with the last piece all that stands: what was issued meanwhile went at the
        average of both. What came unvalued goes at what it is valued at now.
        """
        stands = self.standing[place]
        average = stands.average
        if brought is None or not average.quantity or quantity >= average.quantity:
            self.give_out(movement, place, quantity)
            return
        value = min(brought, average.value)
        left = Average(subtract(average.quantity, quantity), subtract(average.value, value))
        self._change(movement, place, replace(stands, average=left))

    def carry(self, movement: str, leaving: Mapping[Place, Decimal], arriving: Mapping[Place, Decimal]) -> None:
        """Carry what leaves some sites into others, with its value: in order of the places, exact to the last cent."""
        parts = [Part(leaving[place], self.give_out(movement, place, leaving[place])) for place in sorted(leaving)]
        for place in sorted(arriving):
            taken, parts = _drawn(parts, arriving[place], self.rounding)
            for part in taken:
                self.take_in(movement, place, part.quantity, part.value)

    def revalue(self, place: Place, unit_cost: Decimal) -> None:
        """Value all that stands at a unit cost, whatever it was worth."""
        stands = self.standing[place]
        value = rounded(Fraction(unit_cost) * Fraction(stands.quantity), self.rounding)
        self._change("value", place, Standing(Average(stands.quantity, value)))

    def _settle(self, place: Place, value: Decimal) -> None:
        """Value what stands unvalued."""
        stands = self.standing[place]
        average = stands.average
        whole = Average(add(average.quantity, stands.unvalued), add(average.value, value))
        self._change("value", place, Standing(whole))

    def _change(self, movement: str, place: Place, now: Standing) -> None:
        before = self.standing[place]
        moved = self.moved.setdefault((movement, place), Moved())
        moved.quantity = add(moved.quantity, subtract(now.average.quantity, before.average.quantity))
        moved.value = add(moved.value, subtract(now.average.value, before.average.value))
        moved.unvalued = add(moved.unvalued, subtract(now.unvalued, before.unvalued))
        self.standing[place] = now


def share(stands: Standing, quantity: Decimal, rounding: Rounding) -> Decimal | None:
    """What so much of what stands is worth at the average; None where it is not valued."""
    average = stands.average
    if not average.quantity:
        return None
    return rounded(Fraction(average.value) * Fraction(quantity) / Fraction(average.quantity), rounding)


def _drawn(parts: Sequence[Part], quantity: Decimal, rounding: Rounding) -> tuple[list[Part], list[Part]]:
    """So much from the front of the parts, and what is left of them."""
    taken: list[Part] = []
    left = list(parts)
    needed = quantity
    while needed:
        first = left.pop(0)
        if first.quantity <= needed:
            taken.append(first)
            needed = subtract(needed, first.quantity)
            continue
        worth = None if first.value is None else Average(first.quantity, first.value).issue(needed, rounding)[1]
        rest = None if first.value is None or worth is None else subtract(first.value, worth)
        taken.append(Part(needed, worth))
        left.insert(0, Part(subtract(first.quantity, needed), rest))
        needed = ZERO
    return taken, left


def _less(there: Decimal, quantity: Decimal) -> Decimal:
    if quantity > there:
        raise ValueError(f"{quantity} cannot be given out, {there} is on hand and not valued")
    return subtract(there, quantity)
