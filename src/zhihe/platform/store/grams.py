"""Texts as grams, so that «contains» is a look-up in an index for Chinese and Latin alike, without an extension.

A text gives its bigrams without spaces, in lower case, each single Chinese character, and, behind ``~``, the
bigrams of its pinyin initials: 螺丝钉 is found by 丝, 丝钉 and sd.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pypinyin import Style, lazy_pinyin

from zhihe.platform.model.elements import Model

INITIAL = "~"
MAX_LENGTH = 1_000
"""Characters of one field that are searched."""


def of_row(model: Model, row: Mapping[str, Any]) -> list[str]:
    """The grams of the fields that a model searches."""
    return of_texts(str(row[key]) for key in model.search if row.get(key))


def of_texts(texts: Iterable[str]) -> list[str]:
    """The grams of several texts, each once, in order."""
    found: set[str] = set()
    for text in texts:
        plain = folded(text)[:MAX_LENGTH]
        found.update(_pairs(plain), (each for each in plain if han(each)))
        if any(han(each) for each in plain):
            initials = pinyin_initials(plain)
            found.update(f"{INITIAL}{pair}" for pair in _pairs(initials))
            found.update(f"{INITIAL}{each}" for each in initials)
    return sorted(found)


def wanted(text: str) -> tuple[Sequence[str], Sequence[str]]:
    """What a row must hold to be found by a text: all of the first grams, or all of the second.

    The first are of the text itself and empty for one Latin character, which no gram narrows. The second are of
    pinyin initials and empty unless the text is Latin letters and digits.
    """
    plain = folded(text)[:MAX_LENGTH]
    direct = sorted({*_pairs(plain), *(each for each in plain if han(each))})
    letters = plain.isascii() and plain.isalnum() and not plain.isdigit()
    parts = _pairs(plain) or [plain]
    initials = sorted({f"{INITIAL}{part}" for part in parts}) if letters else []
    return direct, initials


def folded(text: str) -> str:
    """Lower case, full-width forms as their ASCII twins, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def han(character: str) -> bool:
    """Whether this is a Chinese character."""
    return "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf" or character >= "\U00020000"


def pinyin_initials(text: str) -> str:
    """The first letters of the characters' readings; what is not Chinese stays."""
    return "".join(_initial(each) if han(each) else each for each in text)


@lru_cache(maxsize=30_000)
def _initial(character: str) -> str:
    return lazy_pinyin(character, style=Style.FIRST_LETTER)[0][:1]


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]
