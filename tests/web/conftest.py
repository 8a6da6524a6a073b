"""A demo company on a real server, and a browser that walks through it as its people do."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.stories.conftest import listening
from web.build import WEB, build, environment

from zhihe.faces.demo.build import build_demo
from zhihe.faces.demo.company import DEMO_PASSWORD
from zhihe.faces.opened import Place, assemble
from zhihe.platform.store.database import Database

MONTHS = 2
SEED = 20260101


@dataclass(frozen=True)
class Browser:
    """Walks journeys of ``web/journeys`` on one server."""

    address: str

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


@pytest.fixture(scope="session")
def browser(database: Database, home: Path) -> Iterator[Browser]:
    """A browser before the demo company with two months of history."""
    assert build() == 0, "the web pages cannot be built"
    house = assemble(database, Place(home=home, url=None, host="127.0.0.1", port=0, zone="Asia/Shanghai"))
    build_demo(house, "demo", seed=SEED, months=MONTHS, show=lambda _line: None)
    server, thread, address = listening(house)
    yield Browser(address)
    server.should_exit = True
    thread.join()
