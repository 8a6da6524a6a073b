"""Events to open pages: what changed, messages, definitions and jobs, as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from zhihe.errors import ZhiheError
from zhihe.faces.http.house import caller, house, permission, threaded, watched
from zhihe.faces.http.hub import DROPPED, Page, Told
from zhihe.faces.http.shapes.told import serves

router = APIRouter(prefix="/api/v1")
HEARTBEAT = 15.0
"""Seconds between two signs of life; with each the session is looked at again."""
AGAIN = b"retry: 2000\n\n"


@router.get("/events")
@permission("signed_in")
@serves(media="text/event-stream", query=("after",))
async def events(request: Request) -> Response:
    """What changes, as it changes; ``Last-Event-ID`` (or ``after``) goes on from an event."""
    who = await threaded(caller, request)
    after = request.headers.get("last-event-id") or request.query_params.get("after", "")
    page = house(request).hub.open(who)
    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(_sent(request, page, after), media_type="text/event-stream", headers=headers)


async def _sent(request: Request, page: Page, after: str) -> AsyncIterator[bytes]:
    hub = house(request).hub
    try:
        yield AGAIN
        if not await threaded(hub.ready):
            return
        if len(after) == 36:  # noqa: PLR2004 - a UUID's form
            for told in await threaded(hub.missed, page.user, after):
                yield told.text()
        yield Told("open", {"user": page.user.id}).text()
        while True:
            try:
                text = await asyncio.wait_for(page.queue.get(), HEARTBEAT)
            except TimeoutError:
                if not await threaded(_still, request, page):
                    return
                text = b": alive\n\n"
            if text == DROPPED:
                return
            yield text
    finally:
        hub.close(page)


def _still(request: Request, page: Page) -> bool:
    """Whether the page's user is still signed in, with the rights he had; looking is no use of the session."""
    try:
        return watched(request) == page.user
    except ZhiheError:
        return False
