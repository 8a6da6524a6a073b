"""EWMA, CUSUM and T2: against the plain recursion, capstat, linear algebra; what they refuse."""

from __future__ import annotations

import math
from typing import Any

import capstat_core as capstat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhihe.kernels.spc.cusum import Cusum, shift_estimate
from zhihe.kernels.spc.ewma import Ewma
from zhihe.kernels.spc.hotelling import T2, VectorStandards, contributions, upper_limit
from zhihe.kernels.spc.rules import LIMITS_ONLY
from zhihe.kernels.spc.study import judge, study
from zhihe.kernels.spc.variables import given as standards

RNG = np.random.default_rng(97)
READINGS = RNG.normal(10, 2, 60)
KNOWN = standards(10.0, 2.0)
UNEVEN = [READINGS[i : i + 2 + i % 4].tolist() for i in range(0, 50, 5)]


@pytest.mark.parametrize("weight", [0.05, 0.2, 0.4, 1.0])
@pytest.mark.parametrize("exact", [True, False])
def test_ewma_agrees_with_capstat(weight: float, exact: bool) -> None:  # noqa: FBT001
    theirs = capstat.ewma_chart(READINGS, target=10, sigma=2, lmbda=weight, L=2.7, time_varying_limits=exact)
    spec = Ewma(weight=weight, sigmas=2.7, limits="exact" if exact else "steady")
    ours = study(spec, READINGS, KNOWN).location
    assert ours.points == pytest.approx(np.array(theirs.points))
    assert ours.upper == pytest.approx(np.array(theirs.upper))
    assert ours.lower == pytest.approx(np.array(theirs.lower))


def test_ewma_of_uneven_subgroups_follows_its_variance() -> None:
    ours = study(Ewma(weight=0.3), UNEVEN, KNOWN).location
    level, variance = 10.0, 0.0
    for place, row in enumerate(UNEVEN):
        level = 0.3 * float(np.mean(row)) + 0.7 * level
        variance = 0.09 * 4 / len(row) + 0.49 * variance
        assert ours.points[place] == pytest.approx(level)
        assert ours.upper[place] == pytest.approx(10 + 3 * math.sqrt(variance))


def test_ewma_estimates_by_what_it_is_given() -> None:
    single, grouped = study(Ewma(), READINGS), study(Ewma(), READINGS.reshape(12, 5))
    assert (single.standards.estimator, grouped.standards.estimator) == ("mr", "rbar")
    assert study(Ewma(estimator="pooled"), READINGS.reshape(12, 5)).standards.estimator == "pooled"
    assert {one.code for one in single.caveats} == {"limits_from_monitored"}
    steady = study(Ewma(limits="steady"), READINGS)
    assert {one.code for one in steady.caveats} == {"limits_from_monitored", "steady_limits"}


@pytest.mark.parametrize("spec", [Ewma(), Ewma(limits="steady"), Cusum(), Cusum(reset=True)])
def test_no_reading_leaves_no_point(spec: Any) -> None:
    drawn = study(spec, [], KNOWN)
    assert [len(chart) for chart in drawn.charts] in ([0], [0, 0])
    assert drawn.memory.count == 0


def plain_cusum(scores: Any, spec: Cusum) -> tuple[list[float], list[float], list[int]]:
    up = down = spec.head_start
    ups, downs, hits = [], [], []
    for place, score in enumerate(scores):
        up, down = max(0.0, up + score - spec.k), max(0.0, down - score - spec.k)
        ups.append(up)
        downs.append(down)
        if max(up, down) > spec.h * (1 + 1e-9):
            hits.append(place)
            if spec.reset:
                up = down = spec.head_start
    return ups, downs, hits


