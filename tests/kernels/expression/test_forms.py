"""The JSON form, the names of a tree, and the types as others see them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.kernels.expression.world import World

from zhihe.kernels.expression import (
    BOOL,
    DATE,
    DECIMAL,
    ENUM,
    INT,
    NULL,
    REF,
    TEXT,
    ExpressionError,
    Literal,
    Member,
    Type,
    bind,
    check,
    enum_of,
    fits,
    format_expression,
    from_json,
    functions,
    list_of,
    names,
    parse,
    paths,
    ref_to,
    rename,
    row_of,
    to_json,
)
from zhihe.kernels.expression.kinds import unify

NUMBER = {"node": "number", "value": "1"}


def deep(levels: int) -> dict[str, Any]:
    tree: dict[str, Any] = {"node": "path", "segments": [{"name": "a"}]}
    for _ in range(levels):
        tree = {"node": "not", "operand": tree}
    return tree


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (None, "bad_tree"),
        ([], "bad_tree"),
        ({}, "bad_tree"),
        ({"node": "script"}, "bad_tree"),
        ({"node": "null", "at": "1"}, "bad_tree"),
        ({"node": "null", "at": True}, "bad_tree"),
        ({"node": "bool", "value": 1}, "bad_tree"),
        ({"node": "number", "value": 1.5}, "bad_tree"),
        ({"node": "number", "value": "1 + 1"}, "bad_number"),
        ({"node": "number", "value": "١"}, "bad_number"),
        ({"node": "number", "value": "NaN"}, "bad_number"),
        ({"node": "number", "value": "1e2000"}, "exponent_too_large"),
        ({"node": "text", "value": "\x00"}, "bad_character"),
        ({"node": "path", "segments": "a"}, "bad_tree"),
        ({"node": "path", "segments": [{"uid": "x"}]}, "bad_tree"),
        ({"node": "path", "segments": ["x"]}, "bad_tree"),
        ({"node": "path", "segments": [{"name": "x", "uid": 5}]}, "bad_tree"),
        ({"node": "path", "segments": []}, "path_too_long"),
        ({"node": "path", "segments": [{"name": "a b"}]}, "bad_name"),
        ({"node": "path", "segments": [{"name": "__import__('os')"}]}, "bad_name"),
        ({"node": "path", "segments": [{"name": "not"}]}, "bad_name"),
        ({"node": "call", "name": "x.y", "arguments": []}, "bad_name"),
        ({"node": "call", "name": "ABS", "arguments": []}, "wrong_arguments"),
        ({"node": "call", "name": "ABS", "arguments": None}, "bad_tree"),
        ({"node": "call", "name": 5, "arguments": []}, "bad_tree"),
        ({"node": "chain", "operators": "+", "operands": [NUMBER, NUMBER]}, "bad_tree"),
        ({"node": "chain", "operators": [5], "operands": [NUMBER, NUMBER]}, "bad_tree"),
        ({"node": "chain", "operators": ["+"], "operands": [NUMBER]}, "bad_chain"),
        ({"node": "chain", "operators": ["+", "*"], "operands": [NUMBER] * 3}, "bad_chain"),
        ({"node": "chain", "operators": ["<", "<"], "operands": [NUMBER] * 3}, "bad_chain"),
        ({"node": "chain", "operators": ["**"], "operands": [NUMBER] * 2}, "bad_chain"),
        ({"node": "chain", "operators": [], "operands": [NUMBER]}, "bad_chain"),
        ({"node": "list", "items": []}, "empty_list"),
        ({"node": "list", "items": [NUMBER] * 600}, "too_many_nodes"),
        ({"node": "list", "items": [{"node": "list", "items": [NUMBER] * 30}] * 30}, "too_many_nodes"),
        (deep(40), "too_deep"),
        ({"node": "chain", "operators": ["/"] * 40, "operands": [NUMBER] * 41}, "too_deep"),
    ],
)
def test_json_that_is_no_tree_is_refused(form: object, code: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        from_json(form)
    assert refused.value.code == code


def test_json_is_brought_to_the_same_form_as_text() -> None:
    assert from_json({"node": "negate", "operand": NUMBER}) == Literal(Decimal(-1))
    assert from_json({"node": "call", "name": "如果", "arguments": [{"node": "null"}, NUMBER]}) == parse("IF(null, 1)")
    assert from_json({"node": "text", "value": "e\u0301"}) == Literal("é")


def test_a_tree_tells_its_names_and_functions() -> None:
    tree = parse("SUM(lines.qty * this.rate) + double(rate) + input.x + ROUND(rate, 2) + LEN(user.name)")
    assert [path.names for path in paths(tree)] == [
        ("lines", "qty"),
        ("this", "rate"),
        ("rate",),
        ("input", "x"),
        ("user", "name"),
    ]
    assert names(tree) == {"lines", "rate", "input", "user"}
    assert functions(tree) == {"double"}


def test_binding_gives_uids_and_renaming_changes_the_text_with_them() -> None:
    tree = bind(parse("not (quantity in [price, -count]) and ISNULL(item.maker.name) and today > day"), World())
    segments = to_json(tree)["operands"][1]["arguments"][0]["segments"]
    assert segments == [
        {"name": "item", "uid": "uid-item"},
        {"name": "maker", "uid": "uid-maker"},
        {"name": "name", "uid": "uid-name"},
    ]
    assert from_json(to_json(tree)) == tree
    renamed = rename(tree, {"uid-quantity": "数量", "uid-maker": "producer", "uid-count": "pieces"})
    assert format_expression(renamed) == ("not 数量 in [price, -pieces] and ISNULL(item.producer.name) and today > day")


def test_binding_refuses_what_is_not_there() -> None:
    with pytest.raises(ExpressionError, match="did you mean quantity"):
        bind(parse("quantitty"), World())


def test_check_tells_the_type_and_holds_it_to_what_is_needed() -> None:
    assert check(parse("quantity > 1"), World(), expect=BOOL) == BOOL
    assert check(parse("count + 1"), World(), expect=DECIMAL) == INT
    with pytest.raises(ExpressionError, match="yields decimal, but bool is needed"):
        check(parse("quantity"), World(), expect=BOOL)
    assert check(parse("user.sites"), World()) == list_of(ref_to("site"))
    assert check(parse("IF(yes, null, null)"), World()) == NULL
    assert check(parse("SUM(null, null)"), World()) == INT
    assert check(parse("[1, 2]"), World()) == list_of(INT)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("input.postings.quantity", "needs_aggregate"),
        ("input", "no_value"),
        ("COUNT(input)", "no_value"),
        ("IF(yes, lines, lines)", "type_mismatch"),
        ("lines in [1]", "type_mismatch"),
        ("tags = tags", "type_mismatch"),
        ("tags in [tags]", "mixed_types"),
        ("no_span + null * 1", "type_mismatch"),
        ("IFS(1, 2, 3)", "type_mismatch"),
    ],
)
def test_check_refuses(text: str, code: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        check(parse(text), World())
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("null + 1", "int"),
        ("null + 1.5", "decimal"),
        ("null * null", "int"),
        ("day + null", "date"),
        ("null - span", "duration"),
        ("span - null", "duration"),
        ("null * span", "duration"),
        ("moment - null", "datetime"),
        ("ROUND(price, -1)", "int"),
        ("ROUND(price, count)", "decimal"),
        ("CEILING(price)", "int"),
        ("CEILING(price, 0.5)", "decimal"),
        ("MAX(null, null)", "null"),
        ("MAX(state, name)", "text"),
        ("MAX(lines.kind)", "enum"),
        ("ABS(span)", "duration"),
        ("SWITCH(state, 'draft', 1, 2.5)", "decimal"),
        ("IFS(yes, 1, no, 2)", "int"),
        ("COALESCE(site, other_site)", "ref"),
    ],
)
def test_check_knows_the_type_of(text: str, kind: str) -> None:
    assert check(parse(text), World()).kind == kind


class Nested(World):
    """A scope in which each line has parts of its own."""

    def member(self, owner: Type | None, name: str) -> Member | None:
        parts = owner is not None and owner.target == "line" and name == "parts"
        return Member(list_of(row_of("line"))) if parts else super().member(owner, name)


def test_a_list_within_a_list_is_refused() -> None:
    with pytest.raises(ExpressionError, match=r"lines\.parts is a list within a list") as refused:
        check(parse("SUM(lines.parts.quantity)"), Nested())
    assert refused.value.code == "nested_relation"
    with pytest.raises(ExpressionError, match="a value is needed"):
        check(parse("COUNT(lines.parts)"), Nested())


def test_an_error_of_the_scope_gets_the_place_of_the_path() -> None:
    with pytest.raises(ExpressionError) as refused:
        check(parse("1 + quantiti"), World())
    assert refused.value.position == 4


def test_types_meet_and_fit() -> None:
    assert unify(ref_to("a"), REF) == REF
    assert unify(ref_to("a"), ref_to("b")) is None
    assert unify(enum_of("a"), enum_of("b")) == enum_of("a", "b")
    assert unify(enum_of("a"), ENUM) == ENUM
    assert unify(DATE, TEXT) is None
    assert unify(DATE, NULL) == DATE
    assert fits(INT, DECIMAL)
    assert not fits(DECIMAL, INT)
    assert fits(enum_of("a"), TEXT)
    assert fits(TEXT, ENUM)
    assert fits(NULL, DATE)
    assert not fits(DATE, ENUM)
    assert fits(list_of(INT), list_of(DECIMAL))
    assert fits(list_of(INT), Type("list"))
    assert not fits(list_of(TEXT), list_of(DECIMAL))
    assert not fits(TEXT, list_of(TEXT))
    assert fits(ref_to("a"), REF)
    assert not fits(ref_to("a"), ref_to("b"))
    assert not fits(TEXT, REF)
    assert str(list_of(row_of("line"))) == "list of row (line)"
    assert str(enum_of("a")) == "enum"
