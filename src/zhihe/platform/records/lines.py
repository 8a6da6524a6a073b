"""The lines of a record: given whole when it is created, patched by id when it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from zhihe.platform.actions import Row
from zhihe.platform.model.elements import Model
from zhihe.platform.records import links
from zhihe.platform.records.check import identity, parse
from zhihe.platform.records.problems import Problems
from zhihe.platform.records.shape import shape
from zhihe.platform.records.unit import Unit
from zhihe.platform.store.identity import new_id


@dataclass(slots=True)
class LineChange:
    """What happens to the lines of one field: rows to insert, ids to delete, and old values of changed lines."""

    model: Model
    field: str
    added: list[Row] = dataclass_field(default_factory=list)
    removed: list[Row] = dataclass_field(default_factory=list)
    before: dict[str, Row] = dataclass_field(default_factory=dict)

    def changed(self, rows: Sequence[Row]) -> list[Row]:
        """The rows that were there before and now differ."""
        return [row for row in rows if row["id"] in self.before and row != self.before[row["id"]]]


def fresh(model: Model, parent: str, given: object, problems: Problems, *, at: str, direct: bool) -> list[Row]:
    """New lines from a list of values, each with an id, its parent and a position; links as they were given."""
    if not isinstance(given, Sequence) or isinstance(given, str):
        problems.add("", at, "lines.list", "send a list of lines")
        return []
    rows: list[Row] = []
    for index, values in enumerate(given):
        place = f"{at}[{index}]"
        if not isinstance(values, Mapping):
            problems.add("", place, "lines.object", "each line is an object")
            continue
        rows.append(_fresh_line(model, parent, values, problems, place, len(rows), direct=direct))
    return rows


def _fresh_line(
    model: Model,
    parent: str,
    values: Mapping[str, Any],
    problems: Problems,
    at: str,
    position: int,
    *,
    direct: bool,
) -> Row:
    content = {key: value for key, value in values.items() if key not in {"id", "position", "parent_id"}}
    row = dict.fromkeys(shape(model).stored)
    row.update(parse(model.fields, content, problems, at=at, direct=direct))
    row["id"] = identity(values.get("id"), problems, at) or new_id()
    row["parent_id"], row["position"] = parent, position
    return row


def patch(
    unit: Unit, model: Model, record: Row, key: str, given: object, problems: Problems, *, direct: bool
) -> LineChange:
    """Apply a patch to the record's lines in memory: by id, unmentioned lines stay, ``_delete`` removes."""
    line_model = unit.model(model.fields[key].of)
    change = LineChange(line_model, key)
    if not isinstance(given, Sequence) or isinstance(given, str):
        problems.add("", key, "lines.list", "send a list of lines")
        return change
    standing = {row["id"]: row for row in record[key]}
    touched: list[Row] = []
    for index, values in enumerate(given):
        at = f"{key}[{index}]"
        if not isinstance(values, Mapping):
            problems.add("", at, "lines.object", "each line is an object")
            continue
        row = standing.get(str(values.get("id")))
        if row is None:
            row = _fresh_line(
                line_model, record["id"], values, problems, at, _next_position(record[key]), direct=direct
            )
            change.added.append(row)
            record[key].append(row)
        elif values.get("_delete") in {True, "true"}:
            change.removed.append(row)
            record[key].remove(row)
            continue
        else:
            change.before[row["id"]] = dict(row)
            content = {k: v for k, v in values.items() if k != "id"}
            row.update(parse(line_model.fields, content, problems, at=at, direct=direct))
        touched.append(row)
    links.resolve(unit, shape(line_model).links, touched, problems, key)
    return change


def _next_position(rows: Sequence[Row]) -> int:
    return max((row["position"] for row in rows), default=-1) + 1
