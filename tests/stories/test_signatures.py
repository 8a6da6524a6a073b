"""Electronic signatures: a decision that is signed by password, bound to its lot and version, told and printed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from tests.stories.conftest import PASSWORD, Factory
from tests.stories.test_decisions_of_quality import set_by_session
from tests.stories.test_printing import printed, words


@contextmanager
def seated(factory: Factory, login: str) -> Iterator[httpx.Client]:
    """A user who has signed in by password: no token signs."""
    address = factory.buyer.client.base_url
    with httpx.Client(base_url=address, headers={"X-Requested-With": "zhihe"}, timeout=60) as client:
        who = {"login": f"{factory.company}-{login}", "password": PASSWORD, "company": factory.company}
        assert client.post("/api/v1/session", json=who).status_code == 201
        yield client


def decide(client: httpx.Client, lot: Any, token: str = "", code: str = "accept") -> httpx.Response:
    headers = {"If-Match": f'"{lot["version"]}"', **({"X-Signature": token} if token else {})}
    return client.post(f"/api/v1/records/inspection_lot/{lot['id']}/steps/decide", json={"code": code}, headers=headers)


def signature(client: httpx.Client, lot: Any, password: str = PASSWORD, **other: Any) -> httpx.Response:
    asked = {"model": "inspection_lot", "record": lot["number"], "step": "decide", "version": lot["version"]}
    return client.post("/api/v1/signatures", json={**asked, "password": password, **other})


@pytest.fixture
def judged(factory: Factory) -> Any:
    factory.masters()
    factory.inspected(major="2.5")
    factory.receive(factory.order(1000), 1000, "L-1")
    lot = factory.inspect(factory.inspection("L-1"), major=0)
    set_by_session(factory, sign_decisions=True)
    return lot


def test_a_decision_is_signed_by_password_told_and_printed(factory: Factory, judged: Any) -> None:
    with seated(factory, "engineer") as engineer:
        refused = decide(engineer, judged)
        assert (refused.status_code, refused.json()["code"]) == (428, "signature.required")
        assert refused.json()["meaning"] == {"zh": "使用决策", "en": "Usage decision"}
        made = signature(engineer, judged).json()
        done = decide(engineer, judged, made["token"])
        assert done.status_code == 200, done.text
    history = factory.engineer.call("GET", f"records/inspection_lot/{judged['id']}/history")["rows"]
    (signed,) = [row["changes"]["_signature"][1] for row in history if "_signature" in row["changes"]]
    assert signed["login"] == f"{factory.company}-engineer"
    assert signed["meaning"]["zh"] == "使用决策"
    assert len(signed["hash"]) == 64
    text = words(printed(factory.engineer, "inspection_lot", judged["number"]).content).replace("\n", "")
    assert "电子签名" in text
    assert signed["hash"][:20] in text.replace(" ", "")


def test_a_signature_is_for_one_person_record_version_and_step_and_used_once(factory: Factory, judged: Any) -> None:
    factory.receive(factory.order(1000), 1000, "L-2")
    other = factory.inspect(factory.inspection("L-2"), major=0)
    with seated(factory, "engineer") as engineer, seated(factory, "quality") as quality:
        wrong = signature(engineer, judged, "not the pass phrase")
        assert (wrong.status_code, wrong.json()["code"]) == (422, "signature.password")
        stale = signature(engineer, judged, version=judged["version"] - 1)
        assert (stale.status_code, stale.json()["code"]) == (409, "signature.version")
        token = signature(engineer, judged).json()["token"]
        assert decide(engineer, other, token).json()["code"] == "signature.ended"
        assert decide(quality, judged, token).json()["code"] == "signature.ended"
        # What a rule refuses leaves the signature as it was: nothing was signed.
        assert decide(engineer, judged, token, code="nonsense").status_code == 422
        assert decide(engineer, judged, token).status_code == 200
        again = factory.engineer.get("inspection_lot", judged["id"])
        assert decide(engineer, again, token).status_code in {409, 422}
        late = signature(engineer, other).json()["token"]
        factory.clock.forward(seconds=61)
        assert decide(engineer, other, late).json()["code"] == "signature.ended"
    assert factory.engineer.get("inspection_lot", other["id"])["state"] == "evaluated"


def test_a_token_signs_nothing_and_a_step_that_asks_for_none_takes_none(factory: Factory, judged: Any) -> None:
    asked = {"model": "inspection_lot", "record": judged["id"], "step": "decide", "version": judged["version"]}
    factory.engineer.call("POST", "signatures", {**asked, "password": PASSWORD}, 403)
    with seated(factory, "engineer") as engineer:
        assert signature(engineer, judged, step="nowhere").status_code == 404
        reply = signature(engineer, judged, version="3")
        assert (reply.status_code, reply.json()["field"]) == (422, "version")
    set_by_session(factory, sign_decisions=False)
    with seated(factory, "engineer") as engineer:
        assert signature(engineer, judged).json()["code"] == "signature.none"
        assert decide(engineer, judged).status_code == 200
