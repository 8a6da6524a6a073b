"""OC, ASN, AOQ, ATI, plan search, c = 0 and sequential plans against enumeration, laws and capstat."""

from __future__ import annotations

import itertools
import math
from functools import partial

import numpy as np
import pytest
from capstat_core import acceptance_sampling as twin
from hypothesis import given, settings
from hypothesis import strategies as st

from zhihe.kernels.sampling.characteristics import (
    Course,
    Model,
    acceptance,
    average_outgoing_quality,
    average_outgoing_quality_limit,
    average_sample_number,
    average_total_inspection,
    course,
    nonconforming_in_lot,
)
from zhihe.kernels.sampling.design import find_plan
from zhihe.kernels.sampling.editions import KINDS, Cell, Kind, Stage, load
from zhihe.kernels.sampling.sequential import SequentialPlan, progress, sequential_plan
from zhihe.kernels.sampling.zero_acceptance import zero_plan

TABLES = load("z1.4-2008")
MODELS: tuple[Model, ...] = ("binomial", "hypergeometric", "poisson")
fractions = st.floats(0, 1)


def _any_cell(kind: Kind, severity: str, letter: str, column: int) -> Cell:
    return TABLES.cell(kind, severity, letter, column) or Cell(letter, (Stage(5, 1, 3),))


cells = st.builds(
    _any_cell,
    st.sampled_from(KINDS),
    st.sampled_from(("normal", "tightened", "reduced")),
    st.sampled_from("CFHJ"),
    st.integers(8, 19),
)


@settings(max_examples=120, deadline=None)
@given(cells, fractions, fractions, st.sampled_from(MODELS))
def test_a_worse_lot_is_never_accepted_more_often(cell: Cell, one: float, other: float, model: Model) -> None:
    size = sum(stage.n for stage in cell.stages) * 3
    better, worse = (course(cell.stages, p, model=model, lot_size=size) for p in sorted((one, other)))
    assert worse.probability <= better.probability + 1e-12
    for each in (better, worse):
        assert sum(each.accept) + sum(each.reject) == pytest.approx(1, abs=1e-9)
        assert each.sizes[0] - 1e-9 <= average_sample_number(each) <= each.sizes[-1] + 1e-9


def _enumerate(stages: tuple[Stage, ...], p: float) -> tuple[float, float, float]:
    """Pa, ASN and semi-curtailed ASN by walking every sequence of units."""
    accepted = asn = curtailed = 0.0
    total = sum(stage.n for stage in stages)
    for units in itertools.product((0, 1), repeat=total):
        chance = math.prod(p if bad else 1 - p for bad in units)
        seen = found = 0
        for number, stage in enumerate(stages):
            part = units[seen : seen + stage.n]
            stop = next((at + 1 for at in range(stage.n) if found + sum(part[: at + 1]) >= stage.re), stage.n)
            asn += chance * stage.n
            curtailed += chance * (stop if number else stage.n)
            found += sum(part)
            seen += stage.n
            last = number == len(stages) - 1
            if found >= stage.re:
                break
            if found <= stage.ac or last:
                accepted += chance
                break
    return accepted, asn, curtailed


@pytest.mark.parametrize("p", [0.03, 0.2, 0.6])
@pytest.mark.parametrize(
    "stages",
    [
        (Stage(6, 1, 2),),
        (Stage(5, 0, 2), Stage(5, 1, 2)),
        (Stage(5, 0, 3), Stage(5, 0, 4)),
        (Stage(3, -1, 2), Stage(3, 0, 3), Stage(3, 1, 3), Stage(3, 2, 3)),
    ],
)
def test_the_walk_agrees_with_every_sequence_of_units(stages: tuple[Stage, ...], p: float) -> None:
    accepted, asn, curtailed = _enumerate(stages, p)
    walked = course(stages, p)
    assert walked.probability == pytest.approx(accepted, abs=1e-12)
    assert average_sample_number(walked) == pytest.approx(asn, abs=1e-12)
    assert average_sample_number(course(stages, p, curtailed=True)) == pytest.approx(curtailed, abs=1e-12)


def test_a_lot_is_drawn_from_without_replacement() -> None:
    """Every way to order a small lot, which no approximation with a constant p reproduces."""
    stages, lot, bad = (Stage(3, 0, 2), Stage(2, 1, 2)), 8, 3
    good = 0
    for order in set(itertools.permutations([1] * bad + [0] * (lot - bad))):
        first, both = sum(order[:3]), sum(order[:5])
        good += first == 0 or (first == 1 and both <= 1)
    expected = good / math.comb(lot, bad)
    assert acceptance(stages, bad / lot, model="hypergeometric", lot_size=lot) == pytest.approx(expected, abs=1e-12)
    assert nonconforming_in_lot(0.025, 100) == 3


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 200), st.integers(0, 6), st.floats(1e-4, 0.3), st.sampled_from(("binomial", "poisson")))
def test_single_plans_agree_with_the_twin(n: int, c: int, p: float, model: Model) -> None:
    c = min(c, n)
    lot = 20 * n
    theirs = twin.SamplingPlan(n, c, lot)
    walked = course((Stage(n, c, c + 1),), p, model=model)
    assert walked.probability == pytest.approx(twin.probability_of_acceptance(theirs, p, model=model), abs=1e-9)
    assert average_outgoing_quality(walked, p, lot) == pytest.approx(
        twin.average_outgoing_quality(theirs, p, model=model), abs=1e-9
    )
    assert average_total_inspection(walked, lot) == pytest.approx(
        twin.average_total_inspection(theirs, p, model=model), rel=1e-9
    )


