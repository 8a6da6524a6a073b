"""Reading through the unit's identity map: each row is read once a transaction, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zhihe.errors import Invalid, NotFound
from zhihe.platform.actions import Row
from zhihe.platform.model.elements import Model
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import query
from zhihe.platform.store import rows as store


def many(unit: Unit, model: Model, identities: Iterable[str]) -> dict[str, Row]:
    """The rows of these identities that exist, from the map or in one read."""
    wanted = dict.fromkeys(str(identity) for identity in identities)
    missing = [identity for identity in wanted if (model.key, identity) not in unit.rows]
    if missing:
        for row in store.get(unit.tx, model, missing):
            unit.rows[model.key, row["id"]] = row
    return {i: unit.rows[model.key, i] for i in wanted if (model.key, i) in unit.rows}


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
        for row in store.get(unit.tx, model, open_ones, lock=True):
            known = unit.rows.get((model.key, row["id"]))
            if known is None or known["version"] != row["version"]:
                unit.rows[model.key, row["id"]] = row
            unit.fixed.add((model.key, row["id"]))
    found = {i: unit.rows[model.key, i] for i in identities if (model.key, i) in unit.fixed}
    for identity in identities:
        if identity not in found:
            raise not_found(model, identity)
    return found


def with_lines(unit: Unit, model: Model, records: Sequence[Row], fields: Iterable[str] | None = None) -> None:
    """Read the line fields (all, or those named) of these records that are not in memory yet."""
    for key, field in model.fields.items():
        if field.type != "lines" or (fields is not None and key not in fields):
            continue
        bare = [record for record in records if key not in record]
        if not bare:
            continue
        line_model = unit.model(field.of)
        found = store.lines(unit.tx, line_model, [record["id"] for record in bare])
        for record in bare:
            record[key] = [_same(unit, line_model, line) for line in found[record["id"]]]


def _same(unit: Unit, model: Model, line: Row) -> Row:
    """One object for one line, whether it was read by itself or with its parent."""
    known = unit.rows.setdefault((model.key, line["id"]), line)
    known.update(line)
    return known


def by_name(unit: Unit, model: Model, names: set[str]) -> dict[str, str]:
    """The ids of records by their number, or by their one natural key field."""
    key = "number" if model.number is not None else model.natural_key[0] if len(model.natural_key) == 1 else ""
    if not key:
        return {}
    where = {"and": [{"field": key, "op": "in", "value": sorted(names)}]}
    page = query.find(unit.tx, model, query.Query(where=where, fields=("id", key), limit=len(names), expand=False))
    return {str(row[key]): row["id"] for row in page.rows}


def not_found(model: Model, identity: str) -> NotFound:
    """The error for a record that is not there, or not there for this user."""
    return NotFound(
        "record.not_found",
        f"There is no {model.label.en} ({model.key}) {identity}, or you may not see it.",
        model=model.key,
        id=identity,
    )
