"""The golden vectors on PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
import pytest
from tests.kernels.expression.sql_world import ask
from tests.kernels.expression.world import CASES, World, written

from zhihe.kernels.expression import check, parse

CASES_OF_SQL = [case for case in CASES if "gives" in case and case.get("sql", True)]


@pytest.mark.parametrize("case", CASES_OF_SQL, ids=[case["text"] for case in CASES_OF_SQL])
def test_the_server_gives_the_golden_value(case: Mapping[str, Any], golden_database: psycopg.Connection) -> None:
    tree = parse(case["text"])
    check(tree, World())
    assert written(ask(golden_database, tree)) == case["gives"]
