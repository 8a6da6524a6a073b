from __future__ import annotations

from decimal import Decimal

import pytest
from tests.platform.store.factory import NIL, Content, as_defined, field_uid, model_uid, put_stock

from zhihe.platform.store import facts
from zhihe.platform.store.database import Database
from zhihe.platform.store.publish import plan, publish


@pytest.fixture
def books(content: Content) -> Content:
    """A ledger, edges and a series beside the factory's records."""
    quantity = {"type": "quantity"}
    content["models"] |= {
        "stock": {
            "kind": "ledger",
            "fields": {
                "item": {"type": "link", "to": "item", "required": True},
                "bin": {"type": "link", "to": "partner", "optional": True},
                "status": {"type": "choice", "choices": ["free", "blocked"], "required": True},
                "quantity": quantity | {"never_negative": True},
                "value": {"type": "money"},
            },
            "dimensions": ["item", "bin", "status"],
            "measures": ["quantity", "value"],
            "gates": ["item"],
            "status_dimension": "status",
        },
        "genealogy": {"kind": "edges", "fields": {"quantity": quantity}},
        "reading": {
            "kind": "series",
            "fields": {"machine": {"type": "text", "required": True}, "reading": {"type": "number"}},
            "series_key": ["machine"],
        },
    }
    return content


def test_ledgers_edges_and_series_stand_as_defined_under_any_name(store: Database, empty: str, books: Content) -> None:
    publish(store, empty, books)
    assert as_defined(store, empty) == []
    with store.transaction(empty) as tx:
        put_stock(tx)
        tx.execute("insert into test_reading (posted_at, machine, reading) values (now(), 'M1', 1.5)")
    stock = books["models"].pop("stock")
    stock["fields"]["place"] = stock["fields"].pop("bin") | {"uid": field_uid("bin")}
    stock["fields"]["amount"] = stock["fields"].pop("value") | {"uid": field_uid("value")}
    books["models"]["ledger"] = stock | {
        "uid": model_uid("stock"), "dimensions": ["item", "place", "status"], "measures": ["quantity", "amount"],
    }  # fmt: skip
    books["models"]["measurement"] = books["models"].pop("reading") | {"uid": model_uid("reading")}
    planned = plan(store, empty, books)
    assert ({step.kind for step in planned.steps}, planned.problems) == ({"rename"}, ())
    publish(store, empty, books)
    assert as_defined(store, empty) == []
    with store.transaction(empty) as tx:
        assert tx.rows("select place, quantity from test_ledger_balance") == [{"place": NIL, "quantity": Decimal(5)}]
        assert tx.rows("select machine from test_measurement") == [{"machine": "M1"}]
        children = facts.read(tx.rows)["test_measurement"].children
    assert all(name.startswith("test_measurement_") for name in children)
    assert len(children) == 4


def test_an_optional_dimension_may_be_added_to_a_ledger_in_use(store: Database, empty: str, books: Content) -> None:
    publish(store, empty, books)
    with store.transaction(empty) as tx:
        put_stock(tx)
    stock = books["models"]["stock"]
    stock["fields"]["owner"] = {"type": "link", "to": "partner", "optional": True}
    stock["dimensions"] = ["item", "bin", "status", "owner"]
    publish(store, empty, books)
    assert as_defined(store, empty) == []
    with store.transaction(empty) as tx:
        assert facts.read(tx.rows)["test_stock_balance"].constraints["pk_test_stock_balance"].columns[-1] == "owner"
    stock["fields"]["lot"] = {"type": "link", "to": "item"}
    stock["dimensions"].append("lot")
    assert {each.code for each in plan(store, empty, books).problems} == {"field.empty"}


def test_a_dropped_ledger_comes_back_whole(store: Database, empty: str, books: Content) -> None:
    publish(store, empty, books)
    with store.transaction(empty) as tx:
        put_stock(tx)
    full = dict(books["models"])
    del books["models"]["stock"], books["models"]["reading"]
    publish(store, empty, books)
    assert as_defined(store, empty) == []
    publish(store, empty, {"models": full})
    assert as_defined(store, empty) == []
    with store.transaction(empty) as tx:
        assert tx.rows("select quantity from test_stock_balance") == [{"quantity": Decimal(5)}]
