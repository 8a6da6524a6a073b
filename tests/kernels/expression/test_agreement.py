"""Laws over random expressions: the server agrees with the evaluator, and every written form reads back."""

from __future__ import annotations

import psycopg
from hypothesis import HealthCheck, assume, given, settings
from tests.kernels.expression.sql_world import ask
from tests.kernels.expression.trees import trees
from tests.kernels.expression.world import World, context, values, written

from zhihe.kernels.expression import (
    ExpressionError,
    Node,
    Notice,
    check,
    evaluate,
    format_expression,
    from_json,
    parse,
    to_json,
)

BEYOND = {"number_too_large", "exponent_too_large"}
"""Where the evaluator gives up and the server goes on."""


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(tree=trees())
def test_the_server_agrees_with_the_evaluator(tree: Node, golden_database: psycopg.Connection) -> None:
    check(tree, World())
    notices: list[Notice] = []
    value = evaluate(tree, values(), context=context(notices))
    assume(not BEYOND & {notice.code for notice in notices})
    try:
        answer = ask(golden_database, tree)
    except ExpressionError as error:
        assume(error.code != "too_complex")
        raise
    assert written(answer) == written(value), format_expression(tree)


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(tree=trees(4))
def test_every_written_form_reads_back_as_the_same_tree(tree: Node) -> None:
    text = format_expression(tree)
    assert parse(text) == tree
    assert from_json(to_json(tree)) == tree
    assert format_expression(parse(text)) == text
