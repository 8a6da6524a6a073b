"""Bringing raw data to the shapes of the grammar: every unknown key and wrong value is a problem of its own.

What is wrong is left out of the result, so that the later checks see well-shaped data and one fault does not hide
the others. Booleans and integers become Python's; everything else stays text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from zhihe.platform.model.grammar import KINDS, SHAPES, shape_of
from zhihe.platform.model.problems import allowed
from zhihe.platform.model.reader import Path, Source
from zhihe.platform.model.shapes import Shape, Value

KEY_RULE: Final = "lower-case letters, digits and _, beginning with a letter, at most 48"
TEXT_RULES: Final[Mapping[str, tuple[re.Pattern[str], str]]] = {
    "key": (re.compile(r"[a-z][a-z0-9_]{0,47}"), KEY_RULE),
    "name": (re.compile(r"[a-z][a-z0-9_]{0,47}(\.[a-z0-9][a-z0-9_]{0,47}){0,9}"), "names joined by dots"),
    "choice_key": (re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,47}"), "letters, digits and _ . + -, at most 48"),
    "uid": (re.compile(r"[0-9a-f]{8,32}"), "8 to 32 of 0-9 a-f; leave it out and run `zhihe check --fix`"),
    "integer": (re.compile(r"[0-9]{1,6}"), "a whole number"),
    "number": (re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,10})?"), "a number such as 0 or 12.5"),
    "permission": (
        re.compile(r"yes|no|(role|authority) [a-z][a-z0-9_]{0,47}"),
        "yes, no, role <role> or authority <authority>",
    ),
}
_FORMS: Final = {"list": list, "map": dict, "shape": dict}
MISSING: Final = object()
"""Nothing usable stood there."""


def clean(source: Source) -> tuple[str, dict[str, Any]]:
    """The shape of a file and its data without what the grammar does not know; problems go to the source."""
    if not source.data:
        return "", {}
    name = shape_of(source.data)
    if not name:
        source.problem((), "the file must say what it is: model:, app:, decision: or overlay:")
        return "", {}
    kind = source.data.get("kind")
    if name == "record" and kind not in KINDS:
        shown = "is missing" if kind is None else f"{kind!r} is no kind of model"
        source.problem(("kind",), f"{shown}; allowed: {', '.join(KINDS)}")
        return "", {}
    return name, Cleaner(source).mapping(SHAPES[name], source.data, ())


class Cleaner:
    """Checks one file against the grammar."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def mapping(self, shape: Shape, data: Mapping[str, Any], path: Path) -> dict[str, Any]:
        """Check a mapping of a named shape."""
        result: dict[str, Any] = {}
        for name, raw in data.items():
            key = shape.keys.get(name)
            if key is not None:
                self._keep(result, name, self.value(key.value, raw, (*path, name)))
            elif shape.rest is not None:
                if self._named("key", name, path):
                    self._keep(result, name, self.value(shape.rest, raw, (*path, name)))
            else:
                self._unknown(shape, name, raw, path)
        self._required(shape, data, path)
        if shape.verbs:
            self._one_verb(shape, data, path)
        return result

    def _keep(self, result: dict[str, Any], name: str, value: Any) -> None:
        if value is not MISSING:
            result[name] = value

    def _unknown(self, shape: Shape, name: str, raw: Any, path: Path) -> None:
        if raw is None and not re.fullmatch(r"\w+", name):
            message = f"{name!r} looks like a value cut at a comma; put the whole value between double quotes"
        elif name in shape.refused:
            message = shape.refused[name]
        elif name in shape.moved:
            message = f"unknown key; it is called {shape.moved[name]} here"
        else:
            message = f"unknown key; {allowed(name, shape.keys)}"
        self.source.problem((*path, name), message)

    def _required(self, shape: Shape, data: Mapping[str, Any], path: Path) -> None:
        for name, key in shape.keys.items():
            if key.required and name not in data:
                if name == "uid":
                    message = "uid is missing; `zhihe check --fix` gives one"
                else:
                    message = f"{name} is missing: {key.meaning}"
                self.source.problem((*path, name), message)

    def _one_verb(self, shape: Shape, data: Mapping[str, Any], path: Path) -> None:
        given = [verb for verb in shape.verbs if verb in data]
        if len(given) != 1:
            shown = " and ".join(given) if given else "none"
            self.source.problem(path, f"exactly one of {', '.join(shape.verbs)} must stand here, not {shown}")

    def value(self, value: Value, raw: Any, path: Path) -> Any:
        """Check one value; MISSING when it is wrong."""
        if value.kind == "either":
            return self._either(value, raw, path)
        if value.kind == "list":
            return self._list(value, raw, path)
        if value.kind in {"map", "shape"}:
            return self._map(value, raw, path)
        if not isinstance(raw, str) or not raw.strip():
            return self._no_text(value, raw, path)
        return self._scalar(value, raw.strip() if value.kind != "text" else raw, path)

    def _either(self, value: Value, raw: Any, path: Path) -> Any:
        for choice in value.either:
            form: type = _FORMS.get(choice.kind, str)
            if isinstance(raw, form) and not (choice.kind == "true" and raw != "true"):
                return self.value(choice, raw, path)
        return self._wrong(path, f"must be {' or '.join(_said(choice) for choice in value.either)}")

    def _list(self, value: Value, raw: Any, path: Path) -> Any:
        if raw is None:
            return []
        if not isinstance(raw, list) or value.of is None:
            return self._wrong(path, "must be a list: [a, b] or one `- item` a line")
        items = [self.value(value.of, item, (*path, index)) for index, item in enumerate(raw)]
        return [item for item in items if item is not MISSING]

    def _map(self, value: Value, raw: Any, path: Path) -> Any:
        data = {} if raw is None else raw
        if not isinstance(data, dict):
            return self._wrong(path, f"must be {_said(value)}")
        if value.kind == "shape":
            return self.mapping(SHAPES[value.shape], data, path)
        result: dict[str, Any] = {}
        for name, item in data.items():
            if value.of is not None and self._named(value.keys, name, path):
                self._keep(result, name, self.value(value.of, item, (*path, name)))
        return result

    def _named(self, kind: str, name: str, path: Path) -> bool:
        pattern, rule = TEXT_RULES[kind]
        if pattern.fullmatch(name):
            return True
        self.source.problem((*path, name), f"{name!r} cannot be a name here: {rule}")
        return False

    def _no_text(self, value: Value, raw: Any, path: Path) -> Any:
        if raw is None or isinstance(raw, str):
            return self._wrong(path, f"has no value; write {_said(value)}, or leave the key out")
        hint = "; put it between double quotes" if value.kind in {"expression", "text", "default"} else ""
        return self._wrong(
            path, f"must be {_said(value)}, not a {'list' if isinstance(raw, list) else 'mapping'}{hint}"
        )

    def _scalar(self, value: Value, raw: str, path: Path) -> Any:
        if value.kind in {"boolean", "true"}:
            if raw not in {"true", "false"}:
                return self._wrong(path, f"{raw!r} must be true or false")
            return raw == "true"
        if value.kind == "one_of":
            return (
                raw if raw in value.allowed else self._wrong(path, f"{raw!r} is unknown; {allowed(raw, value.allowed)}")
            )
        rule = TEXT_RULES.get(value.kind)
        if rule is not None and not rule[0].fullmatch(raw):
            return self._wrong(path, f"{raw!r} must be {rule[1]}")
        return int(raw) if value.kind == "integer" else raw

    def _wrong(self, path: Path, message: str) -> object:
        self.source.problem(path, message)
        return MISSING


def _said(value: Value) -> str:
    """What may stand there, in a phrase."""
    if value.kind == "shape":
        return "a mapping with " + ", ".join(SHAPES[value.shape].keys) if value.shape != "label" else "{zh: …, en: …}"
    if value.kind == "either":
        return " or ".join(_said(choice) for choice in value.either)
    if value.kind == "one_of":
        return f"one of {', '.join(value.allowed)}"
    if value.kind in TEXT_RULES:
        return TEXT_RULES[value.kind][1]
    return {
        "list": "a list",
        "map": "a mapping",
        "boolean": "true or false",
        "true": "true",
        "expression": "an expression",
        "default": "an expression or a key of the choices",
    }.get(value.kind, "text")
