"""What each verb of a rule line does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from zhihe.errors import Invalid
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context
from zhihe.platform.model.elements import Field, Line
from zhihe.platform.model.values_number import rounded
from zhihe.platform.records import decided, fetch, write
from zhihe.platform.records.env import Place, evaluate
from zhihe.platform.records.unit import Notice, Unit
from zhihe.platform.store import query

Handlers = Mapping[str, Callable[..., Any]]
"""``app.model.function`` to the function an app's handler file defines."""

FOUND_LIMIT = 5000


def place_of(unit: Unit, event: Event) -> Place:
    """Where the conditions of an event's lines are evaluated: its record, with its inputs."""
    model = unit.model(event.model)
    step = model.steps.get(event.name.rpartition(".")[2])
    inputs: Mapping[str, Field] = {} if step is None else step.inputs
    return Place(unit, model, event.record, event=event, inputs=inputs)


def places(unit: Unit, line: Line, event: Event) -> list[Place]:
    """The places a line applies to: the record, or each of the lines it names, where its condition holds.

    A condition that gives null counts as false.
    """
    base = place_of(unit, event)
    found = list(base.rows(tuple(line.each.split("."))) or ()) if line.each else [base]
    if line.condition is None:
        return found
    return [place for place in found if evaluate(unit, line.condition, place) is True]


def require(unit: Unit, line: Line, event: Event) -> None:
    """Refuse unless the requirement is true at every place; null refuses."""
    for place in places(unit, line, event):
        if line.requirement is None or evaluate(unit, line.requirement, place) is True:
            continue
        message = line.message
        text = f"The rule «{line.requirement.text}» does not hold." if message is None else message.en
        raise Invalid(
            "rule.refused",
            f"{event.name}: {text}",
            rule=line.source,
            zh=text if message is None else message.zh,
            model=event.model,
            id=event.record["id"],
        )


def set_fields(unit: Unit, line: Line, event: Event) -> None:
    """Give fields of the record or of its lines the values of expressions."""
    for place in places(unit, line, event):
        fields = place.model.fields
        values = {key: rounded(fields[key], evaluate(unit, value, place)) for key, value in line.values.items()}
        event.set(place.row, **values)


def create(unit: Unit, line: Line, event: Event) -> None:
    """Create one record of the target model for each place."""
    rows = [_values(unit, line, place) for place in places(unit, line, event)]
    if rows:
        write.create_many(unit, unit.model(line.target), rows)


def step(unit: Unit, line: Line, event: Event) -> None:
    """Take a step on the records a line finds, or on the event's own record."""
    name, _, key = line.target.partition(".")
    model = unit.model(name)
    for place in places(unit, line, event):
        ids = _found(unit, line, place) if line.find is not None else [str(event.record["id"])]
        if ids:
            values = _values(unit, line, place)
            write.step_many(unit, model, model.steps[key], dict.fromkeys(ids, values))


def _found(unit: Unit, line: Line, place: Place) -> list[str]:
    model = unit.model(line.target.partition(".")[0])
    if line.find is None:
        return []
    page = query.find(
        unit.tx, model, query.Query(rows=(line.find,), names=place.value, fields=("id",), limit=FOUND_LIMIT)
    )
    return [row["id"] for row in page.rows]


def _values(unit: Unit, line: Line, place: Place) -> Row:
    return {key: evaluate(unit, expression, place) for key, expression in line.values.items()}


def call(unit: Unit, line: Line, event: Event, operate: Callable[[str, Row], Any]) -> None:
    """Call an operation for each place; in a fill its answer may go into a field."""
    for place in places(unit, line, event):
        answer = operate(line.target, _values(unit, line, place))
        if line.into:
            event.set(place.row, **{line.into: answer})


def decide(unit: Unit, line: Line, event: Event) -> None:
    """Ask a decision table at each place, and put its outputs into fields."""
    decision = unit.registry.decisions[line.target]
    outputs = dict(line.outputs) or {next(iter(decision.outputs)): line.into}
    for place in places(unit, line, event):
        found = decided.decide(unit, decision, _values(unit, line, place), event, row=place.row)
        event.set(place.row, **{field: found[output] for output, field in outputs.items()})


def do(unit: Unit, line: Line, event: Event, context: Context, handlers: Handlers) -> None:
    """Hand the event to the app's handler; with ``each`` it gets all lines that meet the condition at once."""
    found = places(unit, line, event)
    if not found:
        return
    rows: Sequence[Row] = [place.row for place in found] if line.each else ()
    heard = replace(event, lines=rows)
    handlers[f"{line.app}.{line.model}.{line.target}"](context, heard)


def notify(unit: Unit, line: Line, event: Event) -> None:
    """Queue a message to a role (``role buyer``) or to the user a path names."""
    if line.message is None:
        return
    for place in places(unit, line, event):
        to = line.target
        if not to.startswith("role "):
            user = place.value(tuple(to.split(".")))
            if user is None:
                continue
            to = f"user {user}"
        record = (event.model, str(event.record["id"]))
        unit.notices.append(Notice(to, line.message, record, anew=not line.every))


def linked_rows(unit: Unit, event: Event) -> None:
    """Read the lines of an event's record before its rules look at them."""
    fetch.with_lines(unit, unit.model(event.model), [event.record])
