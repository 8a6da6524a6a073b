"""What the shell around every screen needs: menu, work, search, people, and where the user works."""

from __future__ import annotations

import json

import httpx
from tests.stories.conftest import PASSWORD, Factory

from zhihe.platform.store.bootstrap import create_company, drop_company


def test_the_menu_has_what_the_user_may_open(factory: Factory) -> None:
    groups = factory.store.call("GET", "menu")["groups"]
    assert [group["app"] for group in groups][:3] == ["base", "stock", "purchasing"]
    stock = next(group for group in groups if group["app"] == "stock")
    assert stock["label"] == {"zh": "库存", "en": "Stock"}
    assert {"label": {"zh": "批次", "en": "Lot"}, "model": "lot", "icon": "lot"} in stock["entries"]
    assert next(entry for entry in stock["entries"] if entry.get("page") == "trace")["label"]["zh"] == "批次追溯"


def test_a_model_nobody_gave_the_user_is_not_in_his_menu(factory: Factory) -> None:
    narrow = factory.house.identity.create_token(
        factory.house.identity.sign_in(f"{factory.company}-store", PASSWORD, factory.company)[1], "n", ["read:item"]
    )
    reply = factory.store.client.get("/api/v1/menu", headers={"Authorization": f"Bearer {narrow}"})
    entries = [entry for group in reply.json()["groups"] for entry in group["entries"]]
    assert [entry["model"] for entry in entries] == ["item"]


def test_work_is_counted_and_its_filter_opens_the_same_records(factory: Factory) -> None:
    factory.masters()
    factory.inspected(major="1.0")
    factory.receive(factory.order())
    groups = {group["key"]: group for group in factory.inspector.call("GET", "work")["groups"]}
    assert set(groups) == {"quality.lots_to_inspect", "quality.planned_inspections", "quality.chart_signals"}
    waiting = groups["quality.lots_to_inspect"]
    assert (waiting["count"], waiting["overdue"], waiting["model"]) == (1, 0, "inspection_lot")
    assert waiting["rows"][0]["item"]["number"] == "F-1"
    opened = factory.inspector.client.request(
        "GET",
        "/api/v1/records/inspection_lot",
        params={"where": json.dumps(waiting["where"])},
        headers={"Authorization": f"Bearer {factory.inspector.token}"},
    ).json()
    assert [row["id"] for row in opened["rows"]] == [row["id"] for row in waiting["rows"]]
    factory.clock.forward(days=5)
    late = {group["key"]: group for group in factory.quality.call("GET", "work")["groups"]}
    assert late["quality.inspections_overdue"]["count"] == 1
    assert late["quality.inspections_overdue"]["where"]["and"][1]["field"] == "due_at"


def test_work_goes_to_the_role_it_is_for(factory: Factory) -> None:
    factory.masters()
    order = factory.order()
    factory.store.create("goods_receipt", supplier="S1", site="F1", lines=[])
    keys = {group["key"] for group in factory.store.call("GET", "work")["groups"]}
    assert keys == {
        "purchasing.receipts_to_post",
        "purchasing.returns_to_ship",
        "quality.planned_inspections",
        "stock.put_away",
    }
    assert "purchasing.orders_to_release" in {g["key"] for g in factory.buyer.call("GET", "work")["groups"]}
    assert order["state"] == "released"


def test_search_finds_numbers_chinese_and_initials_over_all_models(factory: Factory) -> None:
    factory.masters()
    order = factory.order()

    def hits(text: str) -> list[tuple[str, str, str]]:
        rows = factory.buyer.call("GET", f"search?q={text}")["rows"]
        return [(row["model"], row["number"], row["matched"]) for row in rows]

    assert hits("精诚") == [("partner", "S1", "name")]
    assert hits("nbjc") == [("partner", "S1", "name")]
    assert hits(order["number"].lower())[0] == ("purchase_order", order["number"], "number")
    assert hits("F-1")[0] == ("item", "F-1", "code")
    assert hits("F-1")[0][1] == "F-1"
    assert hits("") == []
    assert factory.buyer.call("GET", "search?q=a&limit=0", None, 422)["field"] == "limit"


