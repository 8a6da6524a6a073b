"""Shewhart charts of measurements and counts: lines by definition, caveats, refusals, capstat."""

from __future__ import annotations

import itertools
import math
from typing import Any

import capstat_core as capstat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from zhihe.faces.validate.data.spc_counts import opportunities
from zhihe.kernels.sigma import Subgroups, c4, d2, d3
from zhihe.kernels.spc.attributes import NP, C, LaneyP, LaneyU, P, U, given_rate
from zhihe.kernels.spc.caveats import SENTENCES, caveat
from zhihe.kernels.spc.chart import Chart
from zhihe.kernels.spc.dispersion import overdispersion
from zhihe.kernels.spc.rare import G, between, quantile
from zhihe.kernels.spc.rows import Counts
from zhihe.kernels.spc.rules import LIMITS_ONLY, nelson
from zhihe.kernels.spc.study import Study, judge, study
from zhihe.kernels.spc.variables import Individuals, XbarR, XbarS
from zhihe.kernels.spc.variables import given as standards

RNG = np.random.default_rng(41)
EVEN = RNG.normal(10, 2, (25, 5))
UNEVEN = [row[: 3 + i % 3].tolist() for i, row in enumerate(EVEN)]
SINGLE = RNG.normal(10, 2, 40)


def lines(chart: Chart, place: int = 0) -> tuple[float, float, float]:
    return float(chart.center[place]), float(chart.lower[place]), float(chart.upper[place])


def codes(drawn: Study[Any]) -> set[str]:
    return {one.code for one in drawn.caveats}


def test_xbar_r_agrees_with_capstat() -> None:
    theirs = capstat.xbar_r_chart(EVEN)
    ours = study(XbarR(), EVEN)
    for mine, other in zip(ours.charts, (theirs.location, theirs.dispersion), strict=True):
        expected = (other.limits.center, other.limits.lower, other.limits.upper)
        assert lines(mine) == pytest.approx(expected, rel=1e-9)
        assert mine.points == pytest.approx(np.array(other.points))
    assert ours.standards.sigma == pytest.approx(theirs.sigma_within)


def test_xbar_s_agrees_with_capstat() -> None:
    theirs = capstat.xbar_s_chart(EVEN)
    ours = study(XbarS(), EVEN)
    for mine, other in zip(ours.charts, (theirs.location, theirs.dispersion), strict=True):
        assert lines(mine) == pytest.approx((other.limits.center, other.limits.lower, other.limits.upper), rel=1e-9)


def test_individuals_agree_with_capstat() -> None:
    theirs = capstat.i_mr_chart(SINGLE)
    ours = study(Individuals(constants="exact"), SINGLE)
    for mine, other in zip(ours.charts, (theirs.location, theirs.dispersion), strict=True):
        assert lines(mine) == pytest.approx((other.limits.center, other.limits.lower, other.limits.upper), rel=1e-9)
    assert np.isnan(ours.spread.points[0])
    assert ours.spread.points[1:] == pytest.approx(np.array(theirs.dispersion.points))


def test_each_subgroup_has_the_limits_of_its_size() -> None:
    ours = study(XbarR(), UNEVEN)
    sigma = ours.standards.sigma
    for place, row in enumerate(UNEVEN):
        n = len(row)
        assert ours.location.upper[place] - ours.location.center[place] == pytest.approx(3 * sigma / math.sqrt(n))
        assert lines(ours.spread, place) == pytest.approx(
            (d2(n) * sigma, max(0, d2(n) - 3 * d3(n)) * sigma, (d2(n) + 3 * d3(n)) * sigma)
        )
    deviations = study(XbarS(), UNEVEN).spread
    assert deviations.center[1] / deviations.center[0] == pytest.approx(c4(4) / c4(3))


def test_known_standards_make_phase_two() -> None:
    drawn = study(XbarR(), EVEN, standards(10, 2))
    assert (drawn.phase, drawn.standards.estimator) == ("II", "given")
    assert lines(drawn.location) == pytest.approx((10, 10 - 6 / math.sqrt(5), 10 + 6 / math.sqrt(5)))
    assert codes(drawn) == {"lower_limit_zero"}


