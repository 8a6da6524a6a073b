"""The fixtures of stories, for every room of tests: one set of definitions, one shelf of companies a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.stories.conftest import Factory, built, opened
from tests.stories.shelf import Shelf

from zhihe.platform.model import load_apps
from zhihe.platform.rules import publishing
from zhihe.platform.store.database import Database


@pytest.fixture(scope="session")
def shipped() -> dict[str, Any]:
    """The shipped apps, checked and compiled once for all stories."""
    return publishing.checked(load_apps(), "")


@pytest.fixture(scope="session")
def shelf(database: Database, shipped: dict[str, Any]) -> Iterator[Shelf]:
    """Companies that stand ready for stories."""
    kept = Shelf(database, partial(built, database, shipped))
    yield kept
    kept.close()


@contextmanager
def from_shelf(shelf: Shelf, home: Path, fresh: str) -> Iterator[Factory]:
    """A company without rows from the shelf, back on it at the end."""
    kept = shelf.take(fresh)
    with opened(shelf.database, home, kept.key, kept.tokens) as factory:
        yield factory
    shelf.put_back(kept)


@pytest.fixture
def factory(shelf: Shelf, home: Path, company_keys: Callable[[], str]) -> Iterator[Factory]:
    """A company without rows for one test."""
    with from_shelf(shelf, home, f"story_{company_keys()}") as taken:
        yield taken


@pytest.fixture(scope="module")
def plant(shelf: Shelf, home: Path, company_keys: Callable[[], str]) -> Iterator[Factory]:
    """One company for all tests of a module: each uses items and lots of its own."""
    with from_shelf(shelf, home, f"plant_{company_keys()}") as taken:
        yield taken
