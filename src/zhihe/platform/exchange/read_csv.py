"""CSV: which encoding, which separator, then row by row; what is not well formed is refused with its place."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from zhihe.errors import Invalid
from zhihe.platform.exchange.table import Numbered, Table, counted, empty, headings, no_rows

SEPARATORS: Final = (",", ";", "\t")
SAMPLE: Final = 20
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SHOWN: Final = 20


def read_csv(content: bytes, *, encoding: str = "", separator: str = "", header: int = 1) -> Table:
    """Read CSV; encoding and separator are found out where they are not named.

    ``header`` is the number of the row with the headings. The encoding is that of a byte order mark, else UTF-8 where
    the bytes are UTF-8, else GB 18030, which spreadsheets write in China. Empty rows are passed over.
    """
    text = decoded(content, encoding)
    mark = separator or _separator(text)
    found = headings(_heading_cells(text, mark, header))
    if not found:
        raise no_rows()
    total = 0
    for number, cells in _records(text, mark):
        if number > header and not empty(cells):
            total = counted(total + 1)

    def rows() -> Iterator[Numbered]:
        for number, cells in _records(text, mark):
            if number > header and not empty(cells):
                yield number, cells

    return Table(found, total, rows)


def decoded(content: bytes, encoding: str = "") -> str:
    """The text of the bytes; Invalid where they are none in the encoding named, or in any that is tried."""
    named = encoding or next((name for mark, name in _MARKS if content.startswith(mark)), "")
    for name in (named,) if named else ("utf-8", "gb18030"):
        try:
            text = content.decode(name)
        except UnicodeDecodeError as error:
            failed = error
        except LookupError as error:
            raise Invalid(
                "file.encoding", f"There is no encoding {name!r}; use utf-8 or gb18030.", value=name
            ) from error
        else:
            return text.removeprefix("\ufeff")
    near = content[max(0, failed.start - _SHOWN) : failed.start].decode(failed.encoding, "replace")
    raise Invalid(
        "file.encoding",
        f"The file is no text in {named or 'UTF-8 or GB 18030'}: byte {failed.start + 1}, after «{near}». Save it as "
        "CSV in UTF-8, or as XLSX.",
        byte=failed.start + 1,
    )


def _heading_cells(text: str, separator: str, header: int) -> Sequence[str]:
    for number, cells in _records(text, separator):
        if number == header:
            return cells
    return []


def _separator(text: str) -> str:
    """The sign that cuts the first rows into most columns, as many in each row; the comma where none does."""
    best, score = SEPARATORS[0], (1, 1)
    for each in SEPARATORS:
        widths = _widths(text, each)
        if widths and widths[0] > 1:
            reached = (sum(width == widths[0] for width in widths), widths[0])
            if reached > score:
                best, score = each, reached
    return best


def _widths(text: str, separator: str) -> list[int]:
    """How many cells the first rows have; none where the text is not well formed with this separator."""
    widths: list[int] = []
    try:
        for _number, cells in _records(text, separator):
            widths.append(len(cells))
            if len(widths) == SAMPLE:
                break
    except Invalid:
        return []
    return widths


def _records(text: str, separator: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Every record with its number from 1, as a spreadsheet numbers its rows."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Invalid(
                "file.form",
                f"Row {number} (line {reader.line_num}) is not well-formed CSV: {error}; look for a quotation mark "
                "that is not closed or not doubled.",
                row=number,
                line=reader.line_num,
            ) from error
        yield number, cells
