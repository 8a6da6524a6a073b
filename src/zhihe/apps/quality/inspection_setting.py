"""Switching an inspection on for an item that has stock: leave it, or cover exactly it by inspection lots."""

from __future__ import annotations

from zhihe.platform.actions import Event
from zhihe.platform.context import Context


def inspect_existing(ctx: Context, event: Event) -> None:
    """Open an inspection over what is free of each lot of the item at the site, of the supplier where one is named."""
    setting = event.record
    where = [("item", setting["item"]), ("status", "unrestricted")]
    rows = ctx.ledger("stock").balances({"and": [{"field": k, "op": "eq", "value": v} for k, v in where]})
    standing = [row for row in rows if row["quantity"] > 0]
    places = ctx.records.get_many("location", sorted({row["location"] for row in standing}))
    houses = ctx.records.get_many("warehouse", sorted({place["warehouse"] for place in places.values()}))
    lots = ctx.records.get_many("lot", sorted({row["lot"] for row in standing}))
    for lot in sorted({row["lot"] for row in standing if _here(row, places, houses, setting["site"])}):
        if setting["supplier"] in {None, lots[lot]["supplier"]}:
            ctx.call("quality.inspect_stock", site=setting["site"], lot=lot, origin=setting["origin"])


def _here(
    row: dict[str, object], places: dict[str, dict[str, object]], houses: dict[str, dict[str, object]], site: str
) -> bool:
    place = places[str(row["location"])]
    return place["location_type"] != "transit" and houses[str(place["warehouse"])]["site"] == site
