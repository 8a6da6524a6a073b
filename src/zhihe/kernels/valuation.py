"""What stock is worth: moving average 移动加权平均 and first in, first out 先进先出, posting by posting (IAS 2, CAS 1).

Both are reducers: a state and an event give the next state and the money that moved. Amounts are rounded as
declared, once per posting, and what rounding leaves stays in stock until the last piece takes it along, so that
received value = issued value + value on hand, to the cent, always. Stock below zero is refused: it has no cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from zhihe.kernels.quantity import Rounding, add, rounded, subtract, total

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Average:
    """Stock under moving average: quantity on hand and its value."""

    quantity: Decimal = ZERO
    value: Decimal = ZERO

    def unit_cost(self, places: int = 6) -> Decimal | None:
        """Round the present average for people; postings use the exact one. None without stock."""
        return rounded(Fraction(self.value) / Fraction(self.quantity), Rounding(places)) if self.quantity else None

    def receive(self, quantity: Decimal, value: Decimal) -> Average:
        """Take in ``quantity`` worth ``value`` in all; ValueError for none and for a value below zero."""
        _positive("received quantity", quantity)
        _not_negative("received value", value)
        return Average(add(self.quantity, quantity), add(self.value, value))

    def issue(self, quantity: Decimal, rounding: Rounding) -> tuple[Average, Decimal]:
        """Give out ``quantity`` at the present average and say its cost; ValueError for more than there is."""
        _positive("issued quantity", quantity)
        _enough(quantity, self.quantity)
        cost = _share(self.value, quantity, self.quantity, rounding)
        return Average(subtract(self.quantity, quantity), subtract(self.value, cost)), cost

    def revalue(self, difference: Decimal, received: Decimal, rounding: Rounding) -> tuple[Average, Decimal]:
        """Correct the value of a receipt of ``received`` by ``difference`` when its invoice comes late.

        What of the receipt can still be in stock takes its share; the rest is handed back as an expense, since the
        goods it belongs to are gone. ValueError when stock would be worth less than nothing.
        """
        _positive("received quantity", received)
        kept = _share(difference, min(received, self.quantity), received, rounding)
        _not_negative("revalued stock", add(self.value, kept))
        return replace(self, value=add(self.value, kept)), subtract(difference, kept)


@dataclass(frozen=True, slots=True)
class Layer:
    """What is left of one receipt: its document, its quantity and value, and the quantity once received."""

    ref: str
    quantity: Decimal
    value: Decimal
    received: Decimal


@dataclass(frozen=True, slots=True)
class Taken:
    """What an issue took from one layer."""

    ref: str
    quantity: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class Layers:
    """Stock under first in, first out: the layers left, the oldest first."""

    layers: tuple[Layer, ...] = ()

    @property
    def quantity(self) -> Decimal:
        """The quantity on hand."""
        return total(layer.quantity for layer in self.layers)

    @property
    def value(self) -> Decimal:
        """The value on hand."""
        return total(layer.value for layer in self.layers)

    def receive(self, ref: str, quantity: Decimal, value: Decimal) -> Layers:
        """Add the layer of the receipt ``ref``; ValueError for none, a value below zero, or a receipt given twice."""
        _positive("received quantity", quantity)
        _not_negative("received value", value)
        if any(layer.ref == ref for layer in self.layers):
            raise ValueError(f"receipt {ref} has a layer already")
        return Layers((*self.layers, Layer(ref, quantity, value, quantity)))

    def issue(self, quantity: Decimal, rounding: Rounding) -> tuple[Layers, tuple[Taken, ...]]:
        """Give out ``quantity`` from the oldest layers; ValueError for more than there is."""
        _positive("issued quantity", quantity)
        _enough(quantity, self.quantity)
        taken: list[Taken] = []
        left: list[Layer] = []
        needed = quantity
        for layer in self.layers:
            part = min(needed, layer.quantity)
            if not part:
                left.append(layer)
                continue
            cost = _share(layer.value, part, layer.quantity, rounding)
            taken.append(Taken(layer.ref, part, cost))
            needed = subtract(needed, part)
            if part < layer.quantity:
                rest = subtract(layer.quantity, part), subtract(layer.value, cost)
                left.append(replace(layer, quantity=rest[0], value=rest[1]))
        return Layers(tuple(left)), tuple(taken)

    def revalue(self, ref: str, difference: Decimal, rounding: Rounding) -> tuple[Layers, Decimal]:
        """Correct the value of the receipt ``ref`` by ``difference`` when its invoice comes late.

        What is left of the layer takes its share, the rest is handed back as an expense; all of it when the layer is
        used up. ValueError when the layer would be worth less than nothing.
        """
        for place, layer in enumerate(self.layers):
            if layer.ref == ref:
                kept = _share(difference, layer.quantity, layer.received, rounding)
                _not_negative(f"revalued layer {ref}", add(layer.value, kept))
                changed = replace(layer, value=add(layer.value, kept))
                return Layers((*self.layers[:place], changed, *self.layers[place + 1 :])), subtract(difference, kept)
        return self, difference


def cost(taken: Sequence[Taken]) -> Decimal:
    """Sum what an issue took from its layers."""
    return total(part.value for part in taken)


def _share(value: Decimal, part: Decimal, whole: Decimal, rounding: Rounding) -> Decimal:
    """Give the share of ``value`` that ``part`` of ``whole`` has; the whole has all of it, unrounded."""
    if part == whole:
        return value
    exact = Fraction(value) * Fraction(part) / Fraction(whole)
    share = rounded(exact, rounding)
    # Rounding up the share of nearly all must not take more than there is.
    return share if abs(Fraction(share)) <= abs(Fraction(value)) else value


def _positive(name: str, value: Decimal) -> None:
    if not value.is_finite() or value <= 0:
        raise ValueError(f"{name} must be above zero, not {value}")


def _not_negative(name: str, value: Decimal) -> None:
    if not value.is_finite() or value < 0:
        raise ValueError(f"{name} must not be below zero, is {value}")


def _enough(wanted: Decimal, there: Decimal) -> None:
    if wanted > there:
        raise ValueError(f"{wanted} cannot be issued, {there} is on hand")
