"""The built-in functions that yield null as soon as one argument is null.

Each takes the run, its position and its arguments, already converted by the rules of the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from zhihe.kernels.expression import dates
from zhihe.kernels.expression.decimals import EXACT, places, power, remainder, root, whole_steps
from zhihe.kernels.expression.errors import MAX_EXPONENT
from zhihe.kernels.expression.functions import SECONDS
from zhihe.kernels.expression.operate import held, noted
from zhihe.kernels.expression.run import Run, limited, local_date, mismatch, to_text
from zhihe.kernels.expression.tree import Value

_UPPER: Final = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
_LOWER: Final = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_NUMERAL: Final = re.compile(r"[+-]?[0-9]{1,60}(?:\.[0-9]{1,40})?")


def _round(run: Run, at: int | None, value: Decimal, digits: int = 0, mode: str = "HALF_UP") -> Value:
    return held(places(value, digits, mode), run, at)


def _abs(_run: Run, _at: int | None, value: Decimal | timedelta) -> Value:
    return abs(value) if isinstance(value, timedelta) else EXACT.abs(value)


def _remainder(run: Run, at: int | None, dividend: Decimal, divisor: Decimal) -> Value:
    return noted(remainder(dividend, divisor), "division_by_zero", run, at)


def _power(run: Run, at: int | None, base: Decimal, exponent: int) -> Value:
    if abs(exponent) > MAX_EXPONENT:
        return noted(None, "exponent_too_large", run, at)
    code = "number_too_large" if base else "division_by_zero"
    return noted(power(base, exponent), code, run, at)


def _sqrt(run: Run, at: int | None, value: Decimal) -> Value:
    return noted(root(value), "root_of_negative", run, at)


def _ceiling(run: Run, at: int | None, value: Decimal, step: Decimal = Decimal(1)) -> Value:
    return _stepped(whole_steps(value, step, up=True), run, at)


def _floor(run: Run, at: int | None, value: Decimal, step: Decimal = Decimal(1)) -> Value:
    return _stepped(whole_steps(value, step, up=False), run, at)


def _stepped(value: Decimal | None, run: Run, at: int | None) -> Value:
    reached: Decimal | None = noted(value, "division_by_zero", run, at)
    return reached if reached is None else held(reached, run, at)


def _value(run: Run, at: int | None, text: str) -> Value:
    read = Decimal(text.strip(" ")) if _NUMERAL.fullmatch(text.strip(" ")) else None
    return noted(read, "not_a_number", run, at)


def _len(_run: Run, _at: int | None, text: str) -> Value:
    return Decimal(len(text))


def _upper(_run: Run, _at: int | None, text: str) -> Value:
    return text.translate(_UPPER)


def _lower(_run: Run, _at: int | None, text: str) -> Value:
    return text.translate(_LOWER)


def _trim(_run: Run, _at: int | None, text: str) -> Value:
    return text.strip(" ")


def _concat(_run: Run, at: int | None, *texts: str) -> Value:
    return limited("".join(texts), at)


def _left(_run: Run, _at: int | None, text: str, count: int) -> Value:
    return text[: max(count, 0)]


def _right(_run: Run, _at: int | None, text: str, count: int) -> Value:
    return text[-count:] if count > 0 else ""


def _mid(_run: Run, _at: int | None, text: str, start: int, count: int) -> Value:
    first = max(start, 1) - 1
    return text[first : first + max(count, 0)]


def _contains(_run: Run, _at: int | None, text: str, part: str) -> Value:
    return part in text


def _startswith(_run: Run, _at: int | None, text: str, part: str) -> Value:
    return text.startswith(part)


def _endswith(_run: Run, _at: int | None, text: str, part: str) -> Value:
    return text.endswith(part)


def _find(_run: Run, _at: int | None, part: str, text: str) -> Value:
    return Decimal(text.find(part) + 1)


def _text(run: Run, at: int | None, value: Value, digits: int | None = None) -> Value:
    if isinstance(value, datetime) and digits is None:
        local = value.astimezone(run.context.zone).replace(tzinfo=None)
        return local.isoformat(sep=" ", timespec="seconds")
    if digits is None:
        return to_text(value, at)
    if not isinstance(value, Decimal):
        return mismatch("a number", value, at)
    kept = max(0, min(digits, 40))
    return f"{places(value, kept):.{kept}f}"


def _today(run: Run, _at: int | None) -> Value:
    return run.context.today


def _now(run: Run, _at: int | None) -> Value:
    return run.context.now


def _date(run: Run, at: int | None, year: int, month: int, day: int) -> Value:
    return noted(dates.make_date(year, month, day), "date_out_of_range", run, at)


def _dateof(_run: Run, _at: int | None, day: date) -> Value:
    return day


def _year(_run: Run, _at: int | None, day: date) -> Value:
    return Decimal(day.year)


def _month(_run: Run, _at: int | None, day: date) -> Value:
    return Decimal(day.month)


def _day(_run: Run, _at: int | None, day: date) -> Value:
    return Decimal(day.day)


def _weekday(_run: Run, _at: int | None, day: date) -> Value:
    return Decimal(day.isoweekday())


def _hour(run: Run, _at: int | None, moment: datetime) -> Value:
    return Decimal(moment.astimezone(run.context.zone).hour)


def _minute(run: Run, _at: int | None, moment: datetime) -> Value:
    return Decimal(moment.astimezone(run.context.zone).minute)


def _adddays(run: Run, at: int | None, day: date, count: int) -> Value:
    return noted(dates.add_days(day, count), "date_out_of_range", run, at)


def _addmonths(run: Run, at: int | None, day: date, count: int) -> Value:
    return noted(dates.add_months(day, count), "date_out_of_range", run, at)


def _endofmonth(run: Run, at: int | None, day: date, count: int = 0) -> Value:
    return noted(dates.end_of_month(day, count), "date_out_of_range", run, at)


def _datedif(run: Run, at: int | None, start: date, end: date, unit: str) -> Value:
    if unit in {"d", "m", "y"}:
        first, last = local_date(start, run.context), local_date(end, run.context)
        return Decimal(dates.difference(first, last, unit))
    if not (isinstance(start, datetime) and isinstance(end, datetime)):
        return mismatch("an instant (a date has no hours)", end if isinstance(start, datetime) else start, at)
    passed = dates.microseconds(end - start)
    whole = abs(passed) // (SECONDS[unit] * 1_000_000)
    return Decimal(whole if passed >= 0 else -whole)


def _duration(run: Run, at: int | None, amount: Decimal, unit: str) -> Value:
    span = dates.span_of(EXACT.multiply(amount, Decimal(SECONDS[unit])))
    return noted(span, "duration_out_of_range", run, at)


STRICT: Final[MappingProxyType[str, Callable[..., Value]]] = MappingProxyType(
    {
        each.__name__[1:].upper(): each
        for each in (
            *(_round, _abs, _remainder, _power, _sqrt, _ceiling, _floor, _value, _len, _upper, _lower, _trim),
            *(_concat, _left, _right, _mid, _contains, _startswith, _endswith, _find, _text, _today, _now),
            *(_date, _dateof, _year, _month, _day, _weekday, _hour, _minute, _adddays, _addmonths),
            *(_endofmonth, _datedif, _duration),
        )
    }
)
