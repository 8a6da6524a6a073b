"""Check a tree against a scope before it is saved: names known, types fitting, aggregates over one relation."""

from __future__ import annotations

from decimal import Decimal
from typing import NoReturn

from zhihe.kernels.expression.check_calls import Look, argument, check_call, comparison, known_choice, listing, refuse
from zhihe.kernels.expression.decimals import whole
from zhihe.kernels.expression.kinds import BOOL, DATE, DATETIME, DECIMAL, INT, NULL, TEXT, Scope, Type, fits, list_of
from zhihe.kernels.expression.lookup import CLOCK, look_up
from zhihe.kernels.expression.rules import added, met, multiplied
from zhihe.kernels.expression.tree import Call, Chain, ListOf, Literal, Negate, Node, Not, Path


def check(tree: Node, scope: Scope, *, expect: Type | None = None) -> Type:
    """Give the type of an expression, or refuse it saying where and why; ``expect`` names the type it must fit."""
    found = _infer(tree, Look(scope))
    if found.relation and found.item is not None and found.item.kind == "row":
        _no_value(tree, found)
    if expect is not None and not fits(found, expect):
        refuse("wrong_type", f"the expression yields {found}, but {expect} is needed", tree, found=str(found))
    return found


def _no_value(node: Node, found: Type) -> NoReturn:
    hint = "use COUNT, SUM and the like over it" if found.kind == "list" else "name one of its members"
    refuse("no_value", f"this is a {found} and no value: {hint}", node)


def _infer(node: Node, look: Look) -> Type:  # noqa: PLR0911 - one per kind of node
    match node:
        case Literal():
            return _literal(node)
        case Path():
            return _path(node, look)
        case Call():
            return check_call(node, look, _infer)
        case Chain():
            return _chain(node, look)
        case Not():
            return _conditions((node.operand,), look)
        case Negate():
            return argument(node.operand, _infer(node.operand, look), "sum")
        case _:
            return _listed(node, look)


def _literal(node: Literal) -> Type:
    if isinstance(node.value, bool):
        return BOOL
    if isinstance(node.value, Decimal):
        return INT if whole(node.value) else DECIMAL
    return NULL if node.value is None else TEXT


def _path(node: Path, look: Look) -> Type:
    if node.names in CLOCK:
        return DATETIME if node.names == ("now",) else DATE
    found = look_up(node, look.scope)
    if found.relation is not None:
        if not look.inside:
            refuse(
                "needs_aggregate",
                f"{'.'.join(found.relation)} has many lines; wrap this in SUM, COUNT, MIN, MAX, AVG, ANY or ALL",
                node,
                relation=found.relation,
            )
        look.relations.append(found.relation)
    if found.type.kind == "row":
        _no_value(node, found.type)
    return found.type


def _conditions(nodes: tuple[Node, ...], look: Look) -> Type:
    for each in nodes:
        argument(each, _infer(each, look), "bool")
    return BOOL


def _listed(node: ListOf, look: Look) -> Type:
    types = [_infer(each, look) for each in node.items]
    for item, found in zip(node.items, types, strict=True):
        if found.kind == "null":
            _null_comparison(item)
    met_in = met(types)
    if met_in is None or met_in.kind == "list":
        refuse("mixed_types", f"the list mixes {listing(types)}; list values of one type", node)
    return list_of(met_in)


def _null_comparison(node: Node) -> NoReturn:
    refuse("null_comparison", "nothing equals null; ask with ISNULL(x) or ISBLANK(x)", node)


def _chain(node: Chain, look: Look) -> Type:
    sign = node.operators[0]
    if sign in {"and", "or"}:
        return _conditions(node.operands, look)
    if sign == "&":
        for each in node.operands:
            argument(each, _infer(each, look), "shown")
        return TEXT
    if sign in {"+", "-", "*", "/"}:
        return _folded(node, look)
    return _compared(node, sign, look)


def _folded(node: Chain, look: Look) -> Type:
    result = _infer(node.operands[0], look)
    rule = added if node.operators[0] in {"+", "-"} else multiplied
    for sign, operand in zip(node.operators, node.operands[1:], strict=True):
        right = _infer(operand, look)
        met_in = rule(result, sign, right)
        if met_in is None:
            hint = "; days must be a whole number (ROUND(x) makes one)" if result.kind == "date" else ""
            refuse("type_mismatch", f"{result} {sign} {right} has no meaning{hint}", operand, found=str(right))
        result = met_in
    return result


def _compared(node: Chain, sign: str, look: Look) -> Type:
    left_node, right_node = node.operands
    left, right = _infer(left_node, look), _infer(right_node, look)
    if sign in {"in", "not in"}:
        if right.kind != "list" or right.item is None:
            refuse("type_mismatch", f"in needs a list on its right, not {right}", right_node, found=str(right))
        compared, sign = right.item, "="
    else:
        compared = right
    for operand, found in ((left_node, left), (right_node, compared)):
        if found.kind == "null":
            _null_comparison(operand)
    comparison(node, sign, left, compared)
    items = right_node.items if isinstance(right_node, ListOf) else (right_node,)
    for item in items:
        known_choice(left, item)
    known_choice(compared, left_node)
    return BOOL
