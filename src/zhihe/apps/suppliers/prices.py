"""Prices paid and to be compared with, in the company's currency; what cannot be converted has no price score."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from zhihe.apps.suppliers.period import MANY, between
from zhihe.kernels.rating import Period, Purchase
from zhihe.platform.actions import Row
from zhihe.platform.context import Context

YEAR = dt.timedelta(days=365)


class Money:
    """The exchange rates of the company, each valid from its day until the next."""

    def __init__(self, ctx: Context) -> None:
        self._own = ctx.setting("value_currency")
        self._rates: dict[str, list[tuple[dt.date, Decimal]]] = defaultdict(list)
        for row in ctx.records.find("exchange_rate", sort=("valid_from",), limit=MANY):
            self._rates[row["currency"]].append((row["valid_from"], row["rate"]))

    def converted(self, amount: Decimal | None, currency: str, day: dt.date) -> Decimal | None:
        """An amount in the company's currency at the rate of a day; None where no rate is known."""
        if amount is None or currency == self._own:
            return amount
        rates = self._rates[currency]
        place = bisect_right(rates, day, key=lambda each: each[0])
        return None if place == 0 else amount * rates[place - 1][1]

    def paid(self, delivery: Row) -> Decimal | None:
        """The unit price of a delivery; what was received without an order has none."""
        return self.converted(delivery["price"], delivery["currency"], delivery["received_on"])


def reference_prices(ctx: Context, period: Period, money: Money) -> Mapping[str, Decimal]:
    """The weighted price of each item over the twelve months before the period; zero prices count for nothing.

    What was paid in another currency is converted at the rate of the period's first day.
    """
    where = {
        "and": [
            between("received_on", period.first - YEAR, period.first - dt.timedelta(days=1)),
            {"field": "price", "op": "gt", "value": 0},
        ]
    }
    measures = {"value": ("sum", "value"), "quantity": ("sum", "quantity")}
    spent: dict[str, Decimal] = defaultdict(Decimal)
    bought: dict[str, Decimal] = defaultdict(Decimal)
    for row in ctx.records.aggregate("supplier_delivery", measures, where, ("item", "currency")):
        value = money.converted(row["value"], row["currency"], period.first)
        if value is not None and row["quantity"]:
            spent[row["item"]] += value
            bought[row["item"]] += row["quantity"]
    return {item: spent[item] / bought[item] for item in spent}


def purchases(received: Sequence[Row], prices: Mapping[str, Decimal], money: Money) -> list[Purchase]:
    """What was bought of a supplier, with the price to compare with where one is known."""
    return [
        Purchase(row["id"], row["item"], row["quantity"], money.paid(row), prices.get(row["item"]))
        for row in received
        if row["quantity"] > 0
    ]
