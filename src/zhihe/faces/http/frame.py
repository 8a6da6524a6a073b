"""What stands around every request: its id, the headers of every answer, and a line in the log."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("zhihe.http")


class Frame:
    """Wraps an application at the level of messages: an answer passes through as it is sent."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = [(key.lower().encode(), value.encode()) for key, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; a header that the route has set itself stays."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        began = time.perf_counter()

        async def framed(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _value in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(pair for pair in self._headers if pair[0] not in own),
                    *([] if b"x-request-id" in own else [(b"x-request-id", request_id.encode())]),
                ]
                _log(scope, message["status"], time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, framed)


def _log(scope: Scope, status: int, seconds: float) -> None:
    who = scope["state"].get("principal")
    LOG.info(
        "request",
        extra={
            "request_id": scope["state"]["request_id"],
            "method": scope["method"],
            "path": scope["path"],
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
            "user": None if who is None else who.id,
            "company": None if who is None else who.company,
        },
    )
