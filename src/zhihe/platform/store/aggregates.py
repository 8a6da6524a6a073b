"""Sums, counts, means, least and greatest values by group."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, distinct, func, literal_column, select

from zhihe.errors import Invalid
from zhihe.platform.model import field_types
from zhihe.platform.store.asked import Asked
from zhihe.platform.store.paths import Described
from zhihe.platform.store.source import Source, source_of

Row = dict[str, Any]
FUNCTIONS = ("count", "count_distinct", "sum", "avg", "min", "max")
GROUPS = 10_000
SPANS = {"day": "YYYY-MM-DD", "week": 'IYYY-"W"IW', "month": "YYYY-MM", "year": "YYYY"}
"""What a date can be grouped by, and how that is written."""
ZONE: ColumnElement[Any] = literal_column("'Asia/Shanghai'")
_ROWS = frozenset({"", "*", "id"})


def aggregate(asked: Asked, group: Sequence[str], measures: Mapping[str, tuple[str, str]]) -> list[Row]:
    """One row for each group, in the order of the groups; Invalid names a measure that cannot be taken."""
    groups = [(path, asked.sight.describe(asked.model, path.partition(":")[0])) for path in group]
    for path, at in groups:
        _require_span(path, at)
        if at.relation or at.kind in {"lines", "json", "file", "image", "signature"}:
            raise Invalid("aggregate.group", f"Rows cannot be grouped by {path} ({at.kind}).", field=path)
    taken = {name: _measure(asked, name, *each) for name, each in measures.items()}
    named = tuple((name, function, at.names if at else None) for name, (function, at) in taken.items())
    key = asked.key("aggregate", tuple((path, at.names) for path, at in groups), named)
    statement = asked.tx.catalog.statement(key, lambda: _select(asked, groups, taken))
    rows = asked.tx.rows(statement, asked.params)
    if len(rows) > GROUPS:
        raise Invalid("aggregate.size", f"There are more than {GROUPS} groups; narrow the filter.", groups=len(rows))
    return [_paired(row, groups) for row in rows]


def _require_span(path: str, at: Described) -> None:
    span = path.partition(":")[2]
    if span and (span not in SPANS or at.kind not in {"date", "datetime"}):
        raise Invalid(
            "aggregate.span", f"{path}: a date or time is grouped by {', '.join(SPANS)}.", field=path, value=span
        )


def _spanned(value: ColumnElement[Any], at: Described, span: str) -> ColumnElement[Any]:
    """A day as its month and the like; an instant by the day it is in the site's zone."""
    if not span:
        return value
    local = func.timezone(ZONE, value) if at.kind == "datetime" else value
    return func.to_char(local, literal_column(f"'{SPANS[span]}'"))


def _measure(asked: Asked, name: str, function: str, path: str) -> tuple[str, Described | None]:
    if function not in FUNCTIONS:
        raise Invalid(
            "aggregate.function", f"{name}: {function!r} is none of {', '.join(FUNCTIONS)}.", field=name, value=function
        )
    if function == "count" and path in _ROWS:
        return function, None
    at = asked.sight.describe(asked.model, path)
    allowed = field_types.type_of_field(at.field).aggregates
    if at.relation or function not in allowed:
        raise Invalid(
            "aggregate.function",
            f"{name}: {function} of {path} ({at.kind}) cannot be taken; possible: {', '.join(allowed) or 'nothing'}.",
            field=path,
            value=function,
        )
    return function, at


def _select(
    asked: Asked,
    groups: Sequence[tuple[str, Described]],
    measures: Mapping[str, tuple[str, Described | None]],
) -> Select[Any]:
    source = source_of(asked.tx.catalog, asked.model)
    keys: list[ColumnElement[Any]] = []
    for path, at in groups:
        value = source.value(at, asked.inside)
        keys.append(_spanned(value, at, path.partition(":")[2]).label(path))
        if at.pair:
            keys.append(source.other(at.names).label(f"{path}#model"))
    columns = [_taken(asked, source, *each).label(name) for name, each in measures.items()]
    conditions = asked.conditions(source)
    found = select(*keys, *columns).select_from(source.from_clause()).where(*conditions)
    bare = [each.element for each in keys]
    return found.group_by(*bare).order_by(*bare).limit(GROUPS + 1) if keys else found


def _taken(asked: Asked, source: Source, function: str, at: Described | None) -> ColumnElement[Any]:
    if at is None:
        return func.count()
    column = source.value(at, asked.inside)
    if function == "count_distinct":
        return func.count(distinct(column))
    if function == "sum" and at.kind != "duration":
        return func.coalesce(func.sum(column), 0)
    functions: dict[str, Callable[..., ColumnElement[Any]]] = {
        "count": func.count,
        "sum": func.sum,
        "avg": func.avg,
        "min": func.min,
        "max": func.max,
    }
    return functions[function](column)


def _paired(row: Row, groups: Sequence[tuple[str, Described]]) -> Row:
    for path, at in groups:
        if at.pair:
            model = row.pop(f"{path}#model")
            row[path] = None if row[path] is None else (model, row[path])
        elif at.computed_whole and row[path] is not None:
            row[path] = int(row[path])
    return row
