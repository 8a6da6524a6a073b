"""The three shapes of what a chart is fed, checked once: readings, counts, vectors (readings: ``sigma.Subgroups``)."""

from __future__ import annotations

import hashlib
from typing import Final, Protocol, Self

import numpy as np
import numpy.typing as npt

from zhihe.kernels.sigma import Floats, Integers

_THREE: Final = 3
_PAIR: Final = 2


class Rows(Protocol):
    """What every shape offers: how many subgroups, a choice of them, and the numbers to hash."""

    def __len__(self) -> int:
        """Count the subgroups."""
        ...

    def take(self, places: Integers) -> Self:
        """Pick the subgroups at these places."""
        ...

    def parts(self) -> tuple[npt.NDArray[np.generic], ...]:
        """Give the arrays that make up the data."""
        ...


def data_hash(rows: Rows) -> str:
    """SHA-256 of the numbers as little-endian 64-bit, with their shapes: the same on every machine."""
    digest = hashlib.sha256()
    for part in rows.parts():
        kind = "<i8" if part.dtype.kind in "iu" else "<f8"
        digest.update(f"{kind}{part.shape}".encode())
        digest.update(np.ascontiguousarray(part, dtype=kind).tobytes())
    return digest.hexdigest()


def places(count: int, without: frozenset[int]) -> Integers:
    """Places 0 to count - 1 that are not excluded; ValueError for an excluded place that is not there."""
    for place in sorted(without):
        if not 0 <= place < count:
            raise ValueError(f"point {place} is excluded, but there are {count} points (0 to {count - 1})")
    kept = np.ones(count, dtype=bool)
    kept[list(without)] = False
    return np.flatnonzero(kept)


def first_bad(bad: npt.NDArray[np.bool_]) -> int | None:
    """Place of the first True, or None."""
    return int(bad.argmax()) if bad.any() else None


class Counts:
    """Events counted in each subgroup, and the size (pieces, or area of opportunity) of each.

    ValueError names the subgroup whose count is negative, broken or not finite, or whose size is not above 0.
    """

    __slots__ = ("counts", "sizes")

    counts: Floats
    sizes: Floats

    def __init__(self, counts: npt.ArrayLike, sizes: npt.ArrayLike = 1.0) -> None:
        values = np.array(counts, dtype=float)
        if values.ndim != 1:
            raise ValueError(f"counts come as one row, not as an array of {values.ndim} dimensions")
        bad = first_bad(~np.isfinite(values) | (values < 0) | (values != np.floor(values)))
        if bad is not None:
            raise ValueError(f"subgroup {bad + 1} counts {values[bad]}, not a whole number of 0 or more")
        given = np.array(sizes, dtype=float)
        if given.ndim and given.shape != values.shape:
            raise ValueError(f"{values.size} counts have {given.size} sizes")
        size = np.broadcast_to(given, values.shape)
        bad = first_bad(~(np.isfinite(size) & (size > 0)))
        if bad is not None:
            raise ValueError(f"subgroup {bad + 1} has size {size[bad]}, not above 0")
        values.setflags(write=False)
        self.counts, self.sizes = values, size

    def __len__(self) -> int:
        return int(self.counts.size)

    def take(self, places: Integers) -> Counts:
        """Pick the subgroups at these places."""
        return Counts(self.counts[places], self.sizes[places])

    def parts(self) -> tuple[Floats, Floats]:
        """Give counts and sizes."""
        return self.counts, self.sizes


def _check_even(rows: object, within: str = "") -> None:
    """Raise ValueError for nested rows of unequal length, which T2 cannot take."""
    if not isinstance(rows, list | tuple):
        return
    sizes = [len(row) if isinstance(row, list | tuple) else 0 for row in rows]
    for place, size in enumerate(sizes, start=1):
        where = f"{within}, reading {place}" if within else f"subgroup {place}"
        if size != sizes[0]:
            raise ValueError(f"{where} has {size} values where the first has {sizes[0]}: all must be of one size")
        _check_even(rows[place - 1], where)


class Vectors:
    """Readings of p variables: ``values`` has shape (subgroups, readings in each, variables).

    A table of two dimensions holds one reading a row. ValueError names what is not finite and a row that is
    longer or shorter than the first.
    """

    __slots__ = ("values",)

    values: Floats

    def __init__(self, values: npt.ArrayLike) -> None:
        if not isinstance(values, np.ndarray):
            _check_even(values)
        array = np.array(values, dtype=float)
        if array.ndim == _PAIR:
            array = array[:, None, :]
        if array.ndim != _THREE or 0 in array.shape[1:]:
            raise ValueError(f"vectors come as (subgroup, reading, variable), not as an array of {array.shape}")
        bad = first_bad(~np.isfinite(array).reshape(-1))
        if bad is not None:
            group, reading, variable = (int(i) + 1 for i in np.unravel_index(bad, array.shape))
            number = array.reshape(-1)[bad]
            raise ValueError(f"subgroup {group} reading {reading} variable {variable} is {number}, not a number")
        array.setflags(write=False)
        self.values = array

    def __len__(self) -> int:
        return int(self.values.shape[0])

    def take(self, places: Integers) -> Vectors:
        """Pick the subgroups at these places."""
        return Vectors(self.values[places])

    def parts(self) -> tuple[Floats]:
        """Give the readings."""
        return (self.values,)
