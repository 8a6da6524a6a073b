"""Box-Cox: laws of the profile likelihood, the transformed study, refusals, agreement with SciPy and capstat."""

from __future__ import annotations

import math

import capstat_core
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from zhihe.kernels.capability.boxcox import box_cox, box_cox_study
from zhihe.kernels.capability.normal import capability

seeds = st.integers(min_value=0, max_value=2**32 - 1)


def skewed(seed: int, n: int = 80) -> npt.NDArray[np.float64]:
    return np.random.default_rng(seed).lognormal(1, 0.5, n)


@settings(max_examples=50)
@given(seeds, st.floats(0.001, 1000))
def test_a_change_of_unit_keeps_lambda(seed: int, unit: float) -> None:
    one, other = box_cox(skewed(seed)), box_cox(unit * skewed(seed))
    assert other.estimate == pytest.approx(one.estimate, abs=1e-5)
    assert [other.lower, other.upper] == pytest.approx([one.lower, one.upper], abs=1e-5)
    assert [other.p_log, other.p_none] == pytest.approx([one.p_log, one.p_none], abs=1e-6)


@settings(max_examples=50)
@given(seeds)
def test_a_power_of_the_readings_divides_lambda(seed: int) -> None:
    assert box_cox(skewed(seed) ** 2).estimate == pytest.approx(box_cox(skewed(seed)).estimate / 2, abs=1e-5)


@settings(max_examples=40)
@given(seeds)
def test_scipy_finds_the_same_maximum(seed: int) -> None:
    data = skewed(seed)
    found = box_cox(data)
    assert found.estimate == pytest.approx(float(stats.boxcox_normmax(data, method="mle")), abs=1e-4)
    assert found.lower <= found.estimate <= found.upper
    drop = stats.boxcox_llf(found.estimate, data) - stats.boxcox_llf(found.lower, data)
    assert drop == pytest.approx(stats.chi2.ppf(0.95, 1) / 2, abs=1e-6)


@settings(max_examples=20)
@given(seeds)
def test_capstat_agrees(seed: int) -> None:
    data = skewed(seed)
    report = capstat_core.box_cox_capability(data, lsl=0.3, usl=30)
    study = box_cox_study(data, lsl=0.3, usl=30, lambda_=report.lmbda)
    assert study.capability.overall.indices.cpk.value == pytest.approx(report.capability.ppk, rel=1e-9)
    assert study.transformation.estimate == pytest.approx(report.lmbda, abs=1e-4)


def test_lambda_one_is_the_untransformed_study_and_zero_that_of_logarithms() -> None:
    data = skewed(1).reshape(16, 5)
    plain = capability(data, lsl=0.5, usl=20, target=3)
    one = box_cox_study(data, lsl=0.5, usl=20, target=3, lambda_=1).capability
    assert one.within.indices.cpk.value == pytest.approx(plain.within.indices.cpk.value, rel=1e-12)
    logs = capability(np.log(data), lsl=math.log(0.5), usl=math.log(20))
    zero = box_cox_study(data, lsl=0.5, usl=20, lambda_=0).capability
    assert zero.within.indices.cpk.value == pytest.approx(logs.within.indices.cpk.value, rel=1e-12)
    assert zero.within.estimator == "pooled"


def test_a_negative_lambda_keeps_each_limit_on_its_side() -> None:
    data = skewed(2)
    study = box_cox_study(data, lsl=1, usl=9, lambda_=-0.5)
    assert study.capability.observed.below == 1e6 * np.mean(data < 1)
    assert study.capability.observed.above == 1e6 * np.mean(data > 9)


def test_rounding_is_to_halves_unless_refused() -> None:
    half = box_cox_study(skewed(3), usl=30)
    exact = box_cox_study(skewed(3), usl=30, rounding="none")
    assert half.used == half.transformation.rounded == round(2 * half.transformation.estimate) / 2
    assert exact.used == exact.transformation.estimate
    assert exact.capability.within.estimator == "mr"


def test_an_unneeded_and_a_boundless_transformation_are_flagged() -> None:
    normal = np.random.default_rng(4).normal(100, 10, 50)
    assert [each.code for each in box_cox(normal).caveats] == ["transformation_unneeded"]
    # The power -20 makes these readings normal, far beyond the search.
    wall = box_cox(np.random.default_rng(5).normal(10, 3, 400).clip(1) ** -0.05)
    assert wall.estimate == -5
    assert [each.code for each in wall.caveats] == ["lambda_bound"]
    assert wall.lower == -5


def test_refusals_name_the_number() -> None:
    with pytest.raises(ValueError, match="reading 0 at place 3"):
        box_cox([1.0, 2.0, 0.0, 3.0])
    with pytest.raises(ValueError, match="3 readings where Box-Cox needs at least 4"):
        box_cox([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="confidence 0"):
        box_cox([1.0, 2.0, 3.0, 4.0], confidence=0)
    with pytest.raises(ValueError, match="LSL 0 must be above 0"):
        box_cox_study(skewed(6), lsl=0, usl=9)
    with pytest.raises(ValueError, match="lambda nan"):
        box_cox_study(skewed(6), usl=9, lambda_=math.nan)
