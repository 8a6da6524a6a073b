"""Numbers and codes that people give for links, turned into ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from zhihe.platform.actions import Row
from zhihe.platform.model.elements import Field, Model
from zhihe.platform.records import ahead, fetch
from zhihe.platform.records.problems import Problems
from zhihe.platform.records.shape import shape
from zhihe.platform.records.unit import Unit

NOBODY: ahead.Named = MappingProxyType({})


def resolve_new(unit: Unit, model: Model, rows: Sequence[Row], problems: Problems) -> None:
    """Turn all numbers and codes in new records and their lines into ids, in one statement."""
    lines = {key: unit.model(each.of) for key, each in shape(model).lines.items()}
    known = ahead.named(unit, model, {"": rows} | {key: [line for row in rows for line in row[key]] for key in lines})
    for index, row in enumerate(rows):
        for key, line_model in lines.items():
            at = f"[{index}].{key}" if len(rows) > 1 else key
            resolve(unit, shape(line_model).links, row[key], problems, at, known)
    resolve(unit, shape(model).links, rows, problems, known=known)


def resolve(
    unit: Unit,
    fields: Mapping[str, Field],
    rows: Sequence[Row],
    problems: Problems,
    at: str = "",
    known: ahead.Named = NOBODY,
) -> None:
    """Turn what stands for links in rows into ids: what is known already, else one look-up per linked model."""
    for key, field in fields.items():
        if field.type != "link" or field.to == "any":
            continue
        given = {str(row[key]) for row in rows if row.get(key) and not fetch.is_id(row[key])}
        if not given:
            continue
        found = known[field.to] if field.to in known else fetch.by_name(unit, unit.model(field.to), given)
        for index, row in enumerate(rows):
            value = row.get(key)
            if value in given:
                row[key] = found.get(str(value))
                if row[key] is None:
                    place = f"{at}[{index}]" if at else ""
                    problems.add(place, key, "link.unknown", f"there is no {field.to} {value!r}", value=value)
