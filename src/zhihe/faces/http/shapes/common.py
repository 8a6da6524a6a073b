"""Shapes that many routes share: words, links, rows of any model, and the answers of a step."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import RootModel

from zhihe.faces.http.shapes.told import LEFT_OUT, Shape


class Words(Shape):
    """A text in both languages."""

    zh: str
    en: str


class Choice(Shape):
    """One value of a choice with its words."""

    key: str
    label: Words


class Named(Shape):
    """Somebody by id and name; null where nobody is known any more."""

    id: str | None
    name: str | None


class Owner(Shape):
    """Whose something is."""

    id: str
    name: str


class Record(RootModel[dict[str, Any]]):
    """A record of any model: its keys are those of the running definitions."""


class Records(RootModel[list[dict[str, Any]]]):
    """Records of any model."""


class OneOrMany(RootModel[dict[str, Any] | list[dict[str, Any]]]):
    """A record of any model, or a list of them: all or none."""


class Count(Shape):
    """How far a job is."""

    done: int
    total: int | None


class Health(Shape):
    """The process answers."""

    status: Literal["ok", "ready"]
    version: str = LEFT_OUT
