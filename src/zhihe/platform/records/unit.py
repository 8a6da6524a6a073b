"""One unit of work: the open transaction, who acts and when, and what this transaction has read, changed and caused."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from zhihe.platform.actions import Event, Reference, Row
from zhihe.platform.context import Principal
from zhihe.platform.model.elements import Label, Line, Model, Registry
from zhihe.platform.records.audit import Trace
from zhihe.platform.store.numbers import NumberBlocks
from zhihe.platform.store.readings import Reading
from zhihe.platform.store.session import Transaction, Waiting


class Hooks(Protocol):
    """What the write path calls of the rules above it."""

    def fill(self, unit: Unit, event: Event, key: str) -> None:
        """Run the ``fill`` lines of an event for one record."""

    def guard(self, unit: Unit, event: Event, key: str) -> None:
        """Run the ``guard`` lines of an event for one record; raises to refuse."""

    def drain(self, unit: Unit) -> None:
        """Run the ``when`` lines of all queued events, first in first out."""

    def function(self, unit: Unit, name: str, arguments: tuple[Any, ...]) -> object:
        """Apply a look-up function an app declares."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to a user or role; ``anew`` also where the same one about the same record is still unread."""

    to: str
    text: Label
    record: Reference
    anew: bool = True


@dataclass(frozen=True, slots=True)
class Cause:
    """What makes the platform act: the event, its audit row, the rule line at work, and the app it acts for.

    ``heard`` is the event the line listens to: before a save it is not yet one that caused anything.
    """

    event: Event | None = None
    trace_id: str | None = None
    line: Line | None = None
    authority: frozenset[str] = frozenset()
    app: str = ""
    heard: Event | None = None

    @property
    def depth(self) -> int:
        """How many events stand behind this one."""
        return 0 if self.event is None else self.event.depth + 1


@dataclass(frozen=True, slots=True)
class Unsent:
    """New records whose insert waits in the transaction: what changes them meanwhile is sent with them."""

    waiting: Waiting
    model: Model
    rows: Sequence[Row]


@dataclass(slots=True)
class Unit:
    """The state of one transaction; ``rows`` is its identity map, ``fixed`` what it has locked or written.

    ``signature`` is the one-time secret a user sent to sign with.
    ``wanted`` are identities by model that somebody may look at: the first who does has all of them read.
    ``asked`` are questions with their answers, each good until this unit writes or locks anything.
    """

    tx: Transaction
    user: Principal
    now: dt.datetime
    today: dt.date
    hooks: Hooks
    numbers: NumberBlocks
    request_id: str = ""
    reason: str = ""
    signature: str = ""
    cause: Cause = field(default_factory=Cause)
    rows: dict[Reference, Row] = field(default_factory=dict)
    fixed: set[Reference] = field(default_factory=set)
    wanted: dict[str, set[str]] = field(default_factory=dict)
    asked: dict[bytes, tuple[int, list[Row]]] = field(default_factory=dict)
    unsent: Unsent | None = None
    settings: dict[str, Any] | None = None
    trail: list[Trace] = field(default_factory=list)
    events: deque[tuple[Event, str]] = field(default_factory=deque)
    notices: list[Notice] = field(default_factory=list)
    empty: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """Why a stored formula has no value, by model, record and field: the code of the last reason."""
    readings: dict[str, Reading] = field(default_factory=dict)
    """Sensitive fields that this unit shows its user, by model."""

    @property
    def registry(self) -> Registry:
        """The definitions this transaction runs under."""
        return self.tx.registry

    def model(self, key: str) -> Model:
        """The model of this key in the running definitions."""
        return self.registry.models[key]

    def known(self, model: Model, identities: Sequence[str]) -> list[str]:
        """The identities of ``model`` this unit already holds."""
        return [identity for identity in identities if (model.key, identity) in self.rows]
