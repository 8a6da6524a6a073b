"""Figures over records for boards and charts: sums and counts by group, of the rows and fields that a user may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhihe.errors import Invalid
from zhihe.platform.actions import Row
from zhihe.platform.model.elements import Model
from zhihe.platform.records import read, sensitive
from zhihe.platform.records.access import grant, require_read
from zhihe.platform.records.env import Place
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import expand, paths, query

MEASURES = 20
GROUPS = 4


def aggregate(
    unit: Unit, model: Model, group: Sequence[str], measures: Sequence[str], where: Mapping[str, Any] | None
) -> list[Row]:
    """One row a group; a measure is ``count`` or ``sum:quantity``, a group a path, or ``decided_on:month``.

    Links that rows are grouped by come with their number and label.
    """
    given = grant(unit.registry, model, unit.user)
    require_read(given, model)
    if not 0 < len(measures) <= MEASURES or len(group) > GROUPS:
        raise Invalid(
            "aggregate.size",
            f"Ask for 1 to {MEASURES} measures over at most {GROUPS} groups.",
            field="measures",
        )
    sight = read.sight_of(unit)
    rows = query.aggregate(
        unit.tx,
        model,
        where,
        group,
        {each: (each.partition(":")[0], each.partition(":")[2]) for each in measures},
        rows=given.rows,
        names=Place(unit, model, {}).value,
        hidden=sight.hidden,
        readable=sight.readable,
    )
    asked = [*(path.partition(":")[0] for path in group), *(each.partition(":")[2] for each in measures)]
    sensitive.note(unit, model, sensitive.fields_of(unit, model, [each for each in asked if each]), (), len(rows))
    seen = paths.Sight(unit.registry, sight.hidden, sight.readable)
    for path in group:
        _named(unit, seen, model, path, rows)
    return rows


def _named(unit: Unit, sight: paths.Sight, model: Model, path: str, rows: list[Row]) -> None:
    """Give the links of a group their words."""
    if ":" in path:
        return
    at = sight.describe(model, path)
    if at.kind not in {"link", "user"}:
        return
    wanted: dict[str, set[str]] = {}
    for row in rows:
        if row[path] is not None:
            target, identity = row[path] if at.pair else (at.field.to or "user", row[path])
            wanted.setdefault("user" if at.kind == "user" else target, set()).add(str(identity))
    known = {target: expand.labels(unit.tx, target, ids, sight) for target, ids in wanted.items()}
    for row in rows:
        if row[path] is None:
            continue
        target, identity = row[path] if at.pair else (at.field.to or "user", row[path])
        found = known["user" if at.kind == "user" else target].get(str(identity))
        row[path] = {"id": str(identity), **(found or {"number": None, "label": None})}
        if at.pair:
            row[path]["model"] = target
