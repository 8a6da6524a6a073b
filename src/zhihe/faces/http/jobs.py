"""Background work over HTTP: what waits, runs, failed and is dead; replay and cancel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from zhihe.errors import Invalid
from zhihe.faces.http.answers import answer
from zhihe.faces.http.house import administrator, caller, house, permission, threaded
from zhihe.faces.http.shapes import exchange as shapes
from zhihe.faces.http.shapes.told import serves
from zhihe.faces.http.worded import reads_chinese
from zhihe.messages import chinese
from zhihe.platform.jobs import desk
from zhihe.platform.store.session import Transaction

router = APIRouter(prefix="/api/v1/jobs")
GAVE_UP = "job.gave_up"


@router.get("")
@permission("signed_in")
@serves(shapes.Jobs, query=("state", "limit", "after"))
async def jobs(request: Request) -> Response:
    """Jobs, newest first: ``state``, ``limit``, ``after``; administrators see all, others their own."""
    return await threaded(_jobs, request)


def _jobs(request: Request) -> Response:
    given = request.query_params
    limit = given.get("limit", "50")
    if not (limit.isascii() and limit.isdigit()):
        raise Invalid("list.limit", f"limit is a number, not {limit!r}.", field="limit", value=limit)
    who, own = caller(request), house(request)
    with own.engine.database.transaction(who.company) as tx:
        rows = desk.listed(tx, who, own.tasks, state=given.get("state"), after=given.get("after"), limit=int(limit))
    after = rows[-1]["id"] if len(rows) == int(limit) else None
    return answer({"rows": _worded(request, rows), "after": after})


def _worded(request: Request, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Jobs with what ended them in the reader's language; what no table words stays as it was written down."""
    if not reads_chinese(request):
        return rows
    return [{**row, "error": _chinese(row["error"])} if row.get("error") else row for row in rows]


def _chinese(error: str) -> str:
    code, _mark, said = error.partition(": ")
    return chinese(code, said) or chinese(GAVE_UP, error) or error


@router.get("/{job_id}")
@permission("signed_in")
@serves(shapes.Job)
async def job(request: Request, job_id: str) -> Response:
    """One job."""
    return await threaded(_steer, request, lambda tx: desk.one(tx, caller(request), house(request).tasks, job_id))


@router.post("/{job_id}/replay")
@permission("administrator")
@serves(shapes.Job)
async def replay(request: Request, job_id: str) -> Response:
    """Try a dead or cancelled job once more."""
    return await threaded(
        _steer, request, lambda tx: desk.replay(tx, administrator(request), house(request).tasks, job_id)
    )


@router.post("/{job_id}/cancel")
@permission("signed_in")
@serves(shapes.Job)
async def cancel(request: Request, job_id: str) -> Response:
    """Cancel a job that waits, or ask one that runs to stop."""
    return await threaded(_steer, request, lambda tx: desk.cancel(tx, caller(request), house(request).tasks, job_id))


def _steer(request: Request, do: Callable[[Transaction], dict[str, Any]]) -> Response:
    with house(request).engine.database.transaction(caller(request).company) as tx:
        return answer(_worded(request, [do(tx)])[0])
