"""The content of documents with names made ids, as the write path takes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from zhihe.platform.actions import Row
from zhihe.platform.exchange.columns import DOCUMENT
from zhihe.platform.exchange.documents import SAME_ROW, Document
from zhihe.platform.exchange.links import Answer, Links, Unknown
from zhihe.platform.exchange.naming import LINE, name_fields
from zhihe.platform.exchange.plan import Plan, Target
from zhihe.platform.records.unit import Unit
from zhihe.platform.store.identity import new_id

LINKING: Final = frozenset({"link", "links", "user"})
"""Types whose values are names in a file and ids in a record."""
HEADER: Final = ""
"""In place of the key of a lines field: the document itself."""
SET_ONCE: Final = frozenset({"id", "number"})
"""What a record has from its beginning, and what it is found by."""


@dataclass(slots=True)
class Named:
    """Looks up the names of a chunk of documents and gives their content."""

    unit: Unit
    plan: Plan
    links: Links
    answers: dict[str, dict[str, Answer]] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)
    links_of: dict[str, list[Target]] = field(init=False)

    def __post_init__(self) -> None:
        # Which targets are links is asked for every row; found once, it costs nothing.
        self.links_of = {key: _linking(targets) for key, targets in self.plan.lines.items()}
        self.links_of[HEADER] = _linking(self.plan.targets)

    def resolve(self, documents: Sequence[Document]) -> None:
        """Look up every name, once a column; those that lead nowhere are errors of their documents."""
        siblings = self._siblings(documents)
        for target in self.links_of[HEADER]:
            names = {name for document in documents for name in _names(document.values.get(target.key))}
            found = self._found(target, names, siblings)
            for document in documents:
                self._refuse(document, document.rows[0][0], target, document.values.get(target.key), found)
        for key in self.plan.lines:
            for target in self.links_of[key]:
                self._resolve_lines(documents, key, target, siblings)

    def _resolve_lines(
        self, documents: Sequence[Document], key: str, target: Target, siblings: Mapping[str, str]
    ) -> None:
        names = {
            n for document in documents for line in document.lines.get(key, ()) for n in _names(line.get(target.key))
        }
        found = self._found(target, names, siblings)
        for document in documents:
            for line, place in zip(document.lines.get(key, ()), document.made_by.get(key, ()), strict=True):
                self._refuse(document, document.rows[place][0], target, line.get(target.key), found)

    def _found(self, target: Target, names: set[str], siblings: Mapping[str, str]) -> dict[str, Answer]:
        if self._local(target):
            names = {name for name in names if not name.startswith(LINE)}
        found = self.links.resolve(target.field, target.by, names) if names else {}
        if target.field.to == self.plan.model.key and not target.by:
            found |= {n: siblings[n] for n, answer in found.items() if isinstance(answer, Unknown) and n in siblings}
        self.answers[target.column.key] = found
        return found

    def _refuse(self, document: Document, row: int, target: Target, value: Any, found: Mapping[str, Answer]) -> None:
        for name in _names(value):
            answer = found.get(name)
            if isinstance(answer, Unknown):
                document.wrong(row, target, answer.code, answer.reason)

    def _siblings(self, documents: Sequence[Document]) -> dict[str, str]:
        """Records of this chunk that others of it may link to, by name, with the ids they will have."""
        model = self.plan.model
        if not any(target.field.to == model.key for target in self.links_of[HEADER]):
            return {}
        keys = name_fields(self.unit.registry, model)
        if len(keys) != 1:
            return {}
        found = {}
        for document in documents:
            name = document.values.get(keys[0])
            if name is not None:
                self.ids[id(document)] = found[str(name)] = new_id()
        return found

    def _local(self, target: Target) -> bool:
        """Whether a link points to lines of the same kind of document."""
        linked = self.unit.registry.models.get(target.field.to)
        return linked is not None and linked.line_of == self.plan.model.key

    def key_values(self, document: Document, keys: Sequence[str]) -> tuple[Any, ...]:
        """The values of header fields, links as ids."""
        values = dict(document.values)
        self._put(values, self.links_of[HEADER])
        return tuple(values.get(key) for key in keys)

    def content(self, document: Document) -> tuple[Row, dict[str, list[Row]]]:
        """The values of a new record, and its lines in the order of their numbers."""
        values = dict(document.values)
        self._put(values, self.links_of[HEADER])
        if id(document) in self.ids:
            values["id"] = self.ids[id(document)]
        lines = {key: [dict(line) for line in rows] for key, rows in document.lines.items()}
        ordered = {key: _ordered(rows) for key, rows in lines.items()}
        self._put_lines(document, lines, {key: [line["id"] for line in rows] for key, rows in ordered.items()})
        return values, ordered

    def changes(self, document: Document, row: Row) -> Row:
        """What a document says of a record that exists; its lines with the ids of those they are."""
        values = dict(document.values)
        self._put(values, self.links_of[HEADER])
        for key in SET_ONCE:
            values.pop(key, None)
        if self.plan.blank == "clear":
            values |= {t.key: None for t in self.plan.targets if t.key not in values and t.key not in SET_ONCE}
        lines = {key: [dict(line) for line in rows] for key, rows in document.lines.items()}
        for key, rows in lines.items():
            marked = any(target.column.marks for target in self.plan.lines[key])
            for place, (line, told) in enumerate(zip(rows, document.lines[key], strict=True), 1):
                number = line.get(DOCUMENT) if marked else place
                if number is not None and number <= len(row[key]):
                    line["id"] = told["id"] = row[key][number - 1]["id"]
        self._put_lines(document, lines, {each: _ids(row[each], lines.get(each, ())) for each in self._line_fields()})
        return values | lines

    def _line_fields(self) -> list[str]:
        return [key for key, each in self.plan.model.fields.items() if each.type == "lines" and not each.retired]

    def _put(self, values: Row, targets: Sequence[Target]) -> None:
        for target in targets:
            value = values.get(target.key)
            if value is None:
                continue
            found = self.answers[target.column.key]
            values[target.key] = [found[each] for each in value] if isinstance(value, list) else found.get(value, value)

    def _put_lines(self, document: Document, lines: Mapping[str, list[Row]], ids: Mapping[str, list[str]]) -> None:
        for key, rows in lines.items():
            self._put_each(rows, self.links_of[key])
            for target in self.links_of[key]:
                if self._local(target):
                    self._put_local(document, lines, ids, key, target)
            for line in rows:
                line.pop(DOCUMENT, None)

    def _put_each(self, rows: Sequence[Row], targets: Sequence[Target]) -> None:
        for line in rows:
            self._put(line, targets)

    def _put_local(
        self,
        document: Document,
        lines: Mapping[str, list[Row]],
        ids: Mapping[str, list[str]],
        key: str,
        target: Target,
    ) -> None:
        """Lines named ``#3`` (the third of this document) or ``#`` (the one of the same row) by their ids."""
        named = next((f.key for f in self.plan.model.fields.values() if f.of == target.field.to and not f.retired), "")
        made = {
            place: line["id"] for line, place in zip(lines.get(named, ()), document.made_by.get(named, ()), strict=True)
        }
        for line, place in zip(lines[key], document.made_by[key], strict=True):
            name = line.get(target.key)
            if not isinstance(name, str) or not name.startswith(LINE):
                continue
            found = made.get(place) if name == SAME_ROW else _nth(ids.get(named, ()), name[1:])
            if found is None:
                said = f"this document has no line {name} among its {named or target.field.to}"
                document.wrong(document.rows[place][0], target, "link.line", said)
            line[target.key] = found


def _linking(targets: Sequence[Target]) -> list[Target]:
    return [target for target in targets if target.field.type in LINKING]


def _names(value: Any) -> Sequence[str]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _ordered(rows: Sequence[Row]) -> list[Row]:
    """Lines by their numbers where all have one, else as they came."""
    if all(DOCUMENT in line for line in rows):
        return sorted(rows, key=lambda line: line[DOCUMENT])
    return list(rows)


def _ids(standing: Sequence[Row], given: Sequence[Row]) -> list[str]:
    """The ids of all lines a record will have: those that stand, then the new ones."""
    return list(dict.fromkeys([line["id"] for line in (*standing, *given)]))


def _nth(ids: Sequence[str], place: str) -> str | None:
    wanted = int(place[:6]) if place.isdecimal() else 0
    return ids[wanted - 1] if 0 < wanted <= len(ids) else None
