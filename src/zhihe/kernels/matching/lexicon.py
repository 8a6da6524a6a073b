"""Reading words of the trade in a text: the longest known form at each place, the rest as free words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zhihe.kernels.matching.text import HANZI, normalise
from zhihe.kernels.matching.trade_words import ITEM_WORDS, ORGANISATION_WORDS

Marks = tuple[tuple[str, str], ...]
Sound = Callable[[str], tuple[str, ...]]
# Pinyin shorter than this reads like an English word (ban, guan, men).
_LEAST_PINYIN = 5
# Words of two syllables have too many others that sound the same (电子, 垫子).
_LEAST_SYLLABLES = 3


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Known forms and what each says.

    ``longest`` counts the characters of the longest Chinese form, ``most_words`` the words of the longest
    English one, ``mixed`` finds forms of both scripts (O型圈, V带, 45钢), which a cut between scripts would break.
    ``sounding`` holds the Chinese forms of three syllables and more by their syllables: 减束机 is a 减速机.
    """

    forms: Mapping[str, Marks]
    longest: int
    most_words: int
    mixed: re.Pattern[str]
    sounding: Mapping[tuple[str, ...], Marks]
    sound: Sound

    def take_mixed(self, text: str) -> tuple[list[tuple[str, str]], str]:
        """Read the forms of both scripts in normalised text and hand back the rest."""
        marks = [mark for found in self.mixed.finditer(text) for mark in self.forms[found[0]]]
        return marks, self.mixed.sub(" ", text) if marks else text

    def read(self, text: str) -> tuple[list[tuple[str, str]], list[str], list[str]]:
        """Split normalised text into marks, free Latin words and free runs of Chinese characters."""
        marks: list[tuple[str, str]] = []
        words: list[str] = []
        runs: list[str] = []
        latin: list[str] = []
        for token in _tokens(text):
            if HANZI.match(token):
                self._read_words(latin, marks, words)
                latin = []
                self._read_run(token, marks, runs)
            else:
                latin.append(token)
        self._read_words(latin, marks, words)
        return marks, words, runs

    def squeeze(self, text: str) -> str:
        """Give normalised text without spaces, signs and the words that only say the legal form."""
        return "".join(token for token in _tokens(text) if ("form", "legal") not in self.forms.get(token, ()))

    def _read_run(self, run: str, marks: list[tuple[str, str]], runs: list[str]) -> None:
        """Read a run of Chinese characters."""
        free = start = 0
        while start < len(run):
            for length in range(min(self.longest, len(run) - start), 0, -1):
                found = self.forms.get(run[start : start + length])
                if found is not None:
                    break
            else:
                start += 1
                continue
            if start > free:
                self._read_sound(run[free:start], marks, runs)
            marks.extend(found)
            start += length
            free = start
        if free < len(run):
            self._read_sound(run[free:], marks, runs)

    def _read_sound(self, run: str, marks: list[tuple[str, str]], runs: list[str]) -> None:
        """Read a run in which no form is written as known: one may still sound as known."""
        syllables = self.sound(run)
        if len(run) >= _LEAST_SYLLABLES and len(syllables) == len(run):
            for length in range(len(run), _LEAST_SYLLABLES - 1, -1):
                for start in range(len(run) - length + 1):
                    found = self.sounding.get(syllables[start : start + length])
                    if found is not None:
                        marks.extend(found)
                        runs.extend(filter(None, (run[:start], run[start + length :])))
                        return
        runs.append(run)

    def _read_words(self, latin: list[str], marks: list[tuple[str, str]], words: list[str]) -> None:
        """Read a row of Latin words."""
        start = 0
        while start < len(latin):
            for count in range(min(self.most_words, len(latin) - start), 0, -1):
                found = self.forms.get("_".join(latin[start : start + count]))
                if found is not None:
                    marks.extend(found)
                    break
            else:
                count = 1
                words.append(latin[start])
            start += count


def lexicon(lines: str, sound: Sound, own: Iterable[tuple[str, str, str]] = ()) -> Lexicon:
    """Make a lexicon of ``lines`` («forms = kind:value») and ``own`` (form, kind, value) synonyms, which win.

    ``sound`` gives the syllables under which a Chinese form is known too. Raises ValueError for a line without «=».
    """
    forms: dict[str, Marks] = {}
    for line in filter(str.strip, lines.splitlines()):
        left, equals, right = line.rpartition(" = ")
        if not equals:
            raise ValueError(f"a line reads «forms = kind:value», not {line!r}")
        marks = tuple((kind, value) for kind, _, value in (mark.partition(":") for mark in right.split()))
        for form in left.split():
            _add(forms, form, marks, sound)
    for form, kind, value in own:
        _add(forms, form.replace(" ", "_"), ((kind, value),), sound, wins=True)
    return Lexicon(
        MappingProxyType(forms),
        longest=max((len(form) for form in forms if HANZI.fullmatch(form)), default=0),
        most_words=max((form.count("_") + 1 for form in forms), default=1),
        mixed=_any_of(form for form in forms if HANZI.search(form) and not HANZI.fullmatch(form)),
        sounding=MappingProxyType(
            {
                sound(form): marks
                for form, marks in forms.items()
                if HANZI.fullmatch(form) and len(form) >= _LEAST_SYLLABLES
            }
        ),
        sound=sound,
    )


def item_lexicon(sound: Sound, own: Iterable[tuple[str, str, str]] = ()) -> Lexicon:
    """Make the lexicon of items."""
    return lexicon(ITEM_WORDS, sound, own)


def organisation_lexicon(sound: Sound, own: Iterable[tuple[str, str, str]] = ()) -> Lexicon:
    """Make the lexicon of organisations."""
    return lexicon(ORGANISATION_WORDS, sound, own)


def _any_of(forms: Iterable[str]) -> re.Pattern[str]:
    """Match the longest of ``forms`` that does not continue a Latin word or a number."""
    choices = "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))
    return re.compile(rf"(?<![a-z0-9.])(?:{choices})" if choices else r"(?!)")


def _add(forms: dict[str, Marks], form: str, marks: Marks, sound: Sound, *, wins: bool = False) -> None:
    """Enter a form and its pinyin; what stands already is kept unless the new one wins."""
    spelled = normalise(form).replace(" ", "_")
    spellings = [spelled]
    if len(spelled) > 1 and HANZI.fullmatch(spelled):
        pinyin = "".join(sound(spelled))
        spellings.extend([pinyin] if len(pinyin) >= _LEAST_PINYIN else [])
    for spelling in spellings:
        if wins:
            forms[spelling] = marks
        else:
            forms.setdefault(spelling, marks)


def _tokens(text: str) -> Iterable[str]:
    """Cut text where Chinese meets Latin and at every sign that belongs to neither."""
    start = 0
    for found in HANZI.finditer(text):
        yield from _latin(text[start : found.start()])
        yield found[0]
        start = found.end()
    yield from _latin(text[start:])


def _latin(text: str) -> Iterable[str]:
    """Cut Latin text into words; a hyphen, a dot and a sign # stay inside a word."""
    cleaned = "".join(sign if sign.isalnum() or sign in "-#" else " " for sign in text)
    return (word for word in (raw.strip("-") for raw in cleaned.split()) if word)
