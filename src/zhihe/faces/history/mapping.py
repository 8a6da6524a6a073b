"""The mapping file: which column means what, how dates are written, what means that nothing was written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhihe.errors import Invalid
from zhihe.platform.model.reader import read

COLUMNS = ("row_id", "supplier", "order", "ordered_on", "due_on", "delivered_on", "quantity", "price")
STANDING_IN = ("due_on", "delivered_on")
"""Dates that may stand for the day of an order, where the mapping says so."""
LISTS = ("item", "date_formats", "missing", "not_rated")


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns of a delivery history mean.

    ``stands_in`` gives for a text in place of an order's date the column whose date stands for it.
    """

    columns: dict[str, str]
    item: tuple[str, ...]
    date_formats: tuple[str, ...]
    missing: frozenset[str]
    not_rated: frozenset[str]
    currency: str
    stands_in: dict[str, str]


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file; refuses one that lacks a key or names a strange one."""
    try:
        source = read(path.name, path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("history.mapping", f"{path} is no readable mapping file: {error}", field="mapping") from error
    if source.problems:
        raise Invalid("history.mapping", f"{path} is no readable mapping file: {source.problems[0]}", field="mapping")
    data = source.data
    if set(data) - {"stands_in"} != {"columns", "currency", *LISTS}:
        raise _wrong(path, f"it has exactly the keys columns, currency, {', '.join(LISTS)}, and stands_in if wanted")
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
        stands_in=_stands_in(path, data.get("stands_in") or {}),
    )


def _stands_in(path: Path, given: Any) -> dict[str, str]:
    if not isinstance(given, dict) or set(given) - {"ordered_on"}:
        raise _wrong(path, "stands_in has the key ordered_on only")
    found = given.get("ordered_on") or {}
    if not isinstance(found, dict) or set(found.values()) - set(STANDING_IN):
        raise _wrong(path, f"stands_in.ordered_on gives for a text one of {', '.join(STANDING_IN)}")
    return dict(found)


def _texts(path: Path, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise _wrong(path, f"{key} is a list of texts")
    return tuple(value)


def _wrong(path: Path, what: str) -> Invalid:
    return Invalid("history.mapping", f"{path} is no mapping of a delivery history: {what}.", field="mapping")
