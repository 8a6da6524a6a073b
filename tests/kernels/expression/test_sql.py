"""The SQL of an expression beside its values: what it refuses, how large it grows, which index it can use."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
import pytest
import sqlalchemy as sa
from tests.kernels.expression.sql_world import RECORD, RecordResolver, ask
from tests.kernels.expression.world import World

from zhihe.kernels.expression import BOOL, INT, ExpressionError, check, list_of, parse
from zhihe.kernels.expression.kinds import NULL
from zhihe.platform.store.expression_sql import Sql, compile_expression, condition, of_column
from zhihe.platform.store.statement import compiled


def compile_text(text: str) -> Sql:
    return compile_expression(parse(text), RecordResolver())


def statement(text: str) -> str:
    return compiled(sa.select(compile_text(text).clause), "test").text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("triple(count)", "not_in_sql"),
        ("SUM(quantity)", "no_lines"),
        ("COUNT(quantity)", "no_lines"),
        ("quantity in price", "type_mismatch"),
        ("[1, 2]", "type_mismatch"),
        ("name = 1", "type_mismatch"),
        ("name + day", "type_mismatch"),
        ("name * span", "type_mismatch"),
        ("yes & 'a'", "type_mismatch"),
        ("IF(yes, 1, 'a')", "mixed_types"),
        ("day" + " + 1" * 40, "too_complex"),
        ("span" + " * 1" * 40, "too_complex"),
        ("CEILING(" * 20 + "price" + ", 0.5)" * 20, "too_complex"),
        ("ROUND(" * 20 + "price" + ", 1, HALF_EVEN)" * 20, "too_complex"),
    ],
)
def test_what_has_no_sql_is_refused(text: str, code: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        compile_text(text)
    assert refused.value.code == code


def test_a_condition_must_be_one() -> None:
    assert condition(parse("count > 1"), RecordResolver()) is not None
    assert condition(parse("null"), RecordResolver()) is not None
    with pytest.raises(ExpressionError) as refused:
        condition(parse("count"), RecordResolver())
    assert refused.value.code == "wrong_type"


def test_an_integer_column_is_compared_as_one_so_that_its_index_serves() -> None:
    assert "count = $1::BIGINT" in statement("count = 7")
    assert "CAST" not in statement("count in [1, 2] or count >= 3 or count = whole")
    assert "CAST" in statement("count = 7.5")
    assert "price = $1" in statement("price = 7.5").replace("::NUMERIC", "")


def test_comparing_with_null_is_null_even_unchecked(golden_database: psycopg.Connection) -> None:
    assert ask(golden_database, parse("ISNULL(null = count) and ISNULL(count < null)")) is True


def test_a_row_right_compares_with_a_parameter_array() -> None:
    assert "golden_record.site = ANY (golden_record.user__sites)" in statement("site in user.sites")


def test_a_column_of_unknown_meaning_is_null() -> None:
    assert str(of_column(NULL, RECORD.c.name).clause) == 'CAST(NULL AS TEXT) COLLATE "C"'


def test_columns_of_other_types_become_numeric() -> None:
    column = sa.column("x", sa.Numeric())
    assert str(of_column(INT, column).clause).startswith("round(CAST(x AS NUMERIC)")
    assert "CAST(y AS NUMERIC[])" in str(
        of_column(list_of(INT), sa.column("y", sa.ARRAY(sa.Integer()))).clause.compile(
            dialect=sa.dialects.postgresql.dialect()  # type: ignore[no-untyped-call]
        )
    )
    assert of_column(BOOL, sa.column("z", sa.Boolean())).scale == 0


WIDE: Mapping[str, str] = {
    "a sum": "+".join(["price"] * 499),
    "a difference": " - ".join(["count"] * 499),
    "a product": "*".join(["1.01"] * 499),
    "a text": " & ".join(["name"] * 499),
    "conditions": " and ".join(["yes"] * 499),
    "divisions": "price" + " / 1.5" * 30,
    "choices": "SWITCH(count" + ", 1, 2" * 100 + ", 3)",
    "deep brackets": "ABS(" * 30 + "price" + ")" * 30,
    "deep conditions": "IF(count > 1, " * 14 + "1" + ", 2)" * 14,
}


@pytest.mark.parametrize("case", WIDE)
def test_the_largest_expressions_still_run(case: str, golden_database: psycopg.Connection) -> None:
    tree = parse(WIDE[case])
    check(tree, World())
    assert ask(golden_database, tree) is not None
