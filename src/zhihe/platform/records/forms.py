"""What a form asks of a user's save: what it requires, closes and offers holds however the values were sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from zhihe.platform.model.elements import Expression, Model, Placed
from zhihe.platform.records.check import EMPTY
from zhihe.platform.records.draft import Draft
from zhihe.platform.records.env import Place, evaluate
from zhihe.platform.records.problems import Problems
from zhihe.platform.records.shape import shape
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import query


@dataclass(frozen=True, slots=True)
class Asked:
    """One field as a form places it, with the conditions of the groups around it."""

    key: str
    place: Placed
    visible: tuple[Expression, ...]


def hold(unit: Unit, draft: Draft, problems: Problems) -> None:
    """Note what a form asks of the fields and lines of a record and is not met; rules and handlers have no form."""
    if draft.sent is None:
        return
    place = Place(unit, draft.model, draft.row, event=draft.event, inputs=draft.inputs)
    _row(unit, place, draft.sent, problems, "")
    for key, declared in shape(draft.model).lines.items():
        line_model = unit.model(declared.of)
        if key in draft.sent and asked_of(line_model):
            for index, row in enumerate(draft.row.get(key) or ()):
                _row(unit, place.line(line_model, row), frozenset(row), problems, f"{key}[{index}]")


@lru_cache(maxsize=4096)
def asked_of(model: Model) -> tuple[Asked, ...]:
    """The fields of a model on which its form puts conditions."""
    return tuple(_asked(model, model.form, ()))


def _asked(model: Model, places: Sequence[Placed], above: tuple[Expression, ...]) -> Iterator[Asked]:
    for place in places:
        visible = above if place.visible is None else (*above, place.visible)
        if place.rows:
            yield from _asked(model, place.rows, visible)
        elif place.kind == "field" and place.target in model.fields and _conditions(place):
            yield Asked(place.target, place, visible)


def _conditions(place: Placed) -> bool:
    return any(each is not None for each in (place.required, place.readonly, place.options))


def _row(unit: Unit, place: Place, sent: frozenset[str], problems: Problems, at: str) -> None:
    for asked in asked_of(place.model):
        if not all(evaluate(unit, each, place) is True for each in asked.visible):
            continue
        if _holds(unit, asked.place.readonly, place):
            if asked.key in sent:
                problems.add(at, asked.key, "form.readonly", "the form closes this field here; leave it as it was")
        elif place.row.get(asked.key) in EMPTY:
            if _holds(unit, asked.place.required, place):
                label = place.model.fields[asked.key].label
                problems.add(at, asked.key, "field.required", f"{label.zh} {label.en} is required here")
        elif asked.key in sent and asked.place.options is not None:
            _offered(unit, asked, asked.place.options, place, problems, at)


def _holds(unit: Unit, condition: Expression | None, place: Place) -> bool:
    return condition is not None and evaluate(unit, condition, place) is True


def _offered(unit: Unit, asked: Asked, options: Expression, place: Place, problems: Problems, at: str) -> None:
    """Refuse a linked record that the form does not offer."""
    field, value = place.model.fields[asked.key], place.row[asked.key]
    wanted = value if isinstance(value, list) else [value]
    where = {"field": "id", "op": "in", "value": wanted}
    found = query.find(
        unit.tx,
        unit.model(field.to),
        query.Query(where=where, rows=(options,), names=place.value, fields=("id",), limit=len(wanted), expand=False),
    )
    offered = {row["id"] for row in found.rows}
    for each in wanted:
        if each not in offered:
            problems.add(at, asked.key, "form.options", f"{each} is not among the records offered here", value=each)
