"""Twelve months of a factory: orders, receipts, inspections, rejections, ratings, by the real write path."""

from __future__ import annotations

import datetime as dt
import random
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from zhihe.errors import Conflict, NotFound
from zhihe.faces.demo.actor import Actor
from zhihe.faces.demo.company import DEMO_USERS, people, start_company
from zhihe.faces.demo.consumption import consume, recheck
from zhihe.faces.demo.follow_up import follow_up
from zhihe.faces.demo.storing import put_away, use_tasks
from zhihe.faces.http.house import House
from zhihe.platform.actions import Row
from zhihe.platform.rules.companies import open_company
from zhihe.platform.rules.facade import UnitRecords
from zhihe.platform.store import talk

ORDERS_A_MONTH = 14
LINES = (1, 2, 3)
FRESH = dt.timedelta(days=3)
"""What is older was read by those it was for."""
PHASE_ONE = 2
"""After so many months the limits of the control chart are frozen."""
POOR = {"S004": 0.05, "S008": 0.03}
"""Suppliers with a process that makes this share nonconforming; the others make a tenth of a percent."""
LATE = {"S004": 0.4, "S010": 0.3}
INSPECTED = ("tracking", "lot")
"""Items whose receipts are inspected; what lies open for an inspector is made of them, whatever the seed."""
Show = Callable[[str], None]


def build_demo(house: House, company: str, *, seed: int, months: int, show: Show) -> None:
    """Make the company where it is missing, then its history; the same seed makes the same factory.

    Refuses a company that is no demo, so that nobody's real one is filled with invented orders.
    """
    database = house.engine.database
    try:
        database.company_number(company)
    except NotFound:
        open_company(database, company, "示范气缸有限公司")
        start_company(house, company)
    if len(people(house, company)) < len(DEMO_USERS):
        raise Conflict(
            "demo.company",
            f"The company {company} is no demo company: name one that does not exist yet with --company.",
            field="company",
            value=company,
        )
    build_history(house, company, seed=seed, months=months, show=show, stop=lambda: False)


def build_history(house: House, company: str, *, seed: int, months: int, show: Show, stop: Callable[[], bool]) -> None:
    """Build the months before this one, each with its ratings; says how far it is."""
    today = house.engine.clock().astimezone(house.engine.zone).date()
    staff = people(house, company)
    # The same chance at every start, and one for each, so that what is open changes nothing of the history.
    leave_open(Factory(house, staff, random.Random(seed)), today)  # noqa: S311
    factory = Factory(house, staff, random.Random(seed))  # noqa: S311
    orders = 0
    for number, first in enumerate(_months(today, months), 1):
        if number == months:
            use_tasks(factory)
        for _ in range(ORDERS_A_MONTH):
            if stop():
                return
            factory.order(first)
            orders += 1
        factory.rate(first)
        follow_up(factory, first)
        consume(factory, first)
        read_through(house, company)
        if number == PHASE_ONE:
            factory.freeze_limits(first)
        bar = "█" * number + "░" * (months - number)
        show(f"  demo history {bar} {first:%Y-%m}  {orders} orders, {factory.lots} lots, {factory.rejected} rejected")
    consume(factory, today.replace(day=1))
    put_away(factory, today)
    recheck(factory, today)
    read_through(house, company)


def read_through(house: House, company: str) -> None:
    """Messages of the months before are read: what waits at the bell are those of the last days."""
    now = house.engine.clock()
    with house.engine.database.transaction(company) as tx:
        talk.mark_older_read(tx, now - FRESH, now)


def leave_open(factory: Factory, today: dt.date) -> None:
    """What lies on the desks today: lots to inspect, one of them late; one to decide; orders still to come."""
    for days in (0, 0, 1, 4):
        day = today - dt.timedelta(days=days)
        factory.received(*factory.ordered(day - dt.timedelta(days=7), day, INSPECTED), day)
    yesterday = today - dt.timedelta(days=1)
    order, supplier = factory.ordered(yesterday - dt.timedelta(days=7), yesterday, INSPECTED)
    for lot in factory.received(order, supplier, yesterday):
        factory.inspected(lot, supplier["code"], yesterday)
    for days in (2, 4, 6):
        factory.ordered(today, today + dt.timedelta(days=days))


def _months(today: dt.date, count: int) -> Iterator[dt.date]:
    first = today.replace(day=1)
    starts = []
    for _ in range(count):
        first = (first - dt.timedelta(days=1)).replace(day=1)
        starts.append(first)
    yield from reversed(starts)


def _price(code: str, thousandths: int) -> Decimal:
    """What an item costs: its own price, which moves by a few percent from order to order."""
    own = Decimal(80 + zlib.crc32(code.encode()) % 1120) / 100
    return (own * (1000 + thousandths) / 1000).quantize(Decimal("0.01"))


