"""The switching rules: every road between the severities, the laws of the reducer, and an independent twin."""

from __future__ import annotations

import dataclasses

import pytest
from capstat_core.sampling_scheme import LotResult, apply_switching_rules
from hypothesis import given, settings
from hypothesis import strategies as st

from zhihe.kernels.sampling.attributes import plan
from zhihe.kernels.sampling.editions import Kind
from zhihe.kernels.sampling.switching import (
    GBT2828,
    Z14,
    Event,
    LotOutcome,
    LotSkipped,
    Notice,
    NoticeKind,
    QualityLevel,
    Severity,
    SkipRule,
    SwitchingRules,
    Treatment,
    advance,
    differences,
    next_lot,
    replay,
)

SKIPPING = SwitchingRules(skip=SkipRule())
GOOD = LotOutcome(
    accepted=True,
    nonconforming=0,
    plan=("J", 80, 2),
    tighter_ac=1,
    steady_production=True,
    authority_agrees=True,
)
BAD = dataclasses.replace(GOOD, accepted=False, nonconforming=3)
SMALL = dataclasses.replace(GOOD, plan=("J", 80, 0), tighter_ac=None)


def at(severity: Severity, **facts: object) -> QualityLevel:
    return dataclasses.replace(QualityLevel(severity=severity), **facts)  # type: ignore[arg-type]


outcomes = st.builds(
    LotOutcome,
    accepted=st.booleans(),
    nonconforming=st.integers(0, 2),
    plan=st.tuples(st.just("J"), st.just(80), st.integers(2, 3)),
    tighter_ac=st.sampled_from((None, 0, 1)),
    original=st.booleans(),
    severity=st.sampled_from((None, Severity.NORMAL, Severity.TIGHTENED, Severity.REDUCED)),
    steady_production=st.booleans(),
    authority_agrees=st.booleans(),
)
notices = st.builds(Notice, st.sampled_from(NoticeKind), st.sampled_from(("SCAR-1", "CC-2")))
events = st.one_of(outcomes, st.builds(LotSkipped), notices)
rule_sets = st.sampled_from((GBT2828, Z14, SKIPPING))


@settings(max_examples=120, deadline=None)
@given(st.lists(events, max_size=40), rule_sets)
def test_any_history_replays_explains_itself_and_survives_json(history: list[Event], rules: SwitchingRules) -> None:
    level = QualityLevel()
    for event, step in zip(history, replay(history, rules), strict=True):
        assert step == advance(level, event, rules)
        assert step.changed is (step.level.severity is not level.severity)
        assert step.steps
        assert all(step.explain(lang) for lang in ("zh", "en"))
        level = step.level
        assert QualityLevel.from_json(level.to_json()) == level
        assert level.score >= 0
        assert level.score == 0 or level.severity is Severity.NORMAL
        assert len(level.window) <= rules.window
        assert not (level.suspended_by and level.severity in (Severity.REDUCED, Severity.SKIP))
        assert next_lot(level, rules).severity in (level.table, None)


@settings(max_examples=80, deadline=None)
@given(st.lists(events, max_size=30), st.lists(outcomes, max_size=10), rule_sets)
def test_resubmitted_lots_change_nothing(history: list[Event], again: list[LotOutcome], rules: SwitchingRules) -> None:
    level = replay(history, rules)[-1].level if history else QualityLevel()
    for lot in again:
        step = advance(level, dataclasses.replace(lot, original=False), rules)
        assert step.level == level
        assert [each.code for each in step.steps] == ["resubmitted"]


