"""The golden vectors on the evaluator; the same file is run on SQL and in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.kernels.expression.refill import FILE, rendered
from tests.kernels.expression.world import CASES, GOLDEN, World, context, values, written

from zhihe.kernels.expression import (
    ExpressionError,
    Notice,
    bind,
    check,
    evaluate,
    format_expression,
    from_json,
    parse,
    rename,
    to_json,
)

GIVING = [case for case in CASES if "gives" in case]
REFUSED = [case for case in CASES if "refused" in case]


def texts(cases: list[Mapping[str, Any]]) -> list[str]:
    return [case["text"] for case in cases]


@pytest.mark.parametrize("case", GIVING, ids=texts(GIVING))
def test_the_evaluator_gives_the_golden_value(case: Mapping[str, Any]) -> None:
    tree = parse(case["text"])
    check(tree, World())
    notices: list[Notice] = []
    assert written(evaluate(tree, values(), context=context(notices))) == case["gives"]
    assert [notice.code for notice in notices] == case.get("notices", [])


@pytest.mark.parametrize("case", REFUSED, ids=texts(REFUSED))
def test_the_check_refuses_with_the_golden_code(case: Mapping[str, Any]) -> None:
    with pytest.raises(ExpressionError) as refused:
        check(parse(case["text"]), World())
    assert refused.value.code == case["refused"]
    assert refused.value.position is not None


@pytest.mark.parametrize("case", CASES, ids=texts([*CASES]))
def test_the_tree_beside_each_text_is_its_own(case: Mapping[str, Any]) -> None:
    tree = parse(case["text"])
    assert to_json(tree) == case["tree"]
    assert to_json(from_json(case["tree"])) == case["tree"]
    assert parse(format_expression(tree)) == tree


@pytest.mark.parametrize("case", GIVING, ids=texts(GIVING))
def test_a_bound_expression_follows_a_renamed_field(case: Mapping[str, Any]) -> None:
    tree = bind(parse(case["text"]), World())
    renamed = rename(tree, {"uid-quantity": "amount", "uid-lines": "items"})
    assert rename(renamed, {"uid-amount": "x", "uid-quantity": "quantity", "uid-lines": "lines"}) == tree
    if "quantity" in case["text"]:
        assert renamed != tree


def test_the_file_is_as_refill_writes_it() -> None:
    assert rendered(GOLDEN) == FILE.read_text(encoding="utf-8")


def test_the_file_is_large_and_its_cases_differ() -> None:
    assert len(CASES) > 700
    assert len({case["text"] for case in CASES}) == len(CASES)
