from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from tests.platform.store.factory import NOW, Content, as_defined, fields, items, model_uid, read, stored

from zhihe.errors import Invalid
from zhihe.platform.store import rows
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.publish import plan, publish, versions


@pytest.mark.parametrize(
    ("key", "old", "kind", "new"),
    [
        ("pieces", 12, "decimal", Decimal(12)),
        ("pieces", 12, "text", "12"),
        ("price", Decimal("1.50"), "text", "1.5"),
        ("price", Decimal(7), "integer", 7),
        ("price", Decimal("2.25"), "number", 2.25),
        ("weight", 0.1, "decimal", Decimal("0.1")),
        ("name", " 12 ", "integer", 12),
        ("name", "-0.5", "decimal", Decimal("-0.5")),
        ("name", "2026-02-28", "date", dt.date(2026, 2, 28)),
        ("name", "2026-02-28T08:00:00+08:00", "datetime", dt.datetime(2026, 2, 28, tzinfo=dt.UTC)),
        ("name", "yes", "boolean", True),
        ("name", " ", "integer", None),
        ("name", "a,b", "choices", ["a,b"]),
        ("tags", ["x"], "text", "x"),
        ("tracked", True, "text", "true"),
        ("made_on", dt.date(2026, 2, 28), "text", "2026-02-28"),
        ("checked_at", NOW, "text", "2026-11-02T08:30:00.000000Z"),
    ],
)
def test_a_value_goes_into_its_new_type(
    store: Database, factory: str, content: Content, key: str, old: Any, kind: str, new: Any
) -> None:
    ids = items(store, factory, {key: old})
    content["models"]["item"]["search"] = ["code"]
    content["models"]["item"]["title"] = "code"
    fields(content, "item")[key] = {"type": kind}
    publish(store, factory, content)
    assert read(store, factory, ids, key) == [new]
    assert as_defined(store, factory) == []


@pytest.mark.parametrize(
    ("key", "good", "bad", "kind"),
    [
        ("name", "1", "1,5", "decimal"),
        ("name", "1", "1.5", "integer"),
        ("name", "1", "九", "integer"),
        ("name", "1", "0.00000000001", "decimal"),
        ("name", "2024-02-29", "2026-02-29", "date"),
        ("name", "no", "maybe", "boolean"),
        ("name", "2026-02-28T08:00:00Z", "2026-02-28T08:00:00", "datetime"),
        ("price", Decimal(1), Decimal("1.5"), "integer"),
        ("price", Decimal("0.1"), Decimal("12345678.1234567891"), "number"),
        ("weight", 1.0, 1.5, "integer"),
        ("weight", 1.0, 1e300, "decimal"),
        ("weight", 1.0, 1e-12, "decimal"),
        ("pieces", 1, 10**18, "decimal"),
        ("tags", ["x"], ["x", "y"], "text"),
    ],
)
def test_values_that_cannot_go_are_listed_and_nothing_is_changed(
    store: Database, factory: str, content: Content, key: str, good: Any, bad: Any, kind: str
) -> None:
    ids = items(store, factory, {key: good}, {key: bad})
    fields(content, "item")[key] = {"type": kind}
    (problem,) = plan(store, factory, content).problems
    assert (problem.code, problem.field, problem.count) == ("convert.value", key, 1)
    assert problem.rows[0][0] == ids[1]
    with pytest.raises(Invalid) as refused:
        publish(store, factory, content)
    assert refused.value.facts["problems"][0]["rows"][0]["id"] == ids[1]
    assert read(store, factory, ids, key) == [good, bad]
    assert versions(store, factory)[0].version == 1


def test_a_type_without_a_way_is_said_with_what_to_do(store: Database, factory: str, content: Content) -> None:
    fields(content, "item")["made_on"] = {"type": "boolean"}
    (problem,) = plan(store, factory, content).problems
    assert (problem.code, problem.field) == ("convert.impossible", "made_on")
    assert "retire" in problem.message


