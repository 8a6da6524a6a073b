"""Which days are worked at a site: its calendar's week and exception days, Monday to Friday where it has none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from zhihe.platform.actions import Row
from zhihe.platform.records import fetch
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import query

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
USUAL = WEEK[:5]


def working_sites(unit: Unit, sites: Iterable[str | None], day: dt.date, count: int = 1) -> set[str | None]:
    """Those of the sites (None is the company as a whole) that work on a day.

    With a ``count`` above 1 only every so-many-th working day of the year is one.
    """
    calendars = _calendars(unit)
    wanted = set(sites)
    of_site: dict[str | None, str | None] = {None: next(iter(calendars)) if len(calendars) == 1 else None}
    if "site" in unit.registry.models:
        rows = fetch.many(unit, unit.model("site"), [each for each in wanted if each is not None])
        of_site |= {key: row.get("calendar") for key, row in rows.items()}
    return {each for each in wanted if _due(calendars.get(of_site.get(each) or ""), day, count)}


def _calendars(unit: Unit) -> dict[str, Row]:
    """All calendars with their exception days; none where no app declares them."""
    if "calendar" not in unit.registry.models:
        return {}
    model = unit.model("calendar")
    rows = query.find(unit.tx, model, query.Query(limit=query.LARGEST)).rows
    fetch.with_lines(unit, model, rows, ["days"])
    return {row["id"]: row for row in rows}


def _due(calendar: Row | None, day: dt.date, count: int) -> bool:
    if not works(calendar, day):
        return False
    if count == 1:
        return True
    first = dt.date(day.year, 1, 1)
    passed = sum(works(calendar, first + dt.timedelta(days=each)) for each in range((day - first).days + 1))
    return passed % count == 0


def works(calendar: Row | None, day: dt.date) -> bool:
    """Whether a calendar works on a day; no calendar is Monday to Friday."""
    if calendar is None:
        return WEEK[day.weekday()] in USUAL
    for exception in calendar["days"]:
        if exception["day"] == day:
            return bool(exception["working"])
    return WEEK[day.weekday()] in (calendar["workdays"] or ())
