"""The names an expression uses, and how they are changed when an element is renamed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from zhihe.kernels.expression.env import without_this
from zhihe.kernels.expression.functions import builtin
from zhihe.kernels.expression.tree import Call, Chain, ListOf, Negate, Node, Not, Path, walk


def paths(tree: Node) -> tuple[Path, ...]:
    """List the paths a tree uses, each once, in order of appearance."""
    return tuple(dict.fromkeys(node for node in walk(tree) if isinstance(node, Path)))


def names(tree: Node) -> frozenset[str]:
    """Give the first names of all paths: the fields of the record itself, and ``input``, ``setting``, ``user``."""
    return frozenset(without_this(path.names)[0] for path in paths(tree))


def functions(tree: Node) -> frozenset[str]:
    """Give the names of the functions of apps that a tree calls."""
    return frozenset(node.name for node in walk(tree) if isinstance(node, Call) and builtin(node.name) is None)


def rename(tree: Node, mapping: Mapping[str, str]) -> Node:
    """Give bound names their present form; ``mapping`` goes from the uid of an element to its key."""

    def renamed(path: Path) -> Path:
        pairs = zip(path.names, path.uids, strict=True)
        return replace(path, names=tuple(mapping.get(uid or "", name) for name, uid in pairs))

    return replace_paths(tree, renamed)


def replace_paths(tree: Node, change: Callable[[Path], Path]) -> Node:
    """Copy a tree with every path changed."""
    match tree:
        case Path():
            return change(tree)
        case Call():
            return replace(tree, arguments=tuple(replace_paths(each, change) for each in tree.arguments))
        case Chain():
            return replace(tree, operands=tuple(replace_paths(each, change) for each in tree.operands))
        case ListOf():
            return replace(tree, items=tuple(replace_paths(each, change) for each in tree.items))
        case Not() | Negate():
            return replace(tree, operand=replace_paths(tree.operand, change))
        case _:
            return tree
