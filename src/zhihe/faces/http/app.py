"""The HTTP application: routes, problem documents, request ids, headers, and a log line for each request."""

from __future__ import annotations

from fastapi import Depends, FastAPI

from zhihe.faces.http import (
    companies,
    definitions,
    events,
    exchange,
    files,
    governing,
    health,
    jobs,
    others,
    pages,
    printing,
    problems,
    records,
    sessions,
    shell,
    signatures,
    talk,
    users,
)
from zhihe.faces.http.frame import Frame
from zhihe.faces.http.house import House, authorise, require_declared
from zhihe.faces.http.web import web_folder, web_pages

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
    users,
    shell,
    companies,
    exchange,
    files,
    talk,
    events,
    governing,
    printing,
    signatures,
    definitions,
    others,
    jobs,
    records,
)


def routed() -> FastAPI:
    """An application with all routes and no house: enough to say what the routes are."""
    app = FastAPI(title="Zhihe 质合", openapi_url=None, docs_url=None, redoc_url=None)
    for module in ROUTES:
        app.include_router(module.router, dependencies=[Depends(authorise)])
    return app


def create_app(house: House) -> FastAPI:
    """The application over one house; refuses to start with a route that declares no permission."""
    app = routed()
    app.state.house = house
    problems.install(app)
    # What no route answers is the web's: static files for everybody, so it is no route and declares no permission.
    app.router.default = web_pages(web_folder())
    headers = {key: value.replace("{docs}", pages.script_hash()) for key, value in HEADERS.items()}
    app.add_middleware(Frame, headers=headers)
    require_declared(app)
    return app
