"""The facts of a period, read once for all suppliers: schedule lines, receipts, prices, decided lots, answers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from zhihe.apps.suppliers.period import MANY, between
from zhihe.apps.suppliers.prices import YEAR, Money, purchases, reference_prices
from zhihe.apps.suppliers.standing import escapes, services, standings
from zhihe.kernels.rating import Facts, Lot, Period, Receipt, ScheduleLine
from zhihe.platform.actions import Row
from zhihe.platform.context import Context

CODES = {"accept": "A", "reject": "R", "retest": "RT"}
IN_LIMIT = 1000


def gather(ctx: Context, period: Period, suppliers: Sequence[str]) -> dict[str, Facts]:
    """The facts of each supplier in a period."""
    money = Money(ctx)
    received = _received(ctx, period)
    schedule = _schedule(ctx, period)
    prices = reference_prices(ctx, period, money)
    lots = _lots(ctx, period, received, money)
    answers = services(ctx, period)
    missed = escapes(ctx, period)
    capped = standings(ctx, period)
    return {
        supplier: Facts(
            lots=tuple(lots[supplier]),
            escapes=tuple(missed[supplier]),
            schedule=tuple(schedule[supplier]),
            purchases=tuple(purchases(received[supplier], prices, money)),
            services=tuple(answers[supplier]),
            standings=tuple(capped[supplier]),
        )
        for supplier in suppliers
    }


def _received(ctx: Context, period: Period) -> dict[str, list[Row]]:
    where = {"and": [between("received_on", period.first, period.last)]}
    found: dict[str, list[Row]] = defaultdict(list)
    for row in ctx.records.find("supplier_delivery", where, limit=MANY):
        found[row["supplier"]].append(row)
    return found


def _schedule(ctx: Context, period: Period) -> dict[str, list[ScheduleLine]]:
    """The schedule lines that may close in the period, with the receipts that fill each: the earliest due first.

    A line closes when its late tolerance is over, so those promised before the period may close in it.
    """
    late = ctx.setting("late_days")
    longer = {"field": "late_days", "op": "gt", "value": late}
    where = {
        "or": [
            between("due_on", period.first - dt.timedelta(days=late), period.last),
            {"and": [longer, between("due_on", period.first - YEAR, period.last)]},
        ]
    }
    due = ctx.records.find("supplier_schedule", where, limit=MANY)
    order_lines = {row["order_line"] for row in due}
    rows = list(_of_lines(ctx, "supplier_schedule", order_lines))
    arrived = list(_of_lines(ctx, "supplier_delivery", order_lines))
    filled = _fill(rows, arrived)
    found: dict[str, list[ScheduleLine]] = defaultdict(list)
    for row in due:
        if row["quantity"] > 0:
            what = row["id"], row["item"], row["due_on"], row["quantity"], tuple(filled[row["id"]])
            found[row["supplier"]].append(ScheduleLine(*what, row["early_days"], row["late_days"]))
    return found


def _of_lines(ctx: Context, view: str, order_lines: set[str]) -> Iterator[Row]:
    wanted = sorted(order_lines)
    for start in range(0, len(wanted), IN_LIMIT):
        some = wanted[start : start + IN_LIMIT]
        where = {"and": [{"field": "order_line", "op": "in", "value": some}]}
        yield from ctx.records.find(view, where, limit=MANY)


def _fill(schedule: Sequence[Row], arrived: Sequence[Row]) -> dict[str, list[Receipt]]:
    left: dict[str, list[tuple[Row, Decimal]]] = defaultdict(list)
    for row in sorted(arrived, key=lambda item: (item["received_on"], item["id"])):
        left[row["order_line"]].append((row, row["quantity"]))
    filled: dict[str, list[Receipt]] = defaultdict(list)
    for line in sorted(schedule, key=lambda item: (item["due_on"], item["id"])):
        need = line["quantity"]
        queue = left[line["order_line"]]
        while need > 0 and queue:
            row, rest = queue.pop(0)
            part = min(need, rest)
            filled[line["id"]].append(Receipt(row["id"], row["received_on"], part))
            need -= part
            if rest > part:
                queue.insert(0, (row, rest - part))
    return filled


def _lots(ctx: Context, period: Period, received: Mapping[str, list[Row]], money: Money) -> dict[str, list[Lot]]:
    """Decided inspection lots of the period; a skipped lot counts as received without inspection."""
    value = {row["id"]: row["quantity"] * (money.paid(row) or 0) for rows in received.values() for row in rows}
    where = {"and": [between("decided_on", period.first, period.last)]}
    found: dict[str, list[Lot]] = defaultdict(list)
    decided = ctx.records.find("inspection_lot", where, limit=MANY)
    items = ctx.records.get_many("item", sorted({row["item"] for row in decided}))
    for row in decided:
        if row["supplier"] is None or row["quantity"] <= 0:
            continue
        # A curtailed lot says of so many units only as were looked at before Re was reached.
        inspected = row["sample_size"] if row["inspected"] is None else row["inspected"]
        found[row["supplier"]].append(
            Lot(
                ref=row["id"],
                item=row["item"],
                quantity=row["quantity"],
                value=Decimal(value.get(row["source_line"], 0)),
                decision=CODES.get(row["decision"] or "", ""),
                inspected=Decimal(inspected) if inspected else None,
                nonconforming=Decimal(min(row["nonconforming"] or 0, inspected or 0)),
                group=items[row["item"]]["group"] or "",
            )
        )
    return found