@pytest.mark.parametrize(("n", "c"), [(5, 0), (80, 2), (500, 10)])
def test_the_aoql_is_the_highest_point_of_the_curve(n: int, c: int) -> None:
    stages = (Stage(n, c, c + 1),)
    limit, where = average_outgoing_quality_limit(partial(course, stages), 20_000)
    grid = np.linspace(1e-5, 0.6, 3001)
    highest = max(average_outgoing_quality(course(stages, float(p)), float(p), 20_000) for p in grid)
    assert limit >= highest - 1e-12
    assert average_outgoing_quality(course(stages, where), where, 20_000) == pytest.approx(limit)
    theirs = twin.aoq_limit(twin.SamplingPlan(n, c, 20_000))
    assert limit == pytest.approx(theirs.aoql, rel=1e-6)


@pytest.mark.parametrize(("n", "c", "lot"), [(10, 0, 50), (20, 1, 200), (125, 3, 1500)])
def test_the_aoql_of_a_lot_lies_at_a_quality_a_lot_can_have(n: int, c: int, lot: int) -> None:
    def walk(p: float) -> Course:
        return course((Stage(n, c, c + 1),), p, model="hypergeometric", lot_size=lot)

    limit, where = average_outgoing_quality_limit(walk, lot, whole_units=True)
    qualities = [d / lot for d in range(lot + 1)]
    assert limit == max(average_outgoing_quality(walk(p), p, lot) for p in qualities)
    assert where in qualities


def test_removing_instead_of_replacing_leaves_a_smaller_lot_and_a_higher_share() -> None:
    walked = course((Stage(13, 0, 2), Stage(13, 1, 2)), 0.18)
    assert average_outgoing_quality(walked, 0.18, 120) < average_outgoing_quality(walked, 0.18, 120, replaced=False)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (partial(course, (), 0.1), "0 stages"),
        (partial(course, (Stage(5, 0, 1),), 1.5), "quality p is 1.5"),
        (partial(course, (Stage(5, 0, 1),), -0.1), "quality p is -0.1"),
        (partial(course, (Stage(5, 0, 1),), math.nan), "quality p is nan"),
        (partial(course, (Stage(5, 0, 1),), math.inf, model="poisson"), "quality p is inf"),
        (partial(course, (Stage(5, 0, 1),), 0.1, model="hypergeometric"), "a lot of None"),
        (partial(course, (Stage(5, 0, 1),), 0.1, model="hypergeometric", lot_size=4), "sample of 5"),
        (partial(course, (Stage(5, 0, 1),), 0.1, model="poisson", curtailed=True), "not for poisson"),
        (partial(average_total_inspection, course((Stage(5, 0, 1),), 0.1), 4), "exceed the lot of 4"),
        (partial(find_plan, 0.05, 0.05, 0.05, 0.1), "p1 0.05 and p2 0.05"),
        (partial(find_plan, 0.01, 0.0, 0.05, 0.1), "alpha is 0.0"),
        (partial(find_plan, 0.01, 0.05, 0.05, 1.0), "beta is 1.0"),
        (partial(find_plan, 0.01, 0.05, 1.0, 0.1), "p2 1.0"),
        (partial(find_plan, 0.01, 0.05, math.inf, 0.1, model="poisson"), "p2 inf"),
        (partial(find_plan, 0.01, 0.05, 0.0100001, 0.1), "too close"),
        (partial(find_plan, 0.01, 0.05, 0.05, 0.1, model="hypergeometric"), "not None"),
        (partial(find_plan, 0.01, 0.05, 0.05, 0.1, model="hypergeometric", lot_size=0), "not 0"),
        (partial(find_plan, 0.01, 0.05, 0.012, 0.1, model="hypergeometric", lot_size=100), "lot of 100"),
        (partial(zero_plan, 0.0), "LTPD is 0.0"),
        (partial(zero_plan, 0.05, 1.0), "beta is 1.0"),
        (partial(zero_plan, 0.05, 0.1, lot_size=0), "lot of 0"),
        (partial(sequential_plan, 0.05, 0.05, 0.01, 0.1), "p1 0.05 must be below p2 0.01"),
        (partial(sequential_plan, 0.01, 0.5, 0.05, 0.5), "together"),
        (partial(sequential_plan, 0.0, 0.05, 0.05, 0.1), "p1 is 0.0"),
        (partial(progress, Stage(5, 0, 1), 6, 0), "6 units inspected of a sample of 5"),
        (partial(progress, Stage(5, 0, 1), 3, -1), "-1 nonconforming"),
        (partial(SequentialPlan(1, 1, 0.1).decide, 3, 4), "4 nonconforming of 3 units"),
    ],
)
def test_refusals_name_the_number(call: partial[object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        call()


@settings(max_examples=25, deadline=None)
@given(st.floats(0.005, 0.05), st.floats(2.5, 8), st.sampled_from((0.05, 0.1)), st.sampled_from((0.05, 0.1)))
def test_a_designed_plan_meets_both_points_and_no_smaller_one_does(
    p1: float, ratio: float, alpha: float, beta: float
) -> None:
    p2 = p1 * ratio
    found = find_plan(p1, alpha, p2, beta)
    assert found.alpha <= alpha
    assert found.beta <= beta
    for c in range(found.c + 1):
        stages = (Stage(found.n - 1, c, c + 1),)
        assert acceptance(stages, p1) < 1 - alpha or acceptance(stages, p2) > beta
    theirs = twin.design_single_sampling_plan(p1, p2, producer_risk=alpha, consumer_risk=beta)
    assert (found.n, found.c) == (theirs.sample_size, theirs.acceptance_number)
    assert found.stages == (Stage(found.n, found.c, found.c + 1),)


def test_nonconformities_per_unit_are_designed_with_the_poisson_law() -> None:
    found = find_plan(0.01, 0.05, 0.06, 0.10, model="poisson")
    assert (found.n, found.c) == (112, 3)
    assert found.beta == pytest.approx(acceptance(found.stages, 0.06, model="poisson"))
    # A lot below the first guess of the search.
    assert find_plan(0.34, 0.1, 0.67, 0.1, model="hypergeometric", lot_size=3).n == 3


def test_the_lot_itself_is_the_last_resort_of_a_hypergeometric_design() -> None:
    found = find_plan(0.05, 0.2, 0.1, 0.1, model="hypergeometric", lot_size=100)
    assert (found.n, found.c) == (64, 4)
    whole = find_plan(0.04, 0.01, 0.05, 0.01, model="hypergeometric", lot_size=100)
    assert (whole.n, whole.c) == (100, 4)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.01, 0.5), st.sampled_from((0.01, 0.05, 0.1, 0.2)), st.integers(1, 400))