@given(
    st.lists(st.floats(-4, 4), min_size=1, max_size=200),
    st.sampled_from([0.0, 0.25, 0.5, 1.0]),
    st.sampled_from([0.0, 1.0, 1.9]),
    st.booleans(),
)
@settings(max_examples=150)
def test_cusum_is_its_recursion(scores: list[float], k: float, head_start: float, reset: bool) -> None:  # noqa: FBT001
    spec = Cusum(k=k, h=2.0, head_start=head_start, reset=reset)
    ups, downs, hits = plain_cusum(scores, spec)
    drawn = study(spec, np.array(scores), standards(0, 1))
    assert drawn.charts[0].points == pytest.approx(np.array(ups), abs=1e-9)
    assert drawn.charts[1].points == pytest.approx(np.array(downs), abs=1e-9)
    verdict = judge(drawn, LIMITS_ONLY)
    found = sorted({int(point) for one in verdict.signals for point in one.points()})
    assert found == hits
    for one in verdict.signals:
        sums = one.chart.points
        for signal in one:
            inside = list(signal.members)
            assert inside == list(range(inside[0], signal.point + 1))
            assert (sums[inside] > 0).all()
            started = inside[0] - 1
            assert started < 0 or sums[started] == 0 or (reset and started in hits)


def test_cusum_keeps_its_digits_over_a_million_points() -> None:
    scores = np.random.default_rng(1).normal(size=100_000)
    ups, _, _ = plain_cusum(scores.tolist(), Cusum())
    assert study(Cusum(), scores, standards(0, 1)).location.points == pytest.approx(np.array(ups), abs=1e-10)


def test_cusum_agrees_with_capstat() -> None:
    theirs = capstat.cusum_chart(READINGS, target=10, sigma=2, k=0.5, h=4)
    ours = study(Cusum(h=4), READINGS, KNOWN)
    assert ours.charts[0].points * 2 == pytest.approx(np.array(theirs.upper))
    assert ours.charts[1].points * 2 == pytest.approx(np.array(theirs.lower))


def test_reset_begins_anew_on_both_sides() -> None:
    drawn = study(Cusum(k=0, h=3, head_start=1, reset=True), np.array([2.5, 0.5, -1.0, -1.0, -2.0]), standards(0, 1))
    assert drawn.charts[0].points.tolist() == [3.5, 1.5, 0.5, 0, 0]
    assert drawn.charts[1].points.tolist() == [0, 0.5, 1.5, 2.5, 4.5]
    assert (drawn.memory.sums, drawn.memory.rises) == ((1, 1), (0, 0))
    lower = next(iter(judge(drawn, LIMITS_ONLY).signals[1]))
    assert (lower.point, lower.members, lower.side) == (4, (1, 2, 3, 4), 1)


def test_shift_is_estimated_from_the_rise() -> None:
    spec = Cusum(k=0.5, h=4)
    rows = np.concatenate([np.zeros(4), np.full(8, -2.0)])
    drawn = study(spec, rows, standards(0, 1))
    assert shift_estimate(drawn.spread, 11, standards(0, 1), spec) == pytest.approx(-2)
    assert shift_estimate(drawn.spread, 11, standards(0, 1), spec, size=4) == pytest.approx(-1)
    with pytest.raises(ValueError, match="sum at point 2 is 0"):
        shift_estimate(drawn.spread, 2, standards(0, 1), spec)


