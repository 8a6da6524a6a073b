"""What will run at an event, what did run for a record, and that rules which call each other in a ring are ended."""

from __future__ import annotations

from typing import Any

import pytest
from tests.stories.conftest import Factory

RING = """app: ring
label: {zh: 环, en: Ring}
version: 1.0.0
depends: [base]
custom: true
"""
LINK = """model: ring_link
label: {zh: 环节, en: Link}
kind: record
title: n
fields:
  n: {type: integer, required: true, label: {zh: 序号, en: Number}}
  last: {type: integer, required: true, label: {zh: 末号, en: Last}}
when:
  created:
    - {if: n < last, create: ring_link, with: {n: n + 1, last: last}}
access:
  everyone: {read: true, create: true}
"""


@pytest.fixture(scope="module")
def rejected(plant: Factory) -> Factory:
    """A lot rejected on receipt, with all that follows from it."""
    plant.masters()
    plant.inspected(major="2.5")
    plant.received_lot("L-1", bad=6)
    return plant


def sentences(rows: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(row["phase"], row["verb"], row["what"]) for row in rows]


def test_explain_lists_what_will_run_in_its_order(rejected: Factory) -> None:
    rows = rejected.buyer.call("GET", "definitions/explain/goods_receipt.post")["rows"]
    told = sentences(rows)
    assert [phase for phase, _verb, _what in told] == sorted(
        (phase for phase, _verb, _what in told), key=("fill", "guard", "when").index
    )
    # The app below first: purchasing makes the lots and posts before quality speaks of inspection.
    assert told.index(("fill", "do", "prepare_lines")) < told.index(("fill", "do", "decide_landing"))
    assert told.index(("when", "do", "post_receipt")) < told.index(("when", "do", "open_inspections"))
    (guard,) = [row for row in rows if row["what"] == "quantity > 0"]
    assert guard["each"] == "lines"
    assert guard["message"] == {"zh": "数量必须大于零", "en": "The quantity must be above zero"}
    assert guard["source"].startswith("purchasing/goods_receipt.yaml")


@pytest.mark.parametrize("event", ["goods_receipt.explode", "nothing.post", "goods_receipt"])
def test_explain_of_an_event_that_cannot_happen_says_how_events_are_named(rejected: Factory, event: str) -> None:
    refused = rejected.buyer.call("GET", f"definitions/explain/{event}", None, 404)
    assert refused["code"] == "event.unknown"
    assert "goods_receipt.post" in refused["detail"]


def test_why_names_the_rule_the_events_behind_it_and_the_user_who_began(rejected: Factory) -> None:
    report = rejected.engineer.find("nonconformance")[0]
    made = rejected.engineer.call("GET", f"records/nonconformance/{report['number']}/why")["rows"][0]
    assert made["action"] == "create"
    assert made["rule"].startswith("improvement/nonconformance.yaml")
    assert made["user_name"] == "engineer"
    assert [(row["model"], row["action"]) for row in made["because"]] == [("inspection_lot", "decide")]
    assert made["because"][0]["changes"]["decision"] == [None, "reject"]
    assert made["because"][0]["user_name"] == "engineer"


def test_why_walks_the_whole_chain_up_to_the_request(rejected: Factory) -> None:
    request = rejected.buyer.find("supplier_corrective_action")[0]
    made = rejected.buyer.call("GET", f"records/supplier_corrective_action/{request['id']}/why")["rows"][0]
    chain = [(row["model"], row["action"]) for row in made["because"]]
    assert chain == [("nonconformance", "create"), ("inspection_lot", "decide")]
    inspection = rejected.engineer.find("inspection_lot")[0]
    told = rejected.engineer.call("GET", f"records/inspection_lot/{inspection['number']}/why")["rows"]
    assert [row["action"] for row in told] == ["create", "release", "complete", "decide", "close"]
    assert [row["user_name"] for row in told] == ["store", "store", "inspector", "engineer", "engineer"]
    assert all(row["request_id"] for row in told)
    assert told[0]["because"][0]["model"] == "goods_receipt"


@pytest.mark.parametrize(("language", "sentence"), [("zh-CN", "数量必须大于零"), ("en", "must be above zero")])
def test_a_guard_refuses_in_the_language_of_its_reader(rejected: Factory, language: str, sentence: str) -> None:
    line = {"item": "F-1", "quantity": 0, "price": "0.10", "due_on": "2026-11-05"}
    order = rejected.buyer.create("purchase_order", supplier="S1", site="F1", lines=[line])
    path = f"records/purchase_order/{order['id']}/steps/release"
    refused = rejected.buyer.call("POST", path, {}, 422, If_Match='"1"', Accept_Language=language)
    assert (refused["code"], sentence in refused["detail"]) == ("rule.refused", True)
    assert refused["rule"].startswith("purchasing/purchase_order.yaml")
    assert rejected.buyer.get("purchase_order", order["id"])["state"] == "draft"


def test_rules_eight_deep_run_and_nine_deep_are_refused_with_nothing_saved(rejected: Factory) -> None:
    files = {"ring/app.yaml": RING, "ring/ring_link.yaml": LINK}
    rejected.admin.call("POST", "definitions/publish", {"files": files}, 201)
    rejected.buyer.create("ring_link", n=0, last=8)
    assert len(rejected.buyer.find("ring_link")) == 9
    refused = rejected.buyer.call("POST", "records/ring_link", {"n": 0, "last": 9}, 422)
    assert refused["code"] == "rule.depth"
    assert "ring_link.created" in refused["detail"]
    assert len(rejected.buyer.find("ring_link")) == 9


def test_why_tells_nothing_of_records_its_reader_may_not_see(rejected: Factory) -> None:
    """The cause of what he sees is named; what was in it is not."""
    closed = "overlay: quality.inspection_lot\nchange:\n  access:\n    everyone: {}\n"
    rejected.admin.call("POST", "definitions/publish", {"files": {"site/closed.yaml": closed}}, 201)
    request = rejected.buyer.find("supplier_corrective_action")[0]
    path = f"records/supplier_corrective_action/{request['id']}/why"
    behind = rejected.buyer.call("GET", path)["rows"][0]["because"][-1]
    assert (behind["model"], behind["action"]) == ("inspection_lot", "decide")
    assert (behind["changes"], behind["record_id"]) == ({}, None)
    assert rejected.engineer.call("GET", path)["rows"][0]["because"][-1]["changes"]


def test_explain_tells_nothing_of_models_its_reader_may_not_see(rejected: Factory) -> None:
    refused = rejected.inspector.call("GET", "definitions/explain/supplier_rating.created", None, 403)
    assert refused["code"] == "access.read"
    rejected.manager.call("GET", "definitions/explain/supplier_rating.created", None, 200)
