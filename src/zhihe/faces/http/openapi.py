"""The OpenAPI document of the running definitions: concrete typed paths for every model, custom ones too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from zhihe import __version__
from zhihe.faces.http.openapi_shell import SHELL
from zhihe.platform.model.elements import Field, Label, Model, Operation, Registry, Step
from zhihe.platform.records.shape import shape

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
UUID: Schema = {"type": "string", "format": "uuid"}
DECIMAL: Schema = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "description": "exact decimal as text"}
PLAIN: Mapping[str, Schema] = {
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "datetime": {"type": "string", "format": "date-time"},
    "duration": {"type": "number", "description": "seconds"},
    "user": UUID,
    "file": UUID,
    "image": UUID,
    "signature": UUID,
    "json": {},
    **dict.fromkeys(("decimal", "quantity", "money", "percent"), DECIMAL),
}
ANY_LINK: Schema = {"type": "array", "items": TEXT, "minItems": 2, "maxItems": 2, "description": "[model, id]"}
LISTED = ("where", "sort", "fields", "limit", "after", "count", "search")
BALANCES = ("where", "group", "limit", "expand")
ENTRIES = ("where", "sort", "limit", "expand")
PROBLEM = {"$ref": "#/components/schemas/Problem"}
EXPANDED: Schema = {
    "type": "object",
    "properties": {"id": UUID, "number": TEXT, "label": TEXT},
    "required": ["id"],
    "description": "a link, expanded",
}


def document(registry: Registry) -> Schema:
    """The whole document for one version of the definitions."""
    paths: Schema = {}
    schemas: Schema = {"Problem": _problem(), "Link": EXPANDED}
    for model in registry.models.values():
        schemas |= _model_schemas(registry, model)
        paths |= _model_paths(model)
    for name, operation in registry.operations.items():
        paths[f"/api/v1/operations/{name}"] = {"post": _operation(name, operation)}
    paths |= _fixed()
    return {
        "openapi": "3.1.0",
        "info": {"title": "Zhihe 质合", "version": f"{__version__}+{registry.hash[:12]}"},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "zhihe"},
            },
        },
        "security": [{"token": []}, {"session": []}],
    }


def pascal(key: str) -> str:
    """``inspection_lot`` as ``InspectionLot``."""
    return "".join(part.capitalize() for part in key.split("_"))


@lru_cache(maxsize=2048)
def _read_properties(model: Model) -> Schema:
    properties: Schema = {"id": UUID}
    if not model.line_of and model.kind == "record":
        properties |= {
            "version": {"type": "integer"},
            "created_at": PLAIN["datetime"],
            "created_by": UUID,
            "updated_at": PLAIN["datetime"],
            "updated_by": UUID,
        }
    if model.number is not None:
        properties["number"] = TEXT
    if model.states is not None:
        properties["state"] = {"type": "string", "enum": list(model.states.transitions)}
    for key, field in model.fields.items():
        if not field.retired:
            properties[key] = _described(field, read=True)
    return properties


def _described(field: Field, *, read: bool) -> Schema:
    found = _schema(field, read=read)
    if "$ref" in found:
        return {"allOf": [found], "title": field.label.zh, "description": field.label.en}
    return {**found, "title": field.label.zh, "description": found.get("description", field.label.en)}


def _schema(field: Field, *, read: bool) -> Schema:  # noqa: PLR0911 - one answer a kind
    kind = field.formula_type or field.type
    match kind:
        case "link" if field.to == "any":
            return ANY_LINK
        case "link":
            return (
                {"$ref": "#/components/schemas/Link"} if read else {**TEXT, "description": f"id or code of {field.to}"}
            )
        case "links":
            return {"type": "array", "items": UUID}
        case "lines" if field.of:
            return {
                "type": "array",
                "items": {"$ref": f"#/components/schemas/{pascal(field.of)}{'' if read else 'Input'}"},
            }
        case "lines":
            return {"type": "array", "items": _object(field.fields)}
        case "choice":
            return {"type": "string", "enum": [choice.key for choice in field.choices]}
        case "choices":
            return {"type": "array", "items": {"type": "string", "enum": [choice.key for choice in field.choices]}}
        case _:
            return dict(PLAIN.get(kind, TEXT))


def _object(fields: Mapping[str, Field]) -> Schema:
    required = [key for key, field in fields.items() if field.required]
    found: Schema = {
        "type": "object",
        "properties": {key: _described(field, read=False) for key, field in fields.items()},
        "additionalProperties": False,
    }
    return {**found, "required": required} if required else found


def _model_schemas(registry: Registry, model: Model) -> Schema:
    name = pascal(model.key)
    found: Schema = {name: {"type": "object", "title": model.label.zh, "properties": _read_properties(model)}}
    if model.kind != "record":
        return found
    del registry
    writable = {k: f for k, f in model.fields.items() if not f.readonly and f.formula is None and not f.retired}
    extra: Schema = {"id": {**UUID, "description": "made by the client, or by the server when left out"}}
    if model.line_of:
        extra["_delete"] = {"type": "boolean", "description": "true removes the line"}
    body = _object(writable)
    body["properties"] = {**extra, **body["properties"]}
    defaulted = {field.key for field in shape(model).defaults}
    required = [key for key in body.get("required", []) if key not in defaulted]
    found[f"{name}Input"] = {**{k: v for k, v in body.items() if k != "required"}, "required": required}
    found[f"{name}Change"] = {k: v for k, v in body.items() if k != "required"}
    return found


def _model_paths(model: Model) -> Schema:
    if model.line_of:
        return {}
    name = pascal(model.key)
    if model.kind == "ledger":
        return {
            f"/api/v1/ledgers/{model.key}/balances": {"get": _list(model, name, "balances", BALANCES)},
            f"/api/v1/ledgers/{model.key}/entries": {"get": _list(model, name, "entries", ENTRIES)},
        }
    if model.kind == "edges":
        return {f"/api/v1/edges/{model.key}/trace": {"get": _trace(model)}}
    if model.kind == "series":
        return {f"/api/v1/series/{model.key}": {"get": _list(model, name, "window")}}
    base = f"/api/v1/records/{model.key}"
    if model.kind == "view":
        return {base: {"get": _list(model, name, "list")}}
    return {
        base: {"get": _list(model, name, "list"), "post": _create(model, name)},
        f"{base}/{{id}}": {
            "parameters": [_id()],
            "get": _one(model, name),
            "patch": _change(model, name),
            "delete": _delete(model),
        },
        **{
            f"{base}/{{id}}/steps/{key}": {"parameters": [_id()], "post": _step(model, name, step)}
            for key, step in model.steps.items()
        },
        **{
            f"{base}/{{id}}/{what}": {"parameters": [_id()], "get": _plain_get(model, what)}
            for what in ("history", "why", "related")
        },
    }


def _id() -> Schema:
    return {"name": "id", "in": "path", "required": True, "schema": TEXT, "description": "id, number or code"}


def _if_match() -> Schema:
    return {
        "name": "If-Match",
        "in": "header",
        "required": True,
        "schema": TEXT,
        "description": 'the version read: "3"',
    }


def _key() -> Schema:
    return {"name": "Idempotency-Key", "in": "header", "required": False, "schema": TEXT}


def _responses(schema: Schema, status: str = "200") -> Schema:
    errors = {
        code: {"description": text, "content": {"application/problem+json": {"schema": PROBLEM}}}
        for code, text in ERRORS
    }
    return {status: {"description": "done", "content": {"application/json": {"schema": schema}}}, **errors}


ERRORS = (
    ("401", "sign in first"),
    ("403", "not allowed"),
    ("404", "not there, or not to be seen"),
    ("409", "the state does not allow it"),
    ("412", "changed by somebody else"),
    ("422", "the content is wrong"),
    ("428", "If-Match is missing"),
)


def _entry(model_label: Label, operation_id: str, tag: str, **rest: Any) -> Schema:
    return {"operationId": operation_id, "summary": f"{model_label.zh} {model_label.en}", "tags": [tag], **rest}


def _list(model: Model, name: str, what: str, query: Sequence[str] = LISTED) -> Schema:
    parameters = [{"name": each, "in": "query", "required": False, "schema": TEXT} for each in query]
    page = {
        "type": "object",
        "properties": {
            "rows": {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}},
            "after": {"type": ["string", "null"]},
            "count": {"type": ["integer", "null"]},
        },
        "required": ["rows"],
    }
    return _entry(model.label, f"{what}_{model.key}", model.app, parameters=parameters, responses=_responses(page))


def _create(model: Model, name: str) -> Schema:
    one = {"$ref": f"#/components/schemas/{name}Input"}
    body = {"oneOf": [one, {"type": "array", "items": one}]}
    return _entry(
        model.label,
        f"create_{model.key}",
        model.app,
        parameters=[_key()],
        requestBody={"required": True, "content": {"application/json": {"schema": body}}},
        responses=_responses({"$ref": f"#/components/schemas/{name}"}, "201"),
    )


def _one(model: Model, name: str) -> Schema:
    responses = _responses({"$ref": f"#/components/schemas/{name}"})
    return _entry(model.label, f"get_{model.key}", model.app, responses=responses)


def _change(model: Model, name: str) -> Schema:
    return _entry(
        model.label,
        f"change_{model.key}",
        model.app,
        parameters=[_if_match(), _key()],
        requestBody={
            "required": True,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}Change"}}},
        },
        responses=_responses({"$ref": f"#/components/schemas/{name}"}),
    )


def _delete(model: Model) -> Schema:
    responses = {"204": {"description": "deleted"}, **{k: v for k, v in _responses({}).items() if k != "200"}}
    return _entry(model.label, f"delete_{model.key}", model.app, parameters=[_if_match()], responses=responses)


def _step(model: Model, name: str, step: Step) -> Schema:
    return _entry(
        step.label,
        f"{step.key}_{model.key}",
        model.app,
        parameters=[_if_match(), _key()],
        requestBody={"required": False, "content": {"application/json": {"schema": _object(step.inputs)}}},
        responses=_responses({"$ref": f"#/components/schemas/{name}"}),
    )


def _plain_get(model: Model, what: str) -> Schema:
    rows = {"type": "array", "items": {"type": "object"}}
    return _entry(model.label, f"{what}_{model.key}", model.app, responses=_responses(rows))


def _trace(model: Model) -> Schema:
    names = (("from", True), ("direction", False), ("depth", False), ("links", False))
    parameters = [{"name": n, "in": "query", "required": needed, "schema": TEXT} for n, needed in names]
    rows = {"type": "array", "items": {"type": "object"}}
    hidden = {"type": "integer", "description": "nodes that were found and that you may not see"}
    found = {"type": "object", "properties": {"rows": rows, "hidden": hidden, "links": rows}}
    return _entry(model.label, f"trace_{model.key}", model.app, parameters=parameters, responses=_responses(found))


def _operation(name: str, operation: Operation) -> Schema:
    return _entry(
        operation.label,
        name.replace(".", "_"),
        operation.app,
        parameters=[_key()],
        requestBody={"required": False, "content": {"application/json": {"schema": _object(operation.inputs)}}},
        responses=_responses({"type": "object", "properties": {"result": {}}}),
    )


def _problem() -> Schema:
    properties = dict.fromkeys(("type", "title", "code", "detail", "request_id"), TEXT) | {
        "status": {"type": "integer"}
    }
    return {"type": "object", "properties": properties, "required": ["status", "code", "detail"]}


def _fixed() -> Schema:
    """The paths that are there whatever the definitions say."""
    return dict(_fixed_paths())


def _fixed_paths() -> Iterator[tuple[str, Schema]]:
    plain = {"200": {"description": "done", "content": {"application/json": {"schema": {"type": "object"}}}}}
    for path, methods, summary in (*FIXED, *SHELL):
        yield path, {m: {"summary": summary, "tags": ["platform"], "responses": plain} for m in methods}


FIXED = (
    ("/api/v1/session", ("get", "post", "patch", "delete"), "sign in, see who is signed in, switch, sign out"),
    ("/api/v1/tokens", ("get", "post"), "API tokens"),
    ("/api/v1/tokens/{id}", ("delete",), "revoke an API token"),
    ("/api/v1/users", ("get", "post"), "users, for administrators"),
    ("/api/v1/users/{login}", ("patch",), "roles, sites, password and standing of a user"),
    ("/api/v1/definitions", ("get",), "the running definitions, as this user may see them"),
    ("/api/v1/definitions/files", ("get",), "the definition files of the company"),
    ("/api/v1/definitions/plan", ("post",), "what publishing these files would change"),
    ("/api/v1/definitions/publish", ("post",), "publish definition files as a new version"),
    ("/api/v1/definitions/rollback", ("post",), "go back to an older version"),
    ("/api/v1/imports", ("get", "post"), "imports of CSV and XLSX files: history, and upload as multipart/form-data"),
    ("/api/v1/imports/template/{model}", ("get",), "an empty file with the right columns"),
    ("/api/v1/imports/{id}", ("get", "patch"), "an import with its errors; mapping and corrections, checked again"),
    ("/api/v1/imports/{id}/errors", ("get",), "the wrong rows as a file, with reasons"),
    ("/api/v1/imports/{id}/run", ("post",), "load an import that was checked"),
    ("/api/v1/imports/{id}/cancel", ("post",), "give an import up"),
    ("/api/v1/exports", ("post",), "a list as CSV or XLSX"),
    ("/api/v1/settings", ("get", "patch"), "settings of the company"),
    ("/api/v1/jobs", ("get",), "jobs and dead letters"),
    ("/api/v1/jobs/{id}", ("get",), "one job"),
    ("/api/v1/jobs/{id}/replay", ("post",), "try a dead or cancelled job once more, for administrators"),
    ("/api/v1/jobs/{id}/cancel", ("post",), "cancel a job that waits, or ask one that runs to stop"),
    ("/health", ("get",), "alive"),
    ("/ready", ("get",), "ready: the database answers"),
)
