"""A demo company on a real server, and a browser that walks through it as its people do."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.stories.conftest import listening
from web.build import WEB, build, environment

from zhihe.faces.demo.build import build_demo
from zhihe.faces.demo.company import DEMO_PASSWORD, people
from zhihe.faces.http.house import House
from zhihe.faces.opened import Place, assemble
from zhihe.faces.worker.background import background_of
from zhihe.faces.worker.outcome import outcome
from zhihe.platform.jobs import Origin, enqueue
from zhihe.platform.jobs.attempt import Attempt
from zhihe.platform.rules import publishing
from zhihe.platform.store.bootstrap import create_company
from zhihe.platform.store.database import Database

MONTHS = 2
SEED = 20260101
SECOND = "second"
BOTH = "both"
LETTER = "of.an.older.release"


@dataclass(frozen=True)
class Browser:
    """Walks journeys of ``web/journeys`` on one server."""

    address: str
    house: House

    @contextmanager
    def working(self) -> Iterator[None]:
        """Background work is done meanwhile; otherwise it waits, so that a journey sees what it left."""
        background = background_of(self.house, 1)
        background.start()
        try:
            yield
        finally:
            background.stop()

    def walk(self, journey: str) -> None:
        """Walk one journey to its end; what it found wrong is the failure."""
        variables = {**environment(), "ZHIHE_BASE": self.address, "ZHIHE_PASSWORD": DEMO_PASSWORD}
        done = subprocess.run(
            ["node", "--experimental-strip-types", "--no-warnings", "journeys/run.ts", journey],
            cwd=WEB,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{journey}\n{done.stdout}{done.stderr}"


def second_company(house: House) -> None:
    """Another company on the same server, and one person who works in both."""
    create_company(house.engine.database, SECOND, "第二工厂有限公司")
    publishing.publish_apps(house.engine.database, SECOND)
    house.identity.create_user(BOTH, "两厂质量工程师 何平", DEMO_PASSWORD)
    for company in ("demo", SECOND):
        house.identity.set_member(BOTH, company, ["quality_engineer"])


def dead_letter(house: House) -> None:
    """A job of a name that no program here knows: it is dead after its first attempt."""
    admin = people(house, "demo")["admin"].who
    job = house.engine.run(admin, lambda unit: enqueue(unit.tx, LETTER, {}, origin=Origin(admin.id)))
    Attempt(house.engine.database, house.tasks, outcome).take("demo", job, 1)


@pytest.fixture(scope="session")
def browser(database: Database, home: Path) -> Iterator[Browser]:
    """A browser before the demo company with two months of history."""
    assert build() == 0, "the web pages cannot be built"
    house = assemble(database, Place(home=home, url=None, host="127.0.0.1", port=0, zone="Asia/Shanghai"))
    build_demo(house, "demo", seed=SEED, months=MONTHS, show=lambda _line: None)
    second_company(house)
    dead_letter(house)
    server, thread, address = listening(house)
    yield Browser(address, house)
    server.should_exit = True
    thread.join()
