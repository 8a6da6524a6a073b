"""How much the free text of many pairs can agree at most: by weight alone, then by what its letters allow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from zhihe.kernels.matching.features import Features
from zhihe.kernels.matching.likeness import LEAST_INITIALS, LEAST_JOINED
from zhihe.kernels.matching.weights import Weights

Indices = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Objects = NDArray[np.object_]
# Characters in another order and a repeated one make neighbouring pairs agree more than sorted characters do.
_SLACK = 0.2


@dataclass(frozen=True, slots=True)
class Texts:
    """The free texts of n names: weights and spellings of the words and of the Chinese characters.

    ``initials`` is the sorted first letters of three words and more, ``single`` the sorted letters of a single word.
    """

    words_weight: Floats
    hanzi_weight: Floats
    words: Objects
    joined: Objects
    initials: Objects
    single: Objects
    hanzi: Objects
    ordered: Objects
    sounds: Objects
    weights: Weights

    def at_most(self, rows: Indices, columns: Indices) -> tuple[Floats, Floats]:
        """Give the weight that agrees and the weight in all, if all texts that meet agree."""
        every = np.ones(len(rows), dtype=np.bool_)
        return self._weigh(rows, columns, every, every)

    def likely(self, rows: Indices, columns: Indices) -> tuple[Floats, Floats]:
        """Give the weight that agrees and the weight in all, if those texts agree whose letters allow it."""
        return self._weigh(rows, columns, self._words_alike(rows, columns), self._hanzi_alike(rows, columns))

    def _weigh(self, rows: Indices, columns: Indices, words: Flags, hanzi: Flags) -> tuple[Floats, Floats]:
        one_words, other_words = self.words_weight[rows], self.words_weight[columns]
        one_hanzi, other_hanzi = self.hanzi_weight[rows], self.hanzi_weight[columns]
        both_words = (one_words > 0) & (other_words > 0)
        both_hanzi = (one_hanzi > 0) & (other_hanzi > 0)
        crossed = (
            ~both_words & ~both_hanzi & ((one_hanzi > 0) & (other_words > 0) | (one_words > 0) & (other_hanzi > 0))
        )
        most_words, most_hanzi = np.maximum(one_words, other_words), np.maximum(one_hanzi, other_hanzi)
        agreed = most_words * (both_words & words | crossed) + most_hanzi * (both_hanzi & hanzi)
        total = most_words * (both_words | crossed) + most_hanzi * both_hanzi
        alone = ~both_words & ~both_hanzi & ~crossed
        open_weight = np.where(one_words > 0, one_words, one_hanzi) + np.where(
            other_words > 0, other_words, other_hanzi
        )
        return agreed, total + self.weights.text_open * open_weight * alone

    def _words_alike(self, rows: Indices, columns: Indices) -> Flags:
        """Whether the words of each pair may be alike (``likeness.words``): nearly one set, one word, or initials."""
        alike = _reaches(self.words, rows, columns, fuzz.token_set_ratio, 2 * self.weights.least - 1)
        alike |= _reaches(self.joined, rows, columns, fuzz.ratio, LEAST_JOINED)
        for one, other in ((rows, columns), (columns, rows)):
            alike |= (self.initials[one] == self.single[other]) & (self.initials[one] != "")
        return alike

    def _hanzi_alike(self, rows: Indices, columns: Indices) -> Flags:
        """Whether the Chinese characters of each pair may be alike (``likeness.hanzi``)."""
        least = self.weights.least_hanzi
        alike: Flags = self.sounds[rows] == self.sounds[columns]
        alike |= _reaches(self.hanzi, rows, columns, fuzz.ratio, least)
        return alike | _reaches(self.ordered, rows, columns, fuzz.ratio, least - _SLACK)


def texts(names: Sequence[Features], weights: Weights) -> Texts:
    """Collect the free texts of ``names``."""

    def floats(value: Callable[[Features], float]) -> Floats:
        return np.fromiter(map(value, names), dtype=np.float64, count=len(names))

    def objects(value: Callable[[Features], str]) -> Objects:
        table = np.empty(len(names), dtype=object)
        table[:] = [value(name) for name in names]
        return table

    return Texts(
        words_weight=floats(lambda name: weights.text(len(name.words), 0) if name.words else 0.0),
        hanzi_weight=floats(lambda name: weights.text(0, len(name.hanzi))),
        words=objects(lambda name: " ".join(name.words)),
        joined=objects(lambda name: "".join(name.words)),
        initials=objects(_initials),
        single=objects(lambda name: "".join(sorted(name.words[0])) if len(name.words) == 1 else ""),
        hanzi=objects(lambda name: name.hanzi),
        ordered=objects(lambda name: "".join(sorted(name.hanzi))),
        sounds=objects(lambda name: " ".join(name.sounds)),
        weights=weights,
    )


def _initials(name: Features) -> str:
    return "".join(sorted(word[0] for word in name.words)) if len(name.words) >= LEAST_INITIALS else ""


def _reaches(written: Objects, rows: Indices, columns: Indices, scorer: Callable[..., float], least: float) -> Flags:
    """Whether each pair of texts scores ``least`` or more."""
    scores = process.cpdist(
        written[rows].tolist(), written[columns].tolist(), scorer=scorer, score_cutoff=100 * least, dtype=np.float32
    )
    return scores > 0
