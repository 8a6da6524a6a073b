"""Why a formula has no value: what a save found out and its answer tells, so that no empty field is a silent one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from zhihe.platform.actions import Row
from zhihe.platform.model.elements import Label, Model
from zhihe.platform.records.shape import shape
from zhihe.platform.records.unit import Unit

REASONS: Final[Mapping[str, Label]] = MappingProxyType(
    {
        "division_by_zero": Label("除数为零，结果留空", "Divided by zero, so it stays empty"),
        "number_too_large": Label("数值过大，结果留空", "The number is too large, so it stays empty"),
        "exponent_too_large": Label("指数过大，结果留空", "The exponent is too large, so it stays empty"),
        "root_of_negative": Label("负数不能开平方，结果留空", "A negative number has no root, so it stays empty"),
        "not_a_number": Label("文本不是数字，结果留空", "The text is no number, so it stays empty"),
        "date_out_of_range": Label("日期超出范围，结果留空", "The date is out of range, so it stays empty"),
        "duration_out_of_range": Label("时长超出范围，结果留空", "The duration is out of range, so it stays empty"),
    }
)


def of_record(unit: Unit, model: Model, row: Row, *, chinese: bool) -> list[dict[str, Any]]:
    """The notices on a record and its lines as they are shown: a field that is hidden tells nothing."""
    found = _of_row(unit, model, row, chinese=chinese)
    for key, declared in shape(model).lines.items():
        for number, line in enumerate(row.get(key) or ()):
            inner = _of_row(unit, unit.model(declared.of), line, chinese=chinese)
            found += [{**each, "field": f"{key}.{number}.{each['field']}"} for each in inner]
    return found


def _of_row(unit: Unit, model: Model, row: Row, *, chinese: bool) -> list[dict[str, Any]]:
    told = []
    for field in shape(model).formulas:
        code = unit.empty.get((model.key, str(row.get("id")), field.key))
        if code is None or field.key not in row:
            continue
        reason = REASONS.get(code, Label("无法计算，结果留空", "It cannot be computed, so it stays empty"))
        words = (reason.zh, field.label.zh) if chinese else (reason.en, field.label.en)
        told.append({"code": code, "field": field.key, "label": words[1], "text": words[0]})
    return told
