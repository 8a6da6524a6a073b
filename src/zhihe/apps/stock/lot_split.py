"""A lot split: the child carries status, cover, holds, expiry and supplier lot (I4)."""

from __future__ import annotations

from zhihe.apps.stock import valued
from zhihe.apps.stock.entries import drawn, entry, equals
from zhihe.apps.stock.stock import merged
from zhihe.errors import Conflict
from zhihe.platform.actions import Edge, Entry, Event
from zhihe.platform.context import Context

COPIED = ("item", "supplier", "supplier_lot", "made_on", "expires_on", "certificate_number", "certificate")


def make_child(ctx: Context, event: Event) -> None:
    """Make the new lot; a number that exists already is refused."""
    record = event.record
    # A hold over the parent is either seen when the child is made, or comes after it.
    parent = ctx.records.lock("lot", [record["lot"]])[record["lot"]]
    if ctx.records.one("lot", equals(item=parent["item"], code=record["code"])) is not None:
        raise Conflict("lot.exists", f"Lot {record['code']} exists already; give a new number.", field="code")
    copied = {key: parent[key] for key in COPIED}
    child = ctx.records.create("lot", {**copied, "code": record["code"]})
    event.set(record, child=child["id"])


def post_split(ctx: Context, event: Event) -> None:
    """Hold the child as the parent is held, then move the quantity over and write the edge."""
    record = event.record
    cause = ("lot_split", record["id"])
    stock = ctx.ledger("stock")
    for hold in ctx.records.find("hold", equals(state="active")):
        if record["lot"] in (hold["lots"] or []):
            stock.hold("lot", record["child"])
            ctx.records.change("hold", hold["id"], {"lots": [*hold["lots"], record["child"]]})
    item = ctx.records.get("lot", record["lot"])["item"]
    keys = {"item": item, **{key: record[key] for key in ("lot", "location", "status", "owner")}}
    entries: list[Entry] = []
    for row, part in drawn(ctx, record["quantity"], **keys):
        entries += [entry(row, -part), entry(row, part, lot=record["child"])]
    valued.post(ctx, "relot", merged(entries), cause=cause)
    edge = Edge(
        ("lot", record["lot"]), ("lot", record["child"]), {"quantity": record["quantity"], "exactness": "exact"}
    )
    ctx.edges("genealogy").add([edge], cause=cause)
