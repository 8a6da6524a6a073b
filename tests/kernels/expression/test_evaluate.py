"""What happens at run time beside the golden values: environments, wrong types, limits, notices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from zhihe.kernels.expression import Context, ExpressionError, Notice, Values, evaluate, holds, parse, prepare

NOW = datetime(2026, 3, 15, 4, tzinfo=UTC)
CONTEXT = Context(NOW, date(2026, 3, 15))


def value(text: str, functions: dict[str, Callable[..., object]] | None = None, **fields: Any) -> object:
    return evaluate(parse(text), Values(fields, functions or {}), context=CONTEXT)


def refusal(text: str, functions: dict[str, Callable[..., object]] | None = None, **fields: Any) -> ExpressionError:
    with pytest.raises(ExpressionError) as refused:
        value(text, functions, **fields)
    return refused.value


def test_values_of_python_become_values_of_the_language() -> None:
    assert value("x", x=7) == Decimal(7)
    assert value("x", x=0.1) == Decimal("0.1")
    assert value("x", x=True) is True
    assert value("x", x=UUID(int=5)) == "00000000-0000-0000-0000-000000000005"
    assert value("x", x=timedelta(hours=1)) == timedelta(hours=1)
    assert value("x", x=[1, None, "a"]) == (Decimal(1), None, "a")
    assert value("x", x=Decimal("1e-45")) == 0
    assert value("x", x=datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=8)))) == datetime(
        2025, 12, 31, 16, tzinfo=UTC
    )

    class Day(date):
        """A date of somebody's own."""

    assert value("x", x=Day(2026, 1, 1)) == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (float("nan"), "number_too_large"),
        (float("inf"), "number_too_large"),
        (Decimal("NaN"), "number_too_large"),
        (Decimal("1e100"), "number_too_large"),
        (1e300, "number_too_large"),
        (datetime(2026, 1, 1), "naive_datetime"),  # noqa: DTZ001 - the mistake meant
        (object(), "unsupported_value"),
        ({"a": 1}, "unsupported_value"),
        ([object()], "unsupported_value"),
    ],
)
def test_values_without_meaning_are_refused_where_they_stand(given: object, code: str) -> None:
    error = refusal("1 + x", x=given)
    assert (error.code, error.position) == (code, 4)


def test_an_unknown_name_is_refused_with_a_suggestion() -> None:
    error = refusal("quantiy + 1", quantity=1)
    assert (error.code, error.position, error.facts["suggestions"]) == ("unknown_name", 0, ("quantity",))
    assert "did you mean quantity?" in error.message
    assert refusal("item.code", item=5).code == "unknown_name"
    assert refusal("zzz", a=1).facts["suggestions"] == ()


def test_null_on_the_way_stays_null() -> None:
    assert value("item.maker.name", item=None) is None
    assert value("this.a", a=1) == 1


def test_an_unknown_function_is_refused_with_a_suggestion() -> None:
    error = refusal("dubble(1)", {"double": lambda x: x})
    assert (error.code, error.facts["suggestions"]) == ("unknown_function", ("double",))


def test_functions_of_an_app_get_values_and_give_values() -> None:
    assert value("plus(x, null, 'a')", {"plus": lambda *given: len(given)}, x=5) == 3


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a + n", 2),
        ("n + a", 2),
        ("n * a", 2),
        ("a * n", 2),
        ("s * a", 2),
        ("s / a", 2),
        ("n / s", 2),
        ("s * s", 2),
        ("d + 0.5", 2),
        ("d + d", 2),
        ("m + 1", 2),
        ("n < a", 2),
        ("b < b", 2),
        ("l = l", 2),
        ("n in a", 2),
        ("not n", 0),
        ("n and b", 2),
        ("-a", 0),
        ("b & a", 2),
        ("m & a", 2),
        ("IF(n, 1, 2)", 0),
        ("ABS(a)", 4),
        ("LEN(n)", 4),
        ("LEFT(a, 1.5)", 8),
        ("LEFT(a, a)", 8),
        ("YEAR(a)", 5),
        ("DATEOF(n)", 7),
        ("DATEDIF(n, d, d)", 8),
        ("HOUR(d)", 5),
        ("DATEDIF(d, m, h)", 0),
        ("DATEDIF(m, d, h)", 0),
        ("TEXT(a, 2)", 0),
        ("TEXT(b)", 0),
        ("SUM(1, a)", 0),
        ("MAX(b, b)", 0),
        ("MAX(a, n)", 0),
        ("ANY(lines.n)", 0),
        ("MAX(lines.b)", 0),
    ],
)
def test_a_wrong_type_is_refused_even_without_a_check(text: str, place: int) -> None:
    error = refusal(
        text,
        a="text",
        n=5,
        b=True,
        s=timedelta(hours=1),
        d=date(2026, 1, 1),
        m=NOW,
        l=[1],
        lines=[{"n": 1, "b": True}],
    )
    assert (error.code, error.position) == ("type_mismatch", place)
    assert error.facts["wanted"]


