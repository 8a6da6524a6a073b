"""Texts as grams, so that «contains» is a look-up in an index for Chinese and Latin alike, without an extension.

A text gives its bigrams without spaces, in lower case, each single Chinese character, and, behind ``~``, the
bigrams of its pinyin initials: 螺丝钉 is found by 丝, 丝钉 and sd.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from zhihe.platform.model.elements import Model

INITIAL = "~"
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
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
        found.update(_pairs(plain))
        chinese = _HAN.findall(plain)
        if chinese:
            found.update(chinese)
            initials = pinyin_initials(plain)
            found.update([INITIAL + pair for pair in _pairs(initials)])
            found.update([INITIAL + each for each in initials])
    return sorted(found)


def wanted(text: str) -> tuple[Sequence[str], Sequence[str]]:
    """What a row must hold to be found by a text: all of the first grams, or all of the second.

    The first are of the text itself and empty for one Latin character, which no gram narrows. The second are of
    pinyin initials and empty unless the text is Latin letters and digits.
    """
    plain = folded(text)[:MAX_LENGTH]
    direct = sorted({*_pairs(plain), *_HAN.findall(plain)})
    letters = plain.isascii() and plain.isalnum() and not plain.isdigit()
    parts = _pairs(plain) or [plain]
    initials = sorted({f"{INITIAL}{part}" for part in parts}) if letters else []
    return direct, initials


def folded(text: str) -> str:
    """Lower case, full-width forms as their ASCII twins, without spaces."""
    if text.isascii():
        return "".join(text.lower().split())
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def pinyin_initials(text: str) -> str:
    """The first letters of the characters' readings; what is not Chinese stays."""
    return _HAN.sub(lambda found: _initial(found[0]), text)


@lru_cache(maxsize=30_000)
def _initial(character: str) -> str:
    # Its tables take a tenth of a second of a start, which need not wait for them.
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(character, style=Style.FIRST_LETTER)[0][:1]


def _pairs(text: str) -> list[str]:
    return [first + second for first, second in pairwise(text)]
