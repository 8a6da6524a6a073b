"""The OpenAPI document of the running definitions: concrete typed paths for every model, custom ones too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from zhihe import __version__
from zhihe.faces.http.answers import PROBLEM as PROBLEM_JSON
from zhihe.faces.http.openapi_values import (
    LINK,
    MADE,
    PLAIN,
    TEXT,
    UUID,
    Schema,
    Shape,
    described,
    nullable,
    of_fields,
    pascal,
)
from zhihe.faces.http.shapes.records import History, Related, Trace
from zhihe.faces.http.shapes.told import Told, reference
from zhihe.faces.http.shapes.told import schemas as schemas_of
from zhihe.platform.model.elements import Label, Model, Operation, Registry, Step
from zhihe.platform.records.shape import shape

UPLOAD: Schema = {
    "type": "object",
    "properties": {"file": {"type": "string", "format": "binary"}},
    "required": ["file"],
    "additionalProperties": TEXT,
}
PROBLEM = {"$ref": "#/components/schemas/Problem"}
RECORDS = "/api/v1/records/{model}"
BY_MODEL = frozenset(
    {
        RECORDS,
        f"{RECORDS}/{{name}}",
        f"{RECORDS}/{{name}}/steps/{{step}}",
        *(f"{RECORDS}/{{name}}/{what}" for what in ("history", "why", "related")),
        "/api/v1/ledgers/{ledger}/balances",
        "/api/v1/ledgers/{ledger}/entries",
        "/api/v1/edges/{edges}/trace",
        "/api/v1/series/{series}",
        "/api/v1/operations/{name}",
    }
)
"""Generic routes that stand in the document once for each model or operation, with its types."""


class Route(NamedTuple):
    """A route of the application: its path and method, what it asks of its caller, what it does and what it tells."""

    path: str
    method: str
    permission: str
    summary: str
    name: str = ""
    told: Told = Told()


def document(registry: Registry, routes: Iterable[Route]) -> Schema:
    """The whole document for one version of the definitions: paths by model, and the other routes as they are."""
    paths: Schema = {}
    schemas: Schema = {"Problem": _problem(), "Link": MADE}
    for model in registry.models.values():
        schemas |= _model_schemas(model)
        paths |= _model_paths(model)
    for name, operation in registry.operations.items():
        paths[f"/api/v1/operations/{name}"] = {"post": _operation(name, operation)}
    fixed = [route for route in routes if route.path not in BY_MODEL]
    return _whole(f"{__version__}+{registry.hash[:12]}", paths | _fixed_paths(fixed), schemas | _shapes(routes))


def fixed(routes: Iterable[Route]) -> Schema:
    """The document of the routes alone, those that serve any model too: what a client is generated from."""
    return _whole(__version__, _fixed_paths(routes), {"Problem": _problem()} | _shapes(routes))


def _fixed_paths(routes: Iterable[Route]) -> Schema:
    paths: Schema = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method] = _plain(route)
    return paths


def _shapes(routes: Iterable[Route]) -> Schema:
    return schemas_of(shape for route in routes for shape in (route.told.answer, route.told.body) if shape)


def _whole(version: str, paths: Schema, schemas: Schema) -> Schema:
    return {
        "openapi": "3.1.0",
        "info": {"title": "Zhihe 质合", "version": version},
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


@lru_cache(maxsize=2048)
def _properties(model: Model, shape_of: Shape) -> Schema:
    properties: Schema = {"id": UUID}
    if model.line_of:
        properties["position"] = {"type": "integer"}
    elif model.kind == "record":
        by = nullable(UUID if shape_of == "saved" else LINK)
        properties |= {"version": {"type": "integer"}, "created_by": by, "updated_by": by}
        properties |= dict.fromkeys(("created_at", "updated_at"), PLAIN["datetime"])
    if model.number is not None:
        properties["number"] = TEXT
    if model.states is not None:
        properties["state"] = {"type": "string", "enum": list(model.states.transitions)}
    for key, field in model.fields.items():
        if not field.retired:
            properties[key] = described(field, shape_of)
    return properties


def _model_schemas(model: Model) -> Schema:
    name = pascal(model.key)
    found: Schema = {name: {"type": "object", "title": model.label.zh, "properties": _properties(model, "read")}}
    found[f"{name}Saved"] = {**found[name], "properties": _properties(model, "saved")}
    if model.kind != "record":
        return found
    writable = {k: f for k, f in model.fields.items() if not f.readonly and f.formula is None and not f.retired}
    extra: Schema = {"id": {**UUID, "description": "made by the client, or by the server when left out"}}
    if model.line_of:
        extra["_delete"] = {"type": "boolean", "description": "true removes the line"}
    body = of_fields(writable)
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
            f"/api/v1/ledgers/{model.key}/balances": {"get": _ledger(model, name, "balances", "group")},
            f"/api/v1/ledgers/{model.key}/entries": {"get": _ledger(model, name, "entries", "group", "sort")},
        }
    if model.kind == "edges":
        return {f"/api/v1/edges/{model.key}/trace": {"get": _trace(model)}}
    if model.kind == "series":
        return {f"/api/v1/series/{model.key}": {"get": _window(model, name), "post": _append(model)}}
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
    errors = {code: _problems(text) for code, text in ERRORS}
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


def _query(*names: str) -> list[Schema]:
    return [{"name": each, "in": "query", "required": False, "schema": TEXT} for each in names]


def _rows(items: Schema, **more: Schema) -> Schema:
    properties: Schema = {"rows": {"type": "array", "items": items}, **more}
    return {"type": "object", "properties": properties, "required": ["rows"]}


def _list(model: Model, name: str, what: str) -> Schema:
    parameters = _query("where", "sort", "fields", "limit", "after", "count", "search")
    page = _rows(
        {"$ref": f"#/components/schemas/{name}"},
        after={"type": ["string", "null"]},
        count={"type": ["integer", "null"]},
    )
    return _entry(model.label, f"{what}_{model.key}", model.app, parameters=parameters, responses=_responses(page))


def _ledger(model: Model, name: str, what: str, *more: str) -> Schema:
    shapes = [{"$ref": f"#/components/schemas/{name}{suffix}"} for suffix in ("", "Saved")]
    parameters = _query("where", *more, "limit", "expand")
    rows = _responses(_rows({"anyOf": shapes}))
    return _entry(model.label, f"{what}_{model.key}", model.app, parameters=parameters, responses=rows)


def _window(model: Model, name: str) -> Schema:
    rows = _responses(_rows({"$ref": f"#/components/schemas/{name}"}))
    parameters = _query(*model.series_key, "limit")
    return _entry(model.label, f"window_{model.key}", model.app, parameters=parameters, responses=rows)


def _append(model: Model) -> Schema:
    return _entry(
        model.label,
        f"append_{model.key}",
        model.app,
        parameters=[_key()],
        requestBody={
            "required": True,
            "content": {"application/json": {"schema": {"type": "array", "items": of_fields(model.fields)}}},
        },
        responses=_responses({"type": "object", "properties": {"appended": {"type": "integer"}}}, "201"),
    )


def _create(model: Model, name: str) -> Schema:
    one = {"$ref": f"#/components/schemas/{name}Input"}
    body = {"oneOf": [one, {"type": "array", "items": one}]}
    return _entry(
        model.label,
        f"create_{model.key}",
        model.app,
        parameters=[_key()],
        requestBody={"required": True, "content": {"application/json": {"schema": body}}},
        responses=_responses({"$ref": f"#/components/schemas/{name}Saved"}, "201"),
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
        responses=_responses({"$ref": f"#/components/schemas/{name}Saved"}),
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
        requestBody={"required": False, "content": {"application/json": {"schema": of_fields(step.inputs)}}},
        responses=_responses({"$ref": f"#/components/schemas/{name}Saved"}),
    )


def _plain_get(model: Model, what: str) -> Schema:
    rows = _responses(reference(Related if what == "related" else History))
    return _entry(model.label, f"{what}_{model.key}", model.app, responses=rows)


def _trace(model: Model) -> Schema:
    names = (("from", True), ("direction", False), ("depth", False), ("links", False))
    parameters = [{"name": n, "in": "query", "required": needed, "schema": TEXT} for n, needed in names]
    found = _responses(reference(Trace))
    return _entry(model.label, f"trace_{model.key}", model.app, parameters=parameters, responses=found)


def _operation(name: str, operation: Operation) -> Schema:
    return _entry(
        operation.label,
        name.replace(".", "_"),
        operation.app,
        parameters=[_key()],
        requestBody={"required": False, "content": {"application/json": {"schema": of_fields(operation.inputs)}}},
        responses=_responses({"type": "object", "properties": {"result": {}}}),
    )


def _problem() -> Schema:
    properties = dict.fromkeys(("type", "title", "code", "detail", "request_id"), TEXT) | {
        "status": {"type": "integer"}
    }
    return {"type": "object", "properties": properties, "required": ["status", "code", "detail"]}


def _plain(route: Route) -> Schema:
    """A path that is there whatever the definitions say."""
    told = route.told
    done: Schema = {"description": "done"}
    if told.answer or told.media:
        schema = reference(told.answer) if told.answer else TEXT
        done["content"] = {told.media or "application/json": {"schema": schema}}
    responses = {"default": _problems("an error"), str(told.status): done}
    if route.permission != "public":
        responses["401"] = _problems("sign in first")
    # Its id has a dot, which those made of models have not.
    found: Schema = {"operationId": route.name, "summary": route.summary, "tags": ["platform"], "responses": responses}
    if route.permission == "public":
        found["security"] = []
    names = re.findall(r"{(\w+)}", route.path)
    parameters = [{"name": each, "in": "path", "required": True, "schema": TEXT} for each in names]
    if parameters or told.query:
        found["parameters"] = [*parameters, *_query(*told.query)]
    if told.upload:
        found["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": UPLOAD}}}
    elif told.body is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": reference(told.body)}}}
    return found


def _problems(text: str) -> Schema:
    return {"description": text, "content": {PROBLEM_JSON: {"schema": PROBLEM}}}
