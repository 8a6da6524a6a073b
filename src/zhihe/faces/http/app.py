"""The HTTP application: routes, problem documents, request ids, headers, and a log line for each request."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Awaitable, Callable

from fastapi import Depends, FastAPI, Request, Response

from zhihe.faces.http import (
    definitions,
    exchange,
    files,
    health,
    jobs,
    others,
    pages,
    problems,
    records,
    sessions,
    shell,
    talk,
)
from zhihe.faces.http.house import House, authorise, require_declared
from zhihe.faces.http.web import web_folder, web_pages

LOG = logging.getLogger("zhihe.http")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self' 'sha256-{docs}'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' blob: data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    "Cache-Control": "no-store",
}

# One a line: a part that is added touches no other.
ROUTES = (
    health,
    sessions,
    shell,
    exchange,
    files,
    talk,
    definitions,
    others,
    jobs,
    records,
)


def create_app(house: House) -> FastAPI:
    """The application over one house; refuses to start with a route that declares no permission."""
    app = FastAPI(title="Zhihe 质合", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.house = house
    problems.install(app)
    for module in ROUTES:
        app.include_router(module.router, dependencies=[Depends(authorise)])
    # What no route answers is the web's: static files for everybody, so it is no route and declares no permission.
    app.router.default = web_pages(web_folder())
    headers = {key: value.replace("{docs}", pages.script_hash()) for key, value in HEADERS.items()}

    @app.middleware("http")
    async def _frame(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        request.state.request_id = uuid.uuid4().hex
        began = time.perf_counter()
        response = await call_next(request)
        for key, value in headers.items():
            response.headers.setdefault(key, value)
        response.headers["X-Request-Id"] = request.state.request_id
        _log(request, response, time.perf_counter() - began)
        return response

    require_declared(app)
    return app


def _log(request: Request, response: Response, seconds: float) -> None:
    who = getattr(request.state, "principal", None)
    LOG.info(
        "request",
        extra={
            "request_id": request.state.request_id,
            "method": request.method,
            "path": request.url.path,
            "status": response.status_code,
            "milliseconds": round(seconds * 1000, 1),
            "user": None if who is None else who.id,
            "company": None if who is None else who.company,
        },
    )
