"""Exact conversion between units of one dimension, or by an item's own factor."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from zhihe.errors import Invalid
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context


def convert(ctx: Context, event: Event) -> None:
    """Convert a quantity exactly; an inexact result is refused."""
    origin = ctx.records.get("unit", event.inputs["from"])
    target = ctx.records.get("unit", event.inputs["to"])
    ratio = _factor(ctx, origin, event.inputs["item"]) / _factor(ctx, target, event.inputs["item"])
    exact = Fraction(event.inputs["quantity"]) * ratio
    event.result = _decimal(exact, event.inputs["quantity"], origin, target)


def _factor(ctx: Context, unit: Row, item: str | None) -> Fraction:
    """How many of the base unit one of ``unit`` is: by the item's own factor where it has one."""
    if item is not None:
        for own in ctx.records.lines("item", item, "units"):
            if own["unit"] == unit["id"]:
                stock = ctx.records.get("unit", ctx.records.get("item", item)["unit"])
                return Fraction(own["numerator"]) / Fraction(own["denominator"]) * _plain(stock)
    return _plain(unit)


def _plain(unit: Row) -> Fraction:
    return Fraction(unit["numerator"]) / Fraction(unit["denominator"])


def _decimal(exact: Fraction, quantity: Decimal, origin: Row, target: Row) -> Decimal:
    scaled = exact * 10**10
    if scaled.denominator != 1:
        raise Invalid(
            "unit.inexact",
            f"{quantity} {origin['code']} is no exact decimal number of {target['code']}; give it in {target['code']}.",
            field="quantity",
            value=str(quantity),
        )
    return Decimal(scaled.numerator).scaleb(-10)
