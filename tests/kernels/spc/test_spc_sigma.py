"""Constants from their laws, estimators by name, and what they refuse."""

from __future__ import annotations

import math
from typing import Any, get_args

import capstat_core.constants as capstat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhihe.kernels.sigma import (
    MOVING_ESTIMATORS,
    SUBGROUP_ESTIMATORS,
    Estimator,
    Subgroups,
    c4,
    d2,
    d3,
    divisor,
    moving_ranges,
    range_median,
    within_sigma,
)

SIZES = range(2, 26)
ROWS = [[10.0, 12.0, 11.0], [9.0, 11.5], [10.5, 10.0, 12.5, 11.0], [11.0, 10.0]]


@pytest.mark.parametrize("n", SIZES)
def test_constants_agree_with_capstat(n: int) -> None:
    assert d2(n) == pytest.approx(capstat.d2(n), abs=1e-9)
    assert d3(n) == pytest.approx(capstat.d3(n), abs=1e-9)
    assert c4(n) == pytest.approx(capstat.c4(n), abs=1e-12)


def test_constants_of_two_have_a_closed_form() -> None:
    assert d2(2) == pytest.approx(2 / math.sqrt(math.pi), abs=1e-11)
    assert d3(2) == pytest.approx(math.sqrt(2 - 4 / math.pi), abs=1e-11)
    assert c4(2) == pytest.approx(math.sqrt(2 / math.pi), abs=1e-14)
    assert range_median(2) == pytest.approx(math.sqrt(2) * 0.6744897501960817, abs=1e-9)


def test_constants_exist_beyond_every_table() -> None:
    # The mean largest of n normals is about sqrt(2 ln n); tables end at 25.
    assert d2(1000) == pytest.approx(6.482872, abs=1e-5)
    assert c4(10**6) == pytest.approx(1 - 1 / (4 * 10**6), abs=1e-12)
    assert [d2(n) < d2(n + 1) for n in SIZES] == [True] * len(SIZES)


def test_law_of_the_range_is_that_of_simulated_ranges() -> None:
    sample = np.ptp(np.random.default_rng(5).normal(size=(200_000, 4)), axis=1)
    assert sample.mean() == pytest.approx(d2(4), abs=0.01)
    assert sample.std() == pytest.approx(d3(4), abs=0.01)
    assert np.median(sample) == pytest.approx(range_median(4), abs=0.01)


def test_rounded_divisors_are_those_of_printed_tables() -> None:
    assert [divisor(n, "rounded") for n in (2, 3, 4, 5, 6)] == [1.128, 1.693, 2.059, 2.326, 2.534]
    assert divisor(5) == d2(5)


@pytest.mark.parametrize("n", [1, 1001])
def test_range_is_refused_outside_its_sizes(n: int) -> None:
    with pytest.raises(ValueError, match=rf"not {n}$"):
        d2(n)


def test_c4_of_one_value_is_refused() -> None:
    with pytest.raises(ValueError, match=r"not 1$"):
        c4(1)


def by_definition(rows: list[list[float]], estimator: str) -> float:
    ranges = [max(row) - min(row) for row in rows]
    deviations = [float(np.std(row, ddof=1)) for row in rows]
    sizes = [len(row) for row in rows]
    if estimator == "pooled":
        df = sum(n - 1 for n in sizes)
        total = sum((n - 1) * s * s for n, s in zip(sizes, deviations, strict=True))
        return math.sqrt(total / df) / c4(df + 1)
    weights = {
        "rbar": [1.0] * len(rows),
        "sbar": [1.0] * len(rows),
        "mvlue_r": [(d2(n) / d3(n)) ** 2 for n in sizes],
        "mvlue_s": [c4(n) ** 2 / (1 - c4(n) ** 2) for n in sizes],
    }[estimator]
    by_range = estimator in {"rbar", "mvlue_r"}
    scaled = [r / d2(n) if by_range else s / c4(n) for r, s, n in zip(ranges, deviations, sizes, strict=True)]
    return sum(w * x for w, x in zip(weights, scaled, strict=True)) / sum(weights)


@pytest.mark.parametrize("estimator", SUBGROUP_ESTIMATORS)
@pytest.mark.parametrize("rows", [ROWS, [row[:2] for row in ROWS]], ids=["uneven", "even"])
def test_estimator_is_its_definition(estimator: Estimator, rows: list[list[float]]) -> None:
    found = within_sigma(rows, estimator)
    assert found.value == pytest.approx(by_definition(rows, estimator), rel=1e-12)
    assert (found.estimator, found.subgroups, found.constants) == (estimator, 4, "exact")
    assert found.readings == sum(len(row) for row in rows)


def test_rounded_constants_weigh_as_they_divide() -> None:
    weights = [(divisor(n, "rounded") / d3(n)) ** 2 for n in (3, 2, 4, 2)]
    scaled = [(max(row) - min(row)) / divisor(len(row), "rounded") for row in ROWS]
    found = within_sigma(ROWS, "mvlue_r", constants="rounded")
    assert found.value == pytest.approx(sum(w * x for w, x in zip(weights, scaled, strict=True)) / sum(weights))
    assert found.constants == "rounded"


