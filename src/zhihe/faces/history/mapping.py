"""The mapping file: which column means what, how dates are written, what means that nothing was written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhihe.errors import Invalid
from zhihe.platform.model.reader import read

COLUMNS = ("row_id", "supplier", "order", "ordered_on", "due_on", "delivered_on", "quantity", "price")
LISTS = ("item", "date_formats", "missing", "not_rated")


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns of a delivery history mean."""

    columns: dict[str, str]
    item: tuple[str, ...]
    date_formats: tuple[str, ...]
    missing: frozenset[str]
    not_rated: frozenset[str]
    currency: str


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file; refuses one that lacks a key or names a strange one."""
    try:
        source = read(path.name, path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("history.mapping", f"{path} is no readable mapping file: {error}", field="mapping") from error
    if source.problems:
        raise Invalid("history.mapping", f"{path} is no readable mapping file: {source.problems[0]}", field="mapping")
    data = source.data
    if set(data) != {"columns", "currency", *LISTS}:
        raise _wrong(path, f"it has exactly the keys columns, currency, {', '.join(LISTS)}")
    columns = data["columns"]
    if not isinstance(columns, dict) or set(columns) != set(COLUMNS):
        raise _wrong(path, f"columns has exactly the keys {', '.join(COLUMNS)}")
    lists = {key: _texts(path, key, data[key]) for key in LISTS}
    return Mapping(
        columns={key: str(name) for key, name in columns.items()},
        item=lists["item"],
        date_formats=lists["date_formats"],
        missing=frozenset(lists["missing"]),
        not_rated=frozenset(lists["not_rated"]),
        currency=str(data["currency"]),
    )


def _texts(path: Path, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise _wrong(path, f"{key} is a list of texts")
    return tuple(value)


def _wrong(path: Path, what: str) -> Invalid:
    return Invalid("history.mapping", f"{path} is no mapping of a delivery history: {what}.", field="mapping")
