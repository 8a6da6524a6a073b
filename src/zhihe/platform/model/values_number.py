"""Numbers: exact ones as Decimal within NUMERIC(28,10), measured ones as finite floats."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from zhihe.kernels import quantity
from zhihe.kernels.quantity import STORED_DIGITS, STORED_PLACES, decimals, plain, stored
from zhihe.platform.model.elements import Field
from zhihe.platform.model.values import Language, refused

FLOAT_DIGITS: Final = 15
"""A JSON number beyond this many digits may have lost some on its way; it must come as a string."""
WHOLE_DIGITS: Final = STORED_DIGITS - STORED_PLACES
_NUMERAL: Final = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})", re.ASCII)
_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?", re.ASCII)


def check_integer(field: Field, value: Any) -> int:
    """A whole number of at most 18 digits."""
    number = _exact(field, value)
    if number != number.to_integral_value():
        raise refused(field, value, "is not a whole number", "round it first")
    return int(_bounded(field, value, number))


def check_decimal(field: Field, value: Any) -> Decimal:
    """An exact number: 18 digits before the point, 10 after it, or as many as the field allows."""
    number = _bounded(field, value, _exact(field, value))
    places = decimals(number)
    if field.decimals is not None and places > field.decimals:
        raise refused(field, value, f"has {places} decimals", f"at most {field.decimals} are allowed here")
    return number


def check_number(field: Field, value: Any) -> float:
    """A measured value, finite."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise refused(field, value, "is not a number", "send a number such as 9.98")
    if isinstance(value, str) and not re.fullmatch(r"[+-]?[0-9.]{1,40}(?:[eE][+-]?[0-9]{1,3})?", value, re.ASCII):
        raise refused(field, value, "is not a number", "send a number such as 9.98")
    try:
        number = float(value)
    except (ValueError, OverflowError) as error:
        raise refused(field, value, "is not a number a computer can hold", "send a number such as 9.98") from error
    if not math.isfinite(number):
        raise refused(field, value, "is not finite", "leave the field empty when nothing was measured")
    _within(field, value, Decimal(repr(number)))
    return number


def _exact(field: Field, value: Any) -> Decimal:
    """Any form an exact number travels in, as Decimal; a string is preferred."""
    if isinstance(value, str) and _NUMERAL.fullmatch(value):
        return Decimal(value)
    if isinstance(value, float) and math.isfinite(value):
        number = Decimal(repr(value))
        if len(number.as_tuple().digits) > FLOAT_DIGITS:
            raise refused(field, value, "has more digits than a JSON number keeps", "send it as a string")
        return number
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, Decimal) and value.is_finite():
        return value
    raise refused(field, value, "is not an exact number", 'send a string of digits such as "12.5"')


def _bounded(field: Field, value: object, number: Decimal) -> Decimal:
    try:
        kept = stored(number)
    except ValueError as error:
        advice = f"at most {WHOLE_DIGITS} digits before the point and {STORED_PLACES} after it are kept"
        raise refused(field, value, "does not fit", advice) from error
    _within(field, value, kept)
    return kept


def rounded(field: Field, value: Any) -> Any:
    """What an expression gave, rounded as the field says; a field that says nothing is given it as it is."""
    if not field.rounding or not isinstance(value, Decimal):
        return value
    places = STORED_PLACES if field.decimals is None else field.decimals
    return quantity.rounded(Fraction(value), quantity.Rounding(places, quantity.Mode(field.rounding)))


def _within(field: Field, value: object, number: Decimal) -> None:
    if field.minimum and number < Decimal(field.minimum):
        raise refused(field, value, f"is below {field.minimum}", f"the smallest value here is {field.minimum}")
    if field.maximum and number > Decimal(field.maximum):
        raise refused(field, value, f"is above {field.maximum}", f"the largest value here is {field.maximum}")


def parse_exact(_field: Field, cell: str) -> str:
    """A cell's digits: full-width ones made plain, commas between thousands taken out."""
    text = unicodedata.normalize("NFKC", cell).strip().replace("−", "-")
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


def parse_percent(field: Field, cell: str) -> object:
    """A cell such as ``12.5%``, which is 0.125; without the sign it is the ratio itself."""
    text = parse_exact(field, cell)
    if not text.endswith("%"):
        return text
    digits = text[:-1].strip()
    if not _NUMERAL.fullmatch(digits):
        raise refused(field, cell, "is no percentage", "write it as 12.5%")
    return Decimal(digits).scaleb(-2)


def show_exact(_field: Field, value: Any, _language: Language) -> str:
    """Digits without trailing zeros or exponent."""
    return plain(value) if isinstance(value, Decimal) else str(value)


def show_percent(_field: Field, value: Any, _language: Language) -> str:
    """``0.125`` as ``12.5%``."""
    return f"{plain(Decimal(value) * 100)}%"


def show_number(_field: Field, value: Any, _language: Language) -> str:
    """The shortest digits that mean this value."""
    return repr(float(value)).removesuffix(".0")
