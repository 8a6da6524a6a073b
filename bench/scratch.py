"""A scratch database for the benchmarks of the store: one company under definitions made here."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from zhihe.platform.model.elements import Field, Label, Model, Registry
from zhihe.platform.store import ddl
from zhihe.platform.store.bootstrap import create_company
from zhihe.platform.store.catalog import Catalog
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.roles import give

COMPANY = "bench"
SCALE = float(os.environ.get("ZHIHE_BENCH_SCALE", "1"))
"""A part of the usual workload, for a run that shows that a benchmark works and says nothing of speed."""


def scaled(count: int, least: int = 1) -> int:
    """So many of the usual workload, at the scale that was asked for."""
    return max(least, round(count * SCALE))


def field(key: str, kind: str, **more: Any) -> Field:
    """A field of a bench model."""
    return Field(key=key, uid=key, type=kind, label=Label(key, key), column=key, **more)


def model(key: str, kind: Any, fields: list[Field], **more: Any) -> Model:
    """A bench model."""
    named = {each.key: each for each in fields}
    return Model(
        key=key, uid=key, app="bench", kind=kind, label=Label(key, key), table=f"bench_{key}", fields=named, **more
    )


@contextmanager
def opened(models: list[Model]) -> Iterator[Database]:
    """A fresh embedded database with the tables of these models; gone afterwards."""
    registry = Registry("bench", {}, {each.key: each for each in models}, {}, {}, {}, {}, (), {})
    with tempfile.TemporaryDirectory(prefix="zhihe-bench-") as folder:
        database = Database.open(url=None, home=Path(folder), load=lambda _content: registry)
        try:
            create_company(database, COMPANY, "Bench")
            _install(database, registry)
            yield database
        finally:
            database.close()


def _install(database: Database, registry: Registry) -> None:
    with database.making(COMPANY) as tx:
        for statement in ddl.create_tables(Catalog(registry).metadata.tables.values()):
            tx.execute(statement)
        number = database.company_number(COMPANY)
        tx.execute(
            "insert into zhihe.definition_versions (id, company, version, hash, content, plan) "
            "values (%s, %s, 1, %s, '{}', '[]')",
            [new_id(), number, registry.hash],
        )
        give(tx.connection, COMPANY)
        tx.execute("update zhihe.companies set version = 1, hash = %s where number = %s", [registry.hash, number])


def median(times: list[float]) -> float:
    """The middle of some times."""
    return sorted(times)[len(times) // 2]


def timed(work: Callable[[], object]) -> float:
    """Seconds that some work took."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def report(bench: str, case: str, ours: float, limit: float, **more: Any) -> None:
    """Print one figure: seconds of ours and of the twin, and their ratio."""
    line: Mapping[str, Any] = {
        "bench": bench,
        "case": case,
        "ours": round(ours, 6),
        "limit": round(limit, 6),
        "ratio": round(ours / limit, 3),
        **more,
    }
    print(json.dumps(line))
