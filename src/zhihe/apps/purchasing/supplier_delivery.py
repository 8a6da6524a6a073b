"""Figures of purchasing for the board, each with the filter that opens the deliveries it was added up from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zhihe.errors import Invalid
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context

HUNDRED = Decimal(100)
PLACES = Decimal("0.01")
YEAR = dt.timedelta(days=365)


def board_figures(ctx: Context, event: Event) -> None:
    """The share of deliveries on time, and what the period's purchases cost against the year before."""
    begin, end = event.inputs["from"], event.inputs["to"]
    if begin > end:
        raise Invalid(
            "board.period", f"The period ends on {end}, before it begins on {begin}.", field="to", value=str(end)
        )
    where = _received(begin, end)
    due = {"and": [*where["and"], {"field": "due_on", "op": "not_null"}]}
    counted = ctx.records.aggregate("supplier_delivery", {"late": ("sum", "late"), "lines": ("count", "")}, due)[0]
    on_time = counted["lines"] - (counted["late"] or 0)
    event.result = {
        "figures": [
            _share("on_time_delivery", ("准时交付率", "On-time delivery"), on_time, counted["lines"], due),
            _price_change(ctx, begin, where),
        ]
    }


def _received(begin: dt.date, end: dt.date) -> Row:
    fields = (("ge", begin), ("le", end))
    return {"and": [{"field": "received_on", "op": op, "value": day.isoformat()} for op, day in fields]}


def _share(key: str, label: tuple[str, str], part: Any, whole: Any, where: Row) -> Row:
    """A share in percent; without anything to be a share of it has no value, which is not 0."""
    value = None if not whole else (Decimal(part) * HUNDRED / Decimal(whole)).quantize(PLACES)
    return {
        "key": key,
        "label": {"zh": label[0], "en": label[1]},
        "value": value,
        "numerator": part,
        "denominator": whole,
        "unit": "%",
        "drill": {"model": "supplier_delivery", "where": where},
    }


def _price_change(ctx: Context, begin: dt.date, where: Row) -> Row:
    """What the items bought now cost more than at the mean price of the year before, in percent of that."""
    now = _by_item(ctx, where)
    before = _by_item(ctx, _received(begin - YEAR, begin - dt.timedelta(days=1)))
    both = [item for item in now if item in before]
    paid = sum((now[item][0] for item in both), Decimal(0))
    reference = sum((now[item][1] * before[item][0] / before[item][1] for item in both), Decimal(0))
    more, of = ((paid - reference).quantize(PLACES), reference.quantize(PLACES))
    return _share("price_change", ("采购价格变动", "Price change"), more, of, where)


def _by_item(ctx: Context, where: Row) -> Mapping[str, tuple[Decimal, Decimal]]:
    """Value and quantity by item of what had a price."""
    priced = {"and": [*where["and"], {"field": "price", "op": "gt", "value": 0}]}
    measures = {"value": ("sum", "value"), "quantity": ("sum", "quantity")}
    rows = ctx.records.aggregate("supplier_delivery", measures, priced, ("item",))
    return {row["item"]: (row["value"], row["quantity"]) for row in rows if row["quantity"]}
