"""A demo user at work: the same checks, rights and rules as over HTTP, at an instant of the demo's past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from zhihe.faces.http.house import House
from zhihe.platform.actions import Row
from zhihe.platform.context import Principal
from zhihe.platform.records import guarded
from zhihe.platform.records.unit import Unit

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Actor:
    """One user at one instant."""

    house: House
    who: Principal
    at: dt.datetime | None = None
    reason: str = ""
    """Why he changes what is controlled."""

    def run(self, work: Callable[[Unit], T]) -> T:
        """One unit of work as this user."""
        return self.house.engine.run(self.who, work, at=self.at, request_id="demo", reason=self.reason)

    def create(self, model: str, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
        """Create records."""
        return self.run(lambda unit: guarded.create(unit, unit.model(model), rows))

    def step(self, model: str, row: Row, step: str, **inputs: Any) -> Row:
        """Take a step on a record as it was read."""
        return self.run(
            lambda unit: guarded.step(unit, unit.model(model), row["id"], step, inputs, int(row["version"]))
        )

    def change(self, model: str, row: Row, **values: Any) -> Row:
        """Change a record as it was read."""
        return self.run(lambda unit: guarded.change(unit, unit.model(model), row["id"], values, int(row["version"])))

    def operate(self, name: str, **inputs: Any) -> Any:
        """Call an operation of an app."""
        return self.run(lambda unit: self.house.engine.operate(unit, name, inputs, direct=True))
