"""Files of rows, written as they come: CSV and XLSX, held in memory while small and on disk beyond."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Sequence
from typing import IO, Any, Final, Literal, Protocol

from zhihe.platform.exchange.columns import Column
from zhihe.platform.exchange.quoting import quoted
from zhihe.platform.exchange.shown import csv_text, kind_of, sheet_value

Format = Literal["csv", "xlsx"]
FORMATS: Final = ("csv", "xlsx")
MEDIA: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KEPT: Final = 8_000_000
"""Bytes of a file that stay in memory."""
_FORMATS: Final = {
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm:ss",
    "time": "hh:mm:ss",
    "percent": "0.##########%",
}
_WIDTH: Final = 16


class Writer(Protocol):
    """Takes rows of values whose links are named; ``close`` gives the file, from its start."""

    def headings(self, names: Sequence[str]) -> None:
        """Write a row of headings."""

    def row(self, values: Sequence[Any]) -> None:
        """Write a row of values, one for each column."""

    def close(self) -> IO[bytes]:
        """Finish the file."""

    def discard(self) -> None:
        """Let go of a file that is not to be finished."""


def new_file() -> IO[bytes]:
    """An empty file that is gone when it is closed."""
    return tempfile.SpooledTemporaryFile(max_size=KEPT)


class CsvWriter:
    """CSV in UTF-8, with a byte order mark where spreadsheets are to recognise it."""

    def __init__(self, columns: Sequence[Column], *, mark: bool = True) -> None:
        self._fields = [column.field for column in columns]
        self._file = new_file()
        self._text = io.TextIOWrapper(self._file, "utf-8-sig" if mark else "utf-8", newline="")
        self._writer = csv.writer(self._text)

    def headings(self, names: Sequence[str]) -> None:
        """Write a row of headings."""
        self._writer.writerow([quoted(name) for name in names])

    def row(self, values: Sequence[Any]) -> None:
        """Write a row of values, one for each column."""
        self._writer.writerow([csv_text(field, value) for field, value in zip(self._fields, values, strict=True)])

    def close(self) -> IO[bytes]:
        """Finish the file."""
        self._text.flush()
        self._text.detach()
        self._file.seek(0)
        return self._file

    def discard(self) -> None:
        """Let go of a file that is not to be finished."""
        self._text.close()


class SheetWriter:
    """XLSX with typed cells, row by row in constant memory."""

    def __init__(self, columns: Sequence[Column], *, sheet: str) -> None:
        self._fields = [column.field for column in columns]
        import xlsxwriter  # here and below: no start waits for it

        self._file = new_file()
        self.book = xlsxwriter.Workbook(self._file, {"constant_memory": True})
        self.sheet = self.book.add_worksheet(sheet_name(sheet))
        self.sheet.set_column(0, max(len(columns) - 1, 0), _WIDTH)
        self._bold = self.book.add_format({"bold": True})
        styles = {kind: self.book.add_format({"num_format": shown}) for kind, shown in _FORMATS.items()}
        self._styles = [styles.get(kind_of(field)) for field in self._fields]
        self._next = 0

    def headings(self, names: Sequence[str]) -> None:
        """Write a row of headings."""
        for column, name in enumerate(names):
            self.sheet.write_string(self._next, column, name, self._bold)
        self._next += 1
        self.sheet.freeze_panes(self._next, 0)

    def row(self, values: Sequence[Any]) -> None:
        """Write a row of values, one for each column."""
        for column, (field, value) in enumerate(zip(self._fields, values, strict=True)):
            self._cell(column, sheet_value(field, value))
        self._next += 1

    def _cell(self, column: int, value: Any) -> None:
        sheet, row, style = self.sheet, self._next, self._styles[column]
        if value is None:
            return
        if isinstance(value, str):
            sheet.write_string(row, column, value)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, dt.datetime | dt.date | dt.time):
            sheet.write_datetime(row, column, value, style)
        else:
            sheet.write_number(row, column, value, style)

    def close(self) -> IO[bytes]:
        """Finish the file."""
        self.book.close()
        self._file.seek(0)
        return self._file

    def discard(self) -> None:
        """Let go of a file that is not to be finished."""
        self.book.close()
        self._file.close()


def sheet_name(name: str) -> str:
    """A name that a sheet may have."""
    kept = "".join(" " if character in "[]:*?/\\" else character for character in name)
    return kept.strip(" '")[:31] or "data"


def as_workbook(content: bytes) -> bytes:
    """The cells of a CSV file of ours as texts in a workbook; their marks stay, and are undone when they are read."""
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("data")
    for number, cells in enumerate(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))):
        for column, cell in enumerate(cells):
            if cell:
                sheet.write_string(number, column, cell)
    book.close()
    return file.getvalue()
