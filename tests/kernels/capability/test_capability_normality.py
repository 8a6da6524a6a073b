"""Anderson-Darling and Shapiro-Wilk: laws, Stephens' branches, refusals, agreement with capstat and SciPy."""

from __future__ import annotations

import math

import capstat_core
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from zhihe.kernels.capability.normality import anderson_darling, normality, shapiro_wilk, stephens_p

seeds = st.integers(min_value=0, max_value=2**32 - 1)


@settings(max_examples=50)
@given(seeds, st.integers(8, 200), st.floats(0.001, 1000), st.floats(-1e4, 1e4))
def test_location_scale_and_order_change_nothing(seed: int, n: int, scale: float, shift: float) -> None:
    chance = np.random.default_rng(seed)
    data = chance.gamma(3, size=n)
    moved = chance.permutation(scale * data + shift)
    for test in (anderson_darling, shapiro_wilk):
        assert test(moved).statistic == pytest.approx(test(data).statistic, rel=1e-5, abs=1e-7)


@settings(max_examples=50)
@given(seeds, st.integers(8, 300))
def test_capstat_and_scipy_agree(seed: int, n: int) -> None:
    data = np.random.default_rng(seed).normal(size=n)
    ours, theirs = anderson_darling(data), capstat_core.anderson_darling(data)
    assert ours.statistic == pytest.approx(theirs.statistic, rel=1e-9)
    assert ours.p == pytest.approx(theirs.p_value, rel=1e-6)
    other = capstat_core.shapiro_wilk(data)
    assert shapiro_wilk(data).statistic == pytest.approx(other.statistic, rel=1e-7)
    assert shapiro_wilk(data).p == pytest.approx(stats.shapiro(data).pvalue, rel=1e-5)


@pytest.mark.parametrize(
    ("adjusted", "p"),
    [
        (0.1, 1 - math.exp(-13.436 + 10.114 - 2.2373)),
        (0.25, 1 - math.exp(-8.318 + 10.699 - 3.746125)),
        (0.5, math.exp(0.9177 - 2.1395 - 0.345)),
        (1.0, math.exp(1.2937 - 5.709 + 0.0186)),
        (10.0, 3.7e-24),
        (500.0, 3.7e-24),
    ],
)
def test_each_branch_of_stephens(adjusted: float, p: float) -> None:
    assert stephens_p(adjusted) == pytest.approx(p, rel=1e-12)
    assert stephens_p(adjusted) == pytest.approx(capstat_core.normality.anderson_darling_pvalue(adjusted))


def test_a_critical_value_has_its_significance() -> None:
    # The 5 % point of A* is 0.752 (D'Agostino and Stephens 1986, table 4.7).
    assert stephens_p(0.752) == pytest.approx(0.05, abs=0.001)


def test_only_tests_that_the_sample_size_allows_are_made() -> None:
    chance = np.random.default_rng(1)
    assert normality(chance.normal(size=2)) == ()
    assert [test.method for test in normality(chance.normal(size=5))] == ["shapiro_wilk"]
    assert [test.method for test in normality(chance.normal(size=8))] == ["anderson_darling", "shapiro_wilk"]
    assert [test.method for test in normality(chance.normal(size=5001))] == ["anderson_darling"]


def test_refusals_name_the_number() -> None:
    with pytest.raises(ValueError, match="7 readings where Anderson-Darling needs at least 8"):
        anderson_darling(range(7))
    with pytest.raises(ValueError, match="all 9 readings equal 4"):
        anderson_darling([4.0] * 9)
    with pytest.raises(ValueError, match="reading inf at place 2"):
        shapiro_wilk([1.0, math.inf, 2.0])
    with pytest.raises(ValueError, match="2 dimensions"):
        shapiro_wilk([[1.0, 2.0], [3.0, 4.0]])
    with pytest.raises(ValueError, match="5001 readings"):
        shapiro_wilk(range(5001))
