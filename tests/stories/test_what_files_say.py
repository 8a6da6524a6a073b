"""Keys of the grammar that must do what they say when a model is drawn: each holds over HTTP, not on a screen only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

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


SPLIT = """model: split
label: {zh: 分账, en: Split}
kind: record
title: name
fields:
  name: {type: text, required: true, label: {zh: 名称, en: Name}}
  total: {type: decimal, readonly: true, label: {zh: 合计, en: Total}}
  how: {type: choice, of: [even, odd], readonly: true, label: {zh: 方式, en: How}}
states:
  initial: open
  labels: {open: {zh: 打开, en: Open}, done: {zh: 完成, en: Done}}
  open: {share: done}
  done: {}
steps:
  share:
    label: {zh: 分摊, en: Share}
    inputs:
      how: {type: choice, of: [even, odd], default: odd, label: {zh: 方式, en: How}}
      parts:
        type: lines
        label: {zh: 份, en: Parts}
        fields:
          quantity: {type: decimal, required: true, min: 1, label: {zh: 数量, en: Quantity}}
          note: {type: text, label: {zh: 备注, en: Note}}
fill:
  share:
    - {set: {total: SUM(input.parts.quantity), how: input.how}}
access:
  everyone: {read: true, create: true, steps: true}
"""


def test_inputs_have_their_defaults_and_each_line_what_it_needs(garage: Factory) -> None:
    garage.admin.call("POST", "definitions/publish", {"files": {"garage/split.yaml": SPLIT}}, 201)
    row = garage.buyer.create("split", name="一")
    reply = garage.buyer.step("split", row, "share", 422, parts=[{"quantity": 2}, {"note": "没有数量"}])
    assert [(each["field"], each["code"]) for each in reply["errors"]] == [
        ("input.parts[1].quantity", "field.required")
    ]
    reply = garage.buyer.step("split", row, "share", 422, parts=[3])
    assert [each["code"] for each in reply["errors"]] == ["lines.list"]
    done = garage.buyer.step("split", row, "share", parts=[{"quantity": 2}, {"quantity": 3}])
    assert (done["total"], done["how"]) == ("5", "odd")


def test_a_code_has_no_letters_that_only_look_latin(garage: Factory) -> None:
    for code, advice in (("М3*8", "M3*8"), ("M3×8", "M3x8"), ("A–1", "A-1"), ("Ａ-1", "A-1"), ("A\u202e1", "A1")):
        reply = garage.admin.call("POST", "records/partner", {"code": code, "name": "某厂"}, 422)
        assert [each["field"] for each in reply["errors"]] == ["code"]
        assert advice in reply["detail"]
    assert garage.admin.create("partner", code="Ж-Завод-1", name="外厂")["code"] == "Ж-Завод-1"


QUOTE = """model: quote
label: {zh: 报价, en: Quote}
kind: record
title: name
fields:
  name: {type: text, required: true, label: {zh: 名称, en: Name}}
  lines: {type: lines, of: quote_line, label: {zh: 明细, en: Lines}}
access:
  buyer: {read: true, create: true, write: true}
  storekeeper: {read: true, create: true, write: true, hide: [lines.price]}
"""
QUOTE_LINE = """model: quote_line
label: {zh: 报价明细, en: Quote line}
kind: record
line_of: quote
fields:
  what: {type: text, label: {zh: 内容, en: What}}
  price: {type: decimal, label: {zh: 价格, en: Price}}
"""


def test_what_is_hidden_of_a_line_is_not_set_blindly(garage: Factory) -> None:
    files = {"garage/quote.yaml": QUOTE, "garage/quote_line.yaml": QUOTE_LINE}
    garage.admin.call("POST", "definitions/publish", {"files": files}, 201)
    quote = garage.buyer.create("quote", name="一", lines=[{"what": "阀", "price": "5"}])
    seen = garage.store.get("quote", quote["id"])
    assert "price" not in seen["lines"][0]
    line = {"id": quote["lines"][0]["id"], "price": "1"}
    refused = garage.store.change("quote", seen, 403, lines=[line])
    assert "lines.price" in refused["detail"]
    fresh = {"name": "二", "lines": [{"what": "阀", "price": "1"}]}
    garage.store.call("POST", "records/quote", fresh, 403)
    assert garage.buyer.get("quote", quote["id"])["lines"][0]["price"] == "5"


RECIPE = """model: recipe
label: {zh: 配方, en: Recipe}
kind: record
title: name
natural_key: [name]
controlled: true
fields:
  name: {type: text, required: true, label: {zh: 名称, en: Name}}
  share: {type: decimal, label: {zh: 比例, en: Share}}
  cost: {type: decimal, sensitive: true, label: {zh: 成本, en: Cost}}
  dear: {type: formula, as: cost * 2, store: true, label: {zh: 双倍成本, en: Twice the cost}}
states:
  initial: open
  labels: {open: {zh: 打开, en: Open}, used: {zh: 使用, en: Used}}
  open: {use: used}
  used: {}
steps:
  use:
    label: {zh: 启用, en: Use}
    inputs: {reason: {type: text, label: {zh: 原因, en: Reason}}}
access:
  everyone: {read: true, export: true}
  buyer: {read: true, create: true, write: true, steps: true, delete: true, import: true, export: true, show: [cost]}
