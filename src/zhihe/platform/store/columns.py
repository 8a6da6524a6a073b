"""How each field type is kept: its column type, and the text in which a value goes to the server.

Values are sent as text with a cast in the statement. The server then keeps one plan for a statement whatever
the values are; sent by Python type, a null or a larger integer would each make a plan of its own.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import orjson
from sqlalchemy import BigInteger, Boolean, Date, DateTime, Double, Interval, Numeric, Text, Time
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID
from sqlalchemy.types import TypeEngine

from zhihe.errors import Invalid
from zhihe.kernels.quantity import STORED_DIGITS, STORED_PLACES, stored
from zhihe.platform.model.elements import Field

Encode = Callable[[Any], str]
_EXPONENT_FREE = 6
"""Decimals up to which Python writes a small number without an exponent."""


@dataclass(frozen=True, slots=True)
class Storage:
    """A column type, its name in SQL, and how a value is written as text."""

    kind: str
    type: TypeEngine[Any]
    sql: str
    encode: Encode
    json: bool = False
    collation: str = ""


def storage_of(field: Field) -> Storage | None:
    """How a field is stored; None when it has no column: lines, and formulas computed when read."""
    if field.type == "lines" or (field.formula is not None and not field.store):
        return None
    kind = field.type
    if kind == "formula":
        kind = _PLAIN.get(field.formula_type, field.formula_type)
    return STORAGE[kind]


def encode(storage: Storage, key: str, value: Any) -> str | None:
    """The text of a value; Invalid names the field when the value is not of its type or does not fit."""
    if value is None:
        return None
    try:
        return storage.encode(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise Invalid(
            "value.type", f"{key}: {value!r} cannot be stored as {storage.kind}: {error}.", field=key, value=str(value)
        ) from error


def array(values: Any) -> str:
    """An array as the server reads it; every member quoted, so that none is taken for syntax."""
    if isinstance(values, str):
        raise TypeError("a list is expected")
    listed = values if isinstance(values, list) else list(values)
    joined = '","'.join(listed)
    if "\0" not in joined and "\\" not in joined and joined.count('"') == 2 * max(len(listed) - 1, 0):
        return f'{{"{joined}"}}' if listed else "{}"
    quoted = (_text(each).replace("\\", "\\\\").replace('"', '\\"') for each in listed)
    return "{" + ",".join(f'"{each}"' for each in quoted) + "}"


def plain_text(value: Any) -> str | None:
    """Any value as the server reads it, by the value's own type: for results that no field stores."""
    if value is None:
        return None
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    return str(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is expected")
    if "\0" in value:
        raise ValueError("a text cannot hold the character NUL")
    return value


def _integer(value: Any) -> str:
    if isinstance(value, bool) or not (isinstance(value, int) or value == value.to_integral_value()):
        raise TypeError("a whole number is expected")
    return str(int(value))


def _decimal(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
        raise TypeError("a Decimal is expected")
    number = Decimal(value)
    _sign, digits, exponent = number.as_tuple()
    if isinstance(exponent, int) and -STORED_PLACES <= exponent <= 0 and len(digits) <= STORED_DIGITS - STORED_PLACES:
        return str(number) if exponent > -_EXPONENT_FREE else format(number, "f")
    return format(stored(number), "f")


def _number(value: Any) -> str:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("a measured value must be finite")
    return repr(number)


def _boolean(value: Any) -> str:
    if not isinstance(value, bool):
        raise TypeError("true or false is expected")
    return "t" if value else "f"


def _date(value: Any) -> str:
    if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
        raise TypeError("a date is expected")
    return value.isoformat()


def _time(value: Any) -> str:
    if not isinstance(value, dt.time):
        raise TypeError("a time of day is expected")
    return value.isoformat()


def _instant(value: Any) -> str:
    if not isinstance(value, dt.datetime) or value.tzinfo is None:
        raise TypeError("an instant with its time zone is expected")
    return value.isoformat()


def _duration(value: Any) -> str:
    if not isinstance(value, dt.timedelta):
        raise TypeError("a duration is expected")
    return f"{value.days} days {value.seconds}.{value.microseconds:06} seconds"


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


_DECIMAL = Storage(
    "decimal", Numeric(STORED_DIGITS, STORED_PLACES), f"numeric({STORED_DIGITS},{STORED_PLACES})", _decimal
)
# Texts compare by code point, on every server and in every language, as they do in an expression.
_TEXT = Storage("text", Text(collation="C"), "text", _text, collation="C")
_LIST = Storage("list", ARRAY(Text(collation="C")), "text[]", array)
_UUID = Storage("link", UUID(as_uuid=False), "uuid", _text)
_JSON = Storage("json", JSONB(), "jsonb", _json, json=True)

TEXT = _TEXT
IDENTITY = _UUID
WHOLE = Storage("integer", BigInteger(), "bigint", _integer)
INSTANT = Storage("datetime", DateTime(timezone=True), "timestamptz", _instant)
GRAMS = Storage("list", ARRAY(Text()), "text[]", array)

STORAGE: Mapping[str, Storage] = MappingProxyType(
    {
        **dict.fromkeys(("text", "long_text", "rich_text", "choice", "code", "phone_email_url"), _TEXT),
        **dict.fromkeys(("decimal", "quantity", "money", "percent"), _DECIMAL),
        "integer": WHOLE,
        "number": Storage("number", Double(), "double precision", _number),
        "boolean": Storage("boolean", Boolean(), "boolean", _boolean),
        "date": Storage("date", Date(), "date", _date),
        "time": Storage("time", Time(), "time", _time),
        "datetime": INSTANT,
        "duration": Storage("duration", Interval(), "interval", _duration),
        "choices": _LIST,
        "link": _UUID,
        "user": _UUID,
        "links": Storage("links", ARRAY(UUID(as_uuid=False)), "uuid[]", array),
        **dict.fromkeys(("file", "image", "signature", "json"), _JSON),
    }
)
_PLAIN = MappingProxyType(
    {"bool": "boolean", "int": "integer", "enum": "choice", "ref": "link", "list": "json", "": "text"}
)
_WRITERS: tuple[tuple[type | tuple[type, ...], Encode], ...] = (
    (bool, _boolean),
    ((list, tuple, set, frozenset), lambda value: array([plain_text(each) for each in value])),
    (dt.timedelta, lambda value: str(Decimal(value // dt.timedelta(microseconds=1)) / 1_000_000)),
    ((dt.date, dt.time), lambda value: str(value.isoformat())),
    (Decimal, lambda value: format(value, "f")),
    (float, repr),
)
"""A truth value is an int and an instant a date to Python, hence the order."""
