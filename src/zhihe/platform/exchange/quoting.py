"""Texts in cells that a spreadsheet must not take for formulas, and that come back as they were.

One apostrophe is put before a text that a spreadsheet might evaluate, that begins with an apostrophe itself, or whose
outer spaces an import would cut off. It is taken away again only where one of these three follows it, so a text such
as ``'t Hart`` stays as it is.
"""

from __future__ import annotations

from typing import Final

MARK: Final = "'"
FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")
"""What a cell must not begin with, plain or full-width."""


def quoted(text: str, *, formulas: bool = True) -> str:
    """The text as it stands in a cell; without ``formulas`` for typed cells, which are never evaluated."""
    return MARK + text if text and _ambiguous(text, formulas=formulas) else text


def harmless(cell: str) -> str:
    """A cell taken from a file, as it may stand in another: no formula, and read again as it was read before."""
    return MARK + cell if cell and cell[0] in FORMULA else cell


def unquoted(text: str) -> str | None:
    """The text behind the apostrophe, exactly as it was; None where the cell is to be read as it stands."""
    if text.startswith(MARK) and len(text) > 1 and _ambiguous(text[1:], formulas=True):
        return text[1:]
    return None


def _ambiguous(text: str, *, formulas: bool) -> bool:
    first = text[0]
    return first == MARK or (formulas and first in FORMULA) or text != text.strip()
