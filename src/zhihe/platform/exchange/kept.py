"""Imports that are kept: uploaded and checked, corrected and mapped, then loaded or given up; a company's history."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import orjson

from zhihe.errors import Conflict, Forbidden, Invalid, NotFound, ZhiheError
from zhihe.platform.actions import Row
from zhihe.platform.context import Principal
from zhihe.platform.exchange import preview
from zhihe.platform.exchange.corrected import corrected, corrections_of
from zhihe.platform.exchange.documents import Progress
from zhihe.platform.exchange.importing import Import, Mode, Options, Undone, importable, silent
from zhihe.platform.exchange.mapping import EXISTING, Existing, read_mapping
from zhihe.platform.exchange.opened import Layout, read_table
from zhihe.platform.exchange.plan import require_import
from zhihe.platform.exchange.report import Outcome, error_file, in_chinese, plainly
from zhihe.platform.exchange.table import Table
from zhihe.platform.jobs import Origin, enqueue
from zhihe.platform.model.wording import Names
from zhihe.platform.records import bulk
from zhihe.platform.records.access import grant, require_reason
from zhihe.platform.records.fetch import is_id
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules.engine import Engine
from zhihe.platform.store import imports as store
from zhihe.platform.store import job_rows
from zhihe.platform.store.identity import new_id

MODES: Final[Mapping[str, Mode]] = {"all_or_nothing": "all", "good_rows": "good"}
OPEN: Final = ("checked", "failed")
"""States in which an import can still be changed, loaded or given up."""
AT_ONCE: Final = 2_000
"""Up to so many rows a request takes itself; more are taken by a job."""
JOB: Final = "exchange.import"
ATTEMPTS: Final = 3
LIMIT: Final = 100
NOWHERE: Final = MappingProxyType({"row": 0, "column": None, "heading": None, "field": None, "value": ""})
"""The place of an error of the whole file."""
_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """What was sent: the file and how to take it; ``mapping`` as ``given_mapping`` reads it."""

    model: str
    file: str
    content: bytes
    mapping: Mapping[str, Any] | None = None
    mode: str = "all_or_nothing"
    on_known: str = "update"

    @property
    def digest(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.content).hexdigest()


def upload(unit: Unit, sent: Upload, table: Table, *, dry_run: bool) -> Row:
    """Check a file, or load it at once, and keep the import; ``table`` is the file, opened before."""
    row: Row = {
        "id": new_id(),
        "at": unit.now,
        "user_id": unit.user.id,
        "model": sent.model,
        "file": sent.file[:_NAME],
        "sha256": sent.digest,
        "size": len(sent.content),
        "state": "checked",
        "mode": _one_of("mode", sent.mode, tuple(MODES)),
        "on_known": _one_of("on_known", sent.on_known, EXISTING),
        "mapping": sent.mapping,
        "corrections": [],
        "wrong_rows": None,
        "job_id": None,
    }
    # What is loaded unseen must say by itself what each column is; what is only checked shows those without a field.
    _take(unit, row, table, dry_run=dry_run, strict=not dry_run and sent.mapping is None)
    store.add(unit.tx, {**row, "content": None if row["state"] == "done" else sent.content})
    return shown(row)


def opened(content: bytes, mapping: Mapping[str, Any] | None) -> Table:
    """The file as a mapping says it is laid out."""
    layout = Layout()
    if mapping is not None and "fields" in mapping and "file" in mapping:
        layout = read_mapping(orjson.dumps(mapping, default=str).decode()).layout
    return read_table(content, layout)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An import's file, opened for a mapping, before the transaction that uses it begins."""

    id: str
    table: Table
    mapping: Mapping[str, Any] | None


def prepared(
    engine: Engine,
    user: Principal,
    identity: str,
    mapping: Mapping[str, Any] | None = None,
    *,
    running: bool = False,
) -> Prepared:
    """Fetch and open the file of an import that is still open, or for its job of one that is running."""

    def look(unit: Unit) -> tuple[Row, bytes | None]:
        return _own(unit, identity), store.content(unit.tx, identity)

    row, content = engine.read(user, look)
    if not running:
        _require_open(row)
    if content is None:
        raise _closed(row)
    told = row["mapping"] if mapping is None else mapping
    return Prepared(identity, opened(content, told), told)


