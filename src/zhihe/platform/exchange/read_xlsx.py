"""XLSX: parsed in a process of its own, within limits, its rows taken over as plain values."""

from __future__ import annotations

import datetime as dt
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any, Final

import orjson

from zhihe.errors import Invalid
from zhihe.platform.exchange import archive, sheet_child
from zhihe.platform.exchange.table import MAX_COLUMNS, Broken, Cell, Numbered, Table, counted, empty, headings, no_rows

MEMORY: Final = 1_500_000_000
"""Address space of the child, in bytes: 25 MB of workbook need 300 to 700 MB."""
SECONDS: Final = 60
ANSWER: Final = 250_000_000
"""Bytes the child may answer with."""


def read_xlsx(content: bytes, *, sheet: str = "", header: int = 1) -> Table:
    """Read a sheet of a workbook: the one named, else the first that is visible."""
    archive.inspect(content)
    answer = _parsed(content, sheet)
    first = _first(answer)
    if first["columns"] > MAX_COLUMNS:
        raise Invalid(
            "file.columns",
            f"The sheet {first['sheet']} reaches to column {first['columns']}; at most {MAX_COLUMNS} are read. Delete "
            "what stands to the right.",
            limit=MAX_COLUMNS,
        )
    found: tuple[str, ...] = ()
    total = 0
    for number, cells in rows_of(answer):
        if number == header:
            found = headings(cells)
        elif number > header and not empty(cells):
            total = counted(total + 1)
    if not found:
        raise no_rows()

    def rows() -> Iterator[Numbered]:
        return (row for row in rows_of(answer) if row[0] > header and not empty(row[1]))

    return Table(found, total, rows)


def _parsed(content: bytes, sheet: str) -> bytes:
    """What the child answers."""
    command = [sys.executable, "-I", "-m", sheet_child.__name__, str(MEMORY), str(ANSWER), str(SECONDS), sheet]
    kept = {key: os.environ[key] for key in ("SYSTEMROOT", "PATH") if key in os.environ}
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(content)
        given.seek(0)
        try:
            done = subprocess.run(  # noqa: S603 - our own module, its arguments numbers and a sheet's name
                command, stdin=given, stdout=answer, stderr=subprocess.DEVNULL, env=kept, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise _heavy() from error
        if done.returncode:
            raise _heavy()
        answer.seek(0)
        return answer.read()


def _heavy() -> Invalid:
    return Invalid(
        "file.heavy",
        f"The workbook could not be read within {MEMORY // 1_000_000} MB of memory and {SECONDS} s. Save the sheet as "
        "CSV, or copy its cells into a new workbook.",
        memory=MEMORY,
        seconds=SECONDS,
    )


def _first(answer: bytes) -> dict[str, Any]:
    line = io.BytesIO(answer).readline()
    found: dict[str, Any] = orjson.loads(line) if line else {"error": "damaged", "reason": "it answered nothing"}
    match found.get("error"):
        case None:
            return found
        case "sheet":
            shown = ", ".join(found["sheets"][:20])
            raise Invalid("file.sheet", f"There is no sheet {found['sheet']!r}; there are {shown}.", sheets=shown)
        case "password":
            raise Invalid("file.encrypted", "The workbook is protected by a password; save it without one.")
        case _:
            raise Invalid("file.damaged", f"The file is no sound XLSX workbook: {found['reason']}.")


def rows_of(answer: bytes) -> Iterator[Numbered]:
    """The rows of what the child answered."""
    lines = io.BytesIO(answer)
    lines.readline()
    for line in lines:
        number, cells = orjson.loads(line)
        yield number, [_cell(cell) if type(cell) is dict else cell for cell in cells]


def _cell(given: dict[str, Any]) -> Cell:
    (kind, value), *_ = given.items()
    match kind:
        case "d":
            return dt.date.fromisoformat(value)
        case "m":
            return dt.datetime.fromisoformat(value)
        case "t":
            return dt.time.fromisoformat(value)
        case "s":
            return dt.timedelta(seconds=value)
        case _:
            return Broken(value)
