"""Workbooks for tests, sound and hostile, made here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"


def book(fill: Callable[[Any, Any], None]) -> bytes:
    """A workbook with one sheet that ``fill`` writes to."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        fill(made, made.add_worksheet("数据"))
    return buffer.getvalue()


def plain(*rows: list[Any]) -> bytes:
    """A workbook of these rows."""

    def fill(_book: Any, sheet: Any) -> None:
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, column, cell)

    return book(fill)


def rezipped(content: bytes, changes: dict[str, bytes | None], **added: bytes) -> bytes:
    """The same archive with parts replaced, taken out (None) or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = changes.get(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
        for name, data in added.items():
            new.writestr(name, data)
    return out.getvalue()


def part(content: bytes, name: str = SHEET) -> bytes:
    """One part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)
