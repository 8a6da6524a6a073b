"""Companies of an installation, by the administrator: opened in the background, renamed, closed, entered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from tests.stories.conftest import PASSWORD, Factory

from zhihe.faces.opened import tasks_of
from zhihe.faces.worker.outcome import outcome
from zhihe.platform.jobs.attempt import CLOSED, Attempt
from zhihe.platform.jobs.queue import enqueue
from zhihe.platform.jobs.worker import Worker
from zhihe.platform.rules.companies import open_company
from zhihe.platform.store import trail
from zhihe.platform.store.bootstrap import drop_company
from zhihe.platform.store.schedule import due, overview

PLACE = "installation/companies"


@pytest.fixture
def other(factory: Factory) -> Iterator[str]:
    """The key of a company that a test opens, and that is gone afterwards."""
    key = f"{factory.company}b"
    yield key
    drop_company(factory.house.engine.database, key)


def drain(factory: Factory) -> None:
    """Do what waits in the background."""
    Worker(Attempt(factory.house.engine.database, tasks_of(factory.house.engine), outcome), 1).drain()


def opened(factory: Factory, key: str, name: str = "第二工厂") -> dict[str, Any]:
    """A company opened over HTTP, with its job done; as the list shows it."""
    asked = factory.admin.call("POST", PLACE, {"key": key, "name": name}, 202)
    drain(factory)
    done = factory.admin.call("GET", f"jobs/{asked['job']}")
    assert done["state"] == "done", done["error"]
    return next(row for row in factory.admin.call("GET", PLACE)["rows"] if row["key"] == key)


def sign_in(factory: Factory, login: str, company: str | None, password: str = PASSWORD) -> httpx.Response:
    body = {"login": f"{factory.company}-{login}", "password": password, **({"company": company} if company else {})}
    headers = {"X-Requested-With": "zhihe", "Accept-Language": "zh"}
    with httpx.Client(base_url=factory.buyer.client.base_url, headers=headers, timeout=60) as client:
        return client.post("/api/v1/session", json=body)


def standing(factory: Factory, secret: str) -> httpx.Response:
    """What a browser with this session is told of itself."""
    with httpx.Client(base_url=factory.buyer.client.base_url, cookies={"zhihe": secret}, timeout=60) as client:
        return client.get("/api/v1/session")


def test_a_company_is_opened_in_the_background_and_its_founder_is_its_key_user(factory: Factory, other: str) -> None:
    asked = factory.admin.call("POST", PLACE, {"key": other, "name": "第二工厂"}, 202)
    rows = {row["key"]: row for row in factory.admin.call("GET", PLACE)["rows"]}
    assert (rows[other]["state"], rows[other]["users"], rows[factory.company]["state"]) == ("opening", 0, "open")
    # Asked again before it is ready it is the same job, not another company.
    assert factory.admin.call("POST", PLACE, {"key": other, "name": "第二工厂"}, 202) == asked
    drain(factory)
    done = factory.admin.call("GET", f"jobs/{asked['job']}")
    assert (done["state"], done["progress"]) == ("done", {"done": 2, "total": 2})
    row = next(each for each in factory.admin.call("GET", PLACE)["rows"] if each["key"] == other)
    assert (row["state"], row["name"], row["users"], row["version"]) == ("open", "第二工厂", 1, 1)
    assert row["size"] > 1_000_000
    shown = factory.admin.call("GET", f"{PLACE}/{other}")
    assert [(each["login"], each["roles"]) for each in shown["members"]] == [(f"{factory.company}-admin", ["key_user"])]
    assert {"key": "buyer", "label": {"zh": "采购员", "en": "Buyer"}} in shown["roles"]
    assert sign_in(factory, "admin", other).status_code == 201


def test_what_cannot_be_a_company_is_refused_before_anything_is_made(factory: Factory) -> None:
    for body, code, field in (
        ({"key": "Acme", "name": "x"}, 422, "key"),
        ({"key": "public", "name": "x"}, 422, "key"),
        ({"key": "a" * 32, "name": "x"}, 422, "key"),
        ({"key": "acme", "name": " x"}, 422, "name"),
        ({"key": "acme", "name": "x" * 201}, 422, "name"),
        ({"key": "acme"}, 422, "name"),
        ({"key": factory.company, "name": "x"}, 409, None),
    ):
        refused = factory.admin.call("POST", PLACE, body, code)
        assert field is None or refused["field"] == field, refused
    rows = factory.admin.call("GET", PLACE)["rows"]
    assert not [row for row in rows if row["key"] in {"Acme", "acme", "public", "a" * 32}]
    assert not [job for job in factory.admin.call("GET", "jobs")["rows"] if job["name"] == "company.open"]


def test_a_company_is_renamed_and_keeps_its_key(factory: Factory) -> None:
    factory.admin.call("PATCH", f"{PLACE}/{factory.company}", {"name": "新名厂"})
    assert factory.buyer.call("GET", "companies")["rows"] == [{"key": factory.company, "name": "新名厂"}]
    factory.admin.call("PATCH", f"{PLACE}/{factory.company}", {"name": ""}, 422)
    factory.admin.call("PATCH", f"{PLACE}/{factory.company}", {"key": "x"}, 422)
    factory.admin.call("PATCH", f"{PLACE}/{factory.company}", {"closed": "yes"}, 422)
    factory.admin.call("PATCH", f"{PLACE}/nowhere", {"name": "x"}, 404)


def test_the_trail_of_a_company_tells_its_names_and_when_it_was_closed(factory: Factory, other: str) -> None:
    opened(factory, other)
    for change in ({"name": "新名"}, {"closed": True}, {"closed": False}):
        factory.admin.call("PATCH", f"{PLACE}/{other}", change)
    with factory.house.engine.database.transaction(other) as tx:
        told = [row["changes"] for row in trail.browse(tx, {"model": "company"}, {}, None, 9)]
    assert [list(each) for each in told] == [["state"], ["state"], ["name"]]
    assert told[0]["state"] == ["closed", "open"]
    assert told[2]["name"][1] == "新名"


def test_a_closed_company_refuses_session_sign_in_and_token_and_keeps_its_records(factory: Factory, other: str) -> None:
    opened(factory, other)
    factory.admin.call("PUT", f"{PLACE}/{other}/members/{factory.company}-buyer", {"roles": ["buyer"]}, 204)
    identity = factory.house.identity
    chosen = sign_in(factory, "buyer", None)
    # Behind the right password the companies are named, behind a wrong one none.
    assert {row["key"]: row["name"] for row in chosen.json()["companies"]}[other] == "第二工厂"
    assert "第二工厂" in chosen.json()["detail"]
    wrong = sign_in(factory, "buyer", None, "wrong password")
    assert (wrong.json()["code"], "companies" in wrong.json()) == ("sign_in.refused", False)
    secret, who = identity.sign_in(f"{factory.company}-admin", PASSWORD, other)
    token = identity.create_token(who, "t", ["read", "write"])
    headers = {"Authorization": f"Bearer {token}"}
    ask = factory.buyer.client
    made = ask.post("/api/v1/records/site", json={"code": "F9", "name": "九厂"}, headers=headers)
    assert made.status_code == 201
    factory.admin.call("PATCH", f"{PLACE}/{other}", {"closed": True})
    refused = ask.get("/api/v1/records/site", headers={**headers, "Accept-Language": "zh"})
    assert (refused.status_code, refused.json()["code"]) == (401, "company.closed")
    assert "已停用" in refused.json()["detail"]
    assert standing(factory, secret).status_code == 401
    assert sign_in(factory, "buyer", other).json()["code"] == "company.closed"
    # A member of two companies with one closed need not choose.
    assert sign_in(factory, "buyer", None).json()["company"] == factory.company
    assert [row["key"] for row in factory.buyer.call("GET", "companies")["rows"]] == [factory.company]
    assert next(r for r in factory.admin.call("GET", PLACE)["rows"] if r["key"] == other)["state"] == "closed"
    factory.admin.call("PATCH", f"{PLACE}/{other}", {"closed": False})
    rows = ask.get("/api/v1/records/site", headers=headers).json()["rows"]
    assert [row["code"] for row in rows] == ["F9"]


def test_nobody_closes_the_company_he_works_in(factory: Factory) -> None:
    refused = factory.admin.call("PATCH", f"{PLACE}/{factory.company}", {"closed": True}, 409)
    assert refused["code"] == "company.own"
    refused = factory.admin.call("DELETE", f"{PLACE}/{factory.company}/members/{factory.company}-admin", None, 409)
    assert refused["code"] == "company.leave"


def test_the_background_leaves_a_closed_company_alone_and_loses_none_of_its_jobs(factory: Factory, other: str) -> None:
    database = factory.house.engine.database
    open_company(database, other, "第二工厂")
    with database.transaction(other) as tx:
        job = enqueue(tx, "of.an.older.release", {})
    factory.admin.call("PATCH", f"{PLACE}/{other}", {"closed": True})
    drain(factory)
    with database.transaction(other) as tx:
        state = "select state, attempts from zhihe_job where id = %s"
        assert tx.rows(state, [job]) == [{"state": "waiting", "attempts": 0}]
        again = "select count(*) as entries from jobs.procrastinate_jobs where status = 'todo' and args->>'job' = %s"
        assert tx.rows(again, [job]) == [{"entries": 1}]
    with database.shared() as tx:
        assert [each.closed for each in overview(tx) if each.company == other] == [True]
    factory.admin.call("PATCH", f"{PLACE}/{other}", {"closed": False})
    with database.transaction(other) as tx:
        tx.execute("update jobs.procrastinate_jobs set scheduled_at = now() where args->>'job' = %s", [job])
    drain(factory)
    with database.transaction(other) as tx:
        assert tx.rows(state, [job]) == [{"state": "dead", "attempts": 1}]
        assert due(tx, factory.clock()) == []
    assert CLOSED.total_seconds() > 0


def test_who_may_enter_is_changed_for_any_company_and_holds_at_once(factory: Factory, other: str) -> None:
    opened(factory, other)
    login = f"{factory.company}-buyer"
    place = f"{PLACE}/{other}/members/{login}"
    assert sign_in(factory, "buyer", other).json()["code"] == "sign_in.company"
    factory.admin.call("PUT", place, {"roles": ["pirate"]}, 422)
    factory.admin.call("PUT", place, {"roles": "buyer"}, 422)
    factory.admin.call("PUT", f"{PLACE}/{other}/members/nobody", {"roles": []}, 404)
    factory.admin.call("PUT", place, {"roles": ["buyer"]}, 204)
    secret, _who = factory.house.identity.sign_in(login, PASSWORD, other)
    assert standing(factory, secret).json()["roles"] == ["buyer", "everyone"]
    factory.admin.call("DELETE", place, None, 204)
    assert standing(factory, secret).status_code == 401
    assert sign_in(factory, "buyer", other).json()["code"] == "sign_in.company"
    factory.admin.call("DELETE", place, None, 404)
    with factory.house.engine.database.transaction(other) as tx:
        told = [(row["record_id"], row["changes"]) for row in trail.browse(tx, {"model": "user"}, {}, None, 9)]
    assert told == [(login, {"roles": [["buyer"], None]}), (login, {"roles": [[], ["buyer"]]})]
