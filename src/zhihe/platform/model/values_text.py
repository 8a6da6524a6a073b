"""Texts: free ones as they are, codes in one spelling, and addresses of people and pages."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

from zhihe.platform.model.elements import Field
from zhihe.platform.model.values import clean_text, refused

TEXT_BYTES: Final = 4_096
LONG_BYTES: Final = 65_536
CODE_LENGTH: Final = 100
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_LOOK_ALIKES: Final = str.maketrans(
    dict(
        zip(
            "АВЕЗКМНОРСТХІЈЅаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο×∗✕‐‑‒–—−",
            "ABE3KMHOPCTXIJSaeopcyxijsABEZHIKMNOPTYXox*x------",
            strict=True,
        )
    )
)
"""Greek and Cyrillic letters, crosses, stars and dashes that are taken for Latin ones on a label or a screen."""
REACH_LENGTH: Final = 500
_REACH: Final = re.compile(
    r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}"
    r"|https?://[^\s/]+\S*"
    r"|\+?[0-9][0-9 ()./-]{4,30}[0-9](?: ?(?:x|ext\.?|转) ?[0-9]{1,6})?"
)


def check_text(field: Field, value: Any) -> str:
    """A short text in NFC, so that equal texts compare equal; at most 4 KB, or the field's length in characters."""
    return _measured(field, unicodedata.normalize("NFC", clean_text(field, value)), TEXT_BYTES)


def check_long_text(field: Field, value: Any) -> str:
    """A text as it was written; at most 64 KB, or the field's length in characters."""
    return _measured(field, clean_text(field, value), LONG_BYTES)


def check_code(field: Field, value: Any) -> str:
    """A code that people and scanners read: NFC, no full-width or look-alike forms, no `/`, no shape of a UUID."""
    text = unicodedata.normalize("NFC", clean_text(field, value, lines=False))
    plain = unicodedata.normalize("NFKC", text)
    if plain != text:
        raise refused(field, value, "holds full-width or compatibility characters", f"write {plain!r}")
    latin = text.translate(_LOOK_ALIKES)
    if latin != text and not _foreign(latin):
        raise refused(field, value, "holds letters or signs that only look like Latin ones", f"write {latin!r}")
    if text != text.strip() or not text.isprintable():
        raise refused(field, value, "holds spaces around it or invisible characters", f"write {_visible(text)!r}")
    if "/" in text or _UUID.fullmatch(text):
        raise refused(field, value, "cannot be a code", "leave out / and do not use the shape of a UUID")
    limit = field.length or CODE_LENGTH
    if len(text) > limit:
        raise refused(field, value, f"has {len(text)} characters", f"a code here has at most {limit}")
    return text


def check_reach(field: Field, value: Any) -> str:
    """A telephone number, a mail address or the address of a page."""
    text = clean_text(field, value, lines=False).strip()
    if len(text) > REACH_LENGTH or not _REACH.fullmatch(text):
        raise refused(field, value, "is no telephone number, mail address or http address", "write one of these")
    return _measured(field, text, TEXT_BYTES)


def _measured(field: Field, text: str, limit: int) -> str:
    if field.length is not None and len(text) > field.length:
        raise refused(field, text, f"has {len(text)} characters", f"at most {field.length} are allowed")
    size = len(text.encode())
    if size > limit:
        raise refused(field, text, f"has {size} bytes", f"at most {limit} are allowed")
    return text


def _foreign(text: str) -> bool:
    """Whether a text is plainly Greek or Cyrillic: a letter is left that looks like no Latin one."""
    return any(unicodedata.name(each, "").startswith(("GREEK ", "CYRILLIC ")) for each in text)


def _visible(text: str) -> str:
    return "".join(char for char in text.strip() if char.isprintable())
