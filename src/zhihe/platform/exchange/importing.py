"""An import: a file's documents taken chunk by chunk into one transaction that is kept, or undone as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from zhihe.errors import NotFound
from zhihe.platform.context import Principal
from zhihe.platform.exchange.assigned import given_mapping
from zhihe.platform.exchange.chunk import Chunks
from zhihe.platform.exchange.documents import Document, Progress, Reading
from zhihe.platform.exchange.mapping import Existing, FileMapping, read_mapping
from zhihe.platform.exchange.opened import read_table
from zhihe.platform.exchange.plan import plan_of
from zhihe.platform.exchange.preview import columns_read
from zhihe.platform.exchange.report import Outcome
from zhihe.platform.exchange.table import Table
from zhihe.platform.model.elements import Model
from zhihe.platform.records import bulk, tell
from zhihe.platform.records.unit import Cause, Unit
from zhihe.platform.rules.engine import Engine

Mode = Literal["all", "good"]
CHUNK: Final = 2_000
"""So many rows are taken at once: enough that statements do not count, few enough to be done again in parts."""
EVERY: Final = "*"
"""In place of a record's id in the trail: the model as a whole."""


class Undone(Exception):  # noqa: N818 - not an error: what was asked for, or told in the outcome
    """Nothing was kept: a dry run, or wrong rows where all had to be good."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__("nothing was kept")
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Options:
    """All rows or the good ones only; whether to keep anything; what else than the mapping decides."""

    mode: Mode = "all"
    dry_run: bool = False
    existing: Existing | None = None
    steps: tuple[str, ...] = ()


def silent(done: int, total: int) -> None:
    """Hears of progress and says nothing."""
    del done, total


@dataclass(frozen=True, slots=True)
class Import:
    """A file opened for a model: ``work`` does it within a unit; ``progress`` hears rows done of rows in all.

    ``told`` is a mapping file, ``sketch`` what a screen says instead of one.
    """

    model: str
    table: Table
    told: FileMapping | None = None
    options: Options = field(default_factory=Options)
    progress: Progress = silent
    file: str = ""
    digest: str = ""
    sketch: Mapping[str, Any] | None = None

    def work(self, unit: Unit) -> Outcome:
        """Import the file as the unit's user; raises Undone where nothing is to be kept."""
        model = importable(unit, self.model)
        told = self.told
        if self.sketch is not None:
            told = given_mapping(unit.registry, model, self.table.header, self.sketch)
        plan = plan_of(unit.registry, model, unit.user, self.table.header, told)
        outcome = Outcome(
            self.table.count,
            dry_run=self.options.dry_run,
            ignored=plan.ignored,
            header=self.table.header,
            columns=columns_read(self.table, plan),
        )
        self._told(unit, model)
        reading = Reading(plan, unit.now, unit.today)
        chunks = Chunks(unit, plan, outcome, self.options.existing, self.options.steps)
        self._take(reading, chunks)
        outcome.skipped += reading.skipped
        if outcome.dry_run or (outcome.errors and self.options.mode == "all"):
            raise Undone(outcome)
        outcome.saved = True
        return outcome

    def _take(self, reading: Reading, chunks: Chunks) -> None:
        waiting: list[Document] = []
        rows = done = 0
        for document in reading.documents(self.table):
            waiting.append(document)
            rows += len(document.rows)
            if rows >= CHUNK:
                chunks.take(waiting)
                done, rows, waiting = done + rows, 0, []
                self.progress(min(done + reading.skipped, self.table.count), self.table.count)
        chunks.take(waiting)
        self.progress(self.table.count, self.table.count)

    def _told(self, unit: Unit, model: Model) -> None:
        """One row of the trail for the file; all that is imported names it as its cause."""
        changes: dict[str, Any] = {
            "rows": [None, self.table.count],
            "mode": [None, self.options.mode],
            "file": [None, self.file],
            "sha256": [None, self.digest],
        }
        trace = tell.write(unit, model, EVERY, "import", 0, changes)
        unit.cause = Cause(trace_id=trace)
        bulk.part_done(unit)


def importable(unit: Unit, key: str) -> Model:
    """The model of this key, where its records can be imported; NotFound otherwise."""
    model = unit.registry.models.get(key)
    if model is None or model.kind != "record":
        raise NotFound("model.unknown", f"There is no model {key!r} to import into.", model=key)
    if model.line_of:
        raise NotFound(
            "model.line", f"{key} are lines of {model.line_of}: import them with their {model.line_of}.", model=key
        )
    return model


def open_import(
    model: str,
    content: bytes,
    *,
    mapping: str | None = None,
    options: Options | None = None,
    progress: Progress = silent,
    file: str = "",
) -> Import:
    """Read a file and its mapping before any transaction begins; Invalid says what is wrong with them."""
    told = None if mapping is None else read_mapping(mapping)
    table = read_table(content, None if told is None else told.layout)
    digest = hashlib.sha256(content).hexdigest()
    return Import(model, table, told, options or Options(), progress, file, digest)


def run_import(engine: Engine, user: Principal, asked: Import, *, request_id: str = "", reason: str = "") -> Outcome:
    """Do an import in a transaction of its own; the outcome says whether anything was kept."""
    try:
        return engine.run(user, asked.work, request_id=request_id, reason=reason)
    except Undone as undone:
        return undone.outcome
