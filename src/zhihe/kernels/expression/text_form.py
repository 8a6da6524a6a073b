"""The canonical text of a tree: English names, single quotes, one space around operators, no needless brackets."""

from __future__ import annotations

from decimal import Decimal

from zhihe.kernels.expression.functions import builtin
from zhihe.kernels.expression.tree import (
    ATOM_RANK,
    NEGATE_RANK,
    NOT_RANK,
    RANKS,
    Call,
    Chain,
    Literal,
    Negate,
    Node,
    Not,
    Path,
)


def format_expression(tree: Node) -> str:  # noqa: PLR0911 - one per kind of node
    """Write a tree as text; reading it again gives the same tree."""
    match tree:
        case Literal():
            return _constant(tree)
        case Path():
            return ".".join(tree.names)
        case Call():
            return f"{tree.name}({', '.join(_arguments(tree))})"
        case Chain():
            return _chain(tree)
        case Not():
            return f"not {_within(tree.operand, NOT_RANK)}"
        case Negate():
            return f"-{_within(tree.operand, NEGATE_RANK)}"
        case _:
            return f"[{', '.join(format_expression(each) for each in tree.items)}]"


def _constant(tree: Literal) -> str:
    value = tree.value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else "'" + value.replace("'", "''") + "'"


def _arguments(tree: Call) -> list[str]:
    """Write arguments, constant words such as HALF_UP without quotes."""
    known = builtin(tree.name)
    worded = known.words[0] if known is not None and known.words is not None else None
    return [
        str(each.value) if index == worded and isinstance(each, Literal) else format_expression(each)
        for index, each in enumerate(tree.arguments)
    ]


def _chain(tree: Chain) -> str:
    rank = RANKS[tree.operators[0]]
    written = [_within(tree.operands[0], rank + 1)]
    for sign, operand in zip(tree.operators, tree.operands[1:], strict=True):
        written += [sign, _within(operand, rank + 1)]
    return " ".join(written)


def _within(tree: Node, least: int) -> str:
    text = format_expression(tree)
    return text if _rank(tree) >= least else f"({text})"


def _rank(tree: Node) -> int:
    if isinstance(tree, Chain):
        return RANKS[tree.operators[0]]
    if isinstance(tree, Not):
        return NOT_RANK
    negative = isinstance(tree, Literal) and isinstance(tree.value, Decimal) and tree.value < 0
    return NEGATE_RANK if negative or isinstance(tree, Negate) else ATOM_RANK
