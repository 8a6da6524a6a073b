"""The validation report as a PDF for an auditor, in Chinese or English, with its font inside the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

from zhihe.faces.validate.report import (
    Row,
    checked,
    environment,
    examples_hash,
    read_sources,
    results_hash,
    shown,
    tally,
    thin_methods,
)
from zhihe.faces.validate.sources import CHECKED_ON, is_quoted
from zhihe.faces.validate.words import Language, named, word

FONT: Final = Path(__file__).parent / "fonts" / "report.otf"
"""Noto Sans CJK SC, cut down to the signs of this report; its licence lies beside it."""

_TITLE, _HEAD, _BODY, _SMALL = 15, 10, 9, 7
_MARGIN = 12
_FOOT = 15
_TOGETHER = 28  # mm: a method's name, the table's heading and its first row stay on one page
_WIDTHS = (52, 42, 23, 23, 15, 14, 14, 10)
_SUMMARY = (84, 12, 12, 20, 46, 12)
_COLUMNS = ("source", "quantity", "printed", "ours", "difference", "allowed", "standing_column", "result")
_RED, _GREY = (255, 205, 205), (235, 235, 235)


class _Report(FPDF):
    """Pages with the title and the page number at the foot."""

    def __init__(self, lang: Language, made_at: datetime) -> None:
        super().__init__(format="A4")
        self.language: Language = lang
        self.made_at = made_at
        self.add_font("report", fname=FONT)
        self.set_font("report", size=_BODY)
        self.set_creation_date(made_at)
        self.set_title(word("title", lang))
        self.set_lang("zh-CN" if lang == "zh" else "en")
        self.set_margin(_MARGIN)
        self.set_auto_page_break(auto=True, margin=_FOOT)

    def footer(self) -> None:
        """Write the title, the time and the page at the foot of each page."""
        self.set_y(-_FOOT + 4)
        self.set_font("report", size=_SMALL)
        self.cell(0, 4, f"{word('title', self.language)} · {self.made_at.isoformat(timespec='seconds')}")
        self.set_x(_MARGIN)
        page = word("page", self.language, page=self.page_no(), pages="{nb}")
        self.cell(0, 4, page, align="R")

    def line(self, text: str, size: int, gap: float = 0.0) -> None:  # type: ignore[override]
        """Write a paragraph over the whole width."""
        self.set_font("report", size=size)
        self.multi_cell(0, size * 0.55, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
        self.ln(gap)

    def rows(self, widths: Sequence[int], heading: Sequence[str], body: Iterable[tuple[Sequence[str], bool]]) -> None:
        """Draw a table; a row that does not hold stands on a red ground, a heading returns on every page."""
        self.set_font("report", size=_SMALL)
        with self.table(
            col_widths=tuple(widths),
            line_height=3.6,
            headings_style=FontFace(fill_color=_GREY),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            text_align="LEFT",
            padding=0.5,
            first_row_as_headings=bool(heading),
        ) as table:
            if heading:
                table.row(heading)
            for texts, holds in body:
                table.row(texts, style=None if holds else FontFace(fill_color=_RED))


def to_pdf(rows: Sequence[Row], path: Path, *, made_at: datetime, lang: Language = "zh") -> None:
    """Write the report for an auditor; ``made_at`` is aware. OSError: the file cannot be written."""
    pdf = _Report(lang, made_at)
    pdf.add_page()
    _cover(pdf, rows)
    _thin(pdf, rows)
    _summary(pdf, rows)
    for method, group in groupby(rows, key=lambda row: row.method):
        _method(pdf, method, list(group))
    _copies(pdf, rows)
    path.write_bytes(bytes(pdf.output()))


def _cover(pdf: _Report, rows: Sequence[Row]) -> None:
    lang = pdf.language
    known = environment()
    pdf.line(word("title", lang), _TITLE, 3)
    versions = ", ".join(f"{name} {known[name]}" for name in ("zhihe", "python", "numpy", "scipy"))
    facts = (
        ("made", pdf.made_at.isoformat(timespec="seconds")),
        ("versions", versions),
        ("machine", f"{known['host']}, {known['system']}, {known['machine']}"),
        ("examples_hash", examples_hash(rows)),
        ("results_hash", results_hash(rows)),
        ("checked_on", CHECKED_ON),
    )
    pdf.rows((44, 142), (), (((word(key, lang), value), True) for key, value in facts))
    pdf.ln(3)
    found = tally(rows)
    scope = {"numbers": found.numbers, "methods": found.methods, "sources": found.sources, "failed": found.failed}
    pdf.line(f"{word('verdict', lang)}: {word('differ' if found.failed else 'agree', lang, **scope)}", _HEAD, 1)
    pdf.line(
        word("standing", lang, copies=found.seen - found.quoted, quoted=found.quoted, cited=found.numbers - found.seen),
        _BODY,
        1,
    )
    pdf.line(word("how", lang), _BODY, 5)
    signed = "      ".join(f"{word(key, lang)}: ____________________" for key in ("signed", "reviewed", "date"))
    pdf.line(signed, _BODY, 3)


def _thin(pdf: _Report, rows: Sequence[Row]) -> None:
    thin = thin_methods(rows)
    if not thin:
        return
    lang = pdf.language
    place = 0 if lang == "zh" else 1
    pdf.line(word("thin", lang), _HEAD, 1)
    body = (((named(method, lang), str(count), checked(method, place)), True) for method, count in thin.items())
    pdf.rows((80, 22, 84), (word("method", lang), word("sources_read", lang), word("check", lang)), body)


def _summary(pdf: _Report, rows: Sequence[Row]) -> None:
    """Give each method one line, so that the verdict can be seen before its numbers."""
    lang, sources = pdf.language, read_sources(rows)
    heading = tuple(word(key, lang) for key in ("method", "numbers", "read", "sources_read", "check", "result"))
    body = []
    for method, group in groupby(rows, key=lambda row: row.method):
        own = list(group)
        holds = all(row.holds for row in own)
        seen = sum(row.seen != "" for row in own)
        counts = (str(len(own)), str(seen), str(sources[method]))
        other = checked(method, 0 if lang == "zh" else 1)
        body.append(((named(method, lang), *counts, other, "ok" if holds else "DIFF"), holds))
    pdf.ln(2)
    pdf.line(word("summary", lang), _HEAD, 1)
    pdf.rows(_SUMMARY, heading, body)


def _method(pdf: _Report, method: str, rows: list[Row]) -> None:
    pdf.ln(3)
    if pdf.will_page_break(_TOGETHER):
        pdf.add_page()
    pdf.line(named(method, pdf.language), _HEAD)
    heading = tuple(word(key, pdf.language) for key in _COLUMNS)
    pdf.rows(_WIDTHS, heading, ((_columns(row, pdf.language), row.holds) for row in rows))


def _columns(row: Row, lang: Language) -> tuple[str, ...]:
    gap = "" if row.difference is None else f"{row.difference:.1e}"
    allowed = "" if row.difference is None else f"{row.tolerance:.1e}"
    standing = word(("quoted" if is_quoted(row.seen) else "seen") if row.seen else "cited", lang)
    shares = (row.source, row.quantity, shown(row.expected, row), shown(row.ours, row, 1), gap, allowed, standing)
    return (*shares, "ok" if row.holds else "DIFF")


def _copies(pdf: _Report, rows: Sequence[Row]) -> None:
    lang = pdf.language
    where: dict[str, str] = {}
    for row in rows:
        where[row.source] = where.get(row.source) or row.seen
    pdf.ln(4)
    if pdf.will_page_break(_TOGETHER):
        pdf.add_page()
    pdf.line(word("copies", lang), _HEAD, 1)
    body = (((source, seen or word("nowhere", lang)), True) for source, seen in sorted(where.items()))
    pdf.rows((93, 93), (word("source", lang), word("where", lang)), body)
