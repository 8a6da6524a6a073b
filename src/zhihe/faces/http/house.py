"""What every route needs: the engine, who asks, and the permission the route declares."""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute

from zhihe.errors import Forbidden, Invalid, Unauthenticated
from zhihe.faces.http.bodies import reason_of, require_readable
from zhihe.faces.http.hub import Hub
from zhihe.platform.context import Principal
from zhihe.platform.files.content import Contents
from zhihe.platform.identity.identity import Identity
from zhihe.platform.identity.principal import Request as Asked
from zhihe.platform.jobs import Tasks
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules.engine import Engine, Idempotency, Replayed

T = TypeVar("T")
COOKIE = "zhihe"
SECURE_COOKIE = "__Host-zhihe"
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
REQUESTED_WITH = "x-requested-with"
MAX_KEY = 200
PERMISSION = "__zhihe_permission__"
CHECKED = "__zhihe_checked__"


@dataclass(slots=True)
class House:
    """What the routes of one server share."""

    engine: Engine
    identity: Identity
    home: Any
    tasks: Tasks = field(default_factory=Tasks)
    extras: dict[str, Any] = field(default_factory=dict)
    hub: Hub = field(init=False)

    def __post_init__(self) -> None:
        """Nothing listens yet: the hub begins with the first open page."""
        self.hub = Hub(self.engine)

    @property
    def contents(self) -> Contents:
        """The contents of uploaded files, in the data folder."""
        return Contents(Path(self.home) / "files")


def house(request: Request) -> House:
    """The house of the application that serves this request."""
    return cast("House", request.app.state.house)


def permission(name: str) -> Callable[[T], T]:
    """Declare what a route asks of its caller: ``public``, ``signed_in``, ``administrator`` or ``model``.

    ``model`` means that the records engine decides by model, row, field and step. A route that is a plain function
    runs in a thread and is checked in it, so that a page costs one change of threads; all others are checked by
    ``authorise`` before they run.
    """

    def mark(route: T) -> T:
        checked = route if inspect.iscoroutinefunction(route) else _checked(cast("Callable[..., Any]", route), name)
        setattr(checked, PERMISSION, name)
        return cast("T", checked)

    return mark


def _checked(route: Callable[..., Any], declared: str) -> Callable[..., Any]:
    """The route with the check of its permission before its first line."""

    @functools.wraps(route)
    def run(request: Request, **path: Any) -> Any:
        _require(request, declared)
        return route(request, **path)

    setattr(run, CHECKED, True)
    return run


def require_declared(app: FastAPI) -> None:
    """Refuse to start with a route that declares no permission."""
    found = list(routes_of(app))
    if not found:
        raise RuntimeError("no route was found to check: the framework keeps them elsewhere now")
    bare = [f"{sorted(route.methods or ())} {route.path}" for route in found if not hasattr(route.endpoint, PERMISSION)]
    if bare:
        raise RuntimeError(f"routes without a declared permission: {', '.join(bare)}")


def routes_of(app: FastAPI) -> Iterator[APIRoute]:
    """Every API route of an application, those of included routers too."""
    pending: list[Any] = list(app.routes)
    while pending:
        route = pending.pop(0)
        included = getattr(route, "original_router", None)
        if included is not None:
            pending += included.routes
        elif isinstance(route, APIRoute):
            yield route


async def authorise(request: Request) -> None:
    """Check what the matched route declares before the route itself runs or reads anything."""
    query = request.query_params
    for text in (*request.path_params.values(), *query.keys(), *query.values()):
        require_readable(str(text), "address")
    endpoint = request.scope["route"].endpoint
    if not hasattr(endpoint, CHECKED):
        await threaded(_require, request, getattr(endpoint, PERMISSION))


def _require(request: Request, declared: str) -> None:
    if declared == "administrator":
        administrator(request)
    elif declared != "public":
        caller(request)


def caller(request: Request) -> Principal:
    """Who asks, by bearer token or session cookie; Unauthenticated for nobody.

    A cookie on an unsafe method needs the header X-Requested-With and an Origin of this host: another site's page
    can send neither.
    """
    known = getattr(request.state, "principal", None)
    if known is not None:
        return cast("Principal", known)
    address = request.client.host if request.client else ""
    asked = Asked(request.state.request_id, address, request.url.path)
    found = replace(_identify(request), request=asked)
    request.state.principal = found
    return found


def _identify(request: Request) -> Principal:
    own = house(request)
    header = request.headers.get("authorization", "")
    if header.lower().startswith("bearer "):
        return own.identity.by_token(header[7:].strip())
    secret = session_secret(request)
    if secret is None:
        raise Unauthenticated("sign_in.needed", "Sign in first: POST /api/v1/session, or send a bearer token.")
    if request.method in UNSAFE:
        _same_site(request)
    return own.identity.by_session(secret)


def watched(request: Request) -> Principal:
    """Who asks, read anew and without using the session: for a page that stays open."""
    own, header, secret = house(request), request.headers.get("authorization", ""), session_secret(request)
    if header.lower().startswith("bearer "):
        return own.identity.by_token(header[7:].strip())
    return own.identity.by_session(secret or "", used=False)


def session_secret(request: Request) -> str | None:
    """The session secret in the cookie, if any."""
    return request.cookies.get(SECURE_COOKIE) or request.cookies.get(COOKIE)


def _same_site(request: Request) -> None:
    origin = request.headers.get("origin")
    foreign = origin is not None and origin.partition("://")[2] != request.headers.get("host")
    if foreign or REQUESTED_WITH not in request.headers:
        raise Forbidden(
            "request.cross_site", "A change with a session cookie comes from our own pages: send X-Requested-With."
        )


def administrator(request: Request) -> Principal:
    """The caller, who must be an administrator of the installation."""
    who = caller(request)
    if not who.administrator or (who.scopes is not None and "admin" not in who.scopes):
        raise Forbidden(
            "access.administrator", "Only an administrator may do this, by password or a token of scope admin."
        )
    return who


async def threaded(do: Callable[..., T], *arguments: Any) -> T:
    """Run blocking work (the database) in a thread."""
    return await asyncio.to_thread(functools.partial(do, *arguments))


def governed(request: Request, who: Principal, work: Callable[[Unit], T], company: str = "") -> T:
    """Do an administrator's work in his company or another; its answer may hold a secret and is not kept."""
    user = replace(who, company=company) if company else who
    return house(request).engine.run(user, work, request_id=request.state.request_id, reason=reason_of(request))


def change(
    request: Request, body: bytes, work: Callable[[Unit], T], answer: Callable[[T], Response], who: Principal
) -> Response:
    """Run a unit of work for a request; with an Idempotency-Key its answer is kept and replayed."""
    made: list[Response] = []

    def kept(result: T) -> tuple[int, bytes]:
        made.append(answer(result))
        return made[-1].status_code, bytes(made[-1].body)

    key = request.headers.get("idempotency-key")
    if key is not None and not 0 < len(key) <= MAX_KEY:
        raise Invalid("idempotency.key", f"An Idempotency-Key has 1 to {MAX_KEY} characters.", value=key[:MAX_KEY])
    engine = house(request).engine
    asked = b"\n".join((request.method.encode(), str(request.url.path).encode(), body))
    try:
        result = engine.run(
            who,
            work,
            request_id=request.state.request_id,
            reason=reason_of(request),
            signature=request.headers.get("x-signature", ""),
            idempotency=Idempotency(key, asked, kept) if key else None,
        )
    except Replayed as known:
        return Response(known.answer, known.status, {"Idempotency-Replayed": "true"}, "application/json")
    return made[-1] if made else answer(result)
