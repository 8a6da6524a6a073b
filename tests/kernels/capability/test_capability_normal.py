"""Capability of normal processes: laws, refusals, caveats, and agreement with capstat."""

from __future__ import annotations

import math
from typing import Any

import capstat_core
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhihe.kernels.capability.limits import Limits, Ppm, observed
from zhihe.kernels.capability.normal import CapabilityStudy, Index, capability, expected, indices
from zhihe.kernels.sigma import Estimator, Subgroups

KEYS = ("cp", "cpl", "cpu", "cpk", "cpm")
seeds = st.integers(min_value=0, max_value=2**32 - 1)


def process(seed: int, subgroups: int = 20, size: int = 5) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.random.default_rng(seed).normal(10, 1, (subgroups, size))


def values(study: CapabilityStudy) -> list[float]:
    found = []
    for side in (study.within, study.overall):
        for key in KEYS:
            index = getattr(side.indices, key)
            assert isinstance(index, Index)
            assert index.interval is not None
            found += [index.value, index.interval.lower, index.interval.upper]
        found.append(side.expected.total)
    return found


@settings(max_examples=50)
@given(seeds, st.floats(0.01, 100), st.floats(-1000, 1000))
def test_scaling_and_shifting_readings_with_the_limits_changes_nothing(seed: int, scale: float, shift: float) -> None:
    data = process(seed)
    one = capability(data, lsl=6, usl=15, target=10)
    other = capability(scale * data + shift, lsl=scale * 6 + shift, usl=scale * 15 + shift, target=scale * 10 + shift)
    np.testing.assert_allclose(values(other), values(one), rtol=1e-6, atol=1e-9)
    assert other.within.sigma == pytest.approx(scale * one.within.sigma, rel=1e-9)


@settings(max_examples=50)
@given(seeds, st.sampled_from(["rbar", "sbar", "mvlue_r", "mvlue_s", "pooled"]))
def test_permuting_subgroups_and_readings_within_them_changes_nothing(seed: int, estimator: Estimator) -> None:
    data = process(seed)
    chance = np.random.default_rng(seed)
    mixed = chance.permuted(data[chance.permutation(len(data))], axis=1)
    one = capability(data, lsl=6, usl=15, target=10, within=estimator)
    other = capability(mixed, lsl=6, usl=15, target=10, within=estimator)
    np.testing.assert_allclose(values(other), values(one), rtol=1e-7)


@settings(max_examples=50)
@given(seeds)
def test_turning_the_scale_round_swaps_the_sides(seed: int) -> None:
    data = process(seed)
    one = capability(data, lsl=6, usl=15)
    other = capability(-data, lsl=-15, usl=-6)
    assert one.within.indices.cpl is not None
    assert other.within.indices.cpu is not None
    assert other.within.indices.cpu.value == pytest.approx(one.within.indices.cpl.value)
    assert other.within.indices.cpk.value == pytest.approx(one.within.indices.cpk.value)
    assert other.within.expected.below == pytest.approx(one.within.expected.above, abs=1e-9)


@settings(max_examples=50)
@given(seeds, st.floats(0.1, 5), st.floats(0.1, 3))
def test_wider_limits_never_lower_an_index_or_raise_ppm(seed: int, lower: float, more: float) -> None:
    data = process(seed)
    narrow = capability(data, lsl=10 - lower, usl=10 + lower, target=10)
    wide = capability(data, lsl=10 - lower - more, usl=10 + lower + more, target=10)
    assert wide.within.indices.cpk.value > narrow.within.indices.cpk.value
    assert wide.overall.expected.total <= narrow.overall.expected.total
    assert wide.observed.total <= narrow.observed.total


@settings(max_examples=30)
@given(
    seeds,
    st.sampled_from([("pooled", "pooled"), ("rbar", "rbar_d2"), ("sbar", "sbar_c4"), ("mr", "moving_range")]),
)
def test_capstat_agrees(seed: int, names: tuple[Estimator, Any]) -> None:
    ours, theirs = names
    data = process(seed) if ours != "mr" else process(seed).ravel()
    # capstat's moving range divides by the exact d2.
    study = capability(data, lsl=6, usl=15, target=10.5, within=ours, constants="exact")
    report = capstat_core.capability(data, lsl=6, usl=15, target=10.5, within_method=theirs)
    assert study.within.sigma == pytest.approx(report.sigma_within, rel=1e-7)
    assert study.overall.sigma == pytest.approx(report.sigma_overall, rel=1e-12)
    for key in KEYS:
        assert getattr(study.within.indices, key).value == pytest.approx(getattr(report, key), rel=1e-7)
    for key, theirs_key in zip(KEYS[:4], ("pp", "ppl", "ppu", "ppk"), strict=True):
        assert getattr(study.overall.indices, key).value == pytest.approx(getattr(report, theirs_key), rel=1e-12)


def test_one_limit_leaves_the_one_index() -> None:
    upper = capability(process(1), usl=14, target=10)
    assert (upper.within.indices.cp, upper.within.indices.cpl, upper.within.indices.cpm) == (None, None, None)
    assert upper.within.indices.cpk == upper.within.indices.cpu
    assert upper.within.indices.cpk.interval is not None
    assert upper.within.indices.cpk.interval.method == "non-central t"
    assert upper.observed == Ppm(None, 0.0)
    assert upper.within.expected.below is None
    lower = capability(process(1), lsl=6)
    assert lower.within.indices.cpu is None
    assert lower.within.indices.cpk == lower.within.indices.cpl