def test_result_names_estimator_and_convention() -> None:
    drawn = study(XbarS(estimator="pooled"), EVEN)
    assert drawn.standards.estimator == "pooled"
    assert "sqrt(sum((n_i - 1) s_i^2) / df)" in drawn.standards.convention
    assert (drawn.standards.df, drawn.standards.size, drawn.algorithm) == (100.0, 5, "spc/1")
    assert study(XbarR(constants="rounded"), EVEN).standards.convention.endswith("d2 rounded")


def test_limits_at_other_sigmas() -> None:
    narrow, wide = study(Individuals(sigmas=2), SINGLE).location, study(Individuals(), SINGLE).location
    assert (narrow.upper[0] - narrow.center[0]) * 1.5 == pytest.approx(wide.upper[0] - wide.center[0])


def test_moving_range_of_three() -> None:
    drawn = study(Individuals(span=3), SINGLE)
    assert np.isnan(drawn.spread.points[:2]).all()
    assert drawn.spread.points[2] == pytest.approx(np.ptp(SINGLE[:3]))
    assert drawn.spread.center[0] == pytest.approx(drawn.spread.points[2:].mean())


def test_caveats_of_measurements() -> None:
    assert codes(study(XbarR(), EVEN[:10])) == {"few_subgroups", "lower_limit_zero"}
    large = RNG.normal(size=(25, 12))
    assert codes(study(XbarR(), large)) == {"range_inefficient"}
    walk = np.cumsum(RNG.normal(size=60))
    assert "autocorrelated" in codes(study(Individuals(), walk))
    assert "autocorrelated" not in codes(study(Individuals(), SINGLE))


def test_a_spread_that_signals_is_said_beside_the_means() -> None:
    rows = EVEN.copy()
    rows[7, 0] += 30
    said = judge(study(XbarR(), rows), LIMITS_ONLY).caveats
    assert [one.code for one in said] == ["spread_out_of_control"]
    assert said[0].text() == "r 图有 1 个异常：均值图的控制限所依据的变差不稳定，先处理变差"
    assert "not stable" in said[0].text("en")


