"""What an error says in Chinese: one table of sentences, found by the error's code and its English sentence.

The English sentence stands where the error is raised, with its facts in it. A table beside this file has it once more
as a pattern, with a name for each fact, and its Chinese: what is named there is taken out of the English sentence and
put into the Chinese one. So an error that was kept as text (of an import, of a job) is read in either language too.
A test of the house holds that no error of the server lacks its line.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Final

Words = Callable[[str], str | None]
"""The Chinese of a key of the definitions, or None where it has none."""


def unnamed(_key: str) -> None:
    """No definitions are at hand, so no key has a name."""


LONGEST: Final = 4_000
"""A longer text is not looked up: it holds what somebody sent."""

_NAME: Final = re.compile(r"\{(\w+)\}")
_QUOTED: Final = re.compile(r"(?P<mark>['\"])(?P<text>.*)(?P=mark)", re.DOTALL)
_WORDS: Final = "words"
KERNEL: Final = "kernel"
"""The code of what kernels refuse: they raise ValueError, which has none of its own."""
DEFINITIONS: Final = "definition.problem"
"""The code of what is wrong in a definition or an expression, which has none of its own either."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in both languages; ``{name}`` stands for a fact."""

    english: str
    chinese: str

    def pattern(self) -> re.Pattern[str]:
        """What the English sentence looks like with any facts in it."""
        return _pattern(self.english)

    def names(self) -> set[str]:
        """The facts of the English sentence."""
        return set(_NAME.findall(self.english))


@functools.cache
def _pattern(english: str) -> re.Pattern[str]:
    parts = _NAME.split(english)
    texts = [re.escape(part) if place % 2 == 0 else f"(?P<{part}>.*?)" for place, part in enumerate(parts)]
    return re.compile("".join(texts), re.DOTALL)


@functools.cache
def sentences() -> Mapping[str, tuple[Sentence, ...]]:
    """Every sentence of the tables, by the code of its error."""
    found: dict[str, list[Sentence]] = {}
    for file in sorted(resources.files(__name__).iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            for code, said in tomllib.loads(file.read_text(encoding="utf-8")).items():
                found.setdefault(code, []).extend(Sentence(english, chinese) for english, chinese in said.items())
    return {code: tuple(each) for code, each in found.items()}


def chinese(code: str, message: str, words: Words = unnamed) -> str | None:
    """The Chinese of an error's sentence, or None where the tables have none.

    A fact that is itself a key of the definitions, a word of the tables, a sentence of the same code, of a kernel or
    of a definition is put into Chinese as well.
    """
    if len(message) > LONGEST:
        return None
    for sentence in (line for table in (code, KERNEL, DEFINITIONS) for line in sentences().get(table, ())):
        match = sentence.pattern().fullmatch(message)
        if match is not None:
            facts = {name: _fact(code, value, words) for name, value in match.groupdict().items()}
            return filled(sentence.chinese, facts)
    return None


def of_kernel(error: ValueError) -> dict[str, str]:
    """What a kernel refused, in both languages; the Chinese is the English where the tables lack it."""
    english = str(error)
    return {"zh": chinese(KERNEL, english) or english, "en": english}


def filled(text: str, facts: Mapping[str, str]) -> str:
    """A sentence with the facts it names; KeyError for one that it should not name."""
    return _NAME.sub(lambda name: facts[name[1]], text)


@functools.cache
def _table() -> Mapping[str, str]:
    return {each.english: each.chinese for each in sentences().get(_WORDS, ())}


def _fact(code: str, value: str, words: Words) -> str:
    known = _table().get(value) or words(value) or chinese(code, value, words)
    if known is not None:
        return known
    quoted = _QUOTED.fullmatch(value)
    if quoted is not None:
        return f"“{quoted['text']}”"
    parts = value.split(", ")
    found = [_table().get(part) or words(part) for part in parts]
    if len(parts) > 1 and any(found):
        return "、".join(known or part for known, part in zip(found, parts, strict=True))
    return value
