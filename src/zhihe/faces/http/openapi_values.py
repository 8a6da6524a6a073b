"""How fields look in the OpenAPI document: as they are read, as a change answers them, as they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from zhihe.platform.model.elements import Field

Schema = dict[str, Any]
Shape = Literal["read", "saved", "input"]
"""``read`` expands links, ``saved`` (the answer to a change) gives ids, ``input`` takes ids, numbers and codes."""
TEXT: Schema = {"type": "string"}
UUID: Schema = {"type": "string", "format": "uuid"}
DECIMAL: Schema = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "description": "exact decimal as text"}
FILE: Schema = {
    "type": "object",
    "properties": {"id": UUID, "name": TEXT, "type": TEXT, "size": {"type": "integer"}},
    "required": ["id"],
    "description": "an uploaded file, as the upload answered it",
}
PLAIN: Mapping[str, Schema] = {
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "datetime": {"type": "string", "format": "date-time"},
    "duration": {"type": "number", "description": "seconds"},
    "user": UUID,
    **dict.fromkeys(("file", "image", "signature"), FILE),
    "json": {},
    **dict.fromkeys(("decimal", "quantity", "money", "percent"), DECIMAL),
}
ANY_LINK: Schema = {"type": "array", "items": TEXT, "minItems": 2, "maxItems": 2, "description": "[model, id]"}
LINK: Schema = {"$ref": "#/components/schemas/Link"}
MADE: Schema = {
    "type": "object",
    "properties": {
        "id": UUID,
        "model": {**TEXT, "description": "where the field may point to any model"},
        "number": {"type": ["string", "null"]},
        "label": {"type": ["string", "null"]},
    },
    "required": ["id"],
    "description": "a link, expanded",
}


def pascal(key: str) -> str:
    """``inspection_lot`` as ``InspectionLot``."""
    return "".join(part.capitalize() for part in key.split("_"))


def described(field: Field, shape: Shape) -> Schema:
    """The schema of a field with its labels; what is not required may be null."""
    found = _schema(field, shape)
    if "$ref" in found:
        found = {"anyOf": [found]}
    if not field.required and field.type != "lines":
        found = nullable(found)
    return {**found, "title": field.label.zh, "description": found.get("description", field.label.en)}


def nullable(found: Schema) -> Schema:
    """The same, or null."""
    if "$ref" in found:
        return {"anyOf": [found, {"type": "null"}]}
    if "anyOf" in found:
        return {**found, "anyOf": [*found["anyOf"], {"type": "null"}]}
    if "type" not in found:
        return found
    wider = {**found, "type": [found["type"], "null"]}
    return {**wider, "enum": [*found["enum"], None]} if "enum" in found else wider


def _schema(field: Field, shape: Shape) -> Schema:  # noqa: PLR0911 - one answer a kind
    kind = field.formula_type or field.type
    match kind:
        case "link" | "user" if shape == "read":
            return LINK
        case "link" if field.to == "any":
            return ANY_LINK
        case "link" if shape == "input":
            return {**TEXT, "description": f"id, number or code of {field.to}"}
        case "link":
            return UUID
        case "links":
            return {"type": "array", "items": LINK if shape == "read" else UUID}
        case "lines" if field.of:
            suffix = {"read": "", "saved": "Saved", "input": "Input"}[shape]
            return {"type": "array", "items": {"$ref": f"#/components/schemas/{pascal(field.of)}{suffix}"}}
        case "lines":
            return {"type": "array", "items": of_fields(field.fields)}
        case "choice":
            return {"type": "string", "enum": [choice.key for choice in field.choices]}
        case "choices":
            return {"type": "array", "items": {"type": "string", "enum": [choice.key for choice in field.choices]}}
        case _:
            return dict(PLAIN.get(kind, TEXT))


def of_fields(fields: Mapping[str, Field]) -> Schema:
    """An object of these fields as it is sent; unknown keys are refused."""
    required = [key for key, field in fields.items() if field.required]
    found: Schema = {
        "type": "object",
        "properties": {key: described(field, "input") for key, field in fields.items()},
        "additionalProperties": False,
    }
    return {**found, "required": required} if required else found
