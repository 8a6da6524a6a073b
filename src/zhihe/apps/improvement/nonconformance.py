"""A reject opens a nonconformance over exactly what it blocks, in the same transaction."""

from __future__ import annotations

from decimal import Decimal

from zhihe.errors import Conflict
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context

WORST_FIRST = ("critical", "major", "minor")


def name_cover(ctx: Context, event: Event) -> None:
    """Name the nonconformance that will answer for what the decision blocks, before the stock is moved."""
    if any(row["action"] == "blocked" for row in event.notes["postings"]):
        event.set(event.record, blocked_cover=("nonconformance", ctx.new_id()))


def open_for_lot(ctx: Context, event: Event) -> None:
    """Open the nonconformance named as cover; nothing blocked, nothing opened."""
    lot = event.record
    blocked = sum((row["quantity"] for row in event.notes["postings"] if row["action"] == "blocked"), Decimal(0))
    if not blocked:
        return
    ctx.records.create(
        "nonconformance",
        {
            "id": lot["blocked_cover"][1],
            "origin": "incoming" if lot["origin"] == "purchase_receipt" else "stock",
            "source": ("inspection_lot", lot["id"]),
            "item": lot["item"],
            "lot": lot["lot"],
            "supplier": lot["supplier"],
            "quantity": blocked,
            "covers": True,
            "severity": _severity(lot),
            "description": _found(ctx, lot),
        },
    )


def _severity(lot: Row) -> str | None:
    """The worst class of what was found nonconforming."""
    found = {line["class"] for line in lot["characteristics"] if line["nonconforming"]}
    return next((each for each in WORST_FIRST if each in found), None)


def _found(ctx: Context, lot: Row) -> str:
    parts = [f"{lot['number']}: {event_text(ctx, line)}" for line in lot["characteristics"] if line["nonconforming"]]
    return "\n".join(parts) or str(lot["number"])


def event_text(ctx: Context, line: Row) -> str:
    """One characteristic's finding in words of numbers: name, nonconforming of inspected."""
    name = ctx.records.get("characteristic", line["characteristic"])["name"]
    return f"{name} {line['nonconforming']}/{line['inspected']}"


def _covered(ctx: Context, record: Row) -> list[Row]:
    """What stands under the report, also in lots that were split off."""
    own = ("nonconformance", record["id"])
    where = [{"field": "item", "op": "eq", "value": record["item"]}, {"field": "cover", "op": "eq", "value": own}]
    return [row for row in ctx.ledger("stock").balances({"and": where}) if row["quantity"] > 0]


def not_worked_on(ctx: Context, event: Event) -> None:
    """A decision is not reopened under a nonconformance that somebody already works on."""
    source = {"model": "inspection_lot", "id": event.record["id"]}
    where = {"and": [{"field": "source", "op": "eq", "value": source}]}
    for report in ctx.records.find("nonconformance", where):
        if report["state"] not in {"open", "cancelled"}:
            raise Conflict(
                "reopen.nonconformance",
                f"{report['number']} is {report['state']}: its disposition decides, not a new inspection.",
                record=report["number"],
                state=report["state"],
            )


def nothing_blocked(ctx: Context, event: Event) -> None:
    """A nonconformance that still answers for stock is neither closed nor cancelled."""
    left = sum((row["quantity"] for row in _covered(ctx, event.record)), Decimal(0))
    if left:
        raise Conflict(
            "nonconformance.covers",
            f"{event.record['number']} still answers for {left}: their disposition comes first.",
            quantity=str(left),
        )


def block_stock(ctx: Context, event: Event) -> None:
    """Contain what is free of the lot, up to the quantity found, where nothing is blocked under this report yet."""
    record = event.record
    if record["covers"]:
        return
    ctx.call(
        "stock.reclassify",
        cause=("nonconformance", record["id"]),
        lines=[
            {
                "item": record["item"],
                "lot": record["lot"],
                "from_status": "unrestricted",
                "to_status": "blocked",
                "to_cover": ("nonconformance", record["id"]),
                "quantity": record["quantity"],
            }
        ],
    )
    ctx.records.change("nonconformance", record["id"], {"covers": True})


def report_found(ctx: Context, event: Event) -> None:
    """Open the reports that a count named for blocked stock which was found after its own report was closed."""
    before: dict[str, Row] = event.notes["found"]
    rows = [
        {
            "id": line["cover"][1],
            "origin": "stock",
            "source": ("stock_count", event.record["id"]),
            "lot": line["lot"],
            "quantity": line["difference"],
            "covers": True,
            "description": before[line["id"]]["number"],
            **{key: before[line["id"]][key] for key in ("item", "supplier", "severity")},
        }
        for line in event.record["lines"]
        if line["id"] in before and line["cover"][0] == "nonconformance"
    ]
    ctx.records.create_many("nonconformance", rows)
