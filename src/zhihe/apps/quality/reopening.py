"""Reopening a usage decision: its postings are taken back in one, where nothing of the quantity has moved since."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from zhihe.errors import Conflict
from zhihe.platform.actions import Event, Reference, Row
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
    """Refuse where something of it was posted after the decision: the quantity is no longer where it was put.

    What was put where is read from the ledger: the lot answers also for what was split off before the decision.
    """
    lot, own = event.record, ("inspection_lot", event.record["id"])
    if not event.notes["undone"]:
        raise Conflict(
            "reopen.nothing", f"{lot['number']} has posted nothing that could be taken back.", record=lot["number"]
        )
    decided = _decided(ctx, own)
    event.notes["put"] = decided
    lots = sorted({row["lot"] for row in decided})
    entries = ctx.ledger("stock").entries({"and": [{"field": "lot", "op": "in", "value": lots}]})
    since = {row["posting"] for row in decided}
    begin = next((at for at, row in enumerate(entries) if row["posting"] in since), len(entries))
    put = {row["action"] for row in event.notes["undone"]}
    later = [row for row in entries[begin:] if row["status"] in put and tuple(row["cause"]) != own]
    if later:
        raise Conflict(
            "reopen.moved",
            f"{lot['number']} cannot be reopened: what it decided on was moved since; reverse those postings first.",
            record=lot["number"],
            causes=sorted({str(row["cause"][1]) for row in later}),
        )


def _decided(ctx: Context, own: Reference) -> list[Row]:
    """The entries by which standing decisions brought something into its status; what was reopened stands no more."""
    where = {"and": [{"field": "cause", "op": "eq", "value": own[1]}]}
    postings: dict[str, list[Row]] = defaultdict(list)
    for row in ctx.ledger("stock").entries(where):
        if row["movement"] == "reclassify":
            postings[row["posting"]].append(row)
    standing: list[Row] = []
    for rows in postings.values():
        if any(row["status"] == "in_inspection" and row["quantity"] > 0 for row in rows):
            standing = []  # opened over stock, or reopened: whatever was decided before was taken back
        else:
            standing += [row for row in rows if row["quantity"] > 0]
    return standing


def post_reopen(ctx: Context, event: Event) -> None:
    """Everything back into inspection, under this lot, from where the decisions put it."""
    own = ("inspection_lot", event.record["id"])
    lines = [
        {
            **{key: row[key] for key in ("item", "lot", "location", "quantity")},
            "from_status": row["status"],
            "from_cover": row["cover"],
            "to_status": "in_inspection",
            "to_cover": own,
        }
        for row in event.notes["put"]
    ]
    ctx.call("stock.reclassify", cause=own, lines=lines)
