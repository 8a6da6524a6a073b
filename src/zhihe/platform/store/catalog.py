"""The tables of one version of the definitions, and every statement ever built over them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from typing import TypeVar, cast

from sqlalchemy import Table
from sqlalchemy.sql.elements import ClauseElement

from zhihe.platform.model.elements import Model, Registry
from zhihe.platform.store.failures import Place
from zhihe.platform.store.statement import Statement, compiled
from zhihe.platform.store.tables import MODEL, build, places

STATEMENTS = 4_000
T = TypeVar("T")


class Catalog:
    """Shared by all companies and threads that run under the same definitions."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.metadata = build(registry)
        self._mark = registry.hash[:12] or "empty"
        self._statements: OrderedDict[Hashable, Statement] = OrderedDict()
        self._shapes: OrderedDict[Hashable, object] = OrderedDict()
        self._kept: dict[Hashable, object] = {}
        self._lock = threading.Lock()

    def table(self, model: Model, part: str = "") -> Table:
        """The table of a model, or one of several that a ledger, edges or a series has."""
        return self._by_model[model.key, part]

    def statement(self, key: Hashable, make: Callable[[], ClauseElement]) -> Statement:
        """The statement kept under ``key``, built on first use; the key says everything its text depends on."""
        found = self._statements.get(key)
        if found is not None:
            return found
        made = compiled(make(), self._mark)
        with self._lock:
            self._statements[key] = made
            while len(self._statements) > STATEMENTS:
                self._statements.popitem(last=False)
        return made

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is derived from the definitions for questions of one shape; forgotten when there are too many shapes."""
        found = self._shapes.get(key)
        if found is None:
            found = make()
            with self._lock:
                self._shapes[key] = found
                while len(self._shapes) > STATEMENTS:
                    self._shapes.popitem(last=False)
        return cast("T", found)

    def keep(self, key: tuple[type[T], str], make: Callable[[], T]) -> T:
        """What is derived once from a definition: of a class, for a model."""
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = make()
        return cast("T", found)

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """What the physical names in the server's complaints mean."""
        return places(self.metadata)

    @cached_property
    def _by_model(self) -> Mapping[tuple[str, str], Table]:
        tables = self.metadata.tables.values()
        return {(table.info[MODEL], table.info.get("part", "")): table for table in tables}
