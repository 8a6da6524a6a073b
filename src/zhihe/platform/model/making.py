"""What every part of the build shares: the merged data, the parsed expressions, where problems go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from zhihe.kernels.expression import ExpressionError, parse
from zhihe.kernels.expression import Node as Tree
from zhihe.platform.model.elements import Choice, Expression, Label
from zhihe.platform.model.places import Owner, Places
from zhihe.platform.model.reader import Path

NO_LABEL: Final = Label("", "")


@dataclass(slots=True)
class Making:
    """One build: apps and models as merged data, trees of expressions by their text."""

    apps: Mapping[str, Mapping[str, Any]]
    models: Mapping[str, Mapping[str, Any]]
    places: Places = field(default_factory=Places)
    trees: dict[str, Tree] = field(default_factory=dict)
    decisions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def expression(self, text: str, owner: Owner, path: Path) -> Expression:
        """Parse a text, or take its tree from the content; what cannot be parsed is a problem and reads as null."""
        tree = self.trees.get(text)
        if tree is None:
            try:
                tree = parse(text)
            except ExpressionError as error:
                self.places.problem(owner, path, f"{error}, in: {text}")
                return Expression(text, parse("null"))
            self.trees[text] = tree
        return Expression(text, tree)

    def maybe(self, data: Mapping[str, Any], key: str, owner: Owner, path: Path) -> Expression | None:
        """The expression at a key, or None when the key is absent."""
        text = data.get(key)
        return None if text is None else self.expression(str(text), owner, (*path, key))

    def choice_list(self, name: str) -> tuple[Choice, ...] | None:
        """The choices of a shared list; None when no app declares it."""
        for app in self.apps.values():
            found = app.get("choices", {}).get(name)
            if found is not None:
                return choices(found)
        return None

    def model_label(self, key: str) -> Label:
        """A model's name, for links that bring none of their own."""
        return label(self.models.get(key, {}).get("label"))


def label(data: Any, default: Label = NO_LABEL) -> Label:
    """A label from its data; incomplete ones keep an empty side, which the check reports."""
    return Label(data.get("zh", ""), data.get("en", "")) if isinstance(data, Mapping) else default


def maybe_label(data: Any) -> Label | None:
    """A label, or None when there is none."""
    return label(data) if isinstance(data, Mapping) else None


def choices(data: Mapping[str, Any] | list[str]) -> tuple[Choice, ...]:
    """Choices from a list of keys (each its own label) or from keys with labels."""
    if isinstance(data, Mapping):
        return tuple(Choice(key, label(value)) for key, value in data.items())
    return tuple(Choice(key, Label(key, key)) for key in data)


def names(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of names at a key; ``true`` is all of them, ``*``."""
    found = data.get(key, ())
    if found is True:
        return ("*",)
    return tuple(found) if isinstance(found, (list, tuple)) else ()
