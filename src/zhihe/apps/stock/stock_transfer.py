"""A transfer between sites: out of a location into transit, and from there in; status, cover and owner stay."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from zhihe.apps.stock import valued
from zhihe.apps.stock.covers import tell_covers
from zhihe.apps.stock.entries import KEYS, Key, balances, drawn, entry
from zhihe.apps.stock.stock import check_locations, merged
from zhihe.apps.stock.stock_movement import complete_lines, site_of
from zhihe.errors import Conflict, Invalid
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context

__all__ = [
    "between_sites",
    "complete_lines",
    "note_arrived",
    "note_lost",
    "note_returned",
    "post_lost",
    "post_received",
    "post_shipped",
    "post_turned_back",
]


def between_sites(ctx: Context, event: Event) -> None:
    """Every line goes to another site, by way of a location that is in transit."""
    record = event.record
    transit = ctx.records.get("location", record["transit"])
    if transit["location_type"] != "transit":
        raise Conflict("transfer.transit", f"Location {transit['code']} is not in transit.", field="transit")
    for number, line in enumerate(record["lines"]):
        if line["quantity"] <= 0:
            raise Conflict("transfer.quantity", "The quantity must be above zero.", field=f"lines[{number}].quantity")
        if site_of(ctx, line["location"]) == site_of(ctx, line["to_location"]):
            raise Conflict(
                "transfer.sites",
                "A transfer goes to another site; use a stock movement within one.",
                field=f"lines[{number}].to_location",
            )


def note_arrived(ctx: Context, event: Event) -> None:
    """Say what arrives: what the step names by line, or all that is still on its way."""
    del ctx
    lines = event.record["lines"]
    now: dict[int, Decimal] = defaultdict(Decimal)
    for number, row in enumerate(event.inputs.get("lines") or ()):
        if not row["quantity"] > 0 or row["line"] > len(lines):
            raise Invalid(
                "transfer.part",
                f"Line {row['line']} with {row['quantity']}: name a line of 1 to {len(lines)}, and a quantity above 0.",
                field=f"lines[{number}].line",
                value=row["line"],
            )
        now[row["line"] - 1] += row["quantity"]
    if not now and "lines" in event.inputs:
        raise Invalid("transfer.nothing", "Say which lines arrived, and how much of each.", field="lines")
    moved = now or {at: line["outstanding"] for at, line in enumerate(lines)}
    for at, quantity in moved.items():
        if quantity > lines[at]["outstanding"]:
            raise Conflict(
                "transfer.over",
                f"Line {at + 1}: {lines[at]['outstanding']} are on their way, not {quantity}.",
                field="lines",
                value=str(quantity),
                available=str(lines[at]["outstanding"]),
            )
    event.notes["moved"] = [(lines[at], quantity) for at, quantity in moved.items() if quantity]
    for line, quantity in event.notes["moved"]:
        event.set(line, received=(line["received"] or 0) + quantity)


def note_lost(ctx: Context, event: Event) -> None:
    """All that is still on its way is missing."""
    del ctx
    _note_rest(event, "lost")


def note_returned(ctx: Context, event: Event) -> None:
    """All that is still on its way comes home."""
    del ctx
    _note_rest(event, "returned")


def _note_rest(event: Event, field: str) -> None:
    event.notes["moved"] = [(line, line["outstanding"]) for line in event.record["lines"] if line["outstanding"]]
    for line, quantity in event.notes["moved"]:
        event.set(line, **{field: quantity})


def post_shipped(ctx: Context, event: Event) -> None:
    """Out of where it stood, into transit."""
    record = event.record
    entries = [
        each
        for line in record["lines"]
        for each in (
            entry(line, -line["quantity"]),
            entry(line, line["quantity"], location=record["transit"]),
        )
    ]
    valued.post(ctx, "transfer", merged(entries), cause=("stock_transfer", record["id"]), on=record["day"])


def post_received(ctx: Context, event: Event) -> None:
    """Out of transit, into the receiving site; a location accepts only its statuses."""
    event.notes["arrived"] = _taken_in(ctx, event, "to_location")


def post_turned_back(ctx: Context, event: Event) -> None:
    """Out of transit, back to where it came from."""
    _taken_in(ctx, event, "location")


def post_lost(ctx: Context, event: Event) -> None:
    """What did not arrive leaves stock as a count difference, under the transfer."""
    record = event.record
    entries = [entry(row, -part) for _line, row, part in _in_transit(ctx, event)]
    if entries:
        entries = merged(entries)
        valued.post(ctx, "count", entries, cause=("stock_transfer", record["id"]), on=record["received_on"])
        tell_covers(ctx, entries)


def _taken_in(ctx: Context, event: Event, target: str) -> list[Row]:
    """Post what comes out of transit to the target of its line; what arrived where, in which status."""
    record = event.record
    found = _in_transit(ctx, event)
    arrived = [{**row, "location": line[target], "quantity": part} for line, row, part in found]
    check_locations(ctx, [(row["location"], row["status"]) for row in arrived])
    entries = [entry(row, -part) for _line, row, part in found] + [entry(row, row["quantity"]) for row in arrived]
    if entries:
        on = record["received_on"]
        valued.post(ctx, "transfer_in", merged(entries), cause=("stock_transfer", record["id"]), on=on)
    return arrived


def _in_transit(ctx: Context, event: Event) -> list[tuple[Row, Row, Decimal]]:
    """Which balances in transit each line's quantity is: as it was shipped, or as it was decided on meanwhile."""
    used: dict[Key, Decimal] = {}
    found: list[tuple[Row, Row, Decimal]] = []
    for line, quantity in event.notes["moved"]:
        keys = {"item": line["item"], "lot": line["lot"], "location": event.record["transit"], "owner": line["owner"]}
        shipped = {"status": line["status"], "cover": line["cover"]}
        stands = balances(ctx, **keys, **shipped)
        there = sum((row["quantity"] - used.get(tuple(row[each] for each in KEYS), 0) for row in stands), Decimal(0))
        same = min(quantity, max(there, Decimal(0)))
        parts = drawn(ctx, same, used, **keys, **shipped) if same else []
        parts += drawn(ctx, quantity - same, used, **keys) if quantity > same else []
        found += [(line, row, part) for row, part in parts]
    return found
