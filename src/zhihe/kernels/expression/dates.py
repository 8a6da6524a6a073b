"""Dates, instants and durations; what leaves the years 1 to 9999 is None, and the caller says so."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from zhihe.kernels.expression.decimals import EXACT, places

MAX_SECONDS: Final = 4_000_000 * 86_400
_MICROSECOND: Final = timedelta(microseconds=1)
_MICRO: Final = Decimal(1_000_000)


def make_date(year: int, month: int, day: int) -> date | None:
    """Make a date as a spreadsheet does: month 13 is next January, day 0 the last of the month before."""
    years, months = divmod(year * 12 + month - 1, 12)
    if not MINYEAR <= years <= MAXYEAR:
        return None
    return add_days(date(years, months + 1, 1), day - 1)


def add_days(start: date, days: int) -> date | None:
    """Go so many days forward or back."""
    ordinal = start.toordinal() + days
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None


def add_months(start: date, months: int) -> date | None:
    """Go so many months on; the day is held to the length of the month reached."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return None
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def end_of_month(start: date, months: int) -> date | None:
    """Give the last day of the month so many months on."""
    moved = add_months(start, months)
    return moved and moved.replace(day=monthrange(moved.year, moved.month)[1])


def difference(start: date, end: date, unit: str) -> int:
    """Count whole days, months or years between two dates; negative when the end comes first."""
    if unit == "d":
        return (end - start).days
    if end < start:
        return -difference(end, start, unit)
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    return months // 12 if unit == "y" else months


def microseconds(span: timedelta) -> int:
    """Give a duration in microseconds, exactly."""
    return span // _MICROSECOND


def seconds(span: timedelta) -> Decimal:
    """Give a duration in seconds, exactly."""
    return EXACT.divide(Decimal(microseconds(span)), _MICRO)


def span_of(amount: Decimal) -> timedelta | None:
    """Make a duration from seconds, to the microsecond half up; None beyond 4,000,000 days."""
    kept = places(amount, 6)
    if abs(kept) > MAX_SECONDS:
        return None
    return timedelta(microseconds=int(EXACT.multiply(kept, _MICRO)))


def shift(moment: datetime, span: timedelta) -> datetime | None:
    """Move an instant by a duration."""
    try:
        return moment.astimezone(UTC) + span
    except OverflowError:
        return None