def test_a_zero_plan_is_the_smallest_that_keeps_the_risk(ltpd: float, beta: float, lot: int) -> None:
    of_lot, of_any = zero_plan(ltpd, beta, lot_size=lot), zero_plan(ltpd, beta)
    assert of_lot.stages[0].ac == 0
    assert of_lot.n <= lot
    assert of_any.beta <= beta
    assert (1 - ltpd) ** (of_any.n - 1) > beta
    bad = of_lot.nonconforming
    assert bad is not None
    assert math.comb(lot - bad, of_lot.n) / math.comb(lot, of_lot.n) == pytest.approx(of_lot.beta, abs=1e-9)
    assert of_lot.n == 1 or math.comb(lot - bad, of_lot.n - 1) / math.comb(lot, of_lot.n - 1) > beta
    assert of_lot.n <= of_any.n
    assert of_lot.beta <= beta + 1e-12  # where the risk equals beta, floats may differ in the last digit


def test_a_hundred_pieces_at_five_percent() -> None:
    found = zero_plan(0.05, 0.10, lot_size=100)
    assert (found.n, found.nonconforming, found.model) == (37, 5, "hypergeometric")
    assert zero_plan(0.07, 0.10, lot_size=100).nonconforming == 7


def test_the_sequential_lines_decide_and_their_numbers_say_when() -> None:
    found = sequential_plan(0.01, 0.05, 0.10, 0.10)
    assert found.acceptance_number(23) is None
    assert found.acceptance_number(24) == 0
    assert found.rejection_number(1) is None
    assert found.rejection_number(2) == 2
    assert [found.decide(24, count) for count in (0, 1, 2, 3)] == ["accept", "continue", "continue", "reject"]
    assert found.decide(23, 0) == "continue"


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 300), st.integers(0, 300))
def test_a_worse_count_never_turns_a_sequential_decision_for_the_better(inspected: int, count: int) -> None:
    found = sequential_plan(0.01, 0.05, 0.06, 0.10)
    order = ("accept", "continue", "reject")
    count = min(count, inspected - 1)
    assert order.index(found.decide(inspected, count)) <= order.index(found.decide(inspected, count + 1))
    number = found.rejection_number(inspected)
    assert (found.decide(inspected, count) == "reject") is (number is not None and count >= number)


def test_inspection_stops_early_only_to_reject() -> None:
    stage = Stage(80, 2, 3)
    assert progress(stage, 10, 2).decision == "continue"
    stopped = progress(stage, 10, 3)
    assert (stopped.decision, stopped.curtailed) == ("reject", True)
    assert not progress(stage, 80, 3).curtailed
    assert progress(stage, 80, 2).decision == "accept"
    assert progress(Stage(32, 1, 3), 32, 2).decision == "accept_return_to_normal"
