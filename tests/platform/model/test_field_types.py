"""Field types: what they take, what they refuse and what they say."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhihe.errors import Invalid
from zhihe.platform.model import field_types
from zhihe.platform.model.elements import FIELD_TYPES, Choice, Field, Label

ID = "01934f2e-7b1c-7cc2-9d6c-2f0a5b1e9c11"
STATUS = (
    Choice("open", Label("打开", "Open")),
    Choice("closed", Label("关闭", "Closed")),
    Choice("0.65", Label("0.65", "0.65")),
)


def field(kind: str, **more: object) -> Field:
    return Field("f", "00000001", kind, Label("字段", "Field"), **more)  # type: ignore[arg-type]


def test_every_type_of_the_grammar_has_its_answers() -> None:
    assert set(field_types.TYPES) == set(FIELD_TYPES)


@pytest.mark.parametrize("kind", FIELD_TYPES)
def test_none_and_the_empty_text_are_no_value(kind: str) -> None:
    assert field_types.check(field(kind), None) is None
    assert field_types.check(field(kind), "") is None


ACCEPTED = [
    (field("text"), "e\u0301", "\u00e9"),
    (field("long_text"), "a\n b", "a\n b"),
    (field("code"), "M3*8", "M3*8"),
    (field("phone_email_url"), " 0571-8888 8888转12 ", "0571-8888 8888转12"),
    (field("phone_email_url"), "qa@example.com", "qa@example.com"),
    (field("integer"), "12", 12),
    (field("integer"), 12.0, 12),
    (field("integer"), Decimal("3E+1"), 30),
    (field("decimal"), "12.50", Decimal("12.50")),
    (field("quantity"), 0.1, Decimal("0.1")),
    (field("money"), 5, Decimal(5)),
    (field("percent"), "0.125", Decimal("0.125")),
    (field("number"), "9.98e-3", 0.00998),
    (field("number"), Decimal("1.5"), 1.5),
    (field("boolean"), False, False),
    (field("date"), "2026-11-25", dt.date(2026, 11, 25)),
    (field("time"), "08:30", dt.time(8, 30)),
    (field("datetime"), "2026-11-25T08:30:00+08:00", dt.datetime(2026, 11, 25, 0, 30, tzinfo=dt.UTC)),
    (field("datetime"), "2026-11-25T08:30:00Z", dt.datetime(2026, 11, 25, 8, 30, tzinfo=dt.UTC)),
    (field("duration"), "P1DT1H30M0.5S", dt.timedelta(days=1, hours=1, minutes=30, seconds=0.5)),
    (field("duration"), 90, dt.timedelta(seconds=90)),
    (field("choice", choices=STATUS), "open", "open"),
    (field("choices", choices=STATUS), ["closed", "open", "closed"], ["open", "closed"]),
    (field("link", to="item"), ID.upper(), ID),
    (field("link", to="item"), {"id": ID, "label": "M3"}, ID),
    (field("link", to="item"), "ITM-1", "ITM-1"),
    (field("link", to="any"), {"model": "lot", "id": ID}, ("lot", ID)),
    (field("link", to="any"), ("lot", ID), ("lot", ID)),
    (field("links", to="item"), ["A", "B", "A"], ["A", "B"]),
    (field("user"), ID, ID),
    (field("file"), {"id": ID, "name": "a.pdf"}, {"id": ID, "name": "a.pdf"}),
    (field("json"), {"a": [Decimal("1.10"), 2**60, None, True]}, {"a": ["1.1", str(2**60), None, True]}),
    (field("formula", formula_type="boolean"), True, True),
]


@pytest.mark.parametrize(("declared", "given", "value"), ACCEPTED, ids=lambda each: str(each)[:40])
def test_a_value_is_taken(declared: Field, given: object, value: object) -> None:
    found = field_types.check(declared, given)
    assert found == value
    assert type(found) is type(value)


REFUSED = [
    (field("text"), "a\0b", "U+0000"),
    (field("text"), "a\ud800b", "U+D800"),
    (field("text"), 7, "not a text"),
    (field("text"), "长" * 1400, "4200 bytes"),
    (field("text", length=3), "abcd", "at most 3"),
    (field("code"), "Ｍ3＊8", "M3*8"),
    (field("code"), " A1", "'A1'"),
    (field("code"), "A\u200b1", "'A1'"),
    (field("code"), "A/1", "leave out /"),
    (field("code"), ID, "UUID"),
    (field("phone_email_url"), "nobody", "telephone"),
    (field("integer"), "1.5", "not a whole number"),
    (field("integer"), True, "not an exact number"),
    (field("integer"), 10**18, "does not fit"),
    (field("decimal"), "NaN", "not an exact number"),
    (field("decimal"), Decimal("NaN"), "not an exact number"),
    (field("decimal"), float("inf"), "not an exact number"),
    (field("decimal"), "1e5", "not an exact number"),
    (field("decimal"), "0.00000000001", "does not fit"),
    (field("decimal"), "1" * 19, "does not fit"),
    (field("decimal"), 0.1 + 0.2, "send it as a string"),
    (field("decimal", decimals=2), "1.234", "at most 2"),
    (field("quantity", minimum="0"), "-1", "below 0"),
    (field("number", maximum="10"), 10.5, "above 10"),
    (field("number"), float("nan"), "not finite"),
    (field("number"), "1e999", "not finite"),
    (field("boolean"), "true", "neither true nor false"),
    (field("boolean"), 1, "neither true nor false"),
    (field("date"), "2026-02-30", "no day"),
    (field("date"), "0206-01-01", "year 206"),
    (field("date"), dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "no date"),
    (field("time"), "25:00", "no time of day"),
    (field("datetime"), "2026-11-25T08:30:00", "time zone"),
    (field("duration"), "1 hour", "PT1H30M"),
    (field("choice", choices=STATUS), "opne", "did you mean open"),
    (field("choices", choices=STATUS), "open", "not a list"),
    (field("link", to="any"), ID, "model"),
    (field("links", to="item"), ["A"] * 1001, "at most 1000"),
    (field("user"), "root", "user's id"),
    (field("file"), "a.pdf", "upload it first"),
    (field("json"), {"a": float("nan")}, "no JSON value"),
    (field("json"), {"a": "\0"}, "U+0000"),
    (field("json"), "x" * 70_000, "at most 65536"),
    (field("lines", of="x"), [], "with their record"),
]


@pytest.mark.parametrize(("declared", "given", "says"), REFUSED, ids=lambda each: str(each)[:40])
def test_a_wrong_value_is_refused_with_field_value_and_advice(declared: Field, given: object, says: str) -> None:
    with pytest.raises(Invalid) as refusal:
        field_types.check(declared, given)
    assert says in refusal.value.message
    assert refusal.value.message.startswith("f: ")
    assert refusal.value.facts["field"] == "f"
    assert refusal.value.code == "value.invalid"


def test_nesting_that_would_exhaust_the_stack_is_refused() -> None:
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(Invalid, match="nested more than 32"):
        field_types.check(field("json"), deep)


CELLS = [
    (field("decimal"), "１，234.50", Decimal("1234.50")),
    (field("decimal"), "−3", Decimal(-3)),
    (field("percent"), "12.5%", Decimal("0.125")),
    (field("integer"), 7.0, 7),
    (field("boolean"), "是", True),
    (field("boolean"), "N", False),
    (field("date"), "2026年1月5日", dt.date(2026, 1, 5)),
    (field("date"), "20260105", dt.date(2026, 1, 5)),
    (field("date"), dt.datetime(2026, 1, 5), dt.date(2026, 1, 5)),  # noqa: DTZ001 - what a sheet gives
    (field("datetime"), "2026/1/5 08:30", dt.datetime(2026, 1, 5, 0, 30, tzinfo=dt.UTC)),
    (field("duration"), "1:30", dt.timedelta(hours=1, minutes=30)),
    (field("choice", choices=STATUS), "打开", "open"),
    (field("choice", choices=STATUS), "CLOSED", "closed"),
    (field("choice", choices=STATUS), 0.65, "0.65"),
    (field("choices", choices=STATUS), "打开；Closed", ["open", "closed"]),
    (field("links", to="item"), "A, B", ["A", "B"]),
    (field("code"), 1007.0, "1007"),
    (field("json"), '{"a": 1}', {"a": 1}),
    (field("text"), "  ", None),
    (field("text"), " a ", "a"),
]


@pytest.mark.parametrize(("declared", "cell", "value"), CELLS, ids=lambda each: str(each)[:40])
def test_a_cell_is_read(declared: Field, cell: object, value: object) -> None:
    assert field_types.parse_cell(declared, cell) == value


@pytest.mark.parametrize(
    ("declared", "cell", "says"),
    [
        (field("date"), "1/5/2026", "year, month, day"),
        (field("decimal"), "12,34", "not an exact number"),
        (field("choice", choices=STATUS), "maybe", "打开"),
        (field("boolean"), "maybe", "是"),
        (field("json"), "{", "no JSON"),
        (field("percent"), "x%", "12.5%"),
        (field("datetime"), "2026-01-05 99:00", "no instant"),
    ],
)
def test_a_cell_that_could_mean_two_things_is_refused(declared: Field, cell: str, says: str) -> None:
    with pytest.raises(Invalid) as refusal:
        field_types.parse_cell(declared, cell)
    assert says in refusal.value.message


@pytest.mark.parametrize(
    ("declared", "value", "zh", "en"),
    [
        (field("choice", choices=STATUS), "open", "打开", "Open"),
        (field("choice", choices=STATUS), "gone", "gone", "gone"),
        (field("choices", choices=STATUS), ["open", "closed"], "打开、关闭", "Open, Closed"),
        (field("boolean"), True, "是", "Yes"),
        (field("decimal"), Decimal("1.500"), "1.5", "1.5"),
        (field("percent"), Decimal("0.125"), "12.5%", "12.5%"),
        (field("number"), 3.0, "3", "3"),
        (field("datetime"), dt.datetime(2026, 1, 5, 0, 30, tzinfo=dt.UTC), "2026-01-05 08:30", "2026-01-05 08:30"),
        (field("duration"), dt.timedelta(hours=-25, minutes=-30), "-25:30", "-25:30"),
        (field("lines", of="x"), [{}, {}], "2 行", "2 lines"),
        (field("text"), None, "", ""),
    ],
)
def test_a_value_is_shown_in_both_languages(declared: Field, value: object, zh: str, en: str) -> None:
    assert field_types.show(declared, value, "zh") == zh
    assert field_types.show(declared, value, "en") == en


@settings(max_examples=150, deadline=None)
@given(st.decimals(min_value=-(10**17), max_value=10**17, places=6))
def test_what_is_exported_is_imported_again(value: Decimal) -> None:
    declared = field("quantity")
    assert field_types.parse_cell(declared, field_types.export(declared, value)) == value


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        (field("duration"), dt.timedelta(days=2, hours=3, seconds=4, microseconds=500_000)),
        (field("datetime"), dt.datetime(2026, 1, 5, 0, 30, 7, tzinfo=dt.UTC)),
        (field("date"), dt.date(2026, 1, 5)),
        (field("time"), dt.time(8, 30)),
        (field("choices", choices=STATUS), ["open", "closed"]),
        (field("links", to="item"), [ID]),
        (field("json"), {"a": [1, "x"]}),
        (field("percent"), Decimal("0.125")),
        (field("number"), 0.1),
        (field("boolean"), True),
    ],
)
def test_each_type_exports_what_it_imports(declared: Field, value: object) -> None:
    assert field_types.parse_cell(declared, field_types.export(declared, value)) == value


def test_filters_and_sums_follow_the_type() -> None:
    assert "contains" in field_types.TYPES["text"].compare
    assert "lt" not in field_types.TYPES["link"].compare
    assert "sum" in field_types.TYPES["quantity"].aggregates
    assert "sum" not in field_types.TYPES["date"].aggregates
