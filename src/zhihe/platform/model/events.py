"""Events: which there are, what each lets an expression see, and which line causes which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from zhihe.platform.model.build_rules import full_event, make_line
from zhihe.platform.model.elements import Field, Line, Model, Registry
from zhihe.platform.model.making import Making
from zhihe.platform.model.reader import Path
from zhihe.platform.model.scope import DefinitionScope

Section = Literal["fill", "guard", "when", "at"]

BEFORE: Final[Mapping[str, tuple[str, ...]]] = {
    "fill": ("create", "change"),
    "guard": ("create", "change", "delete"),
    "when": ("created", "changed", "deleted"),
}
_BEFORE_KNOWN: Final = frozenset({"create", "created"})


@dataclass(frozen=True, slots=True)
class Located:
    """A rule line with the place it stands at in its model's file."""

    section: Section
    path: Path
    line: Line


@dataclass(frozen=True, slots=True)
class Happening:
    """An event: the model it happens to, and the step when it is one."""

    model: Model
    name: str
    inputs: Mapping[str, Field] | None

    def scope(self, registry: Registry, model: Model | None = None) -> DefinitionScope:
        """What a rule's expressions see; ``model`` is the line model under ``each``."""
        seen = None if self.name in _BEFORE_KNOWN else self.model
        return DefinitionScope(registry, model or self.model, inputs=self.inputs, before=seen)


def located_lines(making: Making) -> Iterator[Located]:
    """Every rule line of every model with its place, in the order they run."""
    sections: tuple[Section, ...] = ("fill", "guard", "when")
    for model in making.models.values():
        for section in sections:
            for event, lines in model.get(section, {}).items():
                yield from _located(making, model, section, event, lines)
        for index, data in enumerate(model.get("at", ())):
            yield Located("at", ("at", index), make_line(making, model, data, "", ("at", index)))


def _located(
    making: Making, model: Mapping[str, Any], section: Section, event: str, lines: list[dict[str, Any]]
) -> Iterator[Located]:
    on = full_event(model["model"], event)
    for index, data in enumerate(lines):
        path: Path = (section, event, index)
        if not data.get("retired"):
            yield Located(section, path, make_line(making, model, data, on, path))


def events_of(model: Model, section: Section) -> list[str]:
    """The events of a model that a section can speak of, without the model's name."""
    if model.kind == "series":
        return ["appended"] if section == "when" else []
    if model.kind == "ledger":
        return ["posted"] if section == "when" else []
    if model.kind != "record" or model.line_of:
        return []
    return [*model.steps, *BEFORE.get(section, ())]


def happening(registry: Registry, on: str, section: Section) -> Happening | None:
    """What an event's name means in a section; None when there is no such event."""
    key, _, name = on.partition(".")
    model = registry.models.get(key)
    if model is None or name not in events_of(model, section):
        return None
    step = model.steps.get(name)
    return Happening(model, name, step.inputs if step else None)


def causes(registry: Registry, *, certain: bool) -> dict[str, set[str]]:
    """Which events each event's lines raise; ``certain`` leaves out lines under a condition or a search."""
    caused: dict[str, set[str]] = {}
    for on, lines in registry.whens.items():
        for line in lines:
            if certain and (line.condition is not None or line.find is not None or line.each):
                continue
            if line.verb == "create":
                caused.setdefault(on, set()).add(f"{line.target}.created")
            elif line.verb == "step":
                caused.setdefault(on, set()).add(line.target)
    return caused


def rings(caused: Mapping[str, set[str]]) -> list[list[str]]:
    """The rings of events that cause one another, each once, from its first name in the alphabet."""
    found: dict[tuple[str, ...], None] = {}
    for start in sorted(caused):
        pending = [[start]]
        while pending:
            way = pending.pop()
            for following in sorted(caused.get(way[-1], ()), reverse=True):
                if following == start:
                    found[tuple(way)] = None
                elif following > start and following not in way:
                    pending.append([*way, following])
    return [[*ring, ring[0]] for ring in found]


def cycles(registry: Registry) -> list[list[str]]:
    """Every ring of events, also under conditions: a report for whoever publishes."""
    return rings(causes(registry, certain=False))
