"""ORDER BY and where a page goes on: both from one place, so that the indexes made for sorting are used.

Nothing is said of nulls: ascending they come last, descending first, as in every index read forwards or backwards.
The last column of an order is always the id, in the direction of the column before it, so that no two rows tie.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, and_, bindparam, false, or_, tuple_

from zhihe.errors import Invalid
from zhihe.platform.store.columns import encode, plain_text
from zhihe.platform.store.paths import Described
from zhihe.platform.store.tables import obligatory

_SIGNATURE = 12
_NEVER_NULL = frozenset({"id", "version", "state", "created_at", "updated_at", "parent_id", "position"})


@dataclass(frozen=True, slots=True)
class Order:
    """One column of an order."""

    at: Described
    descending: bool

    @property
    def nullable(self) -> bool:
        """Whether rows may have nothing here: behind a link they may, whatever the field says."""
        if len(self.at.names) > 1 or self.at.storage is None:
            return True
        return self.at.names[0] not in _NEVER_NULL and not obligatory(self.at.field)

    @property
    def key(self) -> tuple[object, ...]:
        """What its SQL depends on."""
        return (self.at.names, self.descending)

    def text(self, value: Any) -> str | None:
        """A value of the column as a cursor carries it."""
        if value is None or self.at.storage is None:
            return plain_text(value)
        return encode(self.at.storage, self.at.field.key, value)


def token(orders: Sequence[Order], values: Sequence[Any]) -> str:
    """The cursor behind a row with these values of its sort columns."""
    texts = [order.text(value) for order, value in zip(orders, values, strict=True)]
    return _packed([_signature(orders), *texts])


def read(orders: Sequence[Order], cursor: str) -> list[str | None]:
    """The values in a cursor; Invalid for one that was cut, or that belongs to another order."""
    parts = _unpacked(cursor)
    if len(parts) != len(orders) + 1 or parts[0] != _signature(orders):
        raise _foreign()
    if not all(each is None or isinstance(each, str) for each in parts):
        raise _foreign()
    if any(value is None and not order.nullable for order, value in zip(orders, parts[1:], strict=True)):
        raise _foreign()
    return parts[1:]


def place_token(place: int) -> str:
    """The cursor of a list in order of rank: how many were shown."""
    return _packed(["rank", place])


def read_place(cursor: str) -> int:
    """How many were shown; Invalid for another list's cursor."""
    parts = _unpacked(cursor)
    if len(parts) != 2 or parts[0] != "rank" or not isinstance(parts[1], int) or parts[1] < 0:  # noqa: PLR2004 - a pair
        raise _foreign()
    return parts[1]


def segments(
    orders: Sequence[Order], columns: Sequence[ColumnElement[Any]], nulls: Sequence[bool]
) -> list[ColumnElement[bool]]:
    """The rows behind a cursor, as one range of the index or two to be read one after the other.

    ``nulls`` says which of the cursor's values are null; the others are the parameters ``k0``, ``k1`` and so on.
    """
    values = [bindparam(f"k{place}", type_=column.type) for place, column in enumerate(columns)]
    first, column, value = orders[0], columns[0], values[0]
    if not any(order.nullable for order in orders) and len({order.descending for order in orders}) == 1:
        here, there = tuple_(*columns), tuple_(*values)
        return [here < there if first.descending else here > there]
    behind = _behind(orders, columns, values, nulls)
    rest = _behind(orders[1:], columns[1:], values[1:], nulls[1:])
    if nulls[0]:
        among = and_(column.is_(None), rest)
        return [among, column.is_not(None)] if first.descending else [among]
    if first.descending:
        return [and_(column <= value, behind)]
    if not first.nullable:
        return [and_(column >= value, behind)]
    return [and_(column >= value, or_(column > value, and_(column == value, rest))), column.is_(None)]


def _behind(
    orders: Sequence[Order],
    columns: Sequence[ColumnElement[Any]],
    values: Sequence[ColumnElement[Any]],
    nulls: Sequence[bool],
) -> ColumnElement[bool]:
    """Rows that come later in the order, column by column."""
    if not orders:
        return false()
    order, column, value = orders[0], columns[0], values[0]
    rest = _behind(orders[1:], columns[1:], values[1:], nulls[1:])
    if nulls[0]:
        later: ColumnElement[bool] = column.is_not(None) if order.descending else false()
        return or_(later, and_(column.is_(None), rest))
    if order.descending:
        return or_(column < value, and_(column == value, rest))
    later = or_(column > value, column.is_(None)) if order.nullable else column > value
    return or_(later, and_(column == value, rest))


def _signature(orders: Sequence[Order]) -> str:
    named = repr([(order.at.model.key, *order.key) for order in orders])
    return hashlib.sha256(named.encode()).hexdigest()[:_SIGNATURE]


def _packed(parts: list[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def _unpacked(cursor: str) -> list[Any]:
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, orjson.JSONDecodeError, ValueError) as error:
        raise _foreign() from error
    if not isinstance(parts, list):
        raise _foreign()
    return parts


def _foreign() -> Invalid:
    return Invalid(
        "list.cursor",
        "The cursor does not belong to this list; send the one that came with the page before.",
        field="after",
    )
