from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from zhihe.errors import Invalid
from zhihe.kernels.expression import parse
from zhihe.platform.model.elements import Expression
from zhihe.platform.store import cursors, rows
from zhihe.platform.store.bootstrap import create_company, drop_company
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id, new_ids
from zhihe.platform.store.publish import publish
from zhihe.platform.store.query import Page, Query, _asked, aggregate, find
from zhihe.platform.store.statement import compiled

NOW = dt.datetime(2026, 11, 2, 8, 30, tzinfo=dt.UTC)
ITEMS = 23


def expression(text: str) -> Expression:
    return Expression(text, parse(text))


@pytest.fixture(scope="module")
def shop(store: Database, company_keys: Callable[[], str], factory_content: dict[str, Any]) -> Iterator[str]:
    """Three partners, 23 items with gaps in their data, two receipts with lines."""
    content = factory_content
    content["models"]["item"]["fields"]["tags"]["choices"] = ["a", "b", "c"]
    content["models"]["item"]["fields"]["worth"] = {
        "type": "formula", "formula": "price * pieces", "formula_type": "decimal", "column": "worth",
    }  # fmt: skip
    content["models"]["item"]["fields"]["maker_name"] = {
        "type": "formula", "formula": "maker.name & '!'", "formula_type": "text", "column": "maker_name",
    }  # fmt: skip
    content["models"]["item"]["fields"]["twice"] = {
        "type": "formula", "formula": "lead * 2", "formula_type": "duration", "column": "twice",
    }  # fmt: skip
    content["models"]["receipt"]["fields"]["total"] = {
        "type": "formula", "formula": "SUM(lines.quantity)", "formula_type": "quantity", "column": "total",
    }  # fmt: skip
    content["models"]["delivery"] = {
        "kind": "view",
        "view_from": "receipt_line",
        "joins": [["receipt", "receipt"], ["supplier", "partner"]],
        "where": "receipt.state = 'posted'",
        "fields": {
            "vendor": {"type": "formula", "formula": "receipt.supplier", "formula_type": "link"},
            "vendor_name": {"type": "formula", "formula": "supplier.name", "formula_type": "text"},
            "amount": {"type": "formula", "formula": "quantity * 2", "formula_type": "quantity"},
            "article": {"type": "formula", "formula": "item", "formula_type": "link"},
        },
    }
    key = company_keys()
    create_company(store, key, "Shop")
    publish(store, key, content)
    with store.transaction(key) as tx:
        partners = new_ids(3)
        stamps = {"created_at": NOW, "updated_at": NOW}
        named = zip(partners, ("华东螺丝厂", "Acme 100%_x", None), strict=True)
        rows.insert(
            tx, tx.registry.model("partner"),
            [stamps | {"id": i, "code": f"P{n}", "name": name} for n, (i, name) in enumerate(named)],
        )  # fmt: skip
        ids = new_ids(ITEMS)
        rows.insert(
            tx, tx.registry.model("item"),
            [
                {
                    "id": i, "code": f"I{n:02}", "state": "draft",
                    "created_at": NOW + dt.timedelta(minutes=n // 4), "updated_at": NOW,
                    "name": ("螺丝钉 M3*8", "Bolt", None, "气缸筒", "bolt long")[n % 5],
                    "pieces": None if n % 4 == 0 else n % 3, "price": None if n % 3 == 0 else Decimal(n) / 8,
                    "made_on": None if n % 2 else dt.date(2026, 1, 1 + n), "weight": n * 1.5, "tracked": n % 2 == 0,
                    "maker": partners[n % 3] if n % 7 else None, "tags": ["a", "b"] if n % 3 else ["c"],
                    "cover": ("partner", partners[0]) if n % 2 else ("item", ids[0]), "spare_for": ids[:2],
                    "lead": dt.timedelta(hours=n), "created_by": None,
                }
                for n, i in enumerate(ids)
            ],
        )  # fmt: skip
        receipts = new_ids(2)
        rows.insert(
            tx, tx.registry.model("receipt"),
            [
                stamps | {"id": i, "number": f"GR-{n}", "supplier": partners[n], "state": ("draft", "posted")[n]}
                for n, i in enumerate(receipts)
            ],
        )  # fmt: skip
        rows.insert(
            tx, tx.registry.model("receipt_line"),
            [
                {"id": new_id(), "parent_id": receipts[n], "position": p, "item": ids[p], "quantity": Decimal(p + 1)}
                for n, p in itertools.product((0, 1), range(3))
            ],
        )  # fmt: skip
    yield key
    drop_company(store, key)


def ask(store: Database, company: str, model: str, **asked: Any) -> Page:
    with store.transaction(company) as tx:
        return find(tx, tx.registry.model(model), Query(**asked))


def codes(store: Database, company: str, **asked: Any) -> list[Any]:
    asked = {"sort": ("code",), "limit": 500, "fields": ("code",)} | asked
    return [row["code"] for row in ask(store, company, "item", **asked).rows]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (("code", "eq", "I03"), [3]),
        (("code", "in", ["I03", "I05", "none"]), [3, 5]),
        (("code", "starts", "I2"), [20, 21, 22]),
        (("code", "ends", "9"), [9, 19]),
        (("name", "contains", "olt l"), [4, 9, 14, 19]),
        (("pieces", "is_null", None), [0, 4, 8, 12, 16, 20]),
        (("pieces", "eq", None), [0, 4, 8, 12, 16, 20]),
        (("price", "gt", "2.5"), [22]),
        (("price", "ge", Decimal("2.5")), [20, 22]),
        (("price", "between", ["0.125", 0.5]), [1, 2, 4]),
        (("weight", "lt", 3), [0, 1]),
        (("tracked", "eq", True), list(range(0, 23, 2))),
        (("made_on", "le", "2026-01-05"), [0, 2, 4]),
        (("created_at", "ge", "2026-11-02T08:35:00Z"), [20, 21, 22]),
        (("lead", "lt", 7200), [0, 1]),
        (("tags", "contains", "c"), list(range(0, 23, 3))),
        (("state", "eq", "draft"), list(range(23))),
        (("maker.code", "eq", "P1"), [1, 4, 10, 13, 16, 19, 22]),
        (("maker.name", "is_null", None), [0, 2, 5, 7, 8, 11, 14, 17, 20, 21]),
        (("maker", "eq", "P1"), [1, 4, 10, 13, 16, 19, 22]),
        (("maker", "in", ["P1", "P2"]), [1, 2, 4, 5, 8, 10, 11, 13, 16, 17, 19, 20, 22]),
        (("worth", "gt", 4), [17]),
        (("twice", "between", [3600, dt.timedelta(hours=4)]), [1, 2]),
        (("maker_name", "eq", "Acme 100%_x!"), [1, 4, 10, 13, 16, 19, 22]),
        (("maker_name", "contains", "%_"), [1, 4, 10, 13, 16, 19, 22]),
    ],
)
def test_each_comparison_finds_what_it_says(
    store: Database, shop: str, condition: tuple[str, str, Any], expected: list[int]
) -> None:
    field, operator, value = condition
    found = codes(store, shop, where={"field": field, "op": operator, "value": value})
    assert found == [f"I{n:02}" for n in expected]


