"""Goods receipts: lots made, tolerances kept, stock posted, orders told; and the reversal of all of it."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from zhihe.apps.purchasing.approvals import approvals_of, refuse_uncertified, refuse_unless_open
from zhihe.errors import Conflict, Invalid
from zhihe.platform.actions import Edge, Event, Find, Row
from zhihe.platform.context import Context


def fresh_delivery_note(ctx: Context, event: Event) -> None:
    """A supplier's delivery note is received once; his record is locked, so that two clicks do not both pass."""
    record = event.record
    ctx.records.lock("partner", [record["supplier"]])
    where = {
        "and": [
            {"field": "supplier", "op": "eq", "value": record["supplier"]},
            {"field": "delivery_note", "op": "eq", "value": record["delivery_note"]},
            {"field": "state", "op": "ne", "value": "reversed"},
        ]
    }
    known = ctx.records.one("goods_receipt", where)
    if known is not None:
        raise Conflict(
            "receipt.known",
            f"Delivery note {record['delivery_note']} is on {known['number']} already.",
            field="delivery_note",
            value=record["delivery_note"],
            record=known["number"],
        )


def prepare_lines(ctx: Context, event: Event) -> None:
    """Find or make the lot of each line, and land it free where no other app says otherwise."""
    record = event.record
    lines = [
        {
            "key": line["id"],
            "item": line["item"],
            "code": line["lot_code"] or _default_code(ctx, record, line),
            "supplier": record["supplier"],
            "supplier_lot": line["supplier_lot"],
            **{key: line[key] for key in ("made_on", "expires_on", "certificate_number", "certificate")},
        }
        for line in event.lines
    ]
    lots = ctx.call("stock.make_lots", arrive=True, lines=lines)
    for line in event.lines:
        event.set(line, lot=lots[line["id"]])
        if line["status"] is None:
            event.set(line, status="unrestricted")


def _default_code(ctx: Context, record: Row, line: Row) -> str | None:
    """The receipt's number and line where the item is tracked and nobody gave a lot number."""
    if ctx.records.get("item", line["item"])["tracking"] == "none":
        return None
    return f"{record['number']}-{line['position'] + 1}"


def fits_orders(ctx: Context, event: Event) -> None:
    """Every line is of this supplier's released order, within the tolerance, and not blocked for receipt."""
    record = event.record
    arriving: dict[str, Decimal] = defaultdict(Decimal)
    for line in record["lines"]:
        if line["order_line"] is not None:
            arriving[line["order_line"]] += line["quantity"]
    found, order_lines = _standing(ctx, record, sorted(arriving))
    for line in record["lines"]:
        refuse_unless_open(ctx, found.get(line["item"]), line["item"], "block_receipt")
        if line["status"] == "unrestricted":
            refuse_uncertified(ctx, found.get(line["item"]), line)
    if record["received_on"] > ctx.today:
        raise Invalid("receipt.future", f"{record['received_on']} is in the future.", field="received_on")
    percent = ctx.setting("over_delivery_percent")
    for line in record["lines"]:
        if line["order_line"] is not None:
            _fits(ctx, record, line, order_lines[line["order_line"]], arriving[line["order_line"]], percent)


def _standing(ctx: Context, record: Row, order_lines: list[str]) -> tuple[dict[str, Row], dict[str, Row]]:
    """The quality information records by item, and the order lines by id, their orders with them."""
    asked = [approvals_of(record["supplier"], record["site"], record["lines"])]
    if order_lines:
        where = {"field": "id", "op": "in", "value": order_lines}
        asked.append(Find("purchase_order_line", where, links=("parent_id",)))
    found = ctx.records.gather(*asked)
    return {row["item"]: row for row in found[0]}, {row["id"]: row for rows in found[1:] for row in rows}


def _fits(ctx: Context, record: Row, line: Row, ordered: Row, arriving: Decimal, percent: Decimal) -> None:
    order = ctx.records.get("purchase_order", ordered["parent_id"])
    if order["state"] != "released" or order["supplier"] != record["supplier"]:
        raise Conflict(
            "receipt.order",
            f"{order['number']} is {order['state']} or of another supplier: receive on a released order of this one.",
            field="order_line",
            order=order["number"],
        )
    if ordered["item"] != line["item"]:
        raise Conflict("receipt.item", f"The line of {order['number']} orders another item.", field="item")
    limit = ordered["quantity"] * (100 + percent) / 100
    if ordered["received"] + arriving > limit:
        raise Conflict(
            "receipt.over",
            f"{order['number']} orders {ordered['quantity']}, {ordered['received']} came before: {arriving} more "
            f"exceed the {percent} % allowed over it ({limit}).",
            field="quantity",
            value=str(arriving),
            limit=str(limit),
        )


def post_receipt(ctx: Context, event: Event) -> None:
    """Post the lines into the status each was given, tell the orders, and write where the lots came from."""
    record = event.record
    _post(ctx, record, "receive", 1)
    _tell_orders(ctx, record, 1)
    _edges(ctx, record, 1)


