"""How often an ``at`` line runs, and how long a series is kept: ``15 minutes``, ``1 workday at 08:00``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Final, Literal, get_args

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
