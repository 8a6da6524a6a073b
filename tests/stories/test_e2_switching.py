"""E2: at J, AQL 1.0, the lots 0 1 2 0 3 1 0 4 tighten the ninth; five accepted lots bring normal back."""

from __future__ import annotations

from tests.stories.conftest import Factory


def test_switching_follows_the_standard_lot_by_lot(factory: Factory) -> None:
    factory.masters()
    factory.inspected(major="1.0")
    scores = []
    for number, bad in enumerate((0, 1, 2, 0, 3, 1, 0, 4), 1):
        factory.received_lot(f"L-{number}", bad)
        level = factory.engineer.find("quality_level")[0]
        scores.append(level["score"])
    assert scores == [3, 6, 0, 3, 0, 3, 6, 0]
    assert level["severity"] == "tightened"
    assert "加严" in level["explanation"]
    assert "tightened" in level["explanation_en"]
    for number in range(9, 14):
        factory.receive(factory.order(1000), 1000, f"L-{number}")
        inspection = factory.inspection(f"L-{number}")
        row = inspection["classes"][0]
        assert (row["severity"], row["n"], row["ac"]) == ("tightened", 80, 1)
        evaluated = factory.inspect(inspection, major=0)
        factory.engineer.step("inspection_lot", evaluated, "decide", code="accept")
    factory.receive(factory.order(1000), 1000, "L-14")
    assert factory.inspection("L-14")["classes"][0]["severity"] == "normal"
