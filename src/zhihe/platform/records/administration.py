"""The trail of what is no record: settings, users with their rights, companies, files that were kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from zhihe.platform.records.audit import Trace, canonical
from zhihe.platform.records.unit import Unit
from zhihe.platform.store.identity import new_id

SETTING: Final = "setting"
USER: Final = "user"
COMPANY: Final = "company"
FILE: Final = "file"
"""What stands as model in such a row."""


def noted(unit: Unit, model: str, record_id: str, action: str, changes: Mapping[str, Any]) -> None:
    """Write into the trail what became of each key, as a pair of before and after."""
    trace = Trace(
        id=new_id(),
        at=unit.now,
        user_id=unit.user.id,
        app="",
        model=model,
        record_id=record_id,
        action=action,
        version=1,
        changes=canonical(dict(changes)),
        cause_id=None,
        rule="",
        request_id=unit.request_id,
        reason=unit.reason,
        definition_version=unit.registry.version,
    )
    unit.trail.append(trace)


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The pairs of what is not as it was."""
    return {key: [before.get(key), value] for key, value in after.items() if before.get(key) != value}
