"""The road from a question (lot, level, AQL, severity) to a table cell, with every check and the trail."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, Literal

from zhihe.kernels.sampling.editions import LETTERS, Cell, Edition, Severity, Stage, load
from zhihe.kernels.sampling.explanation import Step

Reading = Literal["gb", "z14"]

HIGHEST_PERCENT_AQL: Final = Decimal(10)
SMALLEST_LOT: Final = 2
"""Table 1 starts here; a lot of one piece is inspected whole without a table."""


class Measure(StrEnum):
    """What an AQL counts: nonconforming units in percent (up to 10), or nonconformities per 100 units."""

    PERCENT_NONCONFORMING = "percent_nonconforming"
    PER_100_UNITS = "per_100_units"


class DisputedCellError(ValueError):
    """The readers of the printed standard disagree on this cell; ``readings`` holds both plans by name."""

    def __init__(self, message: str, readings: dict[str, Stage]) -> None:
        super().__init__(message)
        self.readings = readings


@dataclass(frozen=True, slots=True)
class Question:
    """A checked question to the tables; ``index`` is the AQL's column."""

    tables: Edition
    lot_size: int
    level: str
    code_letter: str
    index: int
    severity: Severity
    measure: Measure

    @property
    def aql(self) -> str:
        """The AQL as the table prints it."""
        return self.tables.aqls[self.index]


def ask(lot_size: int, aql: str | Decimal, level: str, severity: str, edition: str, measure: Measure | str) -> Question:
    """Check the question; ValueError names the offending number and what is allowed."""
    tables = load(edition)
    asked_severity, asked_measure = severity_of(severity), _measure(measure)
    index = column(tables, aql, asked_measure)
    letter = code_letter(tables, lot_size, level)
    return Question(tables, lot_size, level, letter, index, asked_severity, asked_measure)


def code_letter(tables: Edition, lot_size: int, level: str) -> str:
    """Table 1: the code letter of a lot size at an inspection level."""
    if lot_size < SMALLEST_LOT:
        raise ValueError(f"lot size {lot_size} is below {SMALLEST_LOT}, where Table 1 starts: inspect every piece")
    letters = tables.code_letters.get(level)
    if letters is None:
        raise ValueError(f"inspection level {level!r} is unknown; use {', '.join(tables.code_letters)}")
    return letters[bisect_right(tables.lot_starts, lot_size) - 1]


def column(tables: Edition, aql: str | Decimal, measure: Measure) -> int:
    """Find the column of an AQL, which above 10 counts nonconformities per 100 units only."""
    index = tables.find_aql(aql)
    if measure is Measure.PERCENT_NONCONFORMING and Decimal(tables.aqls[index]) > HIGHEST_PERCENT_AQL:
        raise ValueError(
            f"AQL {tables.aqls[index]} is above {HIGHEST_PERCENT_AQL} and cannot be percent nonconforming; "
            f"say measure={Measure.PER_100_UNITS.value}"
        )
    return index


def single_cell(
    tables: Edition, severity: Severity, letter: str, index: int, disputed: Reading | None
) -> tuple[Cell, tuple[Step, ...]]:
    """Find the single plan of a cell, and the step that names the reading where the cell is disputed."""
    found = tables.cell("single", severity, letter, index)
    if found is not None:
        return found, ()
    readings = tables.disputed[severity, letter, index]
    if disputed is None:
        both = "; ".join(
            f"{name}: letter {cell.letter}, n {cell.stages[0].n}, Ac {cell.stages[0].ac}"
            for name, cell in readings.items()
        )
        raise DisputedCellError(
            f"letter {letter}, AQL {tables.aqls[index]}, {severity} is read in two ways ({both}): look into "
            f"the printed standard and say disputed='gb' or 'z14'",
            {name: cell.stages[0] for name, cell in readings.items()},
        )
    cell = readings[disputed]
    return cell, (Step("disputed_reading", {"reading": disputed, "plan_letter": cell.letter}),)


def trail(question: Question, cell: Cell) -> tuple[Step, ...]:
    """Lot to letter, letter to row, and the arrow where there is one."""
    asked = {"aql": question.aql, "severity": question.severity.value}
    letter = Step(
        "code_letter",
        {"lot_size": question.lot_size, "level": question.level, "code_letter": question.code_letter},
    )
    if cell.letter == question.code_letter:
        return letter, Step("own_row", {**asked, "code_letter": question.code_letter})
    down = LETTERS.index(cell.letter) > LETTERS.index(question.code_letter)
    return letter, Step("arrow_down" if down else "arrow_up", {**asked, "plan_letter": cell.letter})


def severity_of(severity: str) -> Severity:
    """Find the severity by name; ValueError lists the names."""
    try:
        return Severity(severity)
    except ValueError as error:
        raise ValueError(f"severity {severity!r} is unknown; use {', '.join(Severity)}") from error


def _measure(measure: Measure | str) -> Measure:
    try:
        return Measure(measure)
    except ValueError as error:
        raise ValueError(f"measure {measure!r} is unknown; use {', '.join(Measure)}") from error
