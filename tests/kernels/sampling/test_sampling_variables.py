"""Sampling by variables: estimates, verdicts, OC, designs, and every cell of the Z1.9 tables."""

from __future__ import annotations

import itertools
import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from zhihe.kernels.sampling.attributes import Severity
from zhihe.kernels.sampling.variables import (
    Criterion,
    Normality,
    estimate_nonconforming,
    fraction_beyond,
    index_for_fraction,
    judge_variables,
)
from zhihe.kernels.sampling.variables_design import find_variables_plan, variables_acceptance, variables_course
from zhihe.kernels.sampling.z19 import tables, z19_plan

DEVICES = (197.0, 188.0, 184.0, 205.0, 201.0)
NORMAL = Normality(holds=True, basis="Shapiro-Wilk, study Q-12", p_value=0.41)
PLAN = Criterion(5, 1.524668, 0.0333, sigma_known=False)
readings = st.lists(st.floats(-100, 100).map(lambda x: round(x, 3)), min_size=4, max_size=12).filter(
    lambda values: len(set(values)) > 2
)


def test_three_readings_have_the_closed_form_estimate() -> None:
    """For n = 3 the beta distribution is the arcsine law, for n = 4 the uniform."""
    for q in (-0.9, -0.2, 0.0, 0.5, 1.1):
        x3 = 0.5 - 0.5 * q * math.sqrt(3) / 2
        assert fraction_beyond(q, 3) == pytest.approx(2 / math.pi * math.asin(math.sqrt(x3)), abs=1e-12)
        assert fraction_beyond(q, 4) == pytest.approx(0.5 - q / 3, abs=1e-12)


