"""A yard: a company with an app whose handlers have effects in the background."""

from __future__ import annotations

import pytest
from tests.platform.jobs.yard import Clock, Yard, open_yard

from zhihe.platform.context import Principal
from zhihe.platform.identity.identity import Identity
from zhihe.platform.store.database import Database


@pytest.fixture
def clerk(database: Database, company: str) -> Principal:
    """A user of the company."""
    identity = Identity(database, Clock())
    user_id = identity.create_user(f"{company}-clerk", "王文员", "a long pass phrase")
    identity.set_member(f"{company}-clerk", company, ["clerk"])
    return Principal(user_id, "王文员", company, frozenset({"clerk", "everyone"}))


@pytest.fixture
def yard(database: Database, company: str, clerk: Principal) -> Yard:
    return open_yard(database, company, clerk)
