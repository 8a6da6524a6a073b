"""Between what was sent and what is saved: defaults, fills, stored formulas, then what must hold of the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zhihe.platform.model.elements import Model
from zhihe.platform.records import check, forms, lines, links
from zhihe.platform.records.draft import Draft
from zhihe.platform.records.env import Place
from zhihe.platform.records.problems import Problems
from zhihe.platform.records.shape import shape
from zhihe.platform.records.unit import Unit


def settle(unit: Unit, drafts: Sequence[Draft], key: str, problems: Problems) -> None:
    """Bring drafts to the form in which they will be saved; ``key`` is ``create``, ``change`` or a step."""
    prefetch(unit, drafts)
    for draft in drafts:
        settle_one(unit, draft, key, problems)


def settle_one(unit: Unit, draft: Draft, key: str, problems: Problems) -> None:
    """Bring one draft to its final form; what it links to was read before, with that of all others."""
    place = Place(unit, draft.model, draft.row, event=draft.event, inputs=draft.inputs)
    if key == "create":
        _each(unit, draft, place, lambda model, at, _path: check.defaults(unit, model, at))
    unit.hooks.fill(unit, draft.event, key)
    _adopt_lines(unit, draft, key, problems)
    _each(unit, draft, place, lambda model, at, _path: check.formulas(unit, model, at), header_last=True)
    _each(unit, draft, place, lambda model, at, path: check.complete(unit, model, at, problems, path))
    forms.hold(unit, draft, problems)


def prefetch(unit: Unit, drafts: Sequence[Draft]) -> None:
    """Note what these drafts link to, to be read in one look a model where a rule looks."""
    if not drafts:
        return
    model = drafts[0].model
    check.prefetch(unit, model, [draft.row for draft in drafts])
    for key, declared in shape(model).lines.items():
        rows = [line for draft in drafts for line in draft.row.get(key) or ()]
        check.prefetch(unit, unit.model(declared.of), rows)


def _each(
    unit: Unit,
    draft: Draft,
    place: Place,
    do: Callable[[Model, Place, str], None],
    *,
    header_last: bool = False,
) -> None:
    """The header and every line; header last where its formulas add up those of the lines."""
    if not header_last:
        do(draft.model, place, "")
    for key, declared in shape(draft.model).lines.items():
        line_model = unit.model(declared.of)
        for index, row in enumerate(draft.row.get(key) or ()):
            do(line_model, place.line(line_model, row), f"{key}[{index}]")
    if header_last:
        do(draft.model, place, "")


def _adopt_lines(unit: Unit, draft: Draft, key: str, problems: Problems) -> None:
    """Lines that a fill gives its record (``event.set(record, schedule=[…])``) become lines like any other."""
    changes = draft.event.changes.get(draft.id, {})
    for name, declared in shape(draft.model).lines.items():
        if name not in changes:
            continue
        given = changes.pop(name)
        if key == "create":
            model = unit.model(declared.of)
            rows = draft.row[name] = lines.fresh(model, draft.id, given, problems, at=name, direct=False)
            links.resolve(unit, shape(model).links, rows, problems, name)
        else:
            draft.merge(lines.patch(unit, draft.model, draft.row, name, given, problems, direct=False))
