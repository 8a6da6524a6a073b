"""What a decision table consists of, and what a value must be to enter it.

The words are those of DMN 1.3 (Object Management Group), clause 8: a table has input and output clauses, rules (here
rows) of input entries (here tests), and a hit policy. Tests are data with typed values; there is no text to run.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias, cast

Value: TypeAlias = "int | Decimal | str | bool | dt.date"
Kind = Literal["integer", "decimal", "text", "boolean", "choice", "date"]
Op = Literal["any", "eq", "ne", "lt", "le", "gt", "ge", "between", "one_of", "not_one_of", "empty"]
Policy = Literal["unique", "first", "collect"]
Collect = Literal["list", "sum", "min", "max", "count"]

POLICIES: Final[tuple[Policy, ...]] = ("unique", "first", "collect")
COLLECTS: Final[tuple[Collect, ...]] = ("list", "sum", "min", "max", "count")
OTHERWISE: Final = "otherwise"
"""The key under which the otherwise row fires."""
ORDERED: Final = frozenset({"integer", "decimal", "date"})
NUMBERS: Final = frozenset({"integer", "decimal"})
_ORDERING: Final = frozenset({"lt", "le", "gt", "ge", "between"})
_COMPARES: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
_ONE: Final = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})


@dataclass(frozen=True, slots=True)
class Column:
    """An input or output: its type, whether it may be empty, its choices, bounds (inclusive) and decimals."""

    name: str
    kind: Kind
    optional: bool = False
    choices: tuple[str, ...] = ()
    minimum: Value | None = None
    maximum: Value | None = None
    decimals: int | None = None

    def value(self, given: Any) -> Value | None:
        """The value as this column keeps it; ValueError when it is missing, of another type or out of bounds.

        An empty text is no value. A whole number is a decimal too; a boolean is never a number.
        """
        if given is None or given == "":
            if self.optional:
                return None
            raise ValueError(f"{self.name} is missing, and it may not be empty")
        value: Any = Decimal(given) if self.kind == "decimal" and type(given) is int else given
        if type(value) is not _TYPES[self.kind] or (isinstance(value, Decimal) and not value.is_finite()):
            raise ValueError(f"{self.name} must be {_NAMES[self.kind]}, not {given!r}")
        if self.kind == "choice" and value not in self.choices:
            raise ValueError(f"{self.name} is one of {', '.join(self.choices)}, not {given!r}")
        if self.kind in ORDERED and not self._inside(value):
            raise ValueError(f"{self.name} is from {self.minimum} to {self.maximum}, not {given}")
        return cast("Value", value)

    def _inside(self, value: Any) -> bool:
        low: Any = self.minimum
        high: Any = self.maximum
        return bool((low is None or value >= low) and (high is None or value <= high))


_TYPES: Final[Mapping[str, type]] = {
    "integer": int,
    "decimal": Decimal,
    "text": str,
    "boolean": bool,
    "choice": str,
    "date": dt.date,
}
_NAMES: Final[Mapping[str, str]] = {
    "integer": "a whole number",
    "decimal": "a decimal number",
    "text": "a text",
    "boolean": "true or false",
    "choice": "one of its choices",
    "date": "a date",
}


@dataclass(frozen=True, slots=True)
class Test:
    """One cell: a comparison with typed values. An empty input meets ``any`` and ``empty`` and nothing else."""

    __test__ = False  # no test of pytest

    op: Op = "any"
    values: tuple[Value, ...] = ()

    def holds(self, value: Value | None) -> bool:
        """Whether an input, as its column keeps it, meets this test; ``between`` includes both ends."""
        if self.op == "any":
            return True
        if value is None or self.op == "empty":
            return value is None and self.op == "empty"
        return self._compares(value)

    def _compares(self, value: Any) -> bool:
        if self.op in {"eq", "one_of"}:
            return value in self.values
        if self.op in {"ne", "not_one_of"}:
            return value not in self.values
        low: Any = self.values[0]
        high: Any = self.values[-1]
        if self.op == "between":
            return bool(low <= value <= high)
        return bool(_COMPARES[self.op](value, low))


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: tests by input name (one that is not named is ``any``), outputs by name."""

    key: str
    tests: Mapping[str, Test]
    outputs: Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table; ValueError names the row and column of what does not fit.

    ``otherwise`` are the outputs where no row fires; without it ``gaps`` says that such inputs are meant to be an
    error. ``collect`` is how the outputs of all rows that fire become one, under the policy of that name.
    """

    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rows: tuple[Row, ...]
    policy: Policy = "unique"
    collect: Collect = "list"
    otherwise: Mapping[str, Value | None] | None = None
    gaps: bool = field(default=False)

    def __post_init__(self) -> None:
        keys = [row.key for row in self.rows]
        if len(set(keys)) != len(keys) or OTHERWISE in keys:
            raise ValueError(f"every row has a key of its own, and none is {OTHERWISE!r}")
        if self.policy == "collect":
            _collectable(self.collect, self.outputs)
        inputs = {column.name: column for column in self.inputs}
        outputs = {column.name: column for column in self.outputs}
        for row in self.rows:
            for name, test in row.tests.items():
                _require_known(row.key, name, inputs, "input")
                _require_sound(row.key, inputs[name], test)
            _require_outputs(row.key, row.outputs, outputs)
        if self.otherwise is not None:
            _require_outputs(OTHERWISE, self.otherwise, outputs)


def _collectable(collect: Collect, outputs: tuple[Column, ...]) -> None:
    allowed = {"sum": NUMBERS, "min": ORDERED, "max": ORDERED}.get(collect)
    for column in outputs:
        if allowed is not None and column.kind not in allowed:
            raise ValueError(f"collect {collect} cannot be made of {column.name}, which is {_NAMES[column.kind]}")


def _require_known(row: str, name: str, known: Mapping[str, Column], what: str) -> None:
    if name not in known:
        raise ValueError(f"row {row}: there is no {what} {name}; there is {', '.join(known)}")


def _require_sound(row: str, column: Column, test: Test) -> None:
    """A test has as many values as it needs, each of the column's type, and an order where it compares by one."""
    count = len(test.values)
    wrong = (
        (test.op in _ONE and count != 1)
        or (test.op == "between" and count != 2)  # noqa: PLR2004 - from and to
        or (test.op in {"one_of", "not_one_of"} and not count)
        or (test.op in {"any", "empty"} and count)
    )
    if wrong:
        raise ValueError(f"row {row}: {test.op} of {column.name} cannot stand with {count} values")
    if test.op in _ORDERING and column.kind not in ORDERED:
        raise ValueError(f"row {row}: {column.name} is {_NAMES[column.kind]}, which has no order for {test.op}")
    if test.op == "empty" and not column.optional:
        raise ValueError(f"row {row}: {column.name} is never empty; make it optional, or drop this test")
    for value in test.values:
        _of_column(row, column, value)


def _require_outputs(row: str, given: Mapping[str, Value | None], outputs: Mapping[str, Column]) -> None:
    for name in given:
        _require_known(row, name, outputs, "output")
    for name, column in outputs.items():
        _of_column(row, column, given.get(name))


def _of_column(row: str, column: Column, value: Value | None) -> None:
    try:
        column.value(value)
    except ValueError as error:
        raise ValueError(f"row {row}: {error}") from error
