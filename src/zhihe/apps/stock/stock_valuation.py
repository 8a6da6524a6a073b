"""Giving stock a unit cost by hand: what is not valued yet, or an average that was wrong."""

from __future__ import annotations

from zhihe.apps.stock.valued import opened, write
from zhihe.errors import Conflict
from zhihe.kernels.quantity import ZERO
from zhihe.platform.actions import Event
from zhihe.platform.context import Context


def post_valuation(ctx: Context, event: Event) -> None:
    """Value all that stands of each line's item at its site; the quantity stays."""
    record = event.record
    costs = {}
    for number, line in enumerate(record["lines"]):
        place = (line["site"], line["item"])
        if place in costs:
            raise Conflict(
                "valuation.twice",
                "The same item at the same site stands on two lines: keep one unit cost.",
                field=f"lines[{number}].item",
            )
        costs[place] = line["unit_cost"]
    books = opened(ctx, dict.fromkeys(costs, ZERO))
    for number, (place, cost) in enumerate(costs.items()):
        if not books.standing[place].quantity:
            code = ctx.records.get("item", place[1])["code"]
            raise Conflict(
                "valuation.nothing",
                f"Nothing of {code} stands at this site, so there is nothing to value.",
                field=f"lines[{number}].item",
                value=code,
            )
        books.revalue(place, cost)
    write(ctx, books, cause=("stock_valuation", record["id"]), on=record["day"])
