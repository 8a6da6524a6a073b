"""Moments at which an interval is due: a grid that every process finds the same."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from zhihe.platform.model.schedule import next_due, parse_every

ZONE = ZoneInfo("Asia/Shanghai")


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("every", "after", "due"),
    [
        ("15 minutes", "2026-11-02 10:07", "2026-11-02 10:15"),
        ("15 minutes", "2026-11-02 10:15", "2026-11-02 10:30"),
        ("1 hour", "2026-11-02 23:59", "2026-11-03 00:00"),
        ("1 day at 08:00", "2026-11-02 07:59", "2026-11-02 08:00"),
        ("1 day at 08:00", "2026-11-02 08:00", "2026-11-03 08:00"),
        ("1 day", "2026-11-02 08:00", "2026-11-03 00:00"),
        ("2 days at 06:30", "2026-11-02 07:00", "2026-11-03 06:30"),
        ("1 workday at 08:00", "2026-11-07 09:00", "2026-11-08 08:00"),
        ("1 week at 08:00", "2026-11-03 08:00", "2026-11-09 08:00"),
        ("1 week at 08:00", "2026-11-02 07:00", "2026-11-02 08:00"),
        ("1 month at 02:00", "2026-11-01 01:00", "2026-11-01 02:00"),
        ("1 month at 02:00", "2026-11-01 02:00", "2026-12-01 02:00"),
        ("3 months", "2026-11-02 00:00", "2027-01-01 00:00"),
        ("1 year at 03:00", "2026-11-02 00:00", "2027-01-01 03:00"),
    ],
)
def test_the_next_moment_lies_on_the_grid(every: str, after: str, due: str) -> None:
    assert next_due(parse_every(every), local(after), ZONE) == local(due)


def test_the_moments_do_not_depend_on_when_one_looks() -> None:
    every = parse_every("3 days at 06:00")
    found = {next_due(every, local("2026-11-02 00:00") + dt.timedelta(hours=each), ZONE) for each in range(24 * 9)}
    assert len(found) in {3, 4}
    days = sorted(found)
    assert {(b - a).days for a, b in pairwise(days)} == {3}
