"""What an app's handlers exchange with the platform: the event they get and the entries they post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Row = dict[str, Any]
"""A record or line: field keys to values; ids are text, quantities Decimal, instants aware UTC."""

Reference = tuple[str, str]
"""A model's key and a record's id: what a link to any model holds."""

Phase = Literal["fill", "guard", "when", "call"]


@dataclass(slots=True)
class Event:
    """One thing that happened to one record, as a handler sees it.

    ``name`` is ``<model>.<step>``, ``<model>.created`` and the like; ``record`` the row after the change,
    ``before`` the changed fields' old values, ``lines`` the rows of ``each:``, ``inputs`` what the caller sent,
    ``authority`` what the causing step may do to ledgers, ``depth`` how many events caused this one. ``notes`` carries
    what one app's fill found out to its own ``when`` line, or who takes a step to the handlers of that step, so that
    nothing is looked up twice.
    """

    name: str
    model: str
    record: Row
    before: Row = field(default_factory=dict)
    inputs: Row = field(default_factory=dict)
    lines: Sequence[Row] = ()
    authority: frozenset[str] = frozenset()
    depth: int = 0
    phase: Phase = "when"
    changes: dict[str, Row] = field(default_factory=dict)
    result: Any = None
    notes: dict[str, Any] = field(default_factory=dict)
    tables: frozenset[str] = frozenset()

    def set(self, row: Row, **values: Any) -> None:
        """Set fields of this record or of one of its lines; only a fill may.

        A lines field of the record (one of ``tables``) takes a patch: rows without id are new ones.
        """
        if self.phase != "fill":
            raise RuntimeError(f"{self.name}: event.set belongs to fill, this is {self.phase}")
        row.update({key: value for key, value in values.items() if key not in self.tables})
        self.changes.setdefault(str(row["id"]), {}).update(values)


@dataclass(frozen=True, slots=True)
class Find:
    """One of several questions that are asked in one statement: the records of a model that meet a filter tree.

    ``lines`` are the line fields read with them; ``links`` are paths of links, such as ``lines.item``, whose records
    are read too, so that looking at them asks nothing more; ``parent_id`` leads from lines to their record. With
    ``among`` only records count whose field has a value of a question before: the field, the place of that question,
    and the field of its records.
    """

    model: str
    where: Mapping[str, Any]
    lines: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    among: tuple[str, int, str] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One signed change of a ledger's balance: its dimensions and measures by key."""

    dimensions: Mapping[str, Any]
    measures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edge:
    """One piece of genealogy: so much of ``origin`` became part of ``target``."""

    origin: Reference
    target: Reference
    values: Mapping[str, Any]
