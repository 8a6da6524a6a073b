"""How many rows a list has, by the planner's guess: at once for any size."""

from __future__ import annotations

from dataclasses import replace

import orjson

from zhihe.platform.store.asked import Asked


def rows(asked: Asked) -> int:
    """The number of rows the planner expects."""
    statement = asked.counting()
    explained = replace(statement, text=f"explain (format json) {statement.text}")
    plan = asked.tx.tuples(explained, asked.params)[0][0]
    found = plan if isinstance(plan, list) else orjson.loads(plan)
    return int(found[0]["Plan"]["Plan Rows"])
