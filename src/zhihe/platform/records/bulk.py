"""The write path for many records of which some may be wrong: each is judged alone, good ones are saved together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from zhihe.errors import Conflict, Forbidden, Invalid, NotFound
from zhihe.kernels.expression import ExpressionError
from zhihe.platform.actions import Event, Row
from zhihe.platform.model.elements import Model
from zhihe.platform.records import number, save, settle, tell
from zhihe.platform.records.draft import Draft
from zhihe.platform.records.problems import Problems
from zhihe.platform.records.shape import shape
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import closing
from zhihe.platform.store.identity import new_id

Refusal = Invalid | Conflict | Forbidden | NotFound
REFUSALS: Final = (Invalid, Conflict, Forbidden, NotFound)
"""What a record may be refused for; any other error ends the whole unit."""
Found = list[dict[str, Any]]
"""Problems of one record, each with ``field``, ``code`` and ``message``."""


def draft_of(unit: Unit, model: Model, values: Mapping[str, Any], lines: Mapping[str, Sequence[Row]]) -> Draft:
    """A new record from values that are checked already, its id among them or not; its lines with ids, in order."""
    parts = shape(model)
    row: Row = dict.fromkeys(parts.stored)
    row.update(values)
    row["id"] = identity = values.get("id") or new_id()
    row["version"] = 1
    if model.number is not None:
        row.setdefault("number", None)
    if model.states is not None:
        row["state"] = model.states.initial
    row["created_at"] = row["updated_at"] = unit.now
    row["created_by"] = row["updated_by"] = unit.user.id
    for key, declared in parts.lines.items():
        blank = shape(unit.model(declared.of)).stored
        row[key] = [
            {**dict.fromkeys(blank), **line, "parent_id": identity, "position": position}
            for position, line in enumerate(lines.get(key, ()))
        ]
    event = Event(f"{model.key}.created", model.key, row, depth=unit.cause.depth, tables=frozenset(parts.lines))
    return Draft(model, row, event, state=row.get("state"), sent=frozenset((*values, *lines)))


def judge(unit: Unit, drafts: Sequence[Draft], key: str) -> list[Found]:
    """Settle, number and guard each draft; the problems of each, none for the good ones.

    After a refusal a statement may have failed or a rule may have written something: see ``spoilt``.
    """
    settle.prefetch(unit, drafts)
    verdicts = [_settled(unit, draft, key) for draft in drafts]
    good = [draft for draft, found in zip(drafts, verdicts, strict=True) if not found]
    if key == "create" and good:
        number.assign(unit, good[0].model, [draft.row for draft in good])
    for draft, found in zip(drafts, verdicts, strict=True):
        if found or unit.tx.failed:
            continue
        try:
            unit.hooks.guard(unit, draft.event, key)
        except REFUSALS as error:
            found.extend(problems_of(error))
    return verdicts


def _settled(unit: Unit, draft: Draft, key: str) -> Found:
    problems = Problems()
    if unit.tx.failed:
        return problems.found
    try:
        settle.settle_one(unit, draft, key, problems)
    except REFUSALS as error:
        problems.found.extend(problems_of(error))
    except ExpressionError as error:
        problems.add("", "", f"expression.{error.code}", error.message)
    return problems.found


def problems_of(error: Refusal) -> Found:
    """The problems behind an error: all it lists, or itself."""
    listed = error.facts.get("errors")
    if listed:
        return list(listed)
    return [
        {
            "field": error.facts.get("field") or "",
            "code": error.code,
            "message": error.message,
            "value": error.facts.get("value"),
        }
    ]


def insert(unit: Unit, model: Model, drafts: Sequence[Draft]) -> None:
    """Save new records that were judged good, in one statement a table."""
    if drafts:
        save.insert(unit, model, [draft.row for draft in drafts])
    for draft in drafts:
        tell.created(unit, draft)


def update(unit: Unit, model: Model, drafts: Sequence[Draft]) -> list[Draft]:
    """Save changed records that were judged good; those in which anything had changed."""
    moved = save.update(unit, model, drafts) if drafts else []
    for draft in moved:
        tell.changed(unit, draft, "change")
    return moved


@contextmanager
def attempt(unit: Unit) -> Iterator[None]:
    """Do a part of a unit that is undone when it fails: in the database, in the trail, in what is remembered."""
    trail, notices = len(unit.trail), len(unit.notices)
    try:
        with unit.tx.attempt():
            yield
    except BaseException:
        del unit.trail[trail:]
        del unit.notices[notices:]
        unit.events.clear()
        forget(unit)
        raise


def spoilt(unit: Unit, trail: int) -> bool:
    """Whether a refused record left something behind: a failed statement, or rows of the trail beyond ``trail``."""
    return unit.tx.failed or len(unit.trail) > trail


def forget(unit: Unit) -> None:
    """Let go of every row read or written, so that a long unit holds only what it works on."""
    unit.rows.clear()
    unit.fixed.clear()
    unit.wanted.clear()
    unit.asked.clear()
    unit.settings = None


def part_done(unit: Unit) -> None:
    """Finish a part of a long unit: run what it caused, write its trail, let go of its rows."""
    unit.hooks.drain(unit)
    closing.close(unit.tx, unit.trail, None, unit.now)
    unit.trail.clear()
    forget(unit)
