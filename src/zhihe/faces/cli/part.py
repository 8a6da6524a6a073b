"""One of several server processes, started by their keeper: `python -m zhihe.faces.cli.part SOCKET`."""

from __future__ import annotations

import socket
import sys
import threading

from zhihe.faces.http.server import Server, server_of
from zhihe.faces.logs import log_to
from zhihe.faces.opened import Place, opened


def serve_part(number: int) -> None:
    """Serve from a listening socket inherited under this number, until told to stop or left alone."""
    place = Place.from_environment()
    log_to(place.home, "zhihe.log")
    with socket.socket(fileno=number) as listener, opened(place) as house:
        server = server_of(house)
        for watch in (_say_ready, _end_with_the_keeper):
            threading.Thread(target=watch, args=(server,), daemon=True).start()
        server.run(sockets=[listener])


def _say_ready(server: Server) -> None:
    waiting = threading.Event()
    while not server.started and not server.should_exit:
        waiting.wait(0.02)
    if server.started:
        sys.stdout.write("ready\n")
        sys.stdout.flush()


def _end_with_the_keeper(server: Server) -> None:
    """The keeper never writes: its end of the pipe closes when it ends, however it does."""
    sys.stdin.read()
    server.should_exit = True


if __name__ == "__main__":
    serve_part(int(sys.argv[1]))
