"""Decimal arithmetic that PostgreSQL and the browser can repeat to the last digit.

Sums, differences and remainders are exact. A run of products is exact, then rounded half up to 40 decimals. A
quotient, a power and a root are taken to 40 decimals half up, then to 16 half up: the first is where PostgreSQL
stops when its dividend has 40 decimals. What lies beyond 10^100 is no number here; the caller makes it null.
"""

from __future__ import annotations

import decimal
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from types import MappingProxyType
from typing import Final

MAX_DIGITS: Final = 100
MAX_PLACES: Final = 40
QUOTIENT_PLACES: Final = 16
ZERO: Final = Decimal(0)
_TRAPS: Final = [decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow]
# 250 factors of 140 digits stay exact.
EXACT: Final = decimal.Context(prec=40_000, rounding=ROUND_HALF_UP, Emax=99_999, Emin=-99_999, traps=_TRAPS)
_WIDE: Final = decimal.Context(prec=300, rounding=ROUND_HALF_UP, Emax=999_999, Emin=-999_999, traps=_TRAPS)
_STEPS: Final = tuple(Decimal((0, (1,), -digits)) for digits in range(-MAX_DIGITS - 1, MAX_PLACES + 1))
_MODES: Final = MappingProxyType(
    {
        "HALF_UP": ROUND_HALF_UP,
        "HALF_EVEN": ROUND_HALF_EVEN,
        "UP": ROUND_UP,
        "DOWN": ROUND_DOWN,
        "CEILING": ROUND_CEILING,
        "FLOOR": ROUND_FLOOR,
    }
)


def normal(value: Decimal) -> Decimal:
    """Drop trailing zeros and the sign of zero: 1.10 becomes 1.1, 100 stays 100."""
    if not value:
        return ZERO
    short = EXACT.normalize(value)
    return EXACT.quantize(short, Decimal(1)) if int(short.as_tuple().exponent) > 0 else short


def shown(value: Decimal) -> str:
    """Write a number without exponent or trailing zeros, as it travels in JSON and is joined to texts."""
    return format(normal(value), "f")


def whole(value: Decimal) -> bool:
    """Whether a number has nothing after the point."""
    return value == value.to_integral_value(ROUND_DOWN, EXACT)


def settle(value: Decimal) -> Decimal | None:
    """Round to 40 decimals; None when the number is 10^100 or more.

    Nearly every number shows at its length that there is nothing to do; its tuple would cost five times as much.
    """
    if not value:
        return ZERO
    text = str(value)
    if len(text) <= MAX_PLACES and "E" not in text:
        return value
    if value.adjusted() >= MAX_DIGITS:
        return None
    return places(value, MAX_PLACES) if int(value.as_tuple().exponent) < -MAX_PLACES else value


def places(value: Decimal, digits: int, mode: str = "HALF_UP") -> Decimal:
    """Round to so many decimals; a negative number rounds to tens, hundreds and so on.

    Beyond 40 decimals nothing changes, left of 101 digits everything is zero or one step of it, so the number is
    held to that range.
    """
    step = _STEPS[max(-MAX_DIGITS - 1, min(digits, MAX_PLACES)) + MAX_DIGITS + 1]
    return value.quantize(step, _MODES[mode], EXACT) or ZERO


def quotient(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """Divide: 16 decimals, half up; None for a zero divisor or a quotient of 10^100 or more."""
    return _sixteen(_WIDE.divide(dividend, divisor)) if divisor else None


def remainder(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """Give what is left of a division, with the sign of the dividend; None for a zero divisor."""
    return (EXACT.remainder(dividend, divisor) or ZERO) if divisor else None


def power(base: Decimal, exponent: int) -> Decimal | None:
    """Raise to a whole power, 16 decimals; 0 to the 0 is 1, zero to a negative power None."""
    if not base:
        return Decimal(1) if exponent == 0 else ZERO if exponent > 0 else None
    return _sixteen(_WIDE.power(base, exponent))


def root(value: Decimal) -> Decimal | None:
    """Take the square root, 16 decimals; None below zero."""
    return _sixteen(_WIDE.sqrt(value)) if value >= 0 else None


def whole_steps(value: Decimal, step: Decimal, *, up: bool) -> Decimal | None:
    """Go up or down to the next multiple of a step's size; None for a step of zero."""
    if not step:
        return None
    size = EXACT.abs(step)
    rest = EXACT.remainder(value, size)
    low = EXACT.subtract(value, rest if rest >= 0 else EXACT.add(rest, size))
    return EXACT.add(low, size) if up and rest else low


def _sixteen(value: Decimal) -> Decimal | None:
    if value.adjusted() >= MAX_DIGITS and value:
        return None
    return places(places(value, MAX_PLACES), QUOTIENT_PLACES)
