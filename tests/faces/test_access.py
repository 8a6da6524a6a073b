"""Who may do what: every model and step by role, rows of another site, and fields hidden from their reader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from psycopg import sql
from tests.faces.test_routes import routes
from tests.stories.conftest import PASSWORD, ROLES, Desk, Factory

from zhihe.faces.http.app import create_app
from zhihe.platform.model import build, load_apps
from zhihe.platform.model.elements import Access, Model

NOBODY = "01970000-0000-7000-8000-000000000000"
SECRET = "7391.5"
OTHER = "8264.25"
SITED = """overlay: {model}
change:
  access:
    everyone: {{}}
    {role}: {{read: true, rows: "{rows}", {rights}}}
"""
WRITES = "create: true, write: true, steps: true, delete: true, export: true"


def granted(model: Model, login: str) -> list[Access]:
    """What the definition gives the roles of a login, read from the file itself."""
    return [model.access[role] for role in (*ROLES[login], "everyone") if role in model.access]


def expected(model: Model, login: str) -> Iterator[tuple[str, str, Any, bool]]:
    """Every kind of request on a model: method, path, body, and whether the definition lets this login do it."""
    rights = granted(model, login)
    reads = any(each.read for each in rights)
    base = f"records/{model.key}"
    yield "GET", base, None, reads
    if model.kind == "view":
        return
    for what in ("", "/history", "/why", "/related") if model.key == "item" else ("",):
        yield "GET", f"{base}/{NOBODY}{what}", None, reads
    yield "POST", base, {}, any(each.create for each in rights)
    yield "PATCH", f"{base}/{NOBODY}", {}, any(each.write for each in rights)
    yield "DELETE", f"{base}/{NOBODY}", None, any(each.delete for each in rights)
    for step in model.steps:
        yield "POST", f"{base}/{NOBODY}/steps/{step}", {}, any({step, "*"} & set(each.steps) for each in rights)


@pytest.mark.parametrize("login", ROLES)
def test_every_model_and_step_is_open_to_whom_its_file_names_and_to_nobody_else(plant: Factory, login: str) -> None:
    desk = plant.desks[login]
    headers = {"Authorization": f"Bearer {desk.token}", "If-Match": '"1"'}
    wrong = []
    asked = 0
    for model in build(load_apps()).models.values():
        if model.line_of or model.kind not in {"record", "view"}:
            continue
        for method, path, body, allowed in expected(model, login):
            status = desk.client.request(method, f"/api/v1/{path}", json=body, headers=headers).status_code
            asked += 1
            if (status != 403) != allowed or status == 401 or status >= 500:
                wrong.append((method, path, status, allowed))
    assert wrong == []
    assert asked > 150


@pytest.mark.parametrize("login", ROLES)
def test_every_route_asks_each_role_for_what_it_declares(plant: Factory, login: str) -> None:
    app: FastAPI = create_app(plant.house)
    headers = {"Authorization": f"Bearer {plant.desks[login].token}"}
    client = plant.desks[login].client
    for method, path, permission in routes(app):
        if path.endswith(("/events", "/session")):
            continue
        reply = client.request(method, path, json={}, headers=headers)
        assert reply.status_code < 500, (method, path, reply.text)
        if permission == "administrator":
            assert (reply.status_code == 403) == (login != "admin"), (method, path, reply.status_code)
        assert reply.status_code != 401, (method, path)


# Rows of another site -------------------------------------------------------------------------------------


def sited(model: str, role: str, rows: str, rights: str) -> dict[str, str]:
    return {f"site/{model}.yaml": SITED.format(model=model, role=role, rows=rows, rights=rights)}


@pytest.fixture(scope="module")
def sites(plant: Factory) -> Factory:
    """Two buyers, each of one site, who also move stock; orders and receipts at both."""
    plant.masters()
    first = plant.order(100)
    plant.receive(first, 100, "N-1")
    line = {"item": "F-1", "quantity": 100, "price": "0.10", "due_on": "2026-11-05"}
    second = plant.buyer.create("purchase_order", supplier="S1", site="F2", lines=[line])
    second = plant.buyer.step("purchase_order", second, "release")
    row = {"order_line": second["lines"][0]["id"], "item": "F-1", "quantity": 70, "location": "B-01", "lot_code": "S-1"}
    receipt = plant.store.create("goods_receipt", supplier="S1", site="F2", lines=[row])
    plant.store.step("goods_receipt", receipt, "post")
    files = (
        sited("purchasing.purchase_order", "buyer", "site in user.sites", WRITES)
        | sited("purchasing.goods_receipt", "buyer", "site in user.sites", WRITES)
        | sited("stock.stock", "buyer", "location.warehouse.site in user.sites", "export: true")
    )
    plant.admin.call("POST", "definitions/publish", {"files": files}, 201)
    for login, site in (("north", "F1"), ("south", "F2")):
        name = f"{plant.company}-{login}"
        identity = plant.house.identity
        identity.create_user(name, login, PASSWORD)
        identity.set_member(name, plant.company, ["buyer"], [plant.admin.find("site", code=site)[0]["id"]])
        _secret, who = identity.sign_in(name, PASSWORD, plant.company)
        token = identity.create_token(who, "t", ["read", "write"])
        plant.desks[login] = Desk(plant.buyer.client, token)
    return plant


def where(**equal: Any) -> str:
    tree = {"and": [{"field": key, "op": "eq", "value": value} for key, value in equal.items()]}
    return quote(json.dumps(tree))


def test_lists_counts_and_searches_show_the_own_site_only(sites: Factory) -> None:
    (mine,) = sites.north.find("purchase_order")
    (theirs,) = sites.south.find("purchase_order")
    assert (mine["site"]["number"], theirs["site"]["number"]) == ("F1", "F2")
    for path in ("records/purchase_order?count=exact", "records/goods_receipt?count=exact"):
        page = sites.south.call("GET", path)
        assert (len(page["rows"]), page["count"]) == (1, 1)
    assert sites.south.call("GET", f"records/purchase_order?search={mine['number']}")["rows"] == []
    assert sites.south.call("GET", f"records/purchase_order?where={where(id=mine['id'])}")["rows"] == []
    found = sites.south.call("GET", f"search?q={mine['number']}")
    assert mine["id"] not in str(found)
    assert theirs["id"] in str(sites.south.call("GET", f"search?q={theirs['number']}"))


def test_a_record_of_another_site_is_not_there_for_reading_or_changing(sites: Factory) -> None:
    (mine,) = sites.north.find("purchase_order")
    for name in (mine["id"], mine["number"]):
        path = f"records/purchase_order/{name}"
        for what in ("", "/history", "/why", "/related"):
            sites.south.call("GET", path + what, None, 404)
        sites.south.call("PATCH", path, {"supplier_reference": "mine now"}, 404, If_Match='"2"')
        sites.south.call("POST", f"{path}/steps/close", {}, 404, If_Match='"2"')
        sites.south.call("DELETE", path, None, 404, If_Match='"2"')
    assert sites.north.get("purchase_order", mine["id"])["version"] == mine["version"]


def test_nobody_makes_or_moves_a_record_out_of_his_own_rows(sites: Factory) -> None:
    line = {"item": "F-1", "quantity": 1, "price": "1", "due_on": "2026-11-05"}
    refused = sites.south.call("POST", "records/purchase_order", {"supplier": "S1", "site": "F1", "lines": [line]}, 403)
    assert refused["code"] == "access.rows"
    own = sites.south.create("purchase_order", supplier="S1", site="F2", lines=[line])
    assert sites.south.change("purchase_order", own, 403, site="F1")["code"] == "access.rows"
    sites.south.call("DELETE", f"records/purchase_order/{own['id']}", None, 204, If_Match='"1"')
    assert len(sites.south.find("purchase_order")) == 1


def test_ledger_related_and_links_tell_nothing_of_another_site(sites: Factory) -> None:
    north = sites.north.call("GET", "ledgers/stock/balances")["rows"]
    south = sites.south.call("GET", "ledgers/stock/balances")["rows"]
    assert [float(row["quantity"]) for row in north] == [100]
    assert [float(row["quantity"]) for row in south] == [70]
    grouped = sites.south.call("GET", "ledgers/stock/balances?group=item")["rows"]
    assert [float(row["quantity"]) for row in grouped] == [70]
    assert [float(row["quantity"]) for row in sites.south.call("GET", "ledgers/stock/entries")["rows"]] == [70]
    (mine,) = sites.north.find("purchase_order")
    related = sites.south.call("GET", "records/partner/S1/related")
    assert mine["id"] not in str(related)
    orders = [row for row in related["rows"] if row["model"] == "purchase_order"]
    assert [row["count"] for row in orders] == [1]
    # The nonconformance links to nothing of his; a lot's order line is a link he may not look into.
    inner = sites.north.call("GET", "records/goods_receipt")["rows"][0]
    assert sites.south.call("GET", f"records/goods_receipt/{inner['id']}", None, 404)["code"] == "record.not_found"


# Fields that do not exist for their reader -----------------------------------------------------------------

COST = """overlay: base.item
add:
  fields:
    cost: {type: money, label: {zh: 成本, en: Cost}}
    cost_note: {type: text, label: {zh: 成本说明, en: Cost note}}
    margin: {type: formula, as: cost * 2, store: true, label: {zh: 毛利, en: Margin}}
