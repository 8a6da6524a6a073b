"""What a comparison of tables gathers on its way: steps, problems, and where each new name stood before."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Table

from zhihe.platform.store.facts import TableFacts
from zhihe.platform.store.plan import Kind, Problem, Step
from zhihe.platform.store.tables import MODEL


@dataclass(slots=True)
class Differences:
    """The steps found, and where each new name stood before."""

    facts: dict[str, TableFacts]
    steps: list[Step] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(
        self, kind: Kind, table: Table | str, *sql: str, model: str = "", field: str = "", detail: str = ""
    ) -> None:
        """Note a step; the model is the table's."""
        named = table if isinstance(table, str) else table.name
        known = model if isinstance(table, str) else table.info[MODEL]
        self.steps.append(Step(kind, known, named, field, detail, 0, sql))