def test_search_does_not_look_where_the_user_may_not(factory: Factory) -> None:
    factory.masters()
    who = factory.house.identity.sign_in(f"{factory.company}-buyer", PASSWORD, factory.company)[1]
    token = factory.house.identity.create_token(who, "narrow", ["read:item"])
    headers = {"Authorization": f"Bearer {token}"}
    assert factory.buyer.client.get("/api/v1/search?q=精诚", headers=headers).json()["rows"] == []
    assert factory.buyer.client.get("/api/v1/search?q=缸筒", headers=headers).json()["rows"][0]["number"] == "F-1"


def test_people_are_the_members_of_the_company(factory: Factory) -> None:
    factory.house.identity.create_user("stranger", "陌生人", PASSWORD)
    rows = factory.buyer.call("GET", "people")["rows"]
    assert {row["name"] for row in rows} >= {"buyer", "inspector"}
    assert "stranger" not in {row["login"] for row in rows}
    assert set(rows[0]) == {"id", "name", "login"}
    assert [row["name"] for row in factory.buyer.call("GET", "people?q=INSP")["rows"]] == ["inspector"]


def test_a_session_switches_company_site_and_language(factory: Factory) -> None:
    factory.masters()
    other = f"{factory.company}_b"
    create_company(factory.house.engine.database, other, "第二公司")
    login = f"{factory.company}-buyer"
    factory.house.identity.set_member(login, other, ["buyer"])
    with httpx.Client(base_url=factory.buyer.client.base_url, headers={"X-Requested-With": "test"}) as browser:
        signed = {"login": login, "password": PASSWORD, "company": factory.company}
        assert browser.post("/api/v1/session", json=signed).status_code == 201
        assert {row["key"] for row in browser.get("/api/v1/companies").json()["rows"]} == {factory.company, other}
        assert {row["number"] for row in browser.get("/api/v1/sites").json()["rows"]} == {"F1", "F2"}
        moved = browser.patch("/api/v1/session", json={"site": "F2", "language": "en"}).json()
        assert moved["language"] == "en"
        assert moved["site"] == factory.admin.get("site", "F2")["id"]
        refused = browser.patch("/api/v1/session", json={"company": other, "site": "F9"})
        assert refused.status_code == 403
        assert browser.get("/api/v1/session").json()["company"] == factory.company
        assert browser.patch("/api/v1/session", json={"company": other}).json()["company"] == other
        assert browser.get("/api/v1/session").json()["site"] is None
        assert browser.patch("/api/v1/session", json={"company": "nobodys"}).status_code == 404
    drop_company(factory.house.engine.database, other)


def test_a_token_stays_in_its_company(factory: Factory) -> None:
    assert factory.buyer.call("PATCH", "session", {"company": "x"}, 422)["code"] == "session.token"
    assert factory.buyer.call("PATCH", "session", {"language": "fr"}, 422)["field"] == "language"


def test_definitions_carry_what_drawing_needs(factory: Factory) -> None:
    known = factory.engineer.call("GET", "definitions")
    lot = known["models"]["inspection_lot"]
    assert lot["title"] == "number"
    assert lot["search"] == ["number"]
    leads = {"decide": None, "reject": None, "count": "evaluated", "cancel": "cancelled", "reopen": "evaluated"}
    assert lot["states"]["leads"]["evaluated"] == leads
    postings = lot["steps"]["decide"]["inputs"]["postings"]["fields"]
    assert [choice["key"] for choice in postings["action"]["choices"]][:2] == ["unrestricted", "blocked"]
    assert lot["fields"]["quantity"]["unit_path"]["tree"]["segments"][0]["name"] == "item"
    assert known["models"]["planned_inspection"]["note"]["zh"] == "采购订单下达时产生的待检预告"
    assert known["models"]["inspection_class"]["line_of"] == "inspection_lot"
    assert known["choices"]["severity"][0]["label"]["zh"] == "正常"
    assert known["models"]["stock"]["dimensions"][:2] == ["item", "lot"]
    assert known["operations"]["quality.inspect_stock"]["inputs"]["lot"]["required"] is True
    assert known["system"]["created_at"] == {"zh": "创建时间", "en": "Created at"}
    assert "quality.inspect_stock" not in factory.store.call("GET", "definitions")["operations"]