def test_a_wrong_type_within_conversions_names_what_was_found() -> None:
    assert refusal("UPPER(x)", x=[1]).facts["found"] == "list"


def test_aggregates_need_lines_and_not_each_other() -> None:
    assert refusal("SUM(x)", x=1).code == "no_lines"
    assert refusal("COUNT(x)", x=1).code == "no_lines"
    assert refusal("COUNT(x.y)", x={"y": "text"}).code == "no_lines"
    assert refusal("SUM(SUM(lines.x))", lines=[]).code == "nested_aggregate"
    assert refusal("SUM(IF(MAX(lines.x, 1) > 2, MAX(lines.x), 1))", lines=[{"x": 1}]).code == "nested_aggregate"
    assert value("COUNT(x)", x=None) == 0
    assert value("COUNT(x)", x=[1, 2]) == 2


def test_the_last_of_too_many_rows_is_refused() -> None:
    rows = [{"x": 1}] * 5_000
    assert value("SUM(lines.x)", lines=rows) == 5_000
    error = refusal("1 + SUM(lines.x)", lines=[*rows, {"x": 1}])
    assert (error.code, error.position, error.facts["rows"]) == ("too_many_rows", 4, 5_001)


def test_a_text_of_more_than_64_kb_is_refused() -> None:
    assert value("x & 'a'", x="a" * 65_535) == "a" * 65_536
    assert refusal("x & 'a'", x="a" * 65_536).code == "result_too_large"
    assert refusal("CONCAT(x, x)", x="质" * 11_000).code == "result_too_large"
    assert refusal("x", x="a" * 65_537).code == "result_too_large"


def test_what_becomes_null_says_why() -> None:
    assert value("1 / 0") is None
    notices: list[Notice] = []
    context = Context(NOW, date(2026, 3, 15), on_notice=notices.append)
    tree = parse("COALESCE(x / 0, 1 + y / (x - x), 7)")
    assert evaluate(tree, Values({"x": 5, "y": 1}), context=context) == 7
    assert notices == [Notice("division_by_zero", 11), Notice("division_by_zero", 22)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x + x * 9", "number_too_large"),
        ("x * 10", "number_too_large"),
        ("x * 10 / 2", "number_too_large"),
        ("x / 0.1", "number_too_large"),
        ("SUM(lines.x)", "number_too_large"),
        ("CEILING(x * 9.9, x)", "number_too_large"),
        ("s + s", "duration_out_of_range"),
        ("s - -s", "duration_out_of_range"),
        ("s * 2", "duration_out_of_range"),
        ("s / 0.1", "duration_out_of_range"),
        ("s * x * 10", "duration_out_of_range"),
        ("now + s", "date_out_of_range"),
    ],
)
def test_what_leaves_the_range_is_null_with_a_notice(text: str, code: str) -> None:
    notices: list[Notice] = []
    context = Context(NOW, date(2026, 3, 15), on_notice=notices.append)
    env = Values({"x": Decimal(10) ** 99, "s": timedelta(days=3_900_000), "lines": [{"x": Decimal(10) ** 99}] * 10})
    assert evaluate(parse(text), env, context=context) is None
    assert [notice.code for notice in notices] == [code]


def test_a_condition_counts_null_as_false() -> None:
    condition = prepare(parse("x > 1"))
    assert condition.holds(Values({"x": 2}), context=CONTEXT)
    assert not condition.holds(Values({"x": 1}), context=CONTEXT)
    assert not condition.holds(Values({"x": None}), context=CONTEXT)
    assert holds(parse("true"), Values({}), context=CONTEXT)
    with pytest.raises(ExpressionError, match="a condition is needed"):
        holds(parse("1"), Values({}), context=CONTEXT)


def test_names_are_resolved_only_when_they_are_needed() -> None:
    asked: list[tuple[str, ...]] = []

    class Watching(Values):
        def value(self, names: tuple[str, ...]) -> object:
            asked.append(names)
            return super().value(names)

    env = Watching({"a": True, "b": 1, "c": 2})
    assert evaluate(parse("IF(a, b, c) + COALESCE(b, c)"), env, context=CONTEXT) == 2
    assert asked == [("a",), ("b",), ("b",)]
    asked.clear()
    assert evaluate(parse("not a and c > 1"), env, context=CONTEXT) is False
    assert asked == [("a",)]


def test_an_error_keeps_the_place_its_environment_gave() -> None:
    class Refusing(Values):
        def value(self, names: tuple[str, ...]) -> object:
            raise ExpressionError("gone", f"{names[0]} is gone", position=99, lot="L1")

    with pytest.raises(ExpressionError) as refused:
        evaluate(parse("x"), Refusing({}), context=CONTEXT)
    assert (refused.value.code, refused.value.position, refused.value.facts) == ("gone", 99, {"lot": "L1"})
