"""Follow a path through a scope: its type, the relation it leads through, the uids of its names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from zhihe.kernels.expression.env import unknown_name
from zhihe.kernels.expression.errors import ExpressionError
from zhihe.kernels.expression.kinds import NULL, Scope, Type
from zhihe.kernels.expression.names import replace_paths
from zhihe.kernels.expression.tree import Node, Path

CLOCK: Final = frozenset({("now",), ("today",)})


@dataclass(frozen=True, slots=True)
class Found:
    """Where a path leads; ``relation`` is the part of it up to a list it goes through."""

    type: Type
    relation: tuple[str, ...] | None
    uids: tuple[str | None, ...]


def look_up(path: Path, scope: Scope) -> Found:
    """Follow a path, refusing what is not there, what has no members and a second list on the way."""
    names = path.names
    owner: Type | None = None
    found = NULL
    relation: tuple[str, ...] | None = None
    uids: list[str | None] = []
    for index, name in enumerate(names):
        if owner is not None and owner.relation:
            if relation is not None:
                raise _second_list(path, names[:index])
            relation, owner = names[:index], owner.item
        if owner is not None and owner.kind not in {"row", "ref"}:
            raise _no_members(path, names[:index], owner)
        member = scope.member(owner, name)
        if member is None:
            raise unknown_name(name, ".".join(path.names), tuple(scope.members(owner)), path.at)
        uids.append(member.uid)
        owner = found = member.type
    return Found(found, relation, tuple(uids))


def _second_list(path: Path, names: tuple[str, ...]) -> ExpressionError:
    return ExpressionError(
        "nested_relation",
        f"{'.'.join(names)} is a list within a list; put the total in a formula field of the line",
        position=path.at,
        path=".".join(names),
    )


def _no_members(path: Path, names: tuple[str, ...], owner: Type) -> ExpressionError:
    return ExpressionError(
        "no_members",
        f"{'.'.join(names)} is a {owner} and has nothing after the dot; only links and lines have",
        position=path.at,
        path=".".join(names),
    )


def bind(tree: Node, scope: Scope) -> Node:
    """Give every name the uid of the element it means, so that a later rename cannot break the expression."""

    def bound(path: Path) -> Path:
        if path.names in CLOCK:
            return path
        return replace(path, uids=look_up(path, scope).uids)

    return replace_paths(tree, bound)