@pytest.mark.parametrize("code", SENTENCES)
def test_every_caveat_speaks_both_languages(code: str) -> None:
    facts: dict[str, Any] = dict.fromkeys(("subgroups", "advised", "points", "signals", "size", "most", "minimum"), 3)
    facts |= dict.fromkeys(("correlation", "bound", "ratio", "p", "expected", "smallest", "largest"), 0.5)
    facts |= {"chart": "r", "prime": "p′", "percent": 25, "rules": "nelson.5"}
    said = caveat(code, **facts)
    assert said.text("zh") != said.text("en")
    with pytest.raises(ValueError, match="'fr' has no sentences"):
        said.text("fr")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spec", "data", "words"),
    [
        (XbarR(), [[1.0, 2.0], [3.0]], "subgroup 2 has 1 reading where the xbar_r chart needs 2"),
        (XbarS(), [[1.0], [3.0]], "subgroup 1 has 1 reading where the xbar_s chart needs 2"),
        (Individuals(), [[1.0], [3.0, 4.0]], "subgroup 2 has 2 readings where this chart takes 1"),
        (Individuals(), [1.0, 1.0, 1.0], "there is no variation"),
        (Individuals(), [1.0], "needs 2 <= span <= 1"),
        (P(), ([1, 2], [10, 0]), "subgroup 2 has size 0.0"),
        (P(), ([1, 2.5], 10), "subgroup 2 counts 2.5"),
        (P(), ([1, -2], 10), "subgroup 2 counts -2.0"),
        (P(), ([1, float("nan")], 10), "subgroup 2 counts nan"),
        (P(), ([1, 11], 10), "subgroup 2 counts 11 of 10 pieces"),
        (P(), ([1, 2], 9.5), "subgroup 1 has size 9.5, not a whole number"),
        (P(), ([0, 0], 10), "the rate over 2 subgroups is 0"),
        (P(), ([10, 10], 10), "the rate over 2 subgroups is 1"),
        (P(), ([1], 10), "1 subgroups where limits need 2"),
        (P(), ([1, 2], [10, 10, 10]), "2 counts have 3 sizes"),
        (P(), ([[1, 2]], 10), "array of 2 dimensions"),
        (NP(), ([1, 2], [10, 20]), "subgroup 2 has size 20 where the first has 10"),
        (LaneyP(), ([2, 2, 2], 10), "sigma z over 3 subgroups is 0"),
        (G(), [3], "1 counts where limits need 2"),
        (G(), [0, 0, 0], "the mean count is 0, the minimum"),
        (G(minimum=1), [2, 0], "count 2 is 0, below the minimum 1"),
    ],
)
def test_data_are_refused_with_the_number(spec: Any, data: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        study(spec, data)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: XbarR(sigmas=0), "limits at 0 sigma"),
        (lambda: XbarS(sigmas=-1), "limits at -1 sigma"),
        (lambda: Individuals(sigmas=math.inf), "limits at inf sigma"),
        (lambda: Individuals(span=1), "not 1"),
        (lambda: P(sigmas=0), "limits at 0 sigma"),
        (lambda: C(sigmas=0), "limits at 0 sigma"),
        (lambda: G(alpha=1.0), "alpha 1.0 is no probability"),
        (lambda: standards(math.nan, 1), "centre nan"),
        (lambda: standards(1, 0), "sigma 0"),
        (lambda: given_rate(0), "rate 0"),
        (lambda: given_rate(0.1, size=0), "size 0"),
        (lambda: given_rate(0.1, sigma_z=0), "sigma z 0"),
    ],
)
def test_parameters_are_refused_with_the_number(make: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()


SIZES = np.array([50, 80, 60, 100, 40, 90] * 5)
DEFECTIVES = RNG.binomial(SIZES, 0.15)


def test_p_limits_follow_each_size() -> None:
    drawn = study(P(), (DEFECTIVES, SIZES))
    rate = DEFECTIVES.sum() / SIZES.sum()
    error = np.sqrt(rate * (1 - rate) / SIZES)
    assert drawn.location.center[0] == pytest.approx(rate)
    assert drawn.location.upper == pytest.approx(rate + 3 * error)
    assert drawn.location.lower == pytest.approx(np.maximum(0, rate - 3 * error))
    assert (drawn.standards.readings, drawn.standards.size) == (SIZES.sum(), None)


def test_p_with_the_mean_size_and_standardised() -> None:
    average = study(P(variant="average"), (DEFECTIVES, SIZES))
    rate = average.standards.center
    assert average.location.upper[3] == pytest.approx(rate + 3 * math.sqrt(rate * (1 - rate) / SIZES.mean()))
    assert "sizes_differ" in codes(average)
    drawn = study(P(variant="standardized"), (DEFECTIVES, SIZES)).location
    assert lines(drawn, 4) == (0, -3, 3)
    assert drawn.points == pytest.approx((DEFECTIVES / SIZES - rate) / np.sqrt(rate * (1 - rate) / SIZES))
    nearly = study(P(variant="average"), (DEFECTIVES, [70] * 30))
    assert "sizes_differ" not in codes(nearly)


def test_a_mean_size_must_be_known_to_draw_by_it() -> None:
    with pytest.raises(ValueError, match=r"rate 0\.1 was given without a mean size"):
        study(P(variant="average"), ([1, 2], [10, 20]), given_rate(0.1))
    drawn = study(P(variant="average"), ([1, 2], [10, 20]), given_rate(0.1, size=15))
    assert drawn.location.upper[0] == drawn.location.upper[1]


def test_proportions_stay_between_0_and_1() -> None:
    high = study(P(), ([9, 10, 9, 10] * 6, 10))
    assert high.location.upper.max() == 1
    assert codes(high) >= {"upper_limit_one", "normal_poor"}
    uneven = study(P(), ([9, 19] * 12, [10, 20] * 12))
    facts = {one.code: one.facts for one in uneven.caveats}
    assert facts["upper_limit_one"]["points"] == 24
    low = study(P(), ([1, 0, 1, 2] * 6, [10, 12, 14, 16] * 6))
    assert {one.code: one.facts for one in low.caveats}["lower_limit_zero"]["points"] == 24


def test_np_and_c_keep_the_size_they_were_fixed_for() -> None:
    fixed = study(NP(), (DEFECTIVES[:6], 120)).standards
    with pytest.raises(ValueError, match="size 60 differs from 120"):
        study(NP(), ([3], 60), fixed)
    drawn = study(C(), ([16, 14, 28, 16], 100))
    assert lines(drawn.location)[0] == pytest.approx(18.5)


def test_u_over_areas_of_opportunity() -> None:
    counts, areas = [14, 12, 20, 11], [10, 8.5, 13, 10]
    drawn = study(U(), (counts, areas)).location
    rate = sum(counts) / sum(areas)
    assert drawn.upper == pytest.approx(rate + 3 * np.sqrt(rate / np.array(areas)))


def laney_by_definition(counts: Any, sizes: Any, *, pieces: bool) -> tuple[float, Any]:
    rate = counts.sum() / sizes.sum()
    error = np.sqrt(rate * ((1 - rate) if pieces else 1) / sizes)
    z = (counts / sizes - rate) / error
    sigma_z = np.mean([abs(b - a) for a, b in itertools.pairwise(z)]) / 1.128
    return float(sigma_z), rate + 3 * sigma_z * error


@pytest.mark.parametrize(("spec", "pieces"), [(LaneyP(), True), (LaneyU(), False)])
def test_laney_widens_limits_by_sigma_z(spec: Any, pieces: bool) -> None:  # noqa: FBT001
    sizes = RNG.integers(4000, 9000, 30)
    counts = RNG.binomial(sizes, RNG.normal(0.3, 0.02, 30))
    sigma_z, upper = laney_by_definition(counts, sizes, pieces=pieces)
    drawn = study(spec, (counts, sizes))
    assert sigma_z > 1.5
    assert drawn.standards.sigma_z == pytest.approx(sigma_z)
    assert drawn.location.upper == pytest.approx(upper)
    assert "sigma z" in drawn.standards.convention
    assert "overdispersed" not in codes(drawn)
    plain = study(P() if pieces else U(), (counts, sizes))
    facts = {one.code: one.facts for one in plain.caveats}
    assert facts["overdispersed"]["prime"] == ("p′" if pieces else "u′")


def test_laney_equals_p_when_sigma_z_is_one() -> None:
    known = given_rate(0.2, sigma_z=1.0)
    ours, plain = (study(spec, (DEFECTIVES, SIZES), known).location for spec in (LaneyP(), P()))
    assert ours.upper == pytest.approx(plain.upper)
    wide = study(LaneyP(), (DEFECTIVES, SIZES), given_rate(0.2, sigma_z=2.0)).location
    assert wide.upper - 0.2 == pytest.approx(2 * (plain.upper - 0.2))


def test_counts_too_alike_are_said() -> None:
    assert "underdispersed" in codes(study(C(), [20] * 15 + [21] * 15))
    assert "underdispersed" in codes(study(U(), ([20] * 15 + [21] * 15, 2.0)))


def test_dispersion_as_qcc_prints_it() -> None:
    # R qcc, help(qccOverdispersionTest), data of Wetherill and Brown (1991).
    pieces = [12, 11, 18, 11, 10, 16, 9, 11, 14, 15, 11, 9, 10, 13, 12, 8, 12, 13, 10, 12, 13, 16, 12, 18]
    pieces += [16, 10, 16, 10, 12, 14]
    binomial = overdispersion(pieces, 50, law="binomial")
    assert binomial.ratio == pytest.approx(0.7644566, abs=5e-8)
    assert binomial.statistic == pytest.approx(22.16924, abs=5e-6)
    assert binomial.p_over == pytest.approx(0.81311, abs=5e-6)
    counts = [11, 8, 13, 11, 13, 17, 25, 23, 11, 16, 9, 15, 10, 16, 12, 8, 9, 15, 4, 12, 12, 12, 15, 17, 14, 17]
    poisson = overdispersion([*counts, 12, 12, 7, 16])
    assert poisson.ratio == pytest.approx(1.472203, abs=5e-7)
    assert poisson.statistic == pytest.approx(42.69388, abs=5e-6)
    assert poisson.p_over == pytest.approx(0.048579, abs=5e-7)
    assert poisson.p_over + poisson.p_under == pytest.approx(1)


@given(st.lists(st.integers(0, 40), min_size=2, max_size=30).filter(any))
@settings(max_examples=60)
def test_dispersion_is_the_chi_squared_test_of_scipy(counts: list[int]) -> None:
    poisson = overdispersion(counts)
    theirs = stats.chisquare(counts)
    assert (poisson.statistic, poisson.p_over) == pytest.approx((theirs.statistic, theirs.pvalue))
    binomial = overdispersion(counts, 50, law="binomial")
    table = stats.contingency.chi2_contingency([counts, [50 - count for count in counts]], correction=False)
    assert (binomial.statistic, binomial.p_over) == pytest.approx((table.statistic, table.pvalue))


@pytest.mark.parametrize(
    ("counts", "sizes", "law", "words"),
    [
        ([3], 1.0, "poisson", "1 counts where the dispersion test needs 2"),
        ([0, 0], 1.0, "poisson", "the rate is 0.0"),
        ([5, 5], 5, "binomial", "the rate is 1.0"),
        ([6, 5], 5, "binomial", "subgroup 1 counts 6 of 5"),
    ],
)
def test_dispersion_refuses(counts: Any, sizes: Any, law: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        overdispersion(counts, sizes, law=law)


def test_g_sigma_as_qcc_prints_it() -> None:
    # R qcc, help(stats.g): centre 89, standard deviation 88.49859, counted from 1.
    drawn = study(G(limits="sigma", minimum=1), [88, 90])
    assert drawn.standards.sigma == pytest.approx(88.49859, abs=5e-6)
    assert lines(drawn.location) == pytest.approx((89, 1, 89 + 3 * 88.49859), abs=1e-4)
    assert codes(drawn) == {"few_subgroups", "geometric_skewed"}


def test_g_by_probability_has_both_limits() -> None:
    counts = RNG.geometric(0.02, 60) - 1
    drawn = study(G(), counts)
    mean = counts.mean()
    law = stats.geom(1 / (mean + 1), loc=-1)
    assert lines(drawn.location) == (law.ppf(0.5), law.ppf(0.00135), law.ppf(0.99865))
    assert codes(drawn) == set()
    assert len(judge(drawn, nelson([1, 2])).signals[0].rules) == 1
    assert len(study(G(limits="sigma", sigmas=0.5), counts).caveats) == 0


def test_g_read_between_counts_as_minitab_draws_it() -> None:
    # JASP Quality Control, rareEventCharts, opportunities; checked there against Minitab.
    counts = opportunities()
    drawn = study(G(limits="interpolated"), counts)
    assert lines(drawn.location) == pytest.approx((36.01, 0, 351.77), abs=0.01)
    assert codes(drawn) == set()
    again = study(G(limits="interpolated", minimum=1), [count + 1 for count in counts]).location
    assert lines(again) == pytest.approx((37.01, 1, 352.77), abs=0.01)
    assert lines(study(G(limits="interpolated"), [3], drawn.standards).location) == lines(drawn.location)


def test_g_read_between_counts_needs_to_know_how_many_there_were() -> None:
    with pytest.raises(ValueError, match="the mean 5 comes from 0 counts: limits read between counts need 2 or more"):
        study(G(limits="interpolated"), [3, 4], given_rate(5))


@given(st.floats(0.5, 500), st.floats(0.0005, 0.9995), st.sampled_from([0, 1]))
@settings(max_examples=100)
def test_a_limit_between_counts_lies_below_the_whole_quantile_by_less_than_one(
    mean: float, probability: float, minimum: int
) -> None:
    whole = quantile(mean + minimum, probability, minimum)
    assert whole - 1 - 1e-6 <= between(mean + minimum, probability, minimum, 10**9) <= whole + 1e-6


@given(st.floats(0.05, 500), st.floats(0.0005, 0.9995), st.sampled_from([0, 1]))
@settings(max_examples=100)
def test_quantile_is_that_of_scipy(mean: float, probability: float, minimum: int) -> None:
    law = stats.geom(1 / (mean + 1), loc=minimum - 1)
    ours = quantile(mean + minimum, probability, minimum)
    assert law.cdf(ours) >= probability - 1e-8
    assert ours == minimum or law.cdf(ours - 1) < probability + 1e-8


def test_shapes_are_read_once() -> None:
    counts = Counts([1, 2], [10, 20])
    assert study(P(), counts).location.points == pytest.approx([0.1, 0.1])
    assert len(study(G(), Counts([5, 9])).location) == 2
    groups = Subgroups(EVEN)
    assert study(XbarR(), groups).location.points == pytest.approx(EVEN.mean(axis=1))


def test_charts_cannot_be_changed() -> None:
    drawn = study(P(), (DEFECTIVES, SIZES)).location
    for array in (drawn.points, drawn.lower, drawn.upper, drawn.center):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_an_empty_record_draws_nothing() -> None:
    known = study(P(), (DEFECTIVES, SIZES)).standards
    assert len(study(P(), ([], []), known).location) == 0
    assert len(study(NP(), ([], []), known).location) == 0
    assert len(study(Individuals(), [], standards(0, 1)).spread) == 0
