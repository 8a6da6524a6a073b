"""What an inspection setting asks of stock: open at once when it is switched on, or by its calendar."""

from __future__ import annotations

from typing import Any

from zhihe.apps.quality.calendar_dates import dates_of
from zhihe.apps.quality.plans import settings_of
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context


def inspect_existing(ctx: Context, event: Event) -> None:
    """Open an inspection over what is free of each lot of the item at the site, of the supplier where one is named."""
    setting = event.record
    for lot in _lots(ctx, setting):
        if setting["supplier"] in {None, lot["supplier"]}:
            ctx.call("quality.inspect_stock", site=setting["site"], lot=lot["id"], origin=setting["origin"])


def keep_calendar(ctx: Context, event: Event) -> None:
    """Write when each free lot of these settings is inspected again, and ask for those that open by today.

    Each opens in a job of its own, so that what is wrong with one stops no other. Dates of a lot that is under
    inspection stay.
    """
    for setting in sorted(event.lines, key=lambda row: str(row["id"])):
        lots = {lot["id"]: lot for lot in _lots(ctx, setting) if _governs(ctx, setting, lot)}
        wanted: list[tuple[Row, Row]] = [
            ({"site": setting["site"], "lot": lot}, {"item": setting["item"]}) for lot in lots
        ]
        rows = ctx.records.ensure_many("recurring_inspection", wanted)
        changes: dict[str, dict[str, Any]] = {}
        for row in rows:
            if row["inspection"] is not None:
                continue
            dates = dates_of(ctx, setting, lots[row["lot"]], row)
            if any(row[key] != value for key, value in dates.items()):
                changes[row["id"]] = dates
            if dates["opens_on"] is not None and dates["opens_on"] <= ctx.today:
                ctx.later("recurring_inspection.open", {"calendar": row["id"]}, key=f"{row['id']}/{ctx.today}")
        ctx.records.change_many("recurring_inspection", changes)


def _governs(ctx: Context, setting: Row, lot: Row) -> bool:
    """Whether this setting is the one of the lot: a supplier's own goes before the general one."""
    found = settings_of(ctx, setting["site"], lot["supplier"], setting["origin"], [lot["item"]]).get(lot["item"])
    return found is not None and found["id"] == setting["id"]


def _lots(ctx: Context, setting: Row) -> list[Row]:
    """The lots of the setting's item that stand free at its site."""
    where = [("item", setting["item"]), ("status", "unrestricted")]
    rows = ctx.ledger("stock").balances({"and": [{"field": k, "op": "eq", "value": v} for k, v in where]})
    standing = [row for row in rows if row["quantity"] > 0]
    places = ctx.records.get_many("location", sorted({row["location"] for row in standing}))
    houses = ctx.records.get_many("warehouse", sorted({place["warehouse"] for place in places.values()}))
    lots = ctx.records.get_many("lot", sorted({row["lot"] for row in standing}))
    here = {row["lot"] for row in standing if _here(row, places, houses, setting["site"])}
    return [lots[lot] for lot in sorted(here)]


def _here(
    row: dict[str, object], places: dict[str, dict[str, object]], houses: dict[str, dict[str, object]], site: str
) -> bool:
    place = places[str(row["location"])]
    return place["location_type"] != "transit" and houses[str(place["warehouse"])]["site"] == site
