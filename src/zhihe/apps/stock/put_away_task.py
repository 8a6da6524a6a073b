"""Confirming a put-away task: a part or all of it is moved, by the same document as any other move."""

from __future__ import annotations

from zhihe.apps.stock.entries import equals
from zhihe.errors import Conflict, Invalid
from zhihe.platform.actions import Event
from zhihe.platform.context import Context


def take_part(ctx: Context, event: Event) -> None:
    """Note how much goes where; refused is more than is open, no place, and what a hold keeps where it is."""
    task, asked = event.record, event.inputs["quantity"]
    left = task["open"]
    quantity = left if asked is None else asked
    if not 0 < quantity <= left:
        raise Invalid(
            "put_away.quantity",
            f"{task['number']} has {left} to put away, not {quantity}.",
            field="quantity",
            value=str(quantity),
            available=str(left),
        )
    target = event.inputs["to_location"] or task["to_location"]
    if target is None or target == task["location"]:
        raise Invalid(
            "put_away.target",
            f"{task['number']} has no other place to go to: name the location.",
            field="to_location",
            value=target,
        )
    keys = {key: task[key] for key in ("item", "lot", "location", "owner")}
    for row in ctx.ledger("stock").balances(equals(**keys, status="unrestricted", cover=None)):
        if row["held"]:
            raise Conflict(
                "put_away.held",
                f"The stock of {task['number']} is on hold: it stays where it is until the hold is released.",
                field="lot",
                record=task["number"],
            )
    event.notes["part"] = (quantity, target)
    event.set(task, done=task["done"] + quantity)


def move_part(ctx: Context, event: Event) -> None:
    """Post the move of what was confirmed."""
    task, (quantity, target) = event.record, event.notes["part"]
    line = {**{key: task[key] for key in ("item", "lot", "location", "owner")}, "status": "unrestricted"}
    move = ctx.records.create(
        "stock_movement",
        {
            "kind": "move",
            "put_away_task": task["id"],
            "lines": [{**line, "to_location": target, "quantity": quantity}],
        },
    )
    ctx.records.step("stock_movement", move["id"], "post")
