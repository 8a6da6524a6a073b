"""What those who answer for a company look at: its trail, who may do what, and how the installation is."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from zhihe.errors import Forbidden, Invalid
from zhihe.platform.actions import Row
from zhihe.platform.model.elements import Access
from zhihe.platform.records import sensitive
from zhihe.platform.records.access import Grant, grant
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import readings as store
from zhihe.platform.store import trail

AUDITORS = frozenset({"auditor"})
LARGEST = 500


def audit(unit: Unit, asked: Mapping[str, str], limit: int, after: str | None) -> Row:
    """Rows of the trail, newest first, by model, record, user, action and time, with the cursor behind them.

    Old and new values are those the reader may see: who administers a company does not thereby read its records.
    """
    if not unit.user.administrator and not unit.user.roles & AUDITORS:
        raise Forbidden("access.audit", "Only an auditor or an administrator reads the whole trail.")
    if not 0 < limit <= LARGEST:
        raise Invalid("list.limit", f"limit is 1 to {LARGEST}, not {limit}.", field="limit", value=limit)
    place = _place(after)
    times = {key: _instant(key, asked[key]) for key in ("from", "to") if asked.get(key)}
    rows = trail.browse(unit.tx, asked, times, place, limit + 1)
    more, rows = len(rows) > limit, rows[:limit]
    grants = {key: grant(unit.registry, model, unit.user) for key, model in unit.registry.models.items()}
    shown = [{**row, "changes": _visible(row, grants)} for row in rows]
    for row in shown:
        if (model := unit.registry.models.get(row["model"])) is not None:
            sensitive.note(unit, model, sensitive.fields_of(unit, model, row["changes"] or ()), [row["record_id"]])
    return {"rows": shown, "after": _token(rows) if more else None}


def readings(unit: Unit, asked: Mapping[str, str], limit: int, after: str | None) -> Row:
    """Who read sensitive fields, newest first, by model, record, user and time, with the cursor behind them."""
    if not unit.user.administrator and not unit.user.roles & AUDITORS:
        raise Forbidden("access.audit", "Only an auditor or an administrator reads the whole trail.")
    if not 0 < limit <= LARGEST:
        raise Invalid("list.limit", f"limit is 1 to {LARGEST}, not {limit}.", field="limit", value=limit)
    given = {key: _instant(key, value) if key in {"from", "to"} else value for key, value in asked.items()}
    rows = store.browse(unit.tx, given, _place(after), limit + 1)
    more, rows = len(rows) > limit, rows[:limit]
    return {"rows": rows, "after": _token(rows) if more else None}


def _token(rows: Sequence[Row]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([rows[-1]["at"], rows[-1]["id"]])).decode()


def _visible(row: Row, grants: Mapping[str, Grant]) -> Any:
    """The changes without hidden fields; None for a model whose records the reader may not see, or not all."""
    given = grants.get(row["model"])
    if given is None:
        return row["changes"]
    if not given.read or given.rows is not None:
        return None
    return {key: value for key, value in row["changes"].items() if key not in given.hidden}


def _instant(key: str, text: str) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid("audit.time", f"{key} is a time such as 2026-11-30T08:00:00Z.", field=key, value=text) from error
    return found if found.tzinfo is not None else found.replace(tzinfo=dt.UTC)


def _place(after: str | None) -> tuple[dt.datetime, str] | None:
    if not after:
        return None
    try:
        at, identity = orjson.loads(base64.urlsafe_b64decode(after))
        return dt.datetime.fromisoformat(at), str(identity)
    except (ValueError, TypeError) as error:
        raise Invalid("list.after", "after is the cursor of the page before.", field="after") from error


def matrix(unit: Unit) -> Row:
    """Who may do what: for each model and role the rights as the definitions give them."""
    registry = unit.registry
    roles = [{"key": key, "label": {"zh": label.zh, "en": label.en}} for key, label in registry.roles.items()]
    models = [
        {
            "model": model.key,
            "app": model.app,
            "kind": model.kind,
            "label": {"zh": model.label.zh, "en": model.label.en},
            "roles": {role: _rights(access) for role, access in model.access.items()},
        }
        for model in registry.models.values()
        if not model.line_of
    ]
    operations = [
        {
            "operation": name,
            "label": {"zh": operation.label.zh, "en": operation.label.en},
            "roles": list(operation.access),
        }
        for name, operation in registry.operations.items()
        if operation.access
    ]
    return {"roles": roles, "models": models, "operations": operations}


def _rights(access: Access) -> Row:
    return {
        "read": access.read,
        "rows": None if access.rows is None else access.rows.text,
        "create": _named(access.create),
        "write": _named(access.write),
        "steps": _named(access.steps),
        "delete": access.delete,
        "import": access.imports,
        "export": access.exports,
        "hide": list(access.hide),
    }


def _named(names: Sequence[str]) -> bool | list[str]:
    return True if "*" in names else list(names)
