"""Postings of the stock ledger together with what they are worth: the one way by which this app posts.

The quantity is posted first, then the rows of the average are locked in key order until the transaction ends; of two
postings of one item at one site the second reads the average that the first left.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from zhihe.apps.stock.costing import Books, Place, Standing
from zhihe.apps.stock.entries import single_pieces, within
from zhihe.apps.stock.put_away import follow
from zhihe.apps.stock.reserved import MAKES_UNUSABLE, give_way
from zhihe.errors import Conflict
from zhihe.kernels.quantity import ZERO, Rounding, rounded, total
from zhihe.kernels.valuation import Average
from zhihe.platform.actions import Entry, Reference, Row
from zhihe.platform.context import Context

SHIFTS = frozenset({"reclassify", "relot"})
"""Movements within an item and a location: both sides are worth the same, so no average changes."""
CARRIES = frozenset({"move", "transfer", "transfer_in"})
"""Movements that carry the value of what they take from one place into another."""
TAKES_BACK = ("refuse", "reverse_receipt")
"""Movements that take goods back out at the value with which their receipt brought them."""
PUTS_BACK = "reverse_return"
"""The movement that brings goods back in at the value with which its own document gave them out."""
STATES = ("valued", "unvalued")


@dataclass(frozen=True, slots=True)
class Priced:
    """A quantity that arrives at a location with a price: what it is worth in all, not rounded yet."""

    item: str
    location: str
    quantity: Decimal
    value: Decimal


def post(
    ctx: Context,
    movement: str,
    entries: Sequence[Entry],
    *,
    cause: Reference,
    on: dt.date | None = None,
    priced: Sequence[Priced] = (),
) -> str:
    """Post entries to the stock ledger, and what they are worth to the value ledger; the stock posting's id.

    What arrives without being among ``priced`` comes in at the present average, or unvalued where there is none.
    What is not ours has no value here.
    """
    if movement in MAKES_UNUSABLE:
        give_way(ctx, entries)
    posting = ctx.ledger("stock").post(movement, entries, cause=cause, on=on)
    if movement not in CARRIES and movement != "reclassify":
        single_pieces(ctx, [dict(entry.dimensions) for entry in entries if entry.measures["quantity"] > 0])
    follow(ctx, movement, entries, cause)
    own = [entry for entry in entries if entry.dimensions["owner"] is None]
    if movement in SHIFTS or not own:
        return posting
    sites = sites_of(ctx, [entry.dimensions["location"] for entry in own])
    net: dict[Place, Decimal] = defaultdict(Decimal)
    for entry in own:
        net[sites[entry.dimensions["location"]], entry.dimensions["item"]] += entry.measures["quantity"]
    net = {place: quantity for place, quantity in net.items() if quantity}
    if net:
        books = opened(ctx, net)
        worth = _given_out(ctx, cause) if movement == PUTS_BACK else _worth(priced, sites, books.rounding)
        _apply(ctx, books, movement, net, worth, cause)
        write(ctx, books, cause=cause, on=on)
    return posting


def sites_of(ctx: Context, locations: Iterable[str]) -> dict[str, str]:
    """The site of each location."""
    places = ctx.records.get_many("location", sorted(set(locations)), ("warehouse",))
    houses = ctx.records.get_many("warehouse", sorted({place["warehouse"] for place in places.values()}))
    return {key: houses[place["warehouse"]]["site"] for key, place in places.items()}


def rounding_of(ctx: Context) -> Rounding:
    """How money is rounded here: to the decimals of the company's currency."""
    return Rounding(int(ctx.setting("value_decimals")))


def opened(ctx: Context, net: Mapping[Place, Decimal]) -> Books:
    """The standings of these places, locked; ``net`` is what the stock ledger shows already and they do not.

    Where nothing stands the stock ledger is asked: what it had before its value was kept begins as not valued.
    """
    keys = [{"site": site, "item": item, "valuation": state} for site, item in net for state in STATES]
    rows = {(row["site"], row["item"], row["valuation"]): row for row in ctx.ledger("stock_value").keep(keys)}
    standing = {place: _standing(rows[*place, "valued"], rows[*place, "unvalued"]) for place in net}
    books = Books(standing, rounding_of(ctx))
    empty = [place for place, stands in standing.items() if not stands.quantity]
    if empty:
        there = quantities(ctx, sorted({item for _site, item in empty}))
        for place in empty:
            before = there.get(place, ZERO) - net[place]
            if before > 0:
                books.take_in("start", place, before)
    return books


