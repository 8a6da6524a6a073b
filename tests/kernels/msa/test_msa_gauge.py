"""Gauge R&R, crossed, nested and by ranges: laws, clipping, rules, refusals, agreement with capstat."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import capstat_core
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhihe.kernels.msa.average_range import K1, K2, K3, average_range
from zhihe.kernels.msa.crossed import crossed
from zhihe.kernels.msa.nested import nested
from zhihe.kernels.msa.ranges import d2_star, range_df
from zhihe.kernels.msa.study import Summary, judge

Floats = npt.NDArray[np.float64]
seeds = st.integers(min_value=0, max_value=2**32 - 1)
METHODS: list[Callable[..., Any]] = [crossed, nested, average_range]


def study_of(seed: int, parts: int = 6, operators: int = 3, trials: int = 3, operator: float = 0.3) -> Floats:
    chance = np.random.default_rng(seed)
    truth = chance.normal(0, 2, (parts, 1, 1)) + chance.normal(0, operator, (1, operators, 1))
    return np.asarray(10 + truth + chance.normal(0, 0.4, (parts, operators, trials)))


def shares(summary: Summary) -> list[float]:
    return [each.study_percent for each in summary.components]


@settings(max_examples=40)
@given(seeds, st.sampled_from(METHODS), st.floats(0.01, 1000), st.floats(-1e5, 1e5))
def test_scaling_scales_and_shifting_changes_nothing(
    seed: int, method: Callable[..., Any], scale: float, shift: float
) -> None:
    one, other = method(study_of(seed)), method(scale * study_of(seed) + shift)
    for mine, theirs in zip(one.summary.components, other.summary.components, strict=True):
        assert theirs.sd == pytest.approx(scale * mine.sd, rel=1e-5, abs=scale * 1e-5)
    assert shares(other.summary) == pytest.approx(shares(one.summary), rel=1e-4, abs=1e-3)


@settings(max_examples=40)
@given(seeds, st.sampled_from(METHODS))
def test_order_of_parts_operators_and_trials_changes_nothing(seed: int, method: Callable[..., Any]) -> None:
    data = study_of(seed)
    chance = np.random.default_rng(seed)
    mixed = data[chance.permutation(data.shape[0])][:, chance.permutation(data.shape[1])]
    mixed = mixed[:, :, chance.permutation(data.shape[2])]
    assert shares(method(mixed).summary) == pytest.approx(shares(method(data).summary), rel=1e-7, abs=1e-9)


@settings(max_examples=40)
@given(seeds, st.sampled_from(["test", "keep", "pool"]))
def test_sums_of_squares_and_components_add_up(seed: int, rule: Any) -> None:
    data = study_of(seed)
    found = crossed(data, rule=rule, tolerance=20)
    assert found.full[-1].ss == pytest.approx(((data - data.mean()) ** 2).sum(), rel=1e-9)
    assert found.anova[-1].ss == pytest.approx(found.full[-1].ss, rel=1e-12)
    assert found.anova[-1].df == data.size - 1
    by_key = {each.key: each for each in found.summary.components}
    assert by_key["grr"].variance == pytest.approx(
        by_key["repeatability"].variance + by_key["reproducibility"].variance
    )
    assert by_key["grr"].contribution + by_key["part"].contribution == pytest.approx(100)
    assert by_key["total"].study_percent == pytest.approx(100)
    assert all(each.variance >= 0 for each in found.summary.components)
    assert by_key["grr"].tolerance_percent == pytest.approx(100 * 6 * by_key["grr"].sd / 20)


@settings(max_examples=30)
@given(seeds)
def test_nesting_joins_part_and_interaction(seed: int) -> None:
    data = study_of(seed)
    rows = {row.source: row for row in nested(data.transpose(1, 0, 2)).anova}
    full = {row.source: row for row in crossed(data).full}
    assert rows["part"].ss == pytest.approx(full["part"].ss + full["interaction"].ss, rel=1e-9)
    assert rows["part"].df == full["part"].df + full["interaction"].df
    assert rows["operator"].ss == pytest.approx(full["operator"].ss, rel=1e-9)
    assert rows["repeatability"].ss == pytest.approx(full["repeatability"].ss, rel=1e-9)


@settings(max_examples=40)
@given(seeds, st.sampled_from([0.05, 0.25, 0.9]))
def test_capstat_agrees_on_the_analysis_of_variance(seed: int, alpha: float) -> None:
    data = study_of(seed, operator=0.0)
    ours, theirs = (
        crossed(data, alpha=alpha, tolerance=10),
        capstat_core.gage_rr(data, tolerance=10, interaction_alpha=alpha),
    )
    assert ours.interaction_p == pytest.approx(theirs.interaction_pvalue, rel=1e-9)
    assert ours.interaction_pooled is not theirs.interaction_included
    for key in ("repeatability", "operator", "interaction", "part"):
        mine = ours.summary.component(key).variance
        assert mine == pytest.approx(getattr(theirs, f"var_{key}"), rel=1e-9, abs=1e-12)
    assert theirs.ndc is not None
    assert ours.summary.ndc == max(1, theirs.ndc)
    assert ours.summary.component("grr").study_percent == pytest.approx(theirs.pct_study_var_gage_rr)
    assert ours.summary.component("grr").tolerance_percent == pytest.approx(theirs.pct_tolerance_gage_rr)


@settings(max_examples=40)
@given(seeds)
def test_capstat_agrees_on_ranges_with_exact_constants(seed: int) -> None:
    data = study_of(seed)
    ours, theirs = average_range(data, constants="exact"), capstat_core.gage_rr_range(data)
    assert ours.summary.component("repeatability").variance == pytest.approx(theirs.var_repeatability, rel=1e-6)
    assert ours.summary.component("reproducibility").variance == pytest.approx(theirs.var_operator, rel=1e-5, abs=1e-9)
    assert ours.summary.component("part").variance == pytest.approx(theirs.var_part, rel=1e-6)


@pytest.mark.parametrize(("size", "groups"), [(2, 1), (3, 30), (5, 1), (10, 4)])
def test_capstat_agrees_on_the_divisor_of_few_ranges(size: int, groups: int) -> None:
    assert d2_star(size, groups) == pytest.approx(capstat_core.d2_star(size, groups), abs=1e-9)


def test_the_printed_constants_are_the_exact_ones_rounded() -> None:
    for size, printed in K1.items():
        assert printed == pytest.approx(1 / d2_star(size, 10_000_000), abs=1e-4)
    for table in (K2, K3):
        for size, printed in table.items():
            assert printed == pytest.approx(1 / d2_star(size, 1), abs=6e-5)
    # Appendix C of the manual prints 10.8 degrees of freedom for one group of 15.
    assert range_df(15, 1) == pytest.approx(10.8, abs=0.05)
    assert range_df(2, 1) == pytest.approx(1.0, abs=0.01)


def test_a_negative_component_is_clipped_and_named() -> None:
    data = np.array([[[1.0, 2.0], [2.0, 1.0]], [[5.0, 6.0], [6.0, 5.0]], [[9.0, 10.0], [9.0, 10.0]]])
    found = crossed(data, rule="keep")
    assert found.summary.component("interaction").variance == 0
    flags = [each.facts for each in found.summary.caveats if each.code == "component_clipped"]
    assert {str(each["component"]) for each in flags} >= {"interaction"}
    assert all(isinstance(each["value"], float) and each["value"] < 0 for each in flags)
    pair = nested(np.array([[[1.0, 2.0], [5.0, 6.0]], [[1.5, 2.5], [4.5, 5.5]]]))
    assert pair.summary.component("reproducibility").variance == 0
    hand = average_range(np.array([[[1.0, 2.0], [2.0, 1.0]], [[5.0, 6.0], [6.0, 5.0]]]))
    assert hand.summary.component("reproducibility").variance == 0
    assert "component_clipped" in {each.code for each in hand.summary.caveats}


def test_the_interaction_is_pooled_by_the_rule_asked_for() -> None:
    data = study_of(3)
    loose, strict = crossed(data, alpha=0.001), crossed(data, alpha=0.999)
    assert (loose.interaction_pooled, strict.interaction_pooled) == (True, False)
    assert "interaction_pooled" in {each.code for each in loose.summary.caveats}
    assert [row.source for row in loose.anova] == ["part", "operator", "repeatability", "total"]
    assert strict.anova == strict.full
    assert crossed(data, rule="keep").interaction_pooled is False
    chosen = crossed(data, rule="pool")
    assert chosen.anova == loose.anova
    assert "interaction_pooled_by_choice" in {each.code for each in chosen.summary.caveats}
    assert "alpha" not in chosen.convention
    assert "0.25" in crossed(data, alpha=0.25).convention


def test_identical_repeats_leave_the_interaction_untested() -> None:
    data = np.repeat(study_of(4)[:, :, :1], 3, axis=2)
    found = crossed(data)
    assert (found.interaction_p, found.interaction_pooled) == (None, False)
    assert found.summary.component("repeatability").variance == 0
    assert found.full[2].f is None
    assert "repeatability_zero" in {each.code for each in found.summary.caveats}


def test_a_gauge_without_variation_has_no_number_of_categories() -> None:
    data = np.repeat(np.arange(5.0)[:, None, None], 3, axis=1).repeat(2, axis=2)
    for found in (crossed(data).summary, average_range(data).summary, nested(data.transpose(1, 0, 2)).summary):
        assert found.ndc is None
        assert found.ndc_adequate
        assert found.judgement == "acceptable"
        assert "grr_zero" in {each.code for each in found.caveats}
    assert nested(data.transpose(1, 0, 2)).anova[1].f is None


def test_verdicts_follow_the_manual() -> None:
    assert [judge(each) for each in (0.0, 9.99, 10.0, 30.0, 30.01)] == [
        "acceptable",
        "acceptable",
        "conditional",
        "conditional",
        "unacceptable",
    ]
    poor = crossed(study_of(5, operator=5.0), tolerance=1.0).summary
    assert (poor.judgement, poor.tolerance_judgement) == ("unacceptable", "unacceptable")
    assert poor.ndc == 1
    assert not poor.ndc_adequate
    assert {"ndc_low", "few_parts"} <= {each.code for each in poor.caveats}
    assert crossed(study_of(5)).summary.tolerance_judgement is None
    with pytest.raises(ValueError, match="no component 'gauge'"):
        poor.component("gauge")


def test_the_multiple_of_sigma_changes_study_variation_only() -> None:
    six, old = crossed(study_of(6)).summary, crossed(study_of(6), spread=5.15).summary
    assert old.component("grr").study_variation == pytest.approx(5.15 / 6 * six.component("grr").study_variation)
    assert shares(old) == shares(six)


def test_a_range_beyond_its_limit_is_named_by_operator_and_part() -> None:
    data = study_of(7)
    data[2, 1, 0] += 9
    found = average_range(data)
    assert found.ranges_beyond == ((1, 2),)
    assert "ranges_beyond" in {each.code for each in found.summary.caveats}
    assert average_range(study_of(7, operator=0.1)).ranges_beyond == ()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("readings", "message"),
    [
        ([], "where a study needs at least 2 of each"),
        ([[]], "where a study needs at least 2 of each"),
        ([[[1, 2], [1, 2]], [[1, 2]]], r"unbalanced: \w+ 2 has 1"),
        ([[[1, 2], [1, 2]], [[1, 2], [1]]], r"unbalanced: \w+ 2, \w+ 2 has 1 trials, the first cell has 2"),
        ([[[1, 2], [1, 2]]], r"1 \w+s where a study needs at least 2"),
        ([[[1, 2]], [[3, 4]]], r"1 \w+s where a study needs at least 2"),
        ([[[1], [2]], [[3], [4]]], "1 trials where a study needs at least 2"),
        ([[[1, 2], [1, math.nan]], [[1, 2], [1, 2]]], r"reading nan at \w+ 1, \w+ 2, trial 2"),
        ([[[7, 7], [7, 7]], [[7, 7], [7, 7]]], "all 8 readings equal 7"),
    ],
)
def test_readings_are_refused_with_the_number(method: Callable[..., Any], readings: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        method(readings)


@pytest.mark.parametrize("method", METHODS)
def test_options_are_refused_with_the_number(method: Callable[..., Any]) -> None:
    for tolerance in (0.0, -1.0, math.inf):
        with pytest.raises(ValueError, match=f"tolerance {tolerance}"):
            method(study_of(8), tolerance=tolerance)
    with pytest.raises(ValueError, match=r"study variation of 0\.0"):
        method(study_of(8), spread=0.0)


def test_sizes_beyond_the_printed_tables_need_exact_constants() -> None:
    for shape, what in (((11, 3, 3), "11"), ((5, 4, 3), "4"), ((5, 3, 4), "4")):
        data = study_of(9, *shape)
        with pytest.raises(ValueError, match=f"not {what}: use exact constants"):
            average_range(data)
        assert average_range(data, constants="exact").constants == "exact"
    with pytest.raises(ValueError, match="are all 0: nothing can be estimated"):
        average_range([[[1, 1], [2, 2]], [[2, 2], [1, 1]]])
    with pytest.raises(ValueError, match="alpha 1"):
        crossed(study_of(9), alpha=1)
