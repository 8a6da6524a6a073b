"""The inputs of a table cut into so few values that every test is the same between two of them.

Between two neighbouring values that the tests of a column name, no test changes its answer. So one example from each
such stretch, with the named values themselves, stands for all values there are; a row is the set of examples that meet
it in each column, and questions about all inputs become questions about finite boxes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from zhihe.kernels.decision.table import ORDERED, Column, Row, Table, Value
from zhihe.kernels.quantity import context

Box = tuple[frozenset[int], ...]
"""For each column the examples, by their place, that a row takes."""

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Space:
    """The examples of each input, in order of the inputs; ``whole`` is the box of everything."""

    inputs: tuple[Column, ...]
    examples: tuple[tuple[Value | None, ...], ...]

    @property
    def whole(self) -> Box:
        """The box of all examples."""
        return tuple(frozenset(range(len(each))) for each in self.examples)

    def box(self, row: Row) -> Box:
        """The examples of each column that a row takes."""
        found = []
        for column, values in zip(self.inputs, self.examples, strict=True):
            test = row.tests.get(column.name)
            places = range(len(values))
            found.append(frozenset(at for at in places if test is None or test.holds(values[at])))
        return tuple(found)

    def point(self, places: Sequence[int]) -> dict[str, Value | None]:
        """The inputs at one place of each column."""
        return {column.name: values[at] for column, values, at in zip(self.inputs, self.examples, places, strict=True)}


def space_of(table: Table) -> Space:
    """The examples that stand for all inputs of a table."""
    return Space(table.inputs, tuple(_examples(table, column) for column in table.inputs))


def _examples(table: Table, column: Column) -> tuple[Value | None, ...]:
    named = {value for row in table.rows if column.name in row.tests for value in row.tests[column.name].values}
    empty: tuple[None, ...] = (None,) if column.optional else ()
    if column.kind == "boolean":
        return (False, True, *empty)
    if column.kind == "choice":
        return (*column.choices, *empty)
    if column.kind in ORDERED:
        return (*_along(column, named), *empty)
    other = "another text"
    while other in named:
        other += " …"
    return (*sorted(map(str, named)), other, *empty)


def _along(column: Column, named: set[Value]) -> Iterator[Value]:
    """The named values and the bounds in order, with a value before, between and behind them."""
    bounds = {bound for bound in (column.minimum, column.maximum) if bound is not None}
    points: list[Decimal] = sorted(_number(value) for value in named | bounds) or [Decimal(0)]
    step = _step(column)
    if column.minimum is None:
        yield _value(column, context().subtract(points[0], step or _ONE))
    for low, high in pairwise(points):
        yield _value(column, low)
        between = context().add(low, step) if step else context().divide(context().add(low, high), Decimal(2))
        if between < high:
            yield _value(column, between)
    yield _value(column, points[-1])
    if column.maximum is None:
        yield _value(column, context().add(points[-1], step or _ONE))


def _step(column: Column) -> Decimal | None:
    """The least difference of two values, or None where there is always one between."""
    if column.kind != "decimal":
        return _ONE
    return None if column.decimals is None else Decimal(1).scaleb(-column.decimals)


def _number(value: Value) -> Decimal:
    return Decimal(value.toordinal()) if isinstance(value, dt.date) else Decimal(value)


def _value(column: Column, number: Decimal) -> Value:
    if column.kind == "date":
        return dt.date.fromordinal(min(max(int(number), 1), dt.date.max.toordinal()))
    return int(number) if column.kind == "integer" else number
