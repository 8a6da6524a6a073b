"""Supplier rating: the worked example, the settled values, and laws over generated facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhihe.kernels import rating as r

NOVEMBER = r.Period(date(2026, 11, 1), date(2026, 11, 30))
DEFAULT = r.Settings()


def lot(ref: str, quantity: int, decision: str = "A", **more: object) -> r.Lot:
    given_facts: dict[str, object] = {"item": "bolt", "value": Decimal(100)} | more
    return r.Lot(ref=ref, quantity=Decimal(quantity), decision=decision, **given_facts)  # type: ignore[arg-type]


def arrived(ref: str, day: int, quantity: int) -> r.Receipt:
    return r.Receipt(ref, date(2026, 11, day), Decimal(quantity))


def promised(ref: str, day: int, quantity: int, *receipts: r.Receipt) -> r.ScheduleLine:
    return r.ScheduleLine(ref, "bolt", date(2026, 11, day), Decimal(quantity), receipts)


def paid(ref: str, quantity: int, price: str | None, reference: str | None, item: str = "bolt") -> r.Purchase:
    prices = [None if text is None else Decimal(text) for text in (price, reference)]
    return r.Purchase(ref, item, Decimal(quantity), *prices)


E3 = r.Facts(
    lots=(
        lot("L1", 1000, inspected=Decimal(80), nonconforming=Decimal(1)),
        lot("L2", 500, "AC", inspected=Decimal(80), nonconforming=Decimal(4)),
        lot("L3", 500, "R", inspected=Decimal(80), nonconforming=Decimal(7)),
    ),
    schedule=(
        promised("S1", 10, 3000, arrived("R1", 9, 2400), arrived("R2", 14, 600)),
        promised("S2", 20, 1000, arrived("R3", 20, 1000)),
    ),
    purchases=(paid("P1", 4000, "0.104", "0.100"),),
)


def test_worked_example_e3_holds_exactly() -> None:
    rated = r.rate(E3, NOVEMBER, DEFAULT)
    quality = rated.score.part("quality")
    assert quality.part("lots").score == Fraction("62.5")
    ppm = quality.part("ppm").part("item", "bolt")
    assert dict(ppm.numbers) == {"inspected": 240, "nonconforming": 12, "ppm": 50000, "limit": 10000}
    assert ppm.score == 0
    assert quality.part("escapes").score == 100
    assert quality.score == Fraction("51.25")
    assert rated.score.part("delivery").score == 90
    assert rated.score.part("price").score == Fraction(100000, 1040)
    assert rated.score.part("service").score is None
    assert rated.total == (40 * Fraction("51.25") + 30 * 90 + 20 * Fraction(10000, 104)) / 90
    assert rated.shown() == Decimal("74.1453")
    assert (rated.grade, rated.provisional, rated.lots) == ("C", True, 3)
    assert rated.formula == r.FORMULA
    assert rated.settings is DEFAULT
    assert rated.score.all_refs() == ("L1", "L2", "L3", "S1", "R1", "R2", "S2", "R3", "P1")
    assert rated.caveats == ()
    with pytest.raises(KeyError, match="weather"):
        rated.score.part("weather")


def test_no_activity_is_not_rated_never_a_hundred() -> None:
    rated = r.rate(r.Facts(), NOVEMBER, DEFAULT)
    assert (rated.total, rated.shown(), rated.grade, rated.provisional) == (None, None, None, False)
    expired = r.Facts(standings=(r.Standing("C1", r.StandingKind.EXPIRED_CERTIFICATE),))
    capped = r.rate(expired, NOVEMBER, DEFAULT)
    assert (capped.grade, capped.caps[0].refs) == (None, ("C1",))


def test_lots_that_say_nothing_are_left_out_and_named() -> None:
    facts = r.Facts(lots=(lot("L1", 10), lot("L2", 99, "RT"), lot("L3", 99, "")))
    rated = r.rate(facts, NOVEMBER, DEFAULT)
    assert rated.score.part("quality").part("lots").score == 100
    assert rated.lots == 1
    assert rated.caveats == (
        r.Caveat("lot_without_inspection", ("L3",)),
        r.Caveat("decision_without_score", ("L2",)),
    )
    unseen = r.rate(r.Facts(lots=(lot("L3", 99, ""),)), NOVEMBER, DEFAULT)
    assert unseen.total is None


def test_an_escape_counts_even_where_nothing_was_inspected() -> None:
    stop, claim = r.Escape("E1", r.EscapeKind.LINE_STOP), r.Escape("E2", r.EscapeKind.COMPLAINT)
    for escapes, score in (((stop,), 50), ((stop, claim), 0), ((stop, claim, r.Escape("E3", stop.kind)), 0)):
        rated = r.rate(r.Facts(lots=(lot("L3", 99, ""),), escapes=escapes), NOVEMBER, DEFAULT)
        assert rated.score.part("quality").score == score
        assert rated.score.all_refs() == tuple(escape.ref for escape in escapes)


def test_items_weigh_by_receipt_value_lots_by_quantity() -> None:
    facts = r.Facts(
        lots=(
            lot("L1", 900, "A", item="cable", value=Decimal(90)),
            lot("L2", 100, "R", item="cable", value=Decimal(10)),
            lot("L3", 1, "R", item="motor", value=Decimal(300)),
            lot("L4", 7, "A", item="sample", value=Decimal(0)),
        )
    )
    rated = r.rate(facts, NOVEMBER, DEFAULT)
    lots = rated.score.part("quality").part("lots")
    assert lots.part("item", "cable").score == 90
    assert lots.score == Fraction(90 * 100 + 0 * 300, 400)
    assert rated.caveats == (r.Caveat("item_without_value", ("sample",)),)
    unpriced = (lot("L1", 5, "R", value=Decimal(0)), lot("L2", 5, "A", item="nut", value=Decimal(0)))
    unvalued = r.rate(r.Facts(lots=(*unpriced, lot("L3", 5, "", item="cog"))), NOVEMBER, DEFAULT)
    assert unvalued.score.part("quality").part("lots").score == 50


def test_ppm_limit_belongs_to_the_item_group() -> None:
    strict = replace(DEFAULT, ppm_limits=(("electronics", Decimal(1000)),))
    for group, score in (("electronics", 50), ("castings", 95)):
        counted = lot("L", 1, group=group, inspected=Decimal(10_000), nonconforming=Decimal(5))
        rated = r.rate(r.Facts(lots=(counted,)), NOVEMBER, strict)
        assert rated.score.part("quality").part("ppm").score == score


@pytest.mark.parametrize(
    ("day", "score"),
    [(4, 0), (5, 100), (9, 100), (10, 100), (11, 0)],
    ids=["too-early", "early", "on-day", "day", "late"],
)
def test_delivery_window_is_five_days_early_to_the_day(day: int, score: int) -> None:
    facts = r.Facts(schedule=(promised("S", 10, 50, arrived("R", day, 50)),))
    assert r.rate(facts, NOVEMBER, DEFAULT).score.part("delivery").score == score


def test_open_lines_are_late_and_more_than_due_earns_no_more() -> None:
    facts = r.Facts(schedule=(promised("S1", 10, 50), promised("S2", 10, 50, arrived("R", 10, 80))))
    assert r.rate(facts, NOVEMBER, DEFAULT).score.part("delivery").score == 50


def test_a_line_is_due_once_in_the_period_in_which_its_window_closes() -> None:
    patient = replace(DEFAULT, late_days=3)
    line = promised("S", 29, 50)
    december = r.Period(date(2026, 12, 1), date(2026, 12, 31))
    assert r.rate(r.Facts(schedule=(line,)), NOVEMBER, patient).total is None
    assert r.rate(r.Facts(schedule=(line,)), december, patient).total == 0
    assert r.rate(r.Facts(schedule=(line,)), NOVEMBER, DEFAULT).total == 0


def test_price_is_averaged_per_item_and_weighed_by_spend() -> None:
    facts = r.Facts(
        purchases=(
            paid("P1", 10, "1.20", "1.00"),
            paid("P2", 10, "0.80", "1.00"),
            paid("P3", 1, "40", "20", "motor"),
            paid("P4", 1, None, "20", "motor"),
            paid("P5", 1, "3", "0", "free"),
        )
    )
    rated = r.rate(facts, NOVEMBER, DEFAULT)
    price = rated.score.part("price")
    assert price.part("item", "bolt").score == 100
    assert price.score == Fraction(20 * 100 + 40 * 50, 60)
    assert rated.caveats == (r.Caveat("purchase_without_price", ("P4", "P5")),)


def test_service_is_the_mean_of_the_aspects_with_data() -> None:
    aspect = r.ServiceAspect
    facts = r.Facts(
        services=(
            r.Service("A1", aspect.SCAR_RESPONSE, Decimal(1)),
            r.Service("A2", aspect.SCAR_RESPONSE, Decimal(0)),
            r.Service("D1", aspect.DOCUMENTS, Decimal(3), Decimal(4)),
        )
    )
    service = r.rate(facts, NOVEMBER, DEFAULT).score.part("service")
    assert service.score == Fraction(50 + 75, 2)
    assert service.part("survey").score is None
    unweighted = replace(DEFAULT, service_weights=((aspect.SURVEY, Decimal(1)),))
    assert r.rate(facts, NOVEMBER, unweighted).total is None


def test_grades_caps_and_firmness() -> None:
    good = tuple(lot(f"L{n}", 1) for n in range(5))
    rated = r.rate(r.Facts(lots=good), NOVEMBER, DEFAULT)
    assert (rated.grade, rated.provisional) == ("A", False)
    kind = r.StandingKind
    cases = [
        ([kind.OVERDUE_SCAR], "A"),
        ([kind.OVERDUE_SCAR] * 2, "C"),
        ([kind.SAFETY_DEFECT], "C"),
        ([kind.EXPIRED_CERTIFICATE, kind.SAFETY_DEFECT], "D"),
    ]
    for kinds, grade in cases:
        standings = tuple(r.Standing(f"X{n}", each) for n, each in enumerate(kinds))
        capped = r.rate(r.Facts(lots=good, standings=standings), NOVEMBER, DEFAULT)
        assert (capped.grade, capped.uncapped_grade) == (grade, "A")
        assert capped.total == 100
    bad = r.Facts(lots=(lot("L", 1, "R"),), standings=(r.Standing("X", kind.SAFETY_DEFECT),))
    assert r.rate(bad, NOVEMBER, DEFAULT).grade == "D"


def test_the_grade_is_taken_before_rounding() -> None:
    nearly = r.Facts(purchases=(paid("P", 1, "1.0000001", "0.9"),))
    rated = r.rate(nearly, NOVEMBER, DEFAULT)
    assert (rated.shown(), rated.grade) == (Decimal("90.0000"), "B")


def test_wrong_facts_are_refused_with_the_number() -> None:
    wrong = [
        (lambda: r.Period(date(2026, 2, 1), date(2026, 1, 1)), "cannot end on 2026-01-01"),
        (lambda: lot("L", 0), "L: quantity must be above zero, not 0"),
        (lambda: lot("L", 1, value=Decimal(-1)), "value must not be below zero, is -1"),
        (lambda: lot("L", 1, inspected=Decimal("NaN")), "inspected must be above zero, not NaN"),
        (lambda: lot("L", 1, inspected=Decimal(2), nonconforming=Decimal(3)), "3 nonconforming of 2"),
        (lambda: lot("L", 1, nonconforming=Decimal(1)), "1 nonconforming of None"),
        (lambda: r.Facts(lots=(lot("L", 1), lot("L", 2))), "Lot L is given twice"),
        (lambda: r.Facts(lots=(lot("L", 1, group="g"), lot("K", 1))), "bolt is in the groups g and "),
        (lambda: promised("S", 1, 1, arrived("R", 1, 1), arrived("R", 2, 1)), "Receipt R is given twice"),
        (lambda: r.Service("A", r.ServiceAspect.SURVEY, Decimal(2)), "2 achieved of 1 possible"),
        (lambda: paid("P", 1, "-2", "1"), "paid must not be below zero, is -2"),
    ]
    for make, message in wrong:
        with pytest.raises(ValueError, match=message):
            make()  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"quality": Decimal(50)}, "component weights must sum to 100, not 110"),
        ({"quality": Decimal(-10), "delivery": Decimal(80)}, "component weights must be 0 to 100, not -10"),
        ({"ppm_weight": Decimal(31)}, "quality weights must sum to 100, not 101"),
        ({"decision_scores": (("A", Decimal(101)),)}, "decision score A must be 0 to 100, not 101"),
        ({"ppm_limit": Decimal(0)}, "ppm limit  must be above 0"),
        ({"early_days": -1}, "early_days must not be below zero, is -1"),
        ({"escape_penalty": Decimal("Infinity")}, "escape_penalty must be 0 to 100, not Infinity"),
        ({"service_weights": ((r.ServiceAspect.SURVEY, Decimal(-1)),)}, "any finite number, not -1"),
        ({"grades": (("A", Decimal(60)), ("B", Decimal(75)))}, "grades must fall"),
        ({"safety_defect_cap": "F"}, "F caps a grade but is none of A, B, C, D"),
    ],
)
def test_wrong_settings_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(DEFAULT, **change)  # type: ignore[arg-type]


AMOUNT = st.decimals(min_value=Decimal("0.1"), max_value=Decimal(1000), places=1)


@st.composite
def lots(draw: st.DrawFn) -> tuple[r.Lot, ...]:
    made = []
    for number in range(draw(st.integers(0, 6))):
        inspected = draw(st.none() | st.integers(1, 200))
        bad = draw(st.integers(0, inspected)) if inspected else 0
        made.append(
            r.Lot(
                ref=f"L{number}",
                item=draw(st.sampled_from(["a", "b", "c"])),
                quantity=draw(AMOUNT),
                value=draw(AMOUNT | st.just(Decimal(0))),
                decision=draw(st.sampled_from(["A", "AS", "AC", "R", "RT", ""])),
                inspected=None if inspected is None else Decimal(inspected),
                nonconforming=Decimal(bad),
            )
        )
    return tuple(made)


@st.composite
def schedules(draw: st.DrawFn) -> tuple[r.ScheduleLine, ...]:
    days = st.integers(-10, 40).map(lambda n: date(2026, 11, 1) + timedelta(days=n))
    made = []
    for number in range(draw(st.integers(0, 4))):
        arrivals = [r.Receipt(f"R{number}.{k}", draw(days), draw(AMOUNT)) for k in range(draw(st.integers(0, 3)))]
        made.append(r.ScheduleLine(f"S{number}", "a", draw(days), draw(AMOUNT), tuple(arrivals)))
    return tuple(made)


@st.composite
def facts(draw: st.DrawFn) -> r.Facts:
    priced = st.tuples(AMOUNT, st.none() | AMOUNT, st.none() | AMOUNT)
    return r.Facts(
        lots=draw(lots()),
        escapes=tuple(r.Escape(f"E{n}", r.EscapeKind.COMPLAINT) for n in range(draw(st.integers(0, 2)))),
        schedule=draw(schedules()),
        purchases=tuple(
            r.Purchase(f"P{n}", "a", *values) for n, values in enumerate(draw(st.lists(priced, max_size=3)))
        ),
    )


def walk(part: r.Part) -> list[r.Part]:
    return [part, *(inner for child in part.parts for inner in walk(child))]


@given(facts())
@settings(max_examples=100)
def test_every_number_is_the_weighted_mean_of_its_parts(given_facts: r.Facts) -> None:
    rated = r.rate(given_facts, NOVEMBER, DEFAULT)
    for part in walk(rated.score):
        assert part.score is None or 0 <= part.score <= 100
        if part.parts:
            held = [(p.weight, p.score) for p in part.parts if p.score is not None and p.weight]
            weights = sum(weight for weight, _ in held)
            assert part.score == (sum(w * s for w, s in held) / weights if held else None)
        elif part.score is not None and part.name != "escapes":
            assert part.refs


@given(facts(), st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_order_of_facts_does_not_matter(given_facts: r.Facts, chance: object) -> None:
    shuffled = list(given_facts.lots)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    other = r.rate(replace(given_facts, lots=tuple(shuffled)), NOVEMBER, DEFAULT)
    assert other.total == r.rate(given_facts, NOVEMBER, DEFAULT).total


@given(facts(), st.integers(0, 5))
@settings(max_examples=100)
def test_a_worse_decision_never_raises_the_score(given_facts: r.Facts, which: int) -> None:
    scored = [lot for lot in given_facts.lots if lot.decision in {"A", "AS", "AC"}]
    if not scored:
        return
    worse = scored[which % len(scored)]
    changed = tuple(replace(each, decision="R") if each is worse else each for each in given_facts.lots)
    before, after = (
        r.rate(replace(given_facts, lots=each), NOVEMBER, DEFAULT).score.part("quality").score
        for each in (given_facts.lots, changed)
    )
    assert before is None or (after is not None and after <= before)
