"""Stage three: insert and conditional update, headers and lines each in one statement however many they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhihe.errors import Conflict, ZhiheError
from zhihe.platform.actions import Row
from zhihe.platform.model.elements import Model
from zhihe.platform.records import fetch
from zhihe.platform.records.draft import Draft
from zhihe.platform.records.problems import called, stale
from zhihe.platform.records.shape import shape
from zhihe.platform.records.unit import Unit, Unsent
from zhihe.platform.store import rows as store


def insert(unit: Unit, model: Model, rows: Sequence[Row]) -> None:
    """Insert records and their lines; afterwards the unit knows them as its own."""
    _insert(unit, model, rows)
    for row in rows:
        unit.rows[model.key, row["id"]] = row
        unit.fixed.add((model.key, row["id"]))


def _insert(unit: Unit, model: Model, rows: Sequence[Row]) -> None:
    lines = shape(model).lines
    bare = [{k: v for k, v in row.items() if k not in lines} for row in rows] if lines else rows
    found = {key: [line for row in rows for line in row[key]] for key in lines}
    added = [store.Lines(unit.model(lines[key].of), each) for key, each in found.items() if each]
    waiting = store.insert(unit.tx, model, bare, added, wait=True)
    unit.unsent = None if waiting is None else Unsent(waiting, model, rows)


def _inserted_anew(unit: Unit, model: Model, drafts: Sequence[Draft]) -> bool:
    """Whether records that were made and not yet sent are sent as they are now: made and released is one save."""
    unsent = unit.unsent
    if unsent is None or unsent.waiting is not unit.tx.waiting or unsent.model is not model:
        return False
    if not {draft.id for draft in drafts} <= {row["id"] for row in unsent.rows}:
        return False
    unit.tx.waiting = None
    _insert(unit, model, unsent.rows)
    return True


def update(unit: Unit, model: Model, drafts: Sequence[Draft]) -> list[Draft]:
    """Save what differs, conditional on the version each draft was made from; returns those that had changes."""
    moved = [draft for draft in drafts if _settle_state(draft) or _line_changes(draft) or header_changes(draft)]
    if not moved:
        return []
    for draft in moved:
        draft.row["version"] = draft.version + 1
        draft.row["updated_at"], draft.row["updated_by"] = unit.now, unit.user.id
    if _inserted_anew(unit, model, moved):
        return moved
    changes = [{**header_changes(draft), **_system(unit, draft)} for draft in moved]
    lines = _lines_to_save(unit, moved)
    if len(moved) == 1:

        def done(count: int) -> None:
            if count != 1:
                raise lost(unit, model, moved)

        draft = moved[0]
        written = store.update(
            unit.tx, model, draft.id, changes[0], version=draft.version, state=None, lines=lines, done=done
        )
    else:
        # Many are locked before they are changed, so their versions are what was read. All get what one of them
        # changes: rows of the same fields are one statement.
        fields = dict.fromkeys(key for row in changes for key in row)
        written = store.update_many(
            unit.tx, model, [{"id": draft.id, **{key: draft.row.get(key) for key in fields}} for draft in moved]
        )
    if written != len(moved):
        raise lost(unit, model, moved)
    if len(moved) > 1:
        store.save_lines(unit.tx, lines)
    unit.fixed.update((model.key, draft.id) for draft in moved)
    return moved


def header_changes(draft: Draft) -> dict[str, Any]:
    """The stored header fields that differ from before."""
    return {key: draft.row.get(key) for key in shape(draft.model).stored if draft.row.get(key) != draft.before.get(key)}


def _system(unit: Unit, draft: Draft) -> dict[str, Any]:
    system = {"updated_at": unit.now, "updated_by": unit.user.id}
    return system if draft.model.states is None else {**system, "state": draft.row["state"]}


def _settle_state(draft: Draft) -> bool:
    if draft.state is None:
        return False
    draft.row["state"] = draft.state
    return draft.state != draft.before.get("state")


def _line_changes(draft: Draft) -> bool:
    return any(
        change.added or change.removed or change.changed(draft.row[key]) for key, change in draft.line_changes.items()
    )


def _lines_to_save(unit: Unit, drafts: Sequence[Draft]) -> list[store.Lines]:
    """What is added and changed, by line model; what is gone is deleted first, so that its keys are free."""
    lines = []
    for key in dict.fromkeys(key for draft in drafts for key in draft.line_changes):
        changes = [(draft, draft.line_changes[key]) for draft in drafts if key in draft.line_changes]
        model = changes[0][1].model
        removed = [row["id"] for _draft, change in changes for row in change.removed]
        added = [row for _draft, change in changes for row in change.added]
        changed = [row for draft, change in changes for row in change.changed(draft.row[key])]
        if removed:
            store.delete(unit.tx, model, removed)
        if added or changed:
            lines.append(store.Lines(model, added, changed))
    return lines


def lost(unit: Unit, model: Model, drafts: Sequence[Draft]) -> ZhiheError:
    """The error for an update that met a newer version: what happened meanwhile, in the words of the record."""
    newest = {row["id"]: row for row in store.get(unit.tx, model, [draft.id for draft in drafts])}
    for draft in drafts:
        row = newest.get(draft.id)
        if row is None:
            return fetch.not_found(model, draft.id)
        if row["version"] == draft.version:
            continue
        if row.get("state") != draft.before.get("state"):
            return Conflict(
                "step.state",
                f"{model.key} {called(model, row)} is already {row['state']}: somebody else was first; read it again.",
                model=model.key,
                id=row["id"],
                state=row["state"],
            )
        return stale(model, row, draft.version)
    raise AssertionError(f"{model.key}: an update found fewer rows than it was given, yet none had changed")
