"""What a route tells of itself: what it answers, what it takes, and which parameters it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema

T = TypeVar("T")
TOLD = "__zhihe_told__"
PREFIX = "platform."
"""Before the names of these shapes in the document: no model's key has a dot, so neither takes the other's name."""
ANY = "application/octet-stream"
"""A file of a type that is known only when it is answered."""
LEFT_OUT: Any = Field(default=None)
"""The default of a key that may be missing; it is not null where it is there, unless its type says so."""


class Shape(BaseModel):
    """An object with exactly these keys; a trailing underscore is left off the name, so that words of Python serve."""

    model_config = ConfigDict(
        extra="forbid", alias_generator=lambda name: name.rstrip("_"), populate_by_name=True, protected_namespaces=()
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What one route answers and takes; ``media`` where the answer is no JSON."""

    answer: type[BaseModel] | None = None
    status: int = 200
    body: type[BaseModel] | None = None
    query: tuple[str, ...] = ()
    media: str = ""
    upload: bool = False
    """Whether the body is a form with a file."""


def serves(
    answer: type[BaseModel] | None = None,
    status: int = 200,
    *,
    body: type[BaseModel] | None = None,
    query: tuple[str, ...] = (),
    media: str = "",
    upload: bool = False,
) -> Callable[[T], T]:
    """Say beside a route what it answers and takes; without an answer it has no content."""

    def mark(route: T) -> T:
        setattr(route, TOLD, Told(answer, status, body, query, media, upload))
        return route

    return mark


def schemas(shapes: Iterable[type[BaseModel]]) -> dict[str, dict[str, Any]]:
    """The schemas of shapes and of all they are made of, by their names in the document."""
    wanted = sorted(set(shapes), key=lambda each: each.__name__)
    _refs, found = models_json_schema(
        [(each, "validation") for each in wanted], ref_template="#/components/schemas/" + PREFIX + "{model}"
    )
    return {PREFIX + name: _bare(schema) for name, schema in found.get("$defs", {}).items()}


def reference(shape: type[BaseModel]) -> dict[str, Any]:
    """How another schema names this one."""
    return {"$ref": f"#/components/schemas/{PREFIX}{shape.__name__}"}


def _bare(schema: Any, *, names: bool = False) -> Any:
    """A schema without the titles and defaults pydantic adds; ``names`` are the keys of an object, not of a schema."""
    if isinstance(schema, list):
        return [_bare(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    dropped = () if names else ("title", "default")
    return {
        key: _bare(value, names=key in {"properties", "$defs"} and not names)
        for key, value in schema.items()
        if key not in dropped
    }
