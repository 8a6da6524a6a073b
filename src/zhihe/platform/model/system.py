"""The columns the platform gives every model, their names on the screen, and words no field may take."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from zhihe.platform.model.elements import Field, Label, Model

SYSTEM_LABELS: Final[Mapping[str, Label]] = MappingProxyType(
    {
        "id": Label("标识", "Identity"),
        "version": Label("版本", "Version"),
        "state": Label("状态", "State"),
        "number": Label("编号", "Number"),
        "created_at": Label("创建时间", "Created at"),
        "created_by": Label("创建人", "Created by"),
        "updated_at": Label("修改时间", "Changed at"),
        "updated_by": Label("修改人", "Changed by"),
        "parent_id": Label("所属单据", "Belongs to"),
        "position": Label("行号", "Position"),
        "search": Label("检索", "Search"),
    }
)
SPACES: Final = frozenset(
    {"this", "input", "setting", "user", "now", "today", "before", "event", "true", "false", "null"}
)
"""Names with a meaning of their own in expressions."""
RESERVED: Final = frozenset(SYSTEM_LABELS) | SPACES | {"notices"}
RESERVED_IN: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "record": frozenset(),
        "view": frozenset(),
        "series": frozenset({"posted_at"}),
        "edges": frozenset({"posted_at", "source", "target", "caused_by"}),
        "ledger": frozenset(
            {"posting", "movement", "business_date", "posted_at", "posted_by", "cause", "reserved", "held"}
        ),
    }
)
"""Columns that a kind of model has of its own."""
RESERVED_APPS: Final = frozenset({"zhihe", "x", "f", "jobs", "public"})
"""Words that begin the names of the platform's own tables and schemas."""
RESERVED_MODELS: Final = frozenset({"any", "user"})
"""Words with a meaning of their own where a model is named."""

_STAMPS: Final = (
    ("created_at", "datetime"),
    ("created_by", "user"),
    ("updated_at", "datetime"),
    ("updated_by", "user"),
)


def system_fields(model: Model) -> dict[str, Field]:
    """The fields every record of this model has without declaring them, as fields."""
    if model.kind != "record":
        return {}
    kinds = {"id": "link"}
    if model.line_of:
        kinds["position"] = "integer"
    else:
        kinds["version"] = "integer"
        if model.states:
            kinds["state"] = "choice"
        if model.number:
            kinds["number"] = "text"
        kinds.update(_STAMPS)
    return {
        key: Field(key, key, kind, SYSTEM_LABELS[key], column=key, readonly=True, to=model.key if key == "id" else "")
        for key, kind in kinds.items()
    }