def test_comparisons_join_and_turn(store: Database, shop: str) -> None:
    low, high = ({"field": "code", "op": op, "value": "I05"} for op in ("lt", "gt"))
    assert codes(store, shop, where={"and": [low, {"not": {"field": "code", "op": "eq", "value": "I01"}}]}) == [
        "I00", "I02", "I03", "I04",
    ]  # fmt: skip
    assert len(codes(store, shop, where={"or": [low, high]})) == ITEMS - 1
    assert len(codes(store, shop, where={"and": []})) == ITEMS
    assert codes(store, shop, where={"or": []}) == []
    assert len(codes(store, shop, where={})) == ITEMS


def test_a_link_to_any_model_is_compared_as_a_pair(store: Database, shop: str) -> None:
    (partner,) = ask(store, shop, "partner", where={"field": "code", "op": "eq", "value": "P0"}).rows
    pair = ["partner", partner["id"]]
    assert codes(store, shop, where={"field": "cover", "op": "eq", "value": pair}) == [
        f"I{n:02}" for n in range(1, 23, 2)
    ]
    assert codes(store, shop, where={"field": "cover", "op": "eq", "value": ["item", partner["id"]]}) == []
    assert len(codes(store, shop, where={"field": "cover", "op": "in", "value": [pair]})) == 11
    assert len(codes(store, shop, where={"field": "cover", "op": "ne", "value": pair})) == 12


