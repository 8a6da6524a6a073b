"""What a model's row looks like to the store, worked out once per definition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import BindParameter, ColumnElement, Table, TableValuedAlias, Text, any_, bindparam, column, func
from sqlalchemy.dialects.postgresql import JSON

from zhihe.errors import Invalid
from zhihe.platform.model.elements import Model
from zhihe.platform.store.columns import GRAMS, TEXT, Encode, Storage, encode
from zhihe.platform.store.naming import any_model
from zhihe.platform.store.tables import SEARCH, stored_fields, system_columns

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One column: the key its value has in a row, its physical name, how it is stored.

    ``member`` is 0 or 1 for the two columns of a link to any model, whose value is (model, id), else None.
    """

    key: str
    column: str
    storage: Storage
    member: int | None = None

    def text(self, value: Any) -> str | None:
        """The text in which this column's share of the value is sent."""
        if self.member is None or value is None:
            return encode(self.storage, self.key, value)
        if not isinstance(value, (tuple, list)) or len(value) != 2:  # noqa: PLR2004 - a pair
            raise Invalid(
                "value.type",
                f"{self.key}: {value!r} is not a link to any model; send [model, id].",
                field=self.key,
                value=str(value),
            )
        return encode(self.storage, self.key, value[self.member])


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a model's table; ``pairs`` are the keys of links to any model."""

    model: Model
    table: Table
    parts: tuple[Part, ...]
    by_key: Mapping[str, tuple[Part, ...]]
    pairs: tuple[str, ...]
    known: frozenset[str]
    encoders: tuple[tuple[str, int | None, Encode], ...]

    def texts(self, row: Mapping[str, Any]) -> list[str | None]:
        """All columns of a row as texts; Invalid names the value that does not fit."""
        texts: list[str | None] = []
        try:
            for key, member, write in self.encoders:
                value = row.get(key)
                texts.append(None if value is None else write(value if member is None else value[member]))
        except (ValueError, TypeError, AttributeError, LookupError):
            # Told apart only now: a name for every value would make all of them slower.
            for part in self.parts:
                part.text(row.get(part.key))
            raise
        return texts

    def selected(self, table: Any = None) -> list[ColumnElement[Any]]:
        """All columns but the search column, under their keys."""
        source = self.table if table is None else table
        return [source.c[part.column].label(label_of(part)) for part in self.parts if part.key != SEARCH]

    def joined(self, rows: list[Row]) -> list[Row]:
        """Rows as read, with the two columns of each link to any model made one value."""
        for key in self.pairs:
            other = any_model(key)
            for row in rows:
                model = row.pop(other)
                row[key] = None if row[key] is None else (model, row[key])
        return rows

    def parts_of(self, keys: Sequence[str]) -> tuple[Part, ...]:
        """The columns of these keys; Invalid names a key that is not stored here."""
        found: list[Part] = []
        for key in keys:
            parts = self.by_key.get(key)
            if parts is None:
                raise Invalid(
                    "field.unknown", f"{self.model.key} has no stored field {key!r}.", model=self.model.key, field=key
                )
            found.extend(parts)
        return tuple(found)


def label_of(part: Part) -> str:
    """The name under which a column is read."""
    return any_model(part.key) if part.member == 0 else part.key


def shape_of(tx: Transaction, model: Model) -> Shape:
    """The shape of a record or line model under the running definitions."""
    return tx.catalog.keep((Shape, model.key), lambda: _made(tx.catalog.table(model), model))


def _made(table: Table, model: Model) -> Shape:
    parts = [Part(key, key, storage) for key, storage in system_columns(model).items()]
    pairs = []
    for key, (field, storage) in stored_fields(model).items():
        if field.type == "link" and field.to == "any":
            parts.append(Part(key, field.column, storage, 1))
            parts.append(Part(key, any_model(field.column), TEXT, 0))
            pairs.append(key)
        else:
            parts.append(Part(key, field.column, storage))
    if model.search:
        parts.append(Part(SEARCH, SEARCH, GRAMS))
    by_key: dict[str, tuple[Part, ...]] = {}
    for part in parts:
        by_key[part.key] = (*by_key.get(part.key, ()), part)
    encoders = tuple((part.key, part.member, part.storage.encode) for part in parts)
    # Keys without a column are there too: lines, and formulas computed when read.
    known = frozenset(by_key) | frozenset(model.fields) | {"version"}
    return Shape(model, table, tuple(parts), by_key, tuple(pairs), known, encoders)


def sent(parts: Sequence[Part], name: str = "rows") -> TableValuedAlias:
    """The rows of one JSON parameter as a table with these columns and their types."""
    rows: BindParameter[Any] = bindparam(name, type_=JSON())
    columns = [column(part.column, part.storage.type) for part in parts]
    alias = "v" if name == "rows" else f"v_{name}"
    return func.json_to_recordset(rows).table_valued(*columns).render_derived(name=alias, with_types=True)


def packed(parts: Sequence[Part], rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as the JSON text that ``sent`` takes apart."""
    return orjson.dumps([{part.column: _member(part, row.get(part.key)) for part in parts} for row in rows]).decode()


def _member(part: Part, value: Any) -> Any:
    text = part.text(value)
    return orjson.Fragment(text) if part.storage.json and text is not None else text


def parameter(name: str, storage: Storage) -> BindParameter[Any]:
    """A parameter sent as text and cast to the column's type by the statement."""
    return bindparam(name, type_=storage.type)


def among(found: ColumnElement[Any], name: str = "ids", *, single: bool) -> ColumnElement[bool]:
    """Whether a column holds one of the identities of a parameter, which is one identity when ``single``.

    The server plans «one of an array» anew for every array, since a plan for any array looks dearer than for a short
    one; a comparison with one value it plans once.
    """
    return found == (bindparam(name, type_=found.type) if single else any_(identities(name)))


def identities(name: str = "ids") -> ColumnElement[Any]:
    """A parameter that holds many identities as one array."""
    from sqlalchemy import cast
    from sqlalchemy.dialects.postgresql import ARRAY, UUID

    return cast(bindparam(name, type_=Text()), ARRAY(UUID(as_uuid=False)))
