"""Which pairs cannot reach the threshold, found for millions of pairs at once without comparing them in full.

For each kind of mark a table holds one number per name: 0 where the name is silent, -1 where it says several values,
else the number of its value. A pair is dropped when both say one value of a kind, the values differ, and the factor
of that difference alone keeps the score below the threshold; or when even the most favourable score, in which
everything said by both agrees, stays below it; first with all texts alike, then with those that can be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhihe.kernels.matching.compare import LEAST_EVIDENCE
from zhihe.kernels.matching.features import Features
from zhihe.kernels.matching.likeness import LEAST_PREFIX
from zhihe.kernels.matching.text_bounds import Texts, texts
from zhihe.kernels.matching.weights import Weights, family

Indices = NDArray[np.int64]
SEVERAL = -1


@dataclass(frozen=True, slots=True)
class Bounds:
    """The table of k kinds by n names; per kind whether a difference rules a pair out, its weight and its cost open.

    A kind's values lie side by side: pairs are looked up by the million, one kind after another. The kinds that most
    names speak of come first, since they drop most pairs.
    """

    values: NDArray[np.int32]
    ruling: tuple[bool, ...]
    weight: tuple[float, ...]
    open: tuple[float, ...]
    texts: Texts
    threshold: float

    def promising(self, rows: Indices, columns: Indices) -> tuple[Indices, Indices]:
        """Keep the pairs that may reach the threshold."""
        for kind in (place for place, rules in enumerate(self.ruling) if rules):
            left, right = self.values[kind].take(rows), self.values[kind].take(columns)
            keep = (left == right) | (left <= 0) | (right <= 0)
            rows, columns = rows[keep], columns[keep]
        agreed, total = np.zeros(len(rows)), np.zeros(len(rows))
        for kind, (weight, left_open) in enumerate(zip(self.weight, self.open, strict=True)):
            said = self.values[kind] != 0
            left, right = said.take(rows), said.take(columns)
            agreed += weight * (left & right)
            total += weight * (left & right) + left_open * (left ^ right)
        keep = self._reaches(agreed, total, *self.texts.at_most(rows, columns))
        rows, columns, agreed, total = rows[keep], columns[keep], agreed[keep], total[keep]
        keep = self._reaches(agreed, total, *self.texts.likely(rows, columns))
        return rows[keep], columns[keep]

    def _reaches(
        self,
        agreed: NDArray[np.float64],
        total: NDArray[np.float64],
        text_agreed: NDArray[np.float64],
        text_total: NDArray[np.float64],
    ) -> NDArray[np.bool_]:
        """Whether the most favourable score of each pair reaches the threshold."""
        agreed, total = agreed + text_agreed, total + text_total
        keep: NDArray[np.bool_] = agreed >= (self.threshold - 1e-4) * (total + np.maximum(0, LEAST_EVIDENCE - agreed))
        return keep


def bounds(names: Sequence[Features], weights: Weights, threshold: float) -> Bounds:
    """Make the table of ``names`` for a threshold."""
    counted = Counter(kind for name in names for kind in name.kinds)
    kinds = sorted(counted, key=lambda kind: (-counted[kind], kind))
    places = {kind: place for place, kind in enumerate(kinds)}
    values = np.zeros((len(kinds), len(names)), dtype=np.int32)
    numbers: list[dict[str, int]] = [{} for _ in kinds]
    for column, name in enumerate(names):
        for kind, told in name.kinds.items():
            said = {_ruling_value(kind, value) for value in told}
            row, known = places[kind], numbers[places[kind]]
            values[row, column] = SEVERAL if len(said) > 1 else known.setdefault(said.pop(), len(known) + 1)
    return Bounds(
        values,
        ruling=tuple(kind != "standard" and weights.differs(kind) < threshold for kind in kinds),
        weight=tuple(map(weights.of, kinds)),
        open=tuple(map(weights.left_open, kinds)),
        texts=texts(names, weights),
        threshold=threshold,
    )


def _ruling_value(kind: str, value: str) -> str:
    """Give one value for what only resembles: things of one family, part numbers that begin alike."""
    if kind == "thing":
        return family(value)
    return value[:LEAST_PREFIX] if kind == "part" else value
