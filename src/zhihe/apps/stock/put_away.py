"""What is free and still stands where it was received: told to the storekeeper as tasks, whatever freed it.

Every posting of this app passes here. Of one lot at one place no more is open in tasks than stands there free.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from zhihe.apps.stock.entries import within
from zhihe.kernels.quantity import ZERO
from zhihe.platform.actions import Entry, Reference, Row
from zhihe.platform.context import Context

Stand = tuple[str, str, str, str | None]
"""Item, lot, location and owner of free stock."""
KEYS = ("item", "lot", "location", "owner")
FROM = frozenset({"receiving", "quarantine"})
"""The types of locations where nothing is meant to stay."""
FREES = frozenset({"receive", "reclassify", "transfer_in", "relot"})
"""Movements after which what is free there has to be put away; what is moved there by hand was put there."""


def follow(ctx: Context, movement: str, entries: Sequence[Entry], cause: Reference) -> None:
    """Open tasks for what a posting freed at a place of receipt, lessen those whose stock it took away."""
    moved: dict[Stand, Decimal] = defaultdict(Decimal)
    for one in entries:
        if one.dimensions["status"] == "unrestricted":
            item, lot, location, owner = (one.dimensions[key] for key in KEYS)
            moved[item, lot, location, owner] += one.measures["quantity"]
    places = _places(ctx, {location for _item, _lot, location, _owner in moved})
    here = {stand: quantity for stand, quantity in moved.items() if stand[2] in places}
    gone = [stand for stand, quantity in here.items() if quantity < 0]
    come = {stand: quantity for stand, quantity in here.items() if quantity > 0}
    if gone:
        _lessen(ctx, gone)
    if come and movement in FREES:
        _open(ctx, come, places, cause)


def _places(ctx: Context, locations: set[str]) -> dict[str, Row]:
    """Those of the locations from which is put away, each with its warehouse."""
    if not locations:
        return {}
    found = ctx.records.get_many("location", sorted(locations), ("warehouse",))
    houses = ctx.records.get_many("warehouse", sorted({place["warehouse"] for place in found.values()}))
    return {
        key: houses[place["warehouse"]]
        for key, place in found.items()
        if place["location_type"] in FROM and houses[place["warehouse"]]["put_away"]
    }


def _open(ctx: Context, come: Mapping[Stand, Decimal], places: Mapping[str, Row], cause: Reference) -> None:
    usual = _usual(ctx, places)
    lies = _lies(ctx, sorted({stand[0] for stand in come if places[stand[2]]["id"] not in usual}))
    rows = []
    for stand, quantity in come.items():
        house = places[stand[2]]["id"]
        keys = dict(zip(KEYS, stand, strict=True))
        target = usual.get(house) or lies.get((stand[0], house))
        rows.append({**keys, "quantity": quantity, "to_location": target, "source": cause})
    ctx.records.create_many("put_away_task", rows)


def _usual(ctx: Context, places: Mapping[str, Row]) -> dict[str, str]:
    """The usual place of each warehouse that names one; of several the first by code."""
    houses = sorted({house["id"] for house in places.values()})
    found = ctx.records.find("location", within(warehouse=houses, usual=[True], active=[True]), ["-code"])
    return {row["warehouse"]: row["id"] for row in found}


def _lies(ctx: Context, items: Sequence[str]) -> dict[tuple[str, str], str]:
    """Where most of an item lies free in storage, by item and warehouse."""
    if not items:
        return {}
    rows = ctx.ledger("stock").balances(within(item=items, status=["unrestricted"]), ("item", "location"))
    at = ctx.records.get_many("location", sorted({row["location"] for row in rows}))
    best: dict[tuple[str, str], tuple[Decimal, str]] = {}
    for row in rows:
        place = at[row["location"]]
        key = (row["item"], place["warehouse"])
        if place["location_type"] == "storage" and place["active"] and row["quantity"] > 0:
            best[key] = max(best.get(key, (ZERO, "")), (row["quantity"], place["id"]))
    return {key: location for key, (_quantity, location) in best.items()}


def _lessen(ctx: Context, gone: Sequence[Stand]) -> None:
    """Take off tasks what they have open above what stands there still, the newest first."""
    where = within(
        state=["open"], item=sorted({stand[0] for stand in gone}), location=sorted({stand[2] for stand in gone})
    )
    tasks = [row for row in ctx.records.lock_where("put_away_task", where) if tuple(row[key] for key in KEYS) in gone]
    if not tasks:
        return
    over: dict[Stand, Decimal] = defaultdict(Decimal)
    for task in tasks:
        over[_stand(task)] += task["open"]
    at = within(lot=sorted({task["lot"] for task in tasks}), status=["unrestricted"])
    for row in ctx.ledger("stock").balances(at):
        if _stand(row) in over:
            over[_stand(row)] -= row["quantity"]
    steps: dict[str, dict[str, Decimal]] = {}
    for task in sorted(tasks, key=lambda row: (row["created_at"], row["id"]), reverse=True):
        less = min(task["open"], over[_stand(task)])
        if less > 0:
            steps[task["id"]] = {"quantity": less}
            over[_stand(task)] -= less
    ctx.records.step_many("put_away_task", "lessen", steps)


def _stand(row: Row) -> Stand:
    return row["item"], row["lot"], row["location"], row["owner"]
