"""Phase I and II: exclusions with reasons, frozen versions, and judging one subgroup at a time."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhihe.kernels.sigma import Subgroups
from zhihe.kernels.spc.attributes import NP, C, LaneyP, LaneyU, P, U
from zhihe.kernels.spc.cusum import Cusum
from zhihe.kernels.spc.ewma import Ewma
from zhihe.kernels.spc.hotelling import T2
from zhihe.kernels.spc.judge import Signal
from zhihe.kernels.spc.phases import (
    Exclusion,
    FrozenLimits,
    evaluate,
    freeze,
    phase_one,
    propose_exclusions,
)
from zhihe.kernels.spc.plain import SPECS, read_limits, read_spec, read_watch, write_limits, write_spec, write_watch
from zhihe.kernels.spc.rare import G
from zhihe.kernels.spc.rows import Counts, Vectors, data_hash
from zhihe.kernels.spc.rules import LIMITS_ONLY, nelson, western_electric
from zhihe.kernels.spc.study import study
from zhihe.kernels.spc.variables import Individuals, XbarR, XbarS
from zhihe.kernels.spc.watch import Watch, advance, watch

AT = datetime(2024, 11, 25, 8, 30, tzinfo=UTC)
RNG = np.random.default_rng(61)
SINGLE = RNG.normal(10, 1, 40)
RULES = nelson(range(1, 9))


def frozen(spec: Any, rows: Any, rules: Any = RULES) -> FrozenLimits[Any]:
    return freeze(phase_one(spec, rows, rules), rules, by="ql", at=AT, reason="first limits")


def spoiled() -> Any:
    rows = SINGLE.copy()
    rows[[7, 21]] = 30, 22
    return rows


def test_points_left_out_do_not_count_and_keep_their_places() -> None:
    out = [Exclusion(21, "wrong gauge"), Exclusion(7, "tool broke")]
    found = phase_one(Individuals(), spoiled(), LIMITS_ONLY, out)
    clean = study(Individuals(), np.delete(spoiled(), [7, 21]))
    assert found.study.standards == clean.standards
    assert [one.point for one in found.excluded] == [7, 21]
    assert 8 in found.kept
    assert 7 not in found.kept
    partly = phase_one(Individuals(), spoiled(), LIMITS_ONLY, [Exclusion(7, "tool broke")])
    signal = next(iter(partly.verdict.signals[0]))
    assert (signal.point, signal.members, signal.side) == (21, (21,), 1)
    assert partly.verdict.signals[0].points().tolist() == [21]


def test_proposals_come_in_rounds() -> None:
    proposed = propose_exclusions(Individuals(), spoiled())
    assert {(one.point, one.rule) for one in proposed} >= {(7, "limits"), (21, "limits")}
    assert [one.round for one in proposed] == sorted(one.round or 0 for one in proposed)
    assert proposed[0].reason == "limits, round 1"
    left = phase_one(Individuals(), spoiled(), LIMITS_ONLY, proposed)
    assert left.verdict.in_control
    assert propose_exclusions(Individuals(), SINGLE[:20] * 0 + np.arange(20) % 3) == ()


def test_proposals_stop_where_too_few_points_are_left() -> None:
    shrinking = 10.0 ** -np.arange(8) * (-1) ** np.arange(8)
    with pytest.raises(ValueError, match=r"needs 2 <= span <= [01]"):
        propose_exclusions(Individuals(sigmas=0.01), shrinking)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Exclusion(3, " "), "point 3 is left out without a reason"),
        (lambda: phase_one(P(), ([1, 2], 9), LIMITS_ONLY, [Exclusion(2, "x")]), "point 2 is excluded, but there are 2"),
        (lambda: phase_one(P(), ([1, 2], 9), LIMITS_ONLY, [Exclusion(1, "x")] * 2), "point 1 is excluded 2 times"),
        (lambda: frozen_by("", "x"), "40 points are frozen without a name"),
        (lambda: frozen_by("ql", " "), "without a reason"),
        (lambda: frozen_by("ql", "x", AT.replace(tzinfo=None)), "2024-11-25T08:30:00 has no zone"),
        (lambda: second(AT - timedelta(days=1)), "lies before that of version 1"),
    ],
)
def test_refusals(make: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()


def frozen_by(by: str, reason: str, at: datetime = AT) -> FrozenLimits[Any]:
    return freeze(phase_one(Individuals(), SINGLE, RULES), RULES, by=by, at=at, reason=reason)


def second(at: datetime) -> FrozenLimits[Any]:
    return freeze(
        phase_one(Individuals(), SINGLE[5:], RULES),
        RULES,
        by="ql",
        at=at,
        reason="new tool, change order 12",
        replaces=frozen(Individuals(), SINGLE),
    )


def test_a_version_names_the_one_before() -> None:
    first, next_one = frozen(Individuals(), SINGLE), second(AT + timedelta(days=30))
    assert (first.version, first.replaces, first.points) == (1, None, 40)
    assert (next_one.version, next_one.replaces) == (2, first.fingerprint)
    assert first.fingerprint == frozen(Individuals(), SINGLE.copy()).fingerprint
    assert len({first.fingerprint, next_one.fingerprint}) == 2


def test_the_fingerprint_tells_every_difference() -> None:
    prints = {
        frozen(Individuals(), SINGLE).fingerprint,
        frozen(Individuals(sigmas=2.5), SINGLE).fingerprint,
        frozen(Individuals(), SINGLE, nelson([1])).fingerprint,
        frozen(Individuals(), np.nextafter(SINGLE, 11)).fingerprint,
        frozen_by("someone", "first limits").fingerprint,
        frozen_by("ql", "first limits", AT + timedelta(seconds=1)).fingerprint,
    }
    assert len(prints) == 6


def test_data_hash_is_of_the_numbers_alone() -> None:
    rows = SINGLE.reshape(8, 5)
    assert data_hash(Subgroups(rows)) == data_hash(Subgroups(rows.tolist()))
    assert data_hash(Subgroups(rows)) != data_hash(Subgroups(SINGLE))
    assert data_hash(Counts([1, 2], 5)) == data_hash(Counts([1, 2], [5, 5]))
    assert data_hash(Vectors(rows)) != data_hash(Subgroups(rows))
    assert len(data_hash(Counts([1], 1))) == 64


def test_frozen_limits_do_not_move_with_new_data() -> None:
    limits = frozen(XbarR(), SINGLE.reshape(8, 5))
    charted, verdict = evaluate(limits, SINGLE.reshape(8, 5) + 5)
    assert charted.standards == limits.standards
    assert charted.phase == "II"
    assert not verdict.in_control


SIZES = [50, 60, 40, 80, 70]
CASES: list[tuple[Any, Any]] = [
    (XbarR(), SINGLE.reshape(10, 4)),
    (XbarS(), [row[: 2 + i % 3].tolist() for i, row in enumerate(SINGLE.reshape(10, 4))]),
    (Individuals(), SINGLE),
    (Individuals(span=4), SINGLE),
    (P(), (RNG.binomial(SIZES * 4, 0.2), SIZES * 4)),
    (P(variant="average"), (RNG.binomial(SIZES * 4, 0.2), SIZES * 4)),
    (P(variant="standardized"), (RNG.binomial(SIZES * 4, 0.2), SIZES * 4)),
    (NP(), (RNG.binomial(50, 0.2, 20), 50)),
    (C(), RNG.poisson(9, 20)),
    (U(), (RNG.poisson(9, 20), RNG.uniform(0.5, 2, 20))),
    (LaneyP(), (RNG.binomial(SIZES * 4, 0.2), SIZES * 4)),
    (LaneyU(), (RNG.poisson(9, 20), RNG.uniform(0.5, 2, 20))),
    (G(), RNG.geometric(0.1, 20)),
    (Ewma(), SINGLE),
    (Ewma(weight=0.4, limits="steady"), SINGLE.reshape(10, 4)),
    (Ewma(weight=1.0), [row[: 2 + i % 3].tolist() for i, row in enumerate(SINGLE.reshape(10, 4))]),
    (Cusum(h=1.5), SINGLE),
    (Cusum(h=2, head_start=1, reset=True), SINGLE),
    (T2(alpha=0.1), RNG.normal(size=(20, 3))),
    (T2(alpha=0.1), RNG.normal(size=(20, 3, 2))),
]


def pieces(spec: Any, rows: Any, sizes: list[int]) -> list[Any]:
    """The record cut into runs of these lengths, again and again."""
    shaped = spec.read(rows)
    cut, start, turn = [], 0, 0
    while start < len(shaped):
        stop = min(len(shaped), start + sizes[turn % len(sizes)])
        cut.append(shaped.take(np.arange(start, stop)))
        start, turn = stop, turn + 1
    return cut


@pytest.mark.parametrize(("spec", "rows"), CASES, ids=lambda case: repr(case)[:40])
@given(st.lists(st.integers(1, 5), min_size=1, max_size=6), st.sampled_from([RULES, western_electric(), LIMITS_ONLY]))
@settings(max_examples=8, deadline=None)
def test_one_subgroup_at_a_time_gives_what_the_whole_gives(spec: Any, rows: Any, sizes: list[int], rules: Any) -> None:
    limits = read_limits(json.loads(json.dumps(write_limits(frozen(spec, rows, rules)))))
    charted, verdict = evaluate(limits, rows)
    state = watch()
    found: list[Signal] = []
    points: list[Any] = []
    for piece in pieces(spec, rows, sizes):
        step = advance(limits, state, piece)
        state = read_watch(json.loads(json.dumps(write_watch(step.watch))))
        found += step.signals
        points.append([chart.points for chart in step.charts])
    whole = [signal for one in verdict.signals for signal in one]
    assert sorted(found, key=repr) == sorted(whole, key=repr)
    for place, chart in enumerate(charted.charts):
        joined = np.concatenate([piece[place] for piece in points])
        assert joined == pytest.approx(chart.points, abs=1e-12, nan_ok=True)


def test_the_state_stays_small() -> None:
    limits = frozen(Individuals(), SINGLE)
    state: Watch = watch()
    for value in RNG.normal(10, 1, 200):
        state = advance(limits, state, [value]).watch
    assert state.memory.count == 200
    assert max(len(chart) for chart in state.last) == 15
    assert state.last[0].points.base is None


def test_a_rise_carried_over_names_points_before_the_last_piece() -> None:
    limits = freeze(
        phase_one(Cusum(k=0, h=3), [0.0, 2.0, 1.0, -1.0, 0.5], LIMITS_ONLY), LIMITS_ONLY, by="a", at=AT, reason="b"
    )
    state = watch()
    found: list[Signal] = []
    for value in [0.0, 3.0, 3.0, 3.0]:
        step = advance(limits, state, [value])
        state, found = step.watch, [*found, *step.signals]
    assert found[0].chart == "cusum_up"
    assert found[0].members[0] < found[0].point


def test_step_says_what_the_spread_does() -> None:
    limits = frozen(Individuals(), SINGLE, LIMITS_ONLY)
    first = advance(limits, watch(), [10.0])
    assert np.isnan(first.charts[1].points).all()
    step = advance(limits, first.watch, [40.0])
    assert [one.code for one in step.caveats] == ["spread_out_of_control"]
    assert {one.chart for one in step.signals} == {"i", "mr"}


def test_limits_that_were_altered_are_refused() -> None:
    written = write_limits(
        freeze(phase_one(P(), ([5, 6, 50], 80), RULES, [Exclusion(2, "mixed lots")]), RULES, by="a", at=AT, reason="b")
    )
    back = read_limits(json.loads(json.dumps(written)))
    assert back.excluded == (Exclusion(2, "mixed lots"),)
    assert back.fingerprint == written["fingerprint"]
    altered = {**written, "standards": {**written["standards"], "center": 0.2}}
    with pytest.raises(ValueError, match="limits of version 1 are not those of fingerprint"):
        read_limits(altered)


@pytest.mark.parametrize("kind", SPECS)
def test_every_kind_is_written_and_read(kind: str) -> None:
    spec = SPECS[kind]()
    assert read_spec(json.loads(json.dumps(write_spec(spec)))) == spec


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ({"kind": "pie"}, "'pie' is no kind of chart"),
        ({}, "None is no kind of chart"),
        ({"kind": "p", "span": 3}, "span = 3 is no parameter of the p chart"),
    ],
)
def test_specs_that_are_none_are_refused(plain: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_spec(plain)
