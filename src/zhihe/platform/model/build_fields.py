"""Fields, inputs and layouts from data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from zhihe.kernels.currency import DECIMALS, EXCEPTIONS, decimals_of
from zhihe.kernels.quantity import STORED_PLACES
from zhihe.platform.model.elements import Choice, Expression, Field, Label, Placed
from zhihe.platform.model.making import Making, choices, label, maybe_label
from zhihe.platform.model.places import Owner
from zhihe.platform.model.problems import allowed
from zhihe.platform.model.reader import Path


def make_fields(
    making: Making, data: Mapping[str, Any], owner: Owner, path: Path, *, drawn: bool = False
) -> dict[str, Field]:
    """The fields of a model, in declared order; ``drawn`` names columns by uid."""
    fields = {key: make_field(making, key, item, owner, (*path, key), drawn=drawn) for key, item in data.items()}
    return {key: _counted_in(making, field, data, owner, (*path, key)) for key, field in fields.items()}


def _counted_in(making: Making, field: Field, siblings: Mapping[str, Any], owner: Owner, path: Path) -> Field:
    """What begins with a field of the same record is a path to follow, every other unit or currency is a code."""
    if field.unit and ("." in field.unit or field.unit in siblings):
        field = replace(field, unit_path=making.expression(field.unit, owner, (*path, "unit")))
    if field.currency and ("." in field.currency or field.currency in siblings):
        field = replace(field, currency_path=making.expression(field.currency, owner, (*path, "currency")))
    if field.currency and field.decimals is None:
        field = replace(field, places=making.expression(_places(field.currency), owner, (*path, "currency")))
    return field


def make_field(
    making: Making, key: str, data: Mapping[str, Any], owner: Owner, path: Path, *, drawn: bool = False
) -> Field:
    """One field, input, setting or column; an input's uid is its place."""
    kind = str(data.get("type", "text"))
    listed, chosen = _choices(making, kind, data, owner, path)
    uid = str(data.get("uid", ".".join(str(part) for part in path)))
    shown = f"f_{uid[:8]}" if drawn else str(data.get("column", key))
    field = Field(
        key=key,
        uid=uid,
        type=kind,
        label=_field_label(making, kind, data),
        column="" if kind == "lines" else shown,
        required=bool(data.get("required")),
        required_if=making.maybe(data, "required_if", owner, path),
        unique=bool(data.get("unique")),
        readonly=bool(data.get("readonly")),
        protected=bool(data.get("protected")),
        retired=bool(data.get("retired")),
        hidden=bool(data.get("hidden")),
        optional=bool(data.get("optional")),
        default=_default(making, data, chosen, owner, path),
        to=str(data.get("to", "")),
        on_delete="set_null" if data.get("on_delete") == "set_null" else "restrict",
        of=str(data.get("of", "")) if kind == "lines" else "",
        choices=chosen,
        choice_list=listed,
        formula=_formula(making, data, owner, path),
        formula_type=str(data.get("result", "")),
        store=bool(data.get("store")),
        never_negative=bool(data.get("never_negative")),
        sensitive=bool(data.get("sensitive")),
        fields=make_fields(making, data.get("fields", {}), owner, (*path, "fields")),
        note=maybe_label(data.get("note")),
    )
    return _measured(field, data)


def _formula(making: Making, data: Mapping[str, Any], owner: Owner, path: Path) -> Expression | None:
    """A formula, rounded as its field says, so that every back end and the table agree on its last digit."""
    plain = making.maybe(data, "as", owner, path)
    rounding = data.get("rounding")
    if plain is None or rounding is None or plain.text not in making.trees:
        return plain
    places = data.get("decimals", _places(str(data.get("currency", ""))))
    return making.expression(f"ROUND({plain.text}, {places}, {rounding.upper()})", owner, (*path, "as"))


def _places(currency: str) -> str:
    """How many decimals a currency has, as an expression: the last digit is the same wherever it is worked out.

    A code is looked for in a text and not compared, so that a list of few currencies is not told of others.
    """
    if not currency:
        return str(STORED_PLACES)
    fixed = decimals_of(currency)
    if fixed is not None:
        return str(fixed)
    otherwise = str(DECIMALS)
    for places, codes in EXCEPTIONS.items():
        otherwise = f"IF(CONTAINS('{' '.join(codes)}', {currency}), {places}, {otherwise})"
    return otherwise


def _measured(field: Field, data: Mapping[str, Any]) -> Field:
    """The field with its unit and limits."""
    return replace(
        field,
        unit=str(data.get("unit", "")),
        currency=str(data.get("currency", "")),
        minimum=str(data.get("min", "")),
        maximum=str(data.get("max", "")),
        decimals=data.get("decimals"),
        rounding=str(data.get("rounding", "")),
        length=data.get("length"),
    )


def _field_label(making: Making, kind: str, data: Mapping[str, Any]) -> Label:
    """A field's own label, else that of the model it leads to."""
    target = (
        str(data.get("to", "")) if kind in {"link", "links"} else str(data.get("of", "")) if kind == "lines" else ""
    )
    return label(data.get("label"), making.model_label(target))


def _choices(
    making: Making, kind: str, data: Mapping[str, Any], owner: Owner, path: Path
) -> tuple[str, tuple[Choice, ...]]:
    """The name of the shared list, if any, and the choices."""
    of = data.get("of")
    shown = data.get("result") if kind == "formula" else kind
    if shown not in {"choice", "choices"} or of is None:
        return "", ()
    if not isinstance(of, str):
        return "", choices(of)
    found = making.choice_list(of)
    if found is None:
        known = [name for app in making.apps.values() for name in app.get("choices", {})]
        making.places.problem(owner, (*path, "of"), f"there is no choice list {of}; {allowed(of, known)}")
    return of, found or ()


def _default(
    making: Making, data: Mapping[str, Any], chosen: tuple[Choice, ...], owner: Owner, path: Path
) -> Expression | None:
    """A default: a key of the choices stands for itself, everything else is an expression."""
    text = data.get("default")
    if text is None:
        return None
    if any(choice.key == text for choice in chosen):
        text = f"'{text}'"
    return making.expression(str(text), owner, (*path, "default"))


def make_layout(making: Making, rows: Any, owner: Owner, path: Path) -> tuple[Placed, ...]:
    """The rows of a form."""
    return tuple(make_placed(making, item, owner, (*path, index)) for index, item in enumerate(rows or ()))


def make_placed(making: Making, data: Any, owner: Owner, path: Path) -> Placed:
    """One place of a form, from a name, a list of places side by side, or a mapping."""
    if isinstance(data, str):
        return Placed("field", data)
    if isinstance(data, list):
        return Placed("row", rows=make_layout(making, data, owner, path))
    kind = next((each for each in ("field", "section", "tab", "related", "text", "button") if each in data), "field")
    target = data.get(kind, "")
    return Placed(
        kind,
        target=target if isinstance(target, str) and kind != "text" else "",
        label=maybe_label(target) if kind in {"section", "tab"} else maybe_label(data.get("label")),
        rows=make_layout(making, data.get("rows"), owner, (*path, "rows")),
        by=str(data.get("by", "")),
        width=data.get("width"),
        text=making.maybe(data, "text", owner, path),
        visible=making.maybe(data, "visible", owner, path),
        required=making.maybe(data, "required", owner, path),
        readonly=making.maybe(data, "readonly", owner, path),
        options=making.maybe(data, "options", owner, path),
    )
