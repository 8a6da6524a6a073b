"""Opening stock by lot and status, as it comes from the system before."""

from __future__ import annotations

from zhihe.apps.stock import valued
from zhihe.apps.stock.arrivals import HOLDS, hold_arrivals
from zhihe.apps.stock.entries import entry, within
from zhihe.apps.stock.stock import check_locations, merged
from zhihe.apps.stock.valued import Priced
from zhihe.errors import Conflict
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
    lots = ctx.call("stock.make_lots", arrive=True, lines=lines)
    for line in event.lines:
        event.set(line, lot=lots[line["id"]])
        if line["status"] != "unrestricted" and line["cover"] is None:
            event.set(line, cover=("opening_stock", event.record["id"]))


def lots_are_new(ctx: Context, event: Event) -> None:
    """A lot that something else than an opening has moved is known here: what is missing of it is for a count.

    Otherwise blocked goods could be counted away and opened again as free ones.
    """
    lots = {line["lot"] for line in event.record["lines"]}
    known = ctx.records.get_many("lot", sorted(lots))
    tracked = [key for key, lot in known.items() if not lot["standing"]]
    for row in ctx.ledger("stock").entries(within(lot=tracked)) if tracked else ():
        if row["movement"] != "open":
            code = known[row["lot"]]["code"]
            raise Conflict(
                "opening.known",
                f"Lot {code} has moved here already: it has no opening stock; use a stock count.",
                field="lot_code",
                value=code,
            )


def post_opening(ctx: Context, event: Event) -> None:
    """Bring the lines onto the ledger, at their unit cost where one was entered."""
    lines = event.record["lines"]
    (holds,) = check_locations(ctx, [(line["location"], line["status"]) for line in lines], HOLDS)
    hold_arrivals(ctx, holds, (line["lot"] for line in lines), event.record["day"])
    entries = merged([entry(line, line["quantity"]) for line in lines])
    priced = [
        Priced(line["item"], line["location"], line["quantity"], line["quantity"] * line["unit_cost"])
        for line in lines
        if line["unit_cost"] is not None
    ]
    cause = ("opening_stock", event.record["id"])
    valued.post(ctx, "open", entries, cause=cause, on=event.record["day"], priced=priced)