def _post(ctx: Context, record: Row, movement: str, sign: int) -> None:
    lines = [
        {
            **{key: line[key] for key in ("item", "lot", "location", "status", "cover")},
            "quantity": sign * line["quantity"],
            "value": _value(ctx, line),
        }
        for line in record["lines"]
    ]
    ctx.call(
        "stock.post", movement=movement, cause=("goods_receipt", record["id"]), day=record["received_on"], lines=lines
    )


def _value(ctx: Context, line: Row) -> Decimal | None:
    """What a line is worth at its order's price, in the company's currency.

    None without a price, and where the order is in another currency and names no rate.
    """
    if line["order_line"] is None:
        return None
    ordered = ctx.records.get("purchase_order_line", line["order_line"])
    order = ctx.records.get("purchase_order", ordered["parent_id"])
    rate = Decimal(1) if order["currency"] == ctx.setting("value_currency") else order["exchange_rate"]
    if ordered["price"] is None or not rate:
        return None
    worth: Decimal = line["quantity"] * ordered["price"] * rate
    return worth


def _tell_orders(ctx: Context, record: Row, sign: int) -> None:
    received = [line for line in record["lines"] if line["order_line"] is not None]
    if not received:
        return
    order_lines = ctx.records.get_many("purchase_order_line", [line["order_line"] for line in received])
    ctx.call(
        "purchasing.count_received",
        lines=[
            {
                "order": order_lines[line["order_line"]]["parent_id"],
                "line": line["order_line"],
                "quantity": sign * line["quantity"],
            }
            for line in received
        ],
    )


def _edges(ctx: Context, record: Row, sign: int) -> None:
    edges = [
        Edge(
            ("goods_receipt_line", line["id"]),
            ("lot", line["lot"]),
            {"quantity": sign * line["quantity"], "exactness": "exact"},
        )
        for line in record["lines"]
    ]
    ctx.edges("genealogy").add(edges, cause=("goods_receipt", record["id"]))


def reverse_receipt(ctx: Context, event: Event) -> None:
    """Take everything back out of the status it landed in; refused where a part has left it."""
    record = {
        **event.record,
        "received_on": ctx.today,
        "lines": [kept for kept in map(_kept, event.record["lines"]) if kept["quantity"]],
    }
    if not record["lines"]:
        return
    _post(ctx, record, "reverse_receipt", -1)
    _tell_orders(ctx, record, -1)
    _edges(ctx, record, -1)


def _kept(line: Row) -> Row:
    """The line with what was not refused of it."""
    return {**line, "quantity": line["quantity"] - (line["refused"] or 0)}


def note_refused(ctx: Context, event: Event) -> None:
    """Add up what is refused on each line; only what is still in inspection goes back at the gate."""
    del ctx
    lines = event.record["lines"]
    if not event.inputs["lines"]:
        raise Invalid("refuse.nothing", "Name the lines and quantities that are refused.", field="lines")
    refused: dict[int, Decimal] = defaultdict(Decimal)
    for number, row in enumerate(event.inputs["lines"]):
        if row["line"] > len(lines):
            raise Invalid(
                "refuse.line",
                f"The receipt has {len(lines)} lines, not a line {row['line']}.",
                field=f"lines[{number}].line",
                value=row["line"],
            )
        if row["quantity"] <= 0:
            raise Invalid("refuse.quantity", "The quantity must be above zero.", field=f"lines[{number}].quantity")
        refused[row["line"] - 1] += row["quantity"]
    event.notes["refused"] = [{**lines[at], "quantity": quantity} for at, quantity in refused.items()]
    for at, quantity in refused.items():
        _refuse(event, lines[at], at + 1, quantity)


def _refuse(event: Event, line: Row, number: int, quantity: Decimal) -> None:
    if line["status"] != "in_inspection":
        raise Conflict(
            "refuse.status",
            f"Line {number} did not land in inspection: send it back with a purchase return.",
            field="lines",
            value=number,
        )
    left = _kept(line)["quantity"]
    if quantity > left:
        raise Conflict(
            "refuse.over",
            f"Line {number} still has {left}; {quantity} cannot be refused.",
            field="lines",
            value=str(quantity),
            available=str(left),
        )
    event.set(line, refused=(line["refused"] or 0) + quantity)


def post_refused(ctx: Context, event: Event) -> None:
    """Take what is refused out of inspection, wherever it stands, and tell the orders that it did not come."""
    record = {**event.record, "lines": event.notes["refused"]}
    lines = [{key: line[key] for key in ("item", "status", "cover", "quantity")} for line in record["lines"]]
    ctx.call("stock.take_out", movement="refuse", cause=("goods_receipt", record["id"]), day=ctx.today, lines=lines)
    _tell_orders(ctx, record, -1)
    _edges(ctx, record, -1)
