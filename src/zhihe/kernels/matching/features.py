"""What is compared of a record: marks by kind, free words, free Chinese characters and how they sound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from pypinyin import lazy_pinyin

from zhihe.kernels.matching.attributes import UNITS, Mark, read_attributes
from zhihe.kernels.matching.lexicon import Lexicon, item_lexicon, organisation_lexicon
from zhihe.kernels.matching.records import MasterRecord
from zhihe.kernels.matching.text import code_key, lookalike_key, normalise

FASTENERS = frozenset({"screw", "bolt", "set_screw", "self_tapping_screw", "stud"})
WITH_FINISH = frozenset({"nut", "washer", "spring_washer", "flat_washer", "rivet", "pin"})
COLOUR_OF = MappingProxyType({"black": "black_oxide", "white": "zinc", "yellow": "yellow_zinc"})
_ABBREVIATION = re.compile(r"(?<![a-z])(?:[a-z]\.){2,}|(?<![a-z])[a-z]/[a-z](?![a-z])")
_ALIAS = re.compile(r"\(\s*(?:formerly|formally|fka|aka|dba|原名|曾用名|原)\s*([^()]*)\)?|\(([^()]*)\)")
_ROMAN = MappingProxyType(
    {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}
)


@dataclass(frozen=True, slots=True)
class Features:
    """What one name says.

    ``kinds`` holds the marks, ``words`` the free Latin words in alphabetical order, ``hanzi`` the free Chinese
    characters in the order written, ``sounds`` their syllables, ``runs`` each run of them as one word of pinyin.
    ``squeezed`` is the name without spaces, of a company also without its legal form: «Mission Pharma» is
    «Missionpharma».
    """

    kinds: Mapping[str, frozenset[str]]
    words: tuple[str, ...]
    hanzi: str
    sounds: tuple[str, ...]
    runs: tuple[str, ...]
    squeezed: str

    def same_as(self, other: Features) -> bool:
        """Whether two names are the same after normalisation."""
        return self.kinds == other.kinds and self.words == other.words and self.hanzi == other.hanzi

    def signature(self) -> tuple[object, ...]:
        """Give what makes two names the same after normalisation."""
        return (frozenset(self.kinds.items()), self.words, self.hanzi)


@dataclass(frozen=True, slots=True)
class Read:
    """A record with its features: those of its name, then those of the other names it gives itself."""

    record: MasterRecord
    names: tuple[Features, ...]
    code: str
    lookalike: str


@dataclass(frozen=True, slots=True)
class Synonym:
    """A word of the house: ``form`` says ``value`` of ``kind``, as in («黑珍珠», «colour», «black»)."""

    form: str
    kind: str
    value: str


@dataclass(slots=True)
class Sounds:
    """Pinyin without tones, each run looked up once."""

    known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def syllables(self, run: str) -> tuple[str, ...]:
        """Give the syllables of a run of Chinese characters."""
        found = self.known.get(run)
        if found is None:
            found = self.known[run] = tuple(lazy_pinyin(run))
        return found

    def joined(self, run: str) -> str:
        """Give the syllables in one word."""
        return "".join(self.syllables(run))


class Reader:
    """Reads records with one lexicon per kind of record."""

    def __init__(self, synonyms: Iterable[Synonym] = ()) -> None:
        own = [(each.form, each.kind, each.value) for each in synonyms]
        self._sounds = Sounds()
        self._items = item_lexicon(self._sounds.syllables, own)
        self._organisations = organisation_lexicon(self._sounds.syllables, own)

    def read(self, record: MasterRecord) -> Read:
        """Read a record; ValueError when neither name nor specification holds a letter or a digit."""
        text = normalise(f"{record.name} {record.spec}")
        if not any(sign.isalnum() for sign in text):
            raise ValueError(f"record {record.id} has no name: {record.name!r}")
        names = self._organisation(text) if record.kind == "organisation" else (self._item(text),)
        return Read(record, names, code_key(record.code), lookalike_key(record.code))

    def _item(self, text: str) -> Features:
        mixed, rest = self._items.take_mixed(text)
        marks, rest = read_attributes(rest, self._items.forms.__contains__)
        return self._features(self._items, rest, mixed + marks, text.replace(" ", ""))

    def _organisation(self, text: str) -> tuple[Features, ...]:
        """Read a company's name and the former or other names it gives in brackets."""
        joined = _ABBREVIATION.sub(lambda found: f" {re.sub(r'[./]', '', found[0])} ", text).replace("&", " and ")
        aliases = [found[1] for found in _ALIAS.finditer(joined) if found[1]]
        main = _ALIAS.sub(lambda found: f" {found[2] or ''} ", joined)
        return tuple(self._company(name) for name in (main, *aliases) if any(sign.isalnum() for sign in name))

    def _company(self, name: str) -> Features:
        numbers = [("number", digits) for digits in re.findall(r"(?<![a-z0-9])\d+(?![a-z0-9])", name)]
        rest = re.sub(r"(?<![a-z0-9])\d+(?![a-z0-9])", " ", name)
        return self._features(self._organisations, rest, numbers, self._organisations.squeeze(name))

    def _features(self, known: Lexicon, text: str, marks: list[Mark], squeezed: str) -> Features:
        found, words, runs = known.read(text)
        numerals = [word for word in words if word in _ROMAN]
        every = marks + found + [("number", _ROMAN[word]) for word in numerals]
        kinds: dict[str, set[str]] = {}
        for kind, value in every:
            if kind != "form":
                kinds.setdefault(kind, set()).add(value)
        _say_as_fasteners_do(kinds)
        return Features(
            MappingProxyType({kind: frozenset(values) for kind, values in kinds.items()}),
            tuple(sorted(word for word in words if word not in _ROMAN and word not in UNITS)),
            "".join(runs),
            tuple(syllable for run in runs for syllable in self._sounds.syllables(run)),
            tuple(self._sounds.joined(run) for run in runs),
            squeezed,
        )


def _say_as_fasteners_do(kinds: dict[str, set[str]]) -> None:
    """Read «3x8» of a screw as M3x8, since the M is often left out, and its colour as its finish."""
    things = kinds.get("thing", set())
    if things & (FASTENERS | WITH_FINISH) and "finish" not in kinds and kinds.get("colour", set()) & COLOUR_OF.keys():
        kinds["finish"] = {COLOUR_OF.get(colour, colour) for colour in kinds.pop("colour")}
    sizes = kinds.get("size", set())
    if len(sizes) != 1 or "thread" in kinds or not things & FASTENERS:
        return
    numbers = next(iter(sizes)).split("x")
    if len(numbers) == 2:  # noqa: PLR2004 - diameter and length
        diameter, length = sorted(numbers, key=Fraction)
        kinds.pop("size")
        kinds["thread"] = {diameter}
        kinds.setdefault("length", set()).add(length)
