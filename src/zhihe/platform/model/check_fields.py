"""Fields: what each type needs, what it cannot have, and what the names in it mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from zhihe.kernels.currency import decimals_of
from zhihe.kernels.expression import BOOL, Type, fits
from zhihe.platform.model.checking import Checking, follow
from zhihe.platform.model.elements import Field, Model
from zhihe.platform.model.making import NO_LABEL
from zhihe.platform.model.places import Owner
from zhihe.platform.model.problems import allowed
from zhihe.platform.model.reader import Path
from zhihe.platform.model.scope import DefinitionScope, scope_of, type_of
from zhihe.platform.model.system import RESERVED, RESERVED_IN, SPACES

EXACT: Final = frozenset({"integer", "decimal", "quantity", "money", "percent"})
NUMERIC: Final = EXACT | {"number"}
TEXTUAL: Final = frozenset({"text", "long_text", "rich_text", "code", "phone_email_url"})
MEASURES: Final = frozenset({"decimal", "quantity", "money"})
OPTIONAL: Final = frozenset({"link", "user", "text", "code", "choice"})
DIMENSIONS: Final = OPTIONAL | {"integer", "boolean", "date"}
MAX_DECIMALS: Final = 10
_DRAWN: Final = re.compile(r"[fx]_[0-9a-f]{8}")
_HOMES: Final[Mapping[str, frozenset[str]]] = {
    "of": frozenset({"choice", "choices", "lines"}),
    "to": frozenset({"link", "links"}),
    "on_delete": frozenset({"link"}),
    "as": frozenset({"formula"}),
    "result": frozenset({"formula"}),
    "store": frozenset({"formula"}),
    "unit": frozenset({"quantity", "formula"}),
    "currency": frozenset({"money", "formula"}),
    "min": NUMERIC,
    "max": NUMERIC,
    "decimals": EXACT | {"formula"},
    "rounding": EXACT | {"formula"},
    "length": TEXTUAL,
    "fields": frozenset({"lines"}),
}
_NEEDS: Final = {"choice": "of", "choices": "of", "lines": "of", "link": "to", "links": "to", "formula": "as"}


def check_fields(checking: Checking, model: Model, data: Mapping[str, Any], section: str) -> None:
    """Check the fields of one section of a model's file: fields, dimensions, measures or edge."""
    owner: Owner = ("model", model.key)
    columns: dict[str, str] = {}
    for key, raw in data.get(section, {}).items():
        field = model.fields[key]
        path: Path = (section, key)
        _name(checking, model, field, owner, path)
        check_field(checking, model.app, field, raw, owner, path)
        _place(checking, model, field, owner, path)
        check_default(checking, field, scope_of(checking.registry, model), owner, path)
        if field.column in columns:
            other = columns[field.column]
            checking.problem(owner, (*path, "column"), f"{other} has the column {field.column} already; choose another")
        columns.setdefault(field.column or f" {key}", key)
        if model.custom and "column" in raw:
            checking.problem(owner, (*path, "column"), "columns of a drawn app are named by uid; leave it out")


def _name(checking: Checking, model: Model, field: Field, owner: Owner, path: Path) -> None:
    taken = RESERVED | RESERVED_IN[model.kind] | ({model.parent_key} if model.line_of else set())
    if field.key in taken or "__" in field.key or _DRAWN.fullmatch(field.key):
        checking.problem(owner, path, f"{field.key} is a word of the platform; choose another name")
    elif field.column in taken - SPACES:
        checking.problem(owner, (*path, "column"), f"the column {field.column} is the platform's; choose another")


def check_field(
    checking: Checking, app: str, field: Field, raw: Mapping[str, Any], owner: Owner, path: Path, *, named: bool = True
) -> None:
    """Check what a field, input or setting says of itself; ``named`` asks for a label."""
    if named and field.label == NO_LABEL:
        checking.problem(owner, (*path, "label"), "label is missing: {zh: …, en: …}")
    needed = _NEEDS.get(field.type)
    if needed and needed not in raw and not (field.type == "lines" and field.fields):
        checking.problem(owner, (*path, needed), f"a {field.type} field needs {needed}")
    for attribute in raw:
        homes = _HOMES.get(attribute)
        if homes is not None and field.type not in homes:
            listed = ", ".join(sorted(homes))
            checking.problem(owner, (*path, attribute), f"a {field.type} field has no {attribute}; only {listed} have")
    _limits(checking, field, owner, path)
    _target(checking, app, field, owner, path)
    for key, column in field.fields.items():
        check_field(checking, app, column, raw["fields"][key], owner, (*path, "fields", key))


def _limits(checking: Checking, field: Field, owner: Owner, path: Path) -> None:
    if field.minimum and field.maximum and Decimal(field.minimum) > Decimal(field.maximum):
        checking.problem(owner, (*path, "min"), f"min {field.minimum} is above max {field.maximum}")
    if field.decimals is not None and field.decimals > MAX_DECIMALS:
        checking.problem(owner, (*path, "decimals"), f"{field.decimals} is too many; at most {MAX_DECIMALS} are stored")
    if field.required and field.readonly and field.formula is not None:
        checking.problem(owner, (*path, "required"), "a formula is computed; it cannot be required")


