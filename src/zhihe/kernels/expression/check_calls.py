"""Check calls and comparisons: how many arguments, of which types, over which relation, with which choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NoReturn, TypeAlias

from zhihe.kernels.expression.calls import nested_aggregate, no_lines
from zhihe.kernels.expression.env import unknown_function
from zhihe.kernels.expression.errors import MAX_EXPONENT, ExpressionError, advice, close_to
from zhihe.kernels.expression.functions import Builtin, Rule, builtin, builtin_names
from zhihe.kernels.expression.kinds import INT, Function, Scope, Type, fits
from zhihe.kernels.expression.lookup import look_up
from zhihe.kernels.expression.rules import WANTED, branches, comparable, resulting, takes
from zhihe.kernels.expression.tree import Call, Literal, Node, Path


@dataclass(frozen=True, slots=True)
class Look:
    """Where the checker stands: in an aggregate it collects the relations that paths lead through."""

    scope: Scope
    inside: bool = False
    relations: list[tuple[str, ...]] = field(default_factory=list)


Infer: TypeAlias = Callable[[Node, Look], Type]


def refuse(code: str, message: str, node: Node, **facts: object) -> NoReturn:
    """Refuse a node, telling where it stands."""
    raise ExpressionError(code, message, position=node.at, **facts)


def argument(node: Node, found: Type, rule: Rule) -> Type:
    """Let a type pass where a rule takes it."""
    if not takes(rule, found):
        refuse(
            "type_mismatch",
            f"{WANTED[rule]} is needed here, not {found}",
            node,
            wanted=WANTED[rule],
            found=str(found),
        )
    return found


def listing(types: Sequence[Type]) -> str:
    """Name types, each once."""
    return " and ".join(dict.fromkeys(str(each) for each in types))


def check_call(node: Call, look: Look, infer: Infer) -> Type:
    """Give the type a call yields."""
    known = builtin(node.name)
    if known is None:
        return _app_function(node, look, infer)
    if known.walks(len(node.arguments)):
        return _aggregate(node, known, look, infer)
    types = [infer(each, look) for each in node.arguments]
    for index, (each, found) in enumerate(zip(node.arguments, types, strict=True)):
        argument(each, found, _rule(node, known, index))
    _particular(node, types)
    return _result(node, known, types)


def _rule(node: Call, known: Builtin, index: int) -> Rule:
    """Give the rule of an argument; the conditions of IFS alternate with its results."""
    if known.name == "IFS" and index not in branches("IFS", len(node.arguments)):
        return "bool"
    return known.rule(index)


def _result(node: Call, known: Builtin, types: Sequence[Type]) -> Type:
    result = resulting(known, node.arguments, types)
    if result is None:
        refuse("mixed_types", f"{known.name} mixes {listing(types)}; give it values of one type", node)
    return result


def _particular(node: Call, types: Sequence[Type]) -> None:
    """Check what the rules of single arguments cannot say."""
    match node.name:
        case "SWITCH":
            for index in range(1, len(types) - 1, 2):
                comparison(node.arguments[index], "=", types[0], types[index])
                known_choice(types[0], node.arguments[index])
        case "POWER":
            _exponent(node.arguments[1])
        case "TEXT":
            argument(node.arguments[0], types[0], _written(types))
        case "DATEDIF":
            unit = node.arguments[2]
            if isinstance(unit, Literal) and unit.value in {"h", "min", "s"}:
                argument(node.arguments[0], types[0], "moment")
                argument(node.arguments[1], types[1], "moment")


def _written(types: Sequence[Type]) -> Rule:
    if len(types) > 1:
        return "num"
    return "any" if types[0].kind == "datetime" else "shown"


def _exponent(node: Node) -> None:
    if isinstance(node, Literal) and isinstance(node.value, Decimal) and abs(node.value) > MAX_EXPONENT:
        refuse(
            "exponent_too_large",
            f"the exponent is beyond {MAX_EXPONENT}; use a smaller one",
            node,
            limit=MAX_EXPONENT,
        )


def _aggregate(node: Call, known: Builtin, look: Look, infer: Infer) -> Type:
    if look.inside:
        raise nested_aggregate(known.name, node.at)
    inner = Look(look.scope, inside=True)
    if known.name == "COUNT" and _counts_list(node.arguments[0], inner):
        return INT
    types = [infer(each, inner) for each in node.arguments]
    for index, (each, found) in enumerate(zip(node.arguments, types, strict=True)):
        argument(each, found, known.rule(index))
    relations = list(dict.fromkeys(inner.relations))
    if not relations:
        raise no_lines(node)
    if len(relations) > 1:
        both = " and ".join(".".join(each) for each in relations)
        refuse("two_relations", f"{known.name} walks one list, not {both}; use one aggregate for each", node)
    return _result(node, known, types)


def _counts_list(node: Node, look: Look) -> bool:
    """Whether COUNT is given a list as a whole."""
    if not isinstance(node, Path):
        return False
    found = look_up(node, look.scope)
    return found.relation is None and found.type.kind == "list"


def _app_function(node: Call, look: Look, infer: Infer) -> Type:
    declared = look.scope.function(node.name)
    if declared is None:
        raise unknown_function(node.name, (*look.scope.functions(), *builtin_names()), node.at)
    if len(node.arguments) != len(declared.parameters):
        refuse(
            "wrong_arguments",
            f"{node.name} takes {len(declared.parameters)} arguments, not {len(node.arguments)}",
            node,
            function=node.name,
            given=len(node.arguments),
        )
    _declared_arguments(node, declared, look, infer)
    return declared.result


def _declared_arguments(node: Call, declared: Function, look: Look, infer: Infer) -> None:
    for each, wanted in zip(node.arguments, declared.parameters, strict=True):
        found = infer(each, look)
        if not fits(found, wanted):
            refuse(
                "type_mismatch",
                f"{node.name} takes {wanted} here, not {found}",
                each,
                wanted=str(wanted),
                found=str(found),
            )
        known_choice(wanted, each)


def comparison(node: Node, sign: str, left: Type, right: Type) -> None:
    """Refuse to compare what has no common type or no order."""
    if comparable(left, right, sign):
        return
    kinds = {left.kind, right.kind}
    hint = ""
    if kinds == {"date", "datetime"}:
        hint = "; DATEOF() takes the date from an instant"
    elif kinds & {"date", "datetime"} and "text" in kinds:
        hint = "; write a date as DATE(2026, 1, 31)"
    elif "ref" in kinds:
        hint = "; compare a field of the linked record, such as its number"
    refuse("type_mismatch", f"{left} and {right} cannot be compared with {sign}{hint}", node, found=str(right))


def known_choice(wanted: Type, node: Node) -> None:
    """Refuse a text constant that no choice of the field has; it is a slip of the pen, never true."""
    if wanted.choices is None or not isinstance(node, Literal) or not isinstance(node.value, str):
        return
    if node.value not in wanted.choices:
        near = close_to(node.value, wanted.choices)
        listed = ", ".join(sorted(wanted.choices)[:10])
        refuse(
            "unknown_choice",
            f"«{node.value[:40]}» is none of the choices: {advice(near, 'there are ' + listed)}",
            node,
            suggestions=near,
        )
