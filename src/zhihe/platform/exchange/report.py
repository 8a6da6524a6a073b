"""What came of an import: counts, and every wrong row with its column, its value and the reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from zhihe.messages import chinese
from zhihe.platform.exchange.columns import LEFT_OUT
from zhihe.platform.exchange.quoting import harmless
from zhihe.platform.exchange.table import Broken, Cell
from zhihe.platform.model.wording import Names

SHOWN: Final = 200
ROW: Final = f"{LEFT_OUT} row"
REASON: Final = f"{LEFT_OUT} reason"


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing wrong with one row: ``row`` as the spreadsheet counts, ``column`` its heading, empty for the whole."""

    row: int
    column: str
    value: str
    code: str
    reason: str

    def data(self) -> dict[str, Any]:
        """For an answer in JSON."""
        return {
            "row": self.row, "column": self.column, "value": self.value, "code": self.code, "reason": self.reason,
        }  # fmt: skip


@dataclass(slots=True)
class Outcome:
    """Counts of rows and records; ``saved`` tells whether anything was kept. ``ignored`` columns gave nothing.

    ``columns`` says of each column of the file what field it feeds.
    """

    total: int
    dry_run: bool = False
    saved: bool = False
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    wrong: int = 0
    ignored: tuple[str, ...] = ()
    errors: list[RowError] = field(default_factory=list)
    header: tuple[str, ...] = ()
    columns: list[dict[str, Any]] = field(default_factory=list)
    rejected: dict[int, Sequence[Cell]] = field(default_factory=dict)

    def counts(self) -> dict[str, Any]:
        """For an answer in JSON: ``skipped`` and ``wrong`` count rows, the other counts records."""
        return {
            "rows": self.total,
            "dry_run": self.dry_run,
            "saved": self.saved,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "skipped": self.skipped,
            "wrong": self.wrong,
            "ignored_columns": list(self.ignored),
        }


Say = Callable[[RowError], str]


def plainly(error: RowError) -> str:
    """The reason as the code says it."""
    return error.reason


def in_chinese(names: Names) -> Say:
    """The reason in Chinese, with the names that the definitions give what it speaks of."""
    return lambda error: chinese(error.code, error.reason, names.word) or error.reason


def shown(cell: object) -> str:
    """A cell's value in a report, not longer than a line."""
    text = "" if cell is None else cell.shown if isinstance(cell, Broken) else str(cell)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def error_file(outcome: Outcome, say: Say = plainly) -> bytes:
    """The wrong rows as they came, each with its row number and reasons: to be corrected and imported again.

    ``say`` words a reason in the reader's language.
    """
    reasons: dict[int, list[str]] = {}
    for error in outcome.errors:
        reason = say(error)
        said = f"{error.column}: {reason}" if error.column else reason
        reasons.setdefault(error.row, []).append(said)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([ROW, REASON, *(harmless(name) for name in outcome.header)])
    for number in sorted(reasons.keys() | outcome.rejected.keys()):
        cells = [_written(cell) for cell in outcome.rejected.get(number, ())]
        writer.writerow([number, harmless("; ".join(reasons.get(number, ()))), *cells])
    return text.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, float) and cell.is_integer():
        # A spreadsheet keeps every number as a float; with a point it would be no whole number any more.
        return str(int(cell))
    return "" if cell is None else cell.shown if isinstance(cell, Broken) else str(cell)
