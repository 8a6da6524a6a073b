"""The demo factory: the same seed makes the same one, and its books, lots and open work fit together."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from zhihe.errors import Conflict
from zhihe.faces.cli.verify import verify_company
from zhihe.faces.demo.actor import Actor
from zhihe.faces.demo.build import FRESH, build_demo
from zhihe.faces.demo.company import people
from zhihe.faces.http.house import House
from zhihe.platform.identity.identity import Identity
from zhihe.platform.rules.engine import Engine
from zhihe.platform.rules.facade import UnitLedger, UnitRecords
from zhihe.platform.rules.handlers import AppHandlers
from zhihe.platform.store.bootstrap import create_company, drop_company
from zhihe.platform.store.database import Database
from zhihe.platform.store.numbers import NumberBlocks

NOW = dt.datetime(2026, 11, 18, 2, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 18)


@dataclass(frozen=True)
class Demo:
    """A demo company with one month of history."""

    house: House
    company: str
    engineer: Actor

    def find(self, model: str, **equal: Any) -> list[dict[str, Any]]:
        parts = [{"field": key, "op": "eq", "value": value} for key, value in equal.items()]
        where = {"and": parts} if parts else None
        return self.engineer.run(lambda unit: UnitRecords(unit).find(model, where))

    def words(self, model: str, field: str) -> dict[str, str]:
        return {row["id"]: row[field] for row in self.find(model)}

    def told(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that happened, in words that are the same in every company."""
        items, partners, lots = self.words("item", "code"), self.words("partner", "code"), self.words("lot", "code")
        headers = self.words("purchase_order", "number") | self.words("goods_receipt", "number")
        given = {"item": items.get, "supplier": partners.get, "lot": lots.get, "parent_id": headers.get}
        wanted = {
            "purchase_order": ("number", "supplier", "ordered_on", "state"),
            "purchase_order_line": ("parent_id", "item", "quantity", "price", "due_on"),
            "goods_receipt": ("number", "supplier", "received_on", "state"),
            "goods_receipt_line": ("parent_id", "item", "quantity", "lot", "supplier_lot"),
            "lot": ("code", "item", "supplier", "supplier_lot", "expires_on"),
            "inspection_lot": ("number", "item", "lot", "quantity", "severity", "verdict", "decision", "state"),
            "inspection_result": ("sample_no", "value", "inspected", "nonconforming", "conforming"),
            "nonconformance": ("number", "item", "quantity", "state"),
        }
        return {
            model: sorted(
                (tuple(given.get(key, str)(row[key]) if row[key] is not None else "" for key in keys)
                 for row in self.find(model)), key=str,
            )
            for model, keys in wanted.items()
        }  # fmt: skip


@pytest.fixture(scope="module")
def made(database: Database, home: Path, company_keys: Callable[[], str]) -> Iterator[Callable[[int], Demo]]:
    engine = Engine(database, AppHandlers(), NumberBlocks(database), lambda: NOW, ZoneInfo("Asia/Shanghai"))
    house = House(engine=engine, identity=Identity(database, lambda: NOW), home=home)
    keys: list[str] = []

    def build(seed: int) -> Demo:
        keys.append(f"demo_{company_keys()}")
        build_demo(house, keys[-1], seed=seed, months=1, show=lambda _line: None)
        return Demo(house, keys[-1], people(house, keys[-1])["engineer"])

    yield build
    for key in keys:
        drop_company(database, key)


@pytest.fixture(scope="module")
def demo(made: Callable[[int], Demo]) -> Demo:
    return made(7)


def test_the_factory_has_its_suppliers_and_items_and_a_month_of_orders(demo: Demo) -> None:
    assert len(demo.find("partner", supplier=True)) == 12
    assert len(demo.find("item")) == 200
    months = Counter(order["ordered_on"].month for order in demo.find("purchase_order"))
    assert months[10] >= 14
    assert {lot["verdict"] for lot in demo.find("inspection_lot")} >= {"accept", "reject"}


def test_every_line_received_that_is_to_be_inspected_has_its_inspection_lot(demo: Demo) -> None:
    asked = {setting["item"] for setting in demo.find("inspection_setting", active=True)}
    tracked = {item["id"] for item in demo.find("item", tracking="lot")}
    assert asked == tracked
    lines = [line for line in demo.find("goods_receipt_line") if line["item"] in asked]
    lots = demo.find("inspection_lot", origin="purchase_receipt")
    assert len(lines) > 20
    wanted = sorted((line["id"], line["item"], line["lot"], line["quantity"]) for line in lines)
    assert sorted((lot["source_line"], lot["item"], lot["lot"], lot["quantity"]) for lot in lots) == wanted


