"""The columns of a model's file: its fields, the fields of its lines, and what the system adds when it is exported."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from zhihe.platform.model.elements import Field, Label, Model, Registry
from zhihe.platform.model.system import SYSTEM_LABELS, system_fields
from zhihe.platform.model.values import Language, known_language

Heading = Literal["key", "label", "both"]
DOCUMENT: Final = "#"
"""The column that says which rows are one document, and behind a lines field the number of the line."""
LEFT_OUT: Final = "!"
"""A heading that begins with it is not read."""
_NUMBER: Final = Label("序号", "No.")
_SYSTEM: Final = ("number", "state")
_STAMPS: Final = ("created_at", "created_by", "updated_at", "updated_by")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key such as ``lines.item``, the field behind it, and the lines it belongs to."""

    key: str
    field: Field
    label: Label
    lines: str = ""

    @property
    def marks(self) -> bool:
        """Whether it only says which rows or lines belong together."""
        return self.field.key == DOCUMENT

    @property
    def given(self) -> bool:
        """Whether a file may give its value: not computed, not set by the system."""
        return not self.field.readonly and self.field.formula is None


def columns_of(registry: Registry, model: Model) -> dict[str, Column]:
    """All columns of a model by key, in the order of its definition."""
    return {column.key: column for column in _columns(registry, model)}


def _columns(registry: Registry, model: Model) -> Iterator[Column]:
    system = system_fields(model)
    lines = [each for each in live(model) if each.type == "lines"]
    if lines:
        yield Column(DOCUMENT, _marking(), _NUMBER)
    if not model.number and not model.natural_key and "id" in system:
        # Nothing else says which record a row is.
        yield Column("id", Field("id", "id", "text", SYSTEM_LABELS["id"], column="id", length=36), SYSTEM_LABELS["id"])
    if "number" in system:
        # Documents from elsewhere keep their number.
        number = Field("number", "number", "text", SYSTEM_LABELS["number"], column="number", length=100)
        yield Column("number", number, number.label)
    if model.states is not None:
        yield Column("state", system["state"], SYSTEM_LABELS["state"])
    for each in live(model):
        if each.type != "lines":
            yield Column(each.key, each, each.label)
    for each in lines:
        yield from _line_columns(registry, each)
    for key in _STAMPS:
        if key in system:
            yield Column(key, system[key], SYSTEM_LABELS[key])


def _line_columns(registry: Registry, lines: Field) -> Iterator[Column]:
    marking = _marking()
    yield Column(f"{lines.key}.{DOCUMENT}", marking, _below(lines, _NUMBER), lines.key)
    for each in live(registry.models[lines.of]):
        if each.type != "lines":
            yield Column(f"{lines.key}.{each.key}", each, _below(lines, each.label), lines.key)


def live(model: Model) -> Iterator[Field]:
    """The fields of a model that are not retired."""
    return (each for each in model.fields.values() if not each.retired)


def _marking() -> Field:
    return Field(DOCUMENT, DOCUMENT, "text", _NUMBER)


def _below(lines: Field, label: Label) -> Label:
    return Label(f"{lines.label.zh}.{label.zh}", f"{lines.label.en}.{label.en}")


def titles(columns: Iterable[Column], language: Language) -> list[str]:
    """The name of each column for a person; with its key where two would have the same."""
    chosen = list(columns)
    names = [known_language(language, column.label.zh, column.label.en) for column in chosen]
    folded = [plain(name) for name in names]
    keys = {plain(column.key) for column in chosen}
    return [
        name
        if folded.count(plain(name)) == 1 and plain(name) not in keys - {plain(column.key)}
        else f"{name} ({column.key})"
        for name, column in zip(names, chosen, strict=True)
    ]


def plain(heading: str) -> str:
    """A heading without differences of case, width and spaces."""
    return " ".join(unicodedata.normalize("NFKC", heading).casefold().split())


def spellings(columns: Mapping[str, Column]) -> dict[str, tuple[str, ...]]:
    """What each heading may mean: keys of columns by folded spelling; keys win over names."""
    found: dict[str, list[str]] = {}
    for column in columns.values():
        label, key = column.label, column.key
        for name in (label.zh, label.en, f"{label.zh} {label.en}", f"{label.zh} ({key})", f"{label.en} ({key})"):
            keys = found.setdefault(plain(name), [])
            if key not in keys:
                keys.append(key)
    return {name: tuple(keys) for name, keys in found.items()} | {plain(key): (key,) for key in columns}
