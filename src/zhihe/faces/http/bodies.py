"""Request bodies: bounded, exact numbers, no NaN, objects where objects are wanted."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from fastapi import Request

from zhihe.errors import Invalid

MAX_BODY = 1_000_000
MAX_DIGITS = 100
MAX_REASON = 500
UNREADABLE = re.compile("[\x00\ud800-\udfff]")
"""What JSON can escape and no text can hold: the character 0 and halves of characters."""


async def body_of(request: Request, limit: int = MAX_BODY) -> bytes:
    """The raw body; Invalid above the limit, before it is read to the end."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise Invalid("body.size", f"The body is larger than {limit} bytes; send less at once.", limit=limit)
        parts.append(part)
    return b"".join(parts)


def parsed(body: bytes) -> Any:
    """JSON with exact decimals; Invalid says where it is wrong."""
    if not body:
        return {}
    try:
        found = json.loads(body, parse_float=_exact, parse_int=_whole, parse_constant=_no_constant)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise Invalid("body.json", f"The body is no JSON: {error}.") from error
    except RecursionError as error:
        raise Invalid("body.depth", "The body is nested too deep.") from error
    # Only an escape, a raw half (its first byte is ED) or another encoding than UTF-8 can bring such a character.
    if b"\\u" in body or b"\xed" in body or b"\0" in body:
        _readable(found)
    return found


def reason_of(request: Request) -> str:
    """Why the user does it: the header X-Reason, percent-encoded where it is not plain ASCII."""
    text = unquote(request.headers.get("x-reason", "")).strip()
    require_readable(text, "reason")
    if len(text) > MAX_REASON:
        raise Invalid("reason.length", f"A reason has at most {MAX_REASON} characters.", value=text[:40])
    return text


def _readable(found: Any) -> None:
    pending = [found]
    while pending:
        each = pending.pop()
        if isinstance(each, str):
            require_readable(each, "body")
        elif isinstance(each, Mapping):
            pending += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            pending += each


def require_readable(text: str, what: str) -> None:
    """Refuse a text with a character that no text can hold."""
    found = UNREADABLE.search(text)
    if found is not None:
        shown = UNREADABLE.sub("\ufffd", text)[:40]
        raise Invalid(
            "text.unreadable", f"The {what} holds the character U+{ord(found[0]):04X}: leave it out.", value=shown
        )


def _exact(text: str) -> Decimal:
    if len(text) > MAX_DIGITS:
        raise Invalid("body.number", f"{text[:20]}… has too many digits.", value=text[:20])
    return Decimal(text)


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise Invalid("body.number", f"{text[:20]}… has too many digits.", value=text[:20])
    return int(text)


def _no_constant(name: str) -> Any:
    raise Invalid("body.number", f"{name} is no number.", value=name)


def mapping(value: Any, what: str = "body") -> Mapping[str, Any]:
    """An object, or Invalid."""
    if not isinstance(value, Mapping):
        raise Invalid("body.object", f"The {what} is an object.", field=what)
    return value


def version_of(request: Request) -> int | None:
    """The version in If-Match, None where the header is missing."""
    text = request.headers.get("if-match")
    if text is None:
        return None
    digits = text.strip().removeprefix("W/").strip('"')
    if not digits.isascii() or not digits.isdigit():
        raise Invalid("version.form", f'If-Match names the version you read, such as "3", not {text}.', value=text)
    return int(digits)