def test_each_rejected_lot_has_its_one_report(demo: Demo) -> None:
    rejected = demo.find("inspection_lot", decision="reject")
    assert rejected
    reports = Counter(tuple(row["source"]) for row in demo.find("nonconformance"))
    assert reports == Counter(("inspection_lot", lot["id"]) for lot in rejected)


def test_an_item_costs_about_the_same_at_every_order(demo: Demo) -> None:
    prices: dict[str, list[Decimal]] = {}
    for line in demo.find("purchase_order_line"):
        prices.setdefault(line["item"], []).append(line["price"])
    assert any(len(each) > 1 for each in prices.values())
    assert all(max(each) <= min(each) * Decimal("1.08") for each in prices.values())


def test_rejects_of_a_month_gone_by_are_contained_and_their_suppliers_asked(demo: Demo) -> None:
    reports = [report for report in demo.find("nonconformance") if report["created_at"].month == 10]
    assert {report["state"] for report in reports if report["created_at"].day <= 27} == {"contained"}
    requests = [each for each in demo.find("supplier_corrective_action") if each["created_at"].month == 10]
    assert requests
    assert {each["state"] for each in requests} <= {"issued", "verifying"}
    assert all(each["root_cause"] for each in requests if each["state"] == "verifying")


def test_work_lies_open_for_today(demo: Demo) -> None:
    lots = demo.find("inspection_lot")
    assert any(lot["state"] == "in_progress" and lot["due_at"] >= NOW for lot in lots)
    assert any(lot["state"] == "in_progress" and lot["due_at"] < NOW for lot in lots)
    assert any(lot["state"] == "evaluated" for lot in lots)
    waiting = [order for order in demo.find("purchase_order") if order["state"] == "released"]
    due = {line["due_on"] for order in waiting for line in demo.find("purchase_order_line", parent_id=order["id"])}
    assert any(day > TODAY for day in due)


def test_a_lot_on_stock_is_inspected_again_before_it_falls_due(demo: Demo) -> None:
    [again] = [lot for lot in demo.find("inspection_lot") if lot["origin"] == "recurring"]
    assert again["state"] == "in_progress"
    assert again["ahead"] == again["quantity"] > 0
    assert again["covers_on"] == TODAY + dt.timedelta(days=5)


def test_only_messages_of_the_last_days_are_unread(demo: Demo) -> None:
    with demo.house.engine.database.transaction(demo.company) as tx:
        rows = tx.rows("select at, read_at is null as unread from zhihe_notification")
    assert any(row["at"] < NOW - FRESH for row in rows)
    assert all(row["unread"] == (row["at"] >= NOW - FRESH) for row in rows)


def test_what_the_workshop_used_up_is_valued_and_leaves_stock_behind(demo: Demo) -> None:
    issues = demo.find("stock_movement", kind="issue")
    assert {row["day"] for row in issues} == {dt.date(2026, 10, 31), TODAY}
    assert {row["state"] for row in issues} == {"posted"}
    stands = demo.engineer.run(lambda unit: UnitLedger(unit, unit.model("stock_value")).balances(None, ("valuation",)))
    assert [(row["valuation"], row["value"] > 0) for row in stands] == [("valued", True)]


def test_who_looked_at_costs_stands_among_the_readings(demo: Demo) -> None:
    [opening] = demo.find("opening_stock")
    assert opening["state"] == "posted"
    with demo.house.engine.database.transaction(demo.company) as tx:
        rows = tx.rows("select * from zhihe_reading where model = 'opening_stock'")
    manager = people(demo.house, demo.company)["manager"].who.id
    read = [(row["fields"], row["records"]) for row in rows if str(row["user_id"]) == manager]
    assert read == [(["lines.unit_cost"], [opening["number"]])]


def test_its_books_are_as_they_were_written(demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    verify_company(demo.house, demo.company)
    assert "as they were written" in capsys.readouterr().out


def test_the_same_seed_makes_the_same_factory_and_another_one_another(demo: Demo, made: Callable[[int], Demo]) -> None:
    first = demo.told()
    assert all(first.values())
    assert made(7).told() == first
    other = made(8).told()
    for model in ("purchase_order_line", "goods_receipt_line", "inspection_lot", "inspection_result"):
        assert other[model] != first[model], model


def test_a_company_that_is_no_demo_is_left_alone(demo: Demo, company_keys: Callable[[], str]) -> None:
    key = company_keys()
    create_company(demo.house.engine.database, key, "真的")
    with pytest.raises(Conflict) as refused:
        build_demo(demo.house, key, seed=1, months=1, show=lambda _line: None)
    assert (refused.value.code, refused.value.facts["value"]) == ("demo.company", key)
    drop_company(demo.house.engine.database, key)
