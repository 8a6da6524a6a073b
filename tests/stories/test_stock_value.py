"""Stock valued by moving average: what each movement takes and brings, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any
from urllib.parse import quote

import pytest
from tests.stories.conftest import Desk, Factory

from zhihe.kernels.quantity import Rounding
from zhihe.kernels.valuation import Average
from zhihe.platform.records import proof

PERIOD: dict[str, Any] = {"from": "2026-11-01", "to": "2026-11-30"}


def asked(desk: Desk, what: str, status: int | None = None, **query: Any) -> Any:
    given = {key: json.dumps(value) if isinstance(value, dict) else value for key, value in query.items()}
    path = "&".join(f"{key}={quote(str(value))}" for key, value in given.items())
    found = desk.call("GET", f"ledgers/stock_value/{what}?{path}", None, status)
    return found["rows"] if status is None else found


def equal(**values: Any) -> dict[str, Any]:
    return {"and": [{"field": key, "op": "eq", "value": value} for key, value in values.items()]}


def standing(factory: Factory, site: str = "F1", valuation: str = "valued") -> tuple[str, str]:
    """Quantity and value of F-1 at a site, as the value ledger has them."""
    where = equal(**{"site.code": site, "valuation": valuation})
    rows = asked(factory.manager, "balances", where=where, group="item")
    return (rows[0]["quantity"], rows[0]["value"]) if rows else ("0", "0")


def bought(factory: Factory, quantity: int, price: str | None, lot: str, **header: Any) -> Any:
    line = {"item": "F-1", "quantity": quantity, "price": price, "due_on": "2026-11-05"}
    order = factory.buyer.create("purchase_order", supplier="S1", site="F1", lines=[line], **header)
    return factory.receive(factory.buyer.step("purchase_order", order, "release"), quantity, lot)


def lot_id(factory: Factory, lot: str) -> str:
    return str(factory.engineer.find("lot", code=lot)[0]["id"])


def moved(
    factory: Factory, quantity: int, lot: str, kind: str = "issue", status: int | None = None, **line: Any
) -> Any:
    row = {"item": "F-1", "lot": lot_id(factory, lot), "location": "A-01", "quantity": quantity, **line}
    made = factory.store.create("stock_movement", kind=kind, lines=[row])
    return factory.store.step("stock_movement", made, "post", status)


def counted(factory: Factory, lot: str, quantity: int) -> None:
    row = {"item": "F-1", "lot": lot_id(factory, lot), "location": "A-01", "counted": quantity}
    factory.store.step("stock_count", factory.store.create("stock_count", lines=[row]), "post")


def adds_up(factory: Factory) -> None:
    """Balances are the sums of their entries, and the value ledger has the quantities of the stock ledger."""
    assert factory.admin.operate("stock.check_values") == []
    with factory.house.engine.database.transaction(factory.company) as tx:
        assert proof.broken_ledgers(tx) == []


@pytest.fixture
def shop(factory: Factory) -> Factory:
    factory.masters()
    return factory


def test_receipts_come_in_at_the_order_s_price_and_all_else_leaves_at_the_average(shop: Factory) -> None:
    bought(shop, 100, "2", "L-1")
    bought(shop, 200, "3.5", "L-2")
    assert standing(shop) == ("300", "900")
    moved(shop, 50, "L-1")
    moved(shop, 50, "L-2", "ship")
    assert standing(shop) == ("200", "600")
    counted(shop, "L-1", 45)
    counted(shop, "L-2", 152)
    assert standing(shop) == ("197", "591")
    spent = {row["movement"]: row["value"] for row in asked(shop.manager, "entries", group="movement")}
    assert spent == {"receive": "900", "issue": "-150", "ship": "-150", "count": "-9"}
    moved(shop, 45, "L-1")
    moved(shop, 152, "L-2")
    assert standing(shop) == ("0", "0")
    adds_up(shop)


def test_moves_splits_merges_and_decisions_change_no_value(shop: Factory) -> None:
    shop.inspected(critical="0.15", major="2.5")
    receipt = bought(shop, 1000, "0.3", "L-1")
    assert standing(shop) == ("1000", "300")
    evaluated = shop.inspect(shop.inspection())
    shop.engineer.step("inspection_lot", evaluated, "decide", code="accept")
    before = standing(shop)
    used = shop.inspection()
    assert Decimal(before[0]) == 1000 - sum(
        line["sample_size"] for line in used["characteristics"] if line["destructive"]
    )
    assert Decimal(before[1]) == Decimal(before[0]) * Decimal("0.3")
    moved(shop, 100, "L-1", "move", to_location="A-02")
    split = shop.store.create("lot_split", lot=lot_id(shop, "L-1"), code="L-1A", location="A-01", quantity=50)
    shop.store.step("lot_split", split, "post")
    merge = shop.store.create(
        "lot_merge", lot=lot_id(shop, "L-1A"), into=lot_id(shop, "L-1"), location="A-01", quantity=20
    )
    shop.store.step("lot_merge", merge, "post")
    assert standing(shop) == before
    movements = {row["movement"] for row in asked(shop.manager, "entries")}
    assert movements == {"receive", "scrap"}
    assert receipt["state"] == "posted"
    adds_up(shop)


def test_what_has_no_price_comes_in_at_the_average_or_is_listed_as_not_valued(shop: Factory) -> None:
    bought(shop, 100, None, "L-1")
    assert (standing(shop), standing(shop, valuation="unvalued")) == (("0", "0"), ("100", "0"))
    moved(shop, 40, "L-1")
    figures = shop.manager.operate("stock.board_figures", **PERIOD)
    assert figures["unvalued"]["items"] == 1
    assert [
        row["quantity"] for row in asked(shop.manager, "balances", where=figures["unvalued"]["drill"]["where"])
    ] == ["60"]
    bought(shop, 40, "5", "L-2")
    assert (standing(shop), standing(shop, valuation="unvalued")) == (("100", "500"), ("0", "0"))
    bought(shop, 100, None, "L-3")
    assert standing(shop) == ("200", "1000")
    bought(shop, 50, "0", "L-4")
    assert standing(shop) == ("250", "1000")
    adds_up(shop)


def test_a_foreign_price_needs_the_order_s_rate(shop: Factory) -> None:
    bought(shop, 100, "2", "L-1", currency="USD", exchange_rate="7.1")
    assert standing(shop) == ("100", "1420")
    bought(shop, 100, "2", "L-2", currency="USD")
    assert standing(shop) == ("200", "2840")


def test_a_reversal_takes_out_what_the_receipt_brought_in(shop: Factory) -> None:
    bought(shop, 100, "2", "L-1")
    receipt = bought(shop, 100, "4", "L-2")
    moved(shop, 50, "L-1")
    assert standing(shop) == ("150", "450")
    shop.store.step("goods_receipt", receipt, "reverse", reason="错收")
    assert standing(shop) == ("50", "50")
    adds_up(shop)


def test_a_transfer_carries_its_value_and_brings_it_home(shop: Factory) -> None:
    shop.admin.create("location", code="TR", warehouse="W2", location_type="transit")
    bought(shop, 3, "3.333333", "L-1")
    row = {"item": "F-1", "lot": lot_id(shop, "L-1"), "location": "A-01", "to_location": "B-01", "quantity": 2}
    made = shop.store.create("stock_transfer", transit="TR", lines=[row])
    shipped = shop.store.step("stock_transfer", made, "ship")
    assert (standing(shop), standing(shop, "F2")) == (("1", "3.33"), ("2", "6.67"))
    shop.store.step("stock_transfer", shipped, "turn_back")
    assert (standing(shop), standing(shop, "F2")) == (("3", "10"), ("0", "0"))
    adds_up(shop)


def test_opening_stock_comes_in_at_its_unit_cost_which_few_see(shop: Factory) -> None:
    line = {"item": "F-1", "lot_code": "L-1", "location": "A-01", "quantity": 100}
    lines = [{**line, "unit_cost": "1.25"}, {**line, "lot_code": "L-2", "quantity": 20}]
    opening = shop.admin.create("opening_stock", lines=lines)
    shop.admin.step("opening_stock", opening, "post")
    assert standing(shop) == ("120", "150")
    assert shop.manager.get("opening_stock", opening["id"])["lines"][0]["unit_cost"] == "1.25"
    for desk in (shop.inspector, shop.store):
        assert "unit_cost" not in desk.get("opening_stock", opening["id"])["lines"][0]


def test_who_was_shown_what_opening_stock_cost_is_written_down(shop: Factory) -> None:
    line = {"item": "F-1", "lot_code": "L-1", "location": "A-01", "quantity": 100, "unit_cost": "1.25"}
    opening = shop.admin.create("opening_stock", lines=[line])
    asked = f"audit/readings?model=opening_stock&record={opening['number']}"
    before = len(shop.admin.call("GET", asked)["rows"])
    for desk in (shop.manager, shop.inspector):
        desk.get("opening_stock", opening["number"])
    rows = shop.admin.call("GET", asked)["rows"]
    assert len(rows) == before + 1
    manager = shop.manager.call("GET", "session")["id"]
    assert (rows[0]["user_id"], rows[0]["fields"], rows[0]["count"]) == (manager, ["lines.unit_cost"], 1)
    # A list shows no costs, so nobody is written down for it.
    shop.manager.call("GET", "records/opening_stock")
    assert len(shop.admin.call("GET", asked)["rows"]) == before + 1


def test_only_those_who_may_see_prices_read_count_or_export_values(shop: Factory) -> None:
    bought(shop, 100, "2", "L-1")
    for desk in (shop.inspector, shop.store, shop.engineer, shop.admin):
        for query in ({}, {"group": "item"}, {"limit": 1}):
            for what in ("balances", "entries"):
                assert asked(desk, what, 403, **query)["code"].startswith("access")
        for operation, inputs in (("stock.board_figures", PERIOD), ("stock.worth", {})):
            assert desk.operate(operation, 403, **inputs)["code"].startswith("access")
        assert desk.call("GET", "records/stock_valuation", None, 403)["code"].startswith("access")
        assert desk.call("POST", "exports", {"model": "stock_valuation"}, 403)["code"].startswith("access")
        rows = desk.call("GET", "ledgers/stock/balances")["rows"]
        assert not any("value" in row for row in rows)
        assert not desk.call("GET", "definitions")["models"].keys() & {"stock_value", "stock_valuation"}
    assert [row["value"] for row in asked(shop.manager, "balances")] == ["200"]


def valued_by_hand(factory: Factory, cost: str, status: int | None = None) -> Any:
    """A stock valuation by somebody who has the cost authority, of what stands at F1."""
    desk = factory.desks["manager"]
    factory.house.identity.set_member(f"{factory.company}-manager", factory.company, ["manager", "cost_authority"])
    made = desk.create("stock_valuation", reason="期初估价", lines=[{"site": "F1", "item": "F-1", "unit_cost": cost}])
    return desk.step("stock_valuation", made, "post", status)


def test_stock_older_than_its_value_begins_unvalued_until_somebody_values_it(shop: Factory) -> None:
    bought(shop, 100, "2", "L-1")
    bought(shop, 60, "3", "L-2")
    with shop.house.engine.database.making(shop.company) as tx:
        # As a company stands that publishes the value ledger over the stock it has: only a superuser can.
        tx.execute("set local session_replication_role = replica")
        tables = [name for name in tx.catalog.metadata.tables if name.startswith("stock_stock_value")]
        tx.execute(f"truncate {', '.join(tables)}")
    assert len(shop.admin.operate("stock.check_values")) == 1
    moved(shop, 10, "L-1")
    assert (standing(shop), standing(shop, valuation="unvalued")) == (("0", "0"), ("150", "0"))
    adds_up(shop)
    valued_by_hand(shop, "2.4")
    assert (standing(shop), standing(shop, valuation="unvalued")) == (("150", "360"), ("0", "0"))
    moved(shop, 50, "L-1")
    assert standing(shop) == ("100", "240")
    valued_by_hand(shop, "2")
    assert standing(shop) == ("100", "200")
    adds_up(shop)


def test_receipts_and_issues_at_one_moment_are_valued_one_after_the_other(shop: Factory) -> None:
    bought(shop, 1000, "1", "L-0")
    lot = lot_id(shop, "L-0")
    receipts, issues = [], []
    for number in range(6):
        line = {"item": "F-1", "quantity": 70, "price": f"{number + 1}.37", "due_on": "2026-11-05"}
        order = shop.buyer.create("purchase_order", supplier="S1", site="F1", lines=[line])
        order = shop.buyer.step("purchase_order", order, "release")
        row = {"order_line": order["lines"][0]["id"], "item": "F-1", "quantity": 70, "location": "A-02"}
        rows = [{**row, "lot_code": f"R-{number}"}]
        receipts.append(shop.store.create("goods_receipt", supplier="S1", site="F1", lines=rows))
        rows = [{"item": "F-1", "lot": lot, "location": "A-01", "quantity": 37 + number}]
        issues.append(shop.store.create("stock_movement", kind="issue", lines=rows))
    barrier = Barrier(len(receipts) + len(issues))

    def post(model: str, row: Any) -> None:
        barrier.wait()
        shop.store.step(model, row, "post")

    tasks: list[Callable[[], None]] = [
        *(lambda row=row: post("goods_receipt", row) for row in receipts),
        *(lambda row=row: post("stock_movement", row) for row in issues),
    ]
    with ThreadPoolExecutor(len(tasks)) as pool:
        for each in [pool.submit(task) for task in tasks]:
            each.result()
    entries = sorted(asked(shop.manager, "entries"), key=lambda row: row["id"])
    model = Average()
    for row in entries:
        quantity, value = Decimal(row["quantity"]), Decimal(row["value"])
        if quantity > 0:
            model = model.receive(quantity, value)
        else:
            model, cost = model.issue(-quantity, Rounding(2))
            assert cost == -value
    assert len(entries) == 13
    assert standing(shop) == (f"{model.quantity.normalize():f}", f"{model.value.normalize():f}")
    adds_up(shop)
