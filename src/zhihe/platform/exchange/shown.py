"""What stands in a cell of an export: in CSV a text, in XLSX a typed value where nothing of it is lost."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any, Final

from zhihe.errors import Invalid
from zhihe.kernels.quantity import plain
from zhihe.platform.exchange.quoting import quoted
from zhihe.platform.model import field_types
from zhihe.platform.model.elements import Field
from zhihe.platform.model.values_time import SITE_ZONE, export_datetime

EXACT: Final = frozenset({"decimal", "quantity", "money", "percent"})
NUMBERS: Final = frozenset({*EXACT, "integer", "number"})
PLAIN: Final = frozenset({*NUMBERS, "boolean", "date", "time", "datetime"})
"""Types whose cells no spreadsheet takes for a formula."""
LONGEST: Final = 32_767
"""Characters of a cell in XLSX."""
_DIGITS: Final = 15
_UNKEPT: Final = re.compile(r"_x005[Ff]_x[0-9a-fA-F]{4}_|[\ufffe\uffff]")
"""Texts that the escapes of XLSX do not bring back."""


def kind_of(field: Field) -> str:
    """The type of a field's values; a formula's is that of its result."""
    return (field.formula_type or "text") if field.type == "formula" else field.type


def csv_text(field: Field, value: Any) -> str:
    """A value, its links named already, as a cell of CSV."""
    if value is None:
        return ""
    kind = kind_of(field)
    if kind == "boolean":
        return "true" if value else "false"
    text = _text(field, kind, value)
    return text if kind in PLAIN else quoted(text)


def _text(field: Field, kind: str, value: Any) -> str:
    # A link is a name already; a text that is JSON keeps the quotation marks which make it one.
    if isinstance(value, str) and kind not in PLAIN and kind != "json":
        return value
    if kind in EXACT:
        return plain(Decimal(value))
    return str(field_types.export(field, value))


def sheet_value(field: Field, value: Any) -> Any:
    """A value as a cell of XLSX: number, date, time, boolean or text; a text where a typed cell would lose something.

    Invalid for the few texts that a workbook cannot hold.
    """
    kind = kind_of(field)
    if value is None or kind == "boolean":
        return value
    if kind in NUMBERS:
        return _number(field, kind, value)
    if kind == "datetime":
        return _moment(field, value)
    if kind == "date" or (kind == "time" and not value.microsecond):
        return value
    text = quoted(_text(field, kind, value), formulas=False)
    if len(text) > LONGEST or _UNKEPT.search(text):
        raise Invalid(
            "export.cell",
            f"{field.key}: {text[:60]!r} cannot stand in a cell of XLSX; export as CSV.",
            field=field.key,
            value=text[:60],
        )
    return text


def _number(field: Field, kind: str, value: Any) -> float | str:
    """A float where it is read back as the same number, else the digits."""
    number = float(value)
    # The writer keeps 16 digits of a number, the reader gives what they say.
    kept = float(f"{number:.16G}")
    if kind == "number":
        return number if kept == number else repr(number)
    exact = Decimal(value)
    short = len(exact.as_tuple().digits) <= _DIGITS
    return number if short and Decimal(repr(kept)) == exact else _text(field, kind, value)


def _moment(field: Field, value: dt.datetime) -> dt.datetime | str:
    """The site's clock where it tells the instant, else ISO 8601 with the zone."""
    local = value.astimezone(SITE_ZONE).replace(tzinfo=None, fold=0)
    told = not value.microsecond and local.replace(tzinfo=SITE_ZONE).astimezone(dt.UTC) == value
    return local if told else export_datetime(field, value)
