"""From a cell to a field's value: the apostrophe, empty words, replaced words, date formats, then the field's type."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from zhihe.errors import Invalid
from zhihe.platform.exchange.mapping import Origin
from zhihe.platform.exchange.quoting import MARK, unquoted
from zhihe.platform.exchange.table import Broken, Cell
from zhihe.platform.model import field_types
from zhihe.platform.model.elements import Field
from zhihe.platform.model.values_time import SITE_ZONE

Reader: TypeAlias = Callable[[Cell], Any]
TEXTS: Final = frozenset({"text", "long_text", "rich_text", "code", "phone_email_url"})
TIMES: Final = frozenset({"date", "time", "datetime"})
NAMES: Final = frozenset({"link", "links", "user"})
KEPT: Final = 4_096
"""So many cells of a column are remembered: a file says the same again and again, or never."""


def reader(field: Field, origin: Origin) -> Reader:
    """What turns the cells of a column into values of a field; it raises Invalid for a cell that is none.

    The value of a link or user is the text that names it, to be looked up; equal texts are read once.
    """
    plain = _plain(field, origin)
    kept: dict[str, Any] = {}

    def read(cell: Cell) -> Any:
        if type(cell) is not str:
            return plain(cell)
        if cell in kept:
            return kept[cell]
        value = plain(cell)
        if len(kept) < KEPT:
            kept[cell] = value
        return value

    return read


def _plain(field: Field, origin: Origin) -> Reader:
    typed = _named if field.type in NAMES else field_types.parse_cell
    formats = origin.formats if field.type in TIMES else ()

    def plain(cell: Cell) -> Any:
        if isinstance(cell, Broken):
            raise _no_value(field, cell)
        if not isinstance(cell, str):
            return typed(field, cell)
        exact = unquoted(cell) if cell[:1] == MARK else None
        if exact is not None and field.type in TEXTS:
            return field_types.check(field, exact)
        text = cell if exact is None else exact
        word = text.strip()
        if not word or word in origin.empty:
            return None
        text = origin.words.get(word, text)
        return field_types.check(field, _dated(field, text.strip(), formats)) if formats else typed(field, text)

    return plain


def _no_value(field: Field, cell: Broken) -> Invalid:
    return Invalid(
        "cell.broken",
        f"{field.key}: the formula in this cell has no value ({cell.shown}); calculate and save the workbook, or write "
        "the value.",
        field=field.key,
        value=cell.shown,
    )


def _named(field: Field, cell: Any) -> Any:
    """The text by which a link, several links or a user are named; whole numbers as spreadsheets keep them."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = unicodedata.normalize("NFC", str(cell)).strip() if cell is not None else ""
    if not text:
        return None
    if field.type != "links":
        return text
    return [part.strip() for part in text.split(";") if part.strip()]


def _dated(field: Field, text: str, formats: tuple[str, ...]) -> Any:
    """A date or time in the first of the formats that fits."""
    for each in formats:
        try:
            found = dt.datetime.strptime(text, each)  # noqa: DTZ007 - the zone is given below
        except ValueError:
            continue
        if field.type == "date":
            return found.date()
        if field.type == "time":
            return found.time()
        return found if found.tzinfo else found.replace(tzinfo=SITE_ZONE)
    raise Invalid(
        "cell.format",
        f"{field.key}: {text[:60]!r} is no {field.type} in the format {' or '.join(formats)}.",
        field=field.key,
        value=text[:60],
    )
