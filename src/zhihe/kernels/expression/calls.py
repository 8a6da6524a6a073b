"""Make calls ready: the lazy functions, the strict ones, aggregates over rows, and functions of an app."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Protocol

from zhihe.kernels.expression.aggregates import AGGREGATES
from zhihe.kernels.expression.decimals import ZERO
from zhihe.kernels.expression.env import Environment, accept
from zhihe.kernels.expression.errors import MAX_ROWS, ExpressionError
from zhihe.kernels.expression.functions import Builtin, builtin
from zhihe.kernels.expression.names import paths
from zhihe.kernels.expression.operate import compare
from zhihe.kernels.expression.run import CONVERT, Run, Step, boolean
from zhihe.kernels.expression.strict import STRICT
from zhihe.kernels.expression.tree import Call, Node, Path, Value


class Prepare(Protocol):
    """Makes a node ready; ``inside`` tells whether an aggregate is around it."""

    def __call__(self, node: Node, *, inside: bool) -> Step:
        """Give the closure of a node."""


def prepare_call(node: Call, prepare: Prepare, *, inside: bool) -> Step:
    """Give the closure of a call."""
    known = builtin(node.name)
    if known is not None and known.walks(len(node.arguments)):
        if inside:
            raise nested_aggregate(known.name, node.at)
        return _aggregate(node, [prepare(each, inside=True) for each in node.arguments])
    steps = [prepare(each, inside=inside) for each in node.arguments]
    if known is None:
        return _app_function(node, steps)
    if known.aggregate:
        return _of_several(known, steps, node.at)
    lazy = _LAZY.get(known.name)
    return lazy(steps, node.at) if lazy else _strict(known, steps, node)


def nested_aggregate(name: str, at: int | None) -> ExpressionError:
    """Make the error for an aggregate within an aggregate."""
    return ExpressionError(
        "nested_aggregate",
        f"{name} stands inside another aggregate; put it in a formula field of the line",
        position=at,
        function=name,
    )


def _strict(known: Builtin, steps: Sequence[Step], node: Call) -> Step:
    function, at = STRICT[known.name], node.at
    pairs = [(step, CONVERT[known.rule(index)], node.arguments[index].at) for index, step in enumerate(steps)]

    def strict(run: Run) -> Value:
        values: list[Any] = []
        for step, convert, position in pairs:
            value = step(run)
            if value is None:
                return None
            values.append(convert(value, run, position))
        return function(run, at, *values)

    return strict


def _of_several(known: Builtin, steps: Sequence[Step], at: int | None) -> Step:
    """MAX(a, b, c) and the like: an aggregate of the arguments themselves."""
    combine = AGGREGATES[known.name]
    return lambda run: combine([step(run) for step in steps], run, at)


def _app_function(node: Call, steps: Sequence[Step]) -> Step:
    name, at = node.name, node.at
    return lambda run: accept(run.env.call(name, tuple(step(run) for step in steps)), at)


def _aggregate(node: Call, steps: Sequence[Step]) -> Step:
    combine, at = AGGREGATES[node.name], node.at
    used = tuple(path.names for path in paths(node))
    argument = node.arguments[0]
    counted = argument.names if node.name == "COUNT" and isinstance(argument, Path) else None

    def aggregate(run: Run) -> Value:
        found = _relation(used, run.env)
        if found is None:
            if counted is None:
                raise no_lines(node)
            return _length(node, steps[0](run))
        prefix, rows = found
        if len(rows) > MAX_ROWS:
            _too_many(node, len(rows))
        if counted == prefix:
            return combine([True] * len(rows), run, at)
        return combine([_of_row(steps, Run(run.env, run.context, prefix, row), at) for row in rows], run, at)

    return aggregate


def _of_row(steps: Sequence[Step], run: Run, at: int | None) -> Value:
    """Give what a row brings; of two arguments the first is the condition."""
    if len(steps) == 1 or boolean(steps[0](run), at):
        return steps[-1](run)
    return None


def _relation(
    used: Sequence[tuple[str, ...]], env: Environment
) -> tuple[tuple[str, ...], Sequence[Environment]] | None:
    for names in used:
        for size in range(1, len(names) + 1):
            rows = env.rows(names[:size])
            if rows is not None:
                return names[:size], rows
    return None


def _length(node: Call, value: Value) -> Value:
    if value is None:
        return ZERO
    if not isinstance(value, tuple):
        raise no_lines(node)
    return Decimal(len(value))


def no_lines(node: Call) -> ExpressionError:
    """Make the error for an aggregate of a single value."""
    return ExpressionError(
        "no_lines",
        f"{node.name} of one argument needs lines: name a field of a list, as in SUM(lines.quantity)",
        position=node.at,
        function=node.name,
    )


def _too_many(node: Call, count: int) -> None:
    raise ExpressionError(
        "too_many_rows",
        f"{node.name} over {count} rows; at most {MAX_ROWS} are allowed, use a stored total or a report",
        position=node.at,
        rows=count,
        limit=MAX_ROWS,
    )


def _if(steps: Sequence[Step], at: int | None) -> Step:
    condition, chosen = steps[0], steps[1]
    otherwise = steps[2] if len(steps) > 2 else _null  # noqa: PLR2004 - the third argument may be left out
    return lambda run: (chosen if boolean(condition(run), at) else otherwise)(run)


def _ifs(steps: Sequence[Step], at: int | None) -> Step:
    pairs = list(zip(steps[::2], steps[1::2], strict=False))
    otherwise = steps[-1] if len(steps) % 2 else _null

    def ifs(run: Run) -> Value:
        for condition, chosen in pairs:
            if boolean(condition(run), at):
                return chosen(run)
        return otherwise(run)

    return ifs


def _switch(steps: Sequence[Step], at: int | None) -> Step:
    subject = steps[0]
    pairs = list(zip(steps[1::2], steps[2::2], strict=False))
    otherwise = _null if len(steps) % 2 else steps[-1]

    def switch(run: Run) -> Value:
        value = subject(run)
        for case, chosen in pairs:
            if compare("=", value, case(run), at):
                return chosen(run)
        return otherwise(run)

    return switch


def _coalesce(steps: Sequence[Step], _at: int | None) -> Step:
    def coalesce(run: Run) -> Value:
        for step in steps:
            value = step(run)
            if value is not None:
                return value
        return None

    return coalesce


def _isnull(steps: Sequence[Step], _at: int | None) -> Step:
    return lambda run: steps[0](run) is None


def _isblank(steps: Sequence[Step], _at: int | None) -> Step:
    return lambda run: steps[0](run) in {None, "", ()}


def _null(_run: Run) -> Value:
    return None


_LAZY: Final[MappingProxyType[str, Callable[[Sequence[Step], int | None], Step]]] = MappingProxyType(
    {
        "IF": _if,
        "IFS": _ifs,
        "SWITCH": _switch,
        "COALESCE": _coalesce,
        "ISNULL": _isnull,
        "ISBLANK": _isblank,
    }
)
