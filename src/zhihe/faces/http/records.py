"""Records over HTTP: one generic set of routes for every model of the running definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from zhihe.errors import Invalid, NotFound
from zhihe.faces.http.answers import answer, record_answer
from zhihe.faces.http.bodies import body_of, mapping, parsed, version_of
from zhihe.faces.http.house import caller, change, house, permission, threaded
from zhihe.faces.http.shapes import records as shapes
from zhihe.faces.http.shapes.common import OneOrMany, Record
from zhihe.faces.http.shapes.told import serves
from zhihe.faces.http.worded import reads_chinese
from zhihe.platform.model.elements import Model
from zhihe.platform.records import fetch, guarded, notices, read
from zhihe.platform.records.unit import Unit

router = APIRouter(prefix="/api/v1/records")
READABLE = ("record", "view")
LISTED = ("where", "sort", "fields", "limit", "after", "count", "search")


def model_of(unit: Unit, key: str, kinds: Sequence[str] = READABLE) -> Model:
    """The model of this key; NotFound when there is none of these kinds."""
    model = unit.registry.models.get(key)
    if model is None or model.kind not in kinds:
        raise NotFound("model.unknown", f"There is no model {key!r} here.", model=key)
    return model


def asked(request: Request) -> read.Asked:
    """What the query of a list asks for."""
    given = request.query_params
    if strange := sorted(set(given) - set(LISTED)):
        raise Invalid("list.parameter", f"There is no parameter {strange[0]}; there are {', '.join(sorted(LISTED))}.")
    limit = given.get("limit", str(read.DEFAULT_LIMIT))
    if not limit.isascii() or not limit.isdigit():
        raise Invalid("list.limit", f"limit is a number, not {limit!r}.", field="limit", value=limit)
    return read.Asked(
        where=mapping(parsed(given["where"].encode()), "where") if given.get("where") else None,
        sort=tuple(part for part in given.get("sort", "").split(",") if part),
        fields=tuple(part for part in given.get("fields", "").split(",") if part),
        limit=int(limit[:9]),
        after=given.get("after"),
        count=given.get("count", "none"),
        search=given.get("search", ""),
    )


@router.get("/{model}")
@permission("model")
@serves(shapes.Page, query=LISTED)
def list_records(request: Request, model: str) -> Response:
    """One page of a model's records."""
    who, wanted = caller(request), asked(request)
    page = house(request).engine.read(who, lambda unit: read.page(unit, model_of(unit, model), wanted))
    return answer({"rows": page.rows, "after": page.next, "count": page.count})


@router.post("/{model}")
@permission("model")
@serves(shapes.Created, 201, body=OneOrMany)
async def create_records(request: Request, model: str) -> Response:
    """Create one record, or many from a list: all or none."""
    return await threaded(_create, request, model, await body_of(request))


def _create(request: Request, key: str, body: bytes) -> Response:
    who, content = caller(request), parsed(body)
    many = isinstance(content, list)
    rows = [mapping(row) for row in content] if many else [mapping(content)]

    def work(unit: Unit) -> list[dict[str, Any]]:
        model = model_of(unit, key, ("record",))
        return [_noticed(request, unit, model, row) for row in guarded.create(unit, model, rows)]

    def reply(made: list[dict[str, Any]]) -> Response:
        return answer({"rows": made}, 201) if many else record_answer(made[0], 201)

    return change(request, body, work, reply, who)


@router.get("/{model}/{name}")
@permission("model")
@serves(Record)
def get_record(request: Request, model: str, name: str) -> Response:
    """One record with its lines, by id, number or code."""
    row = house(request).engine.read(caller(request), lambda unit: read.one(unit, model_of(unit, model), name))
    return record_answer(row)


@router.patch("/{model}/{name}")
@permission("model")
@serves(shapes.Saved, body=Record)
async def change_record(request: Request, model: str, name: str) -> Response:
    """Change the fields and lines that are named."""
    return await threaded(_change, request, model, name, await body_of(request))


def _change(request: Request, key: str, name: str, body: bytes) -> Response:
    values = mapping(parsed(body))
    version = version_of(request)

    def work(unit: Unit) -> dict[str, Any]:
        model = model_of(unit, key, ("record",))
        return _noticed(request, unit, model, guarded.change(unit, model, name, values, version))

    return change(
        request,
        body,
        work,
        record_answer,
        caller(request),
    )


@router.delete("/{model}/{name}")
@permission("model")
@serves(status=204)
async def delete_record(request: Request, model: str, name: str) -> Response:
    """Delete a record nobody refers to."""
    return await threaded(_delete, request, model, name)


def _delete(request: Request, key: str, name: str) -> Response:
    version = version_of(request)
    return change(
        request,
        b"",
        lambda unit: guarded.delete(unit, model_of(unit, key, ("record",)), name, version),
        lambda _none: Response(status_code=204),
        caller(request),
    )


@router.post("/{model}/{name}/steps/{step}")
@permission("model")
@serves(shapes.Saved, body=Record)
async def take_step(request: Request, model: str, name: str, step: str) -> Response:
    """Take a step on a record."""
    return await threaded(_step, request, model, name, step, await body_of(request))


def _step(request: Request, key: str, name: str, step: str, body: bytes) -> Response:
    inputs: Mapping[str, Any] = mapping(parsed(body))
    version = version_of(request)

    def work(unit: Unit) -> dict[str, Any]:
        model = model_of(unit, key, ("record",))
        return _noticed(request, unit, model, guarded.step(unit, model, name, step, inputs, version))

    return change(
        request,
        body,
        work,
        record_answer,
        caller(request),
    )


@router.get("/{model}/{name}/history")
@permission("model")
@serves(shapes.History)
async def record_history(request: Request, model: str, name: str) -> Response:
    """What happened to a record: old and new values, who, when, why."""
    return await threaded(_look, request, model, name, read.history)


@router.get("/{model}/{name}/why")
@permission("model")
@serves(shapes.History)
async def record_why(request: Request, model: str, name: str) -> Response:
    """The chain of events and rules behind each change."""
    return await threaded(_look, request, model, name, read.why)


@router.get("/{model}/{name}/related")
@permission("model")
@serves(shapes.Related)
async def record_related(request: Request, model: str, name: str) -> Response:
    """The records of other models that point here, by model and field, where the user may see them."""
    return await threaded(_look, request, model, name, read.related)


def _noticed(request: Request, unit: Unit, model: Model, row: dict[str, Any]) -> dict[str, Any]:
    """The answered record with ``notices`` (``shapes.Notice``) where a formula of it has no value for a reason."""
    found = notices.of_record(unit, model, row, chinese=reads_chinese(request))
    return {**row, "notices": [shapes.Notice(**each).model_dump() for each in found]} if found else row


def _look(request: Request, key: str, name: str, look: Any) -> Response:
    engine = house(request).engine
    return answer(
        {"rows": engine.read(caller(request), lambda unit: look(unit, model_of(unit, key, ("record",)), name))}
    )


__all__ = ["fetch", "router"]
