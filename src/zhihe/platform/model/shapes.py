"""The words in which the grammar's table is written: shapes, their keys, and what may stand at a key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ValueKind = Literal[
    "text", "key", "name", "choice_key", "uid", "boolean", "true", "integer", "number", "expression", "default",
    "permission", "one_of", "list", "map", "shape", "either",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    """What may stand at a key; ``of`` is for the items of a list or map, ``either`` tried by form."""

    kind: ValueKind
    of: Value | None = None
    keys: Literal["key", "choice_key", "name"] = "key"
    shape: str = ""
    allowed: tuple[str, ...] = ()
    either: tuple[Value, ...] = ()
    block: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a shape: what it takes and what it means, in a phrase."""

    value: Value
    meaning: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of mapping: its named keys, and what any other key may hold (``rest``).

    ``verbs`` are keys of which exactly one must stand; ``moved`` says how a likely wrong word is called here, and
    ``refused`` why a word of the design has no place here.
    """

    meaning: str
    keys: Mapping[str, Key]
    rest: Value | None = None
    verbs: tuple[str, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)


TEXT = Value("text")
KEY = Value("key")
NAME = Value("name")
UID = Value("uid")
BOOLEAN = Value("boolean")
INTEGER = Value("integer")
NUMBER = Value("number")
EXPRESSION = Value("expression")
PERMISSION = Value("permission")


def shape(name: str) -> Value:
    """A mapping with the keys of a named shape."""
    return Value("shape", shape=name)


def one_of(*allowed: str) -> Value:
    """One of these words."""
    return Value("one_of", allowed=allowed)


def list_of(value: Value, *, block: bool = False) -> Value:
    """A list; a block list is always written one item a line."""
    return Value("list", of=value, block=block)


def map_of(value: Value, *, keys: Literal["key", "choice_key", "name"] = "key", block: bool = False) -> Value:
    """A mapping with free keys."""
    return Value("map", of=value, keys=keys, block=block)


def either(*values: Value) -> Value:
    """The first of these whose form fits: text, list or mapping."""
    return Value("either", either=values)


LABEL = shape("label")
KEYS = list_of(KEY)
NAMES = list_of(NAME)
ALL_OR_KEYS = either(Value("true"), KEYS)
CHOICES = either(KEY, list_of(Value("choice_key")), map_of(LABEL, keys="choice_key"))
