"""Keys of the grammar that must do what they say when a model is drawn: each holds over HTTP, not on a screen only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.stories.conftest import Factory, built_factory

from zhihe.platform.store.database import Database

APP = """app: garage
label: {zh: 车库, en: Garage}
version: 1.0.0
depends: [base]
custom: true
"""
TRIP = """model: trip
label: {zh: 行程, en: Trip}
kind: record
title: name
fields:
  name: {type: text, required: true, label: {zh: 名称, en: Name}}
  kind: {type: choice, of: [inland, abroad], default: inland, label: {zh: 类型, en: Kind}}
  visa: {type: text, label: {zh: 签证, en: Visa}}
  budget: {type: decimal, label: {zh: 预算, en: Budget}}
  days: {type: integer, default: 3, label: {zh: 天数, en: Days}}
  supplier: {type: link, to: partner}
  a_day: {type: formula, as: budget / days, store: true, decimals: 2, rounding: half_even, label: {zh: 每天, en: A day}}
  exact: {type: formula, as: budget / days, store: true, label: {zh: 每天（精确）, en: A day exactly}}
  share: {type: decimal, decimals: 1, rounding: up, readonly: true, label: {zh: 份额, en: Share}}
fill:
  create:
    - {set: {share: budget / 8}}
form:
  - name
  - {field: kind}
  - section: {zh: 出境, en: Abroad}
    visible: kind = 'abroad'
    rows:
      - {field: visa, required: budget > 100}
  - {field: budget, readonly: kind = 'abroad' and days > 9}
  - {field: supplier, options: supplier and active}
access:
  everyone: {read: true, create: true, write: true, import: true}
"""


@pytest.fixture(scope="module")
def garage(
    database: Database, home: Path, shipped: dict[str, Any], company_keys: Callable[[], str]
) -> Iterator[Factory]:
    with built_factory(database, home, shipped, f"garage_{company_keys()}") as built:
        built.admin.create("partner", code="S1", name="宁波精诚铝业有限公司", supplier=True)
        built.admin.create("partner", code="C1", name="上海东方机械有限公司", customer=True)
        files = {"garage/app.yaml": APP, "garage/trip.yaml": TRIP}
        built.admin.call("POST", "definitions/publish", {"files": files}, 201)
        yield built


def refused(garage: Factory, **values: Any) -> list[tuple[str, str]]:
    """Field and code of each problem of a record that cannot be made."""
    reply = garage.buyer.call("POST", "records/trip", {"name": "行程", **values}, 422)
    return [(each["field"], each["code"]) for each in reply["errors"]]


def test_what_a_form_requires_is_required_however_it_is_sent(garage: Factory) -> None:
    assert refused(garage, kind="abroad", budget="300") == [("visa", "field.required")]
    # Where the section is not shown, nothing in it is asked for.
    assert garage.buyer.create("trip", name="境内", kind="inland", budget="300")["visa"] is None
    assert garage.buyer.create("trip", name="小额", kind="abroad", budget="30")["visa"] is None
    assert garage.buyer.create("trip", name="出境", kind="abroad", budget="300", visa="B1")["visa"] == "B1"


def test_what_a_form_closes_cannot_be_changed(garage: Factory) -> None:
    trip = garage.buyer.create("trip", name="长途", kind="inland", days=10, budget="30")
    trip = garage.buyer.change("trip", trip, kind="abroad")
    reply = garage.buyer.change("trip", trip, 422, budget="40")
    assert [each["code"] for each in reply["errors"]] == ["form.readonly"]
    # What stays as it is may be sent along, as a form does.
    assert garage.buyer.change("trip", trip, budget="30", name="更长途")["name"] == "更长途"


def test_a_form_offers_some_records_and_takes_no_other(garage: Factory) -> None:
    assert garage.buyer.create("trip", name="走访", budget="3", supplier="S1")["supplier"] is not None
    assert refused(garage, budget="3", supplier="C1") == [("supplier", "form.options")]


def test_an_inexact_result_is_refused_or_rounded_as_the_field_says(garage: Factory) -> None:
    trip = garage.buyer.create("trip", name="尾数", budget="0.375")
    assert (trip["exact"], trip["a_day"], trip["share"]) == ("0.125", "0.12", "0.1")
    assert garage.buyer.get("trip", trip["id"])["a_day"] == "0.12"
    assert [row["name"] for row in garage.buyer.find("trip", a_day="0.12")] == ["尾数"]
    reply = garage.buyer.call("POST", "records/trip", {"name": "除不尽", "budget": "10"}, 422)
    assert "exact" in reply["detail"]
    assert not garage.buyer.find("trip", name="除不尽")
