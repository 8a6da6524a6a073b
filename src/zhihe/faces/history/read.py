"""Reading a delivery history: each row becomes a delivery or a refusal, never a guess."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO

from zhihe.errors import Invalid
from zhihe.faces.history.mapping import Mapping


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row that could be read; ``derived`` says what its order's date was taken from, where it has none."""

    row: int
    supplier: str
    item: str
    order: str
    ordered_on: dt.date
    due_on: dt.date
    delivered_on: dt.date
    quantity: Decimal
    price: Decimal
    derived: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row not imported: its number in the file (the header is 1), the cell and why."""

    row: int
    column: str
    value: str
    reason: str


class _CellError(ValueError):
    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason = column, value, reason


def read_history(path: Path, mapping: Mapping) -> tuple[list[Delivery], list[Refusal]]:
    """Read all rows; refuses a file that is absent, no text, or lacks a mapped column."""
    if not path.is_file():
        raise Invalid("history.absent", f"There is no file {path}; name the CSV or CSV.GZ to import.", field="file")
    try:
        with _opened(path) as stream:
            return _rows(csv.DictReader(stream), mapping)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise Invalid("history.file", f"{path} is no readable CSV: {error}", field="file") from error


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _rows(table: csv.DictReader[str], mapping: Mapping) -> tuple[list[Delivery], list[Refusal]]:
    wanted = {*mapping.columns.values(), *mapping.item}
    if lacking := sorted(wanted - set(table.fieldnames or ())):
        raise Invalid("history.columns", f"The file lacks the columns {', '.join(lacking)}.", field="file")
    good: list[Delivery] = []
    bad: list[Refusal] = []
    seen: set[str] = set()
    suppliers: dict[str, str] = {}
    for number, cells in enumerate(table, 2):
        try:
            good.append(_delivery(number, cells, mapping, seen, suppliers))
        except _CellError as error:
            bad.append(Refusal(number, error.column, error.value, error.reason))
    return good, bad


def _delivery(
    number: int, cells: dict[str, str], mapping: Mapping, seen: set[str], suppliers: dict[str, str]
) -> Delivery:
    names = mapping.columns
    text = {key: (cells[name] or "").strip() for key, name in names.items()}
    for key in ("row_id", "supplier", "order"):
        if text[key] in mapping.missing:
            raise _CellError(names[key], text[key], "missing")
    if text["row_id"] in seen:
        raise _CellError(names["row_id"], text["row_id"], "duplicate row")
    seen.add(text["row_id"])
    item = ", ".join(part for name in mapping.item if (part := (cells[name] or "").strip()) not in mapping.missing)
    if not item:
        raise _CellError(mapping.item[0], "", "missing")
    source = mapping.stands_in.get(text["ordered_on"], "ordered_on")
    derived = "" if source == "ordered_on" else f"{text['ordered_on']}: {names[source]}"
    found = Delivery(
        number,
        text["supplier"],
        item,
        text["order"],
        _date(names[source], text[source], mapping),
        _date(names["due_on"], text["due_on"], mapping),
        _date(names["delivered_on"], text["delivered_on"], mapping),
        _number(names["quantity"], text["quantity"], mapping),
        _number(names["price"], text["price"], mapping),
        derived,
    )
    if found.quantity <= 0:
        raise _CellError(names["quantity"], text["quantity"], "not above zero")
    if found.price < 0:
        raise _CellError(names["price"], text["price"], "below zero")
    if suppliers.setdefault(found.order, found.supplier) != found.supplier:
        raise _CellError(names["supplier"], found.supplier, "order of another supplier")
    return found


def _date(column: str, text: str, mapping: Mapping) -> dt.date:
    if text in mapping.missing:
        raise _CellError(column, text, "missing")
    for pattern in mapping.date_formats:
        try:
            return dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise _CellError(column, text, "no date")


def _number(column: str, text: str, mapping: Mapping) -> Decimal:
    if text in mapping.missing:
        raise _CellError(column, text, "missing")
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise _CellError(column, text, "no number") from error
    if not value.is_finite():
        raise _CellError(column, text, "no number")
    return value
