"""A new release of an app meets a site's overlay, over HTTP: listed in the plan, refused, acknowledged."""

from __future__ import annotations

from typing import Any

from tests.stories.conftest import Factory

APP = """
app: canteen
label: {zh: 食堂, en: Canteen}
version: 1.0.0
custom: true
"""
MEAL = """
model: meal
label: {zh: 餐食, en: Meal}
kind: record
title: name
fields:
  name: {type: text, label: {zh: 名称, en: Name}, uid: aaaa0001cafe}
  price: {type: money, label: {zh: 价格, en: Price}, uid: aaaa0002cafe}
access:
  everyone: {read: true, create: true, write: true}
"""
OVERLAY = """
overlay: canteen.meal
change:
  fields:
    price: {label: {zh: 单价, en: Unit price}, required: true}
"""
FILE = "canteen/meal.yaml"


def publish(factory: Factory, text: str, status: int = 201, **more: Any) -> Any:
    return factory.admin.call("POST", "definitions/publish", {"files": {FILE: text}, **more}, status)


def start(factory: Factory) -> str:
    files = {"canteen/app.yaml": APP, FILE: MEAL}
    factory.admin.call("POST", "definitions/publish", {"files": files}, 201)
    factory.admin.call("POST", "definitions/publish", {"files": {"overlays/meal.yaml": OVERLAY}}, 201)
    text: str = factory.admin.call("GET", "definitions/files")["files"][FILE]
    return text


def test_a_conflict_is_listed_refused_and_acknowledged(factory: Factory) -> None:
    new = start(factory).replace("en: Price}", "en: Cost}")
    planned = factory.admin.call("POST", "definitions/plan", {"files": {FILE: new}})["conflicts"]
    assert [(each["file"], each["element"]) for each in planned] == [("overlays/meal.yaml", "fields.price.label")]
    assert planned[0]["old"]["en"] == "Price"
    assert planned[0]["new"]["en"] == "Cost"
    assert planned[0]["overlay"]["en"] == "Unit price"
    refused = publish(factory, new, 409)
    assert refused["code"] == "definition.conflicts"
    assert [each["id"] for each in refused["conflicts"]] == [planned[0]["id"]]
    publish(factory, new, 409, acknowledge=["000000000000"])
    publish(factory, new, 422, acknowledge=planned[0]["id"])
    publish(factory, new, acknowledge=[planned[0]["id"]])
    # The overlay's word stands, and what both said is no conflict any more.
    shown = factory.admin.call("GET", "definitions")["models"]["meal"]["fields"]
    assert "Unit price" in str(shown)
    assert factory.admin.call("POST", "definitions/plan", {"files": {FILE: new}})["conflicts"] == []


def test_an_overlay_drawn_alone_follows_a_rename_of_the_app(factory: Factory) -> None:
    text = start(factory)
    publish(factory, text.replace("  price:", "  amount:"))
    assert factory.buyer.call("POST", "records/meal", {"name": "面"}, 422)["errors"][0]["field"] == "amount"
    assert "Unit price" in str(factory.admin.call("GET", "definitions")["models"]["meal"]["fields"])


def test_a_field_that_the_overlay_requires_and_the_release_retires(factory: Factory) -> None:
    text = start(factory)
    retired = text.replace("  price: {type", "  price: {retired: true, type")
    refused = publish(factory, retired, 409)
    assert refused["conflicts"][0]["element"] == "fields.price"
    publish(factory, retired, acknowledge=[each["id"] for each in refused["conflicts"]])
    assert factory.buyer.create("meal", name="面")["name"] == "面"
