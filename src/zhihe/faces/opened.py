"""What every command needs: where the data is, and the open engine."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from zhihe.faces.http.house import House
from zhihe.platform.exchange.later import import_task
from zhihe.platform.identity.identity import Identity
from zhihe.platform.jobs import Tasks, schema
from zhihe.platform.rules.background import effect_task
from zhihe.platform.rules.chores import chore_tasks
from zhihe.platform.rules.companies import open_task
from zhihe.platform.rules.engine import Engine
from zhihe.platform.rules.handlers import AppHandlers
from zhihe.platform.rules.scheduled import at_tasks
from zhihe.platform.store.database import Database
from zhihe.platform.store.numbers import NumberBlocks

ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the installation keeps its data, and where it listens."""

    home: Path
    url: str | None
    host: str
    port: int
    zone: str
    workers: int = 2
    processes: int = 1

    @classmethod
    def from_environment(cls) -> Place:
        """Read ZHIHE_HOME, ZHIHE_DATABASE_URL, ZHIHE_HOST, ZHIHE_PORT, ZHIHE_ZONE, ZHIHE_WORKERS, ZHIHE_PROCESSES."""
        port = os.environ.get("ZHIHE_PORT", "8000")
        if not port.isdigit() or not 0 < int(port) < 65536:  # noqa: PLR2004 - a TCP port
            raise click.ClickException(f"ZHIHE_PORT is a port from 1 to 65535, not {port!r}.")
        return cls(
            home=Path(os.environ.get("ZHIHE_HOME", "data")).absolute(),
            url=os.environ.get("ZHIHE_DATABASE_URL") or None,
            host=os.environ.get("ZHIHE_HOST", "127.0.0.1"),
            port=int(port),
            zone=os.environ.get("ZHIHE_ZONE", ZONE),
            workers=_count("ZHIHE_WORKERS", os.environ.get("ZHIHE_WORKERS", "2"), 0, 32),
            processes=_count("ZHIHE_PROCESSES", os.environ.get("ZHIHE_PROCESSES", "1"), 1, 64),
        )


def _count(name: str, given: str, least: int, most: int) -> int:
    if not (given.isascii() and given.isdigit() and least <= int(given) <= most):
        raise click.ClickException(f"{name} is a number from {least} to {most}, not {given!r}.")
    return int(given)


def utc_now() -> dt.datetime:
    """The time, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


@contextmanager
def opened(place: Place) -> Iterator[House]:
    """The house over its database; closed at the end."""
    database = Database.open(url=place.url, home=place.home, further=schema.steps())
    try:
        yield assemble(database, place)
    finally:
        database.close()


def assemble(database: Database, place: Place) -> House:
    """Put engine and identity over an open database."""
    engine = Engine(
        database=database,
        handlers=AppHandlers(),
        numbers=NumberBlocks(database),
        clock=utc_now,
        zone=ZoneInfo(place.zone),
    )
    return House(engine=engine, identity=Identity(database, utc_now), home=place.home, tasks=tasks_of(engine))


def tasks_of(engine: Engine) -> Tasks:
    """Everything this program can do in the background."""
    own = (effect_task(engine), import_task(engine), open_task(engine.database))
    return Tasks([*own, *at_tasks(engine), *chore_tasks(engine)])