@pytest.mark.parametrize("estimator", SUBGROUP_ESTIMATORS)
def test_estimator_is_unbiased_and_its_df_tell_its_spread(estimator: Estimator) -> None:
    readings = np.random.default_rng(11).normal(0, 2, (1000, 6, 5))
    found = [within_sigma(rows, estimator) for rows in readings]
    values = np.array([one.value for one in found])
    df = found[0].df
    assert df is not None
    assert values.mean() == pytest.approx(2, abs=0.05)
    relative = math.sqrt(1 / c4(round(df) + 1) ** 2 - 1)
    assert values.std() / values.mean() == pytest.approx(relative, rel=0.1)


def test_moving_range_df_tell_its_spread() -> None:
    readings = np.random.default_rng(3).normal(size=(1500, 30))
    found = [within_sigma(row, "mr", constants="exact") for row in readings]
    values = np.array([one.value for one in found])
    df = found[0].df
    assert df is not None
    assert values.std() / values.mean() == pytest.approx(math.sqrt(1 / c4(round(df) + 1) ** 2 - 1), rel=0.1)


def test_moving_estimators_by_hand() -> None:
    values = [10.0, 13.0, 11.0, 12.0]
    assert within_sigma(values, "mr").value == pytest.approx(2 / 1.128)
    assert within_sigma(values, "mr", constants="exact").value == pytest.approx(2 / d2(2))
    assert within_sigma(values, "median_mr").value == pytest.approx(2 / 0.954)
    assert within_sigma(values, "median_mr", constants="exact").value == pytest.approx(2 / range_median(2))
    spanned = within_sigma(values, "mr", span=3)
    assert spanned.value == pytest.approx(2.5 / 1.693)
    assert spanned.df is None
    assert within_sigma(values, "median_mr").df is None


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=30), st.integers(2, 6))
@settings(max_examples=60)
def test_moving_ranges_are_ranges_of_windows(values: list[float], span: int) -> None:
    array = np.array(values)
    if span > array.size:
        with pytest.raises(ValueError, match=f"span {span} needs"):
            moving_ranges(array, span)
        return
    expected = [np.ptp(array[i : i + span]) for i in range(array.size - span + 1)]
    assert moving_ranges(array, span) == pytest.approx(np.array(expected))


def test_relative_spread_of_almost_nothing_has_almost_all_df() -> None:
    rows = np.random.default_rng(1).normal(size=(3, 1000))
    df = within_sigma(rows, "mvlue_s").df
    assert df == pytest.approx(2997, rel=1e-3)


@pytest.mark.parametrize(
    ("data", "estimator", "words"),
    [
        ([], "rbar", "there are 0 readings"),
        ([[1.0, 2.0], [3.0]], "rbar", "subgroup 2 has 1 readings"),
        ([[1.0, 1.0], [2.0, 2.0]], "sbar", "is 0.0: there is no variation"),
        ([[1.0, float("nan")], [2.0, 3.0]], "rbar", "subgroup 1 reading 2 is nan"),
        ([[1.0, 2.0], [2.0, 3.0, float("inf")]], "pooled", "subgroup 2 reading 3 is inf"),
        ([[1.0, 2.0], []], "rbar", "subgroup 2 has 0 readings"),
        ([[1.0, 2.0]], "mr", "subgroup 1 has 2 readings"),
        ([5.0, 5.0, 5.0], "mr", "there is no variation"),
        ([5.0], "mr", "needs 2 <= span <= 1"),
        ([], "mr", "needs 2 <= span <= 0"),
        ([[1.0, 2.0]], "sd", "'sd' is no estimator"),
    ],
)
def test_refusals_name_the_number(data: Any, estimator: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        within_sigma(data, estimator)


def test_readings_of_three_dimensions_are_refused() -> None:
    with pytest.raises(ValueError, match="3 dimensions"):
        Subgroups(np.zeros((2, 2, 2)))


def test_a_finite_overflowing_sum_is_no_refusal() -> None:
    huge = np.full(4, 1e308)
    with np.errstate(over="ignore"):
        assert len(Subgroups(huge)) == 4


@pytest.mark.parametrize("estimator", [*SUBGROUP_ESTIMATORS, *MOVING_ESTIMATORS])
def test_sigma_does_not_drown_in_a_large_mean(estimator: Estimator) -> None:
    small = (
        np.array([[1.0], [3.0], [2.0], [5.0]])
        if estimator in MOVING_ESTIMATORS
        else np.array([[1.0, 3.0, 2.0], [2.0, 5.0, 3.0]])
    )
    assert within_sigma(small + 2**30, estimator).value == within_sigma(small, estimator).value


def test_subgroups_keep_and_pick_rows() -> None:
    groups = Subgroups(ROWS)
    assert (len(groups), groups.size) == (4, None)
    assert Subgroups.of(groups) is groups
    assert groups.means() == pytest.approx([11, 10.25, 11, 10.5])
    assert groups.ranges() == pytest.approx([2, 2.5, 2.5, 1])
    picked = groups.take(np.array([2, 0]))
    assert picked.values.tolist() == [*ROWS[2], *ROWS[0]]
    even = Subgroups(np.arange(6.0).reshape(3, 2)).take(np.array([2]))
    assert (even.size, even.values.tolist()) == (2, [4.0, 5.0])
    assert even.means().tolist() == [4.5]


def test_subgroups_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Subgroups(ROWS).values[0] = 1


def test_every_estimator_is_named() -> None:
    assert set(get_args(Estimator)) == {*SUBGROUP_ESTIMATORS, *MOVING_ESTIMATORS}
