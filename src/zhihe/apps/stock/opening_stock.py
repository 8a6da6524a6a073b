"""Opening stock by lot and status, as it comes from the system before."""

from __future__ import annotations

from zhihe.apps.stock.entries import entry
from zhihe.apps.stock.stock import check_locations, merged
from zhihe.platform.actions import Event
from zhihe.platform.context import Context


def make_lots(ctx: Context, event: Event) -> None:
    """Find or make the lot of each line; restricted stock nobody else answers for stands under this document."""
    lines = [
        {
            "key": line["id"],
            "item": line["item"],
            "code": line["lot_code"],
            "supplier": line["supplier"],
            "supplier_lot": line["supplier_lot"],
            "expires_on": line["expires_on"],
        }
        for line in event.lines
    ]
    lots = ctx.call("stock.make_lots", lines=lines)
    for line in event.lines:
        event.set(line, lot=lots[line["id"]])
        if line["status"] != "unrestricted" and line["cover"] is None:
            event.set(line, cover=("opening_stock", event.record["id"]))


def post_opening(ctx: Context, event: Event) -> None:
    """Bring the lines onto the ledger."""
    lines = event.record["lines"]
    check_locations(ctx, [(line["location"], line["status"]) for line in lines])
    entries = merged([entry(line, line["quantity"]) for line in lines])
    ctx.ledger("stock").post("open", entries, cause=("opening_stock", event.record["id"]), on=event.record["day"])
