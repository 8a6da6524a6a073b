"""Names that an expression has from outside the row, as parameters: the user, settings, the event that asks.

Their types are those of their values, so a statement is built for the types at hand and kept under them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Date, bindparam, cast
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as UUID_TYPE

from zhihe.kernels.expression import (
    BOOL,
    DATE,
    DATETIME,
    DECIMAL,
    DURATION,
    INT,
    NULL,
    REF,
    TEXT,
    Type,
    list_of,
    paths,
)
from zhihe.platform.model.elements import Expression
from zhihe.platform.model.system import SPACES
from zhihe.platform.store import expression_parts as part
from zhihe.platform.store.columns import plain_text
from zhihe.platform.store.expression_parts import Sql, of_column
from zhihe.platform.store.expression_sql import NOW, TODAY

Names = Callable[[tuple[str, ...]], object]
"""Gives the value of a path whose first name is one of ``SPACES``."""
_UUID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class GivenValues:
    """The values of all outside names in some expressions; ``key`` says what a statement built with them depends on."""

    types: Mapping[tuple[str, ...], Type]
    params: Mapping[str, str | None]

    @property
    def key(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        """The names and their types."""
        return tuple((names, str(kind)) for names, kind in self.types.items())

    def column(self, names: tuple[str, ...]) -> Sql | None:
        """The parameter of a name, or None for a name of the row."""
        kind = self.types.get(names)
        if kind is None:
            return None
        return _parameter(_parameter_name(names), kind)


def given_values(expressions: Sequence[Expression], names: Names | None, *, own_this: bool = False) -> GivenValues:
    """Ask for the outside names that these expressions use.

    ``this`` is the row itself with ``own_this``, and where nobody gives names; else it is given with them.
    """
    types: dict[tuple[str, ...], Type] = {}
    params: dict[str, str | None] = {}
    for expression in expressions:
        for path in paths(expression.tree):
            head = path.names[0]
            if (
                names is None
                or head not in SPACES
                or (own_this and head == "this")
                or path.names in {("now",), ("today",)}
                or path.names in types
            ):
                continue
            value = names(path.names)
            # An empty list tells nothing of its items; sites are always ids.
            types[path.names] = list_of(REF) if path.names == ("user", "sites") else _type_of(value)
            params[_parameter_name(path.names)] = plain_text(value)
    return GivenValues(types, params)


def moments(names: Names | None) -> dict[str, str]:
    """The instant and the day a statement is asked at; the clock's where nobody gives them."""
    if names is not None:
        now, today = names(("now",)), names(("today",))
        if isinstance(now, dt.datetime) and isinstance(today, dt.date):
            return {NOW: now.isoformat(), TODAY: today.isoformat()}
    clock = dt.datetime.now(dt.UTC)
    return {NOW: clock.isoformat(), TODAY: clock.date().isoformat()}


def _parameter_name(names: tuple[str, ...]) -> str:
    return "g_" + "__".join(names)


def _type_of(value: object) -> Type:
    if isinstance(value, (list, tuple, set, frozenset)):
        items = list(value)
        return list_of(_type_of(items[0]) if items else TEXT)
    if isinstance(value, str):
        return REF if len(value) == _UUID_LENGTH and value.count("-") == 4 else TEXT  # noqa: PLR2004 - a UUID's form
    for kind, language in _TYPES:
        if isinstance(value, kind):
            return language
    if value is None:
        return NULL
    raise TypeError(f"an expression cannot be given {value!r}")


_TYPES: tuple[tuple[type, Type], ...] = (
    (bool, BOOL),
    (int, INT),
    (float, DECIMAL),
    (Decimal, DECIMAL),
    (dt.datetime, DATETIME),
    (dt.date, DATE),
    (dt.timedelta, DURATION),
    (UUID, REF),
)


def _parameter(name: str, kind: Type) -> Sql:
    if kind.kind == "list":
        item = kind.item or TEXT
        stored = ARRAY(UUID_TYPE(as_uuid=False)) if item.kind == "ref" else ARRAY(part.TEXT)
        return Sql(kind, cast(bindparam(name, type_=part.TEXT), stored))
    if kind.kind == "null":
        return of_column(kind, bindparam(name, type_=part.TEXT))
    types: dict[str, Any] = {
        "ref": UUID_TYPE(as_uuid=False),
        "text": part.TEXT,
        "decimal": part.NUMERIC,
        "int": part.NUMERIC,
        "duration": part.NUMERIC,
        "bool": Boolean(),
        "date": Date(),
        "datetime": part.INSTANT,
    }
    return of_column(kind, bindparam(name, type_=types[kind.kind]))
