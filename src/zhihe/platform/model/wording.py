"""The Chinese names of what a version of the definitions holds, for sentences that speak of its keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from zhihe.platform.model.elements import Field, Label, Model, Registry

INPUT: Final = "input."
_STEP: Final = re.compile(r"(?P<key>\w+)(?:\[(?P<place>\d+)\])?")


class Names:
    """The Chinese names of one version of the definitions."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._known = _labels(registry)

    def word(self, key: str) -> str | None:
        """The name of a model, state, step, choice, role or field; None for another word, or one of several names."""
        return self._known.get(key)

    def field(self, model: str, path: str) -> str:
        """The name of a field by its path, such as ``lines[2].quantity``; empty where it is none of the model's."""
        at, names = self._fields(model, path), []
        for part in path.removeprefix(INPUT).split("."):
            step = _STEP.fullmatch(part)
            field = None if step is None else at.get(step["key"])
            if field is None or step is None:
                return ""
            names.append(field.label.zh + (f" 第{int(step['place']) + 1}行" if step["place"] else ""))
            lines = self.registry.models.get(field.of)
            at = field.fields if lines is None else lines.fields
        return " ".join(names)

    def _fields(self, key: str, path: str) -> Mapping[str, Field]:
        model = self.registry.models.get(key)
        if model is None:
            return {}
        if not path.startswith(INPUT):
            return model.fields
        return {name: field for step in model.steps.values() for name, field in step.inputs.items()}


def _labels(registry: Registry) -> dict[str, str]:
    """Keys with their one name; those that come first in rank win, those of two names in one rank have none."""
    found: dict[str, str] = {}
    for rank in _ranks(registry):
        names: dict[str, set[str]] = {}
        for key, label in rank:
            names.setdefault(key, set()).add(label.zh)
        found = {key: next(iter(each)) for key, each in names.items() if len(each) == 1} | found
    return found


def _ranks(registry: Registry) -> Iterable[list[tuple[str, Label]]]:
    models = list(registry.models.values())
    yield [*((model.key, model.label) for model in models), *registry.roles.items()]
    yield [*_choices(registry), *(pair for model in models for pair in _stands(model))]
    yield [(step.key, step.label) for model in models for step in model.steps.values()]
    yield [(field.key, field.label) for model in models for field in model.fields.values()]


def _choices(registry: Registry) -> Iterable[tuple[str, Label]]:
    fields = (field for model in registry.models.values() for field in model.fields.values())
    own = (field.choices for field in fields)
    return ((choice.key, choice.label) for listed in (*registry.choices.values(), *own) for choice in listed)


def _stands(model: Model) -> Iterable[tuple[str, Label]]:
    return () if model.states is None else model.states.labels.items()
