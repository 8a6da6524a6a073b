"""Valuation: moving average and FIFO, to the cent, late invoices, laws."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhihe.kernels import valuation as v
from zhihe.kernels.quantity import Mode, Rounding

CENT = Rounding(2)


def d(text: str | int) -> Decimal:
    return Decimal(text)


def test_the_average_moves_with_receipts_only() -> None:
    stock = v.Average().receive(d(100), d("1000.00")).receive(d(200), d("2200.00"))
    assert stock.unit_cost() == d("10.666667")
    stock, cost = stock.issue(d(30), CENT)
    assert (cost, stock.quantity, stock.value) == (d("320.00"), d(270), d("2880.00"))
    assert stock.unit_cost(4) == d("10.6667")
    assert v.Average().unit_cost() is None


def test_the_last_piece_takes_what_rounding_left() -> None:
    stock = v.Average().receive(d(3), d("10.00"))
    costs = []
    for _ in range(3):
        stock, cost = stock.issue(d(1), CENT)
        costs.append(cost)
    assert costs == [d("3.33"), d("3.34"), d("3.33")]
    assert (stock.quantity, stock.value) == (d(0), d("0.00"))


def test_rounding_up_never_takes_more_than_there_is() -> None:
    stock, cost = v.Average().receive(d(10), d("0.001")).issue(d(9), CENT)
    assert cost == d("0.00")
    stock, cost = v.Average().receive(d(10), d("0.006")).issue(d(9), Rounding(2, Mode.UP))
    assert (cost, stock.value) == (d("0.006"), d("0.000"))


def test_fifo_takes_the_oldest_first() -> None:
    stock = v.Layers().receive("R1", d(100), d(5000)).receive("R2", d(125), d(6875)).receive("R3", d(75), d(4425))
    assert (stock.quantity, stock.value) == (d(300), d(16300))
    left, taken = stock.issue(d(210), CENT)
    assert taken == (v.Taken("R1", d(100), d(5000)), v.Taken("R2", d(110), d("6050.00")))
    assert v.cost(taken) == d(11050)
    assert [layer.ref for layer in left.layers] == ["R2", "R3"]
    assert (left.quantity, left.value) == (d(90), d(5250))
    emptied, _ = left.issue(d(90), CENT)
    assert emptied == v.Layers()


def test_a_late_invoice_changes_what_is_left_and_expenses_the_rest() -> None:
    stock, _ = v.Average().receive(d(10), d(100)).issue(d(6), CENT)
    changed, expense = stock.revalue(d(5), d(10), CENT)
    assert (changed.value, expense) == (d(42), d(3))
    whole, expense = v.Average().receive(d(10), d(100)).receive(d(10), d(100)).revalue(d(-7), d(10), CENT)
    assert (whole.value, expense) == (d(193), d(0))
    layers, _ = v.Layers().receive("R1", d(10), d(100)).receive("R2", d(10), d(200)).issue(d(6), CENT)
    dearer, expense = layers.revalue("R1", d(5), CENT)
    assert ([layer.value for layer in dearer.layers], expense) == ([d(42), d(200)], d(3))
    later, expense = layers.revalue("R2", d(5), CENT)
    assert ([layer.value for layer in later.layers], expense) == ([d(40), d(205)], d(0))
    same, expense = layers.revalue("R0", d(5), CENT)
    assert (same, expense) == (layers, d(5))


def test_what_cannot_be_is_refused_with_the_number() -> None:
    stock, layers = v.Average().receive(d(5), d(50)), v.Layers().receive("R1", d(5), d(50))
    refused = [
        (lambda: stock.receive(d(0), d(1)), "received quantity must be above zero, not 0"),
        (lambda: stock.receive(d(1), d(-1)), "received value must not be below zero, is -1"),
        (lambda: stock.receive(d("NaN"), d(1)), "above zero, not NaN"),
        (lambda: stock.issue(d(6), CENT), "6 cannot be issued, 5 is on hand"),
        (lambda: stock.issue(d(-1), CENT), "issued quantity must be above zero, not -1"),
        (lambda: stock.revalue(d(-60), d(5), CENT), "revalued stock must not be below zero, is -10"),
        (lambda: stock.revalue(d(1), d(0), CENT), "received quantity must be above zero, not 0"),
        (lambda: layers.receive("R1", d(1), d(1)), "receipt R1 has a layer already"),
        (lambda: layers.issue(d(6), CENT), "6 cannot be issued, 5 is on hand"),
        (lambda: layers.revalue("R1", d(-60), CENT), "revalued layer R1 must not be below zero, is -10"),
    ]
    for call, message in refused:
        with pytest.raises(ValueError, match=message):
            call()  # type: ignore[no-untyped-call]


POSTINGS = st.lists(
    st.tuples(st.booleans(), st.integers(1, 40).map(Decimal), st.decimals(min_value=0, max_value=900, places=2)),
    max_size=25,
)


@given(POSTINGS)
@settings(max_examples=150)
def test_received_value_is_issued_value_plus_value_on_hand(postings: list[tuple[bool, Decimal, Decimal]]) -> None:
    average, layers = v.Average(), v.Layers()
    received = spent_average = spent_layers = Decimal(0)
    for number, (is_issue, quantity, value) in enumerate(postings):
        if not is_issue:
            average, layers = average.receive(quantity, value), layers.receive(str(number), quantity, value)
            received += value
        elif quantity <= average.quantity:
            average, cost = average.issue(quantity, CENT)
            layers, taken = layers.issue(quantity, CENT)
            assert sum(part.quantity for part in taken) == quantity
            spent_average += cost
            spent_layers += v.cost(taken)
        assert average.quantity == layers.quantity
        assert average.value >= 0
        assert all(layer.value >= 0 for layer in layers.layers)
    assert received == spent_average + average.value == spent_layers + layers.value


@given(
    st.integers(1, 50).map(Decimal), st.integers(1, 50).map(Decimal), st.decimals(min_value=1, max_value=99, places=2)
)
@settings(max_examples=80)
def test_at_one_price_both_methods_agree(first: Decimal, second: Decimal, price: Decimal) -> None:
    average = v.Average().receive(first, first * price).receive(second, second * price)
    layers = v.Layers().receive("1", first, first * price).receive("2", second, second * price)
    _, cost = average.issue(first, CENT)
    _, taken = layers.issue(first, CENT)
    assert cost == v.cost(taken) == first * price