@settings(max_examples=80, deadline=None)
@given(st.lists(events, max_size=40), rule_sets)
def test_only_a_verified_correction_ends_a_discontinuation(history: list[Event], rules: SwitchingRules) -> None:
    level = at(Severity.DISCONTINUED)
    for event in history:
        step = advance(level, event, rules)
        if step.changed:
            assert isinstance(event, Notice)
            assert event.kind is NoticeKind.RESUME
            assert step.level.severity is Severity.TIGHTENED
            return
        assert next_lot(step.level, rules) == Treatment("stop", None)
        level = step.level


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(("pass", "tight", "fail")), max_size=60))
def test_the_twin_of_another_author_agrees(marks: list[str]) -> None:
    ours = {"pass": GOOD, "tight": dataclasses.replace(GOOD, nonconforming=2), "fail": BAD}
    theirs = {"pass": LotResult(True, True), "tight": LotResult(True, False), "fail": LotResult(False, False)}  # noqa: FBT003 - their signature
    history = apply_switching_rules([theirs[mark] for mark in marks], reduced_inspection_authorised=True)
    levels = [each.level for each in replay([ours[mark] for mark in marks])]
    assert [level.severity.value for level in levels] == [step.severity_after for step in history.steps]
    for level, step in zip(levels, history.steps, strict=True):
        if step.severity == step.severity_after == "normal":
            assert level.score == step.switching_score


def test_tightened_is_left_by_five_accepted_lots_or_discontinued_by_five_missed() -> None:
    history = [GOOD, BAD, GOOD, GOOD, GOOD, GOOD, BAD]
    tightened = at(Severity.TIGHTENED)
    after = replay(history[1:6], start=tightened)[-1]
    assert (after.level.severity, after.level.accepted_run, after.level.not_accepted) == (Severity.TIGHTENED, 4, 1)
    assert advance(after.level, GOOD).level == QualityLevel()
    # The missed lots add up over the stay, not in a row.
    spread = [BAD, GOOD, BAD, GOOD, BAD, GOOD, BAD, GOOD, BAD]
    last = replay(spread, start=tightened)[-1]
    assert last.level == at(Severity.DISCONTINUED)
    assert "(discontinued at 5)" in last.explain("en")
    resumed = advance(last.level, Notice(NoticeKind.RESUME, "CAPA-7"))
    assert resumed.level == tightened
    assert advance(last.level, GOOD).steps[0].code == "counts_nothing_discontinued"


def test_reduced_needs_the_score_steady_production_and_the_authority() -> None:
    ready = at(Severity.NORMAL, score=28)
    assert advance(ready, SMALL).level == at(Severity.REDUCED)
    assert advance(at(Severity.NORMAL, score=27), SMALL).level.severity is Severity.NORMAL
    unsteady = advance(ready, dataclasses.replace(SMALL, steady_production=False, authority_agrees=False))
    assert unsteady.level.score == 30
    assert [step.code for step in unsteady.steps[1:]] == ["waits_for_steady_production", "waits_for_authority"]
    suspended = advance(dataclasses.replace(ready, suspended_by=("SCAR-1",)), SMALL)
    assert suspended.steps[-1].text("en") == "reduced and skip-lot are suspended: SCAR-1"
    assert suspended.level.severity is Severity.NORMAL
    # The condition may come later: the score waits.
    assert advance(unsteady.level, SMALL).level.severity is Severity.REDUCED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"accepted": False, "nonconforming": 3}, "not_accepted"),
        ({"steady_production": False}, "production_irregular"),
        ({"authority_agrees": False}, "authority_withdrawn"),
        ({"return_to_normal": True, "nonconforming": 3}, "in_gap"),
    ],
)
@pytest.mark.parametrize("severity", [Severity.REDUCED, Severity.SKIP])
def test_light_inspection_ends_at_the_first_sign(change: dict[str, object], code: str, severity: Severity) -> None:
    lot = dataclasses.replace(GOOD, **change)  # type: ignore[arg-type]
    after = advance(at(severity, accepted_run=2), lot, SKIPPING)
    assert after.level == QualityLevel()
    assert after.steps[0].code == code


@pytest.mark.parametrize(
    ("lot", "score", "code"),
    [
        (SMALL, 8, "score_small_ac"),
        (dataclasses.replace(SMALL, accepted=False), 0, "score_not_accepted"),
        (dataclasses.replace(GOOD, nonconforming=1), 9, "score_tighter"),
        (dataclasses.replace(GOOD, nonconforming=2), 0, "score_tighter_fails"),
        (dataclasses.replace(GOOD, tighter_ac=None), 0, "score_undefined"),
        (dataclasses.replace(GOOD, kind="double", accepted_stage=1), 9, "score_early_stage"),
        (dataclasses.replace(GOOD, kind="double", accepted_stage=2), 0, "score_late_stage"),
        (dataclasses.replace(GOOD, kind="multiple", accepted_stage=3), 9, "score_early_stage"),
        (dataclasses.replace(GOOD, kind="multiple", accepted_stage=4), 0, "score_late_stage"),
        (dataclasses.replace(GOOD, kind="multiple"), 0, "score_late_stage"),
    ],
)
def test_the_score_by_kind_of_plan(lot: LotOutcome, score: int, code: str) -> None:
    after = advance(at(Severity.NORMAL, score=6), lot)
    assert after.level.score == score
    assert after.steps[0].code == code


