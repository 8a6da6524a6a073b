"""Intervals of capability indices: exactness, order and refusals."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from zhihe.kernels.capability.intervals import (
    Interval,
    cp_interval,
    cpk_interval,
    cpm_interval,
    one_sided_interval,
    within_df,
)

sizes = st.integers(min_value=5, max_value=500)
indexes = st.floats(min_value=0.1, max_value=4)


@settings(max_examples=80)
@given(indexes, sizes, st.floats(0.5, 0.99), st.floats(0.0, 3.0))
def test_an_interval_holds_its_estimate_and_widens_with_confidence(
    index: float, n: int, confidence: float, off: float
) -> None:
    def all_of(level: float) -> tuple[Interval, ...]:
        return (
            cp_interval(index, n - 1, level),
            cpk_interval(index, n, n - 1, level),
            one_sided_interval(index, n, n - 1, level),
            cpm_interval(index, n, off, level),
        )

    for narrow, wide in zip(all_of(confidence), all_of((1 + confidence) / 2), strict=True):
        assert narrow.lower < index < narrow.upper or narrow.method == "Boyles"
        assert wide.lower < narrow.lower < narrow.upper < wide.upper
        assert narrow.confidence == confidence


@settings(max_examples=50)
@given(indexes, sizes)
def test_more_readings_narrow_every_interval(index: float, n: int) -> None:
    for few, many in (
        (cp_interval(index, n), cp_interval(index, 4 * n)),
        (cpk_interval(index, n, n - 1), cpk_interval(index, 4 * n, 4 * n - 1)),
        (one_sided_interval(index, n, n - 1), one_sided_interval(index, 4 * n, 4 * n - 1)),
        (cpm_interval(index, n, 0.3), cpm_interval(index, 4 * n, 0.3)),
    ):
        assert many.upper - many.lower < few.upper - few.lower


@pytest.mark.parametrize(("index", "n"), [(-0.5, 10), (0.3, 8), (1.0, 30), (1.67, 50)])
def test_the_one_sided_interval_has_its_tails(index: float, n: int) -> None:
    found = one_sided_interval(index, n, n - 1)
    t, scale = 3 * math.sqrt(n) * index, 3 * math.sqrt(n)
    assert stats.nct.sf(t, n - 1, scale * found.lower) == pytest.approx(0.025, abs=1e-5)
    assert stats.nct.cdf(t, n - 1, scale * found.upper) == pytest.approx(0.025, abs=1e-5)


def test_the_cp_interval_is_that_of_a_standard_deviation() -> None:
    found = cp_interval(2.29, 19)
    assert (found.lower / 2.29) ** 2 * 19 == pytest.approx(8.9065, abs=1e-4)
    assert (found.upper / 2.29) ** 2 * 19 == pytest.approx(32.8523, abs=1e-4)
    assert (found.df, found.method) == (19, "chi-square")


def test_on_target_cpm_has_n_degrees_of_freedom() -> None:
    assert cpm_interval(1.2, 40, 0.0).df == 40
    assert cpm_interval(1.2, 40, 2.0).df == pytest.approx(40 * 25 / 9)


@pytest.mark.parametrize(
    ("estimator", "groups", "df"),
    [
        ("pooled", (5, 4, 3), 9.0),
        ("rbar", (5, 5), 7.2),
        ("mvlue_r", (5, 5), 7.2),
        ("sbar", (2, 5), 0.88 + 3.8),
        ("mvlue_s", (9, 17, 64), 0.97 * 8 + 0.98 * 16 + 0.99 * 63),
        ("sbar", (65,), 64.0),
        ("mr", (1,) * 30, 29.0),
        ("median_mr", (1,) * 30, 29.0),
    ],
)
def test_minitab_rules_for_degrees_of_freedom(estimator: str, groups: tuple[int, ...], df: float) -> None:
    assert within_df(estimator, groups) == pytest.approx(df)


def test_refusals_name_the_number() -> None:
    with pytest.raises(ValueError, match="confidence 1"):
        cp_interval(1.0, 10, 1.0)
    with pytest.raises(ValueError, match="0 degrees of freedom"):
        cp_interval(1.0, 0)
    with pytest.raises(ValueError, match="estimator 'guess'"):
        within_df("guess", (5, 5))
