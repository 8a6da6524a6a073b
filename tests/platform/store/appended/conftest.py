"""A company with a ledger, edges and a series: one for all tests, emptied after each, or a fresh one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from tests.platform.store.appended.ledgers import CONTENT

from zhihe.platform.store.bootstrap import create_company, drop_company
from zhihe.platform.store.database import Database
from zhihe.platform.store.publish import publish


@contextmanager
def company(store: Database, key: str) -> Iterator[str]:
    create_company(store, key, f"Books {key}")
    publish(store, key, CONTENT)
    yield key
    drop_company(store, key)


@pytest.fixture(scope="session")
def shared_books(store: Database, company_keys: Callable[[], str]) -> Iterator[str]:
    with company(store, company_keys()) as key:
        yield key


@pytest.fixture
def books(store: Database, shared_books: str) -> Iterator[str]:
    """The key of a company whose books are empty."""
    yield shared_books
    with store.making(shared_books) as tx:
        tables = ", ".join(f'"{name}"' for name in tx.catalog.metadata.tables)
        # Only a superuser can: it silences the triggers that keep entries from being emptied.
        tx.execute("set local session_replication_role = replica")
        tx.execute(f"truncate {tables}")


@pytest.fixture
def fresh_books(store: Database, company_keys: Callable[[], str]) -> Iterator[str]:
    """The key of a company of its own, for tests that change its tables."""
    with company(store, company_keys()) as key:
        yield key
