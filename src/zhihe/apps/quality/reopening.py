"""Reopening a usage decision: its postings are taken back in one, where nothing of the quantity has moved since."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from zhihe.errors import Conflict
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context

STAYS = "scrap"
"""What tests used up is gone; reopening does not bring it back."""


def prepare_reopen(ctx: Context, event: Event) -> None:
    """Write a line against each posting that can be taken back, so that the lines still tell all that happened."""
    lot = event.record
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in lot["postings"]:
        if row["action"] != STAYS:
            sums[row["action"]] += row["quantity"]
    undone: list[Row] = [{"action": action, "quantity": quantity} for action, quantity in sums.items() if quantity]
    event.notes["undone"] = undone
    event.notes["cover"] = lot["blocked_cover"]
    said = {"decided_by": ctx.user.id, "at": ctx.now}
    taken = sum((row["quantity"] for row in undone), Decimal(0))
    event.set(
        lot,
        postings=[{"action": row["action"], "quantity": -row["quantity"], **said} for row in undone],
        posted=lot["posted"] - taken,
        decision=None,
        quality_score=None,
        decision_comment=None,
        decided_by=None,
        decided_on=None,
        blocked_cover=None,
    )


def not_moved_since(ctx: Context, event: Event) -> None:
    """Refuse where something of the lot was posted after the decision: the quantity is no longer where it was put."""
    lot, own = event.record, ("inspection_lot", event.record["id"])
    if not event.notes["undone"]:
        raise Conflict(
            "reopen.nothing", f"{lot['number']} has posted nothing that could be taken back.", record=lot["number"]
        )
    put = {row["action"] for row in event.notes["undone"]}
    entries = ctx.ledger("stock").entries({"and": [{"field": "lot", "op": "eq", "value": lot["lot"]}]})
    last = max((at for at, row in enumerate(entries) if tuple(row["cause"]) == own), default=len(entries))
    later = [row for row in entries[last + 1 :] if row["status"] in put]
    if later:
        raise Conflict(
            "reopen.moved",
            f"{lot['number']} cannot be reopened: what it decided on was moved since; reverse those postings first.",
            record=lot["number"],
            causes=sorted({str(row["cause"][1]) for row in later}),
        )


def post_reopen(ctx: Context, event: Event) -> None:
    """Everything back into inspection, under this lot."""
    lot, own = event.record, ("inspection_lot", event.record["id"])
    covers = {"unrestricted": None, "blocked": event.notes["cover"] or own, "sample": own}
    ctx.call("stock.reclassify", cause=own, lines=[_line(lot, row, covers) for row in event.notes["undone"]])


def _line(lot: Row, row: Row, covers: dict[str, object]) -> Row:
    return {
        "item": lot["item"],
        "lot": lot["lot"],
        "from_status": row["action"],
        "from_cover": covers[row["action"]],
        "to_status": "in_inspection",
        "to_cover": ("inspection_lot", lot["id"]),
        "quantity": row["quantity"],
    }