def test_z14_asks_for_ten_accepted_lots_and_the_limit_number_where_it_is_used() -> None:
    nine = replay([GOOD] * 9, Z14)[-1]
    assert nine.level.severity is Severity.NORMAL
    assert nine.steps[0].text("en") == "9 lots accepted in a row of 10 needed"
    assert advance(nine.level, GOOD, Z14).level.severity is Severity.REDUCED
    assert advance(nine.level, BAD, Z14).level.accepted_run == 0
    one = dataclasses.replace(GOOD, nonconforming=1)
    held = replay([one] * 9 + [dataclasses.replace(one, limit_number=9)], Z14)[-1]
    assert held.level.severity is Severity.NORMAL
    assert replay([one] * 9 + [dataclasses.replace(one, limit_number=10)], Z14)[-1].changed
    waiting = advance(nine.level, dataclasses.replace(GOOD, authority_agrees=False), Z14)
    assert [step.code for step in waiting.steps] == ["waits_for_authority"]


def test_skip_lot_begins_after_reduced_lots_skips_two_and_inspects_one() -> None:
    level = replay([GOOD] * 4, SKIPPING, at(Severity.REDUCED))[-1].level
    assert level == at(Severity.SKIP)
    assert next_lot(level, SKIPPING) == Treatment("skip", None)
    level = replay([LotSkipped(), LotSkipped()], SKIPPING, level)[-1].level
    assert next_lot(level, SKIPPING) == Treatment("inspect", Severity.REDUCED)
    out_of_turn = advance(level, LotSkipped(), SKIPPING)
    assert out_of_turn.level == level
    assert out_of_turn.steps[0].code == "skipped_out_of_turn"
    inspected = advance(level, dataclasses.replace(GOOD, severity=Severity.REDUCED), SKIPPING)
    assert (inspected.level.severity, inspected.level.skipped) == (Severity.SKIP, 0)
    # Without a skip rule a level that skips is inspected at reduced.
    assert next_lot(level, GBT2828) == Treatment("inspect", Severity.REDUCED)
    assert advance(at(Severity.REDUCED), GOOD).level.accepted_run == 1


def test_a_lot_of_an_earlier_severity_can_end_light_inspection_and_nothing_else() -> None:
    late = dataclasses.replace(GOOD, severity=Severity.NORMAL)
    missed = dataclasses.replace(BAD, severity=Severity.NORMAL)
    for severity in (Severity.REDUCED, Severity.SKIP, Severity.TIGHTENED):
        kept = advance(at(severity, accepted_run=3), late, SKIPPING)
        assert kept.level == at(severity, accepted_run=3)
        assert kept.steps[0].code == "other_severity"
    assert advance(at(Severity.REDUCED), missed).level == QualityLevel()
    assert not advance(at(Severity.TIGHTENED, not_accepted=4), missed).changed


def test_notices_between_lots() -> None:
    complaint = Notice(NoticeKind.SUSPEND, "CC-9")
    suspended = advance(at(Severity.REDUCED, accepted_run=3), complaint)
    assert suspended.level == QualityLevel(suspended_by=("CC-9",))
    assert advance(suspended.level, complaint).steps[0].code == "notice_without_effect"
    assert advance(suspended.level, Notice(NoticeKind.LIFT, "CC-9")).level == QualityLevel()
    assert advance(at(Severity.NORMAL, score=9), complaint).level.score == 9
    back = Notice(NoticeKind.RETURN_TO_NORMAL, "press 3 rebuilt")
    assert advance(at(Severity.SKIP), back).level == QualityLevel()
    assert advance(at(Severity.TIGHTENED), back).level == at(Severity.TIGHTENED)
    assert not advance(QualityLevel(), Notice(NoticeKind.RESUME, "CAPA-1")).changed
    certified = Notice(NoticeKind.SHIP_TO_STOCK, "certificate 12")
    assert advance(QualityLevel(), certified, SKIPPING).level == at(Severity.SKIP)
    assert not advance(QualityLevel(), certified, GBT2828).changed
    assert not advance(at(Severity.TIGHTENED), certified, SKIPPING).changed
    assert not advance(suspended.level, certified, SKIPPING).changed
    assert suspended.explain("zh") == "停用放宽与跳批：CC-9；自下批起：放宽检验 → 正常检验"