@dataclass(slots=True)
class Factory:
    """The demo factory at work; ``chance`` is seeded, so the same seed gives the same history."""

    house: House
    staff: dict[str, Actor]
    chance: random.Random
    lots: int = 0
    rejected: int = 0

    def at(self, login: str, day: dt.date, hour: int) -> Actor:
        """A user at an hour of a day, never later than now."""
        instant = dt.datetime.combine(day, dt.time(hour), self.house.engine.zone).astimezone(dt.UTC)
        return replace(self.staff[login], at=min(instant, self.house.engine.clock()))

    def find(self, model: str, *fields: tuple[str, Any]) -> list[Row]:
        """Records whose fields have these values."""
        where = {"and": [{"field": field, "op": "eq", "value": value} for field, value in fields]}
        return self.staff["engineer"].run(
            lambda unit: UnitRecords(unit).find(model, where if fields else None, ("code",))
        )

    def order(self, first: dt.date) -> None:
        """One order from release to the decision on what it brought."""
        day = first + dt.timedelta(days=self.chance.randrange(20))
        order, supplier = self.ordered(day, day + dt.timedelta(days=self.chance.randrange(5, 12)))
        arrived = self._arrival(supplier["code"], order["lines"][0]["due_on"])
        for lot in self.received(order, supplier, arrived):
            evaluated = self.inspected(lot, supplier["code"], arrived)
            if evaluated["state"] == "evaluated":
                engineer = self.at("engineer", arrived, 16)
                engineer.step("inspection_lot", evaluated, "decide", code=evaluated["verdict"])

    def ordered(self, day: dt.date, due: dt.date, *kind: tuple[str, Any]) -> tuple[Row, Row]:
        """A released order of one to three lines over items of a kind, with its supplier."""
        supplier = self.chance.choice(self.find("partner", ("supplier", True)))
        items = self.chance.sample(self.find("item", *kind), self.chance.choice(LINES))
        lines = [
            {
                "item": item["id"],
                "quantity": self.chance.choice((200, 500, 800, 1000, 1500)),
                "price": str(_price(item["code"], self.chance.randrange(-30, 31))),
                "due_on": due,
            }
            for item in items
        ]
        buyer = self.at("buyer", day, 9)
        header = {"supplier": supplier["id"], "site": "F1", "ordered_on": day, "lines": lines}
        return buyer.step("purchase_order", buyer.create("purchase_order", [header])[0], "release"), supplier

    def _arrival(self, code: str, due: dt.date) -> dt.date:
        if self.chance.random() < LATE.get(code, 0.05):
            day = due + dt.timedelta(days=self.chance.randrange(1, 9))
        else:
            day = due - dt.timedelta(days=self.chance.randrange(3))
        # Early in a month the last one's late deliveries would lie in the future.
        return min(day, self.house.engine.clock().astimezone(self.house.engine.zone).date())

    def received(self, order: Row, supplier: Row, day: dt.date) -> list[Row]:
        """The order's goods, received whole; gives the inspection lots that this opened."""
        store = self.at("store", day, 10)
        lines = [
            {
                "order_line": line["id"],
                "item": line["item"],
                "quantity": line["quantity"],
                "location": "W1-REC",
                "supplier_lot": f"{supplier['code']}-{day:%y%m%d}-{number}",
            }
            for number, line in enumerate(order["lines"], 1)
        ]
        header = {"supplier": supplier["id"], "site": "F1", "received_on": day, "lines": lines}
        receipt = store.step("goods_receipt", store.create("goods_receipt", [header])[0], "post")
        return self._opened(receipt)

    def _opened(self, receipt: Row) -> list[Row]:
        keys = [line["id"] for line in receipt["lines"]]
        where = {"and": [{"field": "source_line", "op": "in", "value": keys}]}
        return self.staff["engineer"].run(lambda unit: UnitRecords(unit).find("inspection_lot", where, ("number",)))

    def inspected(self, lot: Row, code: str, day: dt.date) -> Row:
        """The lot with all its readings, judged; a rejected one is blocked by then."""
        inspector = self.at("inspector", day, 14)
        lines = inspector.run(lambda unit: UnitRecords(unit).lines("inspection_lot", lot["id"], "characteristics"))
        share = POOR.get(code, 0.001)
        results = [row for line in lines for row in self._readings(lot, line, share)]
        inspector.create("inspection_result", results)
        evaluated = inspector.step("inspection_lot", lot, "complete")
        self.lots += 1
        self.rejected += evaluated["verdict"] == "reject"
        return evaluated

    def freeze_limits(self, first: dt.date) -> None:
        """Freeze what the chart has collected, so that each further subgroup is judged."""
        engineer = self.at("engineer", (first + dt.timedelta(days=31)).replace(day=1), 8)
        for chart in self.find("control_chart", ("state", "collecting")):
            engineer.step("control_chart", chart, "freeze", reason="前两个月稳定，转入监控")

    def _readings(self, lot: Row, line: Row, share: float) -> Iterator[Row]:
        base = {"inspection": lot["id"], "characteristic": line["id"]}
        if line["kind"] == "variable":
            sigma = 0.03 if share < 0.01 else 0.045  # noqa: PLR2004 - a poor supplier's process is wider
            for number in range(1, line["sample_size"] + 1):
                yield {**base, "sample_no": number, "value": round(self.chance.gauss(20, sigma), 3)}
            return
        bad = sum(self.chance.random() < share for _ in range(line["sample_size"]))
        if line["class"] == "critical":
            bad = 0
        yield {**base, "inspected": line["sample_size"], "nonconforming": bad}

    def rate(self, first: dt.date) -> None:
        """Rate all suppliers over the month."""
        last = (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
        self.at("quality", last, 18).operate("suppliers.rate", **{"from": first, "to": last})
