"""What a count finds of stock in inspection: reported to the lot that answers for it, or to a new one."""

from __future__ import annotations

import datetime as dt

from zhihe.apps.quality.on_stock import site_of
from zhihe.apps.quality.plans import needs
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context

OPEN = ("created", "in_progress", "evaluated")
ORIGIN = "other_receipt"


def cover_surplus(ctx: Context, event: Event) -> None:
    """What was counted away in inspection and is found after the decision is inspected by itself.

    It was no part of what was decided on, so it is neither free nor left under a lot that is closed.
    """
    lines = [line for line in event.lines if line["status"] == "in_inspection" and line["cover"] is not None]
    asked = sorted({line["cover"][1] for line in lines if line["cover"][0] == "inspection_lot"})
    # Locked, so that a decision under way either sees the difference or is seen.
    lots = ctx.records.lock("inspection_lot", asked) if asked else {}
    found: dict[str, Row] = {}
    for line in lines:
        lot = lots.get(line["cover"][1])
        if lot is not None and lot["state"] not in OPEN:
            event.set(line, cover=("inspection_lot", ctx.new_id()))
            found[line["id"]] = lot
    event.notes["inspected_before"] = found


def take_differences(ctx: Context, event: Event) -> None:
    """What a count found more or less of what is in inspection changes what its lot answers for (I1)."""
    _report(ctx, event, _open_found(ctx, event))


def take_lost(ctx: Context, event: Event) -> None:
    """What a transfer lost on its way of what is in inspection is no longer answered for by its lot (I1)."""
    _report(ctx, event, set())


def _report(ctx: Context, event: Event, opened: set[str]) -> None:
    for row in ctx.ledger("stock").entries({"and": [{"field": "cause", "op": "eq", "value": event.record["id"]}]}):
        cover = row["cover"]
        if row["movement"] != "count" or row["status"] != "in_inspection" or cover is None or cover[1] in opened:
            continue
        if cover[0] == "inspection_lot":
            lot = ctx.records.lock("inspection_lot", [cover[1]])[cover[1]]
            ctx.records.change("inspection_lot", lot["id"], {"counted": lot["counted"] + row["quantity"]})


def _open_found(ctx: Context, event: Event) -> set[str]:
    """Open the inspection lots that were named for what was found; their ids."""
    before: dict[str, Row] = event.notes["inspected_before"]
    opened: set[str] = set()
    for line in event.record["lines"]:
        if line["id"] not in before:
            continue
        old, (_model, identity) = before[line["id"]], line["cover"]
        site = site_of(ctx, line["location"]) or old["site"]
        need = None
        for origin in (ORIGIN, old["origin"]):
            need = need or needs(ctx, site, old["supplier"], origin, [line["item"]]).get(line["item"])
        ctx.records.create(
            "inspection_lot",
            {
                "id": identity,
                "origin": ORIGIN,
                "site": site,
                "item": line["item"],
                "lot": line["lot"],
                "supplier": old["supplier"],
                "source": ("stock_count", event.record["id"]),
                "source_line": line["id"],
                "quantity": line["difference"],
                "plan": need.plan["id"] if need and need.plan else None,
                "due_at": ctx.now + dt.timedelta(days=ctx.setting("inspection_days")),
            },
        )
        if need and need.plan:
            ctx.records.step("inspection_lot", identity, "release", notes={"need": need})
        opened.add(identity)
    return opened
