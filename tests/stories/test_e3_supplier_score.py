"""E3 through the records: what the parts of a rating say is what the documents behind it say."""

from __future__ import annotations

from typing import Any

from tests.stories.conftest import Factory

PERIOD: dict[str, Any] = {"from": "2026-11-01", "to": "2026-11-30"}


def test_a_rejected_supplier_falls_and_every_number_has_its_documents(factory: Factory) -> None:
    factory.masters()
    factory.inspected(major="1.0")
    for number, bad in enumerate((0, 0, 6), 1):
        factory.received_lot(f"L-{number}", bad)
    listed = factory.quality.operate("suppliers.rate", **PERIOD)
    assert [row["supplier"] for row in listed] == ["宁波精诚铝业有限公司"]
    assert listed[0]["provisional"] is True
    rating = factory.quality.get("supplier_rating", listed[0]["id"])
    scores = {row["path"]: row for row in rating["parts"]}
    # Two of three lots of 1,000 accepted; 6 of 240 inspected are 25,000 ppm against a limit of 10,000; no escape.
    quality = next(row for path, row in scores.items() if path.endswith("quality"))
    assert float(quality["score"]) == round(0.5 * 200 / 3 + 0.2 * 100, 4)
    delivery = next(row for path, row in scores.items() if path.endswith("delivery"))
    assert float(delivery["score"]) == 100
    facts = [fact for row in rating["parts"] for fact in row["facts"]]
    lots = {row["id"] for row in factory.engineer.find("inspection_lot")}
    assert lots <= set(facts)


def test_a_supplier_without_activity_is_not_rated_and_a_new_run_is_a_new_version(factory: Factory) -> None:
    factory.masters()
    period: dict[str, Any] = {"from": "2026-01-01", "to": "2026-01-31"}
    assert factory.quality.operate("suppliers.rate", **period)[0]["grade"] == "not_rated"
    factory.quality.operate("suppliers.rate", **period)
    assert sorted(row["revision"] for row in factory.quality.find("supplier_rating")) == [1, 2]
