"""The HTTP server over a house."""

from __future__ import annotations

import uvicorn
from uvicorn import Server

from zhihe.faces.http.app import create_app
from zhihe.faces.http.house import House

__all__ = ["Server", "server_of"]


def server_of(house: House) -> Server:
    """A server that is given its socket when it runs, and logs through our own loggers."""
    # Open pages listen for as long as they are open; an ending server does not wait for them.
    config = uvicorn.Config(
        create_app(house), log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=3
    )
    return Server(config)
