"""Reservations of stock that stops being usable: dropped in the same transaction, the newest first, and told (I6).

Balances are locked before reservations are read, so that a reservation under way is waited for and a later one finds
the stock as it is then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from zhihe.apps.stock.entries import entry, within
from zhihe.apps.stock.stock_reservation import lessened
from zhihe.kernels.quantity import ZERO
from zhihe.platform.actions import Entry, Find, Row
from zhihe.platform.context import Context, Label

MAKES_UNUSABLE = frozenset({"reclassify", "scrap", "count", "reverse_receipt"})
"""Movements before which reservations give way; any other is refused what is reserved for somebody."""
TOLD = Label(
    "预留失效：库存冻结、报废、盘亏或变更了状态", "Reserved stock stopped being usable; its reservation was dropped"
)


def give_way(ctx: Context, entries: Sequence[Entry]) -> None:
    """Drop as much of the reservations as a posting takes of what is reserved."""
    leaving = [each for each in entries if each.measures["quantity"] < 0 and _reservable(each)]
    if not leaving:
        return
    taken = {tuple(each.dimensions.values()): -each.measures["quantity"] for each in leaving}
    short = []
    for row in ctx.ledger("stock").keep([each.dimensions for each in leaving]):
        left = row["quantity"] - taken[tuple(entry(row, ZERO).dimensions.values())]
        if row["reserved"] > left:
            short.append((row, row["reserved"] - max(left, ZERO)))
    _drop(ctx, short)


def _reservable(one: Entry) -> bool:
    return one.dimensions["status"] == "unrestricted" and one.dimensions["owner"] is None


def drop_held(ctx: Context, gate: str, keys: Sequence[str]) -> None:
    """Drop all reservations of what a hold reaches, after it was raised."""
    where = within(**{gate: keys})
    where["and"].append({"field": "reserved", "op": "gt", "value": 0})
    _drop(ctx, [(row, row["reserved"]) for row in ctx.ledger("stock").balances(where)])


def _drop(ctx: Context, short: Sequence[tuple[Row, Decimal]]) -> None:
    """Free on the ledger what is short of each balance, and take it off the reservations, newest first."""
    if not short:
        return
    ctx.ledger("stock").reserve([entry(row, -amount) for row, amount in short])
    known = _reservations(ctx, [row for row, _amount in short])
    less: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row, amount in short:
        left = amount
        for record in known:
            kept = sum((line["quantity"] for line in record["lines"] if line["lot"] == row["lot"]), ZERO)
            if kept and left and record["location"] == row["location"]:
                less[record["id"]][row["lot"]] = min(kept, left)
                left -= min(kept, left)
    for record in known:
        if lots := less.get(record["id"]):
            _lessen(ctx, record, lots)


def _reservations(ctx: Context, rows: Sequence[Row]) -> list[Row]:
    """The reservations at these places with their lines, locked, the newest first."""
    where = within(
        state=["reserved"],
        item=sorted({row["item"] for row in rows}),
        location=sorted({row["location"] for row in rows}),
    )
    locked = [row["id"] for row in ctx.records.lock_where("stock_reservation", where)]
    found = ctx.records.gather(Find("stock_reservation", within(id=locked), ("lines",)))[0] if locked else []
    return sorted(found, key=lambda record: (record["reserved_at"], record["id"]), reverse=True)


def _lessen(ctx: Context, record: Row, lots: dict[str, Decimal]) -> None:
    lost = sum(lots.values(), ZERO)
    last = lost == record["open"]
    change = {"lines": lessened(record["lines"], lots), "dropped": record["dropped"] + lost}
    ctx.records.change("stock_reservation", record["id"], change)
    if last:
        ctx.records.step("stock_reservation", record["id"], "drop")
    ctx.notify(f"user {record['requested_by'] or record['created_by']}", TOLD, ("stock_reservation", record["id"]))
