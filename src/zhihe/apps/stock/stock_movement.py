"""Moving, issuing, shipping, returning and scrapping stock by hand."""

from __future__ import annotations

from decimal import Decimal

from zhihe.apps.stock import valued
from zhihe.apps.stock.entries import balances, entry, fill_standing
from zhihe.apps.stock.stock import check_locations, merged
from zhihe.apps.stock.stock_reservation import drawn_down, issue_of
from zhihe.errors import Conflict
from zhihe.platform.actions import Edge, Entry, Event, Row
from zhihe.platform.context import Context

OUTGOING = ("issue", "ship", "return_to_supplier")


def complete_lines(ctx: Context, event: Event) -> None:
    """Give each line the standing lot of an untracked item, and the cover its quantity stands under."""
    lots = fill_standing(ctx, event.lines)
    for line in event.lines:
        if line["id"] in lots:
            event.set(line, lot=lots[line["id"]])
        event.set(line, cover=_cover(ctx, line))


def _cover(ctx: Context, line: Row) -> object:
    if line["status"] == "unrestricted":
        return None
    keys = ("item", "lot", "location", "status", "owner")
    found = {row["cover"] for row in balances(ctx, **{key: line[key] for key in keys})}
    if len(found) > 1:
        raise Conflict(
            "stock.covers",
            f"What is {line['status']} there stands under {len(found)} documents: use the steps of those documents.",
            covers=[str(cover) for cover in found],
        )
    return found.pop() if found else None


def post_movement(ctx: Context, event: Event) -> None:
    """Post the document's lines under its kind; what left us is written into the genealogy."""
    record = event.record
    kind, reservation = record["kind"], record["reservation"]
    parts = drawn_down(ctx, reservation, record["lines"]) if reservation is not None else {}
    entries: list[Entry] = []
    for line in record["lines"]:
        entries.append(_leaving(line, parts.get(line["id"])))
        if kind == "move":
            entries.append(_arrival(ctx, line))
    valued.post(ctx, kind, merged(entries), cause=("stock_movement", record["id"]), on=record["day"])
    if reservation is not None:
        issue_of(ctx, reservation, record["lines"], parts)
    if kind in OUTGOING:
        ctx.edges("genealogy").add(
            [
                Edge(
                    ("lot", line["lot"]),
                    ("stock_movement", record["id"]),
                    {"quantity": line["quantity"], "exactness": "exact"},
                )
                for line in record["lines"]
            ],
            cause=("stock_movement", record["id"]),
        )


def _leaving(line: Row, reserved: Decimal | None) -> Entry:
    """What leaves by a line; ``reserved`` of it was kept for this, and is no longer reserved with the same posting."""
    one = entry(line, -line["quantity"])
    return one if reserved is None else Entry(one.dimensions, {**one.measures, "reserved": -reserved})


def not_in_transit(ctx: Context, event: Event) -> None:
    """What is on its way between sites is taken out of transit by its transfer only."""
    places = {line[key] for line in event.record["lines"] for key in ("location", "to_location") if line[key]}
    for location in ctx.records.get_many("location", sorted(places)).values():
        if location["location_type"] == "transit":
            raise Conflict(
                "movement.transit",
                f"Location {location['code']} is in transit between sites: use the stock transfer.",
                field="lines",
                value=location["code"],
            )


def _arrival(ctx: Context, line: Row) -> Entry:
    if line["to_location"] is None:
        raise Conflict("movement.target", "A move needs the location it goes to.", field="to_location")
    if site_of(ctx, line["location"]) != site_of(ctx, line["to_location"]):
        raise Conflict(
            "movement.sites", "A move stays within one site; use a stock transfer between sites.", field="to_location"
        )
    check_locations(ctx, [(line["to_location"], line["status"])])
    return entry(line, line["quantity"], location=line["to_location"])


def site_of(ctx: Context, location: str) -> str:
    """The site a location belongs to."""
    warehouse = ctx.records.get("location", location)["warehouse"]
    return str(ctx.records.get("warehouse", warehouse)["site"])
