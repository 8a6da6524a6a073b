"""The process that opens a workbook: it takes XLSX on its input and answers with a line of JSON per row.

It is started for one file, with limits on memory and time set before the first byte is parsed, so that a hostile
workbook ends this process and no other. The first line names the sheet and its width; each further line is
``[row number, [cells]]``, rows without content left out. What JSON lacks is ``{"d": date}``, ``{"m": instant}``,
``{"t": time}``, ``{"s": seconds}``, and ``{"e": shown}`` for a formula without a value. A refusal is
``{"error": …}``.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import Any, Final

import orjson

_CELL: Final = re.compile(rb"<(?:\w+:)?c\b([^>]*[^>/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE: Final = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f\b")
_VALUE: Final = re.compile(rb"<(?:\w+:)?v>(.+?)</(?:\w+:)?v>", re.DOTALL)
_SHEET: Final = re.compile(rb'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"[^>]*?\b\w+:id="([^"]*)"')
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE: Final = re.compile(rb'\b(Id|Target)="([^"]*)"')
_ENTITIES: Final = ((b"&lt;", b"<"), (b"&gt;", b">"), (b"&quot;", b'"'), (b"&apos;", b"'"), (b"&amp;", b"&"))
UNCALCULATED: Final = "formula"


def limit(memory: int, answer: int, seconds: int) -> None:
    """Bound what this process may use, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (answer, answer))
    if sys.platform != "darwin":
        # macOS counts shared libraries of the system in the address space and would refuse any sensible bound.
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def lines(content: bytes, wanted: str) -> Iterator[bytes]:
    """The answer for a workbook and the sheet wanted; the first visible one where none is named."""
    import python_calamine as calamine

    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            shown = [m.name for m in book.sheets_metadata if m.visible == calamine.SheetVisibleEnum.Visible]
            name = wanted or next(iter(shown), "")
            if name not in book.sheet_names:
                yield orjson.dumps({"error": "sheet", "sheet": name, "sheets": book.sheet_names})
                return
            sheet = book.get_sheet_by_name(name)
            broken = unvalued(content, name)
            yield orjson.dumps({"sheet": name, "columns": 0 if sheet.end is None else sheet.end[1] + 1})
            yield from _rows(sheet, broken)
    except calamine.PasswordError:
        yield orjson.dumps({"error": "password"})
    except (calamine.CalamineError, ValueError) as error:
        yield orjson.dumps({"error": "damaged", "reason": str(error)[:200]})


def _rows(sheet: Any, broken: dict[tuple[int, int], str]) -> Iterator[bytes]:
    if sheet.start is None:
        return
    # The rows begin at the first of the sheet, their cells at the first column in use.
    lead = [None] * sheet.start[1]
    for number, cells in enumerate(sheet.iter_rows()):
        found: list[Any] = lead + [_kept(cell) for cell in cells]
        if broken:
            for column in range(len(found)):
                shown = broken.get((number, column))
                if shown is not None:
                    found[column] = {"e": shown}
        while found and found[-1] is None:
            found.pop()
        if found:
            yield orjson.dumps([number + 1, found], default=_typed, option=orjson.OPT_PASSTHROUGH_DATETIME)


def _kept(cell: object) -> Any:
    if cell == "":
        return None
    # JSON has no infinity and would say null: an empty cell.
    return {"e": str(cell)} if type(cell) is float and not math.isfinite(cell) else cell


def _typed(value: object) -> Any:
    if isinstance(value, dt.datetime):
        return {"m": value.isoformat()}
    if isinstance(value, dt.date):
        return {"d": value.isoformat()}
    if isinstance(value, dt.time):
        return {"t": value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {"s": value.total_seconds()}
    raise TypeError(f"a workbook has no cells of {type(value).__name__}")


def unvalued(content: bytes, sheet: str) -> dict[tuple[int, int], str]:
    """The cells (row and column from 0) that show an error or were never calculated; calamine gives them as empty."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        path = _part(archive, sheet)
        text = archive.read(path) if path in archive.namelist() else b""
    if b't="e"' not in text and not _FORMULA.search(text):
        return {}
    found = {}
    for match in _CELL.finditer(text):
        attributes, inner = match.groups()
        place = _PLACE.search(attributes)
        value = _VALUE.search(inner)
        if place is None or not (b't="e"' in attributes or (_FORMULA.search(inner) and value is None)):
            continue
        shown = _plain(value.group(1)) if value is not None else UNCALCULATED
        found[int(place[2]) - 1, _column(place[1])] = shown[:40]
    return found


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """The file of a sheet within the workbook, by its relation."""
    names = {_plain(name): relation for name, relation in _SHEET.findall(archive.read("xl/workbook.xml"))}
    for tag in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        given = dict(_ATTRIBUTE.findall(tag))
        if given.get(b"Id") == names.get(sheet):
            target = given.get(b"Target", b"").decode()
            return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return ""


def _plain(text: bytes) -> str:
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text.decode("utf-8", "replace")


def _column(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def main() -> None:
    """Read a workbook from standard input and answer on standard output."""
    memory, answer, seconds = (int(each) for each in sys.argv[1:4])
    content = sys.stdin.buffer.read()
    limit(memory, answer, seconds)
    for line in lines(content, sys.argv[4]):
        sys.stdout.buffer.write(line + b"\n")


if __name__ == "__main__":
    main()
