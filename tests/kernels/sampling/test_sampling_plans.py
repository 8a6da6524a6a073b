"""Look-up, judgement, classes and staged plans: what a person gets and what is refused."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from string import Formatter

import pytest
from capstat_core import acceptance_sampling as twin
from hypothesis import given, settings
from hypothesis import strategies as st

from zhihe.kernels.sampling.attributes import (
    DisputedCellError,
    Measure,
    SamplingPlan,
    judge,
    letter_plan,
    one_aql_tighter,
    plan,
)
from zhihe.kernels.sampling.classes import DefectClass, judge_classes, plan_classes
from zhihe.kernels.sampling.editions import SHIPPED, Kind, Stage, load
from zhihe.kernels.sampling.staged import judge_stages, staged_plan
from zhihe.kernels.sampling.wording import SENTENCES, WORDS

LEVELS = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
SEVERITIES = ("normal", "tightened", "reduced")
AQLS = load("z1.4-2008").aqls
lots = st.integers(2, 1_000_000)


def any_plan(lot: int, aql: str, level: str, severity: str, edition: str) -> SamplingPlan:
    return plan(
        lot,
        aql,
        level=level,
        severity=severity,
        edition=edition,
        measure=Measure.PER_100_UNITS,
        disputed="gb",
    )


any_question = st.builds(
    any_plan,
    lots,
    st.sampled_from(AQLS),
    st.sampled_from(LEVELS),
    st.sampled_from(SEVERITIES),
    st.sampled_from(SHIPPED),
)


@settings(max_examples=150, deadline=None)
@given(any_question)
def test_a_plan_fits_its_lot_and_says_how_it_was_found(found: SamplingPlan) -> None:
    assert 1 <= found.n <= found.lot_size
    assert 0 <= found.ac < found.re
    assert found.full_inspection is (found.n == found.lot_size)
    assert found.re == found.ac + 1 or found.severity == "reduced"
    assert found.stages == (Stage(found.n, found.ac, found.re),)
    for lang in ("zh", "en"):
        text = found.explain(lang)
        assert found.code_letter in text
        assert f"Ac {found.ac}" in text


@settings(max_examples=80, deadline=None)
@given(lots, st.sampled_from(LEVELS))
def test_a_larger_lot_or_a_higher_level_never_asks_for_an_earlier_letter(lot: int, level: str) -> None:
    here = any_plan(lot, "1.0", level, "normal", "gbt2828.1-2012").code_letter
    assert any_plan(lot + 1, "1.0", level, "normal", "gbt2828.1-2012").code_letter >= here
    for higher in LEVELS[LEVELS.index(level) + 1 :]:
        # I starts below S-4: the general and the special levels are two ladders.
        if (level[0] == "S") is (higher[0] == "S"):
            assert any_plan(lot, "1.0", higher, "normal", "gbt2828.1-2012").code_letter >= here


@settings(max_examples=100, deadline=None)
@given(any_question, st.integers(0, 3000))
def test_one_more_nonconforming_never_helps(found: SamplingPlan, count: int) -> None:
    order = ("accept", "accept_return_to_normal", "reject")
    assert order.index(judge(found, count)) <= order.index(judge(found, count + 1))


def test_the_trail_of_an_arrow_reads_like_the_standard() -> None:
    found = plan(600, "0.40")
    assert found.explain("en") == (
        "lot 600, level II -> letter J; AQL 0.40, normal: arrow down -> K; n=125, Ac 1, Re 2"
    )
    assert found.explain("zh") == "批量 600，检验水平 II → 字码 J；AQL 0.40，正常检验：箭头向下 → K；n=125，Ac 1，Re 2"
    assert [step.code for step in found.trail] == ["code_letter", "arrow_down", "plan"]
    assert plan(30, "2.5").trail[1].code == "arrow_up"
    assert plan(1000, "1.0").trail[1].code == "own_row"


def test_a_sample_as_large_as_the_lot_inspects_all_and_keeps_ac() -> None:
    found = plan(40, "0.40")
    assert (found.n, found.ac, found.full_inspection) == (32, 0, False)
    small = plan(20, "0.25")
    assert (small.n, small.ac, small.re, small.full_inspection) == (20, 0, 1, True)
    assert "inspect the whole lot" in small.explain("en")


def test_reduced_z14_has_a_gap_that_accepts_and_returns_to_normal() -> None:
    found = plan(1000, "1.0", severity="reduced", edition="z1.4-2008")
    assert (found.n, found.ac, found.re) == (32, 1, 3)
    assert [judge(found, count) for count in (1, 2, 3)] == ["accept", "accept_return_to_normal", "reject"]
    assert found.trail[-1].code == "reduced_gap"


def test_an_aql_is_the_same_however_it_is_written() -> None:
    assert plan(1000, "1") == plan(1000, Decimal("1.00")) == plan(1000, "1.0")


def test_the_disputed_cell_waits_for_a_person() -> None:
    with pytest.raises(DisputedCellError, match="letter A, AQL 10, tightened") as caught:
        plan(5, "10", severity="tightened")
    assert caught.value.readings == {"gb": Stage(2, 0, 1), "z14": Stage(8, 1, 2)}
    gb = plan(5, "10", severity="tightened", disputed="gb")
    z14 = plan(500, "10", level="S-1", severity="tightened", disputed="z14")
    assert (gb.n, gb.ac, gb.trail[2].code) == (2, 0, "disputed_reading")
    assert (z14.code_letter, z14.plan_letter, z14.n, z14.ac) == ("B", "D", 8, 1)
    assert plan(5, "10", severity="tightened", edition="z1.4-2008").plan_letter == "D"
    assert plan(5, "10", severity="tightened", disputed="z14").n == 5


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"lot_size": 1}, "lot size 1 is below 2"),
        ({"lot_size": -7}, "lot size -7"),
        ({"aql": "0.5"}, "AQL 0.5 is not in gbt2828.1-2012"),
        ({"aql": "abc"}, "AQL 'abc' is not a number"),
        ({"aql": "NaN"}, "AQL NaN"),
        ({"aql": "15"}, "AQL 15 is above 10"),
        ({"level": "IV"}, "'IV'"),
        ({"severity": "harsh"}, "'harsh'"),
        ({"severity": "skip"}, "severity skip has no plan"),
        ({"severity": "discontinued"}, "severity discontinued has no plan"),
        ({"measure": "ppm"}, "'ppm'"),
        ({"edition": "iso2859-1-2026"}, "ISO 2859-1:2026 are not shipped"),
        ({"edition": "jis"}, "'jis'"),
    ],
)
def test_what_the_tables_cannot_answer_is_refused_with_the_number(change: dict[str, object], told: str) -> None:
    asked: dict[str, object] = {"lot_size": 1000, "aql": "1.0", **change}
    lot, aql = asked.pop("lot_size"), asked.pop("aql")
    with pytest.raises(ValueError, match=told):
        plan(lot, aql, **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize("nonconforming", range(6))
def test_the_twin_agrees_on_the_verdict(nonconforming: int) -> None:
    found = plan(1000, "1.0")
    theirs = twin.inspect_lot(twin.SamplingPlan(found.n, found.ac), nonconforming)
    assert (judge(found, nonconforming) == "accept") is theirs.accepted


def test_counts_that_cannot_be_are_refused() -> None:
    found = plan(1000, "1.0")
    with pytest.raises(ValueError, match="-1 nonconforming"):
        judge(found, -1)
    with pytest.raises(ValueError, match="81 nonconforming units cannot come from a sample of 80"):
        judge(found, 81)
    assert judge(plan(1000, "100", measure="per_100_units"), 400) == "reject"


def test_a_letter_without_a_lot_leads_to_its_plan() -> None:
    assert letter_plan("J", "0.40") == ("K", Stage(125, 1, 2))
    with pytest.raises(ValueError, match="'I'"):
        letter_plan("I", "1.0")
    with pytest.raises(DisputedCellError):
        letter_plan("A", "10", severity="tightened")


def test_one_aql_tighter_is_undefined_only_where_n_differs() -> None:
    assert one_aql_tighter(plan(1000, "1.0")) == 1
    assert one_aql_tighter(plan(600, "0.40")) is None  # row K at 0.25 is an arrow
    assert one_aql_tighter(plan(1000, "0.010")) is None
    found = plan(8, "10", severity="tightened", disputed="gb")
    beside = dataclasses.replace(found, aql="15", plan_letter="A")
    assert one_aql_tighter(beside) is None


def test_above_ac_1_the_tighter_plan_of_normal_inspection_always_has_the_same_n() -> None:
    for aql in AQLS:
        for lot in load("z1.4-2008").lot_starts:
            for level in LEVELS:
                found = any_plan(lot, aql, level, "normal", "gbt2828.1-2012")
                if found.ac > 1:
                    tighter = one_aql_tighter(found)
                    assert tighter is not None
                    assert tighter < found.ac


def test_classes_are_judged_each_on_its_own_n() -> None:
    classes = (DefectClass("critical", "0.15"), DefectClass("major", "0.40"), DefectClass("minor", "2.5"))
    own = plan_classes(1000, classes)
    assert {name: (found.n, found.ac) for name, found in own.plans.items()} == {
        "critical": (80, 0),
        "major": (125, 1),
        "minor": (80, 5),
    }
    assert own.sample_size == 125
    verdicts = judge_classes(own, {"critical": 0, "major": 1, "minor": 6})
    assert verdicts.lot == "reject"
    assert verdicts.classes == {"critical": "accept", "major": "accept", "minor": "reject"}


def test_the_largest_n_takes_the_ac_of_its_own_letter() -> None:
    classes = (DefectClass("critical", "0.15"), DefectClass("major", "0.40"), DefectClass("minor", "2.5"))
    largest = plan_classes(1000, classes, sizes="largest")
    assert {name: (found.n, found.ac) for name, found in largest.plans.items()} == {
        "critical": (80, 0),  # at letter K an arrow leads up to J again
        "major": (125, 1),
        "minor": (125, 7),
    }
    assert largest.plans["critical"].trail[-1].code == "largest_has_no_row"
    assert largest.plans["minor"].trail[-1].code == "largest_taken"
    assert "takes the largest n, letter K" in largest.plans["minor"].explain("en")
    with pytest.raises(ValueError, match="counts are of"):
        judge_classes(largest, {"critical": 0})
    with pytest.raises(ValueError, match="different names"):
        plan_classes(1000, ())


@pytest.mark.parametrize(
    ("lot", "level", "aql", "kind", "used", "letter", "stages"),
    [
        (1000, "II", "1.0", "double", "double", "J", (Stage(50, 0, 3), Stage(50, 3, 4))),
        (1000, "II", "0.15", "double", "single", "J", (Stage(80, 0, 1),)),
        (30, "II", "2.5", "multiple", "single", "C", (Stage(5, 0, 1),)),
        (13, "III", "6.5", "multiple", "double", "D", (Stage(5, 0, 2), Stage(5, 1, 2))),
        (10, "III", "6.5", "multiple", "single", "D", (Stage(8, 1, 2),)),
        (8, "II", "10", "double", "single", "C", (Stage(5, 1, 2),)),
        (5, "II", "10", "single", "single", "C", (Stage(5, 1, 2),)),
    ],
)
def test_staged_plans_and_where_the_table_points_to_a_simpler_kind(
    lot: int, level: str, aql: str, kind: Kind, used: str, letter: str, stages: tuple[Stage, ...]
) -> None:
    found = staged_plan(lot, aql, level=level, kind=kind)
    assert (found.kind, found.plan_letter, found.stages) == (used, letter, stages)
    assert found.full_inspection is (lot == stages[0].n)
    for lang in ("zh", "en"):
        assert str(stages[-1].re) in found.explain(lang)


@pytest.mark.parametrize("kind", ["double", "multiple"])
def test_gbt_has_no_staged_plans_yet_and_says_what_to_take_instead(kind: Kind) -> None:
    told = f"gbt2828.1-2012 holds no {kind} plans: no verified copy .*; take its single plans, or .* edition z1.4-2008"
    with pytest.raises(ValueError, match=told):
        staged_plan(1000, "1.0", kind=kind, edition="gbt2828.1-2012")
    assert staged_plan(1000, "1.0", kind=kind, edition="z1.4-2008").kind == kind


def test_samples_are_judged_one_after_the_other() -> None:
    stages = staged_plan(5000, "6.5", kind="multiple").stages
    assert stages[0] == Stage(50, 2, 9)
    assert judge_stages(stages, [2]) == ("accept", 1)
    assert judge_stages(stages, [3]) == ("continue", 1)
    assert judge_stages(stages, [3, 4]) == ("accept", 2)
    assert judge_stages(stages, [8, 6]) == ("reject", 2)
    reduced = staged_plan(1000, "1.0", kind="double", severity="reduced").stages
    assert reduced == (Stage(20, 0, 3), Stage(20, 0, 4))
    assert judge_stages(reduced, [1, 2]) == ("accept_return_to_normal", 2)
    with pytest.raises(ValueError, match="sample 2 was drawn although sample 1 decided: accept"):
        judge_stages(stages, [0, 0])
    with pytest.raises(ValueError, match="0 samples"):
        judge_stages(stages, [])
    with pytest.raises(ValueError, match="-3 nonconforming"):
        judge_stages(stages, [-3])


def test_every_sentence_names_the_same_facts_in_both_languages() -> None:
    def named(text: str) -> set[str]:
        return {field for _, field, _, _ in Formatter().parse(text) if field}

    for code, (chinese, english) in SENTENCES.items():
        assert named(chinese) == named(english), code
    assert all(chinese and english for chinese, english in WORDS.values())
    with pytest.raises(ValueError, match="'de'"):
        plan(1000, "1.0").explain("de")  # type: ignore[arg-type]