def test_required_fills_the_default_or_lists_the_empty_rows(store: Database, factory: str, content: Content) -> None:
    ids = items(store, factory, {"name": "a"}, {})
    fields(content, "item")["name"]["required"] = True
    (problem,) = plan(store, factory, content).problems
    assert (problem.code, problem.count, problem.rows[0][0]) == ("field.empty", 1, ids[1])
    fields(content, "item")["name"]["default"] = "'none'"
    fields(content, "item")["grade"] = {"type": "integer", "required": True, "default": "3"}
    fields(content, "item")["exact"] = {"type": "number", "required": True, "default": "0.5"}
    fields(content, "item")["checked"] = {"type": "boolean", "required": True, "default": "false"}
    publish(store, factory, content)
    assert read(store, factory, ids, "name") == ["a", "none"]
    assert read(store, factory, ids, "grade") == [3, 3]
    assert read(store, factory, ids, "exact") == [0.5, 0.5]
    assert read(store, factory, ids, "checked") == [False, False]
    assert as_defined(store, factory) == []


def test_a_new_required_field_without_default_needs_an_empty_table(
    store: Database, factory: str, content: Content
) -> None:
    fields(content, "item")["owner"] = {"type": "link", "to": "partner", "required": True}
    assert plan(store, factory, content).problems == ()
    items(store, factory, {})
    (problem,) = plan(store, factory, content).problems
    assert (problem.code, problem.field, problem.count) == ("field.empty", "owner", 1)


def test_states_given_to_a_model_begin_at_the_initial_one(store: Database, empty: str, content: Content) -> None:
    del content["models"]["item"]["states"]
    publish(store, empty, content)
    with store.transaction(empty) as tx:
        identity = new_id()
        rows.insert(
            tx, tx.registry.model("item"), [{"id": identity, "code": "I", "created_at": NOW, "updated_at": NOW}]
        )
    content["models"]["item"]["states"] = "active"
    publish(store, empty, content)
    assert read(store, empty, [identity], "state") == ["active"]


def test_duplicates_and_orphans_and_used_choices_are_listed(store: Database, factory: str, content: Content) -> None:
    nobody = new_id()
    ids = items(
        store,
        factory,
        {"name": "twin", "tags": ["a", "b"], "cover": ("partner", nobody)},
        {"name": "twin", "tags": ["c"]},
    )
    found = fields(content, "item")
    found["name"]["unique"] = True
    assert [(each.code, each.rows) for each in plan(store, factory, content).problems] == [
        ("unique.duplicate", ((ids[0], "twin"),))
    ]
    del found["name"]["unique"]
    found["tags"]["choices"] = ["a", "b", "c"]
    publish(store, factory, content)
    found["tags"]["choices"] = ["a", "b"]
    (problem,) = plan(store, factory, content).problems
    assert (problem.code, problem.count, problem.rows[0][0]) == ("choice.used", 1, ids[1])
    found["tags"]["choices"] = ["a", "b", "c", "d"]
    assert plan(store, factory, content).problems == ()
    found["maker"]["to"] = "item"
    maker = new_id()
    with store.transaction(factory) as tx:
        rows.insert(
            tx, tx.registry.model("partner"), [{"id": maker, "code": "P", "created_at": NOW, "updated_at": NOW}]
        )
        rows.update(tx, tx.registry.model("item"), ids[0], {"maker": maker}, version=1, state=None)
    (problem,) = plan(store, factory, content).problems
    assert (problem.code, problem.rows) == ("link.orphan", ((ids[0], maker),))


def test_a_set_is_unique_with_nothing_as_a_value(store: Database, factory: str, content: Content) -> None:
    ids = items(store, factory, {"name": "a"}, {"name": "a"})
    content["models"]["item"]["unique"] = [["name", "pieces"]]
    (problem,) = plan(store, factory, content).problems
    assert (problem.code, problem.field, problem.rows[0][0]) == ("unique.duplicate", "name, pieces", ids[0])


