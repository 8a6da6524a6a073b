"""What is wrong with a decision table before it is ever used: overlaps, gaps, rows that can never fire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice
from typing import Literal

from zhihe.kernels.decision.space import Box, Space, space_of
from zhihe.kernels.decision.table import Table, Value

MOST = 10
"""Findings of one kind that are listed."""
STEPS = 200_000
"""How far the search for gaps goes; a table that needs more is too large to be understood as well."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of a table: the rows concerned by key, and inputs that show it.

    ``overlap``: both rows fire for the example. ``gap``: no row does. ``dead``: the row never fires; the example meets
    it and is taken by the row behind it in ``rows``, or is empty where no input meets it at all.
    """

    kind: Literal["overlap", "gap", "dead"]
    rows: tuple[str, ...]
    example: Mapping[str, Value | None]


def findings(table: Table) -> tuple[Finding, ...]:
    """Everything found, at most ten of a kind; ValueError for a table too large to be checked.

    Overlaps are faults under ``unique`` only, gaps where nothing says what happens then.
    """
    space = space_of(table)
    boxes = [space.box(row) for row in table.rows]
    found = list(islice(_dead(table, space, boxes), MOST))
    if table.policy == "unique":
        found += islice(_overlaps(table, space, boxes), MOST)
    counted = table.policy == "collect" and table.collect == "count"
    if table.otherwise is None and not table.gaps and not counted:
        search = _Search(space, boxes)
        found += (Finding("gap", (), space.point(point)) for point in islice(search.uncovered(space.whole), MOST))
    return tuple(found)


def _overlaps(table: Table, space: Space, boxes: Sequence[Box]) -> Iterator[Finding]:
    for first, second in combinations(range(len(boxes)), 2):
        common = [one & two for one, two in zip(boxes[first], boxes[second], strict=True)]
        if all(common):
            keys = (table.rows[first].key, table.rows[second].key)
            yield Finding("overlap", keys, space.point([min(each) for each in common]))


def _dead(table: Table, space: Space, boxes: Sequence[Box]) -> Iterator[Finding]:
    """Rows that no input meets, and under ``first`` those whose every input an earlier row takes."""
    for place, row in enumerate(table.rows):
        box = boxes[place]
        if not all(box):
            yield Finding("dead", (row.key,), {})
        elif table.policy == "first" and next(_Search(space, boxes[:place]).uncovered(box), None) is None:
            point = [min(each) for each in box]
            taker = next(at for at, other in enumerate(boxes) if _takes(other, point))
            yield Finding("dead", (row.key, table.rows[taker].key), space.point(point))


def _takes(box: Box, point: Sequence[int]) -> bool:
    return all(at in places for at, places in zip(point, box, strict=True))


@dataclass(slots=True)
class _Search:
    """A search for points that none of the boxes covers, column by column; what is known to be covered is kept."""

    space: Space
    boxes: Sequence[Box]
    covered: set[tuple[int, tuple[int, ...]]] = field(default_factory=set)
    steps: int = 0

    def uncovered(self, within: Box) -> Iterator[list[int]]:
        """Points within a box that none of the boxes has; one for each way the rows fall apart."""
        yield from self._walk(within, 0, tuple(range(len(self.boxes))), [])

    def _walk(self, within: Box, column: int, rows: tuple[int, ...], point: list[int]) -> Iterator[list[int]]:
        self.steps += 1
        if self.steps > STEPS:
            raise ValueError(
                f"the table has {len(self.boxes)} rows over {len(within)} inputs, too many ways to check them all: "
                "split it, or let one row cover what several do"
            )
        if not rows:
            yield [*point, *(min(places) for places in within[column:])]
            return
        if column == len(within) or (column, rows) in self.covered:
            return
        found = False
        for left, at in self._parted(within, column, rows).items():
            for hole in self._walk(within, column + 1, left, [*point, at]):
                found = True
                yield hole
        if not found:
            self.covered.add((column, rows))

    def _parted(self, within: Box, column: int, rows: tuple[int, ...]) -> dict[tuple[int, ...], int]:
        """The examples of a column by which of the rows take them: each set of rows with its first example."""
        parted: dict[tuple[int, ...], int] = {}
        for at in sorted(within[column]):
            parted.setdefault(tuple(row for row in rows if at in self.boxes[row][column]), at)
        return parted
