"""The running definitions as a screen needs them: models, fields, steps and what this user may do with each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from zhihe.kernels.decision.table import Test, Value
from zhihe.kernels.expression import to_json
from zhihe.platform.context import Principal
from zhihe.platform.model.elements import (
    Choice,
    Decision,
    Expression,
    Field,
    Label,
    Model,
    Movement,
    Operation,
    Placed,
    Registry,
    States,
)
from zhihe.platform.model.system import SYSTEM_LABELS
from zhihe.platform.records.access import Grant, grant


def described(registry: Registry, who: Principal) -> dict[str, Any]:
    """All the models a user may read, with labels, fields, states, steps, form, list and his rights.

    The decision tables of an app are there for who may read any model of it.
    """
    models = {}
    for model in registry.models.values():
        given = grant(registry, model, who)
        if given.read:
            models[model.key] = _model(model, given)
    return {
        "version": registry.version,
        "hash": registry.hash,
        "apps": {
            key: {"label": _label(app.label), "note": _label(app.note), "version": app.version}
            for key, app in registry.apps.items()
        },
        "roles": {key: _label(label) for key, label in registry.roles.items()},
        "choices": {name: _choices(choices) for name, choices in registry.choices.items()},
        "system": {key: _label(label) for key, label in SYSTEM_LABELS.items()},
        "operations": {
            name: _operation(operation)
            for name, operation in registry.operations.items()
            if who.roles & set(operation.access)
        },
        "decisions": {
            key: _decision(decision)
            for key, decision in registry.decisions.items()
            if any(each["app"] == decision.app for each in models.values())
        },
        "models": models,
    }


def _operation(operation: Operation) -> dict[str, Any]:
    return {
        "app": operation.app,
        "model": operation.model,
        "label": _label(operation.label),
        "inputs": {name: _field(field) for name, field in operation.inputs.items()},
    }


def _decision(decision: Decision) -> dict[str, Any]:
    """A decision table as it is drawn: columns, rows with their cells, and what answers where no row fires.

    A cell without a test meets anything and is not named.
    """
    table = decision.table
    return {
        "app": decision.app,
        "uid": decision.uid,
        "label": _label(decision.label),
        "note": _label(decision.note),
        "hash": decision.hash,
        "protected": decision.protected,
        "policy": table.policy,
        "collect": table.collect if table.policy == "collect" else None,
        "inputs": {key: _field(field) for key, field in decision.inputs.items()},
        "outputs": {key: _field(field) for key, field in decision.outputs.items()},
        "rows": [
            {
                "uid": row.key,
                "if": {key: _test(test) for key, test in row.tests.items() if test.op != "any"},
                "then": {key: _plain(value) for key, value in row.outputs.items()},
            }
            for row in table.rows
        ],
        "otherwise": None if table.otherwise is None else {k: _plain(v) for k, v in table.otherwise.items()},
        "on_no_match": "error" if table.gaps else None,
    }


def _test(test: Test) -> dict[str, Any]:
    return {"op": test.op, "values": [_plain(value) for value in test.values]}


def _plain(value: Value | None) -> Any:
    """A value of a table in JSON: decimals as text, as everywhere."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, dt.date) else value


def _label(label: Label | None) -> dict[str, str] | None:
    return None if label is None else {"zh": label.zh, "en": label.en}


def _model(model: Model, given: Grant) -> dict[str, Any]:
    found: dict[str, Any] = {
        "app": model.app,
        "kind": model.kind,
        "label": _label(model.label),
        "note": _label(model.note),
        "title": model.title,
        "line_of": model.line_of or None,
        "parent": model.parent_key or None,
        "number": model.number is not None,
        "natural_key": list(model.natural_key),
        "search": [key for key in model.search if key not in given.hidden],
        "fields": {k: _field(f) for k, f in model.fields.items() if k not in given.hidden and not f.retired},
        "list": [key for key in model.list if key not in given.hidden],
        "form": [_placed(each) for each in model.form],
        "print": {key: _label(each.label) for key, each in model.prints.items()},
        "may": {
            "create": sorted(given.create),
            "write": sorted(given.write),
            "steps": sorted(given.steps),
            "delete": given.delete,
            "import": given.imports,
            "export": given.exports,
        },
    }
    if model.kind == "ledger":
        found |= _ledger(model, given)
    if model.states is not None:
        found |= _standing(model, model.states)
    return found


def _standing(model: Model, states: States) -> dict[str, Any]:
    """States and steps; ``leads`` names where a step leads, null where an expression decides."""
    return {
        "states": {
            "initial": states.initial,
            "labels": {key: _label(label) for key, label in states.labels.items()},
            "steps": {state: list(steps) for state, steps in states.transitions.items()},
            "leads": {
                state: {step: target if isinstance(target, str) else None for step, target in steps.items()}
                for state, steps in states.transitions.items()
            },
        },
        "steps": {
            key: {
                "label": _label(step.label),
                "inputs": {name: _field(field) for name, field in step.inputs.items()},
                "sign": _label(step.sign),
            }
            for key, step in model.steps.items()
        },
    }


def _ledger(model: Model, given: Grant) -> dict[str, Any]:
    return {
        "dimensions": [key for key in model.dimensions if key not in given.hidden],
        "measures": [key for key in model.measures if key not in given.hidden],
        "status": model.status_dimension or None,
        "movements": {key: _movement(movement) for key, movement in model.movements.items()},
    }


def _movement(movement: Movement) -> dict[str, Any]:
    """The matrix of one movement: by status ``yes``, ``role …`` or ``authority …``; a status not named is closed."""
    return {
        "label": _label(movement.label),
        "under_hold": movement.under_hold,
        "out": {status: f"{cell.kind} {cell.name}".strip() for status, cell in movement.out.items()},
        "into": {status: f"{cell.kind} {cell.name}".strip() for status, cell in movement.into.items()},
    }


def _choices(choices: Iterable[Choice]) -> list[dict[str, Any]]:
    return [{"key": choice.key, "label": _label(choice.label)} for choice in choices]


def _tree(expression: Expression | None) -> dict[str, Any] | None:
    return None if expression is None else {"text": expression.text, "tree": to_json(expression.tree)}


def _field(field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": field.type,
        "uid": field.uid,
        "label": _label(field.label),
        "note": _label(field.note),
        "required": field.required,
        "unique": field.unique,
        "optional": field.optional,
        "hidden": field.hidden,
        "required_if": _tree(field.required_if),
        "readonly": field.readonly or field.formula is not None,
        "default": _tree(field.default),
        "formula": _tree(field.formula),
        "result": field.formula_type,
        "to": field.to,
        "of": field.of,
        "list": field.choice_list,
        "unit": field.unit,
        "unit_path": _tree(field.unit_path),
        "currency": field.currency,
        "places": _tree(field.places),
        "rounding": field.rounding,
        "decimals": field.decimals,
        "min": field.minimum,
        "max": field.maximum,
        "length": field.length,
        "choices": _choices(field.choices),
        "fields": {key: _field(each) for key, each in field.fields.items()},
    }
    return {key: value for key, value in found.items() if value not in (None, "", [], {}, False)}


def _placed(place: Placed) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": place.kind,
        "target": place.target,
        "label": _label(place.label),
        "rows": [_placed(each) for each in place.rows],
        "by": place.by,
        "width": place.width,
        "text": _tree(place.text),
        "visible": _tree(place.visible),
        "required": _tree(place.required),
        "readonly": _tree(place.readonly),
        "options": _tree(place.options),
    }
    return {key: value for key, value in found.items() if value not in (None, "", [], {})}
