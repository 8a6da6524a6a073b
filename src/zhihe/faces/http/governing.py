"""Figures, the trail, the matrix of rights and the state of the installation over HTTP."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response

from zhihe import __version__
from zhihe.errors import Invalid
from zhihe.faces.http import backups
from zhihe.faces.http.answers import answer
from zhihe.faces.http.bodies import mapping, parsed
from zhihe.faces.http.house import administrator, caller, house, permission, threaded
from zhihe.faces.http.records import model_of
from zhihe.faces.http.shapes import governing as governed
from zhihe.faces.http.shapes import records as shapes
from zhihe.faces.http.shapes.told import serves
from zhihe.faces.http.shell import whole
from zhihe.platform.records import browse, figures
from zhihe.platform.store import server

router = APIRouter(prefix="/api/v1")
FILTERS = ("model", "record", "user", "action", "from", "to")

READINGS = ("model", "record", "user", "from", "to")


@router.get("/records/{model}/aggregate")
@permission("model")
@serves(shapes.Rows, query=("group", "measures", "where"))
async def aggregate(request: Request, model: str) -> Response:
    """Sums and counts by group: ``measures=count,sum:quantity``, ``group=supplier,decided_on:month``, ``where=``."""
    return await threaded(_aggregate, request, model)


def _aggregate(request: Request, key: str) -> Response:
    given = request.query_params
    where = mapping(parsed(given["where"].encode()), "where") if given.get("where") else None
    group, measures = ([part for part in given.get(name, "").split(",") if part] for name in ("group", "measures"))
    engine = house(request).engine
    rows = engine.read(
        caller(request),
        lambda unit: figures.aggregate(unit, model_of(unit, key), group, measures or ["count"], where),
    )
    return answer({"rows": rows})


@router.get("/audit")
@permission("signed_in")
@serves(shapes.Audit, query=(*FILTERS, "limit", "after"))
async def audit(request: Request) -> Response:
    """The trail of the company, newest first, for auditors and administrators."""
    return await threaded(_audit, request)


def _audit(request: Request) -> Response:
    asked, limit, after = _asked(request, FILTERS)
    engine = house(request).engine
    return answer(engine.read(caller(request), lambda unit: browse.audit(unit, asked, limit, after)))


def _asked(request: Request, filters: tuple[str, ...]) -> tuple[dict[str, str], int, str | None]:
    """The filters that were given, how many rows, and where to go on; Invalid for a parameter that there is not."""
    given = dict(request.query_params)
    if strange := sorted(set(given) - {*filters, "limit", "after"}):
        raise Invalid("list.parameter", f"There is no parameter {strange[0]}; there are {', '.join(filters)}.")
    asked = {key: given[key] for key in filters if given.get(key)}
    return asked, whole(request, "limit", 50), given.get("after")


@router.get("/audit/readings")
@permission("signed_in")
@serves(shapes.Readings, query=(*READINGS, "limit", "after"))
async def readings(request: Request) -> Response:
    """Who was shown sensitive fields, newest first, for auditors and administrators."""
    return await threaded(_readings, request)


def _readings(request: Request) -> Response:
    asked, limit, after = _asked(request, READINGS)
    engine = house(request).engine
    return answer(engine.read(caller(request), lambda unit: browse.readings(unit, asked, limit, after)))


@router.get("/access")
@permission("administrator")
@serves(governed.Matrix)
async def access(request: Request) -> Response:
    """Who may do what, by model and role."""
    return await threaded(lambda: answer(house(request).engine.read(administrator(request), browse.matrix)))


@router.get("/system")
@permission("administrator")
@serves(governed.System)
async def system(request: Request) -> Response:
    """Versions, database, connections, jobs and data folder."""
    return await threaded(_system, request)


def _system(request: Request) -> Response:
    who, own = administrator(request), house(request)
    state: dict[str, Any] = own.engine.read(who, lambda unit: server.state(unit.tx))
    disk = shutil.disk_usage(own.home)
    return answer(
        {
            "version": __version__,
            **state,
            "role": {"name": own.engine.database.role, "reason": own.engine.database.unguarded},
            "warnings": list(own.engine.database.warnings),
            "data": {"folder": str(own.home), "free": disk.free, "total": disk.total},
            "backup": backups.age(Path(own.home), own.engine.clock()),
        }
    )
