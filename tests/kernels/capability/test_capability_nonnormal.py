"""Fits and percentile capability: likelihood, laws, refusals, agreement with SciPy and capstat."""

from __future__ import annotations

from typing import Any, get_args

import capstat_core
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from zhihe.kernels.capability.fits import FAMILIES, POSITIVE, Family, best, distribution, fit
from zhihe.kernels.capability.limits import Limits
from zhihe.kernels.capability.nonnormal import percentile_indices, percentile_study
from zhihe.kernels.capability.normal import indices

seeds = st.integers(min_value=0, max_value=2**32 - 1)
families = st.sampled_from(FAMILIES)


def skewed(seed: int, n: int = 60) -> npt.NDArray[np.float64]:
    return np.random.default_rng(seed).gamma(3, 2, n)


def test_every_family_of_the_type_can_be_fitted() -> None:
    assert set(FAMILIES) == set(get_args(Family))


@settings(max_examples=60)
@given(seeds, families)
def test_no_nearby_parameters_are_likelier(seed: int, family: Family) -> None:
    data = skewed(seed)
    found = fit(data, family, divisor="n")
    for name, value in found.parameters.items():
        for factor in (0.999, 1.001):
            near = dict(found.parameters) | {name: value * factor}
            assert distribution(family, near).logpdf(data).sum() <= found.log_likelihood + 1e-9


@settings(max_examples=60)
@given(seeds, families, st.floats(0.001, 1000))
def test_a_change_of_unit_scales_the_quantiles(seed: int, family: Family, unit: float) -> None:
    data = skewed(seed)
    one, other = fit(data, family), fit(unit * data, family)
    for p in (0.00135, 0.5, 0.99865):
        assert other.quantile(p) == pytest.approx(unit * one.quantile(p), rel=1e-6)
    assert other.a_squared == pytest.approx(one.a_squared, rel=1e-5, abs=1e-7)
    assert one.below(data[0]) + one.above(data[0]) == pytest.approx(1)


@settings(max_examples=40)
@given(seeds)
def test_scipy_finds_the_same_maximum(seed: int) -> None:
    data = skewed(seed)
    positive: dict[Family, Any] = {"weibull": stats.weibull_min, "gamma": stats.gamma}
    for family, law in positive.items():
        theirs = law(*law.fit(data, floc=0)).logpdf(data).sum()
        assert fit(data, family).log_likelihood >= theirs - 1e-9
    extreme: dict[Family, Any] = {"largest_extreme": stats.gumbel_r, "smallest_extreme": stats.gumbel_l}
    for family, law in extreme.items():
        theirs = law(*law.fit(data)).logpdf(data).sum()
        assert fit(data, family).log_likelihood == pytest.approx(theirs, rel=1e-9)


@settings(max_examples=40)
@given(seeds, st.floats(1, 30), st.floats(0.05, 0.9))
def test_a_normal_fit_gives_the_usual_indices(seed: int, usl: float, share: float) -> None:
    fitted, limits = fit(skewed(seed), "normal"), Limits(usl * share - 5, usl)
    found = percentile_indices(fitted, limits)
    usual = indices(fitted.parameters["mean"], fitted.parameters["sd"], limits)
    assert usual.cp is not None
    assert found.pp == pytest.approx(usual.cp.value, rel=1e-9)
    assert found.ppk == pytest.approx(usual.cpk.value, rel=1e-9, abs=1e-9)


@settings(max_examples=30)
@given(seeds, st.sampled_from([("lognormal", "lognorm"), ("weibull", "weibull_min"), ("gamma", "gamma")]))
def test_capstat_agrees_on_the_indices_of_a_fit(seed: int, names: tuple[Family, str]) -> None:
    data = skewed(seed)
    study = percentile_study(data, names[0], lsl=0.1, usl=30)
    # capstat's own fits have a free threshold, so it is given ours.
    frozen = distribution(names[0], study.fit.parameters)
    given_fit = capstat_core.DistributionFit(names[1], (*frozen.args, 0.0, frozen.kwds["scale"]), 0.0)
    report = capstat_core.percentile_capability(data, lsl=0.1, usl=30, distribution=given_fit)
    for key in ("pp", "ppl", "ppu", "ppk"):
        # It takes 0.00135 where we take the share of a normal law below 3 sigma.
        assert getattr(study.indices, key) == pytest.approx(getattr(report, key), rel=1e-4)


def test_the_best_fit_comes_first_and_positive_families_need_positive_readings() -> None:
    ranked = best(skewed(1))
    assert [each.a_squared for each in ranked] == sorted(each.a_squared for each in ranked)
    assert len(ranked) == len(FAMILIES)
    assert POSITIVE.isdisjoint(each.family for each in best(skewed(1) - 20))
    assert [each.family for each in best(skewed(1), ("gamma",))] == ["gamma"]


def test_the_divisor_of_the_lognormal_is_a_choice() -> None:
    data = skewed(2, 10)
    ratio = fit(data, "lognormal").parameters["log_sd"] / fit(data, "lognormal", divisor="n").parameters["log_sd"]
    assert ratio == pytest.approx((10 / 9) ** 0.5)
    assert fit(data, "lognormal").convention == "maximum likelihood, divisor n-1"
    assert fit(data, "weibull").convention == "maximum likelihood"


def test_extreme_shapes_are_found() -> None:
    chance = np.random.default_rng(3)
    assert fit(1e9 * chance.weibull(300, 50), "weibull").parameters["shape"] == pytest.approx(300, rel=0.3)
    assert fit(chance.gamma(0.2, size=200), "gamma").parameters["shape"] == pytest.approx(0.2, rel=0.3)
    assert fit([1.0, 2.0, 4.0], "weibull").n == 3
    # A spread of a millionth of the mean: the shape of a gamma is (mean / sd)^2, that of a Weibull pi/sqrt(6) of it.
    close = 1e6 + chance.normal(size=500)
    assert fit(close, "gamma").parameters["shape"] == pytest.approx(1e12 / close.var(), rel=1e-4)
    assert fit(close, "weibull").parameters["shape"] == pytest.approx(1.28e6, rel=0.2)


def test_one_limit_leaves_one_index_and_one_ppm() -> None:
    upper = percentile_study(skewed(4), "gamma", usl=20)
    assert (upper.indices.pp, upper.indices.ppl, upper.expected.below) == (None, None, None)
    assert upper.indices.ppk == upper.indices.ppu
    lower = percentile_study(skewed(4), "gamma", lsl=1)
    assert (lower.indices.ppu, lower.expected.above, lower.observed.above) == (None, None, None)


def test_caveats_name_a_poor_fit_and_an_unstable_process() -> None:
    good = percentile_study(skewed(5, 200), "gamma", usl=20)
    assert [each.code for each in good.caveats] == ["overall_only"]
    poor = percentile_study(skewed(5), "exponential", usl=20, in_control=False)
    assert {each.code for each in poor.caveats} == {"overall_only", "out_of_control", "few_readings", "poor_fit"}
    assert len(good.normality) == 2


@pytest.mark.parametrize(
    ("readings", "family", "message"),
    [
        ([1.0, 2.0], "gamma", "2 readings where a gamma fit needs at least 3"),
        ([1.0, 0.0, 2.0], "gamma", "reading 0 at place 2"),
        ([1.0, -3.0, 2.0], "lognormal", "reading -3 at place 2"),
        ([1.0, 1.0, 1.0], "normal", "all 3 readings equal 1"),
        ([1.0, 2.0, 4.0], "cauchy", "family 'cauchy' is unknown"),
    ],
)
def test_refusals_name_the_number(readings: list[float], family: Family, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit(readings, family)
