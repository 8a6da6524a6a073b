"""The grammar as JSON Schema, for editors and for the studio; made from the same table as the check."""

from __future__ import annotations

from typing import Any, Final

from zhihe.platform.model.clean import TEXT_RULES
from zhihe.platform.model.grammar import KINDS, SHAPES
from zhihe.platform.model.shapes import Shape, Value

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
# An editor's YAML loader turns true, 007 and 1.5 into values of their own; the platform reads all of them as text.
_LOOSE: Final = ["string", "number", "boolean"]


def schema() -> dict[str, Any]:
    """A JSON Schema (2020-12) that accepts every kind of definition file."""
    files = ("app", *KINDS, "decision", "overlay")
    return {
        "$schema": DIALECT,
        "title": "Zhihe definition",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in files],
        "$defs": {name: _shape(shape) for name, shape in SHAPES.items()},
    }


def _shape(shape: Shape) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "object",
        "description": shape.meaning,
        "properties": {name: {**_value(key.value), "description": key.meaning} for name, key in shape.keys.items()},
        "additionalProperties": _value(shape.rest) if shape.rest else False,
    }
    # A missing uid is the writer's to give, so an editor need not complain of it.
    required = [name for name, key in shape.keys.items() if key.required and name != "uid"]
    if required:
        found["required"] = required
    if shape.verbs:
        found["oneOf"] = [{"required": [verb]} for verb in shape.verbs]
    return found


def _value(value: Value) -> dict[str, Any]:
    if value.kind == "shape":
        return {"$ref": f"#/$defs/{value.shape}"}
    if value.kind == "either":
        return {"anyOf": [_value(each) for each in value.either]}
    if value.kind == "list":
        return {"type": ["array", "null"], "items": _value(value.of) if value.of else True}
    if value.kind == "map":
        of = _value(value.of) if value.of else True
        return {"type": ["object", "null"], "propertyNames": _pattern(value.keys), "additionalProperties": of}
    return _scalar(value)


def _scalar(value: Value) -> dict[str, Any]:
    if value.kind in TEXT_RULES and value.kind not in {"integer", "number"}:
        return {"type": _LOOSE, **_pattern(value.kind)}
    known: dict[str, dict[str, Any]] = {
        "boolean": {"enum": [True, False, "true", "false"]},
        "true": {"enum": [True, "true"]},
        "one_of": {"enum": list(value.allowed)},
        "integer": {"type": ["integer", "string"]},
        "number": {"type": ["number", "string"]},
    }
    return known.get(value.kind, {"type": _LOOSE})


def _pattern(kind: str) -> dict[str, str]:
    return {"pattern": f"^(?:{TEXT_RULES[kind][0].pattern})$"}