def test_a_notice_without_a_reason_says_what_it_is_and_no_more() -> None:
    reset = Notice(NoticeKind.RESET)
    moved = advance(at(Severity.REDUCED, accepted_run=9), reset).steps[0]
    same = advance(QualityLevel(), reset).steps[0]
    assert [each.text("zh") for each in (moved, same)] == [
        "长期无交货，重新开始", "长期无交货，重新开始：此时不起作用"
    ]  # fmt: skip


def test_a_reset_never_makes_inspection_lighter() -> None:
    reset = Notice(NoticeKind.RESET, "no delivery for 180 days")
    assert advance(at(Severity.REDUCED, accepted_run=9), reset).level == QualityLevel()
    assert advance(at(Severity.NORMAL, score=27), reset).level == QualityLevel()
    tightened = advance(at(Severity.TIGHTENED, accepted_run=4, not_accepted=3), reset)
    assert tightened.level == at(Severity.TIGHTENED, not_accepted=3)
    assert not advance(at(Severity.DISCONTINUED), reset).changed


def test_a_corrected_lot_reports_every_level_it_moves() -> None:
    before: list[Event] = [GOOD, BAD, GOOD, GOOD, BAD, GOOD]
    after: list[Event] = [GOOD, GOOD, GOOD, GOOD, BAD, GOOD]
    found = differences(before, after)
    assert [each.index for each in found] == [1, 2, 3, 4, 5]
    assert found[3].was.severity is Severity.TIGHTENED
    assert found[3].now.severity is Severity.NORMAL
    assert differences(before, before) == ()
    with pytest.raises(ValueError, match="keeps its 6 events, not 1"):
        differences(before, [GOOD])


def test_an_outcome_is_made_from_its_plan() -> None:
    reduced = plan(1000, "1.0", severity="reduced", edition="z1.4-2008")
    gap = LotOutcome.of(reduced, 2, steady_production=True, authority_agrees=True, limit_number=4)
    assert (gap.accepted, gap.return_to_normal, gap.severity, gap.ac) == (True, True, Severity.REDUCED, 1)
    assert advance(at(Severity.REDUCED), gap, Z14).level == QualityLevel()
    assert not LotOutcome.of(plan(1000, "1.0"), 3, original=False).accepted


@pytest.mark.parametrize("kind", ["single", "double"])
def test_an_impossible_outcome_is_refused(kind: Kind) -> None:
    with pytest.raises(ValueError, match="-1 nonconforming"):
        dataclasses.replace(GOOD, nonconforming=-1, kind=kind)
    if kind == "single":
        with pytest.raises(ValueError, match="3 nonconforming is not accepted at Ac 2"):
            dataclasses.replace(GOOD, nonconforming=3)
    else:
        assert dataclasses.replace(GOOD, nonconforming=3, kind=kind).accepted


def test_rules_and_stored_levels_are_checked() -> None:
    with pytest.raises(ValueError, match="window is 0"):
        SwitchingRules(window=0)
    with pytest.raises(ValueError, match="6 lots not accepted do not fit a window of 5"):
        SwitchingRules(not_accepted_to_tighten=6)
    with pytest.raises(ValueError, match="lots_skipped is 0"):
        SkipRule(lots_skipped=0)
    with pytest.raises(ValueError, match="has the keys"):
        QualityLevel.from_json('{"severity": "normal"}')
    with pytest.raises(ValueError, match="mild"):
        QualityLevel.from_json(QualityLevel().to_json().replace('"normal"', '"mild"'))
