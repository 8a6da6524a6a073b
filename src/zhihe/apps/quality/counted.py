"""What a count finds of stock that was in inspection, after all was decided on: inspected by a lot of its own."""

from __future__ import annotations

import datetime as dt

from zhihe.apps.quality.on_stock import site_of
from zhihe.apps.quality.plans import needs
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context

ORIGIN = "other_receipt"


def inspect_found(ctx: Context, event: Event) -> None:
    """Open the inspection lots that the count named for what was no part of what was decided on."""
    before: dict[str, Row] = event.notes["found"]
    for line in event.record["lines"]:
        if line["id"] not in before or line["cover"][0] != "inspection_lot":
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