@pytest.mark.parametrize("n", [5, 12])
@pytest.mark.parametrize("p", [0.01, 0.1])
def test_the_estimate_is_unbiased(n: int, p: float) -> None:
    """Q sqrt(n) is non-central t: its mean estimate is the true fraction."""
    z = stats.norm.isf(p)
    law = stats.nct(n - 1, z * math.sqrt(n))
    mean, _ = integrate.quad(
        lambda t: fraction_beyond(t / math.sqrt(n), n) * law.pdf(t), -5, (n - 1) * 1.0001, limit=200
    )
    assert mean == pytest.approx(p, abs=2e-4)
    known, _ = integrate.quad(
        lambda u: fraction_beyond(z + u / math.sqrt(n), n, sigma_known=True) * stats.norm.pdf(u), -9, 9
    )
    assert known == pytest.approx(p, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(st.floats(-6, 6), st.floats(0, 3), st.integers(3, 60), st.booleans())
def test_a_better_index_never_estimates_more(q: float, more: float, n: int, known: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    worse, better = (fraction_beyond(each, n, sigma_known=known) for each in (q, q + more))
    assert 0 <= worse <= 1
    assert 0 <= better <= worse * (1 + 1e-12)  # of two indices an ulp apart the last digits may cross


@settings(max_examples=80, deadline=None)
@given(readings, st.floats(0.5, 20), st.floats(-50, 50), st.floats(1, 60))
def test_the_unit_of_measurement_does_not_matter(values: list[float], scale: float, shift: float, width: float) -> None:
    here = estimate_nonconforming(values, lower=-width, upper=width)
    there = estimate_nonconforming(
        [scale * value + shift for value in values], lower=-scale * width + shift, upper=scale * width + shift
    )
    assert there.p_lower == pytest.approx(here.p_lower, abs=1e-6)
    assert there.p_upper == pytest.approx(here.p_upper, abs=1e-6)
    mirrored = estimate_nonconforming([-value for value in values], lower=-width, upper=width)
    assert mirrored.p_lower == pytest.approx(here.p_upper, abs=1e-9)
    assert 0 <= here.nonconforming <= 2


def test_both_methods_judge_one_limit_alike() -> None:
    for upper in (205.0, 208.0, 209.0, 212.0):
        by_k = judge_variables(DEVICES, PLAN, normality=NORMAL, upper=upper, method="k")
        by_m = judge_variables(DEVICES, PLAN, normality=NORMAL, upper=upper)
        assert by_k.verdict == by_m.verdict
        assert by_k.threshold == PLAN.k
    assert by_m.verdict == "accept"
    assert judge_variables(DEVICES, PLAN, normality=NORMAL, lower=180.0, method="k").verdict == "accept"
    assert judge_variables(DEVICES, PLAN, normality=NORMAL, lower=184.0, method="k").verdict == "reject"


def test_two_limits_add_their_estimates() -> None:
    found = judge_variables(DEVICES, PLAN, normality=NORMAL, lower=181.5, upper=209.0)
    assert found.estimate.p_lower > 0
    assert found.found == pytest.approx(found.estimate.p_lower + found.estimate.p_upper)
    assert found.verdict == "reject"
    assert "reject" in found.explain("en")
    assert "不接收" in found.explain("zh")
    assert "Shapiro-Wilk" in found.explain("en")


def test_a_known_sigma_is_used_in_place_of_s() -> None:
    plan = Criterion(5, 1.4, 0.05, sigma_known=True)
    found = judge_variables(DEVICES, plan, normality=NORMAL, upper=209.0, sigma=8.0)
    assert found.estimate.spread == 8.0
    assert found.found == pytest.approx(stats.norm.sf(14 / 8 * math.sqrt(5 / 4)))
    assert found.trail[1].code == "measured_sigma"


JUDGE = partial(judge_variables, DEVICES, PLAN, normality=NORMAL, upper=209.0)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (partial(JUDGE, normality=None), "no statement of normality"),
        (partial(JUDGE, normality=Normality(holds=False, basis="AD", p_value=0.001)), "AD, p 0.001"),
        (partial(JUDGE, sigma=3.0), "sigma is 3.0"),
        (partial(JUDGE, lower=1.0, method="k"), "the k method judges one limit"),
        (partial(JUDGE, upper=None), "no limit"),
        (partial(JUDGE, upper=math.nan), "limit nan"),
        (partial(JUDGE, lower=210.0), "lower limit 210.0"),
        (partial(judge_variables, DEVICES[:4], PLAN, normality=NORMAL, upper=1.0), "4 readings given"),
        (partial(estimate_nonconforming, (1.0, 2.0), upper=3.0), "2 readings are too few"),
        (partial(estimate_nonconforming, (1.0,), upper=3.0, sigma=1.0), "1 readings are too few"),
        (partial(estimate_nonconforming, (1.0, math.inf, 2.0), upper=3.0), "reading inf"),
        (partial(estimate_nonconforming, (1.0, 1.0, 1.0), upper=3.0), "the spread of the readings is 0.0"),
        (partial(estimate_nonconforming, (1.0, 2.0, 1.0), upper=3.0, sigma=math.inf), "is inf"),
        (partial(fraction_beyond, math.nan, 5), "quality index nan"),
        (partial(index_for_fraction, 0.0, 5), "fraction 0.0"),
        (partial(variables_acceptance, 1, 1.5, 0.1), "n is 1"),
        (partial(variables_acceptance, 5, math.nan, 0.1), "k is nan"),
        (partial(variables_acceptance, 5, 1.5, 1.1), "p is 1.1"),
        (partial(find_variables_plan, 0.1, 0.05, 0.05, 0.1), "p1 0.1 must be below p2 0.05"),
        (partial(find_variables_plan, 0.0, 0.05, 0.05, 0.1), "p1 is 0.0"),
        (partial(find_variables_plan, 0.01, 0.6, 0.05, 0.5), "together"),
        (partial(z19_plan, 1, "1.0"), "lot size 1 is below 2"),
        (partial(z19_plan, 3, "1.0"), "a lot of 3 is smaller than the sample of 4"),
        (partial(z19_plan, 100, "15"), "AQL 15 is not in z1.9-2008"),
        (partial(z19_plan, 100, "one"), "'one' is not a number"),
        (partial(z19_plan, 100, "1.0", level="S-1"), "'S-1'"),
        (partial(z19_plan, 100, "1.0", severity=Severity.SKIP), "'skip'"),
    ],
)
def test_refusals_name_the_number(call: partial[object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        call()


@settings(max_examples=60, deadline=None)
@given(st.integers(3, 150), st.floats(0.2, 3), st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_a_worse_lot_is_never_accepted_more_often(
    n: int,
    k: float,
    one: float,
    other: float,
    known: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    better, worse = (variables_acceptance(n, k, p, sigma_known=known) for p in sorted((one, other)))
    assert -1e-9 <= worse <= better + 1e-9 <= 1 + 2e-9


def test_the_oc_agrees_with_drawing_lots() -> None:
    rng = np.random.default_rng(20260724)
    n, k, p, lots = 10, 1.4, 0.05, 40_000
    drawn = rng.standard_normal((lots, n))
    q = (stats.norm.isf(p) - drawn.mean(axis=1)) / drawn.std(axis=1, ddof=1)
    assert variables_acceptance(n, k, p) == pytest.approx(float((q >= k).mean()), abs=0.01)
    known = stats.norm.isf(p) - drawn.mean(axis=1)
    assert variables_acceptance(n, k, p, sigma_known=True) == pytest.approx(float((known >= k).mean()), abs=0.01)
    assert variables_course(n, k, p).probability == variables_acceptance(n, k, p)
    assert variables_acceptance(n, k, 0.0) == 1.0
    assert variables_acceptance(n, k, 1.0) == 0.0


@pytest.mark.parametrize("sigma", ["known", "unknown"])
@pytest.mark.parametrize(
    ("p1", "alpha", "p2", "beta"),
    [(0.01, 0.05, 0.06, 0.1), (0.001, 0.01, 0.2, 0.01), (0.1, 0.1, 0.12, 0.2), (0.01, 0.05, 0.9, 0.1)],
)
def test_an_exact_design_meets_both_points_with_the_smallest_sample(
    sigma: str, p1: float, alpha: float, p2: float, beta: float
) -> None:
    known = sigma == "known"
    found = find_variables_plan(p1, alpha, p2, beta, sigma_known=known)
    assert found.alpha <= alpha + 1e-9
    assert found.beta <= beta + 1e-9
    n = found.criterion.n
    if n > (2 if known else 3):
        for k in np.linspace(found.criterion.k - 0.5, found.criterion.k + 0.5, 101):
            good = variables_acceptance(n - 1, float(k), p1, sigma_known=known) >= 1 - alpha
            assert not (good and variables_acceptance(n - 1, float(k), p2, sigma_known=known) <= beta)
    approximate = find_variables_plan(p1, alpha, p2, beta, sigma_known=known, method="wallis")
    assert abs(approximate.criterion.n - n) <= max(3, 0.05 * n)


def test_every_z19_cell_holds_one_criterion_in_two_forms() -> None:
    cells = 0
    for (sigma, _, _), ranges in tables().rows.items():
        for row in ranges:
            for cell in row:
                known = sigma == "known"
                assert cell.sigma_known is known
                assert fraction_beyond(cell.k, cell.n, sigma_known=known) == pytest.approx(cell.m, abs=6e-7)
                assert index_for_fraction(cell.m, cell.n, sigma_known=known) == pytest.approx(cell.k, abs=2e-4)
                cells += 1
    assert cells == 5280


def test_z19_rows_obey_the_laws_of_the_tables() -> None:
    found = tables()
    assert found.levels == ("S-3", "S-4", "I", "II", "III")
    assert found.lot_starts == (2, 9, 16, 26, 51, 91, 151, 281, 401, 501, 1201, 3201, 10001, 35001, 150001, 500001)
    for (sigma, severity, level), ranges in found.rows.items():
        for row in ranges:
            ks = [cell.k for cell in row]
            assert ks == sorted(ks, reverse=True), "a looser AQL has a smaller k"
        for smaller, larger in itertools.pairwise(ranges):
            for one, other in zip(smaller, larger, strict=True):
                assert one.n <= other.n
                assert one.k <= other.k + 1e-9
        if severity == "tightened":
            # Tightened is normal inspection one AQL stricter.
            for tight, normal in zip(ranges, found.rows[sigma, "normal", level], strict=True):
                assert tight[1:] == normal[:-1]


def test_reduced_z19_is_normal_one_aql_looser_but_for_four_named_rows() -> None:
    """Two rows have samples of their own; two show a doubtful cell of the source (see the documentation)."""
    found = tables()
    others = set()
    for (sigma, severity, _), ranges in found.rows.items():
        normal = {row[1:] for (s, v, _), rows in found.rows.items() if (s, v) == (sigma, "normal") for row in rows}
        if severity == "reduced":
            others |= {(sigma, row[4].n) for row in ranges if row[:-1] not in normal}
    assert others == {("unknown", 30), ("known", 11), ("unknown", 7), ("known", 3)}
    doubtful = found.rows["known", "normal", "II"][4][4], found.rows["known", "reduced", "II"][7][3]
    assert [(cell.n, cell.m) for cell in doubtful] == [(4, 0.0194), (3, 0.0194)]


def test_z19_plans_by_lot_and_level() -> None:
    found = z19_plan(40, "1.0")
    assert found.criterion == PLAN
    assert found.severity is Severity.NORMAL
    assert found.explain("en").startswith("lot 40, level II, normal, AQL 1.0; sigma unknown: n=5")
    assert z19_plan(40, 1, sigma="known").criterion.sigma_known  # type: ignore[arg-type]
    assert (
        z19_plan(400, "1.0").criterion.n < z19_plan(401, "1.0").criterion.n
        or z19_plan(400, "1.0").criterion == z19_plan(281, "1.0").criterion
    )
