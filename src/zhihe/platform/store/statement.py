"""A statement built once by SQLAlchemy Core and run many times by psycopg, which only needs its text and values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement


@dataclass(frozen=True, slots=True)
class Statement:
    """Text with ``$1…`` for its values, their names in order, and the constants that Core took out of the text."""

    text: str
    names: tuple[str, ...]
    constants: Mapping[str, Any]

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the text; KeyError for a name neither given nor constant."""
        constants = self.constants
        return [given[name] if name in given else constants[name] for name in self.names]


def compiled(clause: ClauseElement, mark: str) -> Statement:
    """The statement of a Core clause; ``mark`` is the definition it was built for.

    The mark stands in the text because the server keeps a plan by text: after a publish the same words may mean
    other columns, and a plan made before would fail.
    """
    made = cast("SQLCompiler", clause.compile(dialect=postgresql.asyncpg.dialect()))  # type: ignore[no-untyped-call]
    names = tuple(made.positiontup or ())
    constants = {name: made.params[name] for name in names if made.params.get(name) is not None}
    return Statement(f"/* {mark} */ {made.string}", names, constants)
