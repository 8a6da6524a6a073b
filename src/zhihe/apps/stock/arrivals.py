"""What arrives while a hold is active: held too, where the hold is over its supplier lot or its time window (I3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from zhihe.apps.stock.entries import within
from zhihe.platform.actions import Find, Row
from zhihe.platform.context import Context

HOLDS = Find("hold", within(scope=["supplier_lot", "period"], state=["active"]))
"""The holds that may reach what arrives: asked for after ``meet_holds``, with whatever else a posting asks for."""


def meet_holds(ctx: Context, lines: Sequence[Row]) -> None:
    """Keep out of the way of holds that are being opened over what will arrive: each sees the other, or is seen.

    Before lots are looked for, as a hold does it: whoever comes second waits for all that the first did.
    """
    supplier_lots = {line["supplier_lot"] for line in lines if line["supplier_lot"] is not None}
    ctx.records.meet("lot", {"supplier_lot": sorted(supplier_lots), "item": sorted({line["item"] for line in lines})})


def hold_arrivals(ctx: Context, holds: Sequence[Row], lots: Iterable[str], day: dt.date | None) -> None:
    """Hold the lots that arrive on a day where a hold over a supplier lot or a time window reaches them."""
    arrived = ctx.records.get_many("lot", sorted(set(lots))).values() if holds else ()
    for hold in holds:
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
