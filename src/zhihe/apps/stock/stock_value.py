"""What stock is worth, for boards and stock pages: blocked value against all of it, turnover, and the proof."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from zhihe.apps.stock.costing import share
from zhihe.apps.stock.entries import WORST_FIRST, equals
from zhihe.apps.stock.valued import quantities, rounding_of, standings
from zhihe.errors import Invalid
from zhihe.kernels.quantity import ZERO, total
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context

ISSUES = ("issue", "ship")
"""What counts as used: taken for use and shipped; not scrap, returns, counts or what went to another site."""
USABLE = "unrestricted"
HUNDRED = Decimal(100)
PLACES = Decimal("0.01")
SITE = "location.warehouse.site"
RESTRICTED = {"and": [{"field": "status", "op": "ne", "value": USABLE}]}


def board_figures(ctx: Context, event: Event) -> None:
    """What all stock is worth, how much of that is not usable, and how often it turned over in the period."""
    begin, end = event.inputs["from"], event.inputs["to"]
    if begin > end:
        raise Invalid(
            "board.period", f"The period ends on {end}, before it begins on {begin}.", field="to", value=str(end)
        )
    now = total(row["value"] for row in ctx.ledger("stock_value").balances(None, ("valuation",)))
    closing = now - _posted(ctx, _dated("gt", end))
    unvalued = equals(valuation="unvalued")
    event.result = {
        "figures": [
            _stock_value(ctx, end, closing),
            _unusable(ctx, now),
            _turnover(ctx, (begin, end), closing),
        ],
        "unvalued": {
            "items": len(ctx.ledger("stock_value").balances(unvalued)),
            "drill": {"model": "stock_value", "view": "balances", "where": unvalued},
        },
    }


def _stock_value(ctx: Context, end: dt.date, closing: Decimal) -> Row:
    """The value at the end of the period: what stands, or for a past day what was posted until then."""
    past = {"model": "stock_value", "view": "entries", "where": {"and": [_dated("le", end)]}}
    now = {"model": "stock_value", "view": "balances", "where": None}
    return {
        "key": "stock_value",
        "label": {"zh": "库存金额", "en": "Stock value"},
        "note": {
            "zh": "自有库存按移动加权平均计价，期末余额",
            "en": "Our own stock at moving average, at the end of the period",
        },
        "value": closing,
        "unit": ctx.setting("value_currency"),
        "drill": past if end < ctx.today else now,
    }


def _unusable(ctx: Context, now: Decimal) -> Row:
    """What is not usable now, in all and by status; each the sum of the rows it opens."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in _worth(ctx, "lot", RESTRICTED):
        sums[row["status"]] += row["value"] or ZERO
    unusable = total(sums.values())
    labels = {choice.key: choice.label for choice in ctx.registry.models["stock"].fields["status"].choices}
    return {
        "key": "unusable_value",
        "label": {"zh": "不可用库存金额", "en": "Unusable stock value"},
        "note": {
            "zh": "当前待检、冻结等不可用状态的库存金额，及其各占全部库存金额的比例",
            "en": "What stands now in any status but unrestricted, blocked stock first, each against all stock value",
        },
        "value": unusable,
        "numerator": unusable,
        "denominator": now,
        "share": _share(unusable, now),
        "unit": ctx.setting("value_currency"),
        "drill": {"model": "stock_value", "view": "worth", "where": RESTRICTED},
        "parts": [
            {
                "key": status,
                "label": {"zh": labels[status].zh, "en": labels[status].en},
                "value": sums[status],
                "share": _share(sums[status], now),
                "drill": {"model": "stock_value", "view": "worth", "where": equals(status=status)},
            }
            for status in WORST_FIRST
            if sums.get(status)
        ],
    }


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part * HUNDRED / whole).quantize(PLACES) if whole else None


def _turnover(ctx: Context, period: tuple[dt.date, dt.date], closing: Decimal) -> Row:
    """Cost of what was used in the period over the mean of the values at its beginning and its end."""
    within_period = [_dated("ge", period[0]), _dated("le", period[1])]
    opening = closing - _posted(ctx, *within_period)
    used = [*within_period, {"field": "movement", "op": "in", "value": list(ISSUES)}]
    cost = -_posted(ctx, *used)
    mean = (opening + closing) / 2
    return {
        "key": "turnover",
        "label": {"zh": "库存周转率", "en": "Inventory turnover"},
        "note": {
            "zh": "期间领用和发货的成本 ÷ 平均库存金额（期初与期末的平均），未估价的出库成本计为零",
            "en": "Cost of what was issued and shipped in the period ÷ average stock value (mean of its beginning and "
            "its end); what is not valued costs nothing",
        },
        "value": (cost / mean).quantize(PLACES) if mean else None,
        "numerator": cost,
        "denominator": mean.quantize(PLACES),
        "opening": opening,
        "closing": closing,
        "unit": "times",
        "drill": {"model": "stock_value", "view": "entries", "where": {"and": used}},
    }


def _posted(ctx: Context, *conditions: Row) -> Decimal:
    """The value of all entries that meet these conditions."""
    value: Decimal = ctx.ledger("stock_value").sums({"and": list(conditions)})[0]["value"]
    return value


def _dated(operator: str, day: dt.date) -> Row:
    return {"field": "business_date", "op": operator, "value": day.isoformat()}


def worth(ctx: Context, event: Event) -> None:
    """What of ours meets a filter, by item, lot or location and status, each row with its value.

    A value is the row's share of the average of its item and site, rounded to money; None where that is not valued.
    """
    by = event.inputs["by"] or "lot"
    event.result = {"currency": ctx.setting("value_currency"), "rows": _worth(ctx, by, event.inputs["where"])}


def check_values(ctx: Context, event: Event) -> None:
    """The items whose quantity in the value ledger differs from the stock ledger; empty when the two agree."""
    there = quantities(ctx)
    known = standings(ctx)
    found = []
    for site, item in sorted(there.keys() | known.keys()):
        stock = there.get((site, item), ZERO)
        valued = known[site, item].quantity if (site, item) in known else ZERO
        if stock != valued:
            found.append({"site": site, "item": item, "stock": stock, "valued": valued})
    event.result = found


def _worth(ctx: Context, by: str, where: Row | None) -> list[Row]:
    keys = tuple(dict.fromkeys(("item", by)))
    named = [f"{key}.code" for key in keys]
    group = (*keys, *named, "item.name", "item.unit.code", SITE, f"{SITE}.code", "status")
    own: Row = {"field": "owner", "op": "is_null"}
    rows = ctx.ledger("stock").balances({"and": [own, where] if where else [own]}, group)
    known = standings(ctx)
    rounding = rounding_of(ctx)
    found = []
    for row in rows:
        stands = known.get((row[SITE], row["item"]))
        found.append(
            {
                **{key: {"id": row[key], "label": row[f"{key}.code"]} for key in keys},
                "name": row["item.name"],
                "unit": row["item.unit.code"],
                "site": {"id": row[SITE], "label": row[f"{SITE}.code"]},
                "status": row["status"],
                "quantity": row["quantity"],
                "value": None if stands is None else share(stands, row["quantity"], rounding),
            }
        )
    return found
