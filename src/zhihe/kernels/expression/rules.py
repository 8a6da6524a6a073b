"""Which type an operator or function yields for which types; None where they do not fit.

``check`` turns a None into a refusal; the SQL compiler asks the same rules, so both read a tree alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from zhihe.kernels.expression.functions import Builtin, Rule
from zhihe.kernels.expression.kinds import (
    DATE,
    DATETIME,
    DECIMAL,
    DURATION,
    INT,
    NULL,
    Type,
    unify,
)
from zhihe.kernels.expression.tree import Literal, Node

_ADDED: Final = MappingProxyType(
    {
        ("date", "+", "int"): DATE,
        ("date", "-", "int"): DATE,
        ("date", "-", "date"): INT,
        ("datetime", "+", "duration"): DATETIME,
        ("datetime", "-", "duration"): DATETIME,
        ("datetime", "-", "datetime"): DURATION,
        ("duration", "+", "duration"): DURATION,
        ("duration", "-", "duration"): DURATION,
    }
)
_MULTIPLIED: Final = MappingProxyType(
    {
        ("duration", "*", "int"): DURATION,
        ("duration", "*", "decimal"): DURATION,
        ("int", "*", "duration"): DURATION,
        ("decimal", "*", "duration"): DURATION,
        ("duration", "/", "int"): DURATION,
        ("duration", "/", "decimal"): DURATION,
        ("duration", "/", "duration"): DECIMAL,
    }
)


def added(left: Type, sign: str, right: Type) -> Type | None:
    """Give the type of a sum or difference."""
    if left.numeric and right.numeric:
        return _number(left, right)
    return _ADDED.get((left.kind, sign, right.kind)) or _with_null(left, right)


def multiplied(left: Type, sign: str, right: Type) -> Type | None:
    """Give the type of a product or quotient; every quotient of numbers is a decimal."""
    if left.numeric and right.numeric:
        return _number(left, right) if sign == "*" else DECIMAL
    return _MULTIPLIED.get((left.kind, sign, right.kind)) or _with_null(left, right)


def _number(left: Type, right: Type) -> Type:
    return INT if {left.kind, right.kind} <= {"int", "null"} else DECIMAL


def _with_null(left: Type, right: Type) -> Type | None:
    """Null with anything is null; say the type of the other, so that the chain goes on being checked."""
    if left.kind in {"date", "datetime", "duration"} and right.kind == "null":
        return left
    return right if left.kind == "null" and right.kind == "duration" else None


def comparable(left: Type, right: Type, sign: str) -> bool:
    """Whether two types can be compared by a sign; truth values, links and lists have no order."""
    met = unify(left, right)
    if met is None or met.kind in {"list", "row"}:
        return False
    return sign in {"=", "<>"} or met.kind not in {"bool", "ref"}


_TAKES: Final[MappingProxyType[Rule, Callable[[Type], bool]]] = MappingProxyType(
    {
        "any": lambda given: given.kind != "row" and (given.item is None or given.item.kind != "row"),
        "bool": lambda given: given.kind in {"bool", "null"},
        "num": lambda given: given.numeric,
        "sum": lambda given: given.numeric or given.kind == "duration",
        "int": lambda given: given.kind in {"int", "null"},
        "text": lambda given: given.textual,
        "shown": lambda given: given.numeric or given.textual or given.kind == "date",
        "date": lambda given: given.kind in {"date", "datetime", "null"},
        "when": lambda given: given.kind in {"date", "datetime", "null"},
        "moment": lambda given: given.kind in {"datetime", "null"},
        "day": lambda given: given.kind in {"date", "null"},
        "plain": lambda given: given.kind not in {"bool", "ref", "row", "list"},
    }
)
WANTED: Final[MappingProxyType[Rule, str]] = MappingProxyType(
    {
        "any": "a value",
        "bool": "a condition",
        "num": "a number",
        "sum": "a number or duration",
        "int": "a whole number (ROUND(x) makes one)",
        "text": "a text",
        "shown": "a text, number or date (TEXT() writes an instant)",
        "date": "a date or instant",
        "when": "a date or instant",
        "moment": "an instant",
        "day": "a date (DATEOF() takes it from an instant)",
        "plain": "something that can be ordered",
    }
)


def takes(rule: Rule, given: Type) -> bool:
    """Whether a parameter with this rule takes a type."""
    return _TAKES[rule](given)


def met(types: Sequence[Type]) -> Type | None:
    """Give the one type that holds all, or None."""
    result: Type | None = NULL
    for each in types:
        result = None if result is None else unify(result, each)
    return result


def branches(name: str, count: int) -> tuple[int, ...]:
    """Tell which arguments of IF, IFS, SWITCH or COALESCE are results."""
    if name == "IF":
        return tuple(range(1, count))
    if name == "IFS":
        return tuple(sorted({*range(1, count, 2), *([count - 1] if count % 2 else [])}))
    if name == "SWITCH":
        return tuple(sorted({*range(2, count, 2), *([] if count % 2 else [count - 1])}))
    return tuple(range(count))


def resulting(known: Builtin, arguments: Sequence[Node], types: Sequence[Type]) -> Type | None:
    """Give the type a built-in function yields for arguments that fit its rules."""
    if known.name == "ROUND":
        return INT if _to_whole(arguments) else DECIMAL
    if known.result is not None:
        return known.result
    if known.name in {"IF", "IFS", "SWITCH", "COALESCE"}:
        return met([types[index] for index in branches(known.name, len(types))])
    if known.name in {"CEILING", "FLOOR"} and len(types) == 1:
        return INT
    result = types[-1] if known.name == "SUMIF" else met(types)
    if result is not None and result.kind == "null" and known.parameters[0] != "plain":
        return INT
    return result


def _to_whole(arguments: Sequence[Node]) -> bool:
    """Whether ROUND leaves no decimals, as far as the text tells."""
    if len(arguments) == 1:
        return True
    digits = arguments[1]
    return isinstance(digits, Literal) and isinstance(digits.value, Decimal) and digits.value <= 0
