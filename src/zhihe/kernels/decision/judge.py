"""What a decision table decides for one set of inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhihe.kernels.decision.table import OTHERWISE, Row, Table, Value
from zhihe.kernels.quantity import total


@dataclass(frozen=True, slots=True)
class Decision:
    """The keys of the rows that fired, and the outputs: single values, or lists under ``collect`` ``list``."""

    rows: tuple[str, ...]
    outputs: Mapping[str, object]


def decide(table: Table, given: Mapping[str, object]) -> Decision:
    """Judge inputs; ValueError for an unknown, missing or wrongly typed one, and where no row (or no one row) fires."""
    names = [column.name for column in table.inputs]
    unknown = sorted(given.keys() - set(names))
    if unknown:
        raise ValueError(f"there is no input {unknown[0]}; there is {', '.join(names)}")
    values = {column.name: column.value(given.get(column.name)) for column in table.inputs}
    fired = [row for row in table.rows if _fires(row, values)]
    if table.policy == "unique" and len(fired) > 1:
        raise ValueError(f"the rows {', '.join(row.key for row in fired)} fire together for {_said(values)}")
    if table.policy == "first":
        fired = fired[:1]
    if table.policy == "collect" and (fired or table.collect == "count"):
        keys = tuple(row.key for row in fired)
        return Decision(
            keys, {each.name: _gathered(table, [r.outputs.get(each.name) for r in fired]) for each in table.outputs}
        )
    if fired:
        return Decision((fired[0].key,), _whole(table, fired[0].outputs))
    if table.otherwise is None:
        raise ValueError(f"no row fires for {_said(values)}, and there is no row for otherwise")
    outputs = _whole(table, table.otherwise)
    if table.policy == "collect" and table.collect == "list":
        return Decision((OTHERWISE,), {name: [] if value is None else [value] for name, value in outputs.items()})
    return Decision((OTHERWISE,), outputs)


def _fires(row: Row, values: Mapping[str, Value | None]) -> bool:
    return all(test.holds(values[name]) for name, test in row.tests.items())


def _whole(table: Table, outputs: Mapping[str, Value | None]) -> dict[str, object]:
    return {column.name: column.value(outputs.get(column.name)) for column in table.outputs}


def _gathered(table: Table, outputs: Sequence[Value | None]) -> object:
    """The outputs of one column over all rows that fired; a row without a value gives none."""
    values: list[Any] = [value for value in outputs if value is not None]
    if table.collect == "list":
        return values
    if table.collect == "count":
        return len(values)
    if not values:
        return None
    if table.collect == "sum":
        exact = total([Decimal(value) for value in values])
        return int(exact) if all(type(value) is int for value in values) else exact
    return (min if table.collect == "min" else max)(values)


def _said(values: Mapping[str, Value | None]) -> str:
    return ", ".join(f"{name} = {'nothing' if value is None else value}" for name, value in values.items())