"""


def test_who_changes_a_controlled_record_says_why(garage: Factory) -> None:
    garage.admin.call("POST", "definitions/publish", {"files": {"garage/recipe.yaml": RECIPE}}, 201)
    recipe = garage.buyer.create("recipe", name="甲", share="1", cost="5")
    # A draft is nobody's rule yet.
    draft = garage.buyer.change("recipe", recipe, share="2")
    path = f"records/recipe/{recipe['id']}"
    assert garage.buyer.step("recipe", draft, "use", 422)["code"] == "reason.required"
    used = garage.buyer.step("recipe", draft, "use", reason="试产合格")
    assert garage.buyer.change("recipe", used, 422, share="3")["code"] == "reason.required"
    why, version = quote("客户要求"), f'"{used["version"]}"'
    changed = garage.buyer.call("PATCH", path, {"share": "3"}, If_Match=version, X_Reason=why)
    told = [(row["action"], row["reason"]) for row in garage.buyer.call("GET", f"{path}/history")["rows"]]
    assert told == [("create", ""), ("change", ""), ("use", "试产合格"), ("change", "客户要求")]
    assert changed["share"] == "3"


def test_a_sensitive_field_is_seen_by_the_roles_that_name_it(garage: Factory) -> None:
    garage.admin.call("POST", "definitions/publish", {"files": {"garage/recipe.yaml": RECIPE}}, 201)
    recipe = garage.buyer.create("recipe", name="乙", share="1", cost="5")
    assert (recipe["cost"], recipe["dear"]) == ("5", "10")
    seen = garage.store.get("recipe", recipe["id"])
    assert not {"cost", "dear"} & seen.keys()
    where = quote('{"field": "cost", "op": "eq", "value": "5"}')
    garage.store.call("GET", f"records/recipe?where={where}", None, 422)
    garage.store.call("GET", "records/recipe?sort=dear", None, 422)
    assert "cost" not in garage.store.call("GET", "definitions")["models"]["recipe"]["fields"]
    assert "cost" in garage.buyer.call("GET", "definitions")["models"]["recipe"]["fields"]


def readings(garage: Factory, **asked: str) -> list[Any]:
    query = "&".join(f"{key}={quote(value)}" for key, value in {"model": "recipe", **asked}.items())
    rows: list[Any] = garage.admin.call("GET", f"audit/readings?limit=200&{query}")["rows"]
    return rows


def test_who_is_shown_a_sensitive_field_is_written_down_once_a_request(garage: Factory) -> None:
    garage.admin.call("POST", "definitions/publish", {"files": {"garage/recipe.yaml": RECIPE}}, 201)
    recipe = garage.buyer.create("recipe", name="丙", share="1", cost="5")
    garage.buyer.create("recipe", name="丁", share="1", cost="6")
    path = f"records/recipe/{recipe['id']}"
    before = len(readings(garage))
    for asked in (
        path,
        f"{path}/history",
        "records/recipe?fields=name,dear",
        "records/recipe/aggregate?measures=sum:cost",
    ):
        garage.buyer.call("GET", asked)
    found = readings(garage)
    assert len(found) == before + 4
    summed, listed, told, one = found[:4]
    assert (one["fields"], one["records"], one["count"]) == (["cost", "dear"], ["丙"], 1)
    assert (one["path"], one["address"] != "") == (f"/api/v1/{path}", True)
    assert len(one["request_id"]) == 32
    assert told["path"].endswith("/history")
    assert listed["fields"] == ["dear"]
    assert {"丙", "丁"} <= set(listed["records"])
    assert (summed["fields"], summed["records"]) == (["cost"], [])
    assert {row["user_id"] for row in found[:4]} == {garage.buyer.call("GET", "session")["id"]}


def test_what_shows_nothing_sensitive_is_not_written_down(garage: Factory) -> None:
    garage.admin.call("POST", "definitions/publish", {"files": {"garage/recipe.yaml": RECIPE}}, 201)
    before = len(readings(garage))
    garage.buyer.call("GET", "records/recipe?fields=name,share")
    garage.store.call("GET", "records/recipe")
    garage.buyer.call("GET", "records/partner")
    assert len(readings(garage)) == before


def test_an_export_of_sensitive_fields_is_in_the_trail_and_among_the_readings(garage: Factory) -> None:
    garage.admin.call("POST", "definitions/publish", {"files": {"garage/recipe.yaml": RECIPE}}, 201)
    garage.buyer.create("recipe", name="戊", share="1", cost="7")
    headers = {"Authorization": f"Bearer {garage.buyer.token}"}
    body = {"model": "recipe", "format": "csv"}
    reply = garage.buyer.client.post("/api/v1/exports", json=body, headers=headers)
    assert reply.status_code == 200
    [row] = [row for row in readings(garage) if row["path"] == "/api/v1/exports"]
    assert (row["fields"], row["count"]) == (["cost", "dear"], int(reply.headers["x-records"]))
    trail = garage.admin.call("GET", "audit?model=recipe&action=export")["rows"]
    assert trail[0]["request_id"] == row["request_id"]


def test_readings_are_found_by_record_user_and_time_by_auditors_only(garage: Factory) -> None:
    garage.admin.call("POST", "definitions/publish", {"files": {"garage/recipe.yaml": RECIPE}}, 201)
    recipe = garage.buyer.create("recipe", name="己", share="1", cost="8")
    garage.buyer.get("recipe", recipe["id"])
    assert {row["path"] for row in readings(garage, record="己")} >= {f"/api/v1/records/recipe/{recipe['id']}"}
    assert readings(garage, record="庚") == []
    assert readings(garage, user="00000000-0000-0000-0000-000000000001") == []
    assert readings(garage, to="2020-01-01T00:00:00Z") == []
    first = garage.admin.call("GET", "audit/readings?limit=1")
    assert first["rows"] != garage.admin.call("GET", f"audit/readings?limit=1&after={first['after']}")["rows"]
    assert garage.store.call("GET", "audit/readings", None, 403)["code"] == "access.audit"
    assert garage.admin.call("GET", "audit/readings?nobody=1", None, 422)["code"] == "list.parameter"
