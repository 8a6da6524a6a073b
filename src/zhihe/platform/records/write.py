"""The write path: create, change, step and delete, each in bulk, each through the same stages in the same order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhihe.errors import Conflict, PreconditionRequired
from zhihe.platform.actions import Event, Row
from zhihe.platform.model.elements import Expression, Model, States, Step
from zhihe.platform.records import access, ahead, check, fetch, lines, links, number, save, signing, tell
from zhihe.platform.records.draft import Draft
from zhihe.platform.records.env import Place, evaluate
from zhihe.platform.records.lines import LineChange
from zhihe.platform.records.problems import Problems, called, stale
from zhihe.platform.records.settle import settle
from zhihe.platform.records.shape import shape
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import rows as store
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.locks import lock_names

Versions = Mapping[str, int] | None
"""The versions a user read, by id; None when a rule acts, which locks instead."""


def create_many(unit: Unit, model: Model, given: Sequence[Mapping[str, Any]], *, direct: bool = False) -> list[Row]:
    """Create records with their lines; all problems of all of them are told at once."""
    problems = Problems()
    drafts = []
    for index, values in enumerate(given):
        at = f"[{index}]" if len(given) > 1 else ""
        drafts.append(draft_new(unit, model, values, problems, at, direct=direct))
    return save_new(unit, model, drafts, problems)


def save_new(unit: Unit, model: Model, drafts: Sequence[Draft], problems: Problems) -> list[Row]:
    """Take new drafts through the remaining stages."""
    links.resolve_new(unit, model, [draft.row for draft in drafts], problems)
    problems.raise_if_any(model.key)
    settle(unit, drafts, "create", problems)
    problems.raise_if_any(model.key)
    number.assign(unit, model, [draft.row for draft in drafts])
    for draft in drafts:
        unit.hooks.guard(unit, draft.event, "create")
    save.insert(unit, model, [draft.row for draft in drafts])
    for draft in drafts:
        tell.created(unit, draft)
    return [draft.row for draft in drafts]


def draft_new(
    unit: Unit, model: Model, values: Mapping[str, Any], problems: Problems, at: str, *, direct: bool
) -> Draft:
    """A new record from values: typed, with its id, its lines and its first state."""
    parts = shape(model)
    header = {k: v for k, v in values.items() if k not in parts.lines and k not in {"id", "number"}}
    row: Row = dict.fromkeys(parts.stored)
    row.update(check.parse(model.fields, header, problems, at=at, direct=direct))
    row["id"] = check.identity(values.get("id"), problems, at) or new_id()
    row["version"] = 1
    if model.number is not None:
        row["number"] = values.get("number")
    if model.states is not None:
        row["state"] = model.states.initial
    row["created_at"] = row["updated_at"] = unit.now
    row["created_by"] = row["updated_by"] = unit.user.id
    for key, declared in parts.lines.items():
        place = f"{at}.{key}" if at else key
        line_model = unit.model(declared.of)
        row[key] = lines.fresh(line_model, row["id"], values.get(key) or (), problems, at=place, direct=direct)
    event = Event(f"{model.key}.created", model.key, row, depth=unit.cause.depth, tables=frozenset(parts.lines))
    return Draft(model, row, event, state=row.get("state"), sent=frozenset(values) if direct else None)


Wanted = Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]
"""Unique keys, each with the values of the record to make where there is none."""


def ensure_many(unit: Unit, model: Model, wanted: Wanted, *, usual: bool = False) -> list[Row]:
    """The records with these unique keys, locked; those that are missing are made.

    Keys are locked by name before one is found missing, so that two units never both do; where records are there as a
    rule (``usual``), they are looked for without that first.
    """
    parts = sorted(wanted[0][0])
    keys = [tuple(key[part] for part in parts) for key, _values in wanted]
    found = _standing(unit, model, wanted, parts) if usual else {}
    if not found.keys() >= set(keys):
        lock_names(unit.tx, [f"{model.key}/" + "/".join(map(str, key)) for key in keys])
        found = _standing(unit, model, wanted, parts)
    missing = {at: {**given[1], **given[0]} for at, given in zip(keys, wanted, strict=True) if at not in found}
    if missing:
        found |= zip(missing, create_many(unit, model, list(missing.values())), strict=True)
    return [found[at] for at in keys]


def _standing(unit: Unit, model: Model, wanted: Wanted, parts: Sequence[str]) -> dict[tuple[Any, ...], Row]:
    rows = fetch.locked_by(unit, model, [key for key, _values in wanted])
    return {tuple(row[part] for part in parts): row for row in rows}


def change_many(
    unit: Unit,
    model: Model,
    changes: Mapping[str, Mapping[str, Any]],
    *,
    versions: Versions = None,
    direct: bool = False,
) -> list[Row]:
    """Change fields and lines of records; a user names the version he read, a rule locks instead."""
    problems = Problems()
    drafts = load(unit, model, list(changes), versions, "changed", "change")
    for draft in drafts:
        if direct:
            access.require_reason(model, unit.reason, draft.row.get("state"))
        apply(unit, draft, changes[draft.id], problems, direct=direct)
    links.resolve(unit, shape(model).links, [draft.row for draft in drafts], problems)
    problems.raise_if_any(model.key)
    return _finish(unit, drafts, "change", problems)


def step_many(
    unit: Unit,
    model: Model,
    step: Step,
    inputs: Mapping[str, Mapping[str, Any]],
    *,
    versions: Versions = None,
    notes: Mapping[str, Mapping[str, Any]] | None = None,
    direct: bool = False,
) -> list[Row]:
    """Take one step on records: inputs checked, fill, next state, guard, save, trail, event.

    ``direct`` when a user takes it himself: he signs it where it asks for that.
    """
    problems = Problems()
    drafts = load(unit, model, list(inputs), versions, step.key, step.key)
    for draft in drafts:
        _require_transition(model, draft.row, step)
        draft.inputs = step.inputs
        draft.event.inputs = check.inputs(unit, step.inputs, inputs[draft.id], problems)
        draft.event.authority = frozenset(step.authority)
        draft.event.notes.update((notes or {}).get(draft.id, {}))
        if direct:
            signing.sign(unit, draft, step)
    problems.raise_if_any(f"{model.key}.{step.key}")
    return _finish(unit, drafts, step.key, problems, step)


def delete_many(unit: Unit, model: Model, identities: Sequence[str], *, versions: Versions = None) -> None:
    """Delete drafts nobody refers to; a document that has left its first state is cancelled instead."""
    drafts = load(unit, model, identities, versions, "deleted")
    for draft in drafts:
        if model.states is not None and draft.row["state"] != model.states.initial:
            raise Conflict(
                "delete.state",
                f"{model.key} {draft.row.get('number') or draft.id} is {draft.row['state']}: only a record in its "
                f"first state ({model.states.initial}) can be deleted; cancel it instead.",
                model=model.key,
                id=draft.id,
                state=draft.row["state"],
            )
        unit.hooks.guard(unit, draft.event, "delete")
    if store.delete(unit.tx, model, [draft.id for draft in drafts]) != len(drafts):
        raise save.lost(unit, model, drafts)
    for draft in drafts:
        tell.deleted(unit, draft)
        del unit.rows[model.key, draft.id]


def load(
    unit: Unit, model: Model, identities: Sequence[str], versions: Versions, event: str, key: str = ""
) -> list[Draft]:
    """Drafts of records as they stand, with their lines; locked where no versions are named.

    ``key`` is the act whose rules will look at them, where it is told.
    """
    if versions is not None and len(identities) == 1:
        ahead.whole(unit, model, identities, key)
    rows = fetch.locked(unit, model, identities) if versions is None else _read(unit, model, identities, versions)
    fetch.with_lines(unit, model, list(rows.values()))
    return [_edit(unit, model, rows[identity], f"{model.key}.{event}") for identity in identities]


def _read(unit: Unit, model: Model, identities: Sequence[str], versions: Mapping[str, int]) -> dict[str, Row]:
    # One is saved conditional on its version; many are locked first.
    found = fetch.many(unit, model, identities) if len(identities) == 1 else fetch.locked(unit, model, identities)
    for identity in identities:
        row = found.get(identity)
        if row is None:
            raise fetch.not_found(model, identity)
        if identity not in versions:
            raise PreconditionRequired(
                "version.required",
                "A change must name the version it was made from: send If-Match with the version you read.",
                model=model.key,
                id=identity,
            )
        if row["version"] != versions[identity]:
            raise stale(model, row, versions[identity])
    return found


def _edit(unit: Unit, model: Model, row: Row, name: str) -> Draft:
    parts = shape(model)
    before = {key: value for key, value in row.items() if key not in parts.lines}
    event = Event(name, model.key, row, before=dict(before), depth=unit.cause.depth, tables=frozenset(parts.lines))
    draft = Draft(model, row, event, before=before, state=row.get("state"))
    for key, declared in parts.lines.items():
        standing = {line["id"]: dict(line) for line in row[key]}
        draft.line_changes[key] = LineChange(unit.model(declared.of), key, before=standing)
    return draft


def apply(unit: Unit, draft: Draft, values: Mapping[str, Any], problems: Problems, *, direct: bool) -> None:
    """Give a draft new values and patched lines, typed by their fields."""
    parts = shape(draft.model)
    header = {k: v for k, v in values.items() if k not in parts.lines}
    parsed = check.parse(draft.model.fields, header, problems, direct=direct)
    if direct:
        moved = {key for key, value in parsed.items() if draft.row.get(key) != value}
        draft.sent = frozenset(moved | (values.keys() & parts.lines.keys()))
    draft.row.update(parsed)
    for key in parts.lines:
        if key in values:
            draft.merge(lines.patch(unit, draft.model, draft.row, key, values[key], problems, direct=direct))


def _require_transition(model: Model, row: Row, step: Step) -> None:
    possible = _states(model).transitions.get(row["state"], {})
    if step.key not in possible:
        raise Conflict(
            "step.state",
            f"{model.key} {called(model, row)} is already {row['state']}: the step {step.key} is not "
            f"possible now; possible: {', '.join(possible) or 'none'}.",
            model=model.key,
            id=row["id"],
            state=row["state"],
            step=step.key,
            possible=sorted(possible),
        )


def _states(model: Model) -> States:
    if model.states is None:
        raise Conflict("step.none", f"{model.key} has no states and so no steps.", model=model.key)
    return model.states


def _target(unit: Unit, draft: Draft, step: Step) -> str:
    states = _states(draft.model)
    target = states.transitions[draft.row["state"]][step.key]
    if not isinstance(target, Expression):
        return target
    found = evaluate(unit, target, Place(unit, draft.model, draft.row, event=draft.event, inputs=step.inputs))
    if found not in states.transitions:
        raise Conflict(
            "step.target",
            f"{target.text} gave {found!r}, which is no state of {draft.model.key}.",
            step=step.key,
        )
    return str(found)


def _finish(unit: Unit, drafts: Sequence[Draft], key: str, problems: Problems, step: Step | None = None) -> list[Row]:
    if not drafts:
        return []
    settle(unit, drafts, key, problems)
    # What an app's own handler changes is its own affair; guards of `change` are for users and for other apps.
    if step is not None or unit.cause.app != drafts[0].model.app:
        for draft in drafts:
            unit.hooks.guard(unit, draft.event, key)
    problems.raise_if_any(drafts[0].model.key)
    if step is not None:
        for draft in drafts:
            draft.state = _target(unit, draft, step)
    moved = save.update(unit, drafts[0].model, drafts)
    for draft in drafts:
        # A step is told even where it changed no field: somebody took it.
        if step is not None or draft in moved:
            tell.changed(unit, draft, key, draft.event.inputs if step else None)
    return [draft.row for draft in drafts]
