"""Rows that are only ever added: the columns of edges and series, and their values as they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from zhihe.errors import Invalid
from zhihe.platform.model.elements import Field, Model
from zhihe.platform.store.columns import TEXT, Storage, storage_of
from zhihe.platform.store.naming import any_model
from zhihe.platform.store.shape import Part


def pair(key: str, column: str, storage: Storage) -> tuple[Part, Part]:
    """The two columns of a link to any model."""
    return Part(key, column, storage, 1), Part(key, any_model(column), TEXT, 0)


def field_parts(fields: Iterable[Field]) -> Iterator[Part]:
    """The columns of a model's own fields."""
    for field in fields:
        storage = storage_of(field)
        if storage is None:
            continue
        if field.type == "link" and field.to == "any":
            yield from pair(field.key, field.column, storage)
        else:
            yield Part(field.key, field.column, storage)


def require_known(model: Model, rows: Iterable[Mapping[str, Any]]) -> None:
    """Refuse a value for a field that the model does not have."""
    known = model.fields.keys()
    for row in rows:
        strange = row.keys() - known
        if strange:
            raise Invalid(
                "field.unknown",
                f"{model.key} has no field {min(strange)!r}; it has {', '.join(known)}.",
                model=model.key,
                field=min(strange),
            )


def types(parts: Sequence[Part]) -> list[tuple[str, Storage]]:
    """The columns of parts with how they are stored."""
    return [(part.column, part.storage) for part in parts]


def joined(parts: Sequence[Part], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows as read, with the two columns of each link to any model made one value."""
    pairs = [part.key for part in parts if part.member == 1]
    for row in rows if pairs else ():
        for key in pairs:
            model = row.pop(any_model(key))
            row[key] = None if row[key] is None else (model, row[key])
    return rows
