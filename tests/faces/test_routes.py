"""Every route, as the route table lists it, first for nobody and then for somebody without rights."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from tests.stories.conftest import Factory

from zhihe.faces.http.app import create_app
from zhihe.faces.http.house import PERMISSION, require_declared, routes_of
from zhihe.platform.records.problems import UNNAMED, called


def routes(house_app: FastAPI) -> Iterator[tuple[str, str, str]]:
    """Method, path with its parameters filled in, and declared permission of every route."""
    for route in routes_of(house_app):
        path = re.sub(r"\{(\w+)\}", lambda found: {"model": "item", "ledger": "stock"}.get(found[1], "x"), route.path)
        for method in sorted(route.methods or ()):
            yield method, path, getattr(route.endpoint, PERMISSION)


def test_nobody_gets_in_but_where_it_is_public(factory: Factory) -> None:
    asked = 0
    for method, path, permission in routes(create_app(factory.house)):
        reply = factory.buyer.client.request(method, path, json={})
        if permission == "public":
            assert reply.status_code not in {401, 403}, (method, path)
        else:
            assert reply.status_code == 401, (method, path, reply.status_code, reply.text)
            assert reply.headers["content-type"] == "application/problem+json"
        asked += 1
    assert asked > 30


def test_only_administrators_administer(factory: Factory) -> None:
    asked = 0
    for method, path, permission in routes(create_app(factory.house)):
        if permission == "administrator":
            headers = {"Authorization": f"Bearer {factory.buyer.token}"}
            reply = factory.buyer.client.request(method, path, json={"files": {}, "version": 1}, headers=headers)
            assert reply.status_code == 403, (method, path, reply.status_code)
            asked += 1
    assert asked > 5


def test_a_route_without_a_permission_stops_the_start(factory: Factory) -> None:
    app = create_app(factory.house)
    app.add_api_route("/open", lambda: None)
    with pytest.raises(RuntimeError, match="/open"):
        require_declared(app)


def test_a_repeat_with_the_same_key_gets_the_same_answer(factory: Factory) -> None:
    body = {"code": "F9", "name": "九厂"}
    first = factory.admin.call("POST", "records/site", body, 201, Idempotency_Key="k-1")
    again = factory.admin.call("POST", "records/site", body, 201, Idempotency_Key="k-1")
    assert first == again
    assert len(factory.admin.find("site", code="F9")) == 1
    other = factory.admin.call("POST", "records/site", {"code": "F8", "name": "八厂"}, 422, Idempotency_Key="k-1")
    assert other["code"] == "idempotency.reused"


def test_a_change_names_its_version(factory: Factory) -> None:
    site = factory.admin.create("site", code="F9", name="九厂")
    factory.admin.call("PATCH", f"records/site/{site['id']}", {"name": "新"}, 428)
    changed = factory.admin.change("site", site, name="新")
    assert changed["version"] == 2
    refused = factory.admin.change("site", site, 412, name="旧")
    assert refused["code"] == "version.stale"
    assert refused["detail"].startswith("site F9 was changed by somebody else: you read version 1, it is now 2")


def test_a_record_is_called_by_its_number_or_name_and_never_by_its_identity(factory: Factory) -> None:
    with factory.house.engine.database.transaction(factory.company) as tx:
        models = tx.registry.models
    identity = "0190d1a4-0000-7000-8000-000000000000"
    for model in models.values():
        assert called(model, {"id": identity, "item": identity, "version": 3}) == UNNAMED, model.key
    assert called(models["inspection_lot"], {"id": identity, "number": "IL-1"}) == "IL-1"
    assert called(models["defect_code"], {"id": identity, "code": "D01", "name": "毛刺"}) == "D01"
    assert called(models["control_chart"], {"id": identity, "name": "图"}) == "图"


def test_a_revoked_token_and_a_disabled_user_are_refused_at_once(factory: Factory) -> None:
    factory.buyer.call("GET", "records/item")
    factory.admin.call("PATCH", f"users/{factory.company}-buyer", {"disabled": True})
    factory.buyer.call("GET", "records/item", None, 401)


def test_bad_bodies_are_refused_in_words(factory: Factory) -> None:
    headers = {"Authorization": f"Bearer {factory.admin.token}"}
    client = factory.admin.client
    for body in (b"{", b"[" * 100_000, b'{"code": NaN}', b'{"code": 1e999999999}', b"\xff"):
        reply = client.post("/api/v1/records/site", content=body, headers=headers)
        assert reply.status_code == 422, (body[:20], reply.status_code)
        assert reply.json()["code"]
    many = factory.admin.call("POST", "records/site", {"code": "", "nome": "x"}, 422)
    assert {each["code"] for each in many["errors"]} >= {"field.unknown"}
