"""When a lot on stock is inspected again: some days before it expires, or every so many days, whichever is earlier."""

from __future__ import annotations

import datetime as dt

from zhihe.platform.actions import Row
from zhihe.platform.context import Context


def dates_of(ctx: Context, setting: Row, lot: Row, row: Row) -> Row:
    """``opens_on`` and ``due_on`` of a calendar row; both None when nothing is due any more.

    By interval an inspection opens so many days ahead as one takes; by expiry as the setting says. A date that was
    inspected already is not inspected again, and none lies beyond the expiry.
    """
    found = [each for each in (_by_interval(ctx, setting, lot, row), _by_expiry(setting, lot, row)) if each]
    opens, due = min(found, default=(None, None))
    return {"opens_on": opens, "due_on": due}


def _by_interval(ctx: Context, setting: Row, lot: Row, row: Row) -> tuple[dt.date, dt.date] | None:
    if setting["every_days"] is None:
        return None
    since = row["last_on"] or _began(ctx, setting, lot)
    due = since + dt.timedelta(days=setting["every_days"])
    if lot["expires_on"] is not None and due > lot["expires_on"]:
        return None
    return max(since, due - dt.timedelta(days=ctx.setting("inspection_days"))), due


def _by_expiry(setting: Row, lot: Row, row: Row) -> tuple[dt.date, dt.date] | None:
    due = lot["expires_on"]
    if setting["before_expiry_days"] is None or due is None or due == row["judged_due"] or lot["expired"]:
        return None
    return due - dt.timedelta(days=setting["before_expiry_days"]), due


def _began(ctx: Context, setting: Row, lot: Row) -> dt.date:
    """From when an interval counts: arrival, or for stock that was left alone the day the setting was made."""
    arrived = _day(ctx, lot["created_at"])
    return max(arrived, _day(ctx, setting["created_at"])) if setting["existing_stock"] == "leave" else arrived


def _day(ctx: Context, moment: dt.datetime) -> dt.date:
    return ctx.today - dt.timedelta(days=max(0, (ctx.now - moment).days))
