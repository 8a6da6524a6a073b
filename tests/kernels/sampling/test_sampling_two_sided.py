"""The OC of variables plans between two limits: against the one-limit curve, against drawn lots, and by its laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import special

from zhihe.kernels.sampling.variables import Criterion, estimate_nonconforming, fraction_beyond
from zhihe.kernels.sampling.variables_design import variables_acceptance
from zhihe.kernels.sampling.variables_two_sided import mean_for, two_sided_acceptance, two_sided_oc

LOWER, UPPER = 10.0, 20.0


def _plan(n: int = 20, k: float = 1.69, *, sigma_known: bool = False) -> Criterion:
    return Criterion(n, k, fraction_beyond(k, n, sigma_known=sigma_known), sigma_known)


@pytest.mark.parametrize("sigma_known", [False, True])
@pytest.mark.parametrize("p", [0.001, 0.01, 0.05, 0.2])
def test_with_one_limit_far_away_it_is_the_curve_of_the_k_plan(p: float, *, sigma_known: bool) -> None:
    plan = _plan(sigma_known=sigma_known)
    ours = two_sided_oc(plan, p, 1.0, lower=-1000.0, upper=20.0)
    assert ours == pytest.approx(variables_acceptance(plan.n, plan.k, p, sigma_known=sigma_known), abs=2e-9)


@pytest.mark.parametrize(("mean", "sigma"), [(15.0, 1.9), (15.0, 2.6), (16.5, 1.7), (13.0, 1.5)])
@pytest.mark.parametrize("sigma_known", [False, True])
def test_as_many_of_drawn_lots_are_accepted(mean: float, sigma: float, *, sigma_known: bool) -> None:
    plan, lots = _plan(12, 1.5, sigma_known=sigma_known), 4000
    drawn = np.random.default_rng(2026).normal(mean, sigma, (lots, plan.n))
    given_sigma = sigma if sigma_known else None
    accepted = sum(
        estimate_nonconforming(list(lot), lower=LOWER, upper=UPPER, sigma=given_sigma).nonconforming <= plan.m
        for lot in drawn
    )
    ours = two_sided_acceptance(plan, mean, sigma, lower=LOWER, upper=UPPER)
    assert abs(accepted / lots - ours) < 4 * math.sqrt(ours * (1 - ours) / lots) + 1 / lots


@settings(max_examples=25)
@given(
    n=st.integers(4, 40),
    k=st.floats(0.8, 2.5),
    off=st.floats(0, 5),
    sigma=st.floats(0.2, 6),
    known=st.booleans(),
)
def test_it_is_a_chance_and_the_same_on_both_sides_of_the_middle(
    n: int, k: float, off: float, sigma: float, *, known: bool
) -> None:
    plan = _plan(n, k, sigma_known=known)
    assume(plan.m > 0)
    above = two_sided_acceptance(plan, 15 + off, sigma, lower=LOWER, upper=UPPER)
    below = two_sided_acceptance(plan, 15 - off, sigma, lower=LOWER, upper=UPPER)
    assert 0 <= above <= 1
    assert above == pytest.approx(below, abs=1e-9)


@settings(max_examples=25)
@given(sigma=st.floats(0.5, 3), first=st.floats(0, 1), second=st.floats(0, 1), known=st.booleans())
def test_a_process_further_off_is_never_accepted_more_often(
    sigma: float, first: float, second: float, *, known: bool
) -> None:
    plan = _plan(sigma_known=known)
    near, far = sorted((first * 5, second * 5))
    ours = [two_sided_acceptance(plan, 15 + off, sigma, lower=LOWER, upper=UPPER) for off in (near, far)]
    assert ours[1] <= ours[0] + 1e-9


def test_a_process_too_wide_for_its_limits_is_never_accepted() -> None:
    assert two_sided_acceptance(_plan(sigma_known=True), 15, 6, lower=LOWER, upper=UPPER) == 0.0
    assert two_sided_acceptance(_plan(), 15, 1000, lower=LOWER, upper=UPPER) == 0.0


def test_the_mean_of_a_fraction_has_that_fraction() -> None:
    centred = 2 * float(special.ndtr(-2.5))
    assert mean_for(centred, 2.0, lower=LOWER, upper=UPPER) == 15
    assert mean_for(0.5, 1.0, lower=LOWER, upper=UPPER) == pytest.approx(20)
    assert mean_for(0.9, 1.0, lower=LOWER, upper=UPPER) == pytest.approx(21.2815515655446)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lower": 20.0, "upper": 10.0}, "lower limit 20.0"),
        ({"sigma": 0.0}, "sigma is 0.0"),
        ({"sigma": math.nan}, "sigma is nan"),
        ({"criterion": Criterion(20, 0.0, 0.5, sigma_known=False)}, "M is 0.5"),
        ({"criterion": Criterion(20, 5.0, 0.0, sigma_known=False)}, "M is 0.0"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, object], said: str) -> None:
    given_ = {"criterion": _plan(), "mean": 15.0, "sigma": 1.0, "lower": LOWER, "upper": UPPER, **change}
    with pytest.raises(ValueError, match=said):
        two_sided_acceptance(**given_)  # type: ignore[arg-type]


def test_a_fraction_below_that_of_the_centred_process_is_refused() -> None:
    with pytest.raises(ValueError, match=r"fraction 0\.001 cannot be"):
        two_sided_oc(_plan(), 0.001, 2.0, lower=LOWER, upper=UPPER)
    with pytest.raises(ValueError, match=r"fraction 1\.0 cannot be"):
        mean_for(1.0, 2.0, lower=LOWER, upper=UPPER)
