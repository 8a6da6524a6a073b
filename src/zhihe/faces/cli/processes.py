"""Several server processes over one listening socket: each has its own interpreter, one that ends is replaced."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from types import FrameType

from zhihe.errors import Invalid, Unavailable
from zhihe.faces.opened import Place

PART = "zhihe.faces.cli.part"
LOOK_SECONDS = 0.5
END_SECONDS = 20.0
YOUNG_SECONDS = 5.0
YOUNG_DEATHS = 5
"""So many processes that died young in a row mean that the next one will, too."""


@dataclass(slots=True)
class Processes:
    """The server processes of one port, and their keeper's eye on them."""

    listener: socket.socket
    count: int
    told: threading.Event = field(default_factory=threading.Event)
    children: list[tuple[subprocess.Popen[str], float]] = field(default_factory=list)
    young_deaths: int = 0

    def start(self) -> None:
        """Start all and wait until each answers; Unavailable when one does not come up."""
        self.children = [self._start() for _ in range(self.count)]
        for child, _since in self.children:
            self._wait_ready(child)

    def keep(self) -> None:
        """Replace what ends, until told to stop; then end all gracefully."""
        try:
            while not self.told.wait(LOOK_SECONDS):
                self.children = [self._kept(child, since) for child, since in self.children]
        finally:
            self.end()

    def end(self) -> None:
        """Ask all to finish what they answer, and end those that do not."""
        for child, _since in self.children:
            child.terminate()
        until = time.monotonic() + END_SECONDS
        for child, _since in self.children:
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    pipe.close()
        self.children = []

    def _start(self) -> tuple[subprocess.Popen[str], float]:
        number = self.listener.fileno()
        child = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", PART, str(number)],
            pass_fds=[number],
            stdin=subprocess.PIPE,  # when the keeper dies it closes, and the part ends too
            stdout=subprocess.PIPE,
            text=True,
        )
        return child, time.monotonic()

    def _wait_ready(self, child: subprocess.Popen[str]) -> None:
        said = child.stdout.readline() if child.stdout is not None else ""
        if said.strip() != "ready":
            self.end()
            raise Unavailable(
                "process.start", "A server process did not come up; the log in the data folder says why.", said=said
            )

    def _kept(self, child: subprocess.Popen[str], since: float) -> tuple[subprocess.Popen[str], float]:
        """The same process, or another in its place."""
        if child.poll() is None:
            return child, since
        self.young_deaths = self.young_deaths + 1 if time.monotonic() - since < YOUNG_SECONDS else 0
        if self.young_deaths >= YOUNG_DEATHS:
            raise Unavailable("process.dies", "The server processes end as soon as they begin; the log says why.")
        return self._start()


def processes_of(listener: socket.socket, place: Place) -> Processes:
    """The processes that a place asks for; Invalid where the system cannot share a socket between them."""
    if sys.platform == "win32":
        raise Invalid(
            "processes.system",
            "Several processes on one port need Linux or macOS; set ZHIHE_PROCESSES to 1.",
            field="processes",
        )
    listener.listen(2048)
    listener.set_inheritable(True)
    return Processes(listener, place.processes)


def told_by_signals(told: threading.Event) -> None:
    """Let Ctrl+C and a termination set the event."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
