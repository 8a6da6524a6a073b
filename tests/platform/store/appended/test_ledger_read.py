"""Reading a ledger by filter trees, and the proof that it adds up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from tests.platform.store.appended.ledgers import ITEM, NOW, PLACE, at, entry, posting

from zhihe.errors import Invalid
from zhihe.kernels.expression import parse
from zhihe.platform.model.elements import Expression, Model
from zhihe.platform.store import ledger, rows
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.session import Transaction

LOTS = sorted(new_id() for _ in range(4))
COVER, OWNER = ("inspection_lot", new_id()), new_id()


@pytest.fixture
def filled(store: Database, books: str) -> Iterator[tuple[Transaction, Model]]:
    """Four lots: free, in inspection under a cover, owned by a customer, and one that is gone again."""
    with store.transaction(books) as tx:
        stock = tx.registry.model("stock")
        free, covered = entry(at(LOTS[0]), 5), entry(at(LOTS[1], "in_inspection", cover=COVER), 7)
        ledger.post(tx, stock, [posting([free, covered], at=NOW)])
        ledger.post(tx, stock, [posting([entry(at(LOTS[2], owner=OWNER), 9)], at=NOW + dt.timedelta(hours=1))])
        ledger.post(tx, stock, [posting([entry(at(LOTS[3]), 1)], at=NOW + dt.timedelta(hours=2))])
        ledger.post(tx, stock, [posting([entry(at(LOTS[3]), -1)], "issue", at=NOW + dt.timedelta(hours=3))])
        yield tx, stock


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (None, [5, 7, 9]),
        ({"field": "status", "op": "eq", "value": "in_inspection"}, [7]),
        ({"field": "status", "op": "ne", "value": "in_inspection"}, [5, 9]),
        ({"field": "quantity", "op": "gt", "value": Decimal(5)}, [7, 9]),
        ({"field": "quantity", "op": "between", "value": ["5", "7"]}, [5, 7]),
        ({"field": "quantity", "op": "le", "value": 5}, [5]),
        ({"field": "lot", "op": "in", "value": LOTS[1:]}, [7, 9]),
        ({"field": "lot", "op": "not_in", "value": LOTS[1:]}, [5]),
        ({"field": "lot", "op": "in", "value": []}, []),
        ({"field": "cover", "op": "is_null"}, [5, 9]),
        ({"field": "cover", "op": "eq", "value": None}, [5, 9]),
        ({"field": "cover", "op": "not_null"}, [7]),
        ({"field": "cover", "op": "eq", "value": COVER}, [7]),
        ({"field": "cover", "op": "eq", "value": COVER[1]}, [7]),
        ({"field": "owner", "op": "ne", "value": None}, [9]),
        ({"field": "lot", "op": "not_null"}, [5, 7, 9]),
        ({"not": {"field": "lot", "op": "eq", "value": LOTS[0]}}, [7, 9]),
        ({"or": [{"field": "lot", "op": "eq", "value": LOTS[0]}, {"field": "owner", "op": "not_null"}]}, [5, 9]),
        ({"and": [{"field": "item", "op": "eq", "value": ITEM}, {"field": "held", "op": "eq", "value": 1}]}, []),
        ({"and": []}, [5, 7, 9]),
        ({"or": []}, []),
    ],
)
def test_a_filter_finds_what_it_says(
    filled: tuple[Transaction, Model], where: dict[str, Any] | None, expected: list[int]
) -> None:
    assert sorted(row["quantity"] for row in ledger.balances(*filled, where)) == expected


@pytest.mark.parametrize(
    "where",
    [
        {"field": "colour", "op": "eq", "value": 1},
        {"field": "lot", "op": "like", "value": "x"},
        {"field": "lot", "op": "contains", "value": "x"},
        {"field": "lot", "op": "in", "value": "x"},
        {"field": "lot", "op": "in", "value": ["x"] * 1001},
        {"field": "quantity", "op": "between", "value": [1]},
        {"field": "quantity", "op": "gt", "value": object()},
        {"field": "lot", "op": "eq", "value": "' or 1 = 1 --"},
        {"any": []},
        {"and": [{"field": "lot", "op": "not_null"}] * 201},
        {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"field": "lot", "op": "not_null"}}}}}}}}},
    ],
)
def test_a_wrong_filter_is_refused(store: Database, books: str, where: dict[str, Any]) -> None:
    with pytest.raises(Invalid), store.transaction(books) as tx:
        ledger.balances(tx, tx.registry.model("stock"), where)


def test_balances_come_with_their_dimensions_and_what_is_free(filled: tuple[Transaction, Model]) -> None:
    tx, stock = filled
    ledger.reserve(tx, stock, [entry(at(LOTS[0]), 2)])
    first = ledger.balances(tx, stock, limit=1)
    assert first == [
        {
            **at(LOTS[0]),
            "owner": None,
            "cover": None,
            "quantity": Decimal(5),
            "value": Decimal(0),
            "reserved": Decimal(2),
            "held": 0,
            "free": Decimal(3),
        }
    ]


def test_balances_are_added_up_by_group(filled: tuple[Transaction, Model]) -> None:
    tx, stock = filled
    ledger.hold(tx, stock, "lot", LOTS[2])
    by_status = ledger.balances(tx, stock, group=["status"])
    assert [(row["status"], row["quantity"], row["held"], row["free"]) for row in by_status] == [
        ("in_inspection", Decimal(7), 0, Decimal(7)),
        ("unrestricted", Decimal(14), 1, Decimal(5)),
    ]
    by_cover = ledger.balances(tx, stock, group=["cover", "location"])
    assert {(row["cover"], row["location"], row["quantity"]) for row in by_cover} == {
        (None, PLACE, Decimal(14)),
        (COVER, PLACE, Decimal(7)),
    }
    with pytest.raises(Invalid):
        ledger.balances(tx, stock, group=["quantity"])


@pytest.fixture
def screws(filled: tuple[Transaction, Model]) -> tuple[Transaction, Model]:
    """The same, and 40 pieces of an item of its own family."""
    tx, stock = filled
    common = {"created_at": NOW, "updated_at": NOW}
    screw, other = new_id(), ITEM
    rows.insert(tx, tx.registry.model("item"), [{"id": screw, "code": "M6", "family": "screws", **common}])
    rows.insert(tx, tx.registry.model("item"), [{"id": other, "code": "K1", "family": "cylinders", **common}])
    ledger.post(tx, stock, [posting([entry(at(new_id(), item=screw), 40)])])
    return tx, stock


def test_paths_lead_through_links_when_filtering_and_grouping(screws: tuple[Transaction, Model]) -> None:
    for where in (
        {"field": "item.code", "op": "eq", "value": "M6"},
        {"field": "item", "op": "eq", "value": "M6"},
        {"field": "item.family", "op": "starts", "value": "scr"},
    ):
        assert [row["quantity"] for row in ledger.balances(*screws, where)] == [40]
        assert [row["quantity"] for row in ledger.entries(*screws, where)] == [40]
    families = ledger.balances(*screws, group=["item.family"])
    assert [(row["item.family"], row["quantity"]) for row in families] == [("cylinders", 21), ("screws", 40)]


def test_what_the_asker_may_not_see_does_not_exist_for_him(screws: tuple[Transaction, Model]) -> None:
    only_screws = Expression("item.family = 'screws'", parse("item.family = 'screws'"))
    in_inspection = Expression("status = 'in_inspection'", parse("status = 'in_inspection'"))
    for allowed, quantities in (((), []), ((only_screws,), [40]), ((only_screws, in_inspection), [7, 40])):
        seen = ledger.Seen(rows=allowed)
        assert sorted(row["quantity"] for row in ledger.balances(*screws, seen=seen)) == quantities
        assert sorted(row["quantity"] for row in ledger.entries(*screws, seen=seen)) == quantities
        assert sum(row["quantity"] for row in ledger.balances(*screws, group=["status"], seen=seen)) == sum(quantities)
    blind = ledger.Seen(hidden={"stock": frozenset({"value", "owner"}), "item": frozenset({"family"})})
    for key in ("value", "owner", "item.family"):
        with pytest.raises(Invalid):
            ledger.balances(*screws, {"field": key, "op": "not_null"}, seen=blind)
    with pytest.raises(Invalid):
        ledger.balances(*screws, group=["owner"], seen=blind)
    with pytest.raises(Invalid):
        ledger.balances(*screws, group=["item.code"], seen=ledger.Seen(readable=frozenset({"stock"})))


def test_entries_are_read_in_order_of_time(filled: tuple[Transaction, Model]) -> None:
    tx, stock = filled
    issued = {"field": "movement", "op": "eq", "value": "issue"}
    assert [row["quantity"] for row in ledger.entries(tx, stock, issued)] == [Decimal(-1)]
    times = [row["posted_at"] for row in ledger.entries(tx, stock)]
    assert times == sorted(times)
    assert len(times) == 5
    (newest,) = ledger.entries(tx, stock, limit=1, newest_first=True)
    assert newest["posted_at"] == NOW + dt.timedelta(hours=3)
    since = {"field": "posted_at", "op": "ge", "value": NOW + dt.timedelta(hours=2)}
    assert len(ledger.entries(tx, stock, since)) == 2


def test_a_record_that_a_balance_names_is_known_to_be_used(filled: tuple[Transaction, Model]) -> None:
    tx, stock = filled
    assert ledger.references(tx, stock, "lot", [LOTS[0], LOTS[3], new_id()]) == {LOTS[0], LOTS[3]}
    assert ledger.references(tx, stock, "inspection_lot", [COVER[1]]) == {COVER[1]}
    assert ledger.references(tx, stock, "partner", [OWNER, new_id()]) == {OWNER}


@pytest.mark.parametrize(
    ("damage", "measures", "held"),
    [
        ("update test_stock_balance set quantity = 6 where quantity = 5", {"quantity": (5, 6)}, (0, 0)),
        ("delete from test_stock_balance where quantity = 9", {"quantity": (9, 0)}, (0, 0)),
        ("update test_stock_balance set held = 2 where quantity = 7", {}, (0, 2)),
        ("insert into test_stock_gate values ('lot', '{lot}', 1)", {}, (1, 0)),
    ],
)
def test_the_check_names_the_balance_that_does_not_add_up(
    filled: tuple[Transaction, Model], damage: str, measures: dict[str, tuple[int, int]], held: tuple[int, int]
) -> None:
    tx, stock = filled
    assert ledger.rebuild_check(tx, stock) == []
    tx.execute(damage.format(lot=LOTS[0]))
    (found,) = ledger.rebuild_check(tx, stock)
    assert found.measures == measures
    assert found.held == held
    assert found.dimensions["lot"] in LOTS
