"""Writing one text as a YAML scalar that reads back the same, plain wherever that is safe."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_UNSAFE_START: Final = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`=<~]")
_UNSAFE_INSIDE: Final = re.compile(r"[,\[\]{}\n\t]|:(?= |$)|(?<=\s)#|\s{2}")
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_DASHED: Final = re.compile(r"-[A-Za-z0-9_(.]")


def scalar(text: str) -> str:
    """A text on one line: plain when every reader of YAML takes it so, else between double quotes."""
    safe_start = not _UNSAFE_START.match(text) or bool(_DASHED.match(text))
    if text and text == text.strip() and safe_start and not _UNSAFE_INSIDE.search(text) and _printable(text):
        return text
    return f'"{"".join(_escaped(char) for char in text)}"'


def block(text: str, indent: int) -> list[str] | None:
    """A text of several lines as a literal block, or None where only quotes can hold it."""
    body = text.removesuffix("\n")
    lines = body.split("\n")
    clean = all(_printable(line) and line == line.rstrip() for line in lines)
    if len(lines) < 2 or not clean or body.startswith((" ", "\n")) or body.endswith("\n"):  # noqa: PLR2004 - one line
        return None
    pad = " " * indent
    return ["|" if text.endswith("\n") else "|-", *(f"{pad}{line}" if line else "" for line in lines)]


def width(text: str) -> int:
    """Columns a text takes on a screen: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _printable(text: str) -> bool:
    """Whether every character may stand in YAML as it is; line separators of Unicode may not."""
    return all(char.isprintable() or char == " " for char in text)


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    return f"\\u{ord(char):04X}" if ord(char) < 0x10000 else f"\\U{ord(char):08X}"  # noqa: PLR2004 - the first plane
