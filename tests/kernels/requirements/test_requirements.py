"""Net requirements: lot sizing, offsets, safety stock, explosion, laws."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhihe.kernels import requirements as m
from zhihe.kernels.requirements import Component, LotSizing, Planning


def numbers(*values: int) -> list[Decimal]:
    return [Decimal(value) for value in values]


def available(record: m.Record) -> list[int]:
    return [int(period.available) for period in record.periods]


def releases(record: m.Record) -> list[int]:
    return [int(release) for release in record.releases]


@pytest.mark.parametrize(
    ("sizing", "sized"),
    [
        (LotSizing(), [1, 9, 10, 25]),
        (LotSizing(fixed=Decimal(10)), [10, 10, 10, 30]),
        (LotSizing(minimum=Decimal(9)), [9, 9, 10, 25]),
        (LotSizing(multiple=Decimal(4)), [4, 12, 12, 28]),
        (LotSizing(minimum=Decimal(9), multiple=Decimal(4)), [12, 12, 12, 28]),
    ],
)
def test_lot_sizes(sizing: LotSizing, sized: list[int]) -> None:
    assert [sizing.size(Decimal(needed)) for needed in (1, 9, 10, 25)] == sized


def test_safety_stock_is_kept() -> None:
    planning = Planning(
        on_hand=Decimal(37),
        lead_time=2,
        safety_stock=Decimal(80),
        sizing=LotSizing(fixed=Decimal(230)),
        scheduled={0: Decimal(230)},
    )
    record = m.net(numbers(150, 0, 0, 120, 0, 150, 120, 0), planning)
    assert available(record) == [117, 117, 117, 227, 227, 307, 187, 187]
    assert releases(record) == [0, 230, 0, 230, 0, 0, 0, 0]
    assert [int(period.net) for period in record.periods] == [0, 0, 0, 83, 0, 3, 0, 0]


def test_what_should_have_been_ordered_before_today_is_named() -> None:
    record = m.net(numbers(10, 0, 5, 5), Planning(lead_time=3))
    assert releases(record) == [20, 0, 0, 0]
    assert record.late == (m.Late(0, Decimal(10), 3), m.Late(2, Decimal(5), 1))
    assert m.shortage(record) == 15


def test_scrap_is_started_in_addition() -> None:
    record = m.net(numbers(0, 90), Planning(lead_time=1, scrap=Fraction(1, 10)))
    assert (record.periods[1].receipt, record.releases[0]) == (Decimal(90), Decimal(100))
    third = m.net(numbers(1), Planning(scrap=Fraction(1, 3)))
    assert third.releases[0] == Decimal("1.5")
    assert m.net(numbers(1), Planning(scrap=Fraction(3, 10))).releases[0] == Decimal("1.4285714286")


def test_a_component_of_two_parents_is_planned_after_both() -> None:
    items = {"bolt": Planning(on_hand=Decimal(5)), "frame": Planning(lead_time=1), "bike": Planning(lead_time=1)}
    components = [
        Component("frame", "bolt", Decimal(4)),
        Component("bike", "frame", Decimal(1)),
        Component("bike", "bolt", Decimal(2)),
    ]
    assert m.by_level(items, components) == ["bike", "frame", "bolt"]
    records = m.plan({"bike": numbers(0, 0, 10), "bolt": numbers(1, 0, 0)}, items, components, horizon=3)
    assert releases(records["bike"]) == [0, 10, 0]
    assert releases(records["frame"]) == [10, 0, 0]
    assert [int(period.gross) for period in records["bolt"].periods] == [41, 20, 0]
    assert releases(records["bolt"]) == [36, 20, 0]


def test_wrong_plans_are_refused_with_the_number() -> None:
    item = {"a": Planning(), "b": Planning()}
    ring = [Component("a", "b", Decimal(1)), Component("b", "a", Decimal(1))]
    refused = [
        (lambda: LotSizing(fixed=Decimal(0)), "fixed lot must be above zero, not 0"),
        (lambda: LotSizing(multiple=Decimal("NaN")), "multiple must be above zero, not NaN"),
        (lambda: LotSizing(minimum=Decimal(-1)), "minimum lot must not be below zero, is -1"),
        (lambda: LotSizing(fixed=Decimal(5), minimum=Decimal(1)), "a fixed lot of 5 leaves no room"),
        (lambda: LotSizing(fixed=Decimal(5), multiple=Decimal(1)), "a fixed lot of 5 leaves no room"),
        (lambda: Planning(lead_time=-1), "lead time must not be below zero, is -1"),
        (lambda: Planning(safety_stock=Decimal(-1)), "safety stock must not be below zero, is -1"),
        (lambda: Planning(scrap=Fraction(1)), "scrap must be 0 to below 1, not 1"),
        (lambda: Planning(scheduled={0: Decimal(-3)}), "scheduled receipt of -3 in period 0"),
        (lambda: Component("a", "b", Decimal(0)), "a needs 0 of b"),
        (lambda: m.net(numbers(-1), Planning()), "gross requirement of -1 in period 0"),
        (
            lambda: m.net(numbers(1), Planning(scheduled={1: Decimal(1)})),
            "scheduled in period 1, the horizon ends at 0",
        ),
        (lambda: m.plan({}, item, ring, horizon=1), "a bill of material contains itself: a, b"),
        (lambda: m.plan({"a": numbers(1)}, item, [], horizon=2), "demand of a has 1 periods, the horizon 2"),
        (lambda: m.plan({"z": numbers(1)}, item, [], horizon=1), "item z has no planning data"),
        (lambda: m.plan({}, {"a": Planning()}, ring, horizon=1), "item b has no planning data"),
    ]
    for call, message in refused:
        with pytest.raises(ValueError, match=message):
            call()  # type: ignore[no-untyped-call]


AMOUNTS = st.lists(st.integers(0, 60).map(Decimal), min_size=1, max_size=10)
SIZINGS = st.one_of(
    st.just(LotSizing()),
    st.integers(1, 40).map(lambda lot: LotSizing(fixed=Decimal(lot))),
    st.tuples(st.integers(0, 30), st.integers(1, 12)).map(
        lambda pair: LotSizing(minimum=Decimal(pair[0]), multiple=Decimal(pair[1]))
    ),
)


@given(AMOUNTS, SIZINGS, st.integers(0, 50), st.integers(0, 4), st.integers(0, 20))
@settings(max_examples=150)
def test_the_balance_never_falls_below_safety_stock_and_adds_up(
    gross: list[Decimal], sizing: LotSizing, on_hand: int, lead_time: int, safety: int
) -> None:
    planning = Planning(Decimal(on_hand), lead_time, Decimal(safety), sizing)
    record = m.net(gross, planning)
    assert all(period.available >= safety for period in record.periods)
    received = sum(period.receipt for period in record.periods)
    assert on_hand + received - sum(gross) == record.periods[-1].available
    assert sum(record.releases) == received
    assert all(period.receipt >= period.net for period in record.periods)


@given(AMOUNTS, st.integers(0, 50))
@settings(max_examples=80)
def test_lot_for_lot_leaves_nothing_over(gross: list[Decimal], on_hand: int) -> None:
    record = m.net(gross, Planning(Decimal(on_hand)))
    assert record.periods[-1].available == max(0, on_hand - sum(gross))


@given(AMOUNTS, st.integers(0, 9))
@settings(max_examples=50)
def test_more_demand_never_plans_less(gross: list[Decimal], where: int) -> None:
    more = list(gross)
    more[where % len(more)] += 7
    fewer, greater = (sum(m.net(wanted, Planning()).releases) for wanted in (gross, more))
    assert greater == fewer + 7
