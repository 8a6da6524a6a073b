"""Chance-corrected agreement: Cohen's kappa of two ratings, Fleiss' kappa of any fixed number per piece.

Cohen (1960): kappa = (Po - Pe) / (1 - Pe) with Pe from each rater's own shares. Fleiss (1971) takes Pe from
the pooled shares; its standard error is the one of Fleiss, Nee and Landis (1979). Where chance agreement is 1
kappa has no value: None, never 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
_TWO = 2


@dataclass(frozen=True, slots=True)
class Kappa:
    """Kappa with observed and chance agreement; ``se`` and ``z`` (of kappa = 0) are None for Cohen."""

    value: float | None
    observed: float
    chance: float
    se: float | None = None
    z: float | None = None


def cohen(table: npt.ArrayLike) -> Kappa:
    """Cohen's kappa of a square table of counts, one rater in rows, the other in columns.

    ValueError: a table that is not square, a negative count, an empty table.
    """
    counts = _counts(table)
    if counts.shape[0] != counts.shape[1]:
        raise ValueError(f"a table of {counts.shape[0]} by {counts.shape[1]} is not square")
    total = int(counts.sum())
    # Whole numbers decide whether chance agreement is exactly 1; floats would leave a kappa of 0/1e-16.
    agreed = int(np.trace(counts))
    expected = int(counts.sum(axis=0) @ counts.sum(axis=1))
    observed, chance = agreed / total, expected / total**2
    value = None if expected == total**2 else (observed - chance) / (1 - chance)
    return Kappa(value, observed, chance)


def fleiss(counts: npt.ArrayLike) -> Kappa:
    """Fleiss' kappa of counts[piece][category], every piece rated equally often.

    ValueError: fewer than two ratings a piece, pieces rated unequally often, a negative count, no piece.
    """
    table = _counts(counts)
    ratings = table.sum(axis=1)
    per_piece = int(ratings[0])
    for i, count in enumerate(ratings.tolist()):
        if count != per_piece:
            raise ValueError(f"piece {i + 1} has {count} ratings where the first has {per_piece}")
    if per_piece < _TWO:
        raise ValueError(f"{per_piece} ratings a piece where agreement needs at least {_TWO}")
    pieces = table.shape[0]
    totals = [int(each) for each in table.sum(axis=0)]
    grand = pieces * per_piece
    agreed = int((table * (table - 1)).sum())
    observed = agreed / (grand * (per_piece - 1))
    chance = sum(each**2 for each in totals) / grand**2
    if max(totals) == grand:
        return Kappa(None, observed, 1.0)
    value = (observed - chance) / (1 - chance)
    se = _fleiss_se([each / grand for each in totals], pieces, per_piece)
    return Kappa(value, observed, chance, se, value / se)


def _fleiss_se(shares: list[float], pieces: int, ratings: int) -> float:
    spread = math.fsum(p * (1 - p) for p in shares)
    skew = math.fsum(p * (1 - p) * (1 - 2 * p) for p in shares)
    return math.sqrt(2 * (spread**2 - skew) / (pieces * ratings * (ratings - 1))) / spread


def _counts(table: npt.ArrayLike) -> Counts:
    array = np.asarray(table, dtype=np.int64)
    if array.ndim != _TWO or array.size == 0:
        raise ValueError(f"counts of shape {array.shape} where rows and columns are needed")
    if (array < 0).any():
        raise ValueError(f"count {array.min()} is negative")
    if array.sum() == 0:
        raise ValueError("a table of 0 counts has no agreement")
    return array
