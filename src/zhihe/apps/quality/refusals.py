"""What is refused at the gate: no longer answered for by its inspection lot, which is smaller from then on."""

from __future__ import annotations

from decimal import Decimal

from zhihe.apps.quality.plans import characteristic_rows, class_rows, needs
from zhihe.errors import Conflict
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context


def not_decided_whole(ctx: Context, event: Event) -> None:
    """Refuse more than a lot still answers for, or so much that its sample cannot be drawn any more.

    The lots are locked before anything is posted: a decision under way is waited for.
    """
    refused = {line["id"]: line["quantity"] for line in event.notes["refused"]}
    covers = {line["id"]: line["cover"][1] for line in event.notes["refused"]}
    lots = ctx.records.lock("inspection_lot", sorted(covers.values()))
    drawn = _drawn(ctx, list(lots))
    for line, identity in covers.items():
        lot, left = lots[identity], lots[identity]["remaining"] - refused[line]
        if left < 0:
            raise Conflict(
                "refuse.decided",
                f"{lot['number']} still answers for {lot['remaining']}: {refused[line]} cannot be refused at the gate.",
                field="lines",
                value=str(refused[line]),
                record=lot["number"],
            )
        if identity in drawn and 0 < left < (lot["sample_size"] or 0):
            raise Conflict(
                "refuse.sample",
                f"Samples of {lot['number']} are drawn: keep at least its {lot['sample_size']} pieces, or refuse all.",
                field="lines",
                value=str(refused[line]),
                record=lot["number"],
            )
    event.notes["lots"] = {covers[line]: quantity for line, quantity in refused.items()}
    event.notes["drawn"] = drawn


def _drawn(ctx: Context, lots: list[str]) -> set[str]:
    """The lots of which something was inspected already."""
    where = {"and": [{"field": "inspection", "op": "in", "value": lots}]}
    return {row["inspection"] for row in ctx.records.find("inspection_result", where)}


def take_refused(ctx: Context, event: Event) -> None:
    """The lot is smaller by what was refused; its sample follows as long as nothing was drawn."""
    for identity, quantity in sorted(event.notes["lots"].items()):
        lot = ctx.records.get("inspection_lot", identity)
        size = lot["quantity"] - quantity
        if lot["remaining"] == quantity and not lot["posted"]:
            # Nothing is left to inspect or to decide on.
            ctx.records.change("inspection_lot", identity, {"quantity": size})
            ctx.records.step("inspection_lot", identity, "cancel", {"reason": event.record["number"]})
            continue
        fresh = lot["state"] == "in_progress" and identity not in event.notes["drawn"]
        ctx.records.change("inspection_lot", identity, {"quantity": size, **(_sample(ctx, lot, size) if fresh else {})})


def _sample(ctx: Context, lot: Row, size: Decimal) -> Row:
    """Classes, characteristics and n of the lot as they are for its new size."""
    need = needs(ctx, lot["site"], lot["supplier"], lot["origin"], [lot["item"]]).get(lot["item"])
    if need is None or need.plan is None or need.plan["id"] != lot["plan"]:
        return {}
    classes, note = class_rows(ctx, need, size)
    held = {row["class"]: row["id"] for row in ctx.records.lines("inspection_lot", lot["id"], "classes")}
    shown = ctx.records.lines("inspection_lot", lot["id"], "characteristics")
    sizes = [row["sample_size"] for row in characteristic_rows(ctx, need.plan, classes)]
    if set(held) != {row["class"] for row in classes} or len(shown) != len(sizes):
        return {}
    return {
        "classes": [{"id": held[row["class"]], **row} for row in classes],
        "characteristics": [{"id": row["id"], "sample_size": n} for row, n in zip(shown, sizes, strict=True)],
        "sample_size": max((row["n"] for row in classes), default=0),
        "explanation": note.zh,
        "explanation_en": note.en,
    }
