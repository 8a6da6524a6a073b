"""Inspections opened on stock: recurring, after a transfer, or when an inspection is switched on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from zhihe.apps.quality.plans import needs
from zhihe.errors import Conflict
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context


def inspect_stock(ctx: Context, event: Event) -> None:
    """Open an inspection over what is free of a lot at a site: it is in inspection from this commit on.

    All of it, or so much at one location as ``quantity`` says. With a later ``covers_on`` the stock stays free until
    that day, or until the decision where that comes first; what is free then is taken.
    """
    inputs = event.inputs
    lot, origin = ctx.records.get("lot", inputs["lot"]), inputs["origin"]
    taken = _free(ctx, inputs)
    quantity = _sum(taken)
    if quantity <= 0 or (inputs["quantity"] is not None and quantity != inputs["quantity"]):
        raise Conflict(
            "inspect.nothing", f"{quantity} of lot {lot['code']} is free at this site.", field="lot", free=str(quantity)
        )
    identity = ctx.new_id()
    need = needs(ctx, inputs["site"], lot["supplier"], origin, [lot["item"]]).get(lot["item"])
    later = inputs["covers_on"] is not None and inputs["covers_on"] > ctx.today
    days = (inputs["covers_on"] - ctx.today).days if later else ctx.setting("inspection_days")
    record = ctx.records.create(
        "inspection_lot",
        {
            "id": identity,
            "origin": origin,
            "site": inputs["site"],
            "item": lot["item"],
            "lot": lot["id"],
            "supplier": lot["supplier"],
            "source": inputs["source"],
            "source_line": identity,
            "quantity": quantity,
            **({"ahead": quantity, "covers_on": inputs["covers_on"]} if later else {}),
            "plan": need.plan["id"] if need and need.plan else None,
            "due_at": ctx.now + dt.timedelta(days=days),
        },
    )
    if not later:
        ctx.call("stock.reclassify", cause=("inspection_lot", identity), lines=_to_inspection(record, taken))
    if record["plan"] is not None:
        ctx.records.step("inspection_lot", identity, "release", notes={"need": need})
    event.result = record["number"]


def cover_due(ctx: Context, event: Event) -> None:
    """What was opened ahead and is due today without a decision: the stock is in inspection from now on."""
    for lot in event.lines:
        ctx.call("quality.cover_stock", inspection=lot["id"])


def cover_stock(ctx: Context, event: Event) -> None:
    """Take what is free of a lot that was opened ahead into inspection; where nothing is left, it is cancelled."""
    identity = event.inputs["inspection"]
    lot = ctx.records.lock("inspection_lot", [identity])[identity]
    if not lot["ahead"]:
        return
    taken = standing(ctx, lot)
    if not taken:
        ctx.records.step("inspection_lot", identity, "cancel", {"reason": "nothing left"})
        return
    ctx.records.change("inspection_lot", identity, {"quantity": _sum(taken), "ahead": 0})
    ctx.call("stock.reclassify", cause=("inspection_lot", identity), lines=_to_inspection(lot, taken))


def prepare_cover(ctx: Context, event: Event) -> None:
    """A decision before the due day is about what is free now: it goes under the lot's cover with the decision."""
    lot = event.record
    if not lot["ahead"] or event.inputs.get("code") == "retest":
        return
    taken = standing(ctx, lot)
    event.notes["covered"] = _to_inspection(lot, taken)
    event.set(lot, quantity=_sum(taken), ahead=Decimal(0))


def standing(ctx: Context, inspection: Row) -> list[tuple[Row, Decimal]]:
    """The free balances of an inspection's lot at its site, all of each."""
    return _free(ctx, {"lot": inspection["lot"], "site": inspection["site"], "location": None, "quantity": None})


def _sum(taken: list[tuple[Row, Decimal]]) -> Decimal:
    return sum((part for _row, part in taken), Decimal(0))


def _free(ctx: Context, inputs: Row) -> list[tuple[Row, Decimal]]:
    """Which free balances of the lot at the site are taken, and how much of each; what is in transit is not there."""
    where = [("lot", inputs["lot"]), ("status", "unrestricted")]
    where += [("location", inputs["location"])] if inputs["location"] is not None else []
    rows = ctx.ledger("stock").balances({"and": [{"field": k, "op": "eq", "value": v} for k, v in where]})
    left, taken = inputs["quantity"], []
    for row in sorted(rows, key=lambda each: (str(each["location"]), str(each["owner"]))):
        part = row["quantity"] if left is None else min(left, row["quantity"])
        if part > 0 and site_of(ctx, row["location"]) == inputs["site"]:
            taken.append((row, part))
            left = None if left is None else left - part
    return taken


def inspect_transfer(ctx: Context, event: Event) -> None:
    """What arrives free from another site is inspected where the receiving site asks for it (origin transfer)."""
    record = event.record
    for line in event.notes["arrived"]:
        site = site_of(ctx, line["location"])
        supplier = ctx.records.get("lot", line["lot"])["supplier"]
        if line["status"] != "unrestricted" or not needs(ctx, site, supplier, "transfer", [line["item"]]):
            continue
        ctx.call(
            "quality.inspect_stock",
            site=site,
            lot=line["lot"],
            origin="transfer",
            location=line["location"],
            quantity=line["quantity"],
            source=("stock_transfer", record["id"]),
        )


def _to_inspection(inspection: Row, taken: list[tuple[Row, Decimal]]) -> list[Row]:
    """The lines that put these free quantities under an inspection."""
    return [
        {
            "item": inspection["item"],
            "lot": inspection["lot"],
            "location": balance["location"],
            "from_status": "unrestricted",
            "to_status": "in_inspection",
            "to_cover": ("inspection_lot", inspection["id"]),
            "quantity": quantity,
        }
        for balance, quantity in taken
    ]


def site_of(ctx: Context, location: str) -> str:
    """The site a location belongs to; none while it is in transit."""
    place = ctx.records.get("location", location)
    if place["location_type"] == "transit":
        return ""
    return str(ctx.records.get("warehouse", place["warehouse"])["site"])
