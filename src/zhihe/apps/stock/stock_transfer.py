"""A transfer between sites: out of a location into transit, and from there in; status, cover and owner stay."""

from __future__ import annotations

from collections.abc import Callable

from zhihe.apps.stock import valued
from zhihe.apps.stock.entries import entry
from zhihe.apps.stock.stock import check_locations, merged
from zhihe.apps.stock.stock_movement import complete_lines, site_of
from zhihe.errors import Conflict
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context

__all__ = ["between_sites", "complete_lines", "post_received", "post_shipped", "post_turned_back"]


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


def post_shipped(ctx: Context, event: Event) -> None:
    """Out of where it stood, into transit."""
    _shift(ctx, event.record, "transfer", lambda line: line["location"], lambda _line: event.record["transit"])


def post_received(ctx: Context, event: Event) -> None:
    """Out of transit, into the receiving site; a location accepts only its statuses."""
    lines = event.record["lines"]
    check_locations(ctx, [(line["to_location"], line["status"]) for line in lines])
    _shift(ctx, event.record, "transfer_in", lambda _line: event.record["transit"], lambda line: line["to_location"])


def post_turned_back(ctx: Context, event: Event) -> None:
    """Out of transit, back to where it came from."""
    _shift(ctx, event.record, "transfer_in", lambda _line: event.record["transit"], lambda line: line["location"])


def _shift(
    ctx: Context, record: Row, movement: str, origin: Callable[[Row], str], target: Callable[[Row], str]
) -> None:
    entries = [
        each
        for line in record["lines"]
        for each in (
            entry(line, -line["quantity"], location=origin(line)),
            entry(line, line["quantity"], location=target(line)),
        )
    ]
    day = record["day"] if movement == "transfer" else record["received_on"]
    valued.post(ctx, movement, merged(entries), cause=("stock_transfer", record["id"]), on=day)
