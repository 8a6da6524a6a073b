"""A connection to a database that holds the world of the golden vectors."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from tests.kernels.expression.sql_world import create

from zhihe.platform.store.embedded import Embedded


@pytest.fixture(scope="session")
def golden_database(postgres: Embedded) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("create schema golden")
        connection.execute("set search_path to golden")
        create(connection)
        yield connection
        connection.execute("drop schema golden cascade")
