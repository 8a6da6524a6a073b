"""Is the server alive, is it ready, and the documents of its API."""

from __future__ import annotations

from functools import lru_cache

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from zhihe import __version__
from zhihe.errors import ZhiheError
from zhihe.faces.http.answers import answer, encode
from zhihe.faces.http.house import caller, house, permission, threaded
from zhihe.faces.http.openapi import document
from zhihe.faces.http.pages import docs_page
from zhihe.platform.model.elements import Registry
from zhihe.platform.store.server import ping

router = APIRouter()


@lru_cache(maxsize=8)
def _document(registry: Registry) -> bytes:
    return encode(document(registry))


@router.get("/health")
@permission("public")
async def health() -> Response:
    """The process answers."""
    return answer({"status": "ok", "version": __version__})


@router.get("/ready")
@permission("public")
async def ready(request: Request) -> Response:
    """The database answers too."""
    try:
        await threaded(_ask, request)
    except ZhiheError as error:
        return answer({"status": "unavailable", "reason": error.code}, 503)
    return answer({"status": "ready"})


def _ask(request: Request) -> None:
    with house(request).engine.database.shared() as tx:
        ping(tx)


@router.get("/api/v1/openapi.json")
@permission("signed_in")
async def openapi(request: Request) -> Response:
    """The OpenAPI document of the company's running definitions."""
    content = await threaded(lambda: house(request).engine.read(caller(request), lambda unit: _document(unit.registry)))
    return Response(content, media_type="application/json")


@router.get("/docs")
@permission("public")
async def docs() -> Response:
    """A page that reads the OpenAPI document; it loads nothing from outside."""
    return HTMLResponse(docs_page())
