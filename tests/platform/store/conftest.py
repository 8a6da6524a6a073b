from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.platform.store.factory import FACTORY, Content, load
from tests.platform.store.shop import fill_shop, shop_content

from zhihe.platform.store import embedded
from zhihe.platform.store.bootstrap import create_company, drop_company
from zhihe.platform.store.database import Database
from zhihe.platform.store.publish import publish


@pytest.fixture(scope="session")
def store(postgres: embedded.Embedded, home: Path) -> Iterator[Database]:
    """The database under the short definitions of these tests."""
    opened = Database.open(url=postgres.url, home=home, load=load)
    yield opened
    opened.close()


@pytest.fixture
def factory(store: Database, company_keys: Callable[[], str]) -> Iterator[str]:
    """A company with partners, items and receipts."""
    key = company_keys()
    create_company(store, key, f"Factory {key}")
    publish(store, key, FACTORY)
    yield key
    drop_company(store, key)


@pytest.fixture
def empty(store: Database, company_keys: Callable[[], str]) -> Iterator[str]:
    key = company_keys()
    create_company(store, key, "Empty")
    yield key
    drop_company(store, key)


@pytest.fixture
def content() -> Content:
    """The factory's definitions, to be changed at will."""
    return copy.deepcopy(FACTORY)


@pytest.fixture(scope="module")
def shop(store: Database, company_keys: Callable[[], str]) -> Iterator[str]:
    """A company with partners, items and receipts to be read, never changed."""
    key = company_keys()
    create_company(store, key, "Shop")
    publish(store, key, shop_content(copy.deepcopy(FACTORY)))
    with store.transaction(key) as tx:
        fill_shop(tx)
    yield key
    drop_company(store, key)
