"""Goods that go back to their supplier: set aside by the buyer, shipped by the store, and the reversal of it."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from zhihe.errors import Conflict, Invalid
from zhihe.platform.actions import Edge, Event, Row
from zhihe.platform.context import Context

PENDING = "return_pending"
SOURCES = ("unrestricted", PENDING)
KEYS = ("item", "lot", "location")


def complete_lines(ctx: Context, event: Event) -> None:
    """Give each line the standing lot of an untracked item, and the document that answers for what goes back."""
    own = ("purchase_return", event.record["id"])
    items = ctx.records.get_many("item", [line["item"] for line in event.lines])
    bare = [line for line in event.lines if line["lot"] is None]
    for line in bare:
        if items[line["item"]]["tracking"] != "none":
            code = items[line["item"]]["code"]
            raise Invalid("return.lot", f"{code} is tracked by lot: name the lot.", field="lot", value=code)
    made = ctx.call("stock.make_lots", lines=[{"key": each["id"], "item": each["item"]} for each in bare])
    for number, line in enumerate(event.lines):
        if line["id"] in made:
            event.set(line, lot=made[line["id"]])
        if line["status"] not in SOURCES:
            raise Conflict(
                "return.status",
                f"What is {line['status']} does not go back: quality decides on it first.",
                field=f"lines[{number}].status",
                value=line["status"],
            )
        event.set(line, cover=own if line["status"] == "unrestricted" else _answering(ctx, line, number))


def _answering(ctx: Context, line: Row, number: int) -> object:
    """The one document under which the line's goods wait to go back."""
    where = [{"field": key, "op": "eq", "value": line[key]} for key in (*KEYS, "status")]
    found = {row["cover"] for row in ctx.ledger("stock").balances({"and": where}) if row["quantity"] > 0}
    if len(found) != 1:
        raise Conflict(
            "return.covers",
            f"{len(found)} documents answer for what waits there to go back; it must be one.",
            field=f"lines[{number}].location",
            count=len(found),
        )
    return found.pop()


def came_from_supplier(ctx: Context, event: Event) -> None:
    """The lots came from this supplier, stand at this site, and are of the item that the order line ordered."""
    record = event.record
    lots = ctx.records.get_many("lot", [line["lot"] for line in record["lines"]])
    places = ctx.records.get_many("location", [line["location"] for line in record["lines"]], ("warehouse",))
    ordered = _order_lines(ctx, record)
    for number, line in enumerate(record["lines"]):
        lot = lots[line["lot"]]
        if lot["item"] != line["item"]:
            raise Invalid("return.item", f"Lot {lot['code']} is of another item.", field=f"lines[{number}].lot")
        if lot["supplier"] not in {None, record["supplier"]}:
            raise Conflict(
                "return.supplier",
                f"Lot {lot['code']} came from another supplier.",
                field=f"lines[{number}].lot",
                value=lot["code"],
            )
        if ctx.records.get("warehouse", places[line["location"]]["warehouse"])["site"] != record["site"]:
            raise Invalid("return.site", "This location is of another site.", field=f"lines[{number}].location")
        if line["order_line"] is not None and ordered[line["order_line"]]["item"] != line["item"]:
            raise Invalid("return.order_item", "This order line orders another item.", field=f"lines[{number}].item")


def _order_lines(ctx: Context, record: Row) -> dict[str, Row]:
    named = [line["order_line"] for line in record["lines"] if line["order_line"] is not None]
    return ctx.records.get_many("purchase_order_line", named)


def was_received(ctx: Context, event: Event) -> None:
    """What is to be replaced was received on its order, so that its received quantity does not fall below zero."""
    record = event.record
    if record["settlement"] != "replace":
        return
    ordered = _order_lines(ctx, record)
    back: dict[str, Decimal] = defaultdict(Decimal)
    for line in record["lines"]:
        if line["order_line"] is not None:
            back[line["order_line"]] += line["quantity"]
    for key, quantity in back.items():
        if quantity > ordered[key]["received"]:
            raise Conflict(
                "return.received",
                f"The order line has received {ordered[key]['received']}; {quantity} cannot be replaced.",
                field="lines",
                value=str(quantity),
            )


def set_aside(ctx: Context, event: Event) -> None:
    """Free goods wait to go back under this document; what a disposition sent back waits under its own already."""
    _shift(ctx, event.record, "unrestricted", PENDING)


def put_back(ctx: Context, event: Event) -> None:
    """What this document set aside is free again; what a disposition sent back stays as it is."""
    _shift(ctx, event.record, PENDING, "unrestricted")


def _shift(ctx: Context, record: Row, origin: str, target: str) -> None:
    own = ("purchase_return", record["id"])
    covers = {"unrestricted": None, PENDING: own}
    lines = [
        {
            **{key: line[key] for key in (*KEYS, "quantity")},
            "from_status": origin,
            "from_cover": covers[origin],
            "to_status": target,
            "to_cover": covers[target],
        }
        for line in record["lines"]
        if line["status"] == "unrestricted"
    ]
    if lines:
        ctx.call("stock.reclassify", cause=own, lines=lines)


def post_return(ctx: Context, event: Event) -> None:
    """Take the goods out at what they cost, write where the lots went, and tell the orders what is to come again."""
    record = event.record
    own = ("purchase_return", record["id"])
    lines = [
        {**{key: line[key] for key in (*KEYS, "cover", "quantity")}, "status": PENDING} for line in record["lines"]
    ]
    ctx.call("stock.take_out", movement="return_to_supplier", cause=own, day=record["shipped_on"], lines=lines)
    _tell(ctx, record, 1)


def _tell(ctx: Context, record: Row, sign: int) -> None:
    own = ("purchase_return", record["id"])
    edges = [
        Edge(("lot", line["lot"]), own, {"quantity": sign * line["quantity"], "exactness": "exact"})
        for line in record["lines"]
    ]
    ctx.edges("genealogy").add(edges, cause=own)
    ordered = _order_lines(ctx, record)
    if record["settlement"] == "replace" and ordered:
        rows = [
            {
                "order": ordered[line["order_line"]]["parent_id"],
                "line": line["order_line"],
                "quantity": -sign * line["quantity"],
            }
            for line in record["lines"]
            if line["order_line"] is not None
        ]
        ctx.call("purchasing.count_received", lines=rows)


def reverse_return(ctx: Context, event: Event) -> None:
    """Bring everything back to where it waited, at the value with which it went."""
    record = event.record
    own = ("purchase_return", record["id"])
    ctx.call("stock.post", movement="reverse_return", cause=own, day=ctx.today, lines=_gone(ctx, record))
    _tell(ctx, record, -1)


def _gone(ctx: Context, record: Row) -> list[Row]:
    """What the document took out and nobody has brought back, as lines of a posting."""
    keys = (*KEYS, "status", "owner", "cover")
    gone: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    where = {"and": [{"field": "cause", "op": "eq", "value": record["id"]}]}
    for row in ctx.ledger("stock").entries(where):
        if row["movement"] in {"return_to_supplier", "reverse_return"}:
            gone[tuple(row[key] for key in keys)] -= row["quantity"]
    return [{**dict(zip(keys, key, strict=True)), "quantity": amount} for key, amount in gone.items() if amount > 0]
