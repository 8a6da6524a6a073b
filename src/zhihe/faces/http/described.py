"""The running definitions as a screen needs them: models, fields, steps and what this user may do with each."""

from __future__ import annotations

from typing import Any

from zhihe.kernels.expression import to_json
from zhihe.platform.context import Principal
from zhihe.platform.model.elements import Expression, Field, Label, Model, Placed, Registry
from zhihe.platform.records.access import Grant, grant


def described(registry: Registry, who: Principal) -> dict[str, Any]:
    """All the models a user may read, with labels, fields, states, steps, form, list and his rights."""
    models = {}
    for model in registry.models.values():
        given = grant(registry, model, who)
        if given.read:
            models[model.key] = _model(model, given)
    return {
        "version": registry.version,
        "hash": registry.hash,
        "apps": {key: {"label": _label(app.label), "version": app.version} for key, app in registry.apps.items()},
        "roles": {key: _label(label) for key, label in registry.roles.items()},
        "models": models,
    }


def _label(label: Label | None) -> dict[str, str] | None:
    return None if label is None else {"zh": label.zh, "en": label.en}


def _model(model: Model, given: Grant) -> dict[str, Any]:
    found: dict[str, Any] = {
        "app": model.app,
        "kind": model.kind,
        "label": _label(model.label),
        "title": model.title,
        "line_of": model.line_of or None,
        "number": model.number is not None,
        "fields": {k: _field(f) for k, f in model.fields.items() if k not in given.hidden and not f.retired},
        "list": [key for key in model.list if key not in given.hidden],
        "form": [_placed(each) for each in model.form],
        "may": {
            "create": sorted(given.create),
            "write": sorted(given.write),
            "steps": sorted(given.steps),
            "delete": given.delete,
            "import": given.imports,
            "export": given.exports,
        },
    }
    if model.states is not None:
        found["states"] = {
            "initial": model.states.initial,
            "labels": {key: _label(label) for key, label in model.states.labels.items()},
            "steps": {state: sorted(steps) for state, steps in model.states.transitions.items()},
        }
        found["steps"] = {
            key: {
                "label": _label(step.label),
                "inputs": {name: _field(field) for name, field in step.inputs.items()},
                "sign": _label(step.sign),
            }
            for key, step in model.steps.items()
        }
    return found


def _tree(expression: Expression | None) -> dict[str, Any] | None:
    return None if expression is None else {"text": expression.text, "tree": to_json(expression.tree)}


def _field(field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": field.type,
        "uid": field.uid,
        "label": _label(field.label),
        "note": _label(field.note),
        "required": field.required,
        "required_if": _tree(field.required_if),
        "readonly": field.readonly or field.formula is not None,
        "default": _tree(field.default),
        "formula": _tree(field.formula),
        "result": field.formula_type,
        "to": field.to,
        "of": field.of,
        "unit": field.unit,
        "decimals": field.decimals,
        "min": field.minimum,
        "max": field.maximum,
        "length": field.length,
        "choices": [{"key": choice.key, "label": _label(choice.label)} for choice in field.choices],
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
    }
    return {key: value for key, value in found.items() if value not in (None, "", [], {})}
