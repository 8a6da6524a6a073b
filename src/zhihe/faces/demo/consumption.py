"""What the demo's workshop takes out of the store: at the end of a month, most of what is free and came by then."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from zhihe.faces.demo.follow_up import Factory
from zhihe.platform.actions import Row
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules.facade import UnitLedger, UnitRecords

SHARES = (0, 0, 40, 60, 80, 100, 100)
"""How much of a lot a month takes, in percent."""


def consume(factory: Factory, first: dt.date) -> None:
    """Issue what a month uses up until today, as one document.

    By a chance of its own, so that it changes nothing of the history.
    """
    engine = factory.staff["store"].house.engine
    last = (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    end = min(last, engine.clock().astimezone(engine.zone).date())
    chance = random.Random(first.toordinal())  # noqa: S311 - a demo, the same at every start
    store = factory.at("store", end, 16)
    taken = [(row, int(row["free"]) * chance.choice(SHARES) // 100) for row in store.run(lambda unit: _free(unit, end))]
    keys = ("item", "lot", "location")
    lines: list[dict[str, Any]] = [
        {**{key: row[key] for key in keys}, "quantity": quantity} for row, quantity in taken if quantity
    ]
    if lines:
        made = store.create("stock_movement", [{"kind": "issue", "day": end, "lines": lines}])[0]
        store.step("stock_movement", made, "post")


def recheck(factory: Factory, today: dt.date) -> None:
    """One lot that expires lies open for inspection again; its stock is free until it falls due in some days."""
    engineer = factory.at("engineer", today, 8)
    perishing = {row["id"] for row in factory.find("item") if row["maximum_life_days"]}
    standing = [row for row in engineer.run(lambda unit: _free(unit, today)) if row["item"] in perishing]
    [site] = factory.find("site", ("code", "F1"))
    for row in standing[:1]:
        due = today + dt.timedelta(days=5)
        engineer.operate("quality.inspect_stock", site=site["id"], lot=row["lot"], origin="recurring", covers_on=due)


def _free(unit: Unit, until: dt.date) -> list[Row]:
    """What is free of lots that were there by a day, in order of their codes."""
    where = {"and": [{"field": "status", "op": "eq", "value": "unrestricted"}]}
    rows = UnitLedger(unit, unit.model("stock")).balances(where)
    lots = UnitRecords(unit).get_many("lot", [row["lot"] for row in rows])
    there = [row for row in rows if not lots[row["lot"]]["standing"] and lots[row["lot"]]["created_at"].date() <= until]
    return sorted(there, key=lambda row: str(lots[row["lot"]]["code"]))
