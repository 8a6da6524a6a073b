"""Usage decisions over HTTP: split quantities, samples, retests, and who may decide."""

from __future__ import annotations

from typing import Any

import pytest
from tests.stories.conftest import Factory


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
    assert (again["state"], again["decision"]) == ("in_progress", "retest")
    assert stock(works, "T-1") == {"in_inspection": 1000}
    works.engineer.step("inspection_lot", again, "decide", 409, code="accept")
    (major,) = [
        row for row in works.inspector.find("inspection_result", inspection=again["id"]) if row["nonconforming"] == 6
    ]
    works.inspector.change("inspection_result", major, nonconforming=1, note="六件按新图纸复检，五件合格")
    done = works.inspector.step("inspection_lot", again, "complete")
    assert done["verdict"] == "accept"
    works.engineer.step("inspection_lot", done, "decide", code="accept")
    assert stock(works, "T-1") == {"unrestricted": 995}
    kept = works.engineer.call("GET", f"records/inspection_result/{major['id']}/history")
    assert "6" in str(kept)


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
