"""What will run at an event: its fills, guards and when-lines in their order, each with the file it stands in."""

from __future__ import annotations

from typing import Any

from zhihe.errors import NotFound
from zhihe.platform.model.elements import Line, Model, Registry

PLAIN = ("create", "change", "delete", "created", "changed", "deleted")


def explained(registry: Registry, event: str) -> list[dict[str, Any]]:
    """The ordered chain of an event such as ``goods_receipt.post``; NotFound for one that cannot happen."""
    model_of(registry, event)
    phases = (("fill", registry.fills), ("guard", registry.guards), ("when", registry.whens))
    return [_told(phase, line) for phase, lines in phases for line in lines.get(event, ())]


def model_of(registry: Registry, event: str) -> Model:
    """The model an event belongs to; NotFound says how an event is named."""
    key, _, step = event.partition(".")
    model = registry.models.get(key)
    if model is None or (step not in model.steps and step not in PLAIN):
        raise NotFound(
            "event.unknown",
            f"There is no event {event!r}: name a model and a step, as goods_receipt.post.",
            event=event,
            steps=[] if model is None else [*model.steps, *PLAIN],
        )
    return model


def _told(phase: str, line: Line) -> dict[str, Any]:
    return {
        "phase": phase,
        "app": line.app,
        "verb": line.verb,
        "what": line.requirement.text if line.requirement else line.target,
        "each": line.each or None,
        "if": line.condition.text if line.condition else None,
        "message": None if line.message is None else {"zh": line.message.zh, "en": line.message.en},
        "protected": line.protected,
        "source": line.source,
    }
