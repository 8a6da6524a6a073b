"""Explanation steps: a code and facts a program can test, and the sentence a person reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from zhihe.kernels.sampling.wording import SENTENCES, WORDS

Language = Literal["zh", "en"]
Fact = str | int | float | bool | None

_COLUMN: Final[Mapping[str, int]] = MappingProxyType({"zh": 0, "en": 1})


@dataclass(frozen=True, slots=True)
class Step:
    """One step of reasoning: ``code`` is stable, ``facts`` fill the sentence of ``wording.SENTENCES``."""

    code: str
    facts: Mapping[str, Fact]

    def text(self, lang: Language = "zh") -> str:
        """Say the step as a sentence in Chinese or English; ValueError for another language."""
        column = _column(lang)
        words = {
            key: WORDS[fact][column] if isinstance(fact, str) and fact in WORDS else fact
            for key, fact in self.facts.items()
        }
        return SENTENCES[self.code][column].format(**words)


def explain(trail: Iterable[Step], lang: Language = "zh") -> str:
    """Join the trail in one line, steps joined by the language's semicolon."""
    return ("；", "; ")[_column(lang)].join(step.text(lang) for step in trail)


def _column(lang: str) -> int:
    if lang not in _COLUMN:
        raise ValueError(f"language {lang!r} has no sentences; use zh or en")
    return _COLUMN[lang]
