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


PRICED = """  currency: {type: choice, of: currency, default: "'JPY'", label: {zh: 币种, en: Currency}}
  cost: {type: money, currency: currency, label: {zh: 成本, en: Cost}}
  third:
    type: formula
    as: cost / 3
    result: money
    currency: currency
    rounding: half_up
    store: true
    label: {zh: 三分之一, en: Third}
  half: {type: formula, as: cost / 2, result: money, currency: currency, store: true, label: {zh: 一半, en: Half}}
list:"""


def test_an_amount_has_the_decimals_of_its_currency(factory: Factory) -> None:
    files = {"canteen/app.yaml": APP, "canteen/meal.yaml": MEAL.replace("list:", PRICED)}
    factory.admin.call("POST", "definitions/publish", {"files": files}, 201)
    meal = factory.buyer.create("meal", name="定食", cost="980")
    assert (meal["third"], meal["half"]) == ("327", "490")
    refused = factory.buyer.change("meal", meal, 422, cost="980.5")
    told = refused["errors"][0]
    assert (refused["code"], told["field"], told["value"]) == ("money.decimals", "cost", "980.5")
    assert "0 decimals of JPY; round it" in told["message"]
    # What is computed and says no rounding is refused like what is typed, and nothing of it is kept.
    odd = factory.buyer.change("meal", meal, 422, cost="981")
    assert [each["field"] for each in odd["errors"]] == ["half"]
    assert factory.buyer.change("meal", meal, currency="KWD", cost="980.124")["third"] == "326.708"
    # The same amounts are too fine for a currency that has fewer decimals.
    fewer = factory.buyer.change("meal", factory.buyer.get("meal", meal["id"]), 422, currency="CNY")
    assert {each["field"] for each in fewer["errors"]} == {"cost", "half"}
    strange = factory.buyer.change("meal", factory.buyer.get("meal", meal["id"]), 422, currency="RMB")
    assert strange["errors"][0]["field"] == "currency"
    served = factory.buyer.call("GET", "definitions")["models"]["meal"]["fields"]
    assert "places" in served["cost"]
    assert "places" not in served["price"]


COUNTED = """  letters: {type: formula, as: LEN(name), store: true, label: {zh: 字数, en: Letters}}
  more: {type: formula, as: letters * 2 + 1, label: {zh: 更多, en: More}}
list:"""
SEEN = """model: meal_seen
label: {zh: 餐食一览, en: Meals seen}
kind: view
from: meal
fields:
  name: name
  letters: letters
  twice: {as: letters * 2, label: {zh: 两倍, en: Twice}}
  dear: {as: "IF(price > 10, 1, 0)", label: {zh: 贵, en: Dear}}
  part: {as: letters / 2, label: {zh: 一半, en: Part}}
list: [name, twice]
access: {everyone: {read: true, export: true}}
"""


def test_a_formula_that_counts_is_an_integer_everywhere(factory: Factory) -> None:
    files = {
        "canteen/app.yaml": APP,
        "canteen/meal.yaml": MEAL.replace("list:", COUNTED),
        "canteen/meal_seen.yaml": SEEN,
    }
    factory.admin.call("POST", "definitions/publish", {"files": files}, 201)
    meal = factory.buyer.create("meal", name="红烧肉", price="18.5")
    factory.buyer.create("meal", name="饭")
    assert meal["letters"] == 3
    read = factory.buyer.get("meal", meal["id"])
    assert (read["letters"], read["more"]) == (3, 7)
    rows = {row["name"]: row for row in factory.buyer.find("meal_seen")}
    assert {key: rows["红烧肉"][key] for key in SHOWN} == {"letters": 3, "twice": 6, "dear": 1, "part": "1.5"}
    assert [row["name"] for row in factory.buyer.find("meal_seen", twice=2)] == ["饭"]
    groups = factory.buyer.call("GET", "records/meal_seen/aggregate?group=dear")
    assert {row["dear"] for row in groups["rows"]} == {0, 1}
    schemas = factory.buyer.call("GET", "openapi.json")["components"]["schemas"]
    kinds = {key: schemas["MealSeen"]["properties"][key]["type"] for key in SHOWN}
    assert kinds == {"letters": INTEGER, "twice": INTEGER, "dear": INTEGER, "part": ["string", "null"]}


SHOWN = ("letters", "twice", "dear", "part")
INTEGER = ["integer", "null"]


SHARED = """  guests: {type: integer, label: {zh: 人数, en: Guests}}
  each: {type: formula, as: price / guests, store: true, label: {zh: 人均, en: Each}}
list:"""


def test_a_formula_divided_by_zero_is_empty_and_the_answer_says_why(factory: Factory) -> None:
    files = {"canteen/app.yaml": APP, "canteen/meal.yaml": MEAL.replace("list:", SHARED)}
    factory.admin.call("POST", "definitions/publish", {"files": files}, 201)
    meal = factory.buyer.create("meal", name="鱼", price="30", guests=0)
    assert meal["each"] is None
    assert meal["notices"] == [
        {
            "code": "division_by_zero",
            "field": "each",
            "label": "Each",
            "text": "Divided by zero, so it stays empty",
        }
    ]
    headers = {"Authorization": f"Bearer {factory.buyer.token}", "Accept-Language": "zh"}
    read = factory.buyer.client.post(
        "/api/v1/records/meal", json={"name": "鸭", "guests": 0, "price": 1}, headers=headers
    )
    assert [(each["label"], each["text"]) for each in read.json()["notices"]] == [("人均", "除数为零，结果留空")]
    changed = factory.buyer.change("meal", meal, guests=3)
    assert changed["each"] == "10"
    assert "notices" not in changed
    body = [{"name": "虾", "price": "8", "guests": 0}, {"name": "蟹", "price": "8", "guests": 2}]
    many = factory.buyer.call("POST", "records/meal", body, 201)["rows"]
    assert ["notices" in row for row in many] == [True, False]
    # Without a divisor it is only unfinished: nothing to notice.
    assert "notices" not in factory.buyer.create("meal", name="汤", price="5")


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
