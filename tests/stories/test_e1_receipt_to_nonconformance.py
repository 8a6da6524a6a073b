"""E1: a lot of 1,000 with six majors is rejected; five destroyed pieces are scrapped, 995 are blocked."""

from __future__ import annotations

from tests.stories.conftest import Factory


def test_a_rejected_lot_is_blocked_in_the_same_breath(factory: Factory) -> None:
    factory.masters()
    factory.inspected(critical="0.15", major="2.5")
    order = factory.order(1000)
    planned = factory.engineer.find("planned_inspection", state="planned")
    assert [row["sample_size"] for row in planned] == [80]

    factory.receive(order, 1000)
    lot = factory.engineer.find("lot", code="L-1")[0]["id"]
    assert factory.engineer.stock(lot=lot) == {"in_inspection": 1000}
    assert not factory.engineer.find("planned_inspection", state="planned")

    inspection = factory.inspection()
    assert (inspection["state"], inspection["remaining"]) == ("in_progress", "1000")
    classes = {row["class"]: (row["letter"], row["n"], row["ac"]) for row in inspection["classes"]}
    assert classes == {"critical": ("J", 80, 0), "major": ("J", 80, 5)}

    evaluated = factory.inspect(inspection, major=6)
    assert evaluated["verdict"] == "reject"
    decided = factory.engineer.step("inspection_lot", evaluated, "decide", code="reject")
    assert (decided["remaining"], decided["decision"]) == ("0", "reject")
    assert factory.engineer.get("inspection_lot", inspection["id"])["state"] == "closed"
    assert factory.engineer.stock(lot=lot) == {"blocked": 995}

    report = factory.engineer.find("nonconformance")[0]
    assert (report["quantity"], report["state"]) == ("995", "open")
    request = factory.buyer.find("supplier_corrective_action")[0]
    assert request["state"] == "issued"

    level = factory.engineer.find("quality_level", **{"class": "major"})[0]
    assert (level["severity"], level["lots"], level["score"]) == ("normal", 1, 0)
    entries = factory.engineer.call("GET", "ledgers/stock/entries")["rows"]
    moved = sorted(
        (row["movement"], row["status"], float(row["quantity"])) for row in entries if row["movement"] != "receive"
    )
    assert moved == [
        ("reclassify", "blocked", 995),
        ("reclassify", "in_inspection", -995),
        ("scrap", "in_inspection", -5),
    ]


def test_an_accepted_lot_is_free_and_its_sample_used_up(factory: Factory) -> None:
    factory.masters()
    factory.inspected(critical="0.15", major="2.5")
    factory.receive(factory.order(1000), 1000)
    evaluated = factory.inspect(factory.inspection(), major=5)
    factory.engineer.step("inspection_lot", evaluated, "decide", code="accept")
    assert factory.engineer.stock() == {"unrestricted": 995}
    assert not factory.engineer.find("nonconformance")


def test_the_inspector_does_not_decide_and_accept_is_refused_against_the_verdict(factory: Factory) -> None:
    factory.masters()
    factory.inspected(major="2.5")
    factory.receive(factory.order(1000), 1000)
    evaluated = factory.inspect(factory.inspection(), major=6)
    factory.inspector.step("inspection_lot", evaluated, "decide", 403, code="reject")
    refused = factory.engineer.step("inspection_lot", evaluated, "decide", 409, code="accept")
    assert refused["code"] == "decision.verdict"
    freed = [{"action": "unrestricted", "quantity": 1000}]
    factory.engineer.step("inspection_lot", evaluated, "decide", 409, code="reject", postings=freed)
    assert factory.engineer.stock() == {"in_inspection": 1000}


def test_how_the_sample_was_found_is_said_in_the_words_of_the_shop_floor(factory: Factory) -> None:
    factory.masters()
    factory.inspected(critical="0.15", major="2.5")
    factory.receive(factory.order(1000), 1000)
    said = factory.inspection()["explanation"].splitlines()
    assert [line.partition("：")[0] for line in said] == ["致命", "严重"]
    assert all("n=80" in line for line in said)
