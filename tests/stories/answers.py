"""Every answer a story or a test gets is held against what its route tells of itself in the API's document."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

import httpx
from fastapi.routing import APIRoute
from pydantic import ValidationError

from zhihe.faces.http.app import routed
from zhihe.faces.http.house import routes_of
from zhihe.faces.http.shapes.told import TOLD, Told


@lru_cache(maxsize=1)
def routes() -> tuple[APIRoute, ...]:
    """The routes of the application, in the order it asks them."""
    return tuple(routes_of(routed()))


def told_of(method: str, path: str) -> Told:
    """What the first route for a path tells, as the application finds it."""
    for route in routes():
        if method in (route.methods or ()) and route.path_regex.match(path):
            found: Told = getattr(route.endpoint, TOLD)
            return found
    raise AssertionError(f"no route for {method} {path}")


def hold(reply: httpx.Response) -> None:
    """Fail where a successful answer is not what its route tells: status, type, every key and every type."""
    method, path = reply.request.method, urlsplit(str(reply.request.url)).path
    told = told_of(method, path)
    assert reply.status_code == told.status, f"{method} {path} answers {reply.status_code}, told {told.status}"
    if told.answer is None:
        assert told.media or not reply.content, f"{method} {path} answers what it does not tell"
        return
    assert reply.headers["content-type"].startswith("application/json"), f"{method} {path}"
    try:
        told.answer.model_validate_json(reply.content, strict=True)
    except ValidationError as error:
        raise AssertionError(f"{method} {path} answers otherwise than it tells: {error}") from error
