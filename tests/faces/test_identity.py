"""Who gets in and who no longer does: passwords, waits, sessions, tokens and one-time links, over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx
import pytest
from argon2 import extract_parameters
from tests.stories.conftest import PASSWORD, Factory

from zhihe.errors import Busy, Unauthenticated
from zhihe.platform.identity.identity import ABSOLUTE, IDLE
from zhihe.platform.identity.throttle import LIMITS, SLOTS, WINDOW, Throttle
from zhihe.platform.store import accounts


def tried(factory: Factory, login: str, password: str, address: str) -> str:
    """How a try to sign in from an address ends."""
    try:
        factory.house.identity.sign_in(f"{factory.company}-{login}", password, factory.company, address=address)
    except (Busy, Unauthenticated) as error:
        return error.code
    return "in"


def browser(factory: Factory) -> httpx.Client:
    """A client with a cookie jar of its own, as a browser."""
    return httpx.Client(base_url=factory.buyer.client.base_url, headers={"X-Requested-With": "zhihe"}, timeout=60)


def sign_in(client: httpx.Client, factory: Factory, login: str, password: str = PASSWORD) -> httpx.Response:
    body = {"login": f"{factory.company}-{login}", "password": password, "company": factory.company}
    return client.post("/api/v1/session", json=body)


def standing(client: httpx.Client) -> int:
    return client.get("/api/v1/session").status_code


def fresh(factory: Factory, login: str, *roles: str) -> str:
    """A user of this test alone; his full login."""
    name = f"{factory.company}-{login}"
    factory.house.identity.create_user(name, login, PASSWORD)
    factory.house.identity.set_member(name, factory.company, roles or ["buyer"])
    return name


def token(factory: Factory, login: str, *scopes: str, expires_at: dt.datetime | None = None) -> str:
    identity = factory.house.identity
    _secret, who = identity.sign_in(f"{factory.company}-{login}", PASSWORD, factory.company)
    return identity.create_token(who, "test", scopes, expires_at=expires_at)


def asked(factory: Factory, text: str, method: str, path: str, body: Any = None) -> int:
    headers = {"Authorization": f"Bearer {text}"}
    return factory.buyer.client.request(method, f"/api/v1/{path}", json=body, headers=headers).status_code


def test_passwords_are_kept_as_argon2id_of_the_strength_of_rfc_9106(plant: Factory) -> None:
    with plant.house.engine.database.shared() as tx:
        row = accounts.user_by_login(tx, f"{plant.company}-buyer")
    assert row is not None
    kept = extract_parameters(row["password"])
    assert row["password"].startswith("$argon2id$")
    # The second recommended option of RFC 9106: 64 MiB, three passes, four lanes.
    assert (kept.memory_cost, kept.time_cost, kept.parallelism) >= (65536, 3, 4)
    assert (kept.salt_len, kept.hash_len) >= (16, 32)
    assert PASSWORD not in str(plant.admin.call("GET", "users"))
    assert "argon2" not in str(plant.admin.call("GET", "users"))


@pytest.mark.parametrize("password", ["short", "x" * 257, "aaaaaaaaaaaaaaa", "password1234", ""])
def test_weak_passwords_are_refused_with_the_reason(plant: Factory, password: str) -> None:
    body = {"login": f"{plant.company}-weak", "name": "weak", "password": password or 7, "roles": ["buyer"]}
    refused = plant.admin.call("POST", "users", body, 422)
    assert "password" in refused["detail"].lower()
    assert f"{plant.company}-weak" not in str(plant.admin.call("GET", "users"))


def test_an_unknown_login_and_a_wrong_password_are_refused_alike(plant: Factory) -> None:
    with browser(plant) as client:
        unknown, wrong = (sign_in(client, plant, login, "not the pass phrase") for login in ("nobody", "buyer"))
    for reply in (unknown, wrong):
        assert (reply.status_code, reply.json()["code"]) == (401, "sign_in.refused")
    assert unknown.json()["detail"] == wrong.json()["detail"]


def test_waits_grow_after_failures_and_others_are_not_locked_out(plant: Factory) -> None:
    fresh(plant, "target")
    for _ in range(LIMITS["pair"].free):
        assert tried(plant, "target", "wrong", "10.0.0.1") == "sign_in.refused"
    assert tried(plant, "target", PASSWORD, "10.0.0.1") == "sign_in.wait"
    # Neither another user there nor the user himself elsewhere waits.
    assert tried(plant, "store", PASSWORD, "10.0.0.1") == "in"
    assert tried(plant, "target", PASSWORD, "10.0.0.2") == "in"
    waits = []
    for _ in range(8):
        with pytest.raises(Busy) as busy:
            plant.house.identity.sign_in(f"{plant.company}-target", PASSWORD, plant.company, address="10.0.0.1")
        waits.append(busy.value.facts["seconds"])
        plant.clock.forward(seconds=waits[-1])
        assert tried(plant, "target", "wrong", "10.0.0.1") == "sign_in.refused"
    assert waits == [2, 3, 5, 9, 17, 33, 61, 61]
    plant.clock.forward(seconds=61)
    assert tried(plant, "target", PASSWORD, "10.0.0.1") == "in"
    assert tried(plant, "target", "wrong", "10.0.0.1") == "sign_in.refused"
    assert tried(plant, "target", PASSWORD, "10.0.0.1") == "in"


def test_a_login_guessed_from_many_addresses_waits_seconds_and_never_for_good(plant: Factory) -> None:
    limit = LIMITS["login"]
    database, now = plant.house.engine.database, plant.clock()
    with database.shared() as tx:
        for number in range(3000):
            Throttle("spread", f"10.1.{number // 256}.{number % 256}", now).failed(tx)
    with database.shared() as tx, pytest.raises(Busy) as busy:
        Throttle("spread", "10.2.0.1", now).require(tx)
    assert busy.value.facts["seconds"] <= limit.seconds + 1
    later = now + dt.timedelta(seconds=limit.seconds)
    with database.shared() as tx:
        Throttle("spread", "10.2.0.1", later).require(tx)


def test_an_address_that_floods_unknown_logins_waits_and_the_table_does_not_grow(plant: Factory) -> None:
    database, now = plant.house.engine.database, plant.clock()
    with database.shared() as tx:
        for number in range(10_000):
            Throttle(f"unknown {number}", "10.3.0.1", now).failed(tx)
    with database.shared() as tx:
        (row,) = tx.rows("select count(*) as n, min(slot) as least, max(slot) as most from login_attempts")
        assert 0 <= row["least"] <= row["most"] < SLOTS
        assert row["n"] <= SLOTS
    assert tried(plant, "buyer", PASSWORD, "10.3.0.1") == "sign_in.wait"
    assert tried(plant, "buyer", PASSWORD, "10.3.0.2") == "in"
    plant.clock.forward(seconds=int(WINDOW.total_seconds()))
    assert tried(plant, "buyer", PASSWORD, "10.3.0.1") == "in"


def test_a_session_ends_when_it_idles_and_in_any_case_after_its_longest_time(plant: Factory) -> None:
    minutes = int(IDLE.total_seconds() // 60)
    with browser(plant) as client:
        assert sign_in(client, plant, "buyer").status_code == 201
        plant.clock.forward(minutes=minutes - 1)
        assert standing(client) == 200
        plant.clock.forward(minutes=minutes - 1)
        assert standing(client) == 200
        plant.clock.forward(minutes=minutes)
        assert standing(client) == 401
        assert sign_in(client, plant, "buyer").status_code == 201
        steps = int(ABSOLUTE / dt.timedelta(minutes=20))
        for _ in range(steps - 1):
            plant.clock.forward(minutes=20)
            assert standing(client) == 200
        plant.clock.forward(minutes=20)
        assert standing(client) == 401


def test_each_sign_in_has_a_secret_of_its_own_and_ends_the_session_before_it(plant: Factory) -> None:
    with browser(plant) as client:
        client.cookies.set("zhihe", "planted-by-somebody-else", domain=client.base_url.host)
        assert sign_in(client, plant, "buyer").status_code == 201
        first = dict(client.cookies)["zhihe"]
        assert first != "planted-by-somebody-else"
        assert sign_in(client, plant, "buyer").status_code == 201
        assert dict(client.cookies)["zhihe"] != first
    with browser(plant) as other:
        other.cookies.set("zhihe", first, domain=other.base_url.host)
        assert standing(other) == 401


def test_the_cookie_is_closed_to_scripts_and_other_sites(plant: Factory) -> None:
    with browser(plant) as client:
        cookie = sign_in(client, plant, "buyer").headers["set-cookie"]
        assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
        del client.headers["X-Requested-With"]
        assert client.post("/api/v1/records/site", json={}).status_code == 403
        client.headers["X-Requested-With"] = "zhihe"
        foreign = client.post("/api/v1/records/site", json={}, headers={"Origin": "https://evil.example"})
        assert (foreign.status_code, foreign.json()["code"]) == (403, "request.cross_site")


def test_signing_out_ends_the_session(plant: Factory) -> None:
    with browser(plant) as client:
        sign_in(client, plant, "buyer")
        secret = dict(client.cookies)["zhihe"]
        assert client.delete("/api/v1/session").status_code == 204
        client.cookies.set("zhihe", secret, domain=client.base_url.host)
        assert standing(client) == 401


def test_a_changed_password_ends_every_session(plant: Factory) -> None:
    login = fresh(plant, "changer")
    new = "another long phrase"
    with browser(plant) as here, browser(plant) as there:
        sign_in(here, plant, "changer")
        sign_in(there, plant, "changer")
        wrong = here.put("/api/v1/password", json={"current": "not it at all", "password": new})
        assert (wrong.status_code, wrong.json()["code"]) == (401, "password.current")
        weak = here.put("/api/v1/password", json={"current": PASSWORD, "password": "short"})
        assert weak.status_code == 422
        assert standing(there) == 200
        assert here.put("/api/v1/password", json={"current": PASSWORD, "password": new}).status_code == 204
        assert (standing(here), standing(there)) == (401, 401)
        assert sign_in(here, plant, "changer").status_code == 401
        assert sign_in(here, plant, "changer", new).status_code == 201
        plant.admin.call("PATCH", f"users/{login}", {"password": PASSWORD})
        assert standing(here) == 401


def test_a_token_does_what_its_scopes_say_and_never_more_than_its_user(plant: Factory) -> None:
    site = {"code": "TS1", "name": "厂"}
    reads, writes = token(plant, "admin", "read"), token(plant, "admin", "read", "write:site")
    assert asked(plant, reads, "GET", "records/site") == 200
    assert asked(plant, reads, "POST", "records/site", site) == 403
    assert asked(plant, writes, "POST", "records/site", site) == 201
    assert asked(plant, writes, "POST", "records/warehouse", {"code": "TW", "name": "仓", "site": "TS1"}) == 403
    one = token(plant, "admin", "read:site")
    assert asked(plant, one, "GET", "records/site") == 200
    assert asked(plant, one, "GET", "records/item") == 403
    assert asked(plant, one, "POST", "operations/base.convert", {}) == 403
    assert asked(plant, token(plant, "buyer", "write"), "POST", "records/site", site) == 403
    # An administrator's token administers only with that scope; nobody else's does with it.
    assert asked(plant, reads, "GET", "users") == 403
    assert asked(plant, token(plant, "admin", "admin"), "GET", "users") == 200
    assert asked(plant, token(plant, "buyer", "admin"), "GET", "users") == 403


def test_a_token_makes_no_tokens_and_changes_no_password(plant: Factory) -> None:
    reads = token(plant, "admin", "read")
    assert asked(plant, reads, "POST", "tokens", {"name": "more", "scopes": ["admin", "write"]}) == 403
    assert asked(plant, reads, "PUT", "password", {"current": PASSWORD, "password": "another long phrase"}) == 403
    assert asked(plant, reads, "PATCH", "settings", {"four_eyes": False}) == 403


@pytest.mark.parametrize("scopes", [[], ["everything"], ["read:"], ["admin:item"], ["read:item;drop"], "read"])
def test_strange_scopes_are_refused(plant: Factory, scopes: Any) -> None:
    with browser(plant) as client:
        sign_in(client, plant, "buyer")
        refused = client.post("/api/v1/tokens", json={"name": "x", "scopes": scopes})
        assert (refused.status_code, refused.json()["field"]) == (422, "scopes")


def test_a_token_ends_at_its_time_and_a_revoked_one_at_the_next_call(plant: Factory) -> None:
    until = plant.clock() + dt.timedelta(hours=1)
    with browser(plant) as client:
        sign_in(client, plant, "buyer")

        def made(**more: Any) -> httpx.Response:
            return client.post("/api/v1/tokens", json={"name": "t", "scopes": ["read"], **more})

        assert made(expires_at="tomorrow").status_code == 422
        assert made(expires_at="2001-01-01T00:00:00Z").status_code == 422
        assert made(expires_at="2001-01-01T00:00:00").status_code == 422
        short, long = (made(**more).json()["token"] for more in ({"expires_at": until.isoformat()}, {}))
        assert asked(plant, short, "GET", "records/item") == 200
        known = {row["prefix"]: row["id"] for row in client.get("/api/v1/tokens").json()["rows"]}
        assert long not in client.get("/api/v1/tokens").text
        assert client.delete(f"/api/v1/tokens/{known[long.split('_')[1]]}").status_code == 204
        assert asked(plant, long, "GET", "records/item") == 401
        somebody = plant.store.call("GET", "tokens")["rows"][0]["id"]
        assert client.delete(f"/api/v1/tokens/{somebody}").status_code == 404
    plant.clock.forward(hours=1)
    assert asked(plant, short, "GET", "records/item") == 401


def test_a_role_taken_away_is_gone_at_the_next_call(plant: Factory) -> None:
    login = fresh(plant, "mover", "key_user")
    text = token(plant, "mover", "read", "write")
    assert asked(plant, text, "POST", "records/site", {"code": "MV1", "name": "厂"}) == 201
    plant.admin.call("PATCH", f"users/{login}", {"roles": ["buyer"]})
    assert asked(plant, text, "POST", "records/site", {"code": "MV2", "name": "厂"}) == 403


def test_a_one_time_link_sets_a_password_once_and_in_time(plant: Factory) -> None:
    login = f"{plant.company}-newcomer"
    made = plant.admin.call("POST", "users", {"login": login, "name": "新人", "roles": ["buyer"]}, 201)
    plant.buyer.call("POST", f"users/{login}/link", {}, 403)
    with browser(plant) as client:
        assert sign_in(client, plant, "newcomer").status_code == 401

        def redeem(secret: str, password: str = PASSWORD) -> int:
            return client.post("/api/v1/password", json={"secret": secret, "password": password}).status_code

        assert redeem("guessed") == 401
        assert redeem(made["secret"], "short") == 422
        assert redeem(made["secret"]) == 200
        assert redeem(made["secret"], "another long phrase") == 401
        assert sign_in(client, plant, "newcomer").status_code == 201
        older = plant.admin.call("POST", f"users/{login}/link", {}, 201)["secret"]
        newer = plant.admin.call("POST", f"users/{login}/link", {}, 201)["secret"]
        assert redeem(older) == 401
        assert standing(client) == 200
        assert redeem(newer, "another long phrase") == 200
        assert standing(client) == 401
        late = plant.admin.call("POST", f"users/{login}/link", {}, 201)["secret"]
        plant.clock.forward(hours=24)
        assert redeem(late) == 401
        plant.admin.call("PATCH", f"users/{login}", {"disabled": True})
        off = plant.admin.call("POST", f"users/{login}/link", {}, 201)["secret"]
        assert redeem(off) == 401
