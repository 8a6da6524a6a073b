"""Dates, times of day, instants and durations, in ISO 8601 and in the spellings found in spreadsheets."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any, Final
from zoneinfo import ZoneInfo

from zhihe.platform.model.elements import Field
from zhihe.platform.model.values import Language, refused

SITE_ZONE: Final = ZoneInfo("Asia/Shanghai")
_YEARS: Final = range(1900, 2200)
_DATE: Final = re.compile(
    r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?|([0-9]{4})([0-9]{2})([0-9]{2})"
)
_CLOCK: Final = re.compile(r"([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9]))?")
_PERIOD: Final = re.compile(
    r"-?P(?:([0-9]{1,5})D)?(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,9})(?:\.([0-9]{1,6}))?S)?)?"
)
_MAX_SECONDS: Final = 3_153_600_000


def check_date(field: Field, value: Any) -> dt.date:
    """A business date; ISO 8601 as text."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return _sane(field, value, value)
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII):
        raise refused(field, value, "is no date", "write it as 2026-11-25")
    try:
        return _sane(field, value, dt.date.fromisoformat(value))
    except ValueError as error:
        raise refused(field, value, "is no day of the calendar", "write it as 2026-11-25") from error


def check_time(field: Field, value: Any) -> dt.time:
    """A time of day, to the second."""
    if isinstance(value, dt.time) and value.tzinfo is None:
        return value.replace(microsecond=0)
    if isinstance(value, str) and re.fullmatch(r"[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?", value, re.ASCII):
        hours = int(value[:2])
        if hours < 24:  # noqa: PLR2004 - hours of a day
            return dt.time.fromisoformat(value)
    raise refused(field, value, "is no time of day", "write it as 08:30 or 08:30:15")


def check_datetime(field: Field, value: Any) -> dt.datetime:
    """An instant, in UTC; text must say its offset."""
    moment = value
    if isinstance(value, str):
        try:
            moment = dt.datetime.fromisoformat(value)
        except ValueError as error:
            raise refused(field, value, "is no instant", "write it as 2026-11-25T08:30:00+08:00") from error
    if not isinstance(moment, dt.datetime):
        raise refused(field, value, "is no instant", "write it as 2026-11-25T08:30:00+08:00")
    if moment.tzinfo is None:
        raise refused(field, value, "does not say its time zone", "end it with Z or an offset such as +08:00")
    _sane(field, value, moment.date())
    return moment.astimezone(dt.UTC)


def check_duration(field: Field, value: Any) -> dt.timedelta:
    """A length of time: ISO 8601 such as ``PT1H30M`` (backwards after a minus), or a whole number of seconds."""
    if isinstance(value, dt.timedelta):
        return _bounded(field, value, value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MAX_SECONDS:
        return dt.timedelta(seconds=value)
    match = _PERIOD.fullmatch(value) if isinstance(value, str) else None
    if match is None or not any(match.groups()):
        raise refused(field, value, "is no duration", "write it as PT1H30M, or as a number of seconds")
    days, hours, minutes, seconds = (int(each or 0) for each in match.groups()[:4])
    micro = int((match[5] or "0").ljust(6, "0"))
    found = dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, microseconds=micro)
    return _bounded(field, value, -found if str(value).startswith("-") else found)


def _bounded(field: Field, value: object, found: dt.timedelta) -> dt.timedelta:
    if abs(found.total_seconds()) > _MAX_SECONDS:
        raise refused(field, value, "is longer than a hundred years", "check the units")
    return found


def _sane(field: Field, value: object, day: dt.date) -> dt.date:
    """Refuse the year 0206 and its like: they are slips of the pen, and sort before everything."""
    if day.year not in _YEARS:
        raise refused(field, value, f"lies in the year {day.year}", "check the year")
    return day


def parse_date(field: Field, cell: str) -> object:
    """A cell's date in year-month-day order, with the signs used in spreadsheets; other orders are refused."""
    text = unicodedata.normalize("NFKC", cell).strip()
    match = _DATE.fullmatch(re.sub(r"[ T]00:00(:00)?$", "", text))
    if match is None:
        raise refused(field, cell, "is no date in the order year, month, day", "write it as 2026-11-25")
    year, month, day = (each for each in match.groups() if each is not None)
    return f"{year}-{int(month):02}-{int(day):02}"


def parse_datetime(field: Field, cell: str) -> object:
    """A cell's instant; without an offset it is read in the site's zone."""
    text = unicodedata.normalize("NFKC", cell).strip()
    day, _, clock = text.replace("T", " ").partition(" ")
    try:
        moment = dt.datetime.fromisoformat(f"{parse_date(field, day)}T{clock.strip() or '00:00'}")
    except ValueError as error:
        raise refused(field, cell, "is no instant", "write it as 2026-11-25 08:30") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=SITE_ZONE)


def parse_duration(_field: Field, cell: str) -> object:
    """A cell such as ``1:30`` (hours and minutes), or ISO 8601."""
    text = unicodedata.normalize("NFKC", cell).strip()
    match = _CLOCK.fullmatch(text)
    if match is None:
        return text.upper()
    return dt.timedelta(hours=int(match[1]), minutes=int(match[2]), seconds=int(match[3] or 0))


def show_datetime(_field: Field, value: Any, _language: Language) -> str:
    """Date and time to the minute in the site's zone."""
    moment: dt.datetime = value
    return f"{moment.astimezone(SITE_ZONE):%Y-%m-%d %H:%M}"


def export_datetime(_field: Field, value: Any) -> str:
    """The instant in ISO 8601, in UTC."""
    moment: dt.datetime = value
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def show_duration(_field: Field, value: Any, _language: Language) -> str:
    """Hours and minutes, such as ``25:30``; with a minus for what went backwards."""
    span: dt.timedelta = value
    minutes, sign = int(abs(span).total_seconds() // 60), "-" if span < dt.timedelta() else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02}"


def export_duration(_field: Field, value: Any) -> str:
    """ISO 8601, such as ``PT1H30M``."""
    span: dt.timedelta = value
    total = abs(span)
    hours, rest = divmod(total.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{total.microseconds:06}".rstrip("0") if total.microseconds else ""
    sign = "-" if span < dt.timedelta() else ""
    days = f"{total.days}D" if total.days else ""
    clock = f"{hours}H{minutes}M{seconds}{fraction}S"
    return f"{sign}P{days}T{clock}"
