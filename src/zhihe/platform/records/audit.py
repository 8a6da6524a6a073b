"""Stage four: old → new, who, when, why and what caused it, hashed row by row."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson

from zhihe.platform.actions import Row


@dataclass(frozen=True, slots=True)
class Trace:
    """One row of the audit trail; ``changes`` is canonical JSON text, ``rule`` the line that caused it."""

    id: str
    at: dt.datetime
    user_id: str
    app: str
    model: str
    record_id: str
    action: str
    version: int
    changes: str
    cause_id: str | None
    rule: str
    request_id: str
    reason: str
    definition_version: int

    def leaf(self) -> bytes:
        """SHA-256 over the canonical form of every column: what a seal binds."""
        parts = (
            self.id,
            self.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            self.user_id,
            self.app,
            self.model,
            self.record_id,
            self.action,
            self.version,
            self.changes,
            self.cause_id,
            self.rule,
            self.request_id,
            self.reason,
            self.definition_version,
        )
        return hashlib.sha256(orjson.dumps(parts)).digest()


def canonical(value: Any) -> str:
    """JSON with sorted keys, decimals and instants as text: equal values give equal bytes."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_SORT_KEYS).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"the audit trail cannot write {value!r}")


def difference(before: Row, after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The fields of ``after`` that differ from ``before``, each as [old, new]."""
    return {key: [before.get(key), value] for key, value in after.items() if before.get(key) != value}
