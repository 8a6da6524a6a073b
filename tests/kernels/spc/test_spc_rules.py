"""Each run rule at its edge: one point fewer, one line touched, one tie, one point after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import capstat_core as capstat
import numpy as np
import pytest
from capstat_core.control_charts import ControlChart, ControlLimits
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zhihe.kernels.spc.attributes import P
from zhihe.kernels.spc.chart import Chart, line
from zhihe.kernels.spc.ewma import Ewma
from zhihe.kernels.spc.judge import Signal, applicable, signals
from zhihe.kernels.spc.rules import LIMITS_ONLY, Rule, nelson, western_electric
from zhihe.kernels.spc.study import judge, pick, study
from zhihe.kernels.spc.variables import Individuals, XbarR
from zhihe.kernels.spc.variables import given as standards


def found(points: Sequence[float], rules: Sequence[Rule]) -> list[Signal]:
    """Signals of points in standard errors from a centre line of 0."""
    chart = study(Individuals(), np.array(points, dtype=float), standards(0.0, 1.0)).location
    return list(signals(chart, rules))


def places(points: Sequence[float], *numbers: int, **parameters: Any) -> list[int]:
    return [signal.point for signal in found(points, nelson(numbers, **parameters))]


def test_exactly_three_sigma_is_no_signal() -> None:
    assert places([3.0, -3.0, 3.0000001, -3.1], 1) == [2, 3]
    assert [signal.side for signal in found([4.0, -4.0], nelson([1]))] == [1, -1]


def test_beyond_takes_another_zone() -> None:
    assert places([2.4, 2.6], 1, zone=2.5) == [1]


def test_a_line_met_within_the_last_bit_is_met() -> None:
    # 0.1 + 0.2 is not 0.3 in binary; a reading of 0.3 on a limit of 0.3 is no signal.
    chart = study(Individuals(), np.array([0.1 + 0.2]), standards(0.0, 0.1)).location
    assert not len(signals(chart, LIMITS_ONLY))


def test_nine_on_one_side_and_the_centre_line_breaks_it() -> None:
    assert places([0.1] * 8, 2) == []
    assert places([0.1] * 11, 2) == [8, 9, 10]
    assert places([0.1] * 5 + [0.0] + [0.1] * 8, 2) == []
    signal = found([5e-10] + [-0.1] * 9, nelson([2]))[0]
    assert signal == Signal("i", "nelson.2", 9, tuple(range(1, 10)), -1)


def test_six_rising_and_a_tie_breaks_it() -> None:
    assert places([0, 0.1, 0.2, 0.3, 0.4], 3) == []
    assert places([0, 0.1, 0.2, 0.3, 0.4, 0.5], 3) == [5]
    assert places([0, 0.1, 0.2, 0.2, 0.3, 0.4, 0.5], 3) == []
    assert found([0.6, 0.5, 0.4, 0.3, 0.2, 0.1], nelson([3]))[0].side == -1


def test_fourteen_alternating_and_a_tie_breaks_it() -> None:
    zigzag = [0.1, -0.1] * 7
    assert places(zigzag[:13], 4) == []
    assert found(zigzag, nelson([4])) == [Signal("i", "nelson.4", 13, tuple(range(14)), 0)]
    assert places([*zigzag[:7], zigzag[6], *zigzag[7:]], 4) == []


def test_two_of_three_beyond_two_sigma_on_one_side() -> None:
    assert places([2.1, 0, 2.1], 5) == [2]
    assert places([2.1, 0, 0, 2.1], 5) == []
    assert places([2.1, -2.1, 0], 5) == []
    assert places([2.0, 2.0, 2.0], 5) == []
    # The pattern is complete at the second point, and a third that is inside adds nothing.
    assert places([2.1, 2.2, 0.0], 5) == [1]
    assert found([2.1, 0, 2.1], nelson([5]))[0].members == (0, 2)


def test_four_of_five_beyond_one_sigma_on_one_side() -> None:
    assert places([1.1, 1.1, 0, 1.1, 1.1], 6) == [4]
    assert places([1.1, 1.1, 0, 0, 1.1, 1.1], 6) == []
    assert found([-1.1, -1.1, 5, -1.1, -1.1], nelson([6]))[0].members == (0, 1, 3, 4)
    assert places([1.1] * 3, 6) == []


def test_fifteen_within_one_sigma() -> None:
    assert places([0.5, -0.5, 0.0] * 5, 7) == [14]
    assert places([0.5] * 7 + [1.0] + [0.5] * 7, 7) == []


def test_eight_outside_one_sigma_on_either_side() -> None:
    mixed = [1.1, -1.1] * 4
    assert places(mixed, 8) == [7]
    assert places([1.1] * 8, 8) == [7]
    assert places([1.1] * 8, 8, both_sides=True) == []
    assert places(mixed, 8, both_sides=True) == [7]
    assert places([1.1] * 7 + [1.0] + [1.1] * 7, 8) == []


def test_western_electric_takes_eight_on_one_side() -> None:
    rules = western_electric([4])
    assert [signal.point for signal in found([0.1] * 8, rules)] == [7]
    assert found([0.1] * 8, rules)[0].rule == "western_electric.4"


def test_signals_are_ordered_by_point_and_rule() -> None:
    every = found([3.5, 3.5, 3.5, 3.5, 3.5], nelson([1, 5, 6]))
    assert [(signal.point, signal.rule[-1]) for signal in every] == sorted(
        (signal.point, signal.rule[-1]) for signal in every
    )


def test_parameters_change_the_rules() -> None:
    assert places([0.1] * 7, 2, side=7) == [6]
    assert places([0, 0.1, 0.2], 3, trend=3) == [2]
    assert places([0.1, -0.1, 0.1], 4, alternate=3) == [2]
    assert places([2.1, 2.1, 0, 2.1], 5, far=3) == [3]
    assert places([0.5] * 4, 7, within=4) == [3]
    assert places([1.5] * 3, 8, outside=3) == [2]


def test_nothing_to_judge_is_no_signal() -> None:
    assert found([], nelson(range(1, 9))) == []
    assert found([1.0], nelson(range(1, 9))) == []


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: nelson([9]), "tests 1 to 8, not 9"),
        (lambda: western_electric([0]), "tests 1 to 4, not 0"),
        (lambda: nelson([2], side=1), "2 points or more, not 1"),
        (lambda: nelson([4], alternate=2), "3 points or more, not 2"),
        (lambda: Rule("x", "cluster", 4, 3, 1.0), "4 of 3 points"),
        (lambda: Rule("x", "side", 4, 5), "4 of 5 points"),
        (lambda: Rule("x", "within", 4, 4), "zone of 0.0"),
        (lambda: Rule("x", "beyond", 1, 1, -1.0), "zone of -1.0"),
        (lambda: Rule("x", "sideways", 1, 1), "'sideways' is no test"),  # type: ignore[arg-type]
    ],
)
def test_rules_without_sense_are_refused(make: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()


def test_rules_say_themselves_in_both_languages() -> None:
    texts = [rule.text() for rule in nelson(range(1, 9))]
    assert texts[0] == "1 点超出控制限"
    assert texts[1] == "连续 9 点在中心线同一侧"
    assert nelson([1], zone=2.5)[0].text("en") == "1 point beyond 2.5 sigma"
    assert nelson([5])[0].text("en") == "2 of 3 points in a row beyond 2 sigma on one side"
    assert nelson([8], both_sides=True)[0].text("en").endswith("on both sides")
    assert len(set(texts)) == 8


def test_zone_tests_are_for_symmetric_charts_only() -> None:
    rows = np.random.default_rng(2).normal(size=(25, 5))
    verdict = judge(study(XbarR(), rows), nelson(range(1, 9)))
    codes = {caveat.code: caveat.facts for caveat in verdict.caveats}
    assert codes["rules_not_applied"]["rules"] == "nelson.5, nelson.6, nelson.7, nelson.8"
    assert codes["rules_not_applied"]["chart"] == "r"
    assert codes["many_rules"]["rules"] == 8
    assert [rule.code for rule in pick(verdict.signals, kind="r").rules] == [f"nelson.{i}" for i in (1, 2, 3, 4)]
    with pytest.raises(ValueError, match="2 charts, but none of kind 's'"):
        pick(verdict.signals, kind="s")


def test_counts_take_the_first_four_and_ewma_its_limits() -> None:
    counts = study(P(), ([3, 5, 4, 6, 2] * 5, 50)).location
    assert [applicable(counts, rule) for rule in nelson(range(1, 9))] == [True] * 4 + [False] * 4
    smooth = study(Ewma(), np.arange(20.0) % 3).location
    assert [applicable(smooth, rule) for rule in nelson(range(1, 9))] == [True] + [False] * 7


def test_a_chart_without_errors_has_no_zones_and_no_scores() -> None:
    bare = Chart("t2", np.array([1.0, 9.0]), line(0, 2), line(0, 2), line(5, 2), "limits")
    assert [signal.point for signal in signals(bare, LIMITS_ONLY)] == [1]
    assert not applicable(bare, Rule("x", "beyond", 1, 1, 2.0))
    with pytest.raises(ValueError, match="2 points but no standard error"):
        bare.scores()


def test_a_spread_without_zones_still_shows_trends() -> None:
    bare = Chart("g", np.arange(1.0, 8.0), line(0, 7), line(0, 7), line(50, 7), "runs")
    assert [signal.point for signal in signals(bare, nelson([3]))] == [5, 6]


def as_capstat(points: Sequence[float]) -> ControlChart:
    limits = ControlLimits(center=0.0, lower=-3.0, upper=3.0)
    return ControlChart("I", tuple(points), limits, ())


@given(st.lists(st.sampled_from([-3.5, -2.5, -1.5, -0.5, -0.25, 0.25, 0.5, 1.5, 2.5, 3.5]), min_size=15, max_size=60))
@settings(max_examples=150)
def test_rules_agree_with_capstat(points: list[float]) -> None:
    # capstat reports the last of a full window, so a cluster at the very start comes later there.
    points = [0.25, -0.25, 0.25, -0.25, *points]
    for number in range(1, 9):
        theirs = {one.point for one in capstat.nelson_rules(as_capstat(points), [number])}
        assert set(places(points, number, both_sides=True)) == theirs, number
    for number in range(1, 5):
        theirs = {one.point for one in capstat.western_electric_rules(as_capstat(points), [number])}
        assert {one.point for one in found(points, western_electric([number]))} == theirs, number


@given(st.lists(st.floats(-4, 4), min_size=1, max_size=50), st.lists(st.floats(-4, 4), max_size=5))
@settings(max_examples=100)
def test_adding_points_never_changes_earlier_signals(points: list[float], more: list[float]) -> None:
    rules = nelson(range(1, 9))
    longer = [signal for signal in found([*points, *more], rules) if signal.point < len(points)]
    assert longer == found(points, rules)


@given(st.lists(st.floats(-4, 4), min_size=1, max_size=50), st.floats(1e-3, 1e3))
@settings(max_examples=60)
def test_turning_the_chart_upside_down_turns_the_signals(points: list[float], scale: float) -> None:
    assume(all(abs(abs(point) - zone) > 1e-6 for point in points for zone in (0, 1, 2, 3)))
    up, down = found(points, nelson(range(1, 9))), found([-point for point in points], nelson(range(1, 9)))
    assert [(one.point, one.rule, one.members, one.side) for one in up] == [
        (one.point, one.rule, one.members, -one.side) for one in down
    ]
    chart = study(Individuals(), np.array(points) * scale, standards(0.0, scale)).location
    scaled = [(one.point, one.rule) for one in signals(chart, nelson([1, 2, 5, 6, 7, 8]))]
    assert scaled == [(one.point, one.rule) for one in up if one.rule not in {"nelson.3", "nelson.4"}]


def test_all_eight_rules_raise_a_false_alarm_at_one_point_in_about_forty() -> None:
    points = np.random.default_rng(17).normal(size=200_000)
    charted = study(Individuals(), points, standards(0.0, 1.0))
    every = judge(charted, nelson(range(1, 9))).signals[0]
    few = judge(charted, nelson([1])).signals[0]
    assert points.size / every.points().size == pytest.approx(43, abs=2)
    assert points.size / few.points().size == pytest.approx(370, rel=0.1)
