"""Settings: declared by apps, set per company, read once a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from zhihe.errors import NotFound
from zhihe.platform.actions import Row
from zhihe.platform.model import field_types
from zhihe.platform.model.elements import Field
from zhihe.platform.records.administration import SETTING, noted
from zhihe.platform.records.audit import canonical
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import company_settings


def declared(unit: Unit, key: str) -> Field:
    """The declaration of a setting; NotFound when no app declares it."""
    found = unit.registry.settings.get(key)
    if found is None:
        raise NotFound("setting.unknown", f"No app declares a setting {key!r}.", setting=key)
    return found


def setting(unit: Unit, key: str) -> Any:
    """The company's value of a setting, or its declared default."""
    field = declared(unit, key)
    if unit.settings is None:
        unit.settings = company_settings.read(unit.tx) if unit.tx.settings is None else dict(unit.tx.settings)
    if key in unit.settings:
        return field_types.check(field, orjson.loads(unit.settings[key]))
    return None if field.default is None else field_types.check(field, constant(field))


def constant(field: Field) -> Any:
    """The default of a setting, which is a constant."""
    tree = None if field.default is None else field.default.tree
    return getattr(tree, "value", None)


def shown_settings(unit: Unit) -> list[Row]:
    """Every setting with its label and value, for a reader."""
    return [
        {"key": key, "label": {"zh": field.label.zh, "en": field.label.en}, "value": setting(unit, key)}
        for key, field in unit.registry.settings.items()
    ]


def change_settings(unit: Unit, values: Mapping[str, Any]) -> list[Row]:
    """Change settings and write the change into the trail; unknown ones and wrong values are refused."""
    for key, value in values.items():
        checked = field_types.check(declared(unit, key), value)
        before = setting(unit, key)
        company_settings.write(unit.tx, key, canonical(checked))
        unit.settings = unit.tx.settings = None
        noted(unit, SETTING, key, "change", {key: [before, checked]})
    return shown_settings(unit)
