"""What the checks of field types share: the refusal of a value, and the forms of text every type lets in."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final, Literal

from zhihe.errors import Invalid
from zhihe.platform.model.elements import Field

Language = Literal["zh", "en"]
SHOWN: Final = 60
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_ONE_LINE: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def refused(field: Field, value: object, problem: str, advice: str) -> Invalid:
    """The error for a value a field cannot hold: which field, which value, what to do."""
    shown = str(value) if isinstance(value, Decimal) else repr(value)
    shown = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
    return Invalid(
        "value.invalid",
        f"{field.key}: {shown} {problem}; {advice}.",
        field=field.key,
        type=field.type,
        value=shown,
    )


def clean_text(field: Field, value: Any, *, lines: bool = True) -> str:
    """A text a database and a screen can hold: no NUL or other control character, no half of a surrogate pair."""
    if not isinstance(value, str):
        raise refused(field, value, "is not a text", "send a string")
    found = (_CONTROLS if lines else _ONE_LINE).search(value)
    if found is not None:
        shown = f"U+{ord(found.group()):04X} at character {found.start() + 1}"
        raise refused(field, value, f"holds the control character {shown}", "remove it")
    return value


def known_language(language: Language, zh: str, en: str) -> str:
    """The word in the language asked for."""
    return zh if language == "zh" else en
