"""What weighs how much when two records are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zhihe.kernels.matching.trade_words import KIN


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of each kind of mark, the factor of a difference in it, and what leaving it open costs.

    ``open`` is the share of its weight that a mark has which only one record names: an item without thread or
    resistance is hardly known, one without colour is. ``least`` and ``least_hanzi`` are the likenesses of words and
    of Chinese characters below which they count as different; ``slips`` says whether one wrong character in a whole
    name is forgiven. Free text weighs ``words_base`` and ``word`` per word or ``hanzi`` per character, at most
    ``most_text``.
    """

    weight: Mapping[str, float]
    other_weight: float
    factor: Mapping[str, float]
    other_factor: float
    open: Mapping[str, float]
    other_open: float
    text_open: float
    least: float
    least_hanzi: float
    slips: bool
    words_base: float
    word: float
    hanzi: float
    most_text: float

    def of(self, kind: str) -> float:
        """Give the weight of ``kind``."""
        return self.weight.get(kind, self.other_weight)

    def differs(self, kind: str) -> float:
        """Give the factor of a difference in ``kind``."""
        return self.factor.get(kind, self.other_factor)

    def left_open(self, kind: str) -> float:
        """Give the weight of ``kind`` where only one record names it."""
        return self.of(kind) * self.open.get(kind, self.other_open)

    def text(self, words: int, hanzi: int) -> float:
        """Give the weight of free text of so many words, or of so many Chinese characters."""
        return min(self.most_text, self.words_base + self.word * words if words else self.hanzi * hanzi)


ITEMS = Weights(
    weight=MappingProxyType(
        {
            "thing": 1.0,
            "thread": 1.0,
            "size": 1.2,
            "part": 1.5,
            "standard": 0.3,
            "head": 0.6,
            "drive": 0.6,
            "material": 0.6,
            "alloy": 0.5,
            "finish": 0.5,
            "colour": 0.6,
            "pitch": 0.3,
            "number": 0.4,
        }
    ),
    other_weight=0.8,
    factor=MappingProxyType({"standard": 0.5, "thing": 0.5, "part": 0.5, "number": 0.6, "finish": 0.6}),
    other_factor=0.4,
    least=0.6,
    least_hanzi=0.6,
    slips=True,
    open=MappingProxyType(
        {
            **dict.fromkeys(
                ("thread", "size", "diameter", "cable", "dn", "resistance", "capacitance", "inductance"), 1.0
            ),
            **dict.fromkeys(
                ("thing", "standard", "head", "drive", "material", "alloy", "finish", "colour", "purity"), 0.2
            ),
            "part": 0.5,
        }
    ),
    other_open=0.4,
    text_open=0.2,
    words_base=0.9,
    word=0.5,
    hanzi=0.5,
    most_text=3.0,
)
ORGANISATIONS = Weights(
    weight=MappingProxyType({"field": 0.6, "place": 0.4, "number": 0.3}),
    other_weight=0.3,
    factor=MappingProxyType({"field": 0.85, "place": 0.65, "number": 0.6}),
    other_factor=0.6,
    least=0.8,
    least_hanzi=0.85,
    slips=False,
    open=MappingProxyType({}),
    other_open=0.5,
    text_open=0.5,
    words_base=2.0,
    word=0.5,
    hanzi=1.0,
    most_text=3.0,
)


# Kinds of which a record may name several; in the others a second, different value is another item.
TOLERANT = frozenset({"thing", "head", "drive", "material", "alloy", "finish", "colour", "field", "place"})
KIN_PAIRS = frozenset(frozenset(pair) for pair in KIN)


def family(thing: str) -> str:
    """Give one name for all things that people call by each other's name, directly or by way of a third."""
    reached, waiting = {thing}, [thing]
    while waiting:
        here = waiting.pop()
        near = {other for pair in KIN if here in pair for other in pair} - reached
        reached |= near
        waiting.extend(near)
    return min(reached)
