"""Decision tables at work: the shipped SCAR policy, changed by a site, and a drawn app that asks a table."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.stories.conftest import Factory

OVERLAY = """
overlay: improvement.scar_policy
change:
  rows:
    7f498466b05e: {then: {issue: false}}
"""
DRAWN = {
    "visits/app.yaml": """
app: visits
label: {zh: 来访, en: Visits}
version: 1.0.0
custom: true
depends: [base]
""",
    "visits/visit.yaml": """
model: visit
label: {zh: 来访, en: Visit}
kind: record
title: name
fields:
  name: {type: text, label: {zh: 姓名, en: Name}}
  people: {type: integer, label: {zh: 人数, en: People}}
  room: {type: choice, label: {zh: 会议室, en: Room}, of: [small, large], readonly: true}
  badge: {type: text, label: {zh: 证件, en: Badge}, readonly: true}
fill:
  create:
    - {decide: room_policy, with: {people: people}, into: {room: room, badge: badge}}
access:
  everyone: {read: true, create: true}
""",
    "visits/decisions/room_policy.yaml": """
decision: room_policy
label: {zh: 会议室安排, en: Room policy}
inputs:
  people: {type: integer, label: {zh: 人数, en: People}, min: 1}
outputs:
  room: {type: choice, label: {zh: 会议室, en: Room}, of: [small, large]}
  badge: {type: text, label: {zh: 证件, en: Badge}, optional: true}
on_no_match: error
rows:
  - if: {people: {le: "4"}}
    then: {room: small}
  - if: {people: {between: ["5", "20"]}}
    then: {room: large, badge: group}
""",
}


def rejected(factory: Factory, lot: str = "L-1") -> Any:
    """A lot rejected for seven major nonconforming units; the report it opened."""
    factory.received_lot(lot, 7)
    return factory.engineer.find("nonconformance", **{"lot.code": lot})[0]


@pytest.fixture
def inspected(factory: Factory) -> Factory:
    factory.masters()
    factory.inspected(major="2.5")
    return factory


def publish(factory: Factory, files: dict[str, str], status: int = 201) -> Any:
    return factory.admin.call("POST", "definitions/publish", {"files": files}, status)


def test_the_scar_policy_says_when_an_answer_is_due_and_the_trail_says_why(inspected: Factory) -> None:
    report = rejected(inspected)
    assert report["severity"] == "major"
    action = inspected.engineer.find("supplier_corrective_action")[0]
    due = dt.date.fromisoformat(action["due_on"]) - dt.date.fromisoformat(action["issued_on"])
    assert due == dt.timedelta(days=10)
    trail = inspected.engineer.call("GET", f"records/nonconformance/{report['id']}/history")["rows"]
    _before, decided = next(row for row in trail if row["action"] == "decide")["changes"]["scar_policy"]
    assert decided["inputs"] == {"severity": "major", "rejects": 1}
    assert decided["rows"] == ["7f498466b05e"]
    assert decided["outputs"] == {"issue": True, "answer_days": 10}
    assert len(decided["version"]) == 12


def test_a_site_changes_the_policy_by_an_overlay(inspected: Factory) -> None:
    before = rejected(inspected)
    first = version(inspected, before)
    publish(inspected, {"overlays/scar.yaml": OVERLAY.replace("issue: false", "issue: false, answer_days: 20")})
    action = inspected.engineer.find("supplier_corrective_action")[0]
    answer: Any = {"containment": "隔离", "root_cause": "刀具磨损", "action": "换刀"}
    action = inspected.engineer.step("supplier_corrective_action", action, "answer", **answer)
    action = inspected.engineer.step("supplier_corrective_action", action, "accept")
    inspected.engineer.step("supplier_corrective_action", action, "confirm")
    after = rejected(inspected, "L-2")
    assert len(inspected.engineer.find("supplier_corrective_action")) == 1
    assert version(inspected, after) != first


def version(factory: Factory, report: Any) -> str:
    trail = factory.engineer.call("GET", f"records/nonconformance/{report['id']}/history")["rows"]
    row = next(row for row in trail if row["action"] == "decide")
    return str(row["changes"]["scar_policy"][1]["version"])


def test_a_table_with_a_hole_is_not_published(factory: Factory) -> None:
    reply = publish(factory, {"overlays/scar.yaml": OVERLAY}, 422)
    assert "answer_days is missing" in str(reply)
    holed = {**DRAWN, "visits/decisions/room_policy.yaml": DRAWN["visits/decisions/room_policy.yaml"].replace(
        "on_no_match: error", "policy: unique"
    )}  # fmt: skip
    assert "no row fires for people = 21" in str(publish(factory, holed, 422))


def test_a_fill_asks_a_table_and_an_input_without_a_row_is_refused(factory: Factory) -> None:
    publish(factory, DRAWN)
    visit = factory.buyer.create("visit", name="王工", people=6)
    assert (visit["room"], visit["badge"]) == ("large", "group")
    trail = factory.buyer.call("GET", f"records/visit/{visit['id']}/history")["rows"]
    assert [row["action"] for row in trail] == ["decide", "create"]
    many = factory.buyer.call("POST", "records/visit", {"name": "李工", "people": 30}, 422)
    assert many["code"] == "decision.refused"
    none = factory.buyer.call("POST", "records/visit", {"name": "李工"}, 422)
    assert "people is missing" in none["detail"]


def test_definitions_show_a_table_as_it_is_drawn(factory: Factory) -> None:
    publish(factory, DRAWN)
    known = factory.engineer.call("GET", "definitions")["decisions"]
    scar = known["scar_policy"]
    assert scar["label"] == {"zh": "供应商纠正措施策略", "en": "SCAR policy"}
    assert (scar["app"], scar["policy"], scar["collect"], scar["on_no_match"]) == ("improvement", "unique", None, None)
    assert [choice["key"] for choice in scar["inputs"]["severity"]["choices"]] == ["critical", "major", "minor"]
    assert scar["inputs"]["rejects"] == {
        "type": "integer",
        "uid": scar["inputs"]["rejects"]["uid"],
        "label": {"zh": "十二个月内拒收次数", "en": "Rejects in twelve months"},
        "min": "0",
    }
    assert list(scar["outputs"]) == ["issue", "answer_days"]
    assert scar["rows"][1] == {
        "uid": "1edf5405ab08",
        "if": {
            "severity": {"op": "not_one_of", "values": ["critical"]},
            "rejects": {"op": "ge", "values": [3]},
        },
        "then": {"issue": True, "answer_days": 5},
    }
    assert scar["otherwise"] == {"issue": True, "answer_days": 10}
    room = known["room_policy"]
    assert (room["on_no_match"], room["otherwise"]) == ("error", None)
    assert room["rows"][1]["if"] == {"people": {"op": "between", "values": [5, 20]}}
    # What a site changes is what is drawn, and its version is another one.
    later = OVERLAY.replace("{issue: false}", "{issue: true, answer_days: 8}")
    publish(factory, {"overlays/scar.yaml": later})
    changed = factory.engineer.call("GET", "definitions")["decisions"]["scar_policy"]
    assert changed["rows"][2]["then"] == {"issue": True, "answer_days": 8}
    assert changed["hash"] != scar["hash"]
