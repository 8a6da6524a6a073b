"""The types of the language, how they meet, and the scope that gives a name its type."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias

Kind: TypeAlias = Literal[
    "null", "bool", "int", "decimal", "text", "enum", "date", "datetime", "duration", "ref", "row", "list"
]


@dataclass(frozen=True, slots=True)
class Type:
    """A kind with what belongs to it.

    ``choices``: the codes an enum may hold, None when they are not known. ``target``: the model a ref points to or
    a row belongs to, None for any. ``item``: the type of a list's items. A ``row`` is a thing with members and no
    value of its own: a line of a relation, or a space of names such as ``input`` and ``setting``.
    """

    kind: Kind
    choices: frozenset[str] | None = None
    target: str | None = None
    item: Type | None = None

    def __str__(self) -> str:
        if self.kind == "list":
            return f"list of {self.item}"
        return f"{self.kind} ({self.target})" if self.target else self.kind

    @property
    def numeric(self) -> bool:
        """Whether it is a number, or null which fits everywhere."""
        return self.kind in NUMBERS

    @property
    def textual(self) -> bool:
        """Whether it is text or a code of a choice, or null."""
        return self.kind in TEXTS

    @property
    def relation(self) -> bool:
        """Whether it is a list of things with members, which only an aggregate can walk."""
        return self.item is not None and self.item.kind in {"row", "ref"}


NULL: Final = Type("null")
BOOL: Final = Type("bool")
INT: Final = Type("int")
DECIMAL: Final = Type("decimal")
TEXT: Final = Type("text")
ENUM: Final = Type("enum")
DATE: Final = Type("date")
DATETIME: Final = Type("datetime")
DURATION: Final = Type("duration")
REF: Final = Type("ref")

NUMBERS: Final = frozenset({"int", "decimal", "null"})
TEXTS: Final = frozenset({"text", "enum", "null"})


def enum_of(*codes: str) -> Type:
    """Make the type of a choice with these codes."""
    return Type("enum", choices=frozenset(codes))


def ref_to(model: str) -> Type:
    """Make the type of a link to a model."""
    return Type("ref", target=model)


def row_of(name: str) -> Type:
    """Make the type of a line of a model, or of a space of names."""
    return Type("row", target=name)


def list_of(item: Type) -> Type:
    """Make the type of a list."""
    return Type("list", item=item)


def unify(left: Type, right: Type) -> Type | None:
    """Find the type that holds both, or None: int within decimal, enum within text, null within all."""
    if left.kind == "null" or left == right:
        return right
    if right.kind == "null":
        return left
    if left.kind == right.kind == "ref":
        return _unify_refs(left, right)
    if left.kind == right.kind == "enum":
        known = left.choices is not None and right.choices is not None
        return Type("enum", choices=(left.choices or frozenset()) | (right.choices or frozenset()) if known else None)
    if left.numeric and right.numeric:
        return DECIMAL
    return TEXT if left.textual and right.textual else None


def _unify_refs(left: Type, right: Type) -> Type | None:
    if left.target is None or right.target is None:
        return REF
    return None


def fits(given: Type, wanted: Type) -> bool:
    """Whether a value of one type may stand where the other is wanted."""
    if wanted.kind == "decimal":
        return given.numeric
    if wanted.kind == "text":
        return given.textual
    if given.kind == "null" or wanted.kind == "enum":
        return given.kind == "null" or given.textual
    if wanted.kind == "list" and given.kind == "list":
        return given.item is None or wanted.item is None or fits(given.item, wanted.item)
    if wanted.kind == "ref":
        return given.kind == "ref" and unify(given, wanted) is not None
    return given.kind == wanted.kind


@dataclass(frozen=True, slots=True)
class Member:
    """What a name means at one place: its type and the permanent uid of the element."""

    type: Type
    uid: str | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """A look-up function an app declares: typed parameters, typed result, no effects."""

    name: str
    parameters: tuple[Type, ...]
    result: Type


class Scope(Protocol):
    """Gives names their types; the definitions of a model are one.

    ``owner`` is None for the first name of a path, else the type the names before it led to: a ref, or the row of
    a relation or a space of names.
    """

    def member(self, owner: Type | None, name: str) -> Member | None:
        """Look a name up; None when there is no such thing."""

    def members(self, owner: Type | None) -> Iterable[str]:
        """List the names there are, to suggest one."""

    def function(self, name: str) -> Function | None:
        """Look up a function declared by an app."""

    def functions(self) -> Iterable[str]:
        """List the declared functions, to suggest one."""
