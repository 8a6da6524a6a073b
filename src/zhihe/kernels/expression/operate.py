"""The operators on values: each takes two values that are not null and gives one, or None with a notice."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, TypeVar

from zhihe.kernels.expression import dates
from zhihe.kernels.expression.decimals import EXACT, MAX_DIGITS, ZERO, quotient, settle, whole
from zhihe.kernels.expression.run import Run, kind_of, mismatch
from zhihe.kernels.expression.tree import Value

_T = TypeVar("_T")
_COMPARE: Final[MappingProxyType[str, Callable[[Any, Any], bool]]] = MappingProxyType(
    {
        "=": operator.eq,
        "<>": operator.ne,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
    }
)


def compare(sign: str, left: Value, right: Value, at: int | None) -> bool | None:
    """Compare two values of one type; null when either is null. Text goes by code point."""
    if left is None or right is None:
        return None
    if type(left) is not type(right) or isinstance(left, tuple):
        mismatch(f"a {kind_of(left)} to compare with", right, at)
    if isinstance(left, bool) and sign not in {"=", "<>"}:
        mismatch("something that can be ordered", left, at)
    return _COMPARE[sign](left, right)


def contains(item: Value, items: Value, at: int | None) -> bool | None:
    """Tell whether a list holds a value: null when it is not found and a null stands on either side."""
    if items is None:
        return None
    if not isinstance(items, tuple):
        mismatch("a list", items, at)
    found = [compare("=", item, each, at) for each in items]
    if True in found:
        return True
    return None if None in found else False


def add(left: Any, right: Any, sign: str, run: Run, at: int | None) -> Value:
    """Add or subtract durations, days to a date, a duration to an instant; numbers are done with."""
    kinds = (type(left), type(right))
    if kinds == (date, Decimal):
        return noted(_move(left, right, sign, at), "date_out_of_range", run, at)
    if kinds == (datetime, timedelta):
        span = right if sign == "+" else -right
        return noted(dates.shift(left, span), "date_out_of_range", run, at)
    if kinds == (timedelta, timedelta):
        return _added_spans(left, right, sign, run, at)
    if sign == "-" and kinds == (date, date):
        return Decimal((left - right).days)
    if sign == "-" and kinds == (datetime, datetime):
        difference: timedelta = left - right
        return difference
    return mismatch(f"something that fits a {kind_of(left)} {sign}", right, at)


def _added_spans(left: timedelta, right: timedelta, sign: str, run: Run, at: int | None) -> Value:
    total = EXACT.add(dates.seconds(left), dates.seconds(right if sign == "+" else -right))
    return noted(dates.span_of(total), "duration_out_of_range", run, at)


def _move(start: date, days: Decimal, sign: str, at: int | None) -> date | None:
    if not whole(days):
        mismatch("a whole number of days", days, at)
    return dates.add_days(start, int(days) if sign == "+" else -int(days))


def total(first: Value, rest: Sequence[tuple[str, Value]], run: Run, at: int | None) -> Value:
    """Fold a chain of + and -."""
    result: Any = first
    for sign, value in rest:
        if result is None or value is None:
            return None
        if type(result) is Decimal is type(value):
            result = EXACT.add(result, value) if sign == "+" else EXACT.subtract(result, value)
        else:
            result = add(result, value, sign, run, at)
    return held(result, run, at) if isinstance(result, Decimal) else result


def held(value: Decimal, run: Run, at: int | None) -> Decimal | None:
    """Keep a number below 10^100, else null with a notice."""
    return value if value.adjusted() < MAX_DIGITS or not value else noted(None, "number_too_large", run, at)


def product(first: Value, rest: Sequence[tuple[str, Any]], run: Run, at: int | None) -> Value:
    """Fold a chain of * and /: a run of products is exact, then rounded to 40 decimals; a quotient has 16."""
    result: Any = first
    exact = True
    for sign, value in rest:
        if result is None or value is None:
            return None
        if not type(result) is Decimal is type(value):
            result, exact = _scaled(result, value, sign, run, at), True
            continue
        if sign == "*":
            result, exact = EXACT.multiply(result, value), False
            continue
        if not exact:
            result = noted(settle(result), "number_too_large", run, at)
        result, exact = divided(result, value, run, at), True
    return result if exact else noted(settle(result), "number_too_large", run, at)


def divided(dividend: Decimal | None, divisor: Decimal, run: Run, at: int | None) -> Decimal | None:
    """Divide; null with a notice for a zero divisor or a quotient out of range."""
    if dividend is None:
        return None
    if not divisor:
        return noted(None, "division_by_zero", run, at)
    return noted(quotient(dividend, divisor), "number_too_large", run, at)


def _scaled(left: Any, right: Any, sign: str, run: Run, at: int | None) -> Value:
    """Multiply or divide where a duration stands on one side, or divide one duration by another."""
    kinds = (type(left), type(right))
    if sign == "/" and kinds == (timedelta, timedelta):
        return divided(dates.seconds(left), dates.seconds(right), run, at)
    if sign == "/" and kinds == (timedelta, Decimal):
        amount = divided(dates.seconds(left), right, run, at)
    elif sign == "*" and set(kinds) == {timedelta, Decimal}:
        span, factor = (left, right) if kinds[0] is timedelta else (right, left)
        amount = noted(settle(EXACT.multiply(dates.seconds(span), factor)), "duration_out_of_range", run, at)
    else:
        return mismatch("a number", right if kinds[0] in {timedelta, Decimal} else left, at)
    return amount if amount is None else noted(dates.span_of(amount), "duration_out_of_range", run, at)


def noted(value: _T | None, code: str, run: Run, at: int | None) -> _T | None:
    """Pass a value on; where it is None say why."""
    if value is None:
        run.context.notice(code, at)
    return value


def negative(value: Value, at: int | None) -> Value:
    """Turn the sign of a number or duration."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return EXACT.minus(value) if value else ZERO
    return -value if isinstance(value, timedelta) else mismatch("a number or duration", value, at)
