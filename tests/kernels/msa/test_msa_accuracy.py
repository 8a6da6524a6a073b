"""Bias, linearity and stability: laws, refusals, agreement with capstat."""

from __future__ import annotations

import math
from typing import Any

import capstat_core
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from zhihe.kernels.msa.bias import bias
from zhihe.kernels.msa.linearity import linearity
from zhihe.kernels.msa.stability import stability

Floats = npt.NDArray[np.float64]
seeds = st.integers(min_value=0, max_value=2**32 - 1)
REFERENCES = np.repeat([2.0, 4.0, 6.0, 8.0, 10.0], 6)


def readings_of(seed: int, slope: float = -0.1) -> Floats:
    chance = np.random.default_rng(seed)
    return np.asarray(REFERENCES * (1 + slope) + 0.4 + chance.normal(0, 0.2, REFERENCES.size))


@settings(max_examples=40)
@given(seeds, st.sampled_from(["stdev", "range"]), st.floats(0.01, 100), st.floats(-100, 100))
def test_bias_scales_with_the_unit_and_ignores_order(seed: int, estimator: Any, scale: float, shift: float) -> None:
    chance = np.random.default_rng(seed)
    data = chance.normal(5, 1, 12)
    one = bias(data, 5.2, estimator=estimator, process_variation=6)
    moved = chance.permutation(scale * data + shift)
    other = bias(moved, scale * 5.2 + shift, estimator=estimator, process_variation=6 * scale)
    assert other.bias == pytest.approx(scale * one.bias, rel=1e-6, abs=1e-9 * (scale + abs(shift)))
    assert other.sd == pytest.approx(scale * one.sd, rel=1e-6)
    assert (other.upper - other.lower) == pytest.approx(scale * (one.upper - one.lower), rel=1e-6)
    assert other.percent == pytest.approx(one.percent, rel=1e-4, abs=1e-4)
    assert other.df == one.df


@settings(max_examples=40)
@given(seeds)
def test_capstat_and_scipy_agree_on_bias(seed: int) -> None:
    data = np.random.default_rng(seed).normal(5, 1, 15)
    ours, theirs, test = bias(data, 5.2), capstat_core.bias(data, 5.2), stats.ttest_1samp(data, 5.2)
    assert ours.t == pytest.approx(test.statistic)
    assert ours.p == pytest.approx(test.pvalue)
    assert [ours.bias, ours.sd, ours.lower, ours.upper] == pytest.approx(
        [theirs.bias, theirs.repeatability, theirs.ci_lower, theirs.ci_upper]
    )


@settings(max_examples=40)
@given(seeds)
def test_the_interval_and_the_test_agree(seed: int) -> None:
    found = bias(np.random.default_rng(seed).normal(5, 1, 15), 5.5)
    assert found.significant is (found.p < found.alpha)
    assert found.lower < found.bias < found.upper


def test_few_readings_are_a_caveat() -> None:
    assert [each.code for each in bias([1.0, 2.0, 3.0], 2.0).caveats] == ["few_readings"]
    assert bias(np.arange(10.0), 4.5).caveats == ()
    assert bias(np.arange(10.0), 4.5).percent is None


def test_repeatability_is_pooled_within_references() -> None:
    data = readings_of(1, slope=-0.5)
    pooled = bias(data, REFERENCES)
    assert pooled.df == 25
    assert pooled.sd == pytest.approx(math.sqrt(np.mean([data[r == REFERENCES].var(ddof=1) for r in (2, 4, 6, 8, 10)])))
    assert bias(data, REFERENCES, estimator="range").sd == pytest.approx(pooled.sd, rel=0.3)


