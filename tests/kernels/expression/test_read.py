"""Texts become trees, trees become texts, and what is not of the language is refused with place and remedy."""

from __future__ import annotations

import sys
import time

import pytest

from zhihe.kernels.expression import ExpressionError, Literal, format_expression, from_json, parse, paths, to_json

TEXTS = [
    "IF(remaining = 0, 'decided', 'evaluated')",
    "user <> inspector",
    "SUM(input.postings.quantity) <= remaining",
    "needs_inspection(item, receipt.supplier, 'purchase_receipt')",
    "state = 'in_progress' and due_at < now",
    "state in ['evaluated', 'decided', 'closed']",
    "site in user.sites and not site not in user.closed",
    "quantity - posted - 1.5 * (2 + -scrap) / 3",
    "-(a + b) & 'it''s' & -5",
    "not (a = b or c) and (not d)",
    "a - (b - c) - d",
    "ROUND(x, 2, HALF_EVEN)",
    "DATEDIF(start, end, d) > 30",
    "(a = b) = c",
    "this.in",
    "null",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_canonical_text_reads_back_as_the_same_tree(text: str) -> None:
    tree = parse(text)
    assert parse(format_expression(tree)) == tree
    assert from_json(to_json(tree)) == tree


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("如果（数量＞5，‘好’，“坏”）", "IF(数量 > 5, '好', '坏')"),
        ("求和(lines.qty×lines.price)÷2", "SUM(lines.qty * lines.price) / 2"),
        ("a != b 且 非 c 或 d≥1", "a <> b and not c or d >= 1"),
        ("And(a, b, c)", "a and b and c"),
        ("OR(a = 1, b)", "a = 1 or b"),
        ('"say ""hi"""', "'say \"hi\"'"),
        ("round(x, 2, 'half_up')", "ROUND(x, 2, HALF_UP)"),
        ("1.50e2 - --.5", "150 - 0.5"),
        ("(((a)))", "a"),
        ("a - b", "a - b"),
        ("+a", "a"),
        ("state 属于 ['x']", "state in ['x']"),
        ("TRUE or 假 or 空", "true or false or null"),
    ],
)
def test_what_people_type_has_one_canonical_form(typed: str, meant: str) -> None:
    assert format_expression(parse(typed)) == meant


@pytest.mark.parametrize(
    ("text", "code", "position", "hint"),
    [
        ("", "empty", 0, "write a value"),
        ("   ", "empty", 0, "write a value"),
        ("a < b < c", "syntax", 6, "join two comparisons with and"),
        ("(a + ", "syntax", 5, "expected a name, a number or a text"),
        ("(a b)", "syntax", 3, "«)»"),
        ("a ^ 2", "bad_character", 2, "POWER(a, b)"),
        ("5 %", "bad_character", 2, "0.05"),
        ("'open", "bad_character", 0, "close the text"),
        ("a ; b", "bad_character", 2, "comma"),
        ("a\x00b", "bad_character", 1, "U+0000"),
        ("'a\x07b'", "bad_character", 0, "U+0007"),
        ("'\ud800'", "bad_character", 0, "U+D800"),
        ("IF(a)", "wrong_arguments", 0, "IF takes 2 to 3 arguments, not 1"),
        ("ABS(1, 2)", "wrong_arguments", 0, "1 argument,"),
        ("and(a)", "wrong_arguments", 0, "at least 2"),
        ("ROUND(x, 2, SIDEWAYS)", "unknown_word", 12, "HALF_UP"),
        ("ROUND(x, 2, 1 + 1)", "unknown_word", 14, "HALF_UP"),
        ("a in []", "empty_list", 5, "at least one"),
        ("a.b.c.d.e.f.g.h.i.j.k", "path_too_long", 0, "10 names"),
        ("x" * 64, "name_too_long", 0, "63"),
        ("1e1001", "exponent_too_large", 0, "1000"),
        ("1e" + "9" * 500, "exponent_too_large", 0, "1000"),
        ("1e100", "number_too_large", 0, "100 digits"),
        ("9" * 101, "number_too_large", 0, "100 digits"),
        ("1e-41", "number_too_large", 0, "40"),
    ],
)
def test_a_refusal_names_place_and_remedy(text: str, code: str, position: int, hint: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    assert (refused.value.code, refused.value.position) == (code, position)
    assert hint in refused.value.message
    assert f"(character {position + 1})" in str(refused.value)


HOSTILE = {
    "brackets": "(" * 20_000,
    "brackets in 4 KB": "(" * 4_000,
    "closed brackets": "(" * 2_000 + "1" + ")" * 2_000,
    "calls": "ABS(" * 40 + "1" + ")" * 40,
    "denials": "not " * 1_000 + "a",
    "signs": "-" * 4_000 + "a",
    "a wide sum": "+".join("a" * 1_500),
    "lists": "[" * 70 + "1" + "]" * 70,
    "divisions": "/".join("a" * 40),
    "commas": "MAX(" + ",".join("1" * 1_990) + ")",
    "a long text": "'" + "a" * 100_000 + "'",
    "chinese beyond 4 KB": "'" + "质" * 1_400 + "'",
    "dots": "a" + ".a" * 1_500,
    "quotes": "'" * 4_001,
    "exponents": "1e" + "9" * 4_000,
    "digits": "9" * 4_000,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_text_is_refused_at_once(case: str) -> None:
    parse("1")  # the grammar is read once, before the clock
    started = time.process_time()
    with pytest.raises(ExpressionError) as refused:
        parse(HOSTILE[case])
    assert time.process_time() - started < (0.05 if sys.gettrace() is None else 0.5)  # a tracer counts lines
    assert refused.value.code in {
        *("too_long", "too_deep", "too_many_nodes", "path_too_long", "bad_character"),
        *("exponent_too_large", "number_too_large"),
    }


def test_the_largest_allowed_expression_is_read() -> None:
    assert len(parse("+".join("a" * 499)).operands) == 499  # type: ignore[union-attr]  # a chain
    with pytest.raises(ExpressionError, match="500 parts"):
        parse("+".join("a" * 500))
    assert parse("-(" * 31 + "a" + ")" * 31)
    with pytest.raises(ExpressionError, match="32 deep"):
        parse("-(" * 32 + "a" + ")" * 32)


def test_a_name_after_a_dot_may_be_a_keyword() -> None:
    assert [path.names for path in paths(parse("record.in + record.not"))] == [("record", "in"), ("record", "not")]


def test_texts_are_brought_to_nfc() -> None:
    assert parse("'e\u0301'") == Literal("é")
