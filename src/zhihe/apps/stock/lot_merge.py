"""A lot merge: only alike with alike; held never joins free (I3)."""

from __future__ import annotations

from zhihe.apps.stock import valued
from zhihe.apps.stock.entries import balances, drawn, entry
from zhihe.apps.stock.stock import merged
from zhihe.errors import Conflict
from zhihe.platform.actions import Edge, Entry, Event
from zhihe.platform.context import Context


def same_hold(ctx: Context, event: Event) -> None:
    """Refuse to merge what is held or restricted with what is not."""
    record = event.record
    # A hold over one of them that is under way is waited for, and a later one sees the merged quantity.
    ctx.records.lock("lot", [record["lot"], record["into"]])
    states = {}
    for key in ("lot", "into"):
        rows = balances(ctx, lot=record[key])
        states[key] = {(row["status"], bool(row["held"])) for row in rows}
    moving = {(record["status"], any(held for _status, held in states["lot"]))}
    if states["into"] and states["into"] != moving:
        raise Conflict(
            "merge.unlike",
            "The two lots do not stand alike: merging would mix held or restricted stock with free stock.",
            field="into",
        )


def post_merge(ctx: Context, event: Event) -> None:
    """Move the quantity into the other lot and write the edge."""
    record = event.record
    cause = ("lot_merge", record["id"])
    item = ctx.records.get("lot", record["lot"])["item"]
    keys = {"item": item, **{key: record[key] for key in ("lot", "location", "status", "owner")}}
    entries: list[Entry] = []
    for row, part in drawn(ctx, record["quantity"], **keys):
        entries += [entry(row, -part), entry(row, part, lot=record["into"])]
    valued.post(ctx, "relot", merged(entries), cause=cause)
    edge = Edge(("lot", record["lot"]), ("lot", record["into"]), {"quantity": record["quantity"], "exactness": "exact"})
    ctx.edges("genealogy").add([edge], cause=cause)
