"""A SCAR for each supplier and item: a further occurrence joins the open one."""

from __future__ import annotations

import datetime as dt

from zhihe.platform.actions import Event, Find, Row
from zhihe.platform.context import Context, Label

MONTHS = dt.timedelta(days=365)
OPEN = ("issued", "answered", "verifying")
OPEN_REPORTS = ("open", "contained")


def issue(ctx: Context, event: Event) -> None:
    """Issue a corrective-action request as the policy says, or add the occurrence to the open one."""
    report = event.record
    occurrence = {
        "nonconformance": report["id"],
        "lot": report["lot"],
        "quantity": report["quantity"],
        "found_on": ctx.today,
    }
    where = {
        "and": [
            {"field": "supplier", "op": "eq", "value": report["supplier"]},
            {"field": "item", "op": "eq", "value": report["item"]},
            {"field": "state", "op": "in", "value": list(OPEN)},
        ]
    }
    standing = ctx.records.one("supplier_corrective_action", where)
    if standing is not None:
        ctx.records.change("supplier_corrective_action", standing["id"], {"occurrences": [occurrence]})
        return
    policy = ctx.decide("scar_policy", severity=report["severity"], rejects=_rejects(ctx, report))
    if not policy["issue"]:
        return
    record = ctx.records.create(
        "supplier_corrective_action",
        {
            "supplier": report["supplier"],
            "item": report["item"],
            "problem": report["description"] or report["number"],
            "issued_on": ctx.today,
            "due_on": ctx.today + dt.timedelta(days=policy["answer_days"]),
            "occurrences": [occurrence],
        },
    )
    text = Label("拒收已发起供应商纠正措施", "A reject issued a supplier corrective action")
    ctx.notify("role buyer", text, ("supplier_corrective_action", record["id"]))


def _rejects(ctx: Context, report: Row) -> int:
    """Rejects of this item of this supplier in the last twelve months, this one among them."""
    where = {
        "and": [
            {"field": "supplier", "op": "eq", "value": report["supplier"]},
            {"field": "item", "op": "eq", "value": report["item"]},
            {"field": "origin", "op": "eq", "value": "incoming"},
            {"field": "created_at", "op": "ge", "value": (ctx.now - MONTHS).isoformat()},
        ]
    }
    found = ctx.records.aggregate("nonconformance", {"count": ("count", "id")}, where)
    return int(found[0]["count"])


def suspend_new(ctx: Context, event: Event) -> None:
    """A level that begins while a request or a grave report is open begins suspended."""
    level = event.record
    same = [{"field": key, "op": "eq", "value": level[key]} for key in ("supplier", "item")]
    requests, reports = ctx.records.gather(
        *(
            Find(model, {"and": [*same, {"field": "state", "op": "in", "value": list(states)}]})
            for model, states in (("supplier_corrective_action", OPEN), ("nonconformance", OPEN_REPORTS))
        )
    )
    grave = [row for row in reports if row["origin"] == "complaint" or row["severity"] == "critical"]
    for row in (*requests, *grave):
        ctx.call("quality.suspend", supplier=row["supplier"], item=row["item"], reason=row["number"])
