"""The tree of an expression: seven kinds of node, frozen, compared without regard to position.

A chain holds a whole run of operators of one rank (``a - b + c``), so that a long sum is wide and not deep. It
is folded from left to right. ``and``, ``or`` and ``&`` chains hold one operator throughout, a comparison holds
exactly one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, TypeAlias

Value: TypeAlias = "bool | Decimal | str | date | datetime | timedelta | tuple[Value, ...] | None"
"""What an expression can yield; an enum is its code, a ref the identity of the record it points to."""

RANKS: Final[dict[str, int]] = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(("=", "<>", "<", "<=", ">", ">=", "in", "not in"), 4),
    "&": 5,
    "+": 6,
    "-": 6,
    "*": 7,
    "/": 7,
}
NOT_RANK: Final = 3
NEGATE_RANK: Final = 8
ATOM_RANK: Final = 9


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant: null, true or false, a number or a text."""

    value: bool | Decimal | str | None
    at: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Path:
    """A dotted name; ``uids`` holds beside each name the permanent uid of the element it was bound to."""

    names: tuple[str, ...]
    uids: tuple[str | None, ...]
    at: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function applied to arguments; a built-in one carries its canonical English name."""

    name: str
    arguments: tuple[Node, ...]
    at: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands joined by operators of one rank; one operator fewer than operands."""

    operators: tuple[str, ...]
    operands: tuple[Node, ...]
    at: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The three-valued opposite of a condition."""

    operand: Node
    at: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Negate:
    """A number or duration with its sign turned."""

    operand: Node
    at: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ListOf:
    """The list on the right of ``in``."""

    items: tuple[Node, ...]
    at: int | None = field(default=None, compare=False)


Node: TypeAlias = Literal | Path | Call | Chain | Not | Negate | ListOf


def children(node: Node) -> tuple[Node, ...]:
    """List the nodes directly below one."""
    match node:
        case Call():
            return node.arguments
        case Chain():
            return node.operands
        case Not() | Negate():
            return (node.operand,)
        case ListOf():
            return node.items
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Visit a node and all below it, parents first, left to right."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(children(current)))
