"""A model and a field published through the API are there at once, everywhere, in every company that has them."""

from __future__ import annotations

from typing import Any

from tests.stories.conftest import Factory

APP = """app: canteen
label: {zh: 食堂, en: Canteen}
version: 1.0.0
depends: [base]
custom: true
"""
MEAL = """model: meal
label: {zh: 餐食, en: Meal}
kind: record
title: name
natural_key: [name]
search: [name]
fields:
  name: {type: text, required: true, label: {zh: 名称, en: Name}}
  price: {type: money, label: {zh: 价格, en: Price}}
  double: {type: formula, as: price * 2, store: true, label: {zh: 双份, en: Double}}
list: [name, price]
access:
  everyone: {read: true, create: true, write: true, delete: true, import: true, export: true}
"""


def test_a_drawn_model_is_there_at_once(factory: Factory) -> None:
    files = {"canteen/app.yaml": APP, "canteen/meal.yaml": MEAL}
    plan = factory.admin.call("POST", "definitions/plan", {"files": files})
    assert any(step["kind"] == "create" for step in plan["steps"])
    factory.admin.call("POST", "definitions/publish", {"files": files, "note": "食堂"}, 201)

    meal = factory.buyer.create("meal", name="红烧肉", price="18.5")
    assert meal["double"] == "37"
    assert [row["name"] for row in factory.store.find("meal", double="37")] == ["红烧肉"]
    assert factory.store.call("GET", "records/meal?search=烧肉")["rows"]
    assert factory.store.call("GET", "records/meal?search=hsr")["rows"]
    paths = factory.buyer.call("GET", "openapi.json")["paths"]
    assert "/api/v1/records/meal" in paths
    assert "meal" in factory.buyer.call("GET", "definitions")["models"]


def test_a_rename_loses_nothing_and_roll_back_works(factory: Factory) -> None:
    files = {"canteen/app.yaml": APP, "canteen/meal.yaml": MEAL}
    first = factory.admin.call("POST", "definitions/publish", {"files": files}, 201)
    meal = factory.buyer.create("meal", name="红烧肉", price="18.5")
    published = factory.admin.call("GET", "definitions/files")["files"]["canteen/meal.yaml"]
    renamed = (
        published.replace("  price:", "  cost:")
        .replace("price * 2", "cost * 2")
        .replace("[name, price]", "[name, cost]")
    )
    factory.admin.call("POST", "definitions/publish", {"files": {"canteen/meal.yaml": renamed}}, 201)
    assert factory.buyer.get("meal", meal["id"])["cost"] == "18.5"
    factory.admin.call("POST", "definitions/rollback", {"version": first["version"]}, 201)
    assert factory.buyer.get("meal", meal["id"])["price"] == "18.5"


def test_what_is_published_comes_back_byte_for_byte(factory: Factory) -> None:
    factory.admin.call(
        "POST", "definitions/publish", {"files": {"canteen/app.yaml": APP, "canteen/meal.yaml": MEAL}}, 201
    )
    once = factory.admin.call("GET", "definitions/files")["files"]
    factory.admin.call("POST", "definitions/publish", {"files": once}, 201)
    assert factory.admin.call("GET", "definitions/files")["files"] == once


def test_an_overlay_adds_a_field_and_cannot_loosen_what_is_protected(factory: Factory) -> None:
    add = (
        "overlay: quality.inspection_lot\nadd:\n  fields:\n"
        "    surface: {type: text, label: {zh: 表面处理, en: Surface}}\n"
    )
    factory.admin.call("POST", "definitions/publish", {"files": {"site/lot.yaml": add}}, 201)
    assert "surface" in factory.engineer.call("GET", "definitions")["models"]["inspection_lot"]["fields"]
    hide = "overlay: quality.inspection_lot\nretire: [fields.verdict]\n"
    refused = factory.admin.call("POST", "definitions/publish", {"files": {"site/more.yaml": hide}}, 422)
    assert "verdict" in str(refused)


def test_wrong_definitions_say_what_and_where(factory: Factory) -> None:
    wrong = MEAL.replace("type: money", "type: monney")
    reply = factory.admin.call(
        "POST", "definitions/publish", {"files": {"canteen/app.yaml": APP, "canteen/meal.yaml": wrong}}, 422
    )
    assert "canteen/meal.yaml" in str(reply)
    assert "money" in str(reply)
    factory.buyer.call("POST", "definitions/publish", {"files": {}}, 403)


def test_what_is_wrong_with_definitions_is_said_in_the_readers_language(factory: Factory) -> None:
    headers = {"Authorization": f"Bearer {factory.admin.token}", "Accept-Language": "zh"}

    def refused(meal: str) -> dict[str, Any]:
        files = {"canteen/app.yaml": APP, "canteen/meal.yaml": meal}
        answer = factory.admin.client.post("/api/v1/definitions/publish", headers=headers, json={"files": files})
        assert answer.status_code == 422, answer.text
        return dict(answer.json())

    wrong = MEAL.replace("as: price * 2", "as: prices * 2").replace("kind: record", "kind: record\nicone: bowl")
    told = refused(wrong)
    messages = {each["key"]: each["message"] for each in told["problems"]}
    assert messages["icone"].startswith("不认识的键；")
    said = "prices 中的“prices”不存在：是否指 price？（第 1 个字符），表达式：prices * 2"
    assert messages["fields.double.as"] == said
    assert told["detail"].startswith("配置有 2 处问题，第一处：canteen/meal.yaml 第 ")

    files = {"canteen/app.yaml": APP, "canteen/meal.yaml": MEAL}
    factory.admin.call("POST", "definitions/publish", {"files": files}, 201)
    factory.buyer.create("meal", name="红烧肉", price="18.5")
    empty = MEAL.replace("price: {type: money,", "price: {type: date,")
    told = refused(empty.replace("as: price * 2", "as: 1 * 2"))
    assert "不能由" in told["detail"]
    english = factory.admin.client.post(
        "/api/v1/definitions/publish",
        headers=headers | {"Accept-Language": "en"},
        json={"files": {"canteen/meal.yaml": wrong}},
    )
    assert english.json()["detail"].startswith("The definitions have 2 problem(s); the first: canteen/meal.yaml:")
