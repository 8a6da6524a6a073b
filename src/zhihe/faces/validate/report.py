"""Run the shipped published examples and report ours beside theirs: as text, JSON or a PDF for an auditor."""

from __future__ import annotations

import importlib
import json
import math
import pkgutil
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

from zhihe.faces.validate import examples as shipped
from zhihe.faces.validate.example import Example

Value = float | str

_FONT = "helvetica"
_TITLE, _HEAD, _BODY, _SMALL = 16, 10, 9, 7
_MARGIN = 12
_TOGETHER = 25  # mm: a method's name, the table's heading and its first row stay on one page
_WIDTHS = (58, 52, 25, 25, 17, 9)
_COLUMNS = ("source", "quantity", "source prints", "ours", "difference", "")
_RED, _GREY = (255, 205, 205), (235, 235, 235)


@dataclass(frozen=True, slots=True)
class Row:
    """One published number and ours; ``difference`` is None for text, ``tolerance`` half the last printed digit."""

    method: str
    source: str
    quantity: str
    expected: Value
    ours: Value
    difference: float | None
    tolerance: float
    holds: bool


def collect() -> list[Row]:
    """Compute every shipped example once; rows come sorted by method, then as their module lists them."""
    found = [row_of(example) for example in published()]
    return sorted(found, key=lambda row: row.method)


def published() -> Iterator[Example]:
    """Yield the examples of all modules in ``faces.validate.examples``."""
    for module in pkgutil.iter_modules(shipped.__path__):
        yield from importlib.import_module(f"{shipped.__name__}.{module.name}").EXAMPLES


def row_of(example: Example) -> Row:
    """Compute an example and compare it with its source."""
    ours = example.compute()
    known = replace(example, compute=lambda: ours)
    return Row(
        example.method,
        example.source,
        example.quantity,
        example.expected,
        ours if isinstance(ours, str) else float(ours),
        known.difference(),
        example.tolerance,
        known.holds(),
    )


def verdict(rows: Sequence[Row]) -> str:
    """Say in one sentence how many numbers of how many methods and sources agree."""
    failed = sum(not row.holds for row in rows)
    methods, sources = len({row.method for row in rows}), len({row.source for row in rows})
    scope = f"{len(rows)} published numbers of {methods} methods from {sources} sources"
    return f"{scope}: all agree to the digits printed" if failed == 0 else f"{scope}: {failed} differ"


def to_text(rows: Sequence[Row]) -> str:
    """Lay the rows out for a terminal, method by method."""
    lines = []
    for method, group in groupby(rows, key=lambda row: row.method):
        lines.append(method)
        for row in group:
            mark = "ok  " if row.holds else "DIFF"
            pair = f"source {_shown(row.expected, row)}, ours {_shown(row.ours, row, 1)}"
            lines.append(f"  {mark} {row.quantity}: {pair}{_gap(row)}  [{row.source}]")
    return "\n".join([*lines, "", verdict(rows), ""])


def to_json(rows: Sequence[Row]) -> str:
    """Write the rows with what computed them, for machines."""
    document = {
        "product": "zhihe",
        "environment": environment(),
        "numbers": len(rows),
        "differing": sum(not row.holds for row in rows),
        "rows": [asdict(row) for row in rows],
    }
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def to_pdf(rows: Sequence[Row], path: Path, *, made_at: datetime) -> None:
    """Write the report for an auditor, in English; ``made_at`` is aware. OSError: the file cannot be written."""
    pdf = FPDF(format="A4")
    pdf.set_creation_date(made_at)
    pdf.set_title("Validation of the statistical computation of Zhihe")
    pdf.set_margin(_MARGIN)
    pdf.set_auto_page_break(auto=True, margin=_MARGIN)
    pdf.add_page()
    _cover(pdf, rows, made_at)
    for method, group in groupby(rows, key=lambda row: row.method):
        _method(pdf, method, list(group))
    path.write_bytes(bytes(pdf.output()))


def environment() -> dict[str, str]:
    """Name the versions that computed the numbers."""
    found = {name: version(name) for name in ("zhihe", "numpy", "scipy")}
    return found | {"python": platform.python_version(), "machine": platform.machine()}


def _cover(pdf: FPDF, rows: Sequence[Row], made_at: datetime) -> None:
    _line(pdf, "Validation of the statistical computation of Zhihe", _TITLE, "B")
    versions = ", ".join(f"{name} {value}" for name, value in environment().items())
    _line(pdf, f"Made {made_at.isoformat(timespec='seconds')} with {versions}", _BODY)
    _line(pdf, verdict(rows), _HEAD, "B")
    _line(
        pdf,
        "Each row is a number printed in the named source, recomputed when this report was made. A row agrees when the "
        "difference is at most half a unit of the last digit printed; text and counts must be equal. "
        "Rows that differ are marked DIFF on a red ground.",
        _BODY,
    )


def _method(pdf: FPDF, method: str, rows: list[Row]) -> None:
    pdf.ln(3)
    if pdf.will_page_break(_TOGETHER):
        pdf.add_page()
    _line(pdf, method, _HEAD, "B")
    pdf.set_font(_FONT, size=_SMALL)
    heading = FontFace(emphasis="BOLD", fill_color=_GREY)
    with pdf.table(
        col_widths=_WIDTHS,
        line_height=3.4,
        headings_style=heading,
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        text_align="LEFT",
        padding=0.5,
    ) as table:
        _cells(table, _COLUMNS, None)
        for row in rows:
            _cells(table, _columns(row), None if row.holds else FontFace(fill_color=_RED))


def _columns(row: Row) -> tuple[str, ...]:
    gap = "" if row.difference is None else f"{row.difference:.1e}"
    shown = (_shown(row.expected, row), _shown(row.ours, row, 1))
    return (row.source, row.quantity, *shown, gap, "ok" if row.holds else "DIFF")


def _cells(table: object, texts: Iterable[str], style: FontFace | None) -> None:
    row = table.row()  # type: ignore[attr-defined]  # fpdf publishes no types
    for text in texts:
        row.cell(_latin(text), style=style)


def _line(pdf: FPDF, text: str, size: int, style: str = "") -> None:
    pdf.set_font(_FONT, style, size)
    pdf.multi_cell(0, size * 0.5, _latin(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _latin(text: str) -> str:
    """Keep what the core fonts can print; a test holds the shipped examples to it."""
    return text.encode("latin-1", "replace").decode("latin-1")


def _shown(value: Value, row: Row, more: int = 0) -> str:
    """Write a number with the digits its source prints, and ``more`` to show where ours goes on."""
    if isinstance(value, str):
        return value
    if row.tolerance == 0:
        return f"{value:.12g}"
    return f"{value:.{max(0, more - math.floor(math.log10(2 * row.tolerance)))}f}"


def _gap(row: Row) -> str:
    return "" if row.difference is None else f", difference {row.difference:+.1e}"
