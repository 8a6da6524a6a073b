"""How the demo's main warehouse puts away what is released: by tasks, in use since the last month."""

from __future__ import annotations

import datetime as dt

from zhihe.faces.demo.follow_up import Factory
from zhihe.platform.rules.facade import UnitRecords

WAITING = 3
"""So many tasks, the newest, wait for the storekeeper."""


def use_tasks(factory: Factory) -> None:
    """The warehouse begins to use put-away tasks."""
    [warehouse] = factory.find("warehouse", ("code", "W1"))
    factory.staff["admin"].change("warehouse", warehouse, put_away=True)


def put_away(factory: Factory, day: dt.date) -> None:
    """Confirm what is open at the end of a day but for the newest tasks, of which one is done in part."""
    store = factory.at("store", day, 17)
    where = {"and": [{"field": "state", "op": "eq", "value": "open"}]}
    tasks = store.run(lambda unit: UnitRecords(unit).find("put_away_task", where, ("created_at", "number")))
    for task in tasks[:-WAITING]:
        store.step("put_away_task", task, "confirm")
    for task in tasks[-1:]:
        store.step("put_away_task", task, "confirm", quantity=task["open"] // 2 or None)
