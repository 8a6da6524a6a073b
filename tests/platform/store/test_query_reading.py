from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from tests.platform.store.factory import NOW
from tests.platform.store.shop import ask

from zhihe.errors import Invalid
from zhihe.platform.store import rows
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.query import Query, aggregate, find


def test_links_are_read_as_people_read_them(store: Database, shop: str) -> None:
    (row,) = ask(store, shop, "item", where={"field": "code", "op": "eq", "value": "I01"}, expand=True).rows
    assert (row["maker"]["number"], row["maker"]["label"]) == ("P1", "Acme 100%_x")
    assert set(row["cover"]) == {"model", "id", "number", "label"}
    assert (row["cover"]["model"], row["cover"]["label"]) == ("partner", "华东螺丝厂")
    assert [(each["number"], each["label"]) for each in row["spare_for"]] == [("I00", "螺丝钉 M3*8"), ("I01", "Bolt")]
    assert row["worth"] == Decimal("0.125")
    assert row["twice"] == dt.timedelta(hours=2)
    assert row["maker_name"] == "Acme 100%_x!"
    (bare,) = ask(store, shop, "item", where={"field": "code", "op": "eq", "value": "I01"}).rows
    assert bare["maker"] == row["maker"]["id"]
    assert bare["cover"] == ("partner", row["cover"]["id"])
    assert "worth" not in bare
    (named,) = ask(
        store, shop, "item", where={"field": "code", "op": "eq", "value": "I01"}, fields=("maker.name", "cover")
    ).rows
    assert named == {"maker.name": "Acme 100%_x", "cover": bare["cover"]}


def test_a_record_without_a_title_is_called_by_its_number(store: Database, shop: str) -> None:
    where = {"field": "code", "op": "eq", "value": "I02"}
    (row,) = ask(store, shop, "item", where=where, expand=True, fields=("maker",)).rows
    assert (row["maker"]["number"], row["maker"]["label"]) == ("P2", "P2")


def test_users_are_read_by_their_name(store: Database, shop: str) -> None:
    user = new_id()
    with store.shared() as shared:
        shared.execute("insert into users (id, login, name) values (%s, %s, '李梅')", [user, f"mei{user}"])
    with store.transaction(shop) as tx:
        model = tx.registry.model("partner")
        identity = new_id()
        rows.insert(
            tx, model, [{"id": identity, "code": "PU", "created_at": NOW, "updated_at": NOW, "created_by": user}]
        )
        (row,) = find(tx, model, Query(where={"field": "id", "op": "eq", "value": identity}, expand=True)).rows
        assert row["created_by"] == {"id": user, "number": f"mei{user}", "label": "李梅"}
        rows.delete(tx, model, [identity])


def test_what_may_not_be_read_is_neither_entered_nor_named(store: Database, shop: str) -> None:
    readable = frozenset({"item"})
    with pytest.raises(Invalid, match="one model only"):
        ask(store, shop, "item", readable=readable, where={"field": "maker.code", "op": "eq", "value": "P1"})
    row = ask(store, shop, "item", readable=readable, fields=("maker", "cover"), sort=("code",), expand=True).rows[1]
    assert row["maker"]["label"] is None
    assert row["cover"]["label"] is None


def test_views_join_filter_and_page(store: Database, shop: str) -> None:
    found = ask(store, shop, "delivery", sort=("-amount",), limit=2, expand=True, count="exact")
    assert found.count == 3
    assert [row["amount"] for row in found.rows] == [Decimal(6), Decimal(4)]
    assert found.rows[0]["vendor"]["number"] == "P1"
    assert found.rows[0]["vendor_name"] == "Acme 100%_x"
    assert found.rows[0]["article"]["number"] == "I02"
    rest = ask(store, shop, "delivery", sort=("-amount",), limit=2, after=found.next)
    assert [row["amount"] for row in rest.rows] == [Decimal(2)]
    assert len(ask(store, shop, "delivery", where={"field": "article.code", "op": "eq", "value": "I01"}).rows) == 1
    assert ask(store, shop, "delivery", where={"field": "amount", "op": "gt", "value": 6}).rows == []
    with store.transaction(shop) as tx:
        by = aggregate(tx, tx.registry.model("delivery"), None, ["vendor_name"], {"sum": ("sum", "amount")})
    assert by == [{"vendor_name": "Acme 100%_x", "sum": Decimal(12)}]


def test_computed_fields_of_lines_are_read_filtered_and_sorted(store: Database, shop: str) -> None:
    found = ask(
        store,
        shop,
        "receipt",
        fields=("number", "total"),
        sort=("-total",),
        where={"field": "total", "op": "eq", "value": 6},
    )
    assert [row["total"] for row in found.rows] == [Decimal(6), Decimal(6)]


def test_measures_by_group(store: Database, shop: str) -> None:
    with store.transaction(shop) as tx:
        model = tx.registry.model("item")
        found = aggregate(
            tx, model, {"field": "maker", "op": "not_null"}, ["maker.code"],
            {
                "n": ("count", "*"), "priced": ("count", "price"), "names": ("count_distinct", "name"),
                "sum": ("sum", "price"), "mean": ("avg", "weight"), "first": ("min", "code"),
                "last": ("max", "made_on"),
            },
        )  # fmt: skip
        assert [row["maker.code"] for row in found] == ["P0", "P1", "P2"]
        assert found[0] | {"mean": None} == {
            "maker.code": "P0", "n": 6, "priced": 0, "names": 4, "sum": Decimal(0), "mean": None, "first": "I03",
            "last": dt.date(2026, 1, 19),
        }  # fmt: skip
        total = aggregate(
            tx,
            model,
            {"field": "code", "op": "eq", "value": "none"},
            (),
            {"sum": ("sum", "price"), "least": ("min", "price")},
        )
        assert total == [{"sum": Decimal(0), "least": None}]
        pairs = aggregate(tx, model, None, ["cover"], {"n": ("count", "id")})
        assert sorted(row["n"] for row in pairs) == [11, 12]
        assert all(isinstance(row["cover"], tuple) for row in pairs)


@pytest.mark.parametrize(
    ("group", "measure"),
    [(["colour"], ("count", "*")), ([], ("median", "price")), ([], ("sum", "name")), (["size"], ("count", "*"))],
)
def test_a_wrong_measure_is_refused(store: Database, shop: str, group: list[str], measure: tuple[str, str]) -> None:
    with pytest.raises(Invalid), store.transaction(shop) as tx:
        aggregate(tx, tx.registry.model("item"), None, group, {"x": measure})
