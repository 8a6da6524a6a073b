"""A condition over one model's own fields as the filter tree of lists, so that what is counted can be opened.

What compares fields with constants, ``today``, ``now`` or the user can be written so; arithmetic over fields cannot.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from zhihe.kernels.expression import (
    Call,
    Chain,
    Context,
    ExpressionError,
    ListOf,
    Literal,
    Node,
    Not,
    Path,
    Values,
    evaluate,
    paths,
)

Filter = dict[str, Any]
_OPERATORS: Final[Mapping[str, str]] = {
    "=": "eq", "<>": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "in": "in", "not in": "not_in",
}  # fmt: skip
_TURNED: Final[Mapping[str, str]] = {"eq": "eq", "ne": "ne", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
_OUTSIDE: Final = frozenset({"now", "today", "user"})


@dataclass(frozen=True, slots=True)
class Known:
    """What a condition may name beside fields."""

    now: dt.datetime
    today: dt.date
    user: str


SOME: Final = Known(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.date(2026, 1, 1), "00000000-0000-7000-8000-000000000000")
"""Stands for any moment and user where a condition is only examined."""


def filter_of(tree: Node, known: Known) -> Filter:
    """The filter tree of a condition; ValueError says what in it no filter can express."""
    match tree:
        case Chain(operators=operators) if operators[0] in {"and", "or"}:
            return {operators[0]: [filter_of(each, known) for each in tree.operands]}
        case Chain(operators=(operator,)) if operator in _OPERATORS:
            return _comparison(_OPERATORS[operator], tree.operands[0], tree.operands[1], known)
        case Not():
            return {"not": filter_of(tree.operand, known)}
        case Call(name="ISBLANK", arguments=(Path() as path,)):
            return {"field": _field(path), "op": "is_null"}
        case Path():
            return {"field": _field(tree), "op": "eq", "value": True}
    raise ValueError("a condition that opens a list compares fields with constants, today, now or the user")


def _comparison(operator: str, left: Node, right: Node, known: Known) -> Filter:
    if not _is_field(left) and _is_field(right) and operator in _TURNED:
        left, right, operator = right, left, _TURNED[operator]
    if not isinstance(left, Path) or not _is_field(left):
        raise ValueError("one side of a comparison is a field")
    if isinstance(right, Literal) and right.value is None:
        raise ValueError("to ask for nothing write ISBLANK(field)")
    if isinstance(right, ListOf):
        return {"field": _field(left), "op": operator, "value": [_constant(each, known) for each in right.items]}
    return {"field": _field(left), "op": operator, "value": _constant(right, known)}


def _is_field(node: Node) -> bool:
    return isinstance(node, Path) and node.names[0] not in _OUTSIDE


def _field(path: Path) -> str:
    names = path.names[1:] if path.names[0] == "this" else path.names
    if not _is_field(path) or not names:
        raise ValueError(f"{'.'.join(path.names)} is no field")
    return ".".join(names)


def _constant(node: Node, known: Known) -> Any:
    if strange := [path for path in paths(node) if path.names[0] not in _OUTSIDE or len(path.names) > 1]:
        raise ValueError(f"{'.'.join(strange[0].names)} stands where a constant, today, now or user must")
    given = Values({"now": known.now, "today": known.today, "user": known.user})
    try:
        value = evaluate(node, given, context=Context(now=known.now, today=known.today))
    except ExpressionError as error:
        raise ValueError(error.message) from error
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    return value
