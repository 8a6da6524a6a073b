"""`zhihe worker`: background work in a process of its own."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType

import click

from zhihe.faces.logs import log_to
from zhihe.faces.opened import Place, opened
from zhihe.faces.worker.background import background_of


def work(place: Place) -> None:
    """Do background work until interrupted; what runs then is finished, for half a minute at most."""
    told = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    log_to(place.home, "worker.log")
    with opened(place) as house:
        background = background_of(house, max(1, place.workers))
        background.start()
        click.echo(f"working, {max(1, place.workers)} jobs at a time")
        told.wait()
        click.echo("finishing what runs …")
        done = background.stop()
    if not done:
        click.echo("something still runs; another worker will do it again")
        os._exit(1)
