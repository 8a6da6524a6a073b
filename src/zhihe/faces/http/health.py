"""Is the server alive, is it ready, and the documents of its API."""

from __future__ import annotations

from functools import lru_cache

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import HTMLResponse

from zhihe import __version__
from zhihe.faces.http.answers import answer, encode
from zhihe.faces.http.house import PERMISSION, caller, house, permission, routes_of, threaded
from zhihe.faces.http.openapi import Route, document, fixed
from zhihe.faces.http.pages import docs_page
from zhihe.faces.http.shapes.common import Health, Record
from zhihe.faces.http.shapes.told import TOLD, serves
from zhihe.platform.model.elements import Registry
from zhihe.platform.store.server import ping

router = APIRouter()


def fixed_document(app: FastAPI) -> bytes:
    """The document of an application's routes, whatever the definitions say."""
    return encode(fixed(routes(app)))


@lru_cache(maxsize=8)
def _document(registry: Registry, routes: tuple[Route, ...]) -> bytes:
    return encode(document(registry, routes))


def routes(app: FastAPI) -> tuple[Route, ...]:
    """The routes of an application as the document lists them, so that the document lists all of them and no other."""
    return tuple(
        Route(
            route.path,
            method.lower(),
            getattr(route.endpoint, PERMISSION),
            (route.endpoint.__doc__ or "").partition("\n")[0],
            f"{route.endpoint.__module__.rpartition('.')[2]}.{route.endpoint.__name__}",
            getattr(route.endpoint, TOLD),
        )
        for route in routes_of(app)
        for method in sorted(route.methods or ())
    )


@router.get("/health")
@permission("public")
@serves(Health)
async def health() -> Response:
    """The process answers."""
    return answer({"status": "ok", "version": __version__})


@router.get("/ready")
@permission("public")
@serves(Health)
async def ready(request: Request) -> Response:
    """The database answers too; else the problem, 503."""
    await threaded(_ask, request)
    return answer({"status": "ready"})


def _ask(request: Request) -> None:
    with house(request).engine.database.shared() as tx:
        ping(tx)


@router.get("/api/v1/openapi.json")
@permission("signed_in")
@serves(Record)
async def openapi(request: Request) -> Response:
    """The OpenAPI document of the company's running definitions."""
    content = await threaded(lambda: _openapi(request))
    return Response(content, media_type="application/json")


def _openapi(request: Request) -> bytes:
    who, own = caller(request), routes(request.app)
    return house(request).engine.read(who, lambda unit: _document(unit.registry, own))


@router.get("/docs")
@permission("public")
@serves(media="text/html")
async def docs() -> Response:
    """A page that reads the OpenAPI document; it loads nothing from outside."""
    return HTMLResponse(docs_page())
