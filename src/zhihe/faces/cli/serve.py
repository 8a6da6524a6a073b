"""`zhihe run`: the database, the company, the server; one line `ready` when it answers."""

from __future__ import annotations

import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from zhihe.errors import Conflict, Invalid, NotFound, Unreadable
from zhihe.faces.cli.processes import processes_of, told_by_signals
from zhihe.faces.demo.company import DEMO_PASSWORD, DEMO_USERS, start_company
from zhihe.faces.http.house import House
from zhihe.faces.http.server import Server, server_of
from zhihe.faces.logs import log_to
from zhihe.faces.opened import Place, opened
from zhihe.faces.worker.background import background_of
from zhihe.platform.identity import companies
from zhihe.platform.model import files_of, load_apps
from zhihe.platform.rules import publishing
from zhihe.platform.rules.companies import open_company
from zhihe.platform.store.database import Database
from zhihe.platform.store.filelock import first_of

LOG = logging.getLogger("zhihe.database")


def serve(place: Place, *, company: str, demo: bool) -> None:
    """Open the data, bring the company to this program's apps, and serve until interrupted."""
    listener = _listen(place)
    signal.signal(signal.SIGTERM, _end)
    with listener, opened(place) as house, _told(place):
        log_to(place.home, "zhihe.log")
        _warned(house)
        fresh = prepare(house, company, demo=demo)
        address = f"http://{place.host}:{place.port}"
        _welcome(address, demo=demo)
        background = background_of(house, place.workers) if place.workers else None
        if background is not None:
            background.start()
        serving = _serve_many if place.processes > 1 else _serve_one
        try:
            serving(place, listener, house, company, address, fresh=fresh and demo)
        finally:
            if background is not None:
                background.stop()


def _warned(house: House) -> None:
    """Say what an administrator of the database should know, on the terminal and in the log."""
    database = house.engine.database
    for each in (*database.warnings, database.unguarded):
        if each:
            LOG.warning("database", extra={"warning": each})
            click.echo(f"Warning: {each}", err=True)


def _run(server: Server, listener: socket.socket) -> None:
    """Serve until a signal: the server ends its requests and gives it on; we have closed down by ourselves then."""

    def ask(_number: int, _frame: object) -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    server.run(sockets=[listener])


def _end(number: int, _frame: object) -> None:
    """End in the middle of a start: what is open closes on the way out."""
    raise SystemExit(128 + number)


@contextmanager
def _told(place: Place) -> Iterator[None]:
    """Say when another server serves this data folder already; both may, and share its database."""
    address = f"http://{place.host}:{place.port}"
    # With a database elsewhere nobody has made the folder yet.
    place.home.mkdir(parents=True, exist_ok=True)
    with first_of(place.home / "serving.lock") as first:
        served = place.home / "serving"
        if first:
            served.write_text(address, encoding="utf-8")
        else:
            click.echo(
                f"{place.home} is served at {served.read_text(encoding='utf-8')} already; this one serves it too."
            )
        yield


def _serve_one(
    _place: Place, listener: socket.socket, house: House, company: str, address: str, *, fresh: bool
) -> None:
    """Answer in this process."""
    server = server_of(house)
    after = threading.Thread(target=_when_ready, args=(server, house, company, address), kwargs={"fresh": fresh})
    after.daemon = True
    after.start()
    _run(server, listener)
    after.join()


def _serve_many(
    place: Place, listener: socket.socket, house: House, company: str, address: str, *, fresh: bool
) -> None:
    """Let so many processes answer, while this one keeps them, works in the background, and holds the database."""
    processes = processes_of(listener, place)
    told_by_signals(processes.told)
    processes.start()
    click.echo(f"ready {address}")
    if fresh:
        after = threading.Thread(target=_build, args=(house, company, processes.told.is_set), daemon=True)
        after.start()
    processes.keep()


def prepare(house: House, company: str, *, demo: bool) -> bool:
    """Make the company where there is none, and publish the shipped apps where they changed; whether it is new."""
    database = house.engine.database
    try:
        database.company_number(company)
    except NotFound:
        click.echo(f"Making the company {company} …")
        open_company(database, company, "示范气缸有限公司" if demo else company)
        if demo:
            start_company(house, company)
        return True
    _brought(database, company)
    for other in (each["key"] for each in companies.listed(database) if each["key"] != company):
        try:
            _brought(database, other)
        except (Conflict, Invalid) as error:
            # The others need not wait for what stands in the way of one: it runs on with the version it has.
            click.echo(f"{other} keeps the version it runs: {error.message}")
        except Unreadable as error:
            click.echo(f"{other} cannot be used: {error.message}")
    return False


def _brought(database: Database, company: str) -> None:
    """Publish the shipped apps to a company where they are other ones than it runs."""
    running = files_of(publishing.content(database, company))
    if any(running.get(path) != text for path, text in load_apps().items()):
        click.echo(f"Publishing the apps of this version to {company} …")
        publishing.publish_apps(database, company)


def _listen(place: Place) -> socket.socket:
    # By its protocol the event loop knows that it may send at once: without it every answer waits 40 ms for an
    # acknowledgement of its own header.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((place.host, place.port))
    except OSError as error:
        listener.close()
        raise Conflict(
            "port.taken",
            f"Port {place.port} on {place.host} cannot be used ({error.strerror}): free it, or set ZHIHE_PORT.",
        ) from error
    return listener


def _welcome(address: str, *, demo: bool) -> None:
    click.echo(f"\n  质合 Zhihe  {address}\n  API         {address}/docs\n")
    if demo:
        click.echo(f"  Demo users, password {DEMO_PASSWORD}")
        for login, name, roles, _administrator in DEMO_USERS:
            click.echo(f"    {login:<12} {name}  {', '.join(roles)}")
        click.echo("")


def _when_ready(server: Server, house: House, company: str, address: str, *, fresh: bool) -> None:
    """Say `ready` once the server answers; then build the demo's history behind it."""
    waiting = threading.Event()
    while not server.started and not server.should_exit:
        waiting.wait(0.02)
    if server.should_exit:
        return
    click.echo(f"ready {address}")
    if fresh:
        _build(house, company, lambda: server.should_exit)


def _build(house: House, company: str, stop: Callable[[], bool]) -> None:
    from zhihe.faces.demo.build import build_history

    build_history(house, company, seed=1, months=12, show=click.echo, stop=stop)
