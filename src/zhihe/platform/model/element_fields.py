"""The least parts of a definition: labels, expressions, choices and fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from zhihe.kernels.expression import Node as Tree

FIELD_TYPES = (
    "text", "long_text", "rich_text", "integer", "decimal", "number", "quantity", "money", "percent", "boolean",
    "date", "time", "datetime", "duration", "choice", "choices", "link", "links", "lines", "user", "file",
    "image", "signature", "code", "phone_email_url", "formula", "json",
)  # fmt: skip
"""``number`` is a measured value (float8, finite only); ``decimal`` is exact."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name in both languages of the product."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Expression:
    """A user's formula or condition: its text and the parsed tree."""

    text: str
    tree: Tree


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice list."""

    key: str
    label: Label


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a model, of a step's inputs, or of a ledger's dimensions and measures.

    ``column`` is the physical name; ``to`` a link's model (``any`` for every model); ``of`` a lines field's model;
    ``choices`` the allowed values; ``unit`` a unit code or a path such as ``item.unit``, parsed in ``unit_path``,
    and ``currency`` and ``currency_path`` likewise; ``places`` tells how many decimals that currency has;
    ``formula`` is set for computed fields, stored when ``store``; ``fields`` are the columns of an input of type
    lines.
    """

    key: str
    uid: str
    type: str
    label: Label
    column: str = ""
    required: bool = False
    required_if: Expression | None = None
    unique: bool = False
    readonly: bool = False
    protected: bool = False
    retired: bool = False
    hidden: bool = False
    optional: bool = False
    default: Expression | None = None
    to: str = ""
    on_delete: Literal["restrict", "set_null"] = "restrict"
    of: str = ""
    choices: tuple[Choice, ...] = ()
    choice_list: str = ""
    unit: str = ""
    unit_path: Expression | None = None
    currency: str = ""
    currency_path: Expression | None = None
    places: Expression | None = None
    minimum: str = ""
    maximum: str = ""
    decimals: int | None = None
    rounding: str = ""
    length: int | None = None
    formula: Expression | None = None
    formula_type: str = ""
    store: bool = False
    never_negative: bool = False
    sensitive: bool = False
    fields: Mapping[str, Field] = field(default_factory=dict)
    note: Label | None = None
