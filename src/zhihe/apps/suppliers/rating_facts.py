"""The facts of a period, read once for all suppliers: schedule lines, receipts, prices, decided lots, answers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from zhihe.kernels.rating import Facts, Lot, Period, Purchase, Receipt, ScheduleLine, Service, ServiceAspect
from zhihe.platform.actions import Row
from zhihe.platform.context import Context

CODES = {"accept": "A", "reject": "R", "retest": "RT"}
MANY = 100_000
IN_LIMIT = 1000
YEAR = dt.timedelta(days=365)


def gather(ctx: Context, period: Period, suppliers: Sequence[str]) -> dict[str, Facts]:
    """The facts of each supplier in a period."""
    received = _received(ctx, period)
    schedule = _schedule(ctx, period)
    prices = _reference_prices(ctx, period)
    lots = _lots(ctx, period, received)
    answers = _answers(ctx, period)
    return {
        supplier: Facts(
            lots=tuple(lots[supplier]),
            schedule=tuple(schedule[supplier]),
            purchases=tuple(_purchases(received[supplier], prices)),
            services=tuple(answers[supplier]),
        )
        for supplier in suppliers
    }


def _between(field: str, first: dt.date, last: dt.date) -> dict[str, Any]:
    return {"field": field, "op": "between", "value": [first, last]}


def _received(ctx: Context, period: Period) -> dict[str, list[Row]]:
    where = {"and": [_between("received_on", period.first, period.last)]}
    found: dict[str, list[Row]] = defaultdict(list)
    for row in ctx.records.find("supplier_delivery", where, limit=MANY):
        found[row["supplier"]].append(row)
    return found


def _schedule(ctx: Context, period: Period) -> dict[str, list[ScheduleLine]]:
    """The schedule lines due in the period, each with the receipts that fill it: the earliest due is filled first."""
    due = ctx.records.find("supplier_schedule", {"and": [_between("due_on", period.first, period.last)]}, limit=MANY)
    order_lines = {row["order_line"] for row in due}
    rows = list(_of_lines(ctx, "supplier_schedule", order_lines))
    arrived = list(_of_lines(ctx, "supplier_delivery", order_lines))
    filled = _fill(rows, arrived)
    found: dict[str, list[ScheduleLine]] = defaultdict(list)
    for row in due:
        if row["quantity"] > 0:
            line = ScheduleLine(row["id"], row["item"], row["due_on"], row["quantity"], tuple(filled[row["id"]]))
            found[row["supplier"]].append(line)
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


def _reference_prices(ctx: Context, period: Period) -> Mapping[str, Decimal]:
    """The weighted price of each item over the twelve months before the period; zero prices count for nothing."""
    where = {
        "and": [
            _between("received_on", period.first - YEAR, period.first - dt.timedelta(days=1)),
            {"field": "price", "op": "gt", "value": 0},
        ]
    }
    measures = {"value": ("sum", "value"), "quantity": ("sum", "quantity")}
    rows = ctx.records.aggregate("supplier_delivery", measures, where, ("item",))
    return {row["item"]: row["value"] / row["quantity"] for row in rows if row["quantity"]}


def _purchases(received: Sequence[Row], prices: Mapping[str, Decimal]) -> list[Purchase]:
    return [
        Purchase(row["id"], row["item"], row["quantity"], row["price"], prices.get(row["item"]))
        for row in received
        if row["quantity"] > 0
    ]


def _lots(ctx: Context, period: Period, received: Mapping[str, list[Row]]) -> dict[str, list[Lot]]:
    """Decided inspection lots of the period; a skipped lot counts as received without inspection."""
    value = {row["id"]: row["quantity"] * (row["price"] or 0) for rows in received.values() for row in rows}
    where = {"and": [_between("decided_on", period.first, period.last)]}
    found: dict[str, list[Lot]] = defaultdict(list)
    for row in ctx.records.find("inspection_lot", where, limit=MANY):
        if row["supplier"] is None or row["quantity"] <= 0:
            continue
        found[row["supplier"]].append(
            Lot(
                ref=row["id"],
                item=row["item"],
                quantity=row["quantity"],
                value=Decimal(value.get(row["source_line"], 0)),
                decision=CODES.get(row["decision"] or "", ""),
                inspected=Decimal(row["sample_size"]) if row["sample_size"] else None,
                nonconforming=Decimal(min(row["nonconforming"] or 0, row["sample_size"] or 0)),
            )
        )
    return found


def _answers(ctx: Context, period: Period) -> dict[str, list[Service]]:
    """Corrective-action requests whose answer fell due in the period: answered in time or not."""
    where = {"and": [_between("due_on", period.first, period.last)]}
    found: dict[str, list[Service]] = defaultdict(list)
    for row in ctx.records.find("supplier_corrective_action", where, limit=MANY):
        in_time = row["answered_on"] is not None and row["answered_on"] <= row["due_on"]
        found[row["supplier"]].append(Service(row["id"], ServiceAspect.SCAR_RESPONSE, Decimal(int(in_time))))
    return found
