"""The inspections a released order will need, planned before anything arrives."""

from __future__ import annotations

from zhihe.apps.quality.plans import class_rows, needs
from zhihe.platform.actions import Event
from zhihe.platform.context import Context


def plan_inspections(ctx: Context, event: Event) -> None:
    """One planned inspection for each schedule line of an item that is inspected on receipt."""
    order = event.record
    lines = {line["id"]: line for line in order["lines"]}
    found = needs(ctx, order["site"], order["supplier"], "purchase_receipt", [row["item"] for row in lines.values()])
    planned = []
    for row in order["schedule"]:
        need = found.get(lines[row["order_line"]]["item"])
        if need is None or need.skip:
            continue
        classes, _note = class_rows(ctx, need, row["quantity"]) if need.plan else ([], None)
        planned.append(
            {
                "order": order["id"],
                "order_line": row["order_line"],
                "site": order["site"],
                "supplier": order["supplier"],
                "item": lines[row["order_line"]]["item"],
                "quantity": row["quantity"],
                "due_on": row["due_on"],
                "plan": need.plan["id"] if need.plan else None,
                "sample_size": max((item["n"] for item in classes), default=None),
            }
        )
    ctx.records.create_many("planned_inspection", planned)


def activate_planned(ctx: Context, event: Event) -> None:
    """The earliest planned inspection of each received order line has arrived."""
    lines = [line["order_line"] for line in event.lines if line["order_line"] is not None]
    if not lines:
        return
    where = {
        "and": [
            {"field": "order_line", "op": "in", "value": sorted(set(lines))},
            {"field": "state", "op": "eq", "value": "planned"},
        ]
    }
    first: dict[str, str] = {}
    planned = ctx.records.lock_where("planned_inspection", where)
    for row in sorted(planned, key=lambda each: (each["due_on"], each["number"])):
        first.setdefault(row["order_line"], row["id"])
    ctx.records.step_many("planned_inspection", "activate", {identity: {} for identity in first.values()})
