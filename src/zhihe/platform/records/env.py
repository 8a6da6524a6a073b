"""What an expression of a rule or formula sees: the row, its parent, its links, inputs, settings, user and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from zhihe.kernels import expression as language
from zhihe.platform.actions import Event, Row
from zhihe.platform.model.elements import Expression, Field, Model
from zhihe.platform.records import fetch
from zhihe.platform.records.settings import setting
from zhihe.platform.records.unit import Unit

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression is evaluated: a row of a model, with the event and the parent row it belongs to."""

    unit: Unit
    model: Model
    row: Row
    parent: Place | None = None
    event: Event | None = None
    inputs: Mapping[str, Field] = field(default_factory=dict)
    this: Row | None = None

    def line(self, model: Model, row: Row) -> Place:
        """The place of one line of this row."""
        return Place(self.unit, model, row, parent=self, event=self.event, inputs=self.inputs, this=self.this)

    def value(self, names: tuple[str, ...]) -> object:
        """The value at a path; a null link on the way gives null."""
        head, rest = names[0], names[1:]
        if head in SPACES:
            return SPACES[head](self, rest)
        if self.parent is not None and head == self.model.parent_key:
            return self.parent.value(rest) if rest else self.parent.row["id"]
        return _walk(self, names)

    def rows(self, names: tuple[str, ...]) -> Sequence[Place] | None:
        """The lines a path names, each a place of its own, or None when it is no relation."""
        if names[0] == "input" and len(names) == 2:  # noqa: PLR2004 - input.postings
            return self._input_rows(names[1])
        if names[0] == "this" and len(names) == 2:  # noqa: PLR2004
            return self.rows(names[1:])
        if self.parent is not None and names[0] == self.model.parent_key and len(names) > 1:
            return self.parent.rows(names[1:])
        found = self.model.fields.get(names[0])
        if found is None or found.type != "lines" or len(names) != 1:
            return None
        fetch.with_lines(self.unit, self.model, [self.row], [names[0]])
        model = self.unit.model(found.of)
        return [self.line(model, row) for row in self.row[names[0]]]

    def _input_rows(self, name: str) -> Sequence[Place] | None:
        declared = self.inputs.get(name)
        if declared is None or declared.type != "lines" or self.event is None:
            return None
        model = replace(self.model, fields=declared.fields, line_of="", parent_key="")
        return [Place(self.unit, model, row, parent=self) for row in self.event.inputs.get(name) or ()]

    def call(self, name: str, arguments: tuple[Any, ...]) -> object:
        """Apply a look-up function an app declares."""
        return self.unit.hooks.function(self.unit, name, arguments)


def _walk(place: Place, names: tuple[str, ...]) -> object:
    """Follow links from the row, one identity-map look a step."""
    value = _own(place, names[0])
    declared = place.model.fields.get(names[0])
    if len(names) == 1 or value is None or declared is None:
        return value if len(names) == 1 else None
    target = declared.to
    if target == "any":
        target, value = value
    model = place.unit.model(target)
    row = fetch.many(place.unit, model, (str(value),)).get(str(value))
    return None if row is None else _walk(Place(place.unit, model, row), names[1:])


def _own(place: Place, name: str) -> Any:
    """A value of the row itself; a formula that is not stored is computed."""
    declared = place.model.fields.get(name)
    if declared is None or declared.formula is None or declared.store:
        return place.row.get(name)
    return evaluate(place.unit, declared.formula, place)


def _this(place: Place, rest: tuple[str, ...]) -> object:
    row = place.this if place.this is not None else place.row
    if place.event is not None:
        row, model = place.event.record, place.unit.model(place.event.model)
    else:
        model = place.model
    return _walk(Place(place.unit, model, row), rest) if rest else row["id"]


def _input(place: Place, rest: tuple[str, ...]) -> object:
    if place.event is None or not rest:
        return None
    declared = place.inputs.get(rest[0])
    value = place.event.inputs.get(rest[0])
    if len(rest) == 1 or declared is None or value is None:
        return value
    return _linked(place, declared, str(value), rest[1:]) if declared.type == "link" else None


def _linked(place: Place, declared: Field, identity: str, rest: tuple[str, ...]) -> object:
    model = place.unit.model(declared.to)
    row = fetch.many(place.unit, model, (identity,)).get(identity)
    return None if row is None else _walk(Place(place.unit, model, row), rest)


def _before(place: Place, rest: tuple[str, ...]) -> object:
    if place.event is None or not rest:
        return None
    before = place.event.before
    return before[rest[0]] if rest[0] in before else place.row.get(rest[0])


def _setting(place: Place, rest: tuple[str, ...]) -> object:
    return setting(place.unit, rest[0]) if rest else None


def _user(place: Place, rest: tuple[str, ...]) -> object:
    user = place.unit.user
    if not rest:
        return user.id
    return {"roles": sorted(user.roles), "sites": list(user.sites), "name": user.name}[rest[0]]


SPACES: Mapping[str, Callable[[Place, tuple[str, ...]], object]] = {
    "this": _this,
    "input": _input,
    "before": _before,
    "setting": _setting,
    "user": _user,
    "now": lambda place, _rest: place.unit.now,
    "today": lambda place, _rest: place.unit.today,
}


@lru_cache(maxsize=8192)
def _prepared(expression: Expression) -> language.Formula:
    # Kept by the whole expression: as trees alone, 1 and true would be the same key.
    return language.prepare(expression.tree)


def evaluate(
    unit: Unit, expression: Expression, place: Place, on_notice: Callable[[language.Notice], None] | None = None
) -> Any:
    """The value of an expression at a place; ``on_notice`` hears why there is none, such as a division by zero."""
    when = language.Context(now=unit.now, today=unit.today, zone=ZONE, on_notice=on_notice)
    return _prepared(expression).evaluate(place, context=when)
