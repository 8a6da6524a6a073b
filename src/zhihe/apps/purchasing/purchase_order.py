"""Releasing orders: schedule lines, and whether quality lets this supplier deliver this item."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from zhihe.apps.purchasing.approvals import approvals, refuse_unless_open
from zhihe.errors import Conflict, Invalid
from zhihe.platform.actions import Event, Find, Row
from zhihe.platform.context import Context


def complete_schedule(ctx: Context, event: Event) -> None:
    """A line without schedule lines is due whole on its own date, within the company's tolerance."""
    del ctx
    record = event.record
    planned = {row["order_line"] for row in record["schedule"]}
    missing = [line for line in record["lines"] if line["id"] not in planned]
    if missing:
        rows = [{"order_line": line["id"], **{key: line[key] for key in ("quantity", "due_on")}} for line in missing]
        event.set(record, schedule=rows)


def schedule_adds_up(ctx: Context, event: Event) -> None:
    """The schedule of each line adds up to its quantity."""
    del ctx
    planned: dict[str, Decimal] = defaultdict(Decimal)
    for row in event.record["schedule"]:
        planned[row["order_line"]] += row["quantity"]
    for number, line in enumerate(event.record["lines"], 1):
        if planned[line["id"]] != line["quantity"]:
            raise Invalid(
                "order.schedule",
                f"Line {number}: its schedule adds up to {planned[line['id']]}, the line orders {line['quantity']}.",
                field="schedule",
                value=str(planned[line["id"]]),
            )
    own = {line["id"] for line in event.record["lines"]}
    if strange := set(planned) - own:
        raise Invalid("order.schedule", "A schedule line points to a line of another order.", lines=sorted(strange))


def require_approval(ctx: Context, event: Event) -> None:
    """Refuse items that the quality information record does not open to this supplier."""
    record = event.record
    found = approvals(ctx, record["supplier"], record["site"], record["lines"])
    for item in sorted({line["item"] for line in record["lines"]}):
        refuse_unless_open(ctx, found.get(item), item, "block_order")
    event.notes["approvals"] = found


def draw_on_approvals(ctx: Context, event: Event) -> None:
    """Count the order against the released quantities; two orders at once cannot both take the last of it."""
    found = {row["id"]: row for row in event.notes["approvals"].values()}
    if not found:
        return
    ordered: dict[str, Decimal] = defaultdict(Decimal)
    for line in event.record["lines"]:
        ordered[line["item"]] += line["quantity"]
    changes = {}
    for approval in ctx.records.lock("quality_information_record", sorted(found)).values():
        quantity = ordered[approval["item"]]
        _require_quantity(approval, quantity)
        changes[approval["id"]] = {"ordered_quantity": approval["ordered_quantity"] + quantity}
    ctx.records.change_many("quality_information_record", changes)


def give_back(ctx: Context, event: Event) -> None:
    """A cancelled order no longer draws on the released quantities; a draft had drawn on none."""
    if event.before["state"] != "released":
        return
    record = event.record
    ordered: dict[str, Decimal] = defaultdict(Decimal)
    for line in ctx.records.lines("purchase_order", record["id"]):
        ordered[line["item"]] += line["quantity"]
    found = approvals(ctx, record["supplier"], record["site"], [{"item": item} for item in ordered])
    locked = ctx.records.lock("quality_information_record", sorted(row["id"] for row in found.values()))
    ctx.records.change_many(
        "quality_information_record",
        {
            row["id"]: {"ordered_quantity": max(Decimal(0), row["ordered_quantity"] - ordered[row["item"]])}
            for row in locked.values()
        },
    )


def _require_quantity(approval: Row, quantity: Decimal) -> None:
    limit = approval["release_quantity"]
    if limit is not None and approval["ordered_quantity"] + quantity > limit:
        raise Conflict(
            "approval.quantity",
            f"{approval['number']} releases {limit} in all; {approval['ordered_quantity']} are ordered already, "
            f"{quantity} more exceed it.",
            field="quantity",
            value=str(quantity),
        )


def count_received(ctx: Context, event: Event) -> None:
    """Add what a receipt brought (or a reversal took back) to the order lines; orders are locked in id order."""
    by_order: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for line in event.inputs["lines"]:
        by_order[line["order"]][line["line"]] += line["quantity"]
    ctx.records.lock("purchase_order", sorted(by_order))
    changes = {}
    where = {"field": "id", "op": "in", "value": sorted(by_order)}
    orders = {row["id"]: row for row in ctx.records.gather(Find("purchase_order", where, ("lines", "schedule")))[0]}
    for order, received in by_order.items():
        rows = {row["id"]: row for row in orders[order]["lines"]}
        changes[order] = {
            "lines": [{"id": key, "received": rows[key]["received"] + quantity} for key, quantity in received.items()]
        }
    ctx.records.change_many("purchase_order", changes)
