"""Cells set right after a file was uploaded; the file itself stays as it came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from zhihe.errors import Invalid
from zhihe.platform.exchange.columns import plain
from zhihe.platform.exchange.table import Cell, Numbered, Table

MOST: Final = 5_000
_LONGEST: Final = 32_767


def corrections_of(given: object, known: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Corrections already made and new ones; the last word on a cell counts.

    Each is ``{row, column, value}``: the row as the spreadsheet counts, the column by its number from 1 or by its
    heading, the value as text or null.
    """
    if not isinstance(given, list):
        raise _wrong("a list of {row, column, value}")
    found = {(each["row"], each["column"]): dict(each) for each in known}
    for each in given:
        if not isinstance(each, Mapping) or set(each) != {"row", "column", "value"}:
            raise _wrong("a list of {row, column, value}")
        row, column, value = each["row"], each["column"], each["value"]
        if not isinstance(row, int) or isinstance(row, bool) or row < 1:
            raise _wrong(f"of rows by their number from 1, not {row!r}")
        if isinstance(column, bool) or not isinstance(column, int | str):
            raise _wrong(f"of columns by number or heading, not {column!r}")
        if value is not None and (not isinstance(value, str) or len(value) > _LONGEST):
            raise _wrong("of texts, as they would stand in the cell, or null")
        found[row, column] = {"row": row, "column": column, "value": value}
    if len(found) > MOST:
        raise Invalid(
            "import.corrections",
            f"More than {MOST} cells are corrected; take the error file, correct it and import it.",
            limit=MOST,
        )
    return list(found.values())


def corrected(table: Table, corrections: Sequence[Mapping[str, Any]]) -> Table:
    """The table with these cells in place of its own; Invalid names a row or column that is not there."""
    if not corrections:
        return table
    by_row: dict[int, dict[int, Cell]] = {}
    for each in corrections:
        by_row.setdefault(each["row"], {})[_index(table, each["column"])] = each["value"]
    missing = sorted(by_row.keys() - {number for number, _cells in table.rows()})
    if missing:
        raise Invalid("import.correction", f"The file has no row {missing[0]} to correct.", row=missing[0])

    def rows() -> Iterator[Numbered]:
        for number, cells in table.rows():
            yield number, _row(cells, by_row[number]) if number in by_row else cells

    return replace(table, rows=rows)


def _index(table: Table, column: int | str) -> int:
    if isinstance(column, int):
        index = column - 1
    else:
        index = next((n for n, heading in enumerate(table.header) if plain(heading) == plain(column)), -1)
    if not 0 <= index < len(table.header):
        raise Invalid("import.correction", f"The file has no column {column!r} to correct.", column=column)
    return index


def _row(cells: Sequence[Cell], given: Mapping[int, Cell]) -> Sequence[Cell]:
    width = max(len(cells), *(index + 1 for index in given))
    found = [*cells, *[None] * (width - len(cells))]
    for index, value in given.items():
        found[index] = value
    return found


def _wrong(what: str) -> Invalid:
    return Invalid("import.corrections", f"corrections is {what}.", field="corrections")