def test_a_path_through_lines_asks_whether_there_is_one(store: Database, shop: str) -> None:
    found = ask(store, shop, "receipt", where={"field": "lines.item.code", "op": "eq", "value": "I01"}, sort=["number"])
    assert [row["number"] for row in found.rows] == ["GR-0", "GR-1"]
    none = ask(store, shop, "receipt", where={"field": "lines.quantity", "op": "gt", "value": 3})
    assert none.rows == []
    of_line = ask(store, shop, "receipt_line", where={"field": "receipt.number", "op": "eq", "value": "GR-1"})
    assert [row["position"] for row in of_line.rows] == [0, 1, 2]


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ({"field": "colour", "op": "eq", "value": 1}, "there is no such field"),
        ({"field": "nmae", "op": "eq", "value": "x"}, "did you mean name"),
        ({"field": "maker.bank", "op": "eq", "value": 1}, "there is no such field"),
        ({"field": "name.first", "op": "eq", "value": 1}, "link"),
        ({"field": "cover.code", "op": "eq", "value": 1}, "link to one model"),
        ({"field": "name", "op": "like", "value": "x"}, "cannot be compared by 'like'"),
        ({"field": "size", "op": "eq", "value": "x"}, "cannot be compared"),
        ({"field": "price", "op": "eq", "value": "dear"}, "price"),
        ({"field": "price", "op": "gt", "value": None}, "a value is needed"),
        ({"field": "price", "op": "between", "value": [1]}, "from, to"),
        ({"field": "code", "op": "in", "value": "I01"}, "list of at most 1000"),
        ({"field": "code", "op": "in", "value": ["x"] * 1001}, "list of at most 1000"),
        ({"field": "code", "op": "eq", "value": "x", "or": []}, "field, op and value"),
        ({"xor": []}, "one of {and"),
        ({"and": "x"}, "one of {and"),
        ({"and": [["code"]]}, "one of {and"),
        ({"and": [{"not": {"field": "code", "op": "eq", "value": "x"}}] * 100}, "at most 200"),
    ],
)
def test_a_wrong_question_is_refused_in_words(store: Database, shop: str, where: Any, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        codes(store, shop, where=where)
    assert says in refused.value.message


def test_a_deep_question_is_refused(store: Database, shop: str) -> None:
    where: dict[str, Any] = {"field": "code", "op": "eq", "value": "I00"}
    for _ in range(7):
        where = {"and": [where]}
    assert codes(store, shop, where=where) == ["I00"]
    with pytest.raises(Invalid, match="8 deep"):
        codes(store, shop, where={"and": [where]})


@pytest.mark.parametrize(
    "hostile", ["'; drop table test_item; --", "%", "_", "\\", '"', "{}", "螺\u202e", "%(x)s", "$1", "😀"]
)
def test_hostile_text_is_only_text(store: Database, shop: str, hostile: str) -> None:
    assert codes(store, shop, where={"field": "name", "op": "contains", "value": hostile}) == []
    assert codes(store, shop, where={"field": "name", "op": "in", "value": [hostile]}) == []
    with pytest.raises(Invalid):
        codes(store, shop, where={"field": hostile, "op": "eq", "value": 1})
    with pytest.raises(Invalid):
        codes(store, shop, sort=(hostile,))


SORTS = (
    "code", "-code", "pieces", "-pieces", "price", "-price", "made_on", "name", "-maker.name", "worth", "-worth",
    "twice", "-twice", "maker", "created_at", "-created_at", "tracked", "lead", "id", "-id", "state",
)  # fmt: skip


def position(value: Any) -> tuple[Any, ...]:
    """Where a value stands: nothing comes last, so that it comes first when descending."""
    return (value is None, value if value is not None else 0)


@given(
    sort=some.lists(some.sampled_from(SORTS), max_size=3, unique_by=lambda each: each.removeprefix("-")),
    limit=some.integers(1, 9),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_put_together_are_the_whole_list_in_order(
    store: Database, shop: str, sort: list[str], limit: int
) -> None:
    paths = [each.removeprefix("-") for each in sort]
    shown = tuple(dict.fromkeys(["id", *("maker.code" if path == "maker" else path for path in paths)]))
    found: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        page = ask(store, shop, "item", sort=tuple(sort), limit=limit, after=after, fields=shown)
        found += page.rows
        assert len(page.rows) == limit or page.next is None
        if page.next is None:
            break
        after = page.next
    assert len({row["id"] for row in found}) == len(found) == ITEMS
    expected = list(found)
    keys = [
        ("maker.code" if each.removeprefix("-") == "maker" else each.removeprefix("-"), each.startswith("-"))
        for each in sort
    ]
    if not sort:
        return
    if "id" not in [key for key, _ in keys]:
        keys.append(("id", keys[-1][1]))
    for key, descending in reversed(keys):
        expected.sort(key=lambda row: position(row[key]), reverse=descending)
    assert found == expected


def test_a_list_nobody_sorted_shows_the_newest_first(store: Database, shop: str) -> None:
    found = ask(store, shop, "item", limit=3)
    assert [row["code"] for row in found.rows] == ["I22", "I21", "I20"]


@pytest.mark.parametrize("cursor", ["x", "", "W10", "eyJhIjoxfQ", "WyJyYW5rIiwwXQ", "W251bGxd"])
def test_a_foreign_cursor_is_refused(store: Database, shop: str, cursor: str) -> None:
    if not cursor:
        cursor = ask(store, shop, "item", sort=("code",), limit=1).next or ""
    with pytest.raises(Invalid, match="cursor"):
        ask(store, shop, "item", sort=("name",), limit=1, after=cursor)


def test_counts_are_asked_for(store: Database, shop: str) -> None:
    where = {"field": "maker.code", "op": "eq", "value": "P1"}
    assert ask(store, shop, "item", where=where).count is None
    exact = ask(store, shop, "item", where=where, count="exact", limit=2)
    assert (exact.count, exact.estimated) == (7, False)
    guess = ask(store, shop, "item", where=where, count="estimate")
    assert guess.estimated
    assert isinstance(guess.count, int)


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


def test_access_predicates_are_alternatives_and_none_of_them_is_no_row(store: Database, shop: str) -> None:
    first, second = expression("code = 'I01'"), expression("maker.code = 'P2' and not tracked")
    assert codes(store, shop, rows=(first,)) == ["I01"]
    assert codes(store, shop, rows=(first, second)) == ["I01", "I05", "I11", "I17"]
    assert codes(store, shop, rows=()) == []
    assert len(codes(store, shop, rows=None)) == ITEMS
    with store.transaction(shop) as tx:
        model = tx.registry.model("item")
        assert find(tx, model, Query(rows=(first, second), count="exact")).count == 4
        measured = aggregate(tx, model, None, (), {"n": ("count", "*")}, rows=(first,))
    assert measured == [{"n": 1}]


def test_names_from_outside_are_parameters(store: Database, shop: str) -> None:
    def names(path: tuple[str, ...]) -> object:
        return {
            ("user",): new_id(),
            ("user", "sites"): ["I01", "I02"],
            ("user", "roles"): [],
            ("setting", "least"): Decimal(20),
            ("this", "code"): "I07",
            ("now",): NOW + dt.timedelta(minutes=3),
            ("today",): dt.date(2026, 1, 5),
        }[path]

    def found(text: str) -> list[Any]:
        return codes(store, shop, rows=(expression(text),), names=names)

    assert found("code in user.sites") == ["I01", "I02"]
    assert found("code in user.roles") == []
    assert found("created_by = user") == []
    assert found("weight > setting.least and code < 'I16'") == ["I14", "I15"]
    assert found("code = this.code") == ["I07"]
    assert found("created_at > now and made_on > today") == ["I16", "I18", "I20", "I22"]
    assert found("made_on < today") == ["I00", "I02"]


def test_hidden_fields_do_not_exist(store: Database, shop: str) -> None:
    hidden = frozenset({"price"})
    (row,) = ask(store, shop, "item", hidden=hidden, limit=1).rows
    assert "price" not in row
    for asked in (
        {"where": {"field": "price", "op": "gt", "value": 1}},
        {"sort": ("price",)},
        {"fields": ("code", "price")},
    ):
        with pytest.raises(Invalid, match="there is no such field") as refused:
            ask(store, shop, "item", hidden=hidden, **asked)
        assert "price" not in refused.value.facts["allowed"]
    with pytest.raises(Invalid, match="there is no such field"):
        ask(
            store,
            shop,
            "item",
            hidden={"partner": frozenset({"name"})},
            where={"field": "maker.name", "op": "eq", "value": "x"},
        )
    row = ask(
        store, shop, "item", hidden={"partner": frozenset({"name"})}, fields=("maker",), sort=("-code",), expand=True
    ).rows[0]
    assert row["maker"]["label"] == row["maker"]["number"] == "P1"


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


def test_search_finds_chinese_latin_and_initials_the_closest_first(store: Database, shop: str) -> None:
    def names(text: str) -> list[str]:
        found = ask(store, shop, "item", search=text, fields=("name", "code"), limit=100)
        return list(dict.fromkeys(row["name"] for row in found.rows))

    assert names("bolt") == ["Bolt", "bolt long"]
    assert names("BOLT L") == ["bolt long"]
    assert names("钉") == ["螺丝钉 M3*8"]
    assert names("丝钉m3") == ["螺丝钉 M3*8"]
    assert names("lsd") == ["螺丝钉 M3*8"]
    assert names("sdm") == ["螺丝钉 M3*8"]
    assert names("qg") == ["气缸筒"]
    assert names("b") == ["Bolt", "bolt long"]
    assert names("zzz") == []
    assert names("%") == []
    assert [row["code"] for row in ask(store, shop, "item", search="i07").rows] == ["I07"]


def test_search_goes_with_filters_sorts_pages_and_counts(store: Database, shop: str) -> None:
    asked = {"search": "bolt", "where": {"field": "tracked", "op": "eq", "value": True}, "fields": ("code",)}
    found = ask(store, shop, "item", **asked, sort=("-code",), limit=2, count="exact")
    assert [row["code"] for row in found.rows] == ["I16", "I14"]
    assert found.count == 4
    rest = ask(store, shop, "item", **asked, sort=("-code",), limit=2, after=found.next)
    assert [row["code"] for row in rest.rows] == ["I06", "I04"]
    ranked = ask(store, shop, "item", **asked, limit=3)
    behind = ask(store, shop, "item", **asked, limit=3, after=ranked.next)
    assert sorted(row["code"] for row in ranked.rows + behind.rows) == ["I04", "I06", "I14", "I16"]
    assert ask(store, shop, "item", search="bolt", rows=()).rows == []
    assert [row["number"] for row in ask(store, shop, "receipt", search="gr-1").rows] == ["GR-1"]
    with pytest.raises(Invalid, match="no searched fields"):
        ask(store, shop, "receipt_line", search="x")


def test_one_question_is_one_statement_and_one_shape_is_built_once(store: Database, shop: str) -> None:
    with store.transaction(shop) as tx:
        model = tx.registry.model("item")
        find(
            tx,
            model,
            Query(where={"field": "maker.code", "op": "eq", "value": "P1"}, expand=True, fields=("code", "maker")),
        )
        kept = len(tx.catalog._statements)
        before = tx.statements
        find(
            tx,
            model,
            Query(where={"field": "maker.code", "op": "eq", "value": "P2"}, expand=True, fields=("code", "maker")),
        )
        assert tx.statements - before == 1
        assert len(tx.catalog._statements) == kept


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({}, "ix_test_item_created_at_id"),
        ({"sort": ("-created_at",)}, "ix_test_item_created_at_id"),
        ({"sort": ("code",)}, "uq_test_item_code"),
        ({"sort": ("-code",)}, "uq_test_item_code"),
        ({"sort": ("state",)}, "ix_test_item_state_id"),
        ({"where": {"field": "code", "op": "eq", "value": "I9"}, "sort": ("code",)}, "uq_test_item_code"),
        ({"where": {"field": "code", "op": "starts", "value": "I9"}, "sort": ("code",)}, "uq_test_item_code"),
    ],
)
def test_lists_use_the_indexes_made_for_them(store: Database, shop: str, asked: dict[str, Any], index: str) -> None:
    with store.transaction(shop) as tx:
        model = tx.registry.model("item")
        tx.execute("set local enable_seqscan = off")
        for after in (None, find(tx, model, Query(**asked, limit=2)).next):
            question = _asked(tx, model, Query(**asked, limit=2))
            values = cursors.read(question.listing.orders, after) if after else None
            nulls = None if values is None else tuple(value is None for value in values)
            page = compiled(question._page(2, nulls, 0), "test")
            params = {**question.params, **{f"k{n}": value for n, value in enumerate(values or ())}}
            plan = tx.tuples(replace(page, text=f"explain {page.text}"), params)
            assert any(f"using {index} " in line[0] for line in plan), plan
            assert "where" in asked or not any("->  Sort" in line[0] for line in plan), plan
