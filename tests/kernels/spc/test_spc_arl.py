"""Run lengths: integral equations against Markov chains built another way, simulation, and refusals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import special

from zhihe.kernels.spc.arl import cusum_arl, ewma_arl, shewhart_arl
from zhihe.kernels.spc.arl_runs import MOST_STATES, run_chain
from zhihe.kernels.spc.judge import signals
from zhihe.kernels.spc.rules import Rule, nelson, western_electric
from zhihe.kernels.spc.study import study
from zhihe.kernels.spc.variables import Individuals
from zhihe.kernels.spc.variables import given as standards


def brook_evans(shift: float, k: float, h: float, states: int) -> float:
    """One-sided CUSUM as Brook and Evans (1972): the sum in ``states`` + 1 classes, the first at 0."""
    width = 2 * h / (2 * states + 1)
    place = np.arange(states + 1)
    steps = place[None, :] - place[:, None]
    edges = special.ndtr((steps + 0.5) * width + k - shift), special.ndtr((steps - 0.5) * width + k - shift)
    moves = edges[0] - edges[1]
    moves[:, 0] = special.ndtr((0.5 - place) * width + k - shift)
    return float(np.linalg.solve(np.eye(states + 1) - moves, np.ones(states + 1))[0])


@pytest.mark.parametrize("shift", [0.0, 0.5, 1.5])
@pytest.mark.parametrize(("k", "h"), [(0.5, 3.0), (0.25, 6.0)])
def test_cusum_agrees_with_a_markov_chain(shift: float, k: float, h: float) -> None:
    ours = cusum_arl(shift, k=k, h=h, two_sided=False).arl
    # The error of the chain falls with the square of its classes, so two sizes give the limit.
    coarse, fine = brook_evans(shift, k, h, 100), brook_evans(shift, k, h, 200)
    assert fine + (fine - coarse) / 3 == pytest.approx(ours, rel=1e-4)


def markov_ewma(shift: float, weight: float, sigmas: float, states: int) -> float:
    """Two-sided EWMA as Lucas and Saccucci (1990): the level in an odd number of classes."""
    limit = sigmas * math.sqrt(weight / (2 - weight))
    width = 2 * limit / states
    middle = -limit + width * (np.arange(states) + 0.5)
    edges = [
        special.ndtr((middle[None, :] + side - (1 - weight) * middle[:, None]) / weight - shift)
        for side in (width / 2, -width / 2)
    ]
    return float(np.linalg.solve(np.eye(states) - (edges[0] - edges[1]), np.ones(states))[states // 2])


@pytest.mark.parametrize("shift", [0.0, 0.5, 2.0])
@pytest.mark.parametrize(("weight", "sigmas"), [(0.1, 2.7), (0.25, 3.0)])
def test_ewma_agrees_with_a_markov_chain(shift: float, weight: float, sigmas: float) -> None:
    ours = ewma_arl(shift, weight=weight, sigmas=sigmas).arl
    assert markov_ewma(shift, weight, sigmas, 401) == pytest.approx(ours, rel=2e-3)


def test_ewma_with_all_the_weight_is_shewhart() -> None:
    assert ewma_arl(0.7, weight=1.0).arl == pytest.approx(shewhart_arl(0.7).arl, rel=1e-9)


def test_a_larger_shift_is_found_sooner() -> None:
    shifts = np.linspace(0, 3, 13)
    for work in (shewhart_arl, ewma_arl, cusum_arl):
        lengths = [work(shift).arl for shift in shifts]
        assert lengths == sorted(lengths, reverse=True)
        assert work(-1.0).arl == pytest.approx(work(1.0).arl)


def test_very_large_shifts_and_limits_stay_finite() -> None:
    assert cusum_arl(60.0).arl == pytest.approx(1)
    assert ewma_arl(80.0).arl == pytest.approx(1)
    # The lower sum would take longer than doubles resolve, the upper one decides.
    assert cusum_arl(5.0, h=5.0).arl == pytest.approx(cusum_arl(5.0, h=5.0, two_sided=False).arl)
    assert ewma_arl(weight=0.001, sigmas=2.5).nodes > 300
    assert cusum_arl(3.0, k=0.5, h=400.0, two_sided=False).nodes == 1000


def test_runs_rules_by_simulation() -> None:
    rules = nelson([1, 2, 5, 6, 7, 8], side=6, within=6, outside=4, both_sides=True)
    expected = run_chain(rules).run_length(0.5).arl
    rng = np.random.default_rng(23)
    lengths = []
    for _ in range(3000):
        points = rng.normal(0.5, 1, 300)
        found = signals(study(Individuals(), points, standards(0, 1)).location, rules).point
        lengths.append(int(found[0]) + 1)
    assert np.mean(lengths) == pytest.approx(expected, rel=0.06)


def test_one_rule_on_other_limits() -> None:
    assert run_chain(western_electric([1]), sigmas=2.5).run_length(1).arl == pytest.approx(
        shewhart_arl(1, sigmas=2.5).arl
    )
    assert run_chain(nelson([1], zone=2.0)).run_length().arl == pytest.approx(shewhart_arl(sigmas=2.0).arl)


def test_a_run_of_k_has_its_textbook_length() -> None:
    # k in a row of a coin that may fall either way: 2^k - 1 throws on average.
    for k in (2, 5, 9):
        assert run_chain([Rule("side", "side", k, k)]).run_length().arl == pytest.approx(2**k - 1)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: shewhart_arl(math.nan), "shift nan"),
        (lambda: shewhart_arl(sigmas=0), "not at 0"),
        (lambda: shewhart_arl(sigmas=60.0), "at most at 7 sigma, not at 60.0"),
        (lambda: run_chain(western_electric(), sigmas=7.5), "not at 7.5"),
        (lambda: cusum_arl(0.0, h=40.0), "k 0.5 and h 40.0 signals less than once"),
        (lambda: cusum_arl(-4.0, two_sided=False), "at shift -4.0"),
        (lambda: ewma_arl(weight=0), "weight 0 is"),
        (lambda: ewma_arl(sigmas=-1), "not at -1"),
        (lambda: cusum_arl(h=0), "h must be above 0, not 0"),
        (lambda: cusum_arl(h=4, head_start=4), "head start 4 is not between 0 and h 4"),
        (lambda: cusum_arl(k=0, h=4, head_start=3), "k 0 and head start 3 let both sums rise"),
        (lambda: cusum_arl(k=-0.1), "k -0.1"),
        (lambda: run_chain([]), "0 rules"),
        (lambda: run_chain(nelson([3])), "nelson.3 over 6 points"),
        (lambda: run_chain(western_electric()).run_length(math.inf), "shift inf"),
        (lambda: run_chain([Rule("far", "cluster", 12, 30, 0.5)]), f"1 rules need more than {MOST_STATES} states"),
    ],
)
def test_refusals_name_the_number(make: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()