def _target(checking: Checking, app: str, field: Field, owner: Owner, path: Path) -> None:
    if field.to and field.to != "any" and field.type in {"link", "links"}:
        target = checking.model(app, owner, (*path, "to"), field.to)
        if target is not None and target.kind != "record":
            checking.problem(owner, (*path, "to"), f"{field.to} is a {target.kind}; a link points to a record")
    if field.to == "any" and field.type == "links":
        checking.problem(owner, (*path, "to"), "links go to one model; only a single link may go to any")
    if field.on_delete == "set_null" and field.required:
        checking.problem(owner, (*path, "on_delete"), "a required link cannot become empty; use restrict")
    if field.choice_list:
        owners = [key for key, each in checking.registry.apps.items() if field.choice_list in each.choices]
        for each in owners:
            checking.reachable(app, owner, (*path, "of"), each, f"choice list {field.choice_list}")


def _place(checking: Checking, model: Model, field: Field, owner: Owner, path: Path) -> None:
    """Check what depends on the model a field stands in."""
    if field.type == "lines":
        _lines(checking, model, field, owner, path)
    if path[0] == "measures" and field.type not in MEASURES:
        checking.problem(owner, (*path, "type"), f"a measure adds up exactly; allowed: {', '.join(sorted(MEASURES))}")
    if field.never_negative and path[0] != "measures":
        checking.problem(owner, (*path, "never_negative"), "only a ledger's measure has a balance; use min: 0")
    if field.optional and path[0] != "dimensions":
        checking.problem(owner, (*path, "optional"), "only a ledger's dimension is optional; leave it out")
    allowed_here = OPTIONAL if field.optional else DIMENSIONS
    if path[0] == "dimensions" and field.type not in allowed_here:
        message = f"{field.type} cannot identify a balance here; allowed: {', '.join(sorted(allowed_here))}"
        checking.problem(owner, (*path, "type"), message)
    if path[0] == "edge" and field.type in {"lines", "formula"}:
        checking.problem(owner, (*path, "type"), f"{field.type} cannot stand here")
    scope = scope_of(checking.registry, model)
    checking.typed(field.required_if, scope, owner, (*path, "required_if"), BOOL)
    if field.unit_path is not None and follow(checking.registry, model, field.unit) is None:
        message = f"the unit's path {field.unit} leads nowhere; allowed: a unit code, or a path such as item.unit"
        checking.problem(owner, (*path, "unit"), message)
    _currency(checking, model, field, owner, path)


def _currency(checking: Checking, model: Model, field: Field, owner: Owner, path: Path) -> None:
    """A currency is a code that ISO 4217 knows the decimals of, or a path that leads to one."""
    known = decimals_of(field.currency) is not None
    if field.currency and not known and follow(checking.registry, model, field.currency) is None:
        message = f"{field.currency} is no currency and leads nowhere; allowed: a code such as CNY, or a path to one"
        checking.problem(owner, (*path, "currency"), message)


def _lines(checking: Checking, model: Model, field: Field, owner: Owner, path: Path) -> None:
    target = checking.registry.models.get(field.of)
    if target is None:
        lines = [key for key, each in checking.registry.models.items() if each.line_of == model.key]
        checking.problem(owner, (*path, "of"), f"there is no line model {field.of}; {allowed(field.of, lines)}")
    elif target.line_of != model.key:
        checking.problem(owner, (*path, "of"), f"{field.of} does not say line_of: {model.key}")
    if model.line_of:
        checking.problem(owner, path, "a line has no lines of its own; make it a record with a link to its parent")
    twins = [key for key, each in model.fields.items() if each.type == "lines" and each.of == field.of]
    if twins[0] != field.key:
        checking.problem(owner, (*path, "of"), f"{twins[0]} holds these lines already")


def check_default(checking: Checking, field: Field, scope: DefinitionScope, owner: Owner, path: Path) -> None:
    """Check that a default yields what the field holds."""
    if field.default is None:
        return
    place = (*path, "default")
    if field.formula is not None or field.type == "lines":
        checking.problem(owner, place, f"a {field.type} field has no default")
        return
    check_value(checking, field.default.tree, field.default.text, field, scope, owner, place)


def check_value(
    checking: Checking, tree: Any, text: str, field: Field, scope: DefinitionScope, owner: Owner, path: Path
) -> None:
    """Check that an expression yields what a field holds; a text constant for a choice must be one of its keys."""
    found = checking.tree(tree, text, scope, owner, path)
    if found is None or field.type in {"json", "file", "image", "signature", "time"}:
        return
    wanted = type_of(field)
    if not fits(found, wanted):
        checking.problem(
            owner, path, f"{field.key} holds {_shown(wanted)}, but this yields {_shown(found)}, in: {text}"
        )
        return
    value = getattr(tree, "value", None)
    keys = [choice.key for choice in field.choices]
    if keys and isinstance(value, str) and value not in keys:
        checking.problem(owner, path, f"{value!r} is no choice of {field.key}; {allowed(value, keys)}")


def _shown(kind: Type) -> str:
    return f"a {kind}" if kind.kind != "null" else "nothing"
