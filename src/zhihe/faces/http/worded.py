"""Errors in the reader's language: the sentence in Chinese, with the names of what it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from fastapi import Request

from zhihe.faces.http.house import house
from zhihe.messages import DEFINITIONS, Words, chinese, unnamed
from zhihe.platform.context import Principal
from zhihe.platform.model.wording import Names

CATALOGUE: Final = "words"
OF_A_FIELD: Final = "value.invalid"
"""Its Chinese leaves out the field, which stands beside it on a form."""
REFUSALS: Final = frozenset({"definition.invalid", "publish.refused"})
"""They list what is wrong under ``problems``."""


def reads_chinese(request: Request) -> bool:
    """Whether the reader asks for Chinese; a program that names no language gets the sentences of the code."""
    return request.headers.get("accept-language", "").lower().startswith("zh")


def names_of(request: Request, who: Principal) -> Names:
    """The names of the definitions that run in the caller's company, made once a version."""
    own = house(request)
    registry = own.engine.read(who, lambda unit: unit.registry)
    kept: dict[str, Names] = own.extras.setdefault(CATALOGUE, {})
    known = kept.get(registry.hash)
    if known is None:
        if len(kept) > 8:  # noqa: PLR2004 - companies may run several versions; old ones go
            kept.clear()
        known = kept[registry.hash] = Names(registry)
    return known


def told(errors: Iterable[Mapping[str, Any]], names: Names, model: str = "") -> list[dict[str, Any]]:
    """Listed errors, each with its sentence in Chinese and the name of its field."""
    found = []
    for each in errors:
        said = chinese(str(each.get("code", "")), str(each.get("message", "")), names.word)
        label = names.field(model, str(each.get("field") or ""))
        found.append({**each, "message": said or each.get("message", ""), **({"label": label} if label else {})})
    return found


def _faults(problems: list[Any], names: Names) -> tuple[str, list[Any]]:
    """The Chinese of what is wrong in definitions: a sentence with the first, and all of them."""
    # A file is written with keys, so its faults name keys; what stands in the way of publishing names labels.
    found = [
        {**each, "message": chinese(DEFINITIONS, each["message"]) or each["message"]}
        if "file" in each
        else told([each], names)[0]
        for each in problems
    ]
    first = found[0]
    place = f"{first['file']} 第 {first['line']} 行 {first['key']}：" if "file" in first else ""
    return f"配置有 {len(found)} 处问题，第一处：{place}{first['message']}", found


def sentence(code: str, message: str, facts: Mapping[str, Any], names: Names | None) -> tuple[str, dict[str, Any]]:
    """The Chinese sentence of a problem and its facts; where several are listed, the first with its field's name."""
    words: Words = unnamed if names is None else names.word
    if names is not None and code in REFUSALS and facts.get("problems"):
        said_first, found = _faults(facts["problems"], names)
        return said_first, {**facts, "problems": found}
    listed, model = facts.get("errors"), str(facts.get("model") or "")
    if names is None or not isinstance(listed, list) or not listed:
        said = chinese(code, message, words)
        if said and code == OF_A_FIELD:
            path = str(facts.get("field", ""))
            said = f"{(names.field(model, path) if names else '') or path}：{said}"
        return facts.get("zh") or said or message, dict(facts)
    errors = told(listed, names, model)
    label = errors[0].get("label") or errors[0].get("field") or ""
    more = f"（另有 {len(errors) - 1} 处）" if len(errors) > 1 else ""
    said = f"{label}：{errors[0]['message']}{more}" if label else f"{errors[0]['message']}{more}"
    return said, {**facts, "errors": errors}
