"""Ids made the names a file uses, in one look a model; what the user may not read stays an id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhihe.platform.exchange.links import ANY, Links
from zhihe.platform.exchange.naming import LINE, MODEL, joined, name_fields, told_apart
from zhihe.platform.model import field_types
from zhihe.platform.model.elements import Field, Model
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import keyed


@dataclass(slots=True)
class Names:
    """The names of records by model and id, each asked once."""

    unit: Unit
    known: dict[str, dict[str, str]] = field(default_factory=dict)

    def prepare(self, declared: Field, values: Iterable[Any]) -> None:
        """Look up what the values of a field point to."""
        given = [value for value in values if value is not None]
        if declared.type == "user":
            self._users(given)
        elif declared.type == "links":
            self._records(declared.to, [each for value in given for each in value])
        elif declared.type == "link" and declared.to == ANY:
            for key in sorted({model for model, _ in given}):
                self._records(key, [identity for model, identity in given if model == key])
        elif declared.type == "link":
            self._records(declared.to, given)

    def of(self, declared: Field, value: Any) -> str:
        """The name of what a value points to."""
        if declared.type == "user":
            return self._name("user", value)
        if declared.type == "links":
            names = [self._name(declared.to, each) for each in value]
            return ";".join(value if any(";" in name for name in names) else names)
        if declared.to == ANY:
            model, identity = value
            return f"{model}{MODEL}{self._name(model, identity)}"
        return self._name(declared.to, value)

    def _name(self, model: str, identity: str) -> str:
        return self.known.get(model, {}).get(identity, identity)

    def _users(self, ids: Sequence[str]) -> None:
        known = self.known.setdefault("user", {})
        missing = sorted(set(ids) - known.keys())
        if missing:
            known.update(keyed.logins(self.unit.tx, missing))

    def _records(self, key: str, ids: Sequence[str]) -> None:
        known = self.known.setdefault(key, {})
        missing = set(ids) - known.keys()
        model = self.unit.registry.models.get(key)
        if not missing or model is None or model.kind != "record":
            return
        seen = Links(self.unit, "").visible(model, missing)
        known.update({identity: identity for identity in missing - seen})
        known.update(self._lines(model, seen) if model.line_of else self._named(model, seen))

    def _named(self, model: Model, ids: set[str]) -> dict[str, str]:
        keys = name_fields(self.unit.registry, model)
        if not ids or not keys or not told_apart(model, keys):
            return {identity: identity for identity in ids}
        rows = keyed.names_of(self.unit.tx, model, keys, sorted(ids))
        for key in keys:
            declared = model.fields.get(key)
            if declared is not None and declared.type in {"link", "user"}:
                self.prepare(declared, [row[key] for row in rows.values()])
        return {identity: self._joined(model, keys, identity, row) for identity, row in rows.items()}

    def _joined(self, model: Model, keys: Sequence[str], identity: str, row: dict[str, Any]) -> str:
        parts = []
        for key in keys:
            declared, value = model.fields.get(key), row[key]
            if value is None:
                return identity
            if declared is not None and declared.type in {"link", "user"}:
                parts.append(self.of(declared, value))
            else:
                parts.append(str(value if declared is None else field_types.export(declared, value)))
        return joined(parts)

    def _lines(self, model: Model, ids: set[str]) -> dict[str, str]:
        places = keyed.line_places(self.unit.tx, model, sorted(ids)) if ids else {}
        self._records(model.line_of, [parent for parent, _ in places.values()])
        return {
            identity: f"{self._name(model.line_of, parent)}{LINE}{place}"
            for identity, (parent, place) in places.items()
        }
