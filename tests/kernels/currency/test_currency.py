"""Decimals of currencies against ISO 4217, list one (active codes), as published in 2025."""

from __future__ import annotations

from itertools import chain

import pytest

from zhihe.kernels.currency import EXCEPTIONS, TWO, decimals_of


@pytest.mark.parametrize(
    ("code", "places"),
    [
        ("CNY", 2), ("USD", 2), ("EUR", 2), ("HKD", 2), ("TWD", 2), ("MGA", 2), ("MRU", 2), ("IDR", 2), ("HUF", 2),
        ("JPY", 0), ("KRW", 0), ("VND", 0), ("CLP", 0), ("ISK", 0), ("XAF", 0), ("UGX", 0),
        ("KWD", 3), ("BHD", 3), ("TND", 3), ("IQD", 3), ("CLF", 4), ("UYW", 4),
    ],
)  # fmt: skip
def test_the_minor_units_of_iso_4217(code: str, places: int) -> None:
    assert decimals_of(code) == places


@pytest.mark.parametrize("code", ["XAU", "XTS", "RMB", "cny", "", "CNY "])
def test_what_has_no_minor_unit_has_no_decimals(code: str) -> None:
    assert decimals_of(code) is None


def test_a_code_stands_in_the_table_once() -> None:
    codes = [*TWO, *chain.from_iterable(EXCEPTIONS.values())]
    assert len(codes) == len(set(codes))
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in codes)
