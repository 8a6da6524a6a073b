"""Holds: documents that stand beside the status and reach every place and what arrives later."""

from __future__ import annotations

from zhihe.apps.stock.entries import equals
from zhihe.apps.stock.reserved import drop_held
from zhihe.errors import Invalid
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context

LOTS = frozenset({"lot", "lots", "supplier_lot", "period"})
"""The scopes that come down to lots; what arrives later in them is added to the hold."""


def find_lots(ctx: Context, event: Event) -> None:
    """Note the lots that a hold over lots, a supplier lot or a time window reaches now.

    A split that is under way is waited for, and so is a receipt; one that comes later sees this hold.
    """
    record = event.record
    match record["scope"]:
        case "lot":
            lots = [record["lot"]]
        case "lots":
            lots = sorted({line["lot"] for line in record["selected"]})
        case "supplier_lot":
            ctx.records.meet("lot", {"supplier_lot": [record["supplier_lot"]]}, alone=True)
            found = ctx.records.find("lot", equals(supplier_lot=record["supplier_lot"]))
            lots = sorted(lot["id"] for lot in found)
        case "period":
            ctx.records.meet("lot", {"item": [record["item"]]}, alone=True)
            lots = _in_window(ctx, record)
        case _:
            return
    ctx.records.lock("lot", lots)
    event.set(record, lots=lots)


def _in_window(ctx: Context, record: Row) -> list[str]:
    """The lots of the item that were made, or of which something was received, within the window."""
    by_receipt = record["window_of"] == "received_on"
    day = "business_date" if by_receipt else "made_on"
    parts = [
        {"field": "item", "op": "eq", "value": record["item"]},
        {"field": day, "op": "ge", "value": record["first_day"]},
        {"field": day, "op": "le", "value": record["last_day"]},
    ]
    if by_receipt:
        parts.append({"field": "movement", "op": "in", "value": ["receive", "open"]})
        lots = sorted({row["lot"] for row in ctx.ledger("stock").entries({"and": parts})})
        rows = list(ctx.records.get_many("lot", lots).values())
    else:
        rows = ctx.records.find("lot", {"and": parts})
    return sorted(row["id"] for row in rows if record["supplier"] in {None, row["supplier"]})


def _gate(event: Event) -> tuple[str, list[str]]:
    record = event.record
    if record["scope"] in LOTS:
        return "lot", sorted(record["lots"] or [])
    key = record[record["scope"]]
    if key is None:
        raise Invalid("hold.scope", f"Name the {record['scope']} to hold.", field=record["scope"])
    return record["scope"], [key]


def raise_gates(ctx: Context, event: Event) -> None:
    """Close the gates: from the commit on nothing of the scope can be reserved, issued or shipped."""
    gate, keys = _gate(event)
    if keys:
        ctx.ledger("stock").hold(gate, *keys)
        drop_held(ctx, gate, keys)


def lower_gates(ctx: Context, event: Event) -> None:
    """Open the gates again, as many as this hold closed."""
    gate, keys = _gate(event)
    ctx.ledger("stock").release(gate, *keys)
