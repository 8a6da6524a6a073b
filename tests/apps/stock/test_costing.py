"""The moving average posting by posting: what leaves and what stays, under any order of movements."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from zhihe.apps.stock.costing import Books, Place, Standing, share
from zhihe.kernels.quantity import Rounding
from zhihe.kernels.valuation import Average

CENTS = Rounding(2)
HERE: Place = ("F1", "item")
THERE: Place = ("F2", "item")
PLACES = (HERE, THERE)

quantities = st.decimals(min_value="0.001", max_value="9999", places=3)
values = st.decimals(min_value="0.01", max_value="99999", places=2)
kinds = st.sampled_from(("receive", "unpriced", "issue", "carry", "all"))
steps = st.tuples(kinds, st.integers(0, 1), quantities, values)


def books(*standing: Standing) -> Books:
    return Books(dict(zip(PLACES, [*standing, Standing(), Standing()], strict=False)), CENTS)


def stands(quantity: str, value: str) -> Standing:
    return Standing(Average(Decimal(quantity), Decimal(value)))


@given(st.lists(steps, max_size=30))
def test_one_site_with_prices_is_the_moving_average_of_the_kernel(
    given_steps: list[tuple[str, int, Decimal, Decimal]],
) -> None:
    kept, model = books(), Average()
    for kind, _place, quantity, value in given_steps:
        if kind == "receive":
            kept.take_in("receive", HERE, quantity, value)
            model = model.receive(quantity, value)
        elif model.quantity:
            part = model.quantity if kind == "all" else min(quantity, model.quantity)
            model, cost = model.issue(part, CENTS)
            assert kept.give_out("issue", HERE, part) == cost
        assert kept.standing[HERE] == Standing(model)


@given(st.lists(steps, max_size=40))
def test_whatever_happens_the_entries_add_up_and_nothing_is_half_valued(
    given_steps: list[tuple[str, int, Decimal, Decimal]],
) -> None:
    kept = books()
    for kind, index, quantity, value in given_steps:
        place = PLACES[index]
        there = kept.standing[place].quantity
        if kind == "receive":
            kept.take_in("receive", place, quantity, value)
        elif kind == "unpriced":
            kept.take_in("count", place, quantity)
        elif there and kind == "carry":
            part = min(quantity, there)
            before = sum(each.average.value for each in kept.standing.values())
            known = bool(kept.standing[place].average.quantity)
            kept.carry("transfer", {place: part}, {PLACES[1 - index]: part})
            after = sum(each.average.value for each in kept.standing.values())
            assert not known or after >= before
        elif there:
            kept.give_out("issue", place, there if kind == "all" else min(quantity, there))
        for where in PLACES:
            now = kept.standing[where]
            moved = [each for (_movement, at), each in kept.moved.items() if at == where]
            assert sum(each.value for each in moved) == now.average.value >= 0
            assert sum(each.quantity for each in moved) == now.average.quantity >= 0
            assert sum(each.unvalued for each in moved) == now.unvalued >= 0
            assert not (now.average.quantity and now.unvalued)
            assert now.average.quantity or not now.average.value


@given(st.lists(st.tuples(quantities, values), min_size=1, max_size=5), st.data())
def test_a_transfer_carries_its_value_to_the_cent(parts: list[tuple[Decimal, Decimal]], data: st.DataObject) -> None:
    origins = [(f"A{number}", "item") for number in range(len(parts))]
    kept = Books({place: Standing(Average(*part)) for place, part in zip(origins, parts, strict=True)}, CENTS)
    leaving = {
        place: data.draw(st.decimals(min_value="0.001", max_value=kept.standing[place].quantity, places=3))
        for place in origins
    }
    whole = sum(leaving.values(), Decimal(0))
    first = data.draw(st.decimals(min_value="0.001", max_value=whole, places=3))
    arriving = {("T1", "item"): first, ("T2", "item"): whole - first}
    arriving = {place: quantity for place, quantity in arriving.items() if quantity}
    kept.standing |= dict.fromkeys(arriving, Standing())
    before = sum(each.average.value for each in kept.standing.values())
    kept.carry("transfer", leaving, arriving)
    assert sum(each.average.value for each in kept.standing.values()) == before
    assert {place: kept.standing[place].quantity for place in arriving} == arriving


def test_the_last_piece_takes_what_rounding_left() -> None:
    kept = books(stands("3", "10"))
    assert [kept.give_out("issue", HERE, Decimal(1)) for _ in range(3)] == [
        Decimal("3.33"),
        Decimal("3.34"),
        Decimal("3.33"),
    ]
    assert kept.standing[HERE] == Standing()


def test_the_first_price_values_what_stood_unvalued() -> None:
    kept = books(Standing(unvalued=Decimal(100)))
    kept.take_in("receive", HERE, Decimal(10), Decimal(25))
    assert kept.standing[HERE] == stands("110", "275.00")
    assert kept.moved["value", HERE].value == Decimal("250.00")
    assert kept.moved["receive", HERE].value == Decimal(25)


def test_what_is_free_of_charge_counts_with_nothing_but_gives_no_price() -> None:
    kept = books(stands("10", "30"), Standing(unvalued=Decimal(5)))
    for place in PLACES:
        kept.take_in("receive", place, Decimal(5), Decimal(0))
    assert kept.standing == {HERE: stands("15", "30"), THERE: Standing(unvalued=Decimal(10))}


def test_a_reversal_takes_what_the_receipt_brought_and_never_more_than_stands() -> None:
    kept = books(stands("20", "100"))
    kept.take_back("reverse_receipt", HERE, Decimal(10), Decimal(90))
    assert kept.standing[HERE] == stands("10", "10")
    short = books(stands("20", "100"))
    short.give_out("issue", HERE, Decimal(9))
    short.take_back("reverse_receipt", HERE, Decimal(10), Decimal(90))
    assert short.standing[HERE] == stands("1", "0")
    last = books(stands("20", "100"))
    last.give_out("issue", HERE, Decimal(10))
    last.take_back("reverse_receipt", HERE, Decimal(10), Decimal(10))
    assert last.standing[HERE] == Standing()


def test_a_share_is_what_an_issue_would_cost() -> None:
    at = stands("3", "10")
    assert share(at, Decimal(2), CENTS) == at.average.issue(Decimal(2), CENTS)[1] == Decimal("6.67")
    assert share(Standing(unvalued=Decimal(3)), Decimal(2), CENTS) is None
