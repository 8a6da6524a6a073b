"""The context a handler gets, over one unit of work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from zhihe.errors import NotFound
from zhihe.platform.actions import Edge, Entry, Find, Reference, Row
from zhihe.platform.context import Direction, Principal
from zhihe.platform.model.elements import Label, Model, Registry
from zhihe.platform.records import ahead, decided, fetch, together, write
from zhihe.platform.records import ledger as ledger_law
from zhihe.platform.records.settings import setting
from zhihe.platform.records.unit import Notice, Unit
from zhihe.platform.rules import later
from zhihe.platform.store import advisory, query
from zhihe.platform.store import edges as edge_store
from zhihe.platform.store import ledger as ledger_store
from zhihe.platform.store import series as series_store
from zhihe.platform.store.identity import new_id

FOUND = 5000
"""So many records at most where a handler names no limit."""
Operate = Callable[[Unit, str, Mapping[str, Any]], Any]


def model_of(unit: Unit, key: str, kind: str = "record") -> Model:
    """The model of this key and kind; NotFound naming what there is not."""
    model = unit.registry.models.get(key)
    if model is None or model.kind != kind:
        raise NotFound("model.unknown", f"There is no {kind} model {key!r}.", model=key, kind=kind)
    return model


def _pages(unit: Unit, model: Model, where: Mapping[str, Any] | None, sort: tuple[str, ...], limit: int) -> list[Row]:
    rows: list[Row] = []
    after = None
    while len(rows) < limit:
        size = min(limit - len(rows), query.LARGEST)
        page = query.find(unit.tx, model, query.Query(where=where, sort=sort, limit=size, after=after))
        rows += page.rows
        after = page.next
        if after is None:
            break
    return rows


@dataclass(frozen=True, slots=True)
class UnitRecords:
    """Records with the app's authority: locked before they are changed, told with the user who caused it."""

    unit: Unit

    def get(self, model: str, identity: str) -> Row:
        """One record; NotFound when there is none."""
        return fetch.one(self.unit, model_of(self.unit, model), identity)

    def get_many(self, model: str, identities: Sequence[str], links: Sequence[str] = ()) -> dict[str, Row]:
        """Those of the records that exist, by id; what paths of links from them lead to is read with them."""
        found = model_of(self.unit, model)
        if links:
            ahead.linked(self.unit, found, identities, links)
        return fetch.many(self.unit, found, identities)

    def lines(self, model: str, identity: str, field: str = "lines") -> list[Row]:
        """The lines of a record's field, in order."""
        found = model_of(self.unit, model)
        ahead.whole(self.unit, found, [identity], fields=[field])
        row = self.get(model, identity)
        fetch.with_lines(self.unit, found, [row], [field])
        lines: list[Row] = row[field]
        return lines

    def find(
        self, model: str, where: Mapping[str, Any] | None = None, sort: Sequence[str] = (), limit: int | None = None
    ) -> list[Row]:
        """The records that meet a filter tree; at most ``limit`` (5,000 when none is given)."""
        unit, found = self.unit, self.unit.model(model)
        if found.kind != "record":
            return _pages(unit, found, where, tuple(sort), limit or FOUND)
        # The same question again, with nothing written or locked in between, as when a rule runs for each of many.
        question = orjson.dumps((model, where, sort, limit), default=str)
        acts, rows = unit.asked.get(question, (-1, []))
        if acts != unit.tx.acts:
            pages = _pages(unit, found, where, tuple(sort), limit or FOUND)
            rows = [unit.rows.setdefault((found.key, row["id"]), row) for row in pages]
            unit.asked[question] = (unit.tx.acts, rows)
        return list(rows)

    def gather(self, *questions: Find) -> list[list[Row]]:
        """The records that meet each of several questions, in no order, all in one statement."""
        return together.gather(self.unit, questions)

    def one(self, model: str, where: Mapping[str, Any]) -> Row | None:
        """The first record that meets a filter tree, or None."""
        found = self.find(model, where, limit=1)
        return found[0] if found else None

    def aggregate(
        self,
        model: str,
        measures: Mapping[str, tuple[str, str]],
        where: Mapping[str, Any] | None = None,
        group: Sequence[str] = (),
    ) -> list[Row]:
        """Sums, counts, means, least and greatest values of records by group."""
        return query.aggregate(self.unit.tx, self.unit.model(model), where, group, measures)

    def lock(self, model: str, identities: Sequence[str]) -> dict[str, Row]:
        """The records as they stand, locked until the transaction ends."""
        return fetch.locked(self.unit, model_of(self.unit, model), identities)

    def meet(self, model: str, values: Mapping[str, Sequence[str]], *, alone: bool = False) -> None:
        """Keep out of each other's way over values by field, until the transaction ends."""
        advisory.meet(self.unit.tx, self.unit.model(model), values, alone=alone)

    def lock_where(self, model: str, where: Mapping[str, Any]) -> list[Row]:
        """The records that meet a filter tree, locked until the transaction ends, in the order of their ids."""
        return fetch.locked_where(self.unit, model_of(self.unit, model), where)

    def ensure(self, model: str, key: Mapping[str, Any], values: Mapping[str, Any]) -> Row:
        """The record with this unique key, locked; made with ``values`` where there is none."""
        return self.ensure_many(model, [(key, values)])[0]

    def ensure_many(
        self, model: str, wanted: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], *, usual: bool = False
    ) -> list[Row]:
        """The records with these unique keys, locked; each made with its values where there is none."""
        return write.ensure_many(self.unit, model_of(self.unit, model), wanted, usual=usual) if wanted else []

    def create(self, model: str, values: Mapping[str, Any]) -> Row:
        """Create one record with its lines."""
        return self.create_many(model, [values])[0]

    def create_many(self, model: str, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
        """Create records with their lines, in one statement a table."""
        return write.create_many(self.unit, model_of(self.unit, model), rows) if rows else []

    def change(self, model: str, identity: str, values: Mapping[str, Any]) -> Row:
        """Change fields and lines of one record."""
        return self.change_many(model, {identity: values})[0]

    def change_many(self, model: str, changes: Mapping[str, Mapping[str, Any]]) -> list[Row]:
        """Change fields and lines of records by id."""
        return write.change_many(self.unit, model_of(self.unit, model), changes) if changes else []

    def step(
        self,
        model: str,
        identity: str,
        step: str,
        inputs: Mapping[str, Any] | None = None,
        notes: Mapping[str, Any] | None = None,
    ) -> Row:
        """Take a step on one record."""
        return self.step_many(model, step, {identity: inputs or {}}, {identity: notes or {}})[0]

    def step_many(
        self,
        model: str,
        step: str,
        inputs: Mapping[str, Mapping[str, Any]],
        notes: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> list[Row]:
        """Take a step on records, each with its inputs, and with notes for the handlers of the step."""
        found = model_of(self.unit, model)
        return write.step_many(self.unit, found, found.steps[step], inputs, notes=notes) if inputs else []


@dataclass(frozen=True, slots=True)
class UnitLedger:
    """One ledger within a unit."""

    unit: Unit
    model: Model

    def post(
        self,
        movement: str,
        entries: Sequence[Entry],
        *,
        cause: Reference,
        on: dt.date | None = None,
        kept: bool = False,
    ) -> str:
        """Post all entries or none; the posting's id."""
        return ledger_law.post(self.unit, self.model, movement, entries, cause=cause, on=on, kept=kept)

    def keep(self, keys: Sequence[Mapping[str, Any]]) -> list[Row]:
        """The balances of these keys as they stand, locked until the transaction ends; made where missing."""
        return ledger_store.keep(self.unit.tx, self.model, keys) if keys else []

    def hold(self, gate: str, *keys: str) -> int:
        """Raise the gate of lots, locations or items, all at once; how many balances it reaches."""
        return ledger_store.hold(self.unit.tx, self.model, gate, *keys) if keys else 0

    def release(self, gate: str, *keys: str) -> int:
        """Lower the gates again, all at once; how many balances it reaches."""
        return ledger_store.release(self.unit.tx, self.model, gate, *keys) if keys else 0

    def reserve(self, entries: Sequence[Entry]) -> None:
        """Reserve (or with a negative quantity free) what stands."""
        ledger_store.reserve(self.unit.tx, self.model, entries)

    def balances(self, where: Mapping[str, Any] | None = None, group: Sequence[str] = ()) -> list[Row]:
        """What stands, by dimension."""
        return ledger_store.balances(self.unit.tx, self.model, where, group)

    def entries(self, where: Mapping[str, Any] | None = None) -> list[Row]:
        """What was posted, oldest first."""
        return ledger_store.entries(self.unit.tx, self.model, where)

    def sums(self, where: Mapping[str, Any] | None = None, group: Sequence[str] = ()) -> list[Row]:
        """The measures of what was posted, added up by movement, business date and dimensions."""
        return ledger_store.sums(self.unit.tx, self.model, where, group)


@dataclass(frozen=True, slots=True)
class UnitEdges:
    """One edges model within a unit."""

    unit: Unit
    model: Model

    def add(self, edges: Sequence[Edge], *, cause: Reference) -> None:
        """Append edges."""
        edge_store.add(self.unit.tx, self.model, edges, cause=cause, at=self.unit.now)

    def trace(self, start: Sequence[Reference], direction: Direction = "down", depth: int | None = None) -> list[Row]:
        """All nodes reached from ``start``, with depth, quantity and exactness."""
        return edge_store.trace(self.unit.tx, self.model, start, direction, depth)


@dataclass(frozen=True, slots=True)
class UnitSeries:
    """One series within a unit."""

    unit: Unit
    model: Model

    def append(self, rows: Sequence[Mapping[str, Any]]) -> int:
        """Append a batch; how many."""
        return series_store.append(self.unit.tx, self.model, rows, at=self.unit.now)

    def window(self, key: Mapping[str, Any], size: int) -> list[Row]:
        """The last ``size`` rows of a key, oldest first."""
        return series_store.window(self.unit.tx, self.model, key, size)


@dataclass(frozen=True, slots=True)
class UnitContext:
    """Everything a handler may use."""

    unit: Unit
    operate: Operate

    @property
    def user(self) -> Principal:
        """Who caused what runs."""
        return self.unit.user

    @property
    def company(self) -> str:
        """The company whose records these are."""
        return self.unit.user.company

    @property
    def now(self) -> dt.datetime:
        """The instant of this unit of work."""
        return self.unit.now

    @property
    def today(self) -> dt.date:
        """The business date, in the site's zone."""
        return self.unit.today

    @property
    def registry(self) -> Registry:
        """The running definitions."""
        return self.unit.registry

    @property
    def records(self) -> UnitRecords:
        """The door to records."""
        return UnitRecords(self.unit)

    def new_id(self) -> str:
        """A fresh identity, for a record that others must name before it is made."""
        return new_id()

    def ledger(self, name: str) -> UnitLedger:
        """The door to one ledger."""
        return UnitLedger(self.unit, model_of(self.unit, name, "ledger"))

    def edges(self, name: str) -> UnitEdges:
        """The door to one edges model."""
        return UnitEdges(self.unit, model_of(self.unit, name, "edges"))

    def series(self, name: str) -> UnitSeries:
        """The door to one series."""
        return UnitSeries(self.unit, model_of(self.unit, name, "series"))

    def call(self, operation: str, /, **inputs: Any) -> Any:
        """Call another app's operation."""
        return self.operate(self.unit, operation, inputs)

    def decide(self, table: str, /, **inputs: Any) -> Row:
        """Ask a decision table; the decision is in the audit trail of the record at hand."""
        found = self.unit.registry.decisions.get(table)
        if found is None:
            raise NotFound("decision.unknown", f"There is no decision table {table!r}.", decision=table)
        return decided.decide(self.unit, found, inputs, self.unit.cause.heard)

    def setting(self, key: str) -> Any:
        """The company's value of a setting."""
        return setting(self.unit, key)

    def notify(self, to: str, text: Label, record: Reference) -> None:
        """Tell a role (``role buyer``) or a user (``user <id>``) after the commit."""
        self.unit.notices.append(Notice(to, text, record))

    def later(
        self, handler: str, payload: Mapping[str, Any], *, key: str | None = None, at: dt.datetime | None = None
    ) -> str:
        """Call ``model.function`` of this app after the commit, as a job; the job's id."""
        return later.later(self.unit, handler, payload, key=key, at=at)
