"""What arrives while a hold is active: held too, where the hold is over its supplier lot or its time window (I3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from zhihe.apps.stock.entries import within
from zhihe.platform.actions import Row
from zhihe.platform.context import Context


def hold_arrivals(ctx: Context, lots: Sequence[Row], standing: Sequence[str], day: dt.date | None) -> None:
    """Hold the lots that arrive where a hold over a supplier lot or a time window reaches them.

    ``day`` is the day of the arrival; without one nothing arrives, lots are only looked up. A hold that is being
    opened at the same moment sees the lots, or is seen here: never neither.
    """
    fresh = {row["supplier_lot"] for row in lots if row["version"] == 1 and row["supplier_lot"] is not None}
    if day is None and not fresh:
        return
    arrived = [*lots, *(ctx.records.get_many("lot", standing).values() if standing else ())]
    items = {row["item"] for row in arrived} if day is not None else set()
    ctx.records.meet("lot", {"supplier_lot": sorted(fresh), "item": sorted(items)})
    for hold in ctx.records.find("hold", within(scope=["supplier_lot", "period"], state=["active"])):
        reached = {row["id"] for row in arrived if _reaches(hold, row, day)} - set(hold["lots"] or [])
        if reached:
            ctx.ledger("stock").hold("lot", *sorted(reached))
            ctx.records.change("hold", hold["id"], {"lots": [*(hold["lots"] or []), *sorted(reached)]})


def _reaches(hold: Row, lot: Row, day: dt.date | None) -> bool:
    if hold["scope"] == "supplier_lot":
        return bool(lot["version"] == 1 and lot["supplier_lot"] == hold["supplier_lot"])
    if lot["item"] != hold["item"] or hold["supplier"] not in {None, lot["supplier"]}:
        return False
    when: Any = day if hold["window_of"] == "received_on" else lot["made_on"]
    return when is not None and bool(hold["first_day"] <= when <= hold["last_day"])
