"""Which pairs are worth comparing: those that share a rare feature, or a combination of common ones that is rare.

A feature that many records share (M3, screw) says nothing alone, but «M3 and countersunk and 304» does. So common
features are combined, up to three at a time, until a combination is rare enough. A record of few features never
gets rare that way and is compared with larger blocks. Pairs that cannot reach the threshold are dropped before anything
is compared in full (``bounds``).

Shapes: n records; incidence matrices are n by the number of features or keys, sparse; their product is made a
batch of rows at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhihe.kernels.matching.bounds import Bounds
from zhihe.kernels.matching.features import Features

Indices = NDArray[np.int64]
_AFFIX = 4
_LEAST_AFFIXED = 6
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a block may be.

    ``block`` bounds a block of records, ``poor_block`` one met by a record of at most ``poor`` features;
    ``combined`` bounds how many common features of a record are combined.
    """

    block: int = 120
    poor_block: int = 3000
    poor: int = 3
    combined: int = 9


def features(name: Features) -> frozenset[str]:
    """Give the features of a name that two spellings of it are likely to share."""
    found = {f"{kind}:{value}" for kind, values in name.kinds.items() for value in values}
    for word in (*name.words, *name.runs):
        found.add(f"w:{word}")
        if len(word) >= _LEAST_AFFIXED:
            found.add(f"^{word[:_AFFIX]}")
            found.add(f"${word[-_AFFIX:]}")
    found.update(f"s:{one} {two}" for one, two in zip(name.sounds, name.sounds[1:], strict=False))
    return frozenset(found)


def pairs(named: Sequence[frozenset[str]], bounds: Bounds, limits: Limits) -> Indices:
    """Give the pairs of rows worth comparing, each once, as an array m by 2 with the lower row first.

    ``bounds`` rules out those that cannot reach the threshold.
    """
    count = len(named)
    if count < 2:  # noqa: PLR2004 - a pair
        return np.empty((0, 2), dtype=np.int64)
    base, sizes = _base(named)
    poor = sizes <= limits.poor
    looking, found_by = _sides(base, poor, limits)
    found = []
    for start in range(0, count, _BATCH):
        product = (looking[start : start + _BATCH] @ found_by.T).tocoo()
        rows, columns = product.row.astype(np.int64) + start, product.col.astype(np.int64)
        keep = (rows < columns) | (poor[rows] & (rows != columns))
        rows, columns = bounds.promising(rows[keep], columns[keep])
        found.append(np.minimum(rows, columns) * count + np.maximum(rows, columns))
    codes = np.unique(np.concatenate(found))
    return np.stack((codes // count, codes % count), axis=1)


def _base(named: Sequence[frozenset[str]]) -> tuple[sparse.csr_array, Indices]:
    """Make the incidence of records and features, the rarest feature in the first column, and count per record."""
    numbers: dict[str, int] = {}
    flat = [numbers.setdefault(each, len(numbers)) for every in named for each in sorted(every)]
    sizes = np.fromiter((len(every) for every in named), dtype=np.int64, count=len(named))
    columns = np.array(flat, dtype=np.int64)
    rank = np.empty(len(numbers), dtype=np.int64)
    rank[np.argsort(np.bincount(columns, minlength=len(numbers)), kind="stable")] = np.arange(len(numbers))
    return _incidence(np.repeat(np.arange(len(named)), sizes), rank[columns], len(named)), sizes


def _incidence(rows: Indices, columns: Indices, count: int) -> sparse.csr_array:
    """Make a sparse matrix of ones with ``count`` rows."""
    width = int(columns.max(initial=0)) + 1
    return sparse.csr_array((np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=(count, width))


def _sides(
    base: sparse.csr_array, poor: NDArray[np.bool_], limits: Limits
) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Give the incidence of records and keys, for a record that looks for partners and for one that is found.

    A key of a light block counts on both sides; one of a larger block only where a poor record looks.
    """
    rows, keys, often = _keys(base, limits)
    sides = []
    for reach in (np.where(poor, limits.poor_block, limits.block), np.full(len(poor), limits.poor_block)):
        keep = (often > 1) & (often <= reach[rows])
        sides.append((rows[keep], keys[keep]))
    width = int(keys.max(initial=0)) + 1
    ones = [np.ones(len(side[0]), dtype=np.int32) for side in sides]
    looking, found_by = (
        sparse.csr_array((one, side), shape=(base.shape[0], width)) for one, side in zip(ones, sides, strict=True)
    )
    return looking, found_by


def _keys(base: sparse.csr_array, limits: Limits) -> tuple[Indices, Indices, Indices]:
    """Give where single features, pairs and triples of common ones occur: rows, keys and how often each key does."""
    single = base.tocoo()
    often = np.bincount(single.col, minlength=base.shape[1])
    common = _common(base, often > limits.block, limits.combined)
    width = int(common.max(initial=0)) + 1
    places = range(common.shape[1])
    two = {(i, j): _combined(common[:, i], common[:, j], width) for i, j in combinations(places, 2)}
    crowded = _crowded(two, limits.block)
    three = [
        _combined(np.where(crowded[i, j] & crowded[i, k] & crowded[j, k], two[i, j], -1), common[:, k], width)
        for i, j, k in combinations(places, 3)
    ]
    rows, keys, counts = [single.row.astype(np.int64)], [single.col.astype(np.int64)], [often[single.col]]
    for table in (list(two.values()), three):
        where, numbers, occurrences = _count(table)
        rows.append(where)
        keys.append(numbers + int(keys[-1].max(initial=-1)) + 1)
        counts.append(occurrences)
    return np.concatenate(rows), np.concatenate(keys), np.concatenate(counts)


def _common(base: sparse.csr_array, is_common: NDArray[np.bool_], most: int) -> Indices:
    """Give each record's rarest common features, at most ``most``, renumbered from 0; -1 fills the rest."""
    number = np.cumsum(is_common) - 1
    table = np.full((base.shape[0], most), -1, dtype=np.int64)
    for row in range(base.shape[0]):
        columns = base.indices[base.indptr[row] : base.indptr[row + 1]]
        chosen = np.sort(columns[is_common[columns]])[:most]
        table[row, : len(chosen)] = number[chosen]
    return table


def _combined(one: Indices, other: Indices, width: int) -> Indices:
    """Give a key for two keys per record, -1 where one is missing."""
    return np.where((one >= 0) & (other >= 0), one * width + other, -1)


def _crowded(table: dict[tuple[int, int], Indices], block: int) -> dict[tuple[int, int], NDArray[np.bool_]]:
    """Say for each pair of places and each record whether that pair of features is still too common."""
    keys, counts = np.unique(np.concatenate([*table.values(), np.array([-1])]), return_counts=True)
    large = keys[(counts > block) & (keys >= 0)]
    return {places: np.isin(values, large) for places, values in table.items()}


def _count(table: Sequence[Indices]) -> tuple[Indices, Indices, Indices]:
    """Give the rows, the keys renumbered from 0 and how often each occurs, of columns in which -1 is none."""
    rows = [np.flatnonzero(column >= 0) for column in table]
    held = [column[where] for column, where in zip(table, rows, strict=True)]
    none = [np.empty(0, dtype=np.int64)]
    _, where, counts = np.unique(np.concatenate(held + none), return_inverse=True, return_counts=True)
    return np.concatenate(rows + none), where.astype(np.int64), counts[where].astype(np.int64)
