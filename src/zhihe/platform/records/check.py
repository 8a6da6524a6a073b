"""Stage one: types, unknown and read-only fields, links, required fields, bounds and units."""

from __future__ import annotations

import difflib
import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from zhihe.errors import Invalid
from zhihe.kernels.currency import decimals_of
from zhihe.kernels.expression import Notice
from zhihe.kernels.quantity import decimals, plain
from zhihe.platform.actions import Row
from zhihe.platform.model import field_types
from zhihe.platform.model.elements import Field, Label, Model
from zhihe.platform.model.values_number import rounded
from zhihe.platform.records import fetch, links
from zhihe.platform.records.env import Place, evaluate
from zhihe.platform.records.problems import Problems
from zhihe.platform.records.shape import is_counted, shape
from zhihe.platform.records.unit import Unit

EMPTY: tuple[object, ...] = (None, "", [], ())


def parse(
    fields: Mapping[str, Field], values: Mapping[str, Any], problems: Problems, *, at: str = "", direct: bool
) -> Row:
    """The values as Python values, typed by their fields; unknown and read-only keys are problems.

    ``direct`` marks what a user sends himself: only rules and handlers may set read-only fields.
    """
    parsed: Row = {}
    for key, value in values.items():
        field = fields.get(key)
        if field is None or field.retired:
            near = difflib.get_close_matches(key, fields, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            problems.add(at, key, "field.unknown", f"there is no such field{hint}")
        elif direct and (field.readonly or field.formula is not None):
            problems.add(at, key, "field.readonly", "this field is set by the system; leave it out")
        elif field.type != "lines":
            try:
                parsed[key] = field_types.check(field, value if direct else rounded(field, value))
            except Invalid as error:
                problems.take(at, key, error)
    return parsed


def identity(value: Any, problems: Problems, at: str) -> str | None:
    """A client-made id as canonical text, or None where the client sent none."""
    if value is None:
        return None
    try:
        return str(uuid.UUID(str(value)))
    except ValueError:
        problems.add(at, "id", "field.id", f"{value!r} is not a UUID; leave id out to have one made")
        return None


def complete(unit: Unit, model: Model, place: Place, problems: Problems, at: str = "") -> None:
    """Required fields, bounds and the decimals of units and currencies, on the row as it will be saved."""
    row = place.row
    for field in shape(model).judged:
        key = field.key
        value = row.get(key)
        if value in EMPTY:
            if field.required or (field.required_if and evaluate(unit, field.required_if, place) is True):
                problems.add(at, key, "field.required", f"{field.label.zh} {field.label.en} is required")
        elif isinstance(value, Decimal) and is_counted(field):
            _decimals(unit, field, value, place, problems, at)


def _decimals(unit: Unit, field: Field, value: Decimal, place: Place, problems: Problems, at: str) -> None:
    if field.currency and field.decimals is None:
        _minor(field, value, _currency(unit, field, place), problems, at)
        return
    allowed = field.decimals
    if allowed is None and field.type == "quantity":
        allowed = _unit_decimals(unit, field, place)
    if allowed is not None and decimals(value) > allowed:
        problems.add(
            at,
            field.key,
            "quantity.decimals",
            f"{value} has more than the {allowed} decimals of its unit",
            value=str(value),
        )


def _minor(field: Field, value: Decimal, currency: str, problems: Problems, at: str) -> None:
    """An amount is paid to the minor unit of its currency; one that is finer is a slip, or a sum not yet rounded."""
    allowed = decimals_of(currency)
    if allowed is None or decimals(value) <= allowed:
        return
    shown = f"{plain(value)} has more than the {allowed} decimals of {currency}"
    if field.formula is None:
        message = f"{shown}; round it, or choose another currency"
    else:
        message = f"{shown}; round what it is computed from, or let the field declare its rounding"
    problems.add(at, field.key, "money.decimals", message, value=plain(value))


def _currency(unit: Unit, field: Field, place: Place) -> str:
    found = field.currency if field.currency_path is None else evaluate(unit, field.currency_path, place)
    return found if isinstance(found, str) else ""


def _unit_decimals(unit: Unit, field: Field, place: Place) -> int | None:
    if field.unit_path is None or "unit" not in unit.registry.models:
        return None
    found = evaluate(unit, field.unit_path, place)
    if not isinstance(found, str):
        return None
    record = fetch.many(unit, unit.model("unit"), (found,)).get(found)
    return None if record is None else record.get("decimals")


def defaults(unit: Unit, model: Model, place: Place) -> None:
    """Give the fields that came without a value their default."""
    parts = shape(model)
    for key, value in parts.constants:
        if place.row.get(key) is None:
            place.row[key] = value
    for field in parts.expressed:
        if place.row.get(field.key) is None and field.default is not None:
            place.row[field.key] = field_types.check(field, evaluate(unit, field.default, place))


def formulas(unit: Unit, model: Model, place: Place) -> None:
    """Compute the stored formulas of a row, each after those it reads."""
    for field in shape(model).formulas:
        if field.formula is not None:
            heard: list[Notice] = []
            value = evaluate(unit, field.formula, place, heard.append)
            # Expressions count in decimals; an integer is saved and answered as one.
            whole = field.formula_type == "integer" and isinstance(value, Decimal)
            place.row[field.key] = int(value) if whole else value
            where = (model.key, str(place.row.get("id")), field.key)
            if value is None and heard:
                unit.empty[where] = heard[-1].code
            else:
                unit.empty.pop(where, None)


def prefetch(unit: Unit, model: Model, rows: Iterable[Row]) -> None:
    """Note what the rules over these rows may look at: the first look reads all of a model, not one a row."""
    for key, field in shape(model).links.items():
        ids = [str(row[key]) for row in rows if row.get(key)]
        if ids and field.to in unit.registry.models:
            fetch.want(unit, unit.model(field.to), ids)


def inputs(unit: Unit, declared: Mapping[str, Field], given: Mapping[str, Any], problems: Problems) -> Row:
    """The inputs of a step or operation, typed, with defaults; unknown keys and missing required ones are problems."""
    tables = {key: field for key, field in declared.items() if field.type == "lines"}
    plain = {key: value for key, value in given.items() if key not in tables}
    parsed = _input_row(unit, declared, plain, problems, "input")
    for key, field in tables.items():
        parsed[key] = [
            _input_row(unit, field.fields, row, problems, f"input.{key}[{i}]")
            for i, row in enumerate(_input_lines(given.get(key), problems, key))
        ]
        links.resolve(unit, field.fields, parsed[key], problems, f"input.{key}")
        if field.required and not parsed[key]:
            problems.add("input", key, "field.required", "this input is required")
    links.resolve(unit, declared, [parsed], problems)
    return parsed


def _input_lines(given: Any, problems: Problems, key: str) -> list[Mapping[str, Any]]:
    rows = given or []
    if isinstance(rows, (list, tuple)) and all(isinstance(row, Mapping) for row in rows):
        return list(rows)
    problems.add("input", key, "lines.list", "send a list of objects, one a line")
    return []


def _input_row(unit: Unit, declared: Mapping[str, Field], given: Mapping[str, Any], problems: Problems, at: str) -> Row:
    row: Row = {**dict.fromkeys(declared), **parse(declared, given, problems, at=at, direct=False)}
    for key, field in declared.items():
        if field.default is not None and row[key] is None and key not in given:
            place = Place(unit, Model("input", "", "", "record", Label("", ""), "", declared), row)
            row[key] = field_types.check(field, evaluate(unit, field.default, place))
        if field.required and field.type != "lines" and row[key] in EMPTY and key not in _wrong(problems, at):
            problems.add(at, key, "field.required", "this input is required")
    return row


def _wrong(problems: Problems, at: str) -> set[str]:
    """What was refused of this row already: a wrong value is not missing."""
    return {str(each["field"]).removeprefix(f"{at}.") for each in problems.found}
