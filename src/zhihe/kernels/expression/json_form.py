"""The tree as JSON: what is stored beside the source text and what the browser walks.

Every node is an object with the key ``node``; numbers travel as strings; ``at`` is the position where known.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from zhihe.kernels.expression import build
from zhihe.kernels.expression.errors import ExpressionError
from zhihe.kernels.expression.parse import checked_size, divisions
from zhihe.kernels.expression.tree import Call, Chain, ListOf, Literal, Node, Not, Path, walk

Json: TypeAlias = dict[str, Any]


def to_json(tree: Node) -> Json:
    """Write a tree as plain JSON values."""
    form = _form(tree)
    if tree.at is not None:
        form["at"] = tree.at
    return form


def _form(tree: Node) -> Json:  # noqa: PLR0911 - one per kind of node
    match tree:
        case Literal():
            return _constant(tree)
        case Path():
            return {"node": "path", "segments": [_segment(*pair) for pair in zip(tree.names, tree.uids, strict=True)]}
        case Call():
            return {"node": "call", "name": tree.name, "arguments": [to_json(each) for each in tree.arguments]}
        case Chain():
            operands = [to_json(each) for each in tree.operands]
            return {"node": "chain", "operators": list(tree.operators), "operands": operands}
        case ListOf():
            return {"node": "list", "items": [to_json(each) for each in tree.items]}
        case Not():
            return {"node": "not", "operand": to_json(tree.operand)}
        case _:
            return {"node": "negate", "operand": to_json(tree.operand)}


def _constant(tree: Literal) -> Json:
    value = tree.value
    if value is None:
        return {"node": "null"}
    if isinstance(value, bool):
        return {"node": "bool", "value": value}
    if isinstance(value, Decimal):
        return {"node": "number", "value": format(value, "f")}
    return {"node": "text", "value": value}


def _segment(name: str, uid: str | None) -> Json:
    return {"name": name} if uid is None else {"name": name, "uid": uid}


def from_json(form: object) -> Node:
    """Read a tree from JSON, holding it to the limits and shapes of a parsed one."""
    tree = _read(form, 1)
    size = sum(1 for _ in walk(tree))
    checked_size(1, size, None)
    return tree


def _bad(message: str, at: int | None = None) -> ExpressionError:
    return ExpressionError("bad_tree", f"this is no expression tree: {message}", position=at)


def _read(form: object, depth: int) -> Node:
    checked_size(depth, 1, None)
    if not isinstance(form, Mapping):
        raise _bad("a node is an object")
    at = form.get("at")
    if at is not None and type(at) is not int:
        raise _bad("at is a whole number")
    match form.get("node"):
        case "null":
            return Literal(None, at)
        case "bool" if isinstance(form.get("value"), bool):
            return Literal(form["value"], at)
        case "number" if isinstance(form.get("value"), str):
            return build.number(form["value"], at)
        case "text" if isinstance(form.get("value"), str):
            return build.text(form["value"], at)
        case "path":
            return _read_path(form, at)
        case kind:
            return _read_parent(kind, form, depth, at)


def _read_parent(kind: object, form: Mapping[str, Any], depth: int, at: int | None) -> Node:
    match kind:
        case "call" if isinstance(form.get("name"), str):
            return build.call(form["name"], _nodes(form, "arguments", depth), at)
        case "chain":
            return _read_chain(form, depth, at)
        case "list":
            return build.list_of(_nodes(form, "items", depth), at)
        case "not":
            return Not(_read(form.get("operand"), depth + 1), at)
        case "negate":
            return build.negated(_read(form.get("operand"), depth + 1), at)
        case _:
            raise _bad(f"there is no node «{str(kind)[:40]}» of this shape", at)


def _read_chain(form: Mapping[str, Any], depth: int, at: int | None) -> Node:
    operators = form.get("operators")
    if not isinstance(operators, list) or not all(isinstance(each, str) for each in operators):
        raise _bad("a chain has a list of operators", at)
    return build.chain(tuple(operators), _nodes(form, "operands", depth + divisions(tuple(operators))), at)


def _nodes(form: Mapping[str, Any], key: str, depth: int) -> tuple[Node, ...]:
    given = form.get(key)
    if not isinstance(given, list):
        raise _bad(f"{key} is a list")
    checked_size(1, len(given), None)
    return tuple(_read(each, depth + 1) for each in given)


def _read_path(form: Mapping[str, Any], at: int | None) -> Path:
    segments = form.get("segments")
    if not isinstance(segments, list) or not all(_is_segment(each) for each in segments):
        raise _bad("a path has segments with a name and a uid or none", at)
    names = tuple(each["name"] for each in segments)
    return build.path(names, tuple(each.get("uid") for each in segments), at)


def _is_segment(form: object) -> bool:
    if not isinstance(form, Mapping) or not isinstance(form.get("name"), str):
        return False
    return form.get("uid") is None or isinstance(form["uid"], str)