@pytest.mark.parametrize(
    ("readings", "reference", "options", "message"),
    [
        ([5.0], 5.0, {}, "each of the 1 references was read 1 time"),
        ([5.0, 6.0], [5.0, 6.5], {}, "each of the 2 references was read 1 time"),
        ([5.0, 5.0], 5.5, {}, "errors at each of 1 references are all equal .*-0.5"),
        ([5.0, math.nan], 5.0, {}, "reading nan at place 2"),
        ([5.0, 6.0], math.inf, {}, "reference inf at place 1"),
        ([5.0, 6.0, 7.0], [5.0, 6.0], {}, "2 references for 3 readings"),
        ([[5.0, 6.0]], 5.0, {}, "2 dimensions"),
        ([5.0, 6.0], 5.0, {"alpha": 0}, "alpha 0"),
        ([5.0, 6.0], 5.0, {"process_variation": 0}, "process variation 0"),
        ([5.0, 6.0, 7.0], [5.0, 5.0, 6.0], {"estimator": "range"}, "read 1 times among others read 2 times"),
    ],
)
def test_bias_is_refused_with_the_number(readings: Any, reference: Any, options: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bias(readings, reference, **options)


@settings(max_examples=40)
@given(seeds, st.floats(-0.5, 0.5))
def test_scipy_and_capstat_agree_on_linearity(seed: int, slope: float) -> None:
    data = readings_of(seed, slope)
    found = linearity(data, REFERENCES, process_variation=6)
    line = stats.linregress(REFERENCES, data - REFERENCES)
    assert found.slope.estimate == pytest.approx(line.slope, abs=1e-12)
    assert found.slope.se == pytest.approx(line.stderr)
    assert found.slope.p == pytest.approx(line.pvalue, rel=1e-6, abs=1e-12)
    assert found.intercept.se == pytest.approx(line.intercept_stderr)
    assert found.r_squared == pytest.approx(line.rvalue**2, abs=1e-12)
    parts = [data[each == REFERENCES] for each in (2, 4, 6, 8, 10)]
    theirs = capstat_core.linearity([2, 4, 6, 8, 10], parts, process_variation=6)
    assert found.slope.t == pytest.approx(theirs.slope_t_statistic)
    assert found.linearity == pytest.approx(theirs.linearity)
    assert found.linearity_percent == pytest.approx(theirs.percent_linearity)
    for row, part, each in zip(found.references, parts, (2, 4, 6, 8, 10), strict=True):
        test = stats.ttest_1samp(part, each)
        assert (row.reference, row.n) == (each, 6)
        assert row.t == pytest.approx(test.statistic)
        assert row.p == pytest.approx(test.pvalue)
        assert row.lower < row.fitted < row.upper


def test_a_line_through_zero_is_linear() -> None:
    chance = np.random.default_rng(2)
    good = linearity(REFERENCES + chance.normal(0, 0.2, REFERENCES.size), REFERENCES)
    assert good.linear
    assert not good.slope.significant
    assert good.caveats == ()
    assert good.linearity is None
    bad = linearity(readings_of(3), REFERENCES)
    assert not bad.linear
    assert bad.slope.significant
    assert {each.code for each in bad.caveats} == {"zero_outside_band"}


def test_a_perfect_fit_is_certain() -> None:
    exact = linearity([1.0, 2.0, 4.0], [1.0, 2.0, 4.0])
    assert (exact.slope.t, exact.slope.p, exact.slope.significant, exact.r_squared) == (None, 1.0, False, 0.0)
    assert exact.linear
    tilted = linearity([2.0, 4.0, 8.0], [1.0, 2.0, 4.0])
    assert (tilted.slope.estimate, tilted.slope.p, tilted.slope.significant) == (1.0, 0.0, True)
    assert [row.t for row in tilted.references] == [None, None, None]
    assert "few_parts" in {each.code for each in tilted.caveats}


@pytest.mark.parametrize(
    ("readings", "reference", "message"),
    [
        ([1.0, 2.0], [1.0, 2.0], "2 readings where a line needs at least 3"),
        ([1.0, 2.0, 3.0], 2.0, "all references equal 2"),
        ([1.0, 2.0, math.inf], [1.0, 2.0, 3.0], "reading inf at place 3"),
        ([1.0, 2.0, 3.0], [1.0, 2.0], "2 references for 3 readings"),
    ],
)
def test_linearity_is_refused_with_the_number(readings: Any, reference: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        linearity(readings, reference)


@settings(max_examples=40)
@given(seeds, st.sampled_from(["range", "sd"]), st.sampled_from([1, 2, 5]))
def test_capstat_agrees_on_the_limits(seed: int, dispersion: Any, size: int) -> None:
    data = np.random.default_rng(seed).normal(10, 1, (25, size))
    ours = stability(data, dispersion=dispersion, reference=10.0)
    # Individuals divide by the 1.128 of the textbooks, capstat by the exact d2.
    tolerance = 1e-3 if size == 1 else 1e-6
    if size == 1:
        theirs = capstat_core.i_mr_chart(data[:, 0])
    else:
        theirs = (capstat_core.xbar_r_chart if dispersion == "range" else capstat_core.xbar_s_chart)(data)
    for mine, chart in ((ours.location, theirs.location), (ours.dispersion, theirs.dispersion)):
        assert mine.center == pytest.approx(chart.limits.center)
        assert mine.upper == pytest.approx(chart.limits.upper, rel=tolerance)
        assert mine.lower == pytest.approx(chart.limits.lower, rel=tolerance, abs=1e-9)
    assert ours.bias == pytest.approx(data.mean() - 10)
    assert ours.stable is not bool(ours.location.beyond or ours.dispersion.beyond)


@settings(max_examples=40)
@given(seeds, st.floats(0, 3))
def test_capstat_agrees_on_the_verdict_of_stability(seed: int, jump: float) -> None:
    data = np.random.default_rng(seed).normal(10, 1, (25, 4))
    data[20:] += jump
    assert stability(data).stable is capstat_core.stability(data).stable


@settings(max_examples=30)
@given(seeds, st.floats(0.01, 100), st.floats(-1e4, 1e4))
def test_limits_scale_with_the_readings(seed: int, scale: float, shift: float) -> None:
    data = np.random.default_rng(seed).normal(10, 1, (20, 4))
    one, other = stability(data), stability(scale * data + shift)
    assert other.sigma == pytest.approx(scale * one.sigma, rel=1e-6)
    assert other.location.upper == pytest.approx(scale * one.location.upper + shift, rel=1e-6, abs=1e-6)
    assert other.location.beyond == one.location.beyond


def test_a_jump_of_the_master_is_seen_on_its_chart() -> None:
    data = np.random.default_rng(6).normal(10, 0.1, (25, 5))
    data[7] += 1
    data[11, 0] -= 3
    found = stability(data)
    assert 7 in found.location.beyond
    assert found.dispersion.beyond == (11,)
    assert not found.stable
    assert found.bias is None
    assert [each.code for each in found.caveats] == ["limits_only"]
    few = stability([[1.0], [2.0], [1.5]])
    assert {each.code for each in few.caveats} == {"limits_only", "few_subgroups"}
    assert (few.estimator, few.location.kind, few.dispersion.kind) == ("mr", "individuals", "moving range")


@pytest.mark.parametrize(
    ("subgroups", "options", "message"),
    [
        ([[1.0, 2.0]], {}, "1 subgroups where a chart needs at least 2"),
        ([[1.0, 2.0], [1.0]], {}, "subgroup 2 has 1 readings where the first has 2"),
        ([[], []], {}, "subgroup 1 has 0 readings"),
        ([[1.0, 2.0], [1.0, math.nan]], {}, "subgroup 2 reading nan at place 2"),
        ([[1.0, 1.0], [2.0, 2.0]], {}, "sigma by rbar over 2 subgroups is 0"),
        ([[1.0, 1.0], [2.0, 2.0]], {"dispersion": "sd"}, "sigma by sbar"),
        ([[1.0], [1.0]], {}, "sigma by mr"),
        ([[1.0, 2.0], [1.0, 3.0]], {"reference": math.nan}, "reference nan"),
    ],
)
def test_stability_is_refused_with_the_number(subgroups: Any, options: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        stability(subgroups, **options)
