"""What must hold for any data: order, scale, shift and growth of a record."""

from __future__ import annotations

from typing import Any

import capstat_core as capstat
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zhihe.kernels.spc.attributes import NP, C, P, U
from zhihe.kernels.spc.cusum import Cusum
from zhihe.kernels.spc.ewma import Ewma
from zhihe.kernels.spc.judge import Signal
from zhihe.kernels.spc.phases import Exclusion, phase_one
from zhihe.kernels.spc.rules import LIMITS_ONLY, nelson
from zhihe.kernels.spc.study import judge, study
from zhihe.kernels.spc.variables import Individuals, XbarR, XbarS
from zhihe.kernels.spc.variables import given as standards

RULES = nelson(range(1, 9))
READING = st.floats(-50, 50).map(lambda value: round(value, 3))
SUBGROUPS = st.integers(2, 5).flatmap(
    lambda size: st.lists(st.lists(READING, min_size=size, max_size=size), min_size=4, max_size=20)
)
UNEVEN = st.lists(st.lists(READING, min_size=2, max_size=6), min_size=4, max_size=20)
BINOMIAL = st.lists(
    st.integers(5, 200).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))), min_size=3, max_size=25
)


def varied(rows: list[list[float]]) -> bool:
    return max(float(np.ptp(row)) for row in rows) > 0.01


def every(spec: Any, rows: Any, known: Any = None) -> list[Signal]:
    return [signal for one in judge(study(spec, rows, known), RULES).signals for signal in one]


@pytest.mark.parametrize("spec", [XbarR(), XbarS(), XbarR(estimator="mvlue_r"), XbarS(estimator="pooled")])
@given(rows=st.one_of(SUBGROUPS, UNEVEN), seed=st.integers(0, 99))
@settings(max_examples=40)
def test_the_order_of_subgroups_leaves_limits_alone(spec: Any, rows: list[list[float]], seed: int) -> None:
    assume(varied(rows))
    order = np.random.default_rng(seed).permutation(len(rows))
    first, shuffled = study(spec, rows), study(spec, [rows[place] for place in order])
    for before, after in zip(first.charts, shuffled.charts, strict=True):
        assert after.upper == pytest.approx(before.upper[order], abs=1e-9)
        assert after.lower == pytest.approx(before.lower[order], abs=1e-9)


@given(BINOMIAL, st.integers(0, 99))
@settings(max_examples=40)
def test_the_order_of_counts_leaves_limits_alone(pairs: list[tuple[int, int]], seed: int) -> None:
    counts, sizes = np.array(pairs).T
    assume(0 < counts.sum() < sizes.sum())
    order = np.random.default_rng(seed).permutation(len(pairs))
    for spec in (P(), U(), P(variant="average")):
        first, shuffled = study(spec, (counts, sizes)), study(spec, (counts[order], sizes[order]))
        assert shuffled.location.upper == pytest.approx(first.location.upper[order])


@pytest.mark.parametrize("spec", [XbarR(), XbarS(), Ewma(), Cusum()])
@given(rows=SUBGROUPS, scale=st.floats(0.01, 100), shift=st.floats(-100, 100))
@settings(max_examples=40)
def test_scaling_and_shifting_data_does_the_same_to_limits(
    spec: Any, rows: list[list[float]], scale: float, shift: float
) -> None:
    assume(varied(rows))
    moved = [[scale * value + shift for value in row] for row in rows]
    first, then = study(spec, rows), study(spec, moved)
    assert then.standards.sigma == pytest.approx(scale * first.standards.sigma, rel=1e-6)
    if isinstance(spec, Cusum):
        assert then.location.points == pytest.approx(first.location.points, abs=1e-4)
        return
    assert then.location.upper == pytest.approx(scale * first.location.upper + shift, rel=1e-6, abs=1e-6)
    if not isinstance(spec, Ewma):
        assert then.spread.upper == pytest.approx(scale * first.spread.upper, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("spec", [XbarR(), Individuals(), Ewma(), Cusum(), Cusum(reset=True)])
@given(rows=SUBGROUPS, more=st.integers(1, 6))
@settings(max_examples=40)
def test_more_points_never_change_earlier_signals(spec: Any, rows: list[list[float]], more: int) -> None:
    data: Any = [value for row in rows for value in row] if isinstance(spec, Individuals) else rows
    known = standards(0.0, 5.0)
    whole = every(spec, data, known)
    cut = len(data) - min(more, len(data) - 1)
    assert [signal for signal in whole if signal.point < cut] == every(spec, data[:cut], known)


@given(SUBGROUPS)
@settings(max_examples=40)
def test_members_are_points_up_to_the_signal(rows: list[list[float]]) -> None:
    for spec in (XbarR(), Ewma(), Cusum(h=2)):
        for signal in every(spec, rows, standards(0.0, 5.0)):
            assert signal.members[-1] == signal.point
            assert list(signal.members) == sorted(set(signal.members))
            assert signal.members[0] >= 0


@given(st.lists(READING, min_size=8, max_size=30), st.sets(st.integers(0, 7), max_size=4))
@settings(max_examples=40)
def test_excluding_points_is_charting_the_rest(values: list[float], out: set[int]) -> None:
    kept = [value for place, value in enumerate(values) if place not in out]
    assume(np.abs(np.diff(kept)).max() > 0.01)
    found = phase_one(Individuals(), values, LIMITS_ONLY, [Exclusion(place, "cause") for place in out])
    assert found.study.standards == study(Individuals(), kept).standards
    assert found.kept.tolist() == [place for place in range(len(values)) if place not in out]


@given(st.lists(st.integers(0, 40), min_size=3, max_size=20), st.integers(41, 100))
@settings(max_examples=40)
def test_np_is_p_times_n_and_c_is_u_of_one(counts: list[int], size: int) -> None:
    assume(sum(counts) > 0)
    numbers, shares = study(NP(), (counts, size)).location, study(P(), (counts, size)).location
    assert numbers.lower == pytest.approx(size * shares.lower)
    assert np.minimum(numbers.upper, size) == pytest.approx(size * shares.upper)
    assert study(C(), counts).location.upper == pytest.approx(study(U(), counts).location.upper)


def test_limits_hold_about_997_of_1000_points_of_a_stable_process() -> None:
    rows = np.random.default_rng(8).normal(5, 3, (40_000, 5))
    verdict = judge(study(XbarR(), rows), LIMITS_ONLY)
    assert len(verdict.signals[0]) / 40_000 == pytest.approx(0.0027, abs=0.001)


@given(st.lists(READING, min_size=8, max_size=60, unique=True))
@settings(max_examples=40)
def test_capstat_agrees_on_the_correlation_of_neighbours(values: list[float]) -> None:
    walk = np.cumsum(np.array(values))
    assume(np.ptp(walk) > 1e-6)
    said = [one for one in study(Individuals(), walk).caveats if one.code == "autocorrelated"]
    for one in said:
        correlation, bound = float(one.facts["correlation"]), float(one.facts["bound"])
        assert correlation == pytest.approx(capstat.lag1_autocorrelation(walk), abs=1e-9)
        assert abs(correlation) > bound
