"""Recurring inspection: opened by its calendar; a decision moves the calendar on and may extend the expiry."""

from __future__ import annotations

import datetime as dt

from zhihe.apps.quality.calendar_dates import dates_of
from zhihe.apps.quality.on_stock import standing
from zhihe.apps.quality.plans import settings_of
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context

ORIGIN = "recurring"


def open(ctx: Context, event: Event) -> None:  # noqa: A001 - the step of the trade
    """Open the inspection of one calendar row that is due to open; once, however often and by whom it is asked for."""
    identity = event.inputs["calendar"]
    row = ctx.records.lock("recurring_inspection", [identity])[identity]
    if row["inspection"] is not None or row["opens_on"] is None or row["opens_on"] > ctx.today:
        return
    lot = ctx.records.get("lot", row["lot"])
    if _setting(ctx, row["site"], lot) is None or not standing(ctx, row):
        ctx.records.change("recurring_inspection", identity, {"opens_on": None, "due_on": None})
        return
    found = _under_way(ctx, row)
    if found is not None:
        ctx.records.change("recurring_inspection", identity, {"inspection": found["id"]})
        return
    number = ctx.call("quality.inspect_stock", site=row["site"], lot=row["lot"], origin=ORIGIN, covers_on=row["due_on"])
    opened = ctx.records.find("inspection_lot", {"and": [{"field": "number", "op": "eq", "value": number}]})
    ctx.records.change("recurring_inspection", identity, {"inspection": opened[0]["id"]})


def _under_way(ctx: Context, row: Row) -> Row | None:
    """The inspection of the lot at the site that a person opened before its date."""
    where = [
        {"field": "lot", "op": "eq", "value": row["lot"]},
        {"field": "site", "op": "eq", "value": row["site"]},
        {"field": "origin", "op": "eq", "value": ORIGIN},
        {"field": "state", "op": "in", "value": ["created", "in_progress", "evaluated"]},
    ]
    return ctx.records.one("inspection_lot", {"and": where})


def extend(ctx: Context, event: Event) -> None:
    """A decision sets the next date; an accepted lot may be used longer, never beyond the maximum life of its item."""
    inspection = event.record
    lot = ctx.records.get("lot", inspection["lot"])
    key = {"site": inspection["site"], "lot": inspection["lot"]}
    row = ctx.records.ensure("recurring_inspection", key, {"item": inspection["item"]})
    setting = _setting(ctx, row["site"], lot)
    judged = row["due_on"] if row["inspection"] == inspection["id"] else row["judged_due"]
    if setting is not None and inspection["decision"] == "accept":
        lot = _extended(ctx, setting, lot)
    row = {**row, "last_on": ctx.today, "judged_due": judged}
    dates = {"opens_on": None, "due_on": None} if setting is None else dates_of(ctx, setting, lot, row)
    values = {"inspection": None, "last_on": ctx.today, "judged_due": judged, **dates}
    ctx.records.change("recurring_inspection", row["id"], values)


def let_go(ctx: Context, event: Event) -> None:
    """An inspection that was cancelled is not under way any more; what stands then is dated anew by the calendar."""
    where = {"and": [{"field": "inspection", "op": "eq", "value": event.record["id"]}]}
    freed = {"inspection": None, "opens_on": None, "due_on": None}
    rows = ctx.records.lock_where("recurring_inspection", where)
    ctx.records.change_many("recurring_inspection", {row["id"]: freed for row in rows})


def _setting(ctx: Context, site: str, lot: Row) -> Row | None:
    return settings_of(ctx, site, lot["supplier"], ORIGIN, [lot["item"]]).get(lot["item"])


def _extended(ctx: Context, setting: Row, lot: Row) -> Row:
    """The lot with the expiry that its acceptance gives it; the same where it stays."""
    life = ctx.records.get("item", lot["item"])["maximum_life_days"]
    if None in {setting["extends_days"], lot["expires_on"], lot["made_on"], life}:
        return lot
    later = lot["expires_on"] + dt.timedelta(days=setting["extends_days"])
    until = min(later, lot["made_on"] + dt.timedelta(days=life))
    if until <= lot["expires_on"]:
        return lot
    ctx.call("stock.extend_life", lot=lot["id"], expires_on=until)
    return {**lot, "expires_on": until}