def test_shift_is_estimated_since_the_last_reset_and_across_pieces() -> None:
    spec = Cusum(k=0.5, h=2, reset=True)
    drawn = study(spec, np.array([1.5, 1.5, 1.5, 2.5, 0.75]), standards(0, 1))
    assert shift_estimate(drawn.location, 2, standards(0, 1), spec) == pytest.approx(1.5)
    assert shift_estimate(drawn.location, 4, standards(0, 1), spec) == pytest.approx(1.625)
    running = Cusum(k=0.5, h=9)
    first = study(running, np.array([0.0, 2.0, 2.0]), standards(0, 1))
    following = running.draw(running.read([2.0]), standards(0, 1), first.memory).charts[0]
    assert shift_estimate(following, 0, standards(0, 1), running) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Ewma(weight=0), "weight 0 is"),
        (lambda: Ewma(weight=1.1), "weight 1.1"),
        (lambda: Ewma(sigmas=0), "limits at 0 sigma"),
        (lambda: Cusum(k=-1), "k -1"),
        (lambda: Cusum(h=0), "h 0 above 0"),
        (lambda: Cusum(h=2, head_start=2), "head start 2 is not between 0 and h 2"),
        (lambda: T2(alpha=0), "alpha 0 is no probability"),
        (lambda: upper_limit(3, 4, 1, 0.01, future=False), "4 subgroups of 1 are too few for 3 variables: 0 degrees"),
        (lambda: upper_limit(3, 2, 2, 0.01, future=False), "2 subgroups of 2 are too few for 3 variables: 0 degrees"),
        (lambda: VectorStandards((0.0, 0.0), ((1.0, 1.0), (1.0, 1.0)), 9, 1), "least eigenvalue"),
        (lambda: study(T2(), np.zeros((9, 2))), "variable 1 has a standard deviation of 0"),
        (lambda: study(T2(), [[1.0, math.nan]] * 3), "subgroup 1 reading 1 variable 2 is nan"),
        (lambda: study(T2(), [[[1, 2], [3, 4]], [[1, 2]]]), "subgroup 2 has 1 values where the first has 2"),
        (lambda: study(T2(), [[[1, 2], [3, 4]], [[1, 2], [3]]]), "subgroup 2, reading 2 has 1 values where .* 2"),
        (lambda: study(T2(), [[1.0, 2.0], [1.0]]), "subgroup 2 has 1 values where the first has 2"),
        (lambda: study(T2(), [1.0, 2.0]), r"array of \(2,\)"),
        (lambda: study(T2(), np.zeros((3, 0, 2))), r"array of \(3, 0, 2\)"),
    ],
)
def test_refusals_name_the_number(make: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()


VECTORS = RNG.multivariate_normal([10.0, 20.0, 5.0], [[4.0, 1.0, 0.0], [1.0, 2.0, 0.5], [0.0, 0.5, 1.0]], (30, 4))


def test_t2_of_subgroups_by_linear_algebra() -> None:
    drawn = study(T2(), VECTORS)
    covariance = np.mean([np.cov(group.T) for group in VECTORS], axis=0)
    center = VECTORS.mean(axis=(0, 1))
    apart = VECTORS.mean(axis=1) - center
    expected = [4 * row @ np.linalg.inv(covariance) @ row for row in apart]
    assert drawn.location.points == pytest.approx(np.array(expected))
    assert np.array(drawn.standards.covariance) == pytest.approx(covariance)


def test_t2_of_single_vectors_adds_up() -> None:
    rows = VECTORS[:, 0]
    drawn = study(T2(), rows)
    # The sum of T2 over the data is (m - 1) p, whatever the data.
    assert drawn.location.points.sum() == pytest.approx(29 * 3)


def test_t2_limits_hold_their_false_alarm_rate() -> None:
    rng = np.random.default_rng(4)
    trials = 4000
    first = rng.normal(size=(trials, 12, 2))
    limit = upper_limit(2, 12, 1, 0.05, future=False)
    assert limit < upper_limit(2, 12, 1, 0.05, future=True)
    over = [study(T2(alpha=0.05), rows).location.points[0] > limit for rows in first[:800]]
    assert np.mean(over) == pytest.approx(0.05, abs=0.025)


def test_t2_does_not_depend_on_units() -> None:
    scaled = VECTORS * np.array([1000.0, 0.01, 3.0]) + np.array([0.0, 5.0, -9.0])
    assert study(T2(), scaled).location.points == pytest.approx(study(T2(), VECTORS).location.points)


def test_t2_standards_judge_later_data_by_the_wider_limit() -> None:
    first = study(T2(), VECTORS)
    later = study(T2(), VECTORS[:5], first.standards)
    assert (first.standards.future, later.standards.future) == (False, True)
    assert later.location.upper[0] > first.location.upper[0]
    with pytest.raises(ValueError, match="subgroups of 3 readings and 3 variables do not fit standards of 4 and 3"):
        study(T2(), VECTORS[:, :3], first.standards)


def test_contributions_point_at_the_variable_that_moved() -> None:
    first = study(T2(), VECTORS)
    odd = VECTORS.copy()
    odd[3, :, 1] += 9
    parts = contributions(T2(), odd, first.standards, 3)
    whole = float(study(T2(), odd, first.standards).location.points[3])
    assert max(range(3), key=parts.__getitem__) == 1
    keep = [0, 2]
    covariance = np.array(first.standards.covariance)[np.ix_(keep, keep)]
    apart = odd[3].mean(axis=0)[keep] - np.array(first.standards.center)[keep]
    assert whole - 4 * apart @ np.linalg.inv(covariance) @ apart == pytest.approx(parts[1])
