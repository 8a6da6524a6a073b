"""Published worked examples of stock valuation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from zhihe.faces.validate.example import Example
from zhihe.kernels.quantity import Rounding, add
from zhihe.kernels.valuation import Average, Layers, cost

EDWARDS = "Edwards, Hermanson, Buchheit: Accounting Principles, A Business Perspective, ch. 7"
WEYGANDT = "Weygandt, Kimmel, Kieso: Accounting Principles, appendix 6A, illustration 6A-2 (perpetual FIFO)"
ODOO = "Odoo 19 documentation, Valuation cheat sheet, Costing methods"
FINCAL = "R package FinCal 0.6.3, reference of cogs, example"

# A receipt is (units, unit cost), an issue (units, None).
Postings = Sequence[tuple[int, str | None]]
BOOK: Postings = (
    (10, "8.00"),
    (10, "8.50"),
    (10, None),
    (20, "8.40"),
    (20, None),
    (10, "9.00"),
    (10, None),
    (20, "8.80"),
    (20, None),
    (10, "9.10"),
)
CONDENSERS: Postings = ((100, "10"), (200, "11"), (300, "12"), (550, None), (400, "13"))
TABLES: Postings = ((8, "10"), (4, "16"), (10, None), (2, "6"))
FRUIT: Postings = ((2, "2"), (3, "3"), (5, "5"), (7, None))


def _average(postings: Postings, *, places: int = 2) -> tuple[Average, Decimal]:
    """Give the stock and the cost of all issues under moving average."""
    stock, issued = Average(), Decimal(0)
    for units, unit_cost in postings:
        if unit_cost is None:
            stock, spent = stock.issue(Decimal(units), Rounding(places))
            issued = add(issued, spent)
        else:
            stock = stock.receive(Decimal(units), units * Decimal(unit_cost))
    return stock, issued


def _fifo(postings: Postings) -> tuple[Layers, Decimal]:
    """Give the layers and the cost of all issues under first in, first out."""
    stock, issued = Layers(), Decimal(0)
    for number, (units, unit_cost) in enumerate(postings):
        if unit_cost is None:
            stock, taken = stock.issue(Decimal(units), Rounding(2))
            issued = add(issued, cost(taken))
        else:
            stock = stock.receive(str(number), Decimal(units), units * Decimal(unit_cost))
    return stock, issued


EXAMPLES = [
    Example(
        "valuation.moving_average",
        f"{EDWARDS}, weighted-average under perpetual inventory procedure",
        "ending inventory",
        178.58,
        lambda: float(_average(BOOK)[0].value),
        0.005,
    ),
    Example(
        "valuation.moving_average",
        f"{EDWARDS}, weighted-average under perpetual inventory procedure",
        "cost of goods sold",
        511.42,
        lambda: float(_average(BOOK)[1]),
        0.005,
    ),
    Example(
        "valuation.moving_average",
        f"{EDWARDS}, weighted-average under perpetual inventory procedure",
        "unit cost of ending inventory",
        8.929,
        lambda: float(_average(BOOK)[0].unit_cost() or 0),
        0.0005,
    ),
    Example(
        "valuation.moving_average",
        ODOO,
        "value after delivering 10",
        24.0,
        lambda: float(_average(TABLES[:3])[0].value),
    ),
    Example("valuation.moving_average", ODOO, "value at the end", 36.0, lambda: float(_average(TABLES)[0].value)),
    Example(
        "valuation.moving_average",
        ODOO,
        "unit cost at the end",
        9.0,
        lambda: float(_average(TABLES)[0].unit_cost() or 0),
    ),
    Example("valuation.fifo", f"{EDWARDS}, exhibit 56", "ending inventory", 179.0, lambda: float(_fifo(BOOK)[0].value)),
    Example("valuation.fifo", f"{EDWARDS}, exhibit 56", "cost of goods sold", 511.0, lambda: float(_fifo(BOOK)[1])),
    Example("valuation.fifo", WEYGANDT, "ending inventory", 5800.0, lambda: float(_fifo(CONDENSERS)[0].value)),
    Example("valuation.fifo", WEYGANDT, "cost of goods sold", 6200.0, lambda: float(_fifo(CONDENSERS)[1])),
    Example("valuation.fifo", ODOO, "value after delivering 10", 32.0, lambda: float(_fifo(TABLES[:3])[0].value)),
    Example("valuation.fifo", ODOO, "value at the end", 44.0, lambda: float(_fifo(TABLES)[0].value)),
    Example("valuation.moving_average", FINCAL, "costOfGoods, WAC", 26.6, lambda: float(_average(FRUIT)[1]), 0.05),
    Example(
        "valuation.moving_average", FINCAL, "endingInventory, WAC", 11.4, lambda: float(_average(FRUIT)[0].value), 0.05
    ),
    Example("valuation.fifo", FINCAL, "costOfGoods", 23.0, lambda: float(_fifo(FRUIT)[1])),
    Example("valuation.fifo", FINCAL, "endingInventory", 15.0, lambda: float(_fifo(FRUIT)[0].value)),
]