def amend(unit: Unit, ready: Prepared, changes: Mapping[str, Any]) -> Row:
    """Change mapping, corrections, mode or on_known of an import, and check it again."""
    if strange := sorted(changes.keys() - {"mapping", "corrections", "mode", "on_known"}):
        raise Invalid("import.key", f"There is no {strange[0]!r} to change on an import.", field=strange[0])
    row = _locked(unit, ready.id)
    row["mapping"] = ready.mapping
    row["mode"] = _one_of("mode", changes.get("mode", row["mode"]), tuple(MODES))
    row["on_known"] = _one_of("on_known", changes.get("on_known", row["on_known"]), EXISTING)
    if "corrections" in changes:
        row["corrections"] = corrections_of(changes["corrections"], row["corrections"])
    _take(unit, row, ready.table, dry_run=True)
    return _saved(unit, row)


def run(unit: Unit, ready: Prepared) -> Row:
    """Load an import that was checked; where its mode asks for all rows to be good and one is not, it stays open."""
    row = _locked(unit, ready.id)
    if row["mapping"] != ready.mapping:
        raise Conflict("import.changed", "This import was changed just now; read it again and run it then.")
    _take(unit, row, ready.table, dry_run=False)
    return _saved(unit, row)


def finish(unit: Unit, ready: Prepared, progress: Progress, *, dry_run: bool, strict: bool) -> Row:
    """The part of the job: the import itself; it is undone where somebody gave it up meanwhile."""
    row = _own(unit, ready.id)
    _attempt(unit, row, ready.table, Way(dry_run, strict, progress))
    if _own(unit, ready.id, lock=True)["state"] != "running":
        raise _closed(row)
    return _saved(unit, row)


def fail(unit: Unit, identity: str, error: ZhiheError) -> None:
    """Note why the job of an import could not do it; the import is open again."""
    row = _own(unit, identity, lock=True)
    if row["state"] == "running":
        row["state"] = "failed"
        row["errors"] = [{**NOWHERE, "code": error.code, "message": error.message}]
        _saved(unit, row)


def cancel(unit: Unit, identity: str) -> Row:
    """Give an import up, also while its job runs; its file is gone, its history stays."""
    row = _own(unit, identity, lock=True)
    if row["state"] == "running":
        job_rows.ask_to_stop(unit.tx, row["job_id"])
    else:
        _require_open(row)
    row["state"] = "cancelled"
    return _saved(unit, row)


def one(unit: Unit, identity: str) -> Row:
    """An import with its errors; while a job takes it, how far that is."""
    row = _own(unit, identity)
    job = None if row["job_id"] is None else job_rows.one(unit.tx, row["job_id"])
    progress = None
    if job is not None and row["state"] == "running" and job["done"] is not None:
        progress = {"done": job["done"], "total": job["total"]}
    return {**shown(row), "progress": progress}


def history(unit: Unit, model: str, limit: int, after: str | None) -> list[Row]:
    """The newest imports this user made, all of the company for an administrator."""
    if not 0 < limit <= LIMIT:
        raise Invalid("list.limit", f"limit is 1 to {LIMIT}, not {limit}.", field="limit", value=limit)
    if after is not None and not is_id(after):
        raise Invalid("list.after", f"after is the id of an import, not {after!r}.", field="after", value=after)
    known = [
        key
        for key, each in unit.registry.models.items()
        if (not model or key == model) and grant(unit.registry, each, unit.user).imports
    ]
    user = None if unit.user.administrator else unit.user.id
    return [shown(row) for row in store.page(unit.tx, user=user, models=known, limit=limit, after=after)]


def wrong_rows(unit: Unit, identity: str) -> bytes:
    """The wrong rows of an import as CSV, with their numbers and reasons, to be corrected and imported."""
    found = _own(unit, identity)["wrong_rows"]
    if found is None:
        raise NotFound("import.errors", "No row of this import was wrong.", id=identity)
    return bytes(found)


def shown(row: Row) -> Row:
    """An import as it is answered."""
    return {key: value for key, value in row.items() if key not in {"wrong_rows", "user_id"}}


@dataclass(frozen=True, slots=True)
class Way:
    """How a file is taken: keeping it or not, with headings that must all name fields or not, and who hears of it."""

    dry_run: bool
    strict: bool = False
    progress: Progress = silent


