"""A file's rows as the import sees them, and how much of them is taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from zhihe.errors import Invalid

MAX_BYTES: Final = 25_000_000
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 500


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell whose formula has no value: what the spreadsheet shows in its place."""

    shown: str


Cell: TypeAlias = str | float | int | bool | dt.datetime | dt.date | dt.time | dt.timedelta | Broken | None
Numbered: TypeAlias = tuple[int, Sequence[Cell]]
"""A row's number as a spreadsheet counts it, and its cells; a short row lacks its last cells."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file read and found good: its headings, how many rows follow, and the rows, as often as they are asked for."""

    header: tuple[str, ...]
    count: int
    rows: Callable[[], Iterator[Numbered]]


def blank(cell: Cell) -> bool:
    """Whether a cell holds nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def empty(cells: Sequence[Cell]) -> bool:
    """Whether no cell of a row holds anything."""
    return all(map(blank, cells))


def headings(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The heading of each column, without the empty ones at the end."""
    found = ["" if blank(cell) else str(cell).strip() for cell in cells]
    while found and not found[-1]:
        found.pop()
    if len(found) > MAX_COLUMNS:
        raise Invalid(
            "file.columns",
            f"The file has {len(found)} columns; at most {MAX_COLUMNS} are read.",
            columns=len(found),
            limit=MAX_COLUMNS,
        )
    return tuple(found)


def counted(rows: int) -> int:
    """The number of rows, where it is within the limit."""
    if rows > MAX_ROWS:
        raise Invalid(
            "file.rows",
            f"The file has more than {MAX_ROWS} rows; split it and import the parts.",
            limit=MAX_ROWS,
        )
    return rows


def no_rows() -> Invalid:
    """The error for a file in which no row has any content."""
    return Invalid("file.empty", "The file has no row with headings; start from the template.")
