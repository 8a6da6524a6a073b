"""One embedded PostgreSQL per test session (per worker under xdist), a fresh company per test."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from tests.stories.fixtures import factory, plant, shelf, shipped

from zhihe.platform.jobs import schema
from zhihe.platform.store import embedded
from zhihe.platform.store.bootstrap import create_company, drop_company
from zhihe.platform.store.database import Database

__all__ = ["factory", "plant", "shelf", "shipped"]

# The same examples on every machine: a law that fails fails for everybody.
settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="zhihe-test-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres(home: Path) -> Iterator[embedded.Embedded]:
    server = embedded.start(home)
    yield server
    server.close()


@pytest.fixture(scope="session")
def database(postgres: embedded.Embedded, home: Path) -> Iterator[Database]:
    """The database under the product's own definitions loader."""
    opened = Database.open(url=postgres.url, home=home, further=schema.steps())
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def company_keys() -> Callable[[], str]:
    counter = itertools.count(1)
    return lambda: f"c{next(counter)}"


@pytest.fixture
def company(database: Database, company_keys: Callable[[], str]) -> Iterator[str]:
    """The key of a fresh company without any definitions."""
    key = company_keys()
    create_company(database, key, f"Company {key}")
    yield key
    drop_company(database, key)
