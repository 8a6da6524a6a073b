"""Operations, ledgers, edges, series and settings over HTTP."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from zhihe.errors import Forbidden, Invalid
from zhihe.faces.http.answers import answer
from zhihe.faces.http.bodies import body_of, mapping, parsed
from zhihe.faces.http.house import caller, change, house, permission, threaded
from zhihe.faces.http.records import model_of
from zhihe.faces.http.shapes import records as shapes
from zhihe.faces.http.shapes.common import Record, Records
from zhihe.faces.http.shapes.told import serves
from zhihe.platform.context import Direction
from zhihe.platform.records import look
from zhihe.platform.records.settings import change_settings, shown_settings

router = APIRouter(prefix="/api/v1")
MAX_STARTS = 500
MOST = 50_000
"""Rows of a ledger in one answer."""
LEDGER = ("where", "group", "limit", "expand", "sort")
DIRECTIONS: dict[str, Direction] = {"up": "up", "down": "down", "both": "both"}


@router.post("/operations/{name}")
@permission("model")
@serves(shapes.Result, body=Record)
async def operate(request: Request, name: str) -> Response:
    """Call a public verb of an app."""
    return await threaded(_operate, request, name, await body_of(request))


def _operate(request: Request, name: str, body: bytes) -> Response:
    engine, inputs = house(request).engine, mapping(parsed(body))
    return change(
        request,
        body,
        lambda unit: engine.operate(unit, name, inputs, direct=True),
        lambda result: answer({"result": result}),
        caller(request),
    )


@router.get("/ledgers/{ledger}/balances")
@permission("model")
@serves(shapes.Rows, query=LEDGER)
async def balances(request: Request, ledger: str) -> Response:
    """What stands in a ledger, by dimension; ``group`` adds up over the others."""
    return await threaded(_ledger, request, ledger, look.balances)


@router.get("/ledgers/{ledger}/entries")
@permission("model")
@serves(shapes.Rows, query=LEDGER)
async def entries(request: Request, ledger: str) -> Response:
    """What was posted to a ledger."""
    return await threaded(_ledger, request, ledger, look.entries)


def _ledger(request: Request, key: str, read: Any) -> Response:
    asked = _asked(request)
    engine = house(request).engine
    rows = engine.read(caller(request), lambda unit: read(unit, model_of(unit, key, ("ledger",)), asked))
    return answer({"rows": rows})


def _asked(request: Request) -> look.LedgerAsked:
    given = request.query_params
    if strange := sorted(set(given) - set(LEDGER)):
        raise Invalid("ledger.parameter", f"There is no parameter {strange[0]}; there are {', '.join(sorted(LEDGER))}.")
    limit, sort = given.get("limit"), given.get("sort", "posted_at")
    if limit is not None and not (limit.isascii() and limit.isdigit() and 0 < int(limit) <= MOST):
        raise Invalid("ledger.limit", f"limit is 1 to {MOST}, not {limit!r}.", field="limit", value=limit)
    if sort not in {"posted_at", "-posted_at"}:
        raise Invalid("ledger.sort", f"sort is posted_at or -posted_at, not {sort!r}.", field="sort", value=sort)
    return look.LedgerAsked(
        where=mapping(parsed(given["where"].encode()), "where") if given.get("where") else None,
        group=tuple(part for part in given.get("group", "").split(",") if part),
        limit=None if limit is None else int(limit),
        expand=given.get("expand") == "true",
        newest_first=sort == "-posted_at",
    )


@router.get("/edges/{edges}/trace")
@permission("model")
@serves(shapes.Trace, query=("from", "direction", "depth", "links"))
async def trace(request: Request, edges: str) -> Response:
    """Everything a node became or was made of: ``from=lot:<id>``, ``direction=up|down|both``, ``depth=``, ``links=1``.

    ``from`` stands once for each start, as ``model:id``, ``model:number`` or ``model.field:value``.
    """
    return await threaded(_trace, request, edges)


def _trace(request: Request, key: str) -> Response:
    given = request.query_params
    direction, depth = given.get("direction", "down"), given.get("depth")
    if direction not in DIRECTIONS:
        raise Invalid("trace.direction", f"direction is up, down or both, not {direction!r}.", value=direction)
    if depth is not None and not (depth.isascii() and depth.isdigit()):
        raise Invalid("trace.depth", f"depth is a number, not {depth!r}.", value=depth)
    starts = [(model, name) for model, _, name in (part.partition(":") for part in given.getlist("from"))]
    if not 0 < len(starts) <= MAX_STARTS or not all(name for _model, name in starts):
        raise Invalid(
            "trace.from", f"from names a node as model:id, such as lot:0197…; 1 to {MAX_STARTS} times.", field="from"
        )
    engine = house(request).engine
    steps, links = int(depth) if depth else None, given.get("links", "") in {"1", "true"}
    found = engine.read(
        caller(request),
        lambda unit: look.trace(
            unit, model_of(unit, key, ("edges",)), starts, DIRECTIONS[direction], steps, links=links
        ),
    )
    shown = {"rows": found.rows, "hidden": found.hidden}
    return answer(shown if found.links is None else shown | {"links": found.links})


@router.post("/series/{series}")
@permission("model")
@serves(shapes.Appended, 201, body=Records)
async def append(request: Request, series: str) -> Response:
    """Append a batch of measurements, all or none."""
    return await threaded(_append, request, series, await body_of(request, 10_000_000))


def _append(request: Request, key: str, body: bytes) -> Response:
    rows = parsed(body)
    if not isinstance(rows, list):
        raise Invalid("series.rows", "Send a list of rows.")
    return change(
        request,
        body,
        lambda unit: look.append(unit, model_of(unit, key, ("series",)), [mapping(row) for row in rows]),
        lambda count: answer({"appended": count}, 201),
        caller(request),
    )


@router.get("/series/{series}")
@permission("model")
@serves(shapes.Rows, query=("limit",))
async def window(request: Request, series: str) -> Response:
    """The newest rows of a key, oldest first."""
    return await threaded(_window, request, series)


def _window(request: Request, key: str) -> Response:
    given = dict(request.query_params)
    size = given.pop("limit", "100")
    if not (size.isascii() and size.isdigit() and 0 < int(size) <= 5000):  # noqa: PLR2004
        raise Invalid("series.limit", f"limit is 1 to 5000, not {size!r}.", value=size)
    engine = house(request).engine
    rows = engine.read(
        caller(request), lambda unit: look.window(unit, model_of(unit, key, ("series",)), given, int(size))
    )
    return answer({"rows": rows})


@router.get("/settings")
@permission("signed_in")
@serves(shapes.Settings)
async def settings(request: Request) -> Response:
    """The settings of the company with their values."""
    return await threaded(lambda: answer({"rows": house(request).engine.read(caller(request), shown_settings)}))


@router.patch("/settings")
@permission("model")
@serves(shapes.Settings, body=Record)
async def set_settings(request: Request) -> Response:
    """Change settings; quality settings by a quality manager, all by a key user or administrator."""
    return await threaded(_set_settings, request, await body_of(request))


def _set_settings(request: Request, body: bytes) -> Response:
    who = caller(request)
    if not who.roles & {"key_user", "quality_manager"} or who.scopes is not None:
        raise Forbidden("access.settings", "Only a key user or a quality manager changes settings.")
    values = mapping(parsed(body))
    return change(request, body, lambda unit: change_settings(unit, values), lambda rows: answer({"rows": rows}), who)
