"""How often an ``at`` line runs, and how long a series is kept: ``15 minutes``, ``1 workday at 08:00``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

Unit = Literal["minute", "hour", "day", "workday", "week", "month", "year"]

_EVERY: Final = re.compile(r"([1-9][0-9]{0,3}) ([a-z]+?)s?(?: at ([0-2][0-9]):([0-5][0-9]))?")
_HOURS: Final = 24
_SHORT: Final = frozenset({"minute", "hour"})


@dataclass(frozen=True, slots=True)
class Every:
    """A count of units; ``at`` is the time of day in the site's zone, for units of a day and longer."""

    count: int
    unit: Unit
    at: time | None = None


def parse_every(text: str) -> Every:
    """Read ``<count> <unit> [at hh:mm]``; ValueError says what is allowed."""
    match = _EVERY.fullmatch(text)
    units: tuple[Unit, ...] = get_args(Unit)
    unit = next((each for each in units if match and match[2] == each), None)
    if match is None or unit is None or (match[3] and int(match[3]) >= _HOURS):
        raise ValueError(f"{text!r} is no interval; allowed: <count> {', '.join(units)}, with `at 08:00` from a day on")
    if match[3] is None:
        return Every(int(match[1]), unit)
    if unit in _SHORT:
        raise ValueError(f"{text!r} names a time of day, which an interval of {unit}s does not have")
    return Every(int(match[1]), unit, time(int(match[3]), int(match[4])))


def parse_keep(text: str) -> Every:
    """Read how long something is kept, ``<count> <unit>``; ValueError says what is allowed."""
    kept = parse_every(text)
    if kept.at is not None or kept.unit in {"minute", "hour", "workday"}:
        raise ValueError(f"{text!r} is no period to keep something; allowed: <count> day, week, month or year")
    return kept


_SECONDS: Final = {"minute": 60, "hour": 3600}
_MONTHS: Final = {"month": 1, "year": 12}
_WEEK: Final = 7


def next_due(every: Every, after: datetime, zone: ZoneInfo) -> datetime:
    """The first moment after ``after`` (aware) at which an interval is due, in UTC.

    Moments lie on a fixed grid, so that every process finds the same ones: minutes and hours count from 1970 in UTC;
    days, weeks (from Monday), months and years from year 1 in the zone. A workday is asked for on each day; whether
    it is one, the calendar of each site says then.
    """
    if every.unit in _SECONDS:
        step = every.count * _SECONDS[every.unit]
        return datetime.fromtimestamp((int(after.timestamp()) // step + 1) * step, UTC)
    at = every.at or time(0)
    day = after.astimezone(zone).date()
    while True:
        day = _on_grid(every, day)
        due = datetime.combine(day, at, zone).astimezone(UTC)
        if due > after:
            return due
        day += timedelta(days=1)


def _on_grid(every: Every, day: date) -> date:
    """The first day from this one on that lies on the interval's grid."""
    if every.unit in _MONTHS:
        step = every.count * _MONTHS[every.unit]
        months = day.year * 12 + day.month - 1 + (day.day > 1)
        months += -months % step
        return date(months // 12, months % 12 + 1, 1)
    if every.unit == "workday":
        return day
    step = every.count * (_WEEK if every.unit == "week" else 1)
    # Ordinal 1 is a Monday.
    return day + timedelta(days=-(day.toordinal() - 1) % step)
