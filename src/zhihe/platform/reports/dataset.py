"""What a template gets of a record: every value as a person reads it, with the words of its fields, and nothing else.

All of it is read under the rights of who prints: what he may not see is not on his paper.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from zhihe.errors import Invalid, NotFound
from zhihe.platform.actions import Row
from zhihe.platform.model import field_types
from zhihe.platform.model.elements import Field, Label, Model, Print, Related
from zhihe.platform.model.marks import marked
from zhihe.platform.model.system import SYSTEM_LABELS, system_fields
from zhihe.platform.model.values import Language
from zhihe.platform.records import beside, read
from zhihe.platform.records.access import grant
from zhihe.platform.records.signing import SIGNATURE
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import accounts

MOST = 5_000
"""Rows of related records on one document."""


def print_of(model: Model, name: str) -> Print:
    """A model's document of this name, or its first; NotFound where there is none."""
    if not name and model.prints:
        return next(iter(model.prints.values()))
    found = model.prints.get(name)
    if found is None:
        raise NotFound(
            "print.unknown", f"{model.key} prints {', '.join(model.prints) or 'nothing'}, not {name!r}.", template=name
        )
    return found


def dataset(unit: Unit, model: Model, name: str, declared: Print, language: str, zone: ZoneInfo) -> dict[str, Any]:
    """The data of one document."""
    if language not in {"zh", "en"}:
        raise Invalid("print.language", f"lang is zh or en, not {language!r}.", field="lang", value=language)
    words = _Words(unit, "en" if language == "en" else "zh", zone)
    record = read.one(unit, model, name)
    words.learn(model, [record])
    hidden = grant(unit.registry, model, unit.user).hidden
    lines = {
        key: words.table(unit.model(field.of), record[key])
        for key, field in model.fields.items()
        if field.type == "lines" and key not in hidden
    }
    related = {key: _related(unit, words, each, record["id"]) for key, each in declared.related.items()}
    return {
        "lang": words.language,
        "title": words.label(declared.label),
        "company": accounts.company_name(unit.tx, unit.tx.number),
        "printed": {"at": words.instant(unit.now), "by": unit.user.name},
        "model": words.label(model.label),
        "record": words.row(model, record),
        "raw": _raw(model, record),
        "fields": words.fields(model),
        "lines": lines,
        "related": related,
        "signed": _signed(unit, words, model, record["id"]),
    }


def _signed(unit: Unit, words: _Words, model: Model, identity: str) -> list[dict[str, str]]:
    """The electronic signatures of a record: name, date and time, meaning (21 CFR Part 11 §11.50), and their hash."""
    found = []
    for row in read.history(unit, model, identity):
        _before, signature = row["changes"].get(SIGNATURE, (None, None))
        if signature:
            found.append(
                {
                    "name": f"{signature['name']} ({signature['login']})",
                    "meaning": signature["meaning"][words.language],
                    "at": words.instant(row["at"]),
                    "hash": signature["hash"],
                }
            )
    return found


def _related(unit: Unit, words: _Words, declared: Related, identity: str) -> dict[str, Any]:
    model = unit.model(declared.model)
    rows: list[Row] = []
    after: str | None = None
    while len(rows) < MOST:
        where = {"field": declared.by, "op": "eq", "value": identity}
        page = read.page(unit, model, read.Asked(where=where, sort=declared.sort, limit=read.MAX_LIMIT, after=after))
        rows += page.rows
        after = page.next
        if after is None:
            break
    return words.table(model, rows)


def _raw(model: Model, row: Mapping[str, Any]) -> dict[str, Any]:
    """What a template decides by: choices, states, yes and no, and which line another row means."""
    found: dict[str, Any] = {"id": row["id"]}
    for key, field in {**system_fields(model), **model.fields}.items():
        value = row.get(key)
        kind = field.formula_type or field.type
        if kind in {"boolean", "choice"} or key == "state":
            found[key] = value
        elif kind == "link" and isinstance(value, Mapping):
            found[key] = value.get("id")
    return found