def quantities(ctx: Context, items: Sequence[str] | None = None) -> dict[Place, Decimal]:
    """What the stock ledger holds of ours, by site and item."""
    where = {"and": [{"field": "owner", "op": "is_null"}, *(within(item=items)["and"] if items is not None else ())]}
    rows = ctx.ledger("stock").balances(where, ("item", "location.warehouse.site"))
    return {(row["location.warehouse.site"], row["item"]): row["quantity"] for row in rows}


def standings(ctx: Context, where: Mapping[str, object] | None = None) -> dict[Place, Standing]:
    """What stands by site and item, as the value ledger knows it; not locked."""
    found: dict[Place, dict[str, Row]] = defaultdict(dict)
    for row in ctx.ledger("stock_value").balances(where):
        found[row["site"], row["item"]][row["valuation"]] = row
    return {place: _standing(rows.get("valued"), rows.get("unvalued")) for place, rows in found.items()}


def write(ctx: Context, books: Books, *, cause: Reference, on: dt.date | None) -> None:
    """Post what happened to the books, a posting for each movement."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for (movement, (site, item)), moved in books.moved.items():
        base = {"site": site, "item": item}
        if moved.quantity or moved.value:
            measures = {"quantity": moved.quantity, "value": moved.value}
            found[movement].append(Entry({**base, "valuation": "valued"}, measures))
        if moved.unvalued:
            found[movement].append(Entry({**base, "valuation": "unvalued"}, {"quantity": moved.unvalued}))
    for movement, entries in found.items():
        ctx.ledger("stock_value").post(movement, entries, cause=cause, on=on, kept=True)


def _standing(valued: Row | None, unvalued: Row | None) -> Standing:
    average = Average(valued["quantity"], valued["value"]) if valued else Average()
    return Standing(average, unvalued["quantity"] if unvalued else ZERO)


def _worth(
    priced: Sequence[Priced], sites: Mapping[str, str], rounding: Rounding
) -> dict[Place, tuple[Decimal, Decimal]]:
    """Quantity and value of what arrives with a price, rounded once for each place."""
    found: dict[Place, list[Priced]] = defaultdict(list)
    for each in priced:
        found[sites[each.location], each.item].append(each)
    return {
        place: (total(each.quantity for each in parts), rounded(Fraction(sum(each.value for each in parts)), rounding))
        for place, parts in found.items()
    }


def _apply(
    ctx: Context,
    books: Books,
    movement: str,
    net: Mapping[Place, Decimal],
    worth: Mapping[Place, tuple[Decimal, Decimal]],
    cause: Reference,
) -> None:
    leaving = {place: -quantity for place, quantity in net.items() if quantity < 0}
    arriving = {place: quantity for place, quantity in net.items() if quantity > 0}
    try:
        if movement in CARRIES:
            books.carry(movement, leaving, arriving)
            return
        brought = _brought(ctx, cause, rounding=books.rounding, leaving=leaving) if movement in TAKES_BACK else None
        for place in sorted(leaving):
            if brought is None:
                books.give_out(movement, place, leaving[place])
            else:
                books.take_back(movement, place, leaving[place], brought.get(place))
        for place in sorted(arriving):
            quantity, value = worth.get(place, (ZERO, ZERO))
            if quantity:
                books.take_in(movement, place, quantity, value)
            if arriving[place] > quantity:
                books.take_in(movement, place, arriving[place] - quantity)
    except ValueError as error:
        raise Conflict(
            "stock.value_short",
            f"The value ledger does not hold what the stock ledger does: {error}. Run stock.check_values.",
            movement=movement,
        ) from error


def _given_out(ctx: Context, cause: Reference) -> dict[Place, tuple[Decimal, Decimal]]:
    """Quantity and value of what a document gave out valued and has not brought back, by place."""
    found: dict[Place, tuple[Decimal, Decimal]] = defaultdict(lambda: (ZERO, ZERO))
    for row in ctx.ledger("stock_value").entries(within(cause=[cause], valuation=["valued"])):
        quantity, value = found[row["site"], row["item"]]
        found[row["site"], row["item"]] = quantity - row["quantity"], value - row["value"]
    return found


def _brought(
    ctx: Context, cause: Reference, *, rounding: Rounding, leaving: Mapping[Place, Decimal]
) -> dict[Place, Decimal]:
    """What leaves of a receipt was worth when it came, by place, where it came valued and was not refused before."""
    where = within(cause=[cause], movement=["receive", *TAKES_BACK], valuation=["valued"])
    found: dict[Place, Average] = defaultdict(Average)
    for row in ctx.ledger("stock_value").entries(where):
        place = row["site"], row["item"]
        found[place] = Average(found[place].quantity + row["quantity"], found[place].value + row["value"])
    return {
        place: min(average.value, average.issue(min(leaving[place], average.quantity), rounding)[1])
        for place, average in found.items()
        if place in leaving and average.quantity > 0
    }
