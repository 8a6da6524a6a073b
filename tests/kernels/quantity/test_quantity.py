"""Exact quantities: what is refused, what rounds how, and that the ambient context cannot matter."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhihe.kernels import quantity as q
from zhihe.kernels.quantity import Conversion, Mode, Rounding

STORED = st.decimals(min_value=Decimal("-1e17"), max_value=Decimal("1e17"), places=10)
FACTORS = st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000)


def test_decimal_reads_plain_numbers_only() -> None:
    assert q.decimal("12.50") == Decimal("12.50")
    assert q.decimal("-.5") == Decimal("-0.5")
    assert q.decimal("7.") == 7
    assert q.decimal(3) == 3
    for wrong in ("1e3", "1,000", "", ".", "NaN", "Infinity", "١٢", " 1", "1_0", "9" * 41):
        with pytest.raises(ValueError, match="not a plain decimal number"):
            q.decimal(wrong)
    for value in (1.5, True, None):
        with pytest.raises(ValueError, match="a Decimal, an int or a text"):
            q.decimal(value)  # type: ignore[arg-type]
    for endless in ("NaN", "sNaN", "-Infinity"):
        with pytest.raises(ValueError, match="not a finite number"):
            q.decimal(Decimal(endless))
    for size in ("1E+999999", "1E-999999"):
        with pytest.raises(ValueError, match="not a size"):
            q.decimal(Decimal(size))


def test_stored_bounds_are_those_of_numeric_28_10() -> None:
    largest = Decimal("9" * 18 + "." + "9" * 10)
    assert q.stored(largest) is largest
    assert q.stored(q.negative(largest)) == q.negative(largest)
    assert q.stored(Decimal("0E-30")) == 0
    with pytest.raises(ValueError, match="1000000000000000000 is not below"):
        q.stored(Decimal(10**18))
    with pytest.raises(ValueError, match=r"0\.00000000001 has 11 decimals, at most 10"):
        q.stored(Decimal("0.00000000001"))


def test_decimals_count_what_is_needed() -> None:
    counted = {"1.50": 1, "1E+3": 0, "100": 0, "0.000": 0, "0.001": 3, "-2.2500": 2, "3.00": 0}
    assert {text: q.decimals(Decimal(text)) for text in counted} == counted
    assert q.with_decimals(Decimal("1.500"), 1) == Decimal("1.5")
    with pytest.raises(ValueError, match=r"1\.25 has 2 decimals, at most 1"):
        q.with_decimals(Decimal("1.25"), 1)


def test_canonical_is_the_one_spelling() -> None:
    spelled = {"1.10": "1.1", "1E+3": "1000", "-0.00": "0", "-5.000": "-5", "0.0000000001": "0.0000000001"}
    assert {text: q.plain(Decimal(text)) for text in spelled} == spelled


def test_no_operation_sees_the_ambient_context() -> None:
    big, small = Decimal("123456789012345678.1234567891"), Decimal("0.0000000001")
    with decimal.localcontext() as ambient:
        ambient.prec = 3
        ambient.rounding = decimal.ROUND_UP
        assert q.add(big, small) == Decimal("123456789012345678.1234567892")
        assert q.subtract(big, small) == Decimal("123456789012345678.1234567890")
        assert q.multiply(big, small) == Decimal("12345678.90123456781234567891")
        assert q.divide(Decimal(2), Decimal(3), Rounding(10)) == Decimal("0.6666666667")
        assert q.total([big, small, big]) == Decimal("246913578024691356.2469135783")
        assert q.negative(big) == Decimal("-123456789012345678.1234567891")
        assert q.magnitude(q.negative(big)) == big
        assert q.canonical(big) == big
        assert q.convert(big, Fraction(2)) == Decimal("246913578024691356.2469135782")


def test_lost_digits_and_zero_divisors_are_refused() -> None:
    with pytest.raises(ValueError, match="needs more than 100 digits"):
        q.add(Decimal("1E+60"), Decimal("1E-60"))
    with pytest.raises(ValueError, match=r"7 divided by zero"):
        q.divide(Decimal(7), Decimal(0), Rounding(2))
    with pytest.raises(ValueError, match="not a finite number: Infinity"):
        q.add(Decimal("Infinity"), Decimal(1))
    assert str(q.negative(Decimal(0))) == "0"
    assert q.total([]) == 0


@pytest.mark.parametrize(
    ("mode", "rounded"),
    [
        (Mode.HALF_UP, ["1.3", "1.2", "-1.3", "-1.2", "1.4"]),
        (Mode.HALF_EVEN, ["1.2", "1.2", "-1.2", "-1.2", "1.4"]),
        (Mode.UP, ["1.3", "1.3", "-1.3", "-1.3", "1.4"]),
        (Mode.DOWN, ["1.2", "1.2", "-1.2", "-1.2", "1.3"]),
        (Mode.CEILING, ["1.3", "1.3", "-1.2", "-1.2", "1.4"]),
        (Mode.FLOOR, ["1.2", "1.2", "-1.3", "-1.3", "1.3"]),
    ],
)
def test_rounding_modes(mode: Mode, rounded: list[str]) -> None:
    values = ["1.25", "1.24", "-1.25", "-1.24", "1.35"]
    assert [str(q.rounded(Fraction(v), Rounding(1, mode))) for v in values] == rounded
    assert q.rounded(Fraction(3), Rounding(0, mode)) == 3


def test_a_declared_rounding_has_zero_to_ten_places() -> None:
    for places in (-1, 11):
        with pytest.raises(ValueError, match=f"not {places}"):
            Rounding(places)


@given(STORED, st.sampled_from(Mode), st.integers(0, 10))
@settings(max_examples=150)
def test_rounding_agrees_with_the_decimal_library(value: Decimal, mode: Mode, places: int) -> None:
    theirs = value.quantize(Decimal(1).scaleb(-places), f"ROUND_{mode.name}", decimal.Context(prec=60))
    assert q.rounded(Fraction(value), Rounding(places, mode)) == theirs


def test_conversion_is_exact_or_refused() -> None:
    dozen = Fraction(12)
    assert q.convert(Decimal("2.5"), dozen) == 30
    assert q.convert(Decimal(30), 1 / dozen) == Decimal("2.5")
    with pytest.raises(ValueError, match=r"250/3 has no exact decimal of 10 places: declare a rounding"):
        q.convert(Decimal(1000), 1 / dozen)
    assert q.convert(Decimal(1000), 1 / dozen, Rounding(2)) == Decimal("83.33")
    with pytest.raises(ValueError, match="above zero, not 0"):
        q.convert(Decimal(1), Fraction(0))
    with pytest.raises(ValueError, match=r"1e\+20 is not below"):
        q.convert(Decimal(10**17), Fraction(1000))


@given(STORED.map(lambda d: d.quantize(Decimal("0.001"))), FACTORS)
@settings(max_examples=150)
def test_there_and_back_is_the_same_quantity_or_a_refusal(value: Decimal, factor: Fraction) -> None:
    result = Fraction(value) * factor
    try:
        there = q.convert(value, factor)
    except ValueError:
        assert abs(result) >= 10**18 or (result * 10**10).denominator != 1
    else:
        assert Fraction(there) == result
        assert q.convert(there, 1 / factor) == value


def test_conversions_chain_and_an_item_has_its_own() -> None:
    general = [
        Conversion("kg", "g", Fraction(1000)),
        Conversion("lb", "kg", Fraction(45359237, 100000000)),
        Conversion("box", "pcs", Fraction(10)),
    ]
    table = q.conversions(general, [Conversion("pcs", "box", Fraction(1, 12)), Conversion("pcs", "g", Fraction(5))])
    assert table.factor("lb", "g") == Fraction(45359237, 100000)
    assert table.convert(Decimal(3), "box", "pcs") == 36
    assert table.convert(Decimal(1), "kg", "box", Rounding(3)) == Decimal("16.667")
    assert table.factor("roll", "roll") == 1
    assert q.conversions(general).factor("box", "pcs") == 10
    for source, target in (("kg", "pcs"), ("roll", "kg"), ("kg", "roll")):
        with pytest.raises(ValueError, match=f"no conversion from {source} to {target}"):
            q.conversions(general).factor(source, target)


def test_contradicting_conversions_are_refused() -> None:
    with pytest.raises(ValueError, match="1 box is both 10 and 12 pcs"):
        q.conversions([Conversion("box", "pcs", Fraction(10)), Conversion("box", "pcs", Fraction(12))])
    with pytest.raises(ValueError, match="is both"):
        q.conversions([Conversion("box", "pcs", Fraction(10)), Conversion("pcs", "box", Fraction(1, 12))])
    ring = [
        Conversion("pallet", "box", Fraction(40)),
        Conversion("box", "pcs", Fraction(10)),
        Conversion("pallet", "pcs", Fraction(480)),
    ]
    with pytest.raises(ValueError, match="is both"):
        q.conversions(ring)
    assert q.conversions([*ring[:2], Conversion("pallet", "pcs", Fraction(400))]).factor("pallet", "pcs") == 400
    with pytest.raises(ValueError, match="above zero"):
        Conversion("box", "pcs", Fraction(-1))
    with pytest.raises(ValueError, match="1 box cannot be 2 box"):
        Conversion("box", "box", Fraction(2))
    assert q.conversions([Conversion("box", "box", Fraction(1))]).factor("box", "box") == 1
