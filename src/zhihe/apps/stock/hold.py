"""Holds: documents that stand beside the status and reach every place and what arrives later."""

from __future__ import annotations

from zhihe.apps.stock.entries import equals
from zhihe.errors import Invalid
from zhihe.platform.actions import Event
from zhihe.platform.context import Context


def find_lots(ctx: Context, event: Event) -> None:
    """Note the lots a hold over a lot or supplier lot reaches now."""
    record = event.record
    if record["scope"] == "lot":
        # A split that is under way is waited for; one that comes later sees this hold.
        ctx.records.lock("lot", [record["lot"]])
        event.set(record, lots=[record["lot"]])
    elif record["scope"] == "supplier_lot":
        ctx.records.meet("lot", "supplier_lot", [record["supplier_lot"]], alone=True)
        found = ctx.records.find("lot", equals(supplier_lot=record["supplier_lot"]))
        lots = sorted(lot["id"] for lot in found)
        ctx.records.lock("lot", lots)
        event.set(record, lots=lots)


def _gate(event: Event) -> tuple[str, list[str]]:
    record = event.record
    if record["scope"] in {"lot", "supplier_lot"}:
        return "lot", sorted(record["lots"] or [])
    key = record[record["scope"]]
    if key is None:
        raise Invalid("hold.scope", f"Name the {record['scope']} to hold.", field=record["scope"])
    return record["scope"], [key]


def raise_gates(ctx: Context, event: Event) -> None:
    """Close the gates: from the commit on nothing of the scope can be reserved, issued or shipped."""
    gate, keys = _gate(event)
    ctx.ledger("stock").hold(gate, *keys)


def lower_gates(ctx: Context, event: Event) -> None:
    """Open the gates again, as many as this hold closed."""
    gate, keys = _gate(event)
    ctx.ledger("stock").release(gate, *keys)
