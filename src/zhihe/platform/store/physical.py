"""Physical names that definitions ask for: within PostgreSQL's limits, ours alone, and each once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhihe.platform.model.elements import Model, Registry
from zhihe.platform.store.naming import LIMIT, PARTITION_SUFFIX, any_model
from zhihe.platform.store.plan import Problem
from zhihe.platform.store.tables import SEARCH, stored_fields, system_columns

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OURS = ("zhihe_", "retired_", "moving_", "pg_")
_LONGEST_PART = len("_balance")


def check_names(registry: Registry) -> Iterator[Problem]:
    """Names that cannot be, or that two elements would share."""
    tables: dict[str, str] = {}
    for model in registry.models.values():
        if model.kind == "view":
            continue
        if model.table in tables:
            yield _problem(model, "", f"{model.key} and {tables[model.table]} would share the table {model.table}")
        tables[model.table] = model.key
        limit = LIMIT - PARTITION_SUFFIX - _LONGEST_PART
        if not _usable(model.table) or len(model.table) > limit:
            yield _problem(model, "", f"{model.table!r} cannot name a table; use at most {limit} of a-z, 0-9 and _")
        if model.kind == "record":
            yield from _columns(model)


def _columns(model: Model) -> Iterator[Problem]:
    taken = dict.fromkeys(system_columns(model), "a system column")
    if model.search:
        taken[SEARCH] = "the search column"
    for key, (field, _storage) in stored_fields(model).items():
        names = [field.column, *([any_model(field.column)] if field.type == "link" and field.to == "any" else [])]
        for name in names:
            if not _usable(name) or len(name) > LIMIT:
                yield _problem(model, key, f"{name!r} cannot name a column; use at most {LIMIT} of a-z, 0-9 and _")
            if name in taken:
                yield _problem(
                    model, key, f"{key} would share the column {name} with {taken[name]}; choose another key"
                )
            taken[name] = key


def _usable(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not name.startswith(_OURS)


def _problem(model: Model, field: str, message: str) -> Problem:
    return Problem("name.physical", model.key, field, f"{model.key}: {message}.")