def _take(unit: Unit, row: Row, table: Table, *, dry_run: bool, strict: bool = False) -> None:
    """Import the file, or try to, and note in the row what came of it; a large one is given to a job."""
    if table.count <= AT_ONCE:
        _attempt(unit, row, table, Way(dry_run, strict))
        return
    model = importable(unit, row["model"])
    require_import(grant(unit.registry, model, unit.user), model)
    if not dry_run and row["on_known"] == "update":
        # Asked for now: the job cannot ask anybody.
        require_reason(model, unit.reason)
    row["columns"] = preview.columns_read(table, None)
    row["counts"] = {"rows": table.count}
    row["errors"], row["wrong_rows"], row["state"] = [], None, "running"
    payload = {"import": row["id"], "dry_run": dry_run, "strict": strict, "reason": unit.reason}
    row["job_id"] = enqueue(
        unit.tx, JOB, payload, origin=Origin(user_id=unit.user.id, model=row["model"]), attempts=ATTEMPTS
    )


def _attempt(unit: Unit, row: Row, table: Table, way: Way) -> None:
    asked = Import(
        row["model"],
        corrected(table, row["corrections"]),
        options=Options(mode=MODES[row["mode"]], dry_run=way.dry_run, existing=_existing(row["on_known"])),
        progress=way.progress,
        file=row["file"],
        digest=row["sha256"],
        sketch=None if way.strict else row["mapping"] or {},
    )
    try:
        outcome = _attempted(unit, asked)
    except Invalid as error:
        if not way.dry_run or row["mapping"] or error.code != "mapping.invalid":
            raise
        # Nothing can be read yet: the screen shows the columns, and that they are to be mapped.
        _unread(row, table, error)
        return
    row["columns"] = outcome.columns
    row["counts"] = preview.counts(outcome)
    row["errors"] = preview.errors(outcome, outcome.columns)
    say = in_chinese(Names(unit.registry)) if unit.user.language == "zh" else plainly
    row["wrong_rows"] = error_file(outcome, say) if outcome.errors else None
    row["state"] = "done" if outcome.saved else "checked"


def _unread(row: Row, table: Table, error: Invalid) -> None:
    row["columns"] = preview.columns_read(table, None)
    row["counts"] = preview.counts(Outcome(table.count, wrong=table.count))
    row["state"] = "checked"
    row["errors"] = [{**NOWHERE, "code": error.code, "message": error.message}]
    row["wrong_rows"] = None


def _attempted(unit: Unit, asked: Import) -> Outcome:
    """The import within the unit that keeps its history: undone alone where nothing is to be kept."""
    before = unit.cause
    try:
        with bulk.attempt(unit):
            outcome = asked.work(unit)
            bulk.part_done(unit)
            return outcome
    except Undone as undone:
        return undone.outcome
    finally:
        unit.cause = before


def _existing(name: str) -> Existing:
    return next(each for each in EXISTING if each == name)


def _one_of(key: str, value: object, known: tuple[str, ...]) -> str:
    if value not in known:
        raise Invalid(f"import.{key}", f"{key} is {', '.join(known)}, not {value!r}.", field=key, value=value)
    return str(value)


def _own(unit: Unit, identity: str, *, lock: bool = False) -> Row:
    row = store.get(unit.tx, identity, lock=lock) if is_id(identity) else None
    if row is None or (row["user_id"] != unit.user.id and not unit.user.administrator):
        raise NotFound("import.not_found", f"There is no import {identity}, or it is not yours.", id=identity)
    if row["state"] == "running" and row["job_id"] is not None:
        job = job_rows.one(unit.tx, row["job_id"])
        if job is None or job["state"] in {"dead", "cancelled"}:
            row["state"] = "failed"
    model = unit.registry.models.get(row["model"])
    if model is None or not grant(unit.registry, model, unit.user).imports:
        raise Forbidden("access.import", f"Your roles do not let you import {row['model']}.", model=row["model"])
    return row


def _locked(unit: Unit, identity: str) -> Row:
    row = _own(unit, identity, lock=True)
    _require_open(row)
    return row


def _require_open(row: Row) -> None:
    if row["state"] not in OPEN:
        raise _closed(row)


def _closed(row: Row) -> Conflict:
    return Conflict(
        "import.closed",
        f"This import is {row['state']}; upload the file again to import it once more.",
        id=row["id"],
        state=row["state"],
    )


def _saved(unit: Unit, row: Row) -> Row:
    row["changed_at"] = unit.now
    store.change(unit.tx, row)
    return shown(row)
