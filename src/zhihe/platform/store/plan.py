"""What a publish will do to the tables, shown before it is done: steps with row counts, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from zhihe.platform.model.elements import Label

Kind = Literal[
    "unindex", "unlink", "retire", "restore", "rename", "create", "add", "widen", "convert", "fill",
    "relax", "require", "rekey", "index", "unique", "check", "link", "compute",
]  # fmt: skip
ORDER: tuple[Kind, ...] = (
    "unindex", "unlink", "retire", "rename", "restore", "create", "add", "relax", "widen", "convert", "fill",
    "require", "rekey", "index", "unique", "check", "link", "compute",
)  # fmt: skip
"""The order in which steps run: names are freed before they are taken, and data is right before it is constrained."""
_TOGETHER: Mapping[str, Kind] = MappingProxyType({"restore": "rename"})
"""Kinds that keep the order in which they were found among another kind."""

_WORDS: Mapping[str, Label] = MappingProxyType(
    {
        "unindex": Label("删除索引", "Drop the index"),
        "unlink": Label("解除引用约束", "Drop the reference"),
        "retire": Label("停用，数据保留", "Retire, the data is kept"),
        "restore": Label("恢复已停用的数据", "Bring back what was retired"),
        "rename": Label("更名", "Rename"),
        "create": Label("新建表", "Create the table"),
        "add": Label("新增列", "Add the column"),
        "widen": Label("放宽类型", "Widen the type"),
        "convert": Label("转换类型", "Convert the type"),
        "fill": Label("填入默认值", "Fill in the default"),
        "relax": Label("改为可空", "Allow empty values"),
        "require": Label("改为必填", "Refuse empty values"),
        "rekey": Label("更改主键", "Change the key"),
        "index": Label("建立索引", "Create the index"),
        "unique": Label("建立唯一约束", "Refuse duplicates"),
        "check": Label("建立检查约束", "Add the check"),
        "link": Label("建立引用约束", "Add the reference"),
        "compute": Label("重新计算", "Compute anew"),
    }
)


def ordered(steps: Iterable[Step]) -> list[Step]:
    """The steps in the order in which they can run."""
    return sorted(steps, key=lambda step: ORDER.index(_TOGETHER.get(step.kind, step.kind)))


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what it is, to which model and field, how many rows it touches, and its SQL.

    ``detail`` names what the words leave out: the old name, the old type, the index. A step of kind ``compute``
    has no SQL: its values are made by the program.
    """

    kind: Kind
    model: str
    table: str
    field: str = ""
    detail: str = ""
    rows: int = 0
    sql: tuple[str, ...] = ()

    def data(self) -> dict[str, Any]:
        """The step as it is shown and stored."""
        words = _WORDS[self.kind]
        place = self.model + (f".{self.field}" if self.field else "")
        tail = f" ({self.detail})" if self.detail else ""
        return {
            "kind": self.kind,
            "model": self.model,
            "field": self.field,
            "table": self.table,
            "rows": self.rows,
            "text": {"zh": f"{place}：{words.zh}{tail}", "en": f"{place}: {words.en}{tail}"},
        }


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a plan cannot be carried out, with the first of the rows that stand in the way as (id, value)."""

    code: str
    model: str
    field: str
    message: str
    count: int = 0
    rows: tuple[tuple[str, str], ...] = ()

    def data(self) -> dict[str, Any]:
        """The problem as it is shown."""
        return {
            "code": self.code,
            "model": self.model,
            "field": self.field,
            "message": self.message,
            "count": self.count,
            "rows": [{"id": identity, "value": value} for identity, value in self.rows],
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps in the order they run, and the problems that forbid running them."""

    origin: int
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]

    def data(self) -> list[dict[str, Any]]:
        """The steps as they are stored with the version."""
        return [step.data() for step in self.steps]
