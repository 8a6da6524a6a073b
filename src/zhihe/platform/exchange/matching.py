"""Which documents are records that exist, and which would be a second one of what must be unique."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhihe.platform.exchange.documents import Document
from zhihe.platform.exchange.links import Links
from zhihe.platform.exchange.named import Named
from zhihe.platform.exchange.place import note
from zhihe.platform.exchange.plan import Plan
from zhihe.platform.records.fetch import is_id
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import keyed

Keys = tuple[str, ...]
Value = tuple[Any, ...]


@dataclass(slots=True)
class Matching:
    """Remembers over a whole import which row first said a key, so that a file cannot say one twice."""

    unit: Unit
    plan: Plan
    links: Links
    first: dict[Keys, dict[Value, int]] = field(default_factory=dict)

    @property
    def keys(self) -> Keys:
        """The fields by which a record is found: natural key, else number, else id; none where not in the file."""
        model = self.plan.model
        given = {target.key for target in self.plan.targets}
        for keys in (model.natural_key, ("number",) if model.number is not None else (), ("id",)):
            if keys and given.issuperset(keys):
                return tuple(keys)
        return ()

    def existing(self, documents: Sequence[Document], named: Named) -> dict[int, str]:
        """The ids of the records that documents are, by the documents' identity."""
        keys = self.keys
        if not keys or not documents:
            return {}
        asked = list(self._asked(documents, keys, named))
        found = keyed.ids_by(self.unit.tx, self.plan.model, keys, [values for _, values in asked])
        known: dict[int, str] = {}
        for (document, values), ids in zip(asked, found, strict=True):
            if len(ids) > 1:
                self._wrong(document, keys, "record.several", f"{len(ids)} records have this key: {_said(values)}")
            elif ids:
                known[id(document)] = ids[0]
        return self._changeable(documents, known, keys)

    def _asked(self, documents: Sequence[Document], keys: Keys, named: Named) -> Iterator[tuple[Document, Value]]:
        """The documents with a whole key that no row before said; others are new, or wrong."""
        first = self.first.setdefault(keys, {})
        for document in documents:
            values = named.key_values(document, keys)
            if None in values:
                continue
            if keys == ("id",) and not is_id(values[0]):
                self._wrong(document, keys, "record.id", f"{values[0]!r} is no id; leave it empty for a new record")
                continue
            row = document.rows[0][0]
            before = first.setdefault(values, row)
            if before == row:
                yield document, values
            else:
                self._twice(document, keys, before)

    def _changeable(self, documents: Sequence[Document], known: dict[int, str], keys: Keys) -> dict[int, str]:
        visible = self.links.visible(self.plan.model, set(known.values()))
        for document in documents:
            if id(document) in known and known[id(document)] not in visible:
                reason = "there is already a record with this key, and your roles do not let you see it"
                self._wrong(document, keys, "record.not_visible", reason)
        return {place: identity for place, identity in known.items() if identity in visible}

    def refuse(self, document: Document) -> None:
        """Report a document whose record exists, where only new ones are wanted."""
        model = self.plan.model
        reason = f"there is already a {model.label.zh} {model.label.en} with this key"
        self._wrong(document, self.keys, "record.duplicate", reason)

    def require_unique(self, documents: Sequence[Document], named: Named) -> None:
        """Report new records that repeat a unique value of the database or of the file."""
        given = {target.key for target in self.plan.targets}
        for keys in self._groups():
            if not given & set(keys):
                continue
            asked = [(d, values) for d in documents if any(values := named.key_values(d, keys))]
            if len(keys) == 1:
                asked = [(document, values) for document, values in asked if None not in values]
            first = self.first.setdefault(keys, {})
            found = keyed.ids_by(self.unit.tx, self.plan.model, keys, [values for _, values in asked]) if asked else []
            for (document, values), ids in zip(asked, found, strict=True):
                row = document.rows[0][0]
                before = first.setdefault(values, row)
                if ids:
                    said = f"there is already a record with {', '.join(keys)} = {_said(values)}"
                    self._wrong(document, keys, "record.duplicate", said)
                elif before != row:
                    self._wrong(
                        document, keys, "row.twice", f"row {before} of this file has the same {', '.join(keys)}"
                    )

    def _groups(self) -> Iterator[Keys]:
        """What must be unique, but for the key by which records are found."""
        model = self.plan.model
        groups: list[Keys] = [("number",)] if model.number is not None else []
        groups += [(key,) for key, each in model.fields.items() if each.unique and not each.retired]
        groups += [tuple(group) for group in model.unique]
        own = set(self.keys)
        return (group for group in dict.fromkeys(groups) if set(group) != own)

    def _twice(self, document: Document, keys: Keys, before: int) -> None:
        self._wrong(document, keys, "row.twice", f"row {before} of this file has the same {', '.join(keys)}")

    def _wrong(self, document: Document, keys: Keys, code: str, reason: str) -> None:
        note(self.plan, document, [{"field": keys[0], "code": code, "message": reason}])


def _said(values: Value) -> str:
    return ", ".join("" if value is None else str(value) for value in values)
