"""The stock ledger's operations: lots made, goods received, statuses changed, for the apps above."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from zhihe.apps.stock import valued
from zhihe.apps.stock.arrivals import HOLDS, hold_arrivals, meet_holds
from zhihe.apps.stock.entries import Key, drawn, entry, standing_lots, within
from zhihe.apps.stock.valued import Priced
from zhihe.errors import Conflict, Invalid
from zhihe.platform.actions import Entry, Event, Find, Row
from zhihe.platform.context import Context


def make_lots(ctx: Context, event: Event) -> None:
    """Find or make the lot of each line; the answer maps the line's key to the lot.

    An untracked item uses its standing lot. A lot number that exists already must be of the same supplier lot, so
    that a number cannot be received again as something else.
    """
    lines = event.inputs["lines"]
    if event.inputs["arrive"]:
        meet_holds(ctx, lines)
    items = ctx.records.get_many("item", [line["item"] for line in lines])
    untracked = [line for line in lines if items[line["item"]]["tracking"] == "none"]
    standing = standing_lots(ctx, [line["item"] for line in untracked]) if untracked else {}
    result = {line["key"]: standing[line["item"]] for line in untracked}
    tracked = [line for line in lines if line["key"] not in result]
    lots = _tracked(ctx, items, tracked)
    result |= {line["key"]: str(lot["id"]) for line, lot in zip(tracked, lots, strict=True)}
    event.result = result


def _tracked(ctx: Context, items: dict[str, Row], lines: list[Row]) -> list[Row]:
    lots = ctx.records.ensure_many("lot", [_lot_of(ctx, items[line["item"]], line) for line in lines])
    for line, lot in zip(lines, lots, strict=True):
        for key in ("supplier", "supplier_lot"):
            if line[key] is not None and lot[key] != line[key]:
                raise Conflict(
                    "lot.other",
                    f"Lot {lot['code']} of {items[line['item']]['code']} stands already with another {key}; use a new "
                    "lot number.",
                    field=key,
                    value=str(line[key]),
                    stands=str(lot[key]),
                )
    return lots


def _lot_of(ctx: Context, item: Row, line: Row) -> tuple[Row, Row]:
    """The key of a line's lot, and its values where it is new."""
    if not line["code"]:
        raise Invalid("lot.code", f"{item['code']} is tracked by lot: give a lot number.", field="code")
    values = {
        "supplier": line["supplier"],
        "supplier_lot": line["supplier_lot"],
        "made_on": line["made_on"],
        "certificate_number": line["certificate_number"],
        "certificate": line["certificate"],
        "expires_on": line["expires_on"] or _expiry(item, line["made_on"], ctx.today),
    }
    return {"item": item["id"], "code": line["code"]}, values


def _expiry(item: Row, made_on: dt.date | None, today: dt.date) -> dt.date | None:
    days = item["shelf_life_days"]
    return None if days is None else (made_on or today) + dt.timedelta(days=days)


def receive(ctx: Context, event: Event) -> None:
    """Bring a receipt's lines onto the ledger, each into the status it was given."""
    _post(ctx, event, "receive")


def post(ctx: Context, event: Event) -> None:
    """Post a movement of the ledger for a document of another app."""
    _post(ctx, event, event.inputs["movement"])


def _post(ctx: Context, event: Event, movement: str) -> None:
    lines = event.inputs["lines"]
    arrived = [line for line in lines if line["quantity"] > 0]
    (holds,) = check_locations(ctx, [(line["location"], line["status"]) for line in arrived], HOLDS)
    if movement == "receive":
        hold_arrivals(ctx, holds, (line["lot"] for line in arrived), event.inputs["day"])
    entries = [entry(line, line["quantity"]) for line in lines]
    priced = [
        Priced(line["item"], line["location"], line["quantity"], line["value"])
        for line in lines
        if line["value"] is not None and line["quantity"] > 0
    ]
    event.result = valued.post(
        ctx, movement, entries, cause=event.inputs["cause"], on=event.inputs["day"], priced=priced
    )


def check_locations(ctx: Context, arrivals: list[tuple[str, str]], *further: Find) -> list[list[Row]]:
    """Refuse a status that a location does not accept; what is asked ``further`` comes with the same statement."""
    locations = sorted({location for location, _status in arrivals})
    # The places come with their rules: what arrives is valued by site next.
    rules, _places, *found = ctx.records.gather(
        Find("location_rule", within(location=locations)),
        Find("location", within(id=locations), links=("warehouse",)),
        *further,
    )
    accepted = {rule["location"]: rule["statuses"] for rule in rules}
    for location, status in arrivals:
        if location in accepted and status not in accepted[location]:
            code = ctx.records.get("location", location)["code"]
            raise Conflict(
                "location.status",
                f"Location {code} accepts {', '.join(accepted[location])} only, not {status}.",
                field="location",
                value=code,
                status=status,
            )
    return found


def reclassify(ctx: Context, event: Event) -> None:
    """Change status and cover of quantities wherever they stand; both sides carry the same lot and location."""
    entries: list[Entry] = []
    used: dict[Key, Decimal] = {}
    for line in event.inputs["lines"]:
        for row, part in drawn(ctx, line["quantity"], used, **_place(line, "from_status", "from_cover")):
            entries.append(entry(row, -part))
            entries.append(entry(row, part, status=line["to_status"], cover=line["to_cover"]))
    event.result = valued.post(ctx, "reclassify", merged(entries), cause=event.inputs["cause"])


def scrap(ctx: Context, event: Event) -> None:
    """Take quantities of a status and cover out of stock, wherever they stand."""
    _take_out(ctx, event, "scrap", None)


def take_out(ctx: Context, event: Event) -> None:
    """Take quantities of a status and cover out of stock by a movement, for a document of another app."""
    _take_out(ctx, event, event.inputs["movement"], event.inputs["day"])


def _take_out(ctx: Context, event: Event, movement: str, day: dt.date | None) -> None:
    used: dict[Key, Decimal] = {}
    entries = [
        entry(row, -part)
        for line in event.inputs["lines"]
        for row, part in drawn(ctx, line["quantity"], used, **_place(line, "status", "cover"))
    ]
    event.result = valued.post(ctx, movement, merged(entries), cause=event.inputs["cause"], on=day)


def _place(line: Row, status: str, cover: str) -> Row:
    """What a line says of the balances it draws from.

    Without a lot these are all lots under its cover: a document answers also for what was split off.
    """
    if line["lot"] is None and line[cover] is None:
        raise Invalid("stock.lot_or_cover", "A line names its lot, or the document that answers for it.", field="lot")
    keys = {"item": line["item"], "status": line[status], "cover": line[cover]}
    return keys | {key: line[key] for key in ("lot", "location") if line.get(key) is not None}


def merged(entries: list[Entry]) -> list[Entry]:
    """One entry a balance: what a posting does to the same key is added up; what comes to nothing is left out."""
    sums: dict[tuple[object, ...], tuple[Entry, dict[str, Decimal]]] = {}
    for one in entries:
        _first, amounts = sums.setdefault(tuple(one.dimensions.values()), (one, {}))
        for measure, amount in one.measures.items():
            amounts[measure] = amounts.get(measure, Decimal(0)) + amount
    return [Entry(one.dimensions, amounts) for one, amounts in sums.values() if any(amounts.values())]
