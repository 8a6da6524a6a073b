from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.platform.store.factory import NOW
from tests.platform.store.shop import ITEMS, ask, codes, expression

from zhihe.errors import Invalid
from zhihe.platform.store import cursors
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.query import Query, aggregate, find
from zhihe.platform.store.query import asked as question_of
from zhihe.platform.store.statement import compiled


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
            ("user", "sites"): [],
            ("user", "roles"): ["I01", "I02"],
            ("setting", "least"): Decimal(20),
            ("this", "code"): "I07",
            ("now",): NOW + dt.timedelta(minutes=3),
            ("today",): dt.date(2026, 1, 5),
        }[path]

    def found(text: str) -> list[Any]:
        return codes(store, shop, rows=(expression(text),), names=names)

    assert found("code in user.roles") == ["I01", "I02"]
    assert found("id in user.sites") == []
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
            question = question_of(tx, model, Query(**asked, limit=2))
            values = cursors.read(question.listing.orders, after) if after else None
            nulls = None if values is None else tuple(value is None for value in values)
            page = compiled(question._page(2, nulls, 0), "test")
            params = {**question.params, **{f"k{n}": value for n, value in enumerate(values or ())}}
            plan = tx.tuples(replace(page, text=f"explain {page.text}"), params)
            assert any(f"using {index} " in line[0] for line in plan), plan
            assert "where" in asked or not any("->  Sort" in line[0] for line in plan), plan
