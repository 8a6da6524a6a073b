"""Reserving free stock for a purpose, releasing it, and drawing it down by an issue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from zhihe.apps.stock.entries import balances, entry
from zhihe.errors import Conflict
from zhihe.platform.actions import Entry, Event, Row
from zhihe.platform.context import Context

LATEST = dt.date.max


def reserve(ctx: Context, event: Event) -> None:
    """Make a reservation and take it at once; its number."""
    made = ctx.records.create("stock_reservation", dict(event.inputs))
    event.result = ctx.records.step("stock_reservation", made["id"], "reserve")["number"]


def release_reservation(ctx: Context, event: Event) -> None:
    """Free what a reservation still keeps."""
    ctx.records.step("stock_reservation", event.inputs["reservation"], "release")


def choose_lots(ctx: Context, event: Event) -> None:
    """Say which lots are kept: the one that was named, or those that expire first."""
    record = event.record
    if ctx.records.get("location", record["location"])["location_type"] == "transit":
        raise Conflict("reservation.transit", "What is in transit cannot be reserved.", field="location")
    keys = {"item": record["item"], "location": record["location"], "status": "unrestricted", "owner": None}
    rows = balances(ctx, **keys, **({"lot": record["lot"]} if record["lot"] is not None else {}))
    lots = ctx.records.get_many("lot", sorted({row["lot"] for row in rows}))
    rows.sort(key=lambda row: (lots[row["lot"]]["expires_on"] or LATEST, row["lot"]))
    lines, left = [], record["quantity"]
    for row in rows:
        part = min(left, row["free"])
        if part > 0:
            lines.append({"lot": row["lot"], "quantity": part})
            left -= part
    if left > 0:
        free = record["quantity"] - left
        raise Conflict(
            "reservation.insufficient",
            f"Only {free} of the {record['quantity']} asked for are free there.",
            field="quantity",
            value=str(record["quantity"]),
            available=str(free),
        )
    event.set(record, lines=lines, reserved_at=ctx.now)


def place_of(record: Row, lot: str, quantity: Decimal) -> Entry:
    """So much of a lot at the reservation's place, as the ledger counts it."""
    return entry({**record, "lot": lot, "status": "unrestricted", "owner": None, "cover": None}, quantity)


def take_reservation(ctx: Context, event: Event) -> None:
    """Keep it on the ledger; of two who want the last piece one is refused."""
    record = event.record
    ctx.ledger("stock").reserve([place_of(record, line["lot"], line["quantity"]) for line in record["lines"]])


def empty_lines(ctx: Context, event: Event) -> None:
    """A released reservation keeps nothing."""
    del ctx
    event.notes["kept"] = [(line["lot"], line["quantity"]) for line in event.record["lines"]]
    for line in event.record["lines"]:
        event.set(line, quantity=Decimal(0))


def free_reservation(ctx: Context, event: Event) -> None:
    """Free on the ledger what the reservation kept."""
    freed = [place_of(event.record, lot, -quantity) for lot, quantity in event.notes["kept"] if quantity]
    if freed:
        ctx.ledger("stock").reserve(freed)


def drawn_down(ctx: Context, reservation: str, lines: list[Row]) -> dict[str, Decimal]:
    """How much of each line comes out of a reservation, by line id; the rest comes out of what is free.

    Balances are locked before the reservation: who makes stock unusable takes them in that order too.
    """
    ctx.ledger("stock").keep([entry(line, Decimal(0)).dimensions for line in lines])
    record = ctx.records.lock("stock_reservation", [reservation])[reservation]
    if record["state"] != "reserved":
        raise Conflict(
            "reservation.state",
            f"{record['number']} is {record['state']}: it keeps nothing to issue.",
            field="reservation",
            value=record["number"],
        )
    kept = {row["lot"]: row["quantity"] for row in ctx.records.lines("stock_reservation", reservation)}
    parts: dict[str, Decimal] = {}
    for line in lines:
        fits = line["status"] == "unrestricted" and line["location"] == record["location"] and line["owner"] is None
        part = min(kept.get(line["lot"], Decimal(0)), line["quantity"]) if fits else Decimal(0)
        if part:
            parts[line["id"]] = part
            kept[line["lot"]] -= part
    if not parts:
        raise Conflict(
            "reservation.other",
            f"{record['number']} keeps nothing of what is issued here.",
            field="reservation",
            value=record["number"],
        )
    return parts


def issue_of(ctx: Context, reservation: str, lines: list[Row], parts: Mapping[str, Decimal]) -> None:
    """Note on the reservation what was issued for it; all of it issued, it is fulfilled."""
    issued: dict[str, Decimal] = {}
    for line in lines:
        if line["id"] in parts:
            issued[line["lot"]] = issued.get(line["lot"], Decimal(0)) + parts[line["id"]]
    record = ctx.records.get("stock_reservation", reservation)
    rows = ctx.records.lines("stock_reservation", reservation)
    left = lessened(rows, issued)
    total = sum(issued.values(), Decimal(0))
    last = total == record["open"]
    ctx.records.change("stock_reservation", reservation, {"lines": left, "issued": record["issued"] + total})
    if last:
        ctx.records.step("stock_reservation", reservation, "fulfil")


def lessened(rows: list[Row], less: Mapping[str, Decimal]) -> list[Row]:
    """The lines of a reservation with less of some lots, as a change of it."""
    return [{"id": row["id"], "quantity": row["quantity"] - less[row["lot"]]} for row in rows if row["lot"] in less]
