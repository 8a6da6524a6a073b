"""Settings: declared by apps, set per company, read once a transaction."""

from __future__ import annotations

from typing import Any

import orjson

from zhihe.errors import NotFound
from zhihe.platform.model import field_types
from zhihe.platform.model.elements import Field
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
        unit.settings = company_settings.read(unit.tx)
    if key in unit.settings:
        return field_types.check(field, orjson.loads(unit.settings[key]))
    return None if field.default is None else field_types.check(field, constant(field))


def constant(field: Field) -> Any:
    """The default of a setting, which is a constant."""
    tree = None if field.default is None else field.default.tree
    return getattr(tree, "value", None)