class _Words:
    """Values and names in one language."""

    def __init__(self, unit: Unit, language: Language, zone: ZoneInfo) -> None:
        self._unit = unit
        self.language: Language = language
        self._zone = zone
        self._names: dict[tuple[str, str], tuple[str, ...]] = {}
        self._units: dict[tuple[str, str], str] = {}

    def learn(self, model: Model, rows: Iterable[Row]) -> None:
        """Read the names of what the links of these rows point to: a code alone says little on paper."""
        wanted: dict[str, set[str]] = {}
        rows = list(rows)
        self._learn_units(model, rows)
        for row in rows:
            for key, field in model.fields.items():
                value = row.get(key)
                if field.type == "link" and isinstance(value, Mapping) and field.to in self._unit.registry.models:
                    wanted.setdefault(field.to, set()).add(value["id"])
        for key, ids in wanted.items():
            target = self._unit.model(key)
            given = grant(self._unit.registry, target, self._unit.user)
            texts = [name for name in target.search if name not in given.hidden and name != "description"]
            if not given.read or not texts or target.states is not None:
                continue
            where = {"field": "id", "op": "in", "value": sorted(ids)[: read.MAX_LIMIT]}
            asked = read.Asked(where=where, fields=("id", *texts), limit=read.MAX_LIMIT)
            for row in read.page(self._unit, target, asked).rows:
                self._names[key, row["id"]] = tuple(str(row[name]) for name in texts if row[name])

    def _learn_units(self, model: Model, rows: Sequence[Row]) -> None:
        """Read the names of the units of these quantities, through the link that the path begins with."""
        for path in {field.unit for field in model.fields.values() if "." in field.unit}:
            head, _dot, rest = path.partition(".")
            link = model.fields.get(head)
            ids = {row[head]["id"] for row in rows if isinstance(row.get(head), Mapping)}
            name = None if link is None else self._unit_name(link.to, rest)
            if link is None or name is None or not ids:
                continue
            where = {"field": "id", "op": "in", "value": sorted(ids)[: read.MAX_LIMIT]}
            asked = read.Asked(where=where, fields=("id", name), limit=read.MAX_LIMIT)
            for row in read.page(self._unit, self._unit.model(link.to), asked).rows:
                self._units[path, row["id"]] = str(row[name] or "")

    def _unit_name(self, key: str, path: str) -> str | None:
        """The path to the name of a unit in this language, or to its title; None where the reader may not follow it."""
        model = self._unit.registry.models.get(key)
        found = None if model is None else beside.target(self._unit, model, path)
        if model is None or found is None:
            return None
        paths = [f"{path}.{name}" for name in (f"name_{self.language}", found.title)]
        return next((each for each in paths if beside.readable(self._unit, model, each)), None)

    def label(self, label: Label | None) -> str:
        """A label in the language of the document."""
        return "" if label is None else str(getattr(label, self.language))

    def instant(self, at: dt.datetime) -> str:
        """An instant in the zone of the site, to the minute."""
        return at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")

    def fields(self, model: Model) -> dict[str, str]:
        """The names of a model's fields."""
        own = {key: self.label(field.label) for key, field in model.fields.items()}
        return {**{key: self.label(label) for key, label in SYSTEM_LABELS.items()}, **own}

    def table(self, model: Model, rows: Iterable[Row]) -> dict[str, Any]:
        """Rows of lines or related records, with the names of their fields."""
        rows = list(rows)
        self.learn(model, rows)
        return {
            "fields": self.fields(model),
            "rows": [{"text": self.row(model, row), "raw": _raw(model, row)} for row in rows],
        }

    def row(self, model: Model, row: Mapping[str, Any]) -> dict[str, str]:
        """Every value of a row as a person reads it; what is not there is an empty text."""
        fields = {**system_fields(model), **model.fields}
        found = {
            key: marked(" ".join(filter(None, (self._value(field, row.get(key)), self._unit_of(field, row)))))
            for key, field in fields.items()
            if field.type != "lines"
        }
        if model.states is not None and row.get("state"):
            found["state"] = self.label(model.states.labels.get(row["state"]))
        return found

    def _unit_of(self, field: Field, row: Mapping[str, Any]) -> str:
        """The name of the unit a quantity stands in; empty for what is no quantity, or none that is known."""
        link = row.get(field.unit.partition(".")[0])
        if row.get(field.key) is None or not field.unit or not isinstance(link, Mapping):
            return ""
        return self._units.get((field.unit, link["id"]), "")

    def _value(self, field: Field, value: Any) -> str:
        if isinstance(value, Mapping) and "id" in value:
            number, label = value.get("number"), value.get("label")
            if field.type == "user":
                return str(label or "")
            known = self._names.get((field.to, value["id"]), ())
            return " ".join(dict.fromkeys(str(each) for each in (number, label, *known) if each))
        if isinstance(value, dt.datetime):
            return self.instant(value)
        if isinstance(value, (list, tuple)):
            return "、".join(self._value(field, each) for each in value)
        if isinstance(value, float):
            return format(value, ".6g")
        kind = replace(field, type=field.formula_type) if field.formula_type else field
        return field_types.show(kind, value, self.language)
