"""Everything wrong with a record is told at once, each problem with its field, its value and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from zhihe.errors import Invalid, Stale
from zhihe.platform.actions import Row
from zhihe.platform.model.elements import Model
from zhihe.platform.store.paths import name_field


@dataclass(slots=True)
class Problems:
    """The problems of one request; ``at`` is the path of the row at hand, such as ``lines[2]``."""

    found: list[dict[str, Any]] = field(default_factory=list)

    def add(self, at: str, key: str, code: str, message: str, **facts: Any) -> None:
        """Note one problem with the field ``key`` of the row at ``at``."""
        name = f"{at}.{key}" if at else key
        self.found.append({"field": name, "code": code, "message": message, **facts})

    def take(self, at: str, key: str, error: Invalid) -> None:
        """Note what a field type refused."""
        self.add(at, key, error.code, error.message, **{k: v for k, v in error.facts.items() if k != "field"})

    def raise_if_any(self, model: str) -> None:
        """Refuse the request with all that was found; nothing has been written yet."""
        if not self.found:
            return
        first = self.found[0]
        more = f" (and {len(self.found) - 1} more)" if len(self.found) > 1 else ""
        raise Invalid(
            str(first["code"]),
            f"{model}: {first['field']}: {first['message']}{more}",
            model=model,
            errors=self.found,
        )


UNNAMED = "(no number)"
WORDS = frozenset({"code", "number", "text"})
"""Types of fields whose values are words of people, not links to other records."""


def called(model: Model, row: Row) -> str:
    """What people call a record: its number or code, else its title; never its identity, which nobody reads."""
    names = (name_field(model), "name", model.title)
    told = (name for name in names if name == "number" or (name in model.fields and model.fields[name].type in WORDS))
    return next((str(row[name]) for name in told if row.get(name)), UNNAMED)


def stale(model: Model, row: Row, asked: int) -> Stale:
    """The error for a change made from a version that is no longer the newest."""
    return Stale(
        "version.stale",
        f"{model.key} {called(model, row)} was changed by somebody else: you read version {asked}, "
        f"it is now {row['version']}; read it again and repeat your change.",
        model=model.key,
        id=row["id"],
        asked=asked,
        version=row["version"],
    )
