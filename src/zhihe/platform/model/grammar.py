"""The grammar of definition files as one table: the checker, the JSON Schema and the reference page come from it.

A shape lists the keys of one kind of mapping in the order in which the canonical writer puts them. The table is
written in four parts: whole files, fields and layouts, rules and rights, decision tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from zhihe.platform.model.grammar_decisions import DECISION_SHAPES
from zhihe.platform.model.grammar_fields import FIELD_SHAPES
from zhihe.platform.model.grammar_files import FILE_SHAPES
from zhihe.platform.model.grammar_rules import RULE_SHAPES
from zhihe.platform.model.shapes import Shape

SHAPES: Final[Mapping[str, Shape]] = MappingProxyType({**FILE_SHAPES, **FIELD_SHAPES, **RULE_SHAPES, **DECISION_SHAPES})

KINDS: Final = ("record", "ledger", "edges", "series", "view")


def shape_of(data: Mapping[str, object]) -> str:
    """Name the shape a file's top mapping must have; empty when its first words tell nothing."""
    if "overlay" in data:
        return "overlay"
    if "app" in data:
        return "app"
    if "decision" in data:
        return "decision"
    kind = data.get("kind")
    if "model" in data:
        return str(kind) if kind in KINDS else "record"
    return ""