change:
  access:
    everyone: {read: true, export: true, hide: [cost, cost_note]}
"""
YARD = """app: yard
label: {zh: 料场, en: Yard}
version: 1.0.0
depends: [base, purchasing]
custom: true
"""
DEAL = """model: deal
label: {zh: 订货明细, en: Deal}
kind: view
from: purchase_order_line
fields:
  item: item
  quantity: quantity
  dear: item.cost
  note: {as: item.cost_note, label: {zh: 说明, en: Note}}
  profit: item.margin
  whole: {as: quantity * item.cost, label: {zh: 总成本, en: Whole cost}}
  steep: {as: "IF(item.margin > 16000, 'yes', 'no')", label: {zh: 偏高, en: Steep}}
access:
  everyone: {read: true, export: true}
"""
ASKED = (
    "records/item",
    "records/item?limit=1",
    "records/item?fields=code,cost",
    "records/item?fields=margin",
    "records/item?sort=cost",
    "records/item?sort=-margin",
    "records/item?search={secret}",
    "records/item?search=加急",
    "records/item?count=exact&where={cost}",
    "records/item?count=exact&where={margin}",
    "records/item?count=exact&where={null}",
    "records/item/F-1",
    "records/item/F-1/history",
    "records/item/F-1/why",
    "records/item/F-1/related",
    "records/purchase_order",
    "records/purchase_order?where={linked}",
    "records/purchase_order?sort=supplier.name",
    "records/lot?sort=item.cost",
    "records/lot?fields=code,item.cost",
    "records/lot?where={linked_item}",
    "ledgers/stock/balances",
    "ledgers/stock/balances?group=item",
    "ledgers/stock/balances?where={linked_item}",
    "ledgers/stock/entries",
    "definitions",
    "openapi.json",
    "search?q={secret}",
    "work",
    "records/item/aggregate?measures=sum:cost",
    "records/item/aggregate?group=cost&measures=count",
    "records/item/aggregate?group=margin&measures=count",
    "records/deal",
    "records/deal?fields=item,dear",
    "records/deal?fields=whole",
    "records/deal?sort=profit",
    "records/deal?sort=item.cost",
    "records/deal?sort=-whole",
    "records/deal?count=exact&where={dear}",
    "records/deal?count=exact&where={steep}",
    "records/deal?count=exact&where={linked_item}",
    "records/deal/aggregate?group=steep&measures=count",
    "records/deal/aggregate?group=item&measures=sum:whole",
    "records/deal/aggregate?group=item.cost&measures=count",
    "records/deal/aggregate?group=item&measures=count",
)


@pytest.mark.usefixtures("sites")
def test_what_is_hidden_makes_no_answer_differ_by_a_byte(plant: Factory) -> None:
    """The differential test: set the hidden value to one or another, behind the API, and compare every answer."""
    plant.admin.call("POST", "definitions/publish", {"files": {"site/cost.yaml": COST}}, 201)
    drawn = {"yard/app.yaml": YARD, "yard/deal.yaml": DEAL}
    plant.admin.call("POST", "definitions/publish", {"files": drawn}, 201)
    item = plant.admin.find("item", code="F-1")[0]
    changed = plant.admin.change("item", item, cost=SECRET, cost_note="加急")
    assert (changed["cost"], changed["margin"]) == (SECRET, "14783")
    plant.admin.change("item", changed, cost=OTHER)
    one, two = (answers(plant, cost, note) for cost, note in ((SECRET, "加急"), (OTHER, "平常")))
    for path in ASKED:
        assert one[path] == two[path], path
        for word in (SECRET, OTHER, "14783", "16528.5", "加急", "平常"):
            assert word.encode() not in one[path][1].replace(word.encode(), b"", path.count("{secret}")), (path, word)
    seen = sum(status == 200 for status, _content in one.values())
    assert seen >= 15
    for model in ("item", "deal"):
        exported = export(plant, model)
        assert exported
        assert SECRET.encode() not in exported
    # The test can fail: who may see the field gets answers that differ.
    assert "16528.5" in str(plant.admin.get("item", "F-1"))


def answers(plant: Factory, cost: str, note: str) -> dict[str, tuple[int, bytes]]:
    """What the buyer is answered to each question, with this cost behind it."""
    with plant.house.engine.database.transaction(plant.company) as tx:
        fields = tx.registry.models["item"].fields
        columns = [fields[key].column for key in ("cost", "cost_note", "margin")]
        row = zip(columns, (cost, note, str(Decimal(cost) * 2)), strict=True)
        for column, value in row:
            statement = sql.SQL("update base_item set {} = %s where code = 'F-1'").format(sql.Identifier(column))
            tx.execute(statement, [value])

    def tree(field: str, op: str, *value: Any) -> str:
        return quote(json.dumps({"and": [{"field": field, "op": op, **({"value": value[0]} if value else {})}]}))

    given = {
        "secret": SECRET,
        "cost": tree("cost", "gt", "8000"),
        "margin": tree("margin", "gt", "16000"),
        "null": tree("cost_note", "eq", "加急"),
        "linked": tree("lines.item.cost", "gt", "8000"),
        "linked_item": tree("item.cost", "gt", "8000"),
        "dear": tree("dear", "gt", "8000"),
        "steep": tree("steep", "eq", "yes"),
    }
    headers = {"Authorization": f"Bearer {plant.buyer.token}"}
    found = {}
    for path in ASKED:
        reply = plant.buyer.client.get(f"/api/v1/{path.format(**given)}", headers=headers)
        content = reply.content.replace(reply.headers["x-request-id"].encode(), b"")
        found[path] = (reply.status_code, content)
    return found


def export(plant: Factory, model: str) -> bytes:
    headers = {"Authorization": f"Bearer {plant.buyer.token}"}
    reply = plant.buyer.client.post("/api/v1/exports", json={"model": model, "format": "csv"}, headers=headers)
    assert reply.status_code == 200, reply.text
    return reply.content
