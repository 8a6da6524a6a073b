"""Entries of the stock ledger from rows of documents, and the balances behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from zhihe.errors import Conflict
from zhihe.platform.actions import Entry, Row
from zhihe.platform.context import Context

KEYS = ("item", "lot", "location", "status", "owner", "cover")
Key = tuple[Any, ...]
"""The dimensions of a balance, in the order of ``KEYS``."""
WORST_FIRST = ("blocked", "return_pending", "rework", "in_inspection", "sample", "concession", "unrestricted")
"""The statuses from the most to the least restricted: a surplus takes the worst that is present."""


def entry(row: Mapping[str, Any], quantity: Decimal, **other: Any) -> Entry:
    """One entry over the dimensions of a row; ``other`` replaces some of them."""
    return Entry({key: other.get(key, row.get(key)) for key in KEYS}, {"quantity": quantity})


def equals(**values: Any) -> dict[str, Any]:
    """A filter tree: every field equals its value, and is empty where the value is None."""
    parts = [
        {"field": key, "op": "is_null"} if value is None else {"field": key, "op": "eq", "value": value}
        for key, value in values.items()
    ]
    return {"and": parts}


def within(**values: Sequence[Any]) -> dict[str, Any]:
    """A filter tree: every field is one of its values."""
    return {"and": [{"field": key, "op": "in", "value": list(value)} for key, value in values.items()]}


def balances(ctx: Context, **values: Any) -> list[Row]:
    """The balances above zero that meet the values, in a steady order."""
    found = [row for row in ctx.ledger("stock").balances(equals(**values)) if row["quantity"] > 0]
    return sorted(found, key=lambda row: (str(row["lot"]), str(row["location"]), str(row["status"]), str(row["cover"])))


def drawn(
    ctx: Context, quantity: Decimal, used: dict[Key, Decimal] | None = None, **values: Any
) -> list[tuple[Row, Decimal]]:
    """Which balances a quantity is taken from, in steady order; Conflict when they hold less.

    ``used`` remembers what earlier draws of the same posting took, so that no two of them take the same pieces.
    """
    taken: list[tuple[Row, Decimal]] = []
    used = {} if used is None else used
    left = quantity
    for row in balances(ctx, **values):
        key = tuple(row[each] for each in KEYS)
        part = min(left, row["quantity"] - used.get(key, Decimal(0)))
        if part > 0:
            taken.append((row, part))
            used[key] = used.get(key, Decimal(0)) + part
            left -= part
    if left > 0:
        stands = quantity - left
        raise Conflict(
            "stock.insufficient",
            f"Only {stands} of the {quantity} asked for stand there as {values.get('status')}.",
            asked=str(quantity),
            available=str(stands),
            **{key: str(value) for key, value in values.items()},
        )
    return taken


def standing_lots(ctx: Context, items: Sequence[str]) -> dict[str, str]:
    """The one lot of each untracked item, made where it is missing; by item."""
    wanted = list(dict.fromkeys(items))
    found = {row["item"]: row["id"] for row in ctx.records.find("lot", within(item=wanted, standing=[True]))}
    for item in wanted:
        if item not in found:
            lot = ctx.records.ensure("lot", {"item": item, "code": "-"}, {"standing": True})
            found[item] = lot["id"]
    return found


def fill_standing(ctx: Context, rows: Sequence[Row]) -> dict[str, str]:
    """The standing lot for each row of an untracked item that names no lot, by row id."""
    bare = [row for row in rows if row.get("lot") is None]
    items = ctx.records.get_many("item", [row["item"] for row in bare])
    untracked = [row for row in bare if items[row["item"]]["tracking"] == "none"]
    for row in bare:
        if row not in untracked:
            raise Conflict(
                "stock.lot_missing",
                f"{items[row['item']]['code']} is tracked by lot: name the lot.",
                field="lot",
                item=items[row["item"]]["code"],
            )
    lots = standing_lots(ctx, [row["item"] for row in untracked]) if untracked else {}
    return {row["id"]: lots[row["item"]] for row in untracked}


def single_pieces(ctx: Context, arrived: Sequence[Row]) -> None:
    """Refuse a serial number that would stand for more than one piece, after its arrival was posted.

    The lots are locked before they are added up: of two who bring the same number, the second sees the first.
    """
    items = ctx.records.get_many("item", sorted({row["item"] for row in arrived}))
    lots = sorted({row["lot"] for row in arrived if items[row["item"]]["tracking"] == "serial"})
    if not lots:
        return
    locked = ctx.records.lock("lot", lots)
    for row in ctx.ledger("stock").balances(within(lot=lots), ("lot",)):
        if row["quantity"] > 1:
            code = locked[row["lot"]]["code"]
            raise Conflict(
                "stock.serial",
                f"Serial number {code} would stand for {row['quantity']} pieces; each piece has a number of its own.",
                field="lot",
                value=code,
                quantity=str(row["quantity"]),
            )
