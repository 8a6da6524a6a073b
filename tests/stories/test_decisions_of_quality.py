"""Usage decisions over HTTP: split quantities, samples, retests, who may decide, and lots that are skipped."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.stories.conftest import PASSWORD, Factory


@pytest.fixture(scope="module")
def works(plant: Factory) -> Factory:
    plant.masters()
    plant.inspected(critical="0.15", major="2.5")
    return plant


def evaluated(works: Factory, lot: str, bad: int = 0) -> Any:
    """A lot of a thousand, received and judged."""
    works.receive(works.order(1000), 1000, lot)
    return works.inspect(works.inspection(lot), major=bad)


def stock(works: Factory, lot: str) -> dict[str, float]:
    return works.engineer.stock(lot=works.engineer.find("lot", code=lot)[0]["id"])


def set_by_session(factory: Factory, **values: Any) -> None:
    """Settings are changed by a person who has signed in, never by a token."""
    address = factory.buyer.client.base_url
    with httpx.Client(base_url=address, headers={"X-Requested-With": "zhihe"}, timeout=60) as client:
        who = {"login": f"{factory.company}-quality", "password": PASSWORD, "company": factory.company}
        assert client.post("/api/v1/session", json=who).status_code == 201
        reply = client.patch("/api/v1/settings", json=values)
        assert reply.is_success, reply.text


def counted(works: Factory) -> int:
    """How many lots the level of the major class has counted."""
    return sum(row["lots"] for row in works.engineer.find("quality_level", **{"class": "major"}))


def test_a_decision_is_posted_in_parts_until_nothing_remains(works: Factory) -> None:
    before = counted(works)
    judged = evaluated(works, "P-1")
    parts = [{"action": "unrestricted", "quantity": 600}, {"action": "scrap", "quantity": 5}]
    first = works.engineer.step("inspection_lot", judged, "decide", code="accept", postings=parts)
    assert (first["state"], float(first["posted"]), float(first["remaining"])) == ("evaluated", 605, 395)
    assert stock(works, "P-1") == {"unrestricted": 600, "in_inspection": 395}
    over = [{"action": "unrestricted", "quantity": 395}, {"action": "blocked", "quantity": 1}]
    works.engineer.step("inspection_lot", first, "decide", 422, code="accept", postings=over)
    assert stock(works, "P-1") == {"unrestricted": 600, "in_inspection": 395}
    rest = [{"action": "unrestricted", "quantity": 300}, {"action": "blocked", "quantity": 95}]
    last = works.engineer.step("inspection_lot", first, "decide", code="accept", postings=rest)
    assert (last["state"], float(last["remaining"])) == ("closed", 0)
    assert stock(works, "P-1") == {"unrestricted": 900, "blocked": 95}
    postings = works.engineer.get("inspection_lot", last["id"])["postings"]
    said = [(row["action"], float(row["quantity"])) for row in postings]
    assert said == [("unrestricted", 600), ("scrap", 5), ("unrestricted", 300), ("blocked", 95)]
    assert counted(works) == before + 1


@pytest.mark.parametrize("quantity", ["0", "-1", "-600"])
def test_a_part_is_above_zero(works: Factory, quantity: str) -> None:
    lot = f"Z{quantity}"
    judged = evaluated(works, lot)
    parts = [{"action": "unrestricted", "quantity": quantity}, {"action": "blocked", "quantity": "1000"}]
    refused = works.engineer.step("inspection_lot", judged, "decide", 409, code="accept", postings=parts)
    assert refused["code"] == "decision.quantity"
    assert stock(works, lot) == {"in_inspection": 1000}


def test_a_retained_sample_is_neither_free_nor_gone(works: Factory) -> None:
    judged = evaluated(works, "S-1")
    wanted = {"scrap": 5, "sample": 3, "unrestricted": 992}
    parts = [{"action": action, "quantity": quantity} for action, quantity in wanted.items()]
    works.engineer.step("inspection_lot", judged, "decide", code="accept", postings=parts)
    assert stock(works, "S-1") == {"unrestricted": 992, "sample": 3}
    lot = works.engineer.find("lot", code="S-1")[0]["id"]
    line = {"item": "F-1", "lot": lot, "location": "A-01", "status": "sample", "quantity": 3}
    for kind in ("issue", "ship", "return_to_supplier"):
        made = works.store.create("stock_movement", kind=kind, lines=[line])
        assert works.store.step("stock_movement", made, "post", 409)["code"] == "ledger.status"
    made = works.store.create("stock_movement", kind="scrap", lines=[line])
    works.store.step("stock_movement", made, "post")
    assert stock(works, "S-1") == {"unrestricted": 992}


def test_a_rejected_lot_frees_nothing_by_any_code(works: Factory) -> None:
    judged = evaluated(works, "R-1", bad=6)
    free = [{"action": "unrestricted", "quantity": 1}]
    for code in ("accept", "reject", "retest"):
        works.engineer.step("inspection_lot", judged, "decide", 409, code=code, postings=free)
    works.engineer.step("inspection_lot", judged, "decide", 409, code="accept")
    assert stock(works, "R-1") == {"in_inspection": 1000}


def test_a_retest_goes_back_to_inspection_and_moves_nothing(works: Factory) -> None:
    judged = evaluated(works, "T-1", bad=6)
    again = works.engineer.step("inspection_lot", judged, "decide", code="retest")
    assert (again["state"], again["decision"], again["test_no"]) == ("in_progress", "retest", 2)
    assert stock(works, "T-1") == {"in_inspection": 1000}
    works.engineer.step("inspection_lot", again, "decide", 409, code="accept")
    # Without results of its own the retest is not complete: those of the first test do not count in it.
    assert works.inspector.step("inspection_lot", again, "complete", 409)["code"] == "inspection.incomplete"
    done = works.inspect(again, major=1)
    assert (done["verdict"], done["nonconforming"]) == ("accept", 1)
    works.engineer.step("inspection_lot", done, "decide", code="accept")
    # Both tests used up their five pieces of the destructive characteristic.
    assert stock(works, "T-1") == {"unrestricted": 990}


def test_results_of_an_earlier_test_stay_readable_and_closed(works: Factory) -> None:
    judged = evaluated(works, "T-2", bad=6)
    again = works.engineer.step("inspection_lot", judged, "decide", code="retest")
    (old,) = [
        row for row in works.inspector.find("inspection_result", inspection=again["id"]) if row["nonconforming"] == 6
    ]
    assert old["test_no"] == 1
    works.inspector.change("inspection_result", old, 422, nonconforming=0)
    works.inspector.call("DELETE", f"records/inspection_result/{old['id']}", None, 422, If_Match=f'"{old["version"]}"')
    late = {key: old[key] for key in ("inspected", "nonconforming", "test_no")}
    row = {"inspection": again["id"], "characteristic": old["characteristic"]["id"], **late}
    refused = works.inspector.call("POST", "records/inspection_result", row, 422)
    assert (refused["code"], refused["field"]) == ("result.test", "test_no"), refused
    works.inspect(again, major=0)
    tests = [row["test_no"] for row in works.engineer.find("inspection_result", inspection=again["id"])]
    assert tests.count(1) == tests.count(2) > 0


@pytest.mark.parametrize(("lot", "bad", "later", "score"), [("T-3", 6, 0, 0), ("T-4", 0, 6, 3)])
def test_switching_counts_the_first_verdict_of_a_lot_whatever_a_retest_finds(
    works: Factory, lot: str, bad: int, later: int, score: int
) -> None:
    def level() -> Any:
        return works.engineer.find("quality_level", **{"class": "major"})[0]

    evaluated_first = evaluated(works, lot, bad=bad)
    before, severity = counted(works), level()["severity"]
    again = works.engineer.step("inspection_lot", evaluated_first, "decide", code="retest")
    seen = level()
    assert counted(works) == before + 1
    assert (seen["last_lot"]["number"], seen["score"] if severity == "normal" else score) == (again["number"], score)
    judged = works.inspect(works.inspection(lot), major=later)
    assert judged["verdict"] == ("reject" if later else "accept")
    works.engineer.step("inspection_lot", judged, "decide", code=judged["verdict"])
    after = level()
    assert {key: after[key] for key in ("severity", "score", "lots", "level")} == {
        key: seen[key] for key in ("severity", "score", "lots", "level")
    }


def test_two_lots_that_only_a_retest_accepts_tighten(factory: Factory) -> None:
    factory.masters()
    factory.inspected(major="1.0")
    for lot in ("L-1", "L-2"):
        factory.receive(factory.order(1000), 1000, lot)
        judged = factory.inspect(factory.inspection(lot), major=6)
        again = factory.engineer.step("inspection_lot", judged, "decide", code="retest")
        done = factory.inspect(factory.inspector.get("inspection_lot", again["id"]), major=0)
        closed = factory.engineer.step("inspection_lot", done, "decide", code="accept")
        assert (closed["state"], closed["verdict"]) == ("closed", "accept")
    assert factory.engineer.find("quality_level")[0]["severity"] == "tightened"


def test_who_entered_a_result_does_not_decide_whoever_completes(works: Factory) -> None:
    works.receive(works.order(1000), 1000, "E-1")
    lot = works.inspection("E-1")
    line = next(row for row in lot["characteristics"] if not row["destructive"])
    mine = {"inspection": lot["id"], "characteristic": line["id"], "inspected": 1, "nonconforming": 0}
    works.engineer.create("inspection_result", **mine)
    judged = works.inspect(lot, major=0)
    refused = works.engineer.step("inspection_lot", judged, "decide", 409, code="accept")
    assert refused["code"] == "decision.four_eyes"
    assert stock(works, "E-1") == {"in_inspection": 1000}
    works.quality.step("inspection_lot", judged, "decide", code="accept")
    assert stock(works, "E-1") == {"unrestricted": 995}


def test_after_reduced_lots_two_are_skipped_and_one_is_inspected(factory: Factory) -> None:
    factory.masters()
    factory.inspected(major="1.0")
    set_by_session(factory, skip_lot=True)

    def level() -> Any:
        return factory.engineer.find("quality_level")[0]

    factory.received_lot("L-1", 0)
    factory.quality.change("quality_level", level(), steady=True, authority_agrees=True)
    number = 1
    while level()["severity"] == "normal" and number < 12:
        number += 1
        factory.received_lot(f"L-{number}", 0)
    assert (number, level()["severity"]) == (10, "reduced")
    for _lot in range(4):
        number += 1
        factory.received_lot(f"L-{number}", 0)
    assert level()["severity"] == "skip"
    for expected in ("skip", "skip", "reduced", "skip", "skip", "reduced"):
        number += 1
        lot = f"L-{number}"
        factory.receive(factory.order(1000), 1000, lot)
        inspection = factory.inspection(lot)
        if expected == "skip":
            assert (inspection["severity"], inspection["state"], inspection["sample_size"]) == ("skip", "closed", 0)
            assert stock(factory, lot) == {"unrestricted": 1000}
        else:
            assert (inspection["severity"], inspection["state"]) == ("reduced", "in_progress")
            assert stock(factory, lot) == {"in_inspection": 1000}
            bad = 4 if number == 20 else 0
            judged = factory.inspect(inspection, major=bad)
            factory.engineer.step("inspection_lot", judged, "decide", code=judged["verdict"])
    # The last inspected one was rejected: the next lot is inspected again.
    assert level()["severity"] == "normal"
    factory.receive(factory.order(1000), 1000, "L-99")
    assert stock(factory, "L-99") == {"in_inspection": 1000}
