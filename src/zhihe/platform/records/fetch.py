"""Reading through the unit's identity map: each row is read once a transaction, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zhihe.errors import Invalid, NotFound
from zhihe.platform.actions import Row
from zhihe.platform.model.elements import Model
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import query
from zhihe.platform.store import rows as store
from zhihe.platform.store.gathered import lines_of


def many(unit: Unit, model: Model, identities: Iterable[str]) -> dict[str, Row]:
    """The rows of these identities that exist, from the map or in one read."""
    wanted = dict.fromkeys(str(identity) for identity in identities)
    missing = [identity for identity in wanted if (model.key, identity) not in unit.rows]
    if missing:
        also = unit.wanted.pop(model.key, set()).difference(missing)
        missing += [identity for identity in also if (model.key, identity) not in unit.rows]
        for row in store.get(unit.tx, model, missing):
            unit.rows[model.key, row["id"]] = row
    return {i: unit.rows[model.key, i] for i in wanted if (model.key, i) in unit.rows}


def want(unit: Unit, model: Model, identities: Iterable[str]) -> None:
    """Note what somebody may look at, so that the first look at one of these rows reads all of them."""
    unit.wanted.setdefault(model.key, set()).update(identities)


def one(unit: Unit, model: Model, identity: str) -> Row:
    """The row of this identity; NotFound when there is none."""
    row = many(unit, model, (identity,)).get(identity)
    if row is None:
        raise not_found(model, identity)
    return row


def locked(unit: Unit, model: Model, identities: Sequence[str]) -> dict[str, Row]:
    """The rows as they stand now, locked until the end; in identity order, so that two units never deadlock."""
    if None in identities:
        raise Invalid("record.none", f"No {model.label.en} ({model.key}) is named.", field=model.key, model=model.key)
    open_ones = sorted(i for i in dict.fromkeys(identities) if (model.key, i) not in unit.fixed)
    if open_ones:
        _fix(unit, model, store.get(unit.tx, model, open_ones, lock=True))
    found = {i: unit.rows[model.key, i] for i in identities if (model.key, i) in unit.fixed}
    for identity in identities:
        if identity not in found:
            raise not_found(model, identity)
    return found


def locked_by(unit: Unit, model: Model, keys: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The rows that have these values of a unique key, locked until the end."""
    return _fix(unit, model, store.get_by(unit.tx, model, keys))


def locked_where(unit: Unit, model: Model, where: Mapping[str, Any]) -> list[Row]:
    """The rows that meet a filter tree as they stand now, locked until the end; in identity order."""
    return _fix(unit, model, query.locked(unit.tx, model, where))


def _fix(unit: Unit, model: Model, rows: Sequence[Row]) -> list[Row]:
    """Rows just locked, as the unit holds them: what it knew in the same version stays the same object."""
    for row in rows:
        known = unit.rows.get((model.key, row["id"]))
        if known is None or known["version"] != row["version"]:
            unit.rows[model.key, row["id"]] = row
        unit.fixed.add((model.key, row["id"]))
    return [unit.rows[model.key, row["id"]] for row in rows]


def with_lines(unit: Unit, model: Model, records: Sequence[Row], fields: Iterable[str] | None = None) -> None:
    """Read the line fields (all, or those named) of these records that are not in memory yet, in one statement."""
    bare: dict[str, list[Row]] = {}
    for key, field in model.fields.items():
        if field.type == "lines" and (fields is None or key in fields):
            bare[key] = [record for record in records if key not in record]
    keys = [key for key, lacking in bare.items() if lacking]
    if not keys:
        return
    models = [unit.model(model.fields[key].of) for key in keys]
    ids = list(dict.fromkeys(record["id"] for key in keys for record in bare[key]))
    for key, line_model, found in zip(keys, models, lines_of(unit.tx, models, ids), strict=True):
        for record in bare[key]:
            adopt(unit, line_model, record, key, found[record["id"]])


def adopt(unit: Unit, model: Model, record: Row, key: str, lines: Sequence[Row]) -> None:
    """Give a record the lines that were read for one of its fields."""
    record[key] = [_same(unit, model, line) for line in lines]


def _same(unit: Unit, model: Model, line: Row) -> Row:
    """One object for one line, whether it was read by itself or with its parent."""
    known = unit.rows.setdefault((model.key, line["id"]), line)
    known.update(line)
    return known


def by_name(unit: Unit, model: Model, names: set[str]) -> dict[str, str]:
    """The ids of records by their number, or by their one natural key field."""
    key = name_key(model)
    if not key:
        return {}
    where = {"and": [{"field": key, "op": "in", "value": sorted(names)}]}
    page = query.find(unit.tx, model, query.Query(where=where, limit=len(names), expand=False))
    # The whole rows: what a user names by code is looked at next.
    found = [unit.rows.setdefault((model.key, row["id"]), row) for row in page.rows]
    return {str(row[key]): row["id"] for row in found}


def name_key(model: Model) -> str:
    """The field by which people name a record: its number, or its one natural key field, or none."""
    if model.number is not None:
        return "number"
    return model.natural_key[0] if len(model.natural_key) == 1 else ""


def is_id(value: Any) -> bool:
    """Whether the value looks like a UUID; numbers and codes never do."""
    text = str(value)
    return len(text) == 36 and text[8] == text[13] == text[18] == text[23] == "-"  # noqa: PLR2004 - UUID's shape


def not_found(model: Model, identity: str) -> NotFound:
    """The error for a record that is not there, or not there for this user."""
    return NotFound(
        "record.not_found",
        f"There is no {model.label.en} ({model.key}) {identity}, or you may not see it.",
        model=model.key,
        id=identity,
    )
