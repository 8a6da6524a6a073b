"""What a handler is given: the user, the company, the time, and the doors to records, ledgers, edges and series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from zhihe.platform.actions import Edge, Entry, Event, Find, Reference, Row
from zhihe.platform.identity.principal import Principal
from zhihe.platform.model.elements import Label, Registry

Direction = Literal["up", "down", "both"]


class Records(Protocol):
    """Records with the app's authority; every change is recorded with the user who caused it."""

    def get(self, model: str, identity: str) -> Row:
        """One record; NotFound when there is none."""

    def get_many(self, model: str, identities: Sequence[str], links: Sequence[str] = ()) -> dict[str, Row]:
        """Those of the records that exist, by id; what paths of links from them lead to is read with them."""

    def lines(self, model: str, identity: str, field: str = "lines") -> list[Row]:
        """The lines of a record's field, in order."""

    def find(
        self, model: str, where: Mapping[str, Any] | None = None, sort: Sequence[str] = (), limit: int | None = None
    ) -> list[Row]:
        """The records that meet a filter tree; at most ``limit`` (5,000 when none is given)."""

    def gather(self, *questions: Find) -> list[list[Row]]:
        """The records that meet each of several questions, in no order, all in one statement."""

    def one(self, model: str, where: Mapping[str, Any]) -> Row | None:
        """The first record that meets a filter tree, or None."""

    def aggregate(
        self,
        model: str,
        measures: Mapping[str, tuple[str, str]],
        where: Mapping[str, Any] | None = None,
        group: Sequence[str] = (),
    ) -> list[Row]:
        """Sums, counts, means, least and greatest values of records by group."""

    def lock(self, model: str, identities: Sequence[str]) -> dict[str, Row]:
        """The records as they stand, locked until the transaction ends."""

    def meet(self, model: str, values: Mapping[str, Sequence[str]], *, alone: bool = False) -> None:
        """Keep out of each other's way over values by field, also where no record has them yet.

        Who comes ``alone`` waits until nobody else is under way with one of them; the others wait for him only. What
        is read afterwards is what they left. Held until the transaction ends.
        """

    def lock_where(self, model: str, where: Mapping[str, Any]) -> list[Row]:
        """The records that meet a filter tree, locked until the transaction ends, in the order of their ids."""

    def ensure(self, model: str, key: Mapping[str, Any], values: Mapping[str, Any]) -> Row:
        """The record with this unique key, locked; made with ``values`` where there is none."""

    def ensure_many(
        self, model: str, wanted: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], *, usual: bool = False
    ) -> list[Row]:
        """The records with these unique keys, locked; each made with its values where there is none.

        Where they are there as a rule, ``usual`` saves a statement.
        """

    def create(self, model: str, values: Mapping[str, Any]) -> Row:
        """Create one record with its lines."""

    def create_many(self, model: str, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
        """Create records with their lines, in one statement a table."""

    def change(self, model: str, identity: str, values: Mapping[str, Any]) -> Row:
        """Change fields and lines of one record."""

    def change_many(self, model: str, changes: Mapping[str, Mapping[str, Any]]) -> list[Row]:
        """Change fields and lines of records by id."""

    def step(
        self,
        model: str,
        identity: str,
        step: str,
        inputs: Mapping[str, Any] | None = None,
        notes: Mapping[str, Any] | None = None,
    ) -> Row:
        """Take a step on one record."""

    def step_many(
        self,
        model: str,
        step: str,
        inputs: Mapping[str, Mapping[str, Any]],
        notes: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> list[Row]:
        """Take a step on records, each with its inputs, and with notes for the handlers of the step."""


class Ledger(Protocol):
    """One ledger: post all entries or none, and read what stands."""

    def post(
        self,
        movement: str,
        entries: Sequence[Entry],
        *,
        cause: Reference,
        on: dt.date | None = None,
        kept: bool = False,
    ) -> str:
        """Post all entries or none; the posting's id. With ``kept`` all balances were locked by ``keep`` before."""

    def keep(self, keys: Sequence[Mapping[str, Any]]) -> list[Row]:
        """The balances of these keys as they stand, locked until the transaction ends; made where missing."""

    def hold(self, gate: str, *keys: str) -> int:
        """Raise the gate of lots, locations or items, all at once; how many balances it reaches."""

    def release(self, gate: str, *keys: str) -> int:
        """Lower the gates again, all at once; how many balances it reaches."""

    def reserve(self, entries: Sequence[Entry]) -> None:
        """Reserve (or with a negative quantity free) what stands."""

    def balances(self, where: Mapping[str, Any] | None = None, group: Sequence[str] = ()) -> list[Row]:
        """What stands, by dimension."""

    def entries(self, where: Mapping[str, Any] | None = None) -> list[Row]:
        """What was posted, oldest first."""

    def sums(self, where: Mapping[str, Any] | None = None, group: Sequence[str] = ()) -> list[Row]:
        """The measures of what was posted, added up by movement, business date and dimensions."""


class Edges(Protocol):
    """Who became what."""

    def add(self, edges: Sequence[Edge], *, cause: Reference) -> None:
        """Append edges."""

    def trace(self, start: Sequence[Reference], direction: Direction = "down", depth: int | None = None) -> list[Row]:
        """All nodes reached from ``start``, with depth, quantity and exactness."""


class Series(Protocol):
    """Measurements in order of arrival."""

    def append(self, rows: Sequence[Mapping[str, Any]]) -> int:
        """Append a batch; how many."""

    def window(self, key: Mapping[str, Any], size: int) -> list[Row]:
        """The last ``size`` rows of a key, oldest first."""


class Context(Protocol):
    """One unit of work as a handler sees it; nothing in it outlives the transaction."""

    @property
    def user(self) -> Principal:
        """Who caused what runs."""

    @property
    def company(self) -> str:
        """The company whose records these are."""

    @property
    def now(self) -> dt.datetime:
        """The instant of this unit of work."""

    @property
    def today(self) -> dt.date:
        """The business date, in the site's zone."""

    @property
    def registry(self) -> Registry:
        """The running definitions."""

    @property
    def records(self) -> Records:
        """The door to records."""

    def new_id(self) -> str:
        """A fresh identity, for a record that others must name before it is made."""

    def ledger(self, name: str) -> Ledger:
        """The door to one ledger."""

    def edges(self, name: str) -> Edges:
        """The door to one edges model."""

    def series(self, name: str) -> Series:
        """The door to one series."""

    def call(self, operation: str, /, **inputs: Any) -> Any:
        """Call another app's operation."""

    def decide(self, table: str, /, **inputs: Any) -> Row:
        """Ask a decision table; its outputs by name, kept in the audit trail with the row that fired."""

    def setting(self, key: str) -> Any:
        """The company's value of a setting."""

    def notify(self, to: str, text: Label, record: Reference) -> None:
        """Tell a role (``role buyer``) or a user (``user <id>``) after the commit."""

    def later(
        self, handler: str, payload: Mapping[str, Any], *, key: str | None = None, at: dt.datetime | None = None
    ) -> str:
        """Call ``model.function`` of this app after the commit, as a job that is retried; the job's id.

        Rolled back, it was never asked for. With a ``key`` there is one such job, however often it is asked for.
        """


__all__ = [
    "Context",
    "Direction",
    "Edge",
    "Edges",
    "Entry",
    "Event",
    "Find",
    "Label",
    "Ledger",
    "Principal",
    "Records",
    "Series",
]
