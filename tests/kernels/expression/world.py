"""The world of the golden vectors for the evaluator: its scope, its values, and values in the form of the file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from zhihe.kernels.expression import (
    BOOL,
    DATE,
    DATETIME,
    DECIMAL,
    DURATION,
    INT,
    TEXT,
    Context,
    Function,
    Member,
    Notice,
    Type,
    Value,
    Values,
    enum_of,
    list_of,
    ref_to,
    row_of,
)
from zhihe.kernels.expression.dates import seconds
from zhihe.kernels.expression.decimals import shown

GOLDEN = json.loads(Path(__file__).with_name("golden.json").read_text(encoding="utf-8"))
FIELDS: Mapping[str, Any] = GOLDEN["fields"]
CASES: Sequence[Mapping[str, Any]] = GOLDEN["cases"]
ZONE = str(GOLDEN["context"]["zone"])
NOW = datetime.fromisoformat(GOLDEN["context"]["now"])
TODAY = date.fromisoformat(GOLDEN["context"]["today"])
PLAIN = {"bool": BOOL, "int": INT, "decimal": DECIMAL, "float": DECIMAL, "text": TEXT} | {
    "date": DATE,
    "datetime": DATETIME,
    "duration": DURATION,
}


def context(notices: list[Notice]) -> Context:
    return Context(NOW, TODAY, ZoneInfo(ZONE), notices.append)


def type_of(field: Mapping[str, Any]) -> Type:
    kind = field["type"]
    if kind == "enum":
        return enum_of(*field["choices"])
    if kind == "ref":
        return ref_to(field["target"])
    if kind == "row":
        return row_of(field["target"])
    if kind == "rows":
        return list_of(row_of(field["target"]))
    return list_of(type_of(field["of"])) if kind == "list" else PLAIN[kind]


def read(field: Mapping[str, Any], value: Any) -> object:
    """Turn a value of the file into one an environment gives."""
    kind = field["type"]
    if kind == "rows":
        return [{key: read(each, row[key]) for key, each in field["members"].items()} for row in value]
    if kind == "list":
        return None if value is None else [read(field["of"], each) for each in value]
    if value is None or kind in {"bool", "text", "enum", "ref"}:
        return value
    convert: Mapping[str, Any] = {
        "int": int,
        "decimal": Decimal,
        "float": float,
        "date": date.fromisoformat,
        "datetime": datetime.fromisoformat,
        "duration": lambda text: timedelta(seconds=float(text)),
    }
    return convert[kind](value)


def values() -> Values:
    """Give the fields as an environment; a link is its identity by itself and leads on by its members."""
    return Linked({key: read_deep(each) for key, each in FIELDS.items()}, {"double": lambda x: x and x * 2})


def read_deep(field: Mapping[str, Any]) -> object:
    if "members" not in field or field["type"] == "rows":
        return read(field, field.get("value"))
    members = {key: read_deep(each) for key, each in field["members"].items()}
    return Record(field.get("value"), {} if field.get("value") is None and field["type"] == "ref" else members)


@dataclass(frozen=True)
class Record:
    """A linked record: its identity, and its fields."""

    identity: str | None
    members: Mapping[str, object]


class Linked(Values):
    """Values in which links lead to records."""

    def value(self, names: tuple[str, ...]) -> object:
        found: object = self.values
        for name in names[1:] if names[0] == "this" else names:
            if isinstance(found, Record):
                if found.identity is None and not found.members:
                    return None
                found = found.members
            assert isinstance(found, Mapping)
            found = found[name]
        return found.identity if isinstance(found, Record) else found

    def rows(self, names: tuple[str, ...]) -> Sequence[Linked] | None:
        found: object = self.values
        for name in names:
            found = found.members if isinstance(found, Record) else found
            found = found.get(name) if isinstance(found, Mapping) else None
        if not isinstance(found, list) or any(not isinstance(each, Mapping) for each in found):
            return None
        field = FIELDS[names[0]]
        for name in names[1:]:
            field = field["members"][name]
        return [Linked(each, self.functions) for each in found] if field["type"] == "rows" else None


class World:
    """The scope of the golden vectors."""

    def member(self, owner: Type | None, name: str) -> Member | None:
        field = self._fields(owner).get(name)
        if field is None and owner is None and name == "this":
            return Member(row_of("this"))
        return Member(type_of(field), f"uid-{name}") if field is not None else None

    def members(self, owner: Type | None) -> Iterable[str]:
        return self._fields(owner)

    def function(self, name: str) -> Function | None:
        found = GOLDEN["functions"].get(name)
        return found and Function(name, tuple(PLAIN[each] for each in found["parameters"]), PLAIN[found["result"]])

    def functions(self) -> Iterable[str]:
        functions: Mapping[str, object] = GOLDEN["functions"]
        return functions

    def _fields(self, owner: Type | None) -> Mapping[str, Any]:
        if owner is None or owner.target == "this":
            return FIELDS
        found: dict[str, Any] = {}
        pending = list(FIELDS.values())
        while pending:
            field = pending.pop()
            if field.get("target") == owner.target:
                found |= field.get("members", {})
            pending.extend(field.get("members", {}).values())
        return found


def written(value: Value) -> list[object] | None:
    """Write a value in the form of the file."""
    if value is None:
        return None
    if isinstance(value, bool | str):
        return ["bool" if isinstance(value, bool) else "text", value]
    if isinstance(value, Decimal):
        return ["number", shown(value)]
    if isinstance(value, datetime):
        text = value.astimezone(UTC).isoformat().removesuffix("+00:00")
        return ["datetime", (text.rstrip("0") if "." in text else text) + "Z"]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    assert isinstance(value, timedelta)
    return ["duration", shown(seconds(value))]
