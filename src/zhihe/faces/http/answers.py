"""Values to JSON bytes, once: decimals as text, instants in UTC, links as they were expanded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from fastapi import Response

JSON = "application/json"
PROBLEM = "application/problem+json"


def plain(value: Any) -> Any:
    """What orjson cannot write itself: decimals, durations, sets."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def encode(value: Any) -> bytes:
    """The JSON bytes of an answer."""
    return orjson.dumps(value, default=plain, option=orjson.OPT_UTC_Z)


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON response."""
    return Response(encode(value), status, dict(headers or {}), JSON)


def record_answer(row: Mapping[str, Any], status: int = 200) -> Response:
    """A record with its version as ETag, so that a change can name what it was made from."""
    headers = {"ETag": f'"{row["version"]}"'} if "version" in row else {}
    return answer(row, status, headers)
