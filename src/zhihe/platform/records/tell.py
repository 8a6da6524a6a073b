"""Stage five: write the trail and queue the event, so that the ``when`` lines of all apps hear of it."""

from __future__ import annotations

from typing import Any

from zhihe.platform.actions import Event, Row
from zhihe.platform.model.elements import Model
from zhihe.platform.records import held, signing
from zhihe.platform.records.audit import Trace, canonical, difference
from zhihe.platform.records.draft import Draft
from zhihe.platform.records.shape import LINE_SYSTEM, shape
from zhihe.platform.records.unit import Unit
from zhihe.platform.store.identity import new_id


def created(unit: Unit, draft: Draft) -> None:
    """Trail and event of a new record."""
    parts = shape(draft.model)
    row = draft.row
    changes: dict[str, Any] = {key: [None, row[key]] for key in parts.told if row.get(key) is not None}
    for key, declared in parts.lines.items():
        if draft.row[key]:
            model = unit.model(declared.of)
            changes[key] = {line["id"]: difference({}, _content(model, line)) for line in draft.row[key]}
    _tell(unit, draft, "create", changes)
    held.note(unit, draft.model, draft.row, changes)


def changed(unit: Unit, draft: Draft, action: str, inputs: Row | None = None) -> None:
    """Trail and event of a change or step."""
    parts = shape(draft.model)
    after = {key: draft.row.get(key) for key in parts.stored}
    if "state" in draft.before:
        after["state"] = draft.row["state"]
    changes: dict[str, Any] = difference(draft.before, after)
    draft.event.before = {key: pair[0] for key, pair in changes.items()}
    for key, change in draft.line_changes.items():
        told = {row["id"]: difference({}, _content(change.model, row)) for row in change.added}
        told |= {
            row["id"]: difference(change.before[row["id"]], _content(change.model, row))
            for row in change.changed(draft.row[key])
        }
        told |= {row["id"]: {"_deleted": [_content(change.model, row), None]} for row in change.removed}
        if told:
            changes[key] = told
    if inputs:
        changes["_inputs"] = [None, inputs]
    if draft.signature:
        changes[signing.SIGNATURE] = [None, signing.signed(draft, draft.row)]
    _tell(unit, draft, action, changes)
    held.note(unit, draft.model, draft.row, changes)


def deleted(unit: Unit, draft: Draft) -> None:
    """Trail and event of a deletion; the trail keeps all that was in the record."""
    parts = shape(draft.model)
    changes: dict[str, Any] = {
        key: [draft.row.get(key), None] for key in parts.stored if draft.row.get(key) is not None
    }
    for key, declared in parts.lines.items():
        model = unit.model(declared.of)
        gone = {line["id"]: {"_deleted": [_content(model, line), None]} for line in draft.row.get(key) or ()}
        if gone:
            changes[key] = gone
    _tell(unit, draft, "delete", changes)
    if held.holds(unit.registry, draft.model):
        held.forget(unit, draft.model, draft.id)


def _content(model: Model, line: Row) -> Row:
    del model
    return {key: value for key, value in line.items() if key not in LINE_SYSTEM and value is not None}


def _tell(unit: Unit, draft: Draft, action: str, changes: dict[str, Any]) -> None:
    trace_id = write(unit, draft.model, draft.id, action, int(draft.row["version"]), changes)
    queue(unit, draft.event, trace_id)


def write(unit: Unit, model: Model, identity: str, action: str, version: int, changes: dict[str, Any]) -> str:
    """Add one row to the trail of this unit; it is written with the whole batch when the unit closes."""
    return note(unit, (model.app, model.key, identity), action, version, changes)


def note(unit: Unit, about: tuple[str, str, str], action: str, version: int, changes: dict[str, Any]) -> str:
    """Add one row to the trail about something named by its app, model and id."""
    app, model, identity = about
    line = unit.cause.line
    trace = Trace(
        id=new_id(),
        at=unit.now,
        user_id=unit.user.id,
        app=app,
        model=model,
        record_id=identity,
        action=action,
        version=version,
        changes=canonical(changes),
        cause_id=unit.cause.trace_id,
        rule="" if line is None else line.source,
        request_id=unit.request_id,
        reason=unit.reason,
        definition_version=unit.registry.version,
    )
    unit.trail.append(trace)
    return trace.id


def queue(unit: Unit, event: Event, trace_id: str) -> None:
    """Queue an event that some ``when`` line listens to; they run first in, first out."""
    if event.name in unit.registry.whens:
        unit.events.append((event, trace_id))
