"""The rule engine: fills and guards before the save, ``when`` lines after it, first in first out, eight deep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from zhihe.errors import Invalid
from zhihe.kernels.expression import ExpressionError
from zhihe.platform.actions import Event
from zhihe.platform.context import Context
from zhihe.platform.model.elements import Line
from zhihe.platform.records.unit import Cause, Unit
from zhihe.platform.rules import lines as verbs
from zhihe.platform.rules.lines import Handlers

MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Rules:
    """The engine of one unit of work; ``context`` gives handlers their doors, ``operate`` runs operations."""

    handlers: Handlers
    context: Callable[[Unit], Context]
    operate: Callable[[Unit, str, Mapping[str, Any]], Any]

    def fill(self, unit: Unit, event: Event, key: str) -> None:
        """Run the fills of an event in order; they may set fields of its record and lines only."""
        self._before_save(unit, event, key, unit.registry.fills, "fill")

    def guard(self, unit: Unit, event: Event, key: str) -> None:
        """Run the guards of an event in order; the first that does not hold refuses."""
        self._before_save(unit, event, key, unit.registry.guards, "guard")

    def _before_save(
        self, unit: Unit, event: Event, key: str, registered: Mapping[str, tuple[Line, ...]], phase: Any
    ) -> None:
        found = registered.get(f"{event.model}.{key}", ())
        if not found:
            return
        outer, event.phase = event.phase, phase
        cause = unit.cause
        for line in found:
            unit.cause = replace(cause, line=line, authority=event.authority, app=line.app, heard=event)
            self._line(unit, line, event)
        unit.cause, event.phase = cause, outer

    def drain(self, unit: Unit) -> None:
        """Run the ``when`` lines of every queued event; what they cause is queued behind."""
        while unit.events:
            event, trace_id = unit.events.popleft()
            if event.depth > MAX_DEPTH:
                raise Invalid(
                    "rule.depth",
                    f"{event.name} is the {event.depth}th event in a row that caused the next: rules call each other "
                    "in a circle; see `zhihe check` for the cycle.",
                    event=event.name,
                )
            outer = unit.cause
            event.phase = "when"
            for line in unit.registry.whens.get(event.name, ()):
                unit.cause = Cause(event, trace_id, line, event.authority, line.app, heard=event)
                self._line(unit, line, event)
            unit.cause = outer

    def function(self, unit: Unit, name: str, arguments: tuple[Any, ...]) -> object:
        """Apply a look-up function that an app declares for expressions."""
        lookup = unit.registry.functions[name]
        return self.handlers[f"{lookup.app}.{lookup.model}.{lookup.do}"](self.context(unit), *arguments)

    def _line(self, unit: Unit, line: Line, event: Event) -> None:
        try:
            self._verb(unit, line, event)
        except ExpressionError as error:
            raise Invalid(
                f"expression.{error.code}", f"{line.source}: {error.message}", rule=line.source, event=event.name
            ) from error

    def _verb(self, unit: Unit, line: Line, event: Event) -> None:
        match line.verb:
            case "require":
                verbs.require(unit, line, event)
            case "set":
                verbs.set_fields(unit, line, event)
            case "create":
                verbs.create(unit, line, event)
            case "step":
                verbs.step(unit, line, event)
            case "call":
                verbs.call(unit, line, event, lambda name, inputs: self.operate(unit, name, inputs))
            case "do":
                verbs.do(unit, line, event, self.context(unit), self.handlers)
            case "notify":
                verbs.notify(unit, line, event)
            case "decide":
                verbs.decide(unit, line, event)