def test_without_a_target_there_is_no_cpm() -> None:
    assert capability(process(1), lsl=6, usl=14).overall.indices.cpm is None


def test_individuals_take_moving_ranges_and_unequal_subgroups_are_pooled() -> None:
    assert capability(process(2).ravel(), lsl=6, usl=14).within.estimator == "mr"
    ragged = [[9.5, 10.2], [10.1, 9.9, 10.4], [9.8, 10.0, 10.3, 9.6]]
    study = capability(ragged, lsl=8, usl=12)
    assert (study.within.estimator, study.subgroups, study.n) == ("pooled", 3, 9)
    assert capability(Subgroups(ragged), lsl=8, usl=12) == study


def test_the_degrees_of_freedom_are_stated_by_rule() -> None:
    data = process(3)
    own = capability(data, lsl=6, usl=14, within="rbar")
    minitab = capability(data, lsl=6, usl=14, within="rbar", interval_df="minitab")
    qcc = capability(data, lsl=6, usl=14, within="rbar", interval_df="n-1")
    assert (minitab.within.df, qcc.within.df, own.overall.df) == (72.0, 99.0, 99.0)
    assert own.within.df == pytest.approx(72.7, abs=0.5)
    assert capability(data.ravel(), lsl=6, usl=14, within="median_mr").within.df == 99.0
    assert own.within.indices.cp is not None
    assert own.within.indices.cp.interval is not None
    assert own.within.indices.cp.interval.df == own.within.df


@pytest.mark.parametrize(("in_control", "code"), [(None, "control_unknown"), (False, "out_of_control"), (True, None)])
def test_the_chart_is_a_caveat_until_it_is_in_control(*, in_control: bool | None, code: str | None) -> None:
    study = capability(process(4, 25), lsl=6, usl=14, in_control=in_control)
    assert [each.code for each in study.caveats] == ([code] if code else [])
    assert study.in_control is in_control


def test_caveats_name_what_the_data_cannot_carry() -> None:
    skewed = np.random.default_rng(5).lognormal(0, 1, (25, 5))
    codes = {each.code for each in capability(skewed, lsl=0.1, usl=20, target=9).caveats}
    assert codes == {"control_unknown", "not_normal", "target_off_middle"}
    few = capability([9.9, 10.1, 10.0, 10.3], lsl=9, usl=11, target=10, in_control=True)
    assert {each.code for each in few.caveats} == {"few_readings", "not_tested"}


def test_indices_of_a_mean_and_a_sigma_refuse_no_spread() -> None:
    found = indices(16, 2, Limits(8, 20, 14))
    assert found.cp == Index(1.0)
    assert found.cpk.value == pytest.approx(2 / 3)
    for mean, sigma in ((math.nan, 1.0), (0.0, 0.0), (0.0, math.inf), (0.0, -1.0)):
        with pytest.raises(ValueError, match="sigma above 0"):
            indices(mean, sigma, Limits(0, 1))


def test_expected_ppm_keeps_digits_far_in_the_tail() -> None:
    six = expected(0, 1, Limits(-6, 6))
    assert six.above == pytest.approx(0.000986587645, rel=1e-9)
    assert six.below == pytest.approx(six.above, rel=1e-12)
    assert expected(0, 1, Limits(None, 3)).total == pytest.approx(1349.898, abs=1e-3)
    assert expected(0, 1, Limits(-3, None)).above is None


def test_a_reading_on_a_limit_conforms() -> None:
    assert observed(np.array([1.0, 2.0, 3.0, 4.0]), Limits(1, 3)) == Ppm(0.0, 250_000.0)
    assert observed(np.array([1.0, 2.0]), Limits(2, None)).total == 500_000.0


@pytest.mark.parametrize(
    ("lsl", "usl", "target", "message"),
    [
        (None, None, None, "LSL None and USL None"),
        (5.0, 5.0, None, "LSL 5 must lie below USL 5"),
        (6.0, 5.0, None, "LSL 6 must lie below USL 5"),
        (math.nan, 5.0, None, "LSL nan"),
        (1.0, math.inf, None, "USL inf"),
        (1.0, 5.0, math.nan, "target nan"),
    ],
)
def test_limits_are_refused_with_the_number(
    lsl: float | None, usl: float | None, target: float | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        capability(process(6), lsl=lsl, usl=usl, target=target)


@pytest.mark.parametrize(
    ("readings", "message"),
    [
        ([5.0], "1 readings where capability needs at least 2"),
        ([[5.0, 5.0], [5.0, 5.0]], "all 4 readings equal 5"),
        ([[5.0, math.nan], [5.0, 6.0]], "subgroup 1 reading 2 is nan"),
        ([[5.0, 5.0], [6.0, 6.0]], "no variation"),
        ([[5.0], [6.0, 7.0]], "subgroup 1 has 1 readings"),
    ],
)
def test_readings_are_refused_with_the_number(readings: list[list[float]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        capability(readings, lsl=1, usl=9)
