"""From one column type to another: which ways there are, and which values cannot go."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

_DECIMAL = "numeric(28,10)"
_INSTANT = "timestamp with time zone"
_TIME = "time without time zone"
_DOUBLE = "double precision"
_PLAIN_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_LARGEST = 2**63
_DIGITS = 18
_PLACES = 10
_WORDS = MappingProxyType(
    {"true": True, "false": False, "t": True, "f": False, "yes": True, "no": False, "1": True, "0": False}
)


@dataclass(frozen=True, slots=True)
class Conversion:
    """A way from one type to another.

    ``sql`` computes the new value from ``{column}``; ``widens`` when every value can go and none loses anything.
    ``refused`` is a condition over ``{column}`` that holds for values that cannot go; ``fits`` is asked in the
    program instead, for texts, whose forms the server's own casts would read too freely or stop at.
    """

    sql: str
    widens: bool = False
    refused: str = ""
    fits: Callable[[str], bool] | None = None


def conversion(origin: str, wanted: str) -> Conversion | None:
    """The way from ``origin`` to ``wanted``, both as the server writes them; None when there is none."""
    return _WAYS.get((origin, wanted))


def _is_whole(text: str) -> bool:
    return bool(_WHOLE.fullmatch(text)) and -_LARGEST <= int(text) < _LARGEST


def _is_decimal(text: str) -> bool:
    if not _PLAIN_NUMBER.fullmatch(text):
        return False
    value = Decimal(text)
    return abs(value) < 10**_DIGITS and -int(value.normalize().as_tuple().exponent) <= _PLACES


def _is_number(text: str) -> bool:
    return bool(_PLAIN_NUMBER.fullmatch(text))


def _is_date(text: str) -> bool:
    return _reads(dt.date.fromisoformat, text) and len(text) == len("2026-01-31")


def _is_time(text: str) -> bool:
    return _reads(dt.time.fromisoformat, text) and dt.time.fromisoformat(text).tzinfo is None


def _is_instant(text: str) -> bool:
    return _reads(dt.datetime.fromisoformat, text) and dt.datetime.fromisoformat(text).tzinfo is not None


def _is_boolean(text: str) -> bool:
    return text.lower() in _WORDS


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def _from_text(kind: str, fits: Callable[[str], bool]) -> Conversion:
    """Texts are trimmed, an empty one is nothing."""
    return Conversion(f"nullif(btrim({{column}}), '')::{kind}", fits=fits)


_PLAIN = Conversion("{column}::text", widens=True)
_WAYS: Mapping[tuple[str, str], Conversion] = MappingProxyType(
    {
        ("integer", "bigint"): Conversion("{column}::bigint", widens=True),
        ("bigint", _DECIMAL): Conversion(
            f"{{column}}::{_DECIMAL}", widens=True, refused=f"abs({{column}}::numeric) >= 1e{_DIGITS}"
        ),
        ("bigint", _DOUBLE): Conversion(
            f"{{column}}::{_DOUBLE}", refused=f"{{column}}::{_DOUBLE}::numeric <> {{column}}::numeric"
        ),
        (_DECIMAL, "bigint"): Conversion(
            "{column}::bigint", refused=f"{{column}} <> trunc({{column}}) or abs({{column}}) >= {_LARGEST}"
        ),
        # A float holds 15 digits of any number, fewer than a decimal may have.
        (_DECIMAL, _DOUBLE): Conversion(
            f"{{column}}::{_DOUBLE}", refused=f"{{column}}::{_DOUBLE}::text::numeric <> {{column}}"
        ),
        (_DOUBLE, _DECIMAL): Conversion(
            f"{{column}}::text::{_DECIMAL}",
            refused=f"abs({{column}}) >= 1e{_DIGITS} or scale(trim_scale({{column}}::text::numeric)) > {_PLACES}",
        ),
        (_DOUBLE, "bigint"): Conversion(
            "{column}::bigint", refused=f"{{column}} <> trunc({{column}}) or abs({{column}}) >= {_LARGEST}"
        ),
        **{
            (origin, "text"): _PLAIN
            for origin in ("bigint", "integer", _DOUBLE, "boolean", "date", _TIME, "uuid", "jsonb")
        },
        (_DECIMAL, "text"): Conversion("trim_scale({column})::text", widens=True),
        (_INSTANT, "text"): Conversion(
            "to_char({column} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')", widens=True
        ),
        ("text", "bigint"): _from_text("bigint", _is_whole),
        ("text", _DECIMAL): _from_text(_DECIMAL, _is_decimal),
        ("text", _DOUBLE): _from_text(_DOUBLE, _is_number),
        ("text", "date"): _from_text("date", _is_date),
        ("text", _TIME): _from_text("time", _is_time),
        ("text", _INSTANT): _from_text("timestamptz", _is_instant),
        ("text", "boolean"): _from_text("boolean", _is_boolean),
        ("text", "text[]"): Conversion("array_remove(array[nullif({column}, '')], null)", widens=True),
        ("uuid", "uuid[]"): Conversion("array_remove(array[{column}], null)", widens=True),
        ("text[]", "text"): Conversion("{column}[1]", refused="cardinality({column}) > 1"),
        ("uuid[]", "uuid"): Conversion("{column}[1]", refused="cardinality({column}) > 1"),
        ("text", "jsonb"): Conversion("to_jsonb({column})", widens=True),
    }
)
