"""A file by its content: CSV or XLSX, whatever it is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from zhihe.errors import Invalid
from zhihe.platform.exchange.read_csv import read_csv
from zhihe.platform.exchange.read_xlsx import read_xlsx
from zhihe.platform.exchange.table import MAX_BYTES, Table

_ZIP: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY: Final = (b"%PDF-", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"PK\x05\x06")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out, where that is known; what is empty is found out. ``header`` counts rows from 1."""

    sheet: str = ""
    header: int = 1
    encoding: str = ""
    separator: str = ""


def read_table(content: bytes, layout: Layout | None = None) -> Table:
    """Read CSV or XLSX within the limits; Invalid says what is wrong with the file and what to do."""
    how = layout or Layout()
    if len(content) > MAX_BYTES:
        raise Invalid(
            "file.size",
            f"The file has {len(content)} bytes; at most {MAX_BYTES} are read. Split it and import the parts.",
            limit=MAX_BYTES,
        )
    if content.startswith(_OLD_EXCEL):
        raise Invalid(
            "file.kind", "This is an old or a protected Excel file; save it as XLSX without a password, or as CSV."
        )
    if content.startswith(_BINARY):
        raise Invalid("file.kind", "This is neither CSV nor XLSX; save the sheet in one of these formats.")
    if content.startswith(_ZIP):
        return read_xlsx(content, sheet=how.sheet, header=how.header)
    return read_csv(content, encoding=how.encoding, separator=how.separator, header=how.header)