def test_a_model_cannot_become_another_kind_of_table(store: Database, factory: str, content: Content) -> None:
    content["models"]["receipt_line"] |= {"line_of": "", "uid": model_uid("receipt_line")}
    content["models"]["receipt"]["fields"].pop("lines")
    (problem,) = plan(store, factory, content).problems
    assert (problem.code, problem.model) == ("model.kind", "receipt_line")


@pytest.mark.parametrize(
    ("change", "model"),
    [
        ({"table": "zhihe_audit"}, "item"),
        ({"table": "Item"}, "item"),
        ({"table": "x" * 60}, "item"),
        ({"table": "test_partner"}, "item"),
        ({"fields": {"a": {"type": "text", "column": "version"}}}, "item"),
        ({"fields": {"a": {"type": "text", "column": 'x" int; drop'}}}, "item"),
        ({"fields": {"a": {"type": "text", "column": "c"}, "b": {"type": "text", "column": "c"}}}, "item"),
    ],
)
def test_a_name_that_cannot_be_physical_is_refused(
    store: Database, empty: str, content: Content, change: Content, model: str
) -> None:
    content["models"] = {"partner": content["models"]["partner"], model: change}
    with pytest.raises(Invalid) as refused:
        publish(store, empty, content)
    assert {each["code"] for each in refused.value.facts["problems"]} == {"name.physical"}


def test_grams_are_made_anew_when_other_fields_are_searched(store: Database, factory: str, content: Content) -> None:
    items(store, factory, {"name": "缸筒"}, {"name": "活塞"})
    content["models"]["item"]["search"] = ["name"]
    assert [(step.kind, step.field, step.rows) for step in plan(store, factory, content).steps] == [
        ("compute", "search", 2)
    ]
    publish(store, factory, content)
    with store.transaction(factory) as tx:
        found = tx.rows("select search from test_item order by code")
    assert [set(row["search"]) for row in found] == [
        {"缸筒", "缸", "筒", "~gt", "~g", "~t"}, {"活塞", "活", "塞", "~hs", "~h", "~s"},
    ]  # fmt: skip


def test_stored_formulas_are_computed_for_the_rows_that_are_there(
    store: Database, factory: str, content: Content
) -> None:
    half = dt.timedelta(hours=36, microseconds=1)
    ids = items(store, factory, {"price": Decimal("1.5"), "pieces": 4, "lead": half}, {"price": Decimal(3)})
    found = fields(content, "item")
    found["a_total"] = stored("b_worth + 1")
    found["b_worth"] = stored("price * pieces")
    found["lead_twice"] = stored("lead * 2", "duration")
    assert [(step.field, step.rows) for step in plan(store, factory, content).steps if step.kind == "compute"] == [
        ("b_worth", 2), ("a_total", 2), ("lead_twice", 2),
    ]  # fmt: skip
    publish(store, factory, content)
    assert read(store, factory, ids, "b_worth") == [Decimal(6), None]
    assert read(store, factory, ids, "a_total") == [Decimal(7), None]
    assert read(store, factory, ids, "lead_twice") == [2 * half, None]
    found["b_worth"] = stored("price * pieces * 2")
    assert [step.field for step in plan(store, factory, content).steps] == ["b_worth", "a_total"]
    publish(store, factory, content)
    assert read(store, factory, ids, "a_total") == [Decimal(13), None]
    assert as_defined(store, factory) == []


def test_a_formula_the_database_cannot_answer_needs_an_empty_table(
    store: Database, factory: str, content: Content
) -> None:
    fields(content, "item")["odd"] = stored("setting.rate * price")
    assert plan(store, factory, content).problems == ()
    items(store, factory, {})
    (problem,) = plan(store, factory, content).problems
    assert (problem.code, problem.field, problem.count) == ("formula.compute", "odd", 1)
