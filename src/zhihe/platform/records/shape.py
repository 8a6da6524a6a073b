"""What the write path needs to know of a model, derived once per definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from zhihe.errors import Invalid
from zhihe.kernels.expression import Literal, paths
from zhihe.platform.model import field_types
from zhihe.platform.model.elements import Field, Model

SYSTEM = frozenset({"id", "version", "state", "number", "created_at", "created_by", "updated_at", "updated_by"})
COUNTED = frozenset({"quantity", "money"})
"""Types whose decimals are those of a unit or currency."""
_PLAIN = frozenset(
    {"text", "long_text", "code", "integer", "decimal", "number", "quantity", "money", "percent", "boolean", "choice"}
)
FILES = frozenset({"file", "image", "signature"})
"""Types whose values name a stored file."""
LINE_SYSTEM = frozenset({"id", "parent_id", "position"})


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of a model by their part in a save; ``formulas`` in an order in which each finds its inputs.

    ``constants`` are the defaults that are always the same, ``expressed`` the fields whose default is worked out;
    ``judged`` the fields that must hold something or have decimals to be counted; ``told`` what the trail keeps;
    ``files`` the fields that name a stored file.
    """

    stored: Mapping[str, Field]
    lines: Mapping[str, Field]
    formulas: tuple[Field, ...]
    virtual: tuple[Field, ...]
    defaults: tuple[Field, ...]
    links: Mapping[str, Field]
    constants: tuple[tuple[str, Any], ...]
    expressed: tuple[Field, ...]
    judged: tuple[Field, ...]
    told: tuple[str, ...]
    files: tuple[str, ...]


@lru_cache(maxsize=4096)
def shape(model: Model) -> Shape:
    """The shape of a model; models are immutable, so it is made once for each."""
    live = {key: field for key, field in model.fields.items() if not field.retired}
    formulas = {key: field for key, field in live.items() if field.formula is not None}
    stored = {k: f for k, f in live.items() if f.type != "lines" and (f.formula is None or f.store)}
    constants = _constants(live)
    return Shape(
        stored=stored,
        lines={k: f for k, f in live.items() if f.type == "lines"},
        formulas=_ordered({k: f for k, f in formulas.items() if f.store}),
        virtual=tuple(f for f in formulas.values() if not f.store),
        defaults=tuple(f for f in live.values() if f.default is not None),
        links={k: f for k, f in live.items() if f.type == "link" and f.to != "any"},
        constants=tuple(constants.items()),
        expressed=tuple(f for k, f in live.items() if f.default is not None and k not in constants),
        judged=tuple(f for f in stored.values() if f.required or f.required_if or is_counted(f)),
        told=(*stored, "number", "state"),
        files=tuple(k for k, f in stored.items() if f.type in FILES),
    )


def is_counted(field: Field) -> bool:
    """Whether a field's value has decimals to be counted: its own, or what is computed in a currency."""
    return field.type in COUNTED or (field.type == "formula" and bool(field.currency))


def _constants(fields: Mapping[str, Field]) -> dict[str, Any]:
    """The defaults that are one value for every record; lists and the like are made anew for each."""
    found = {}
    for key, field in fields.items():
        tree = None if field.default is None else field.default.tree
        if isinstance(tree, Literal) and tree.value is not None and field.type in _PLAIN:
            try:
                found[key] = field_types.check(field, tree.value)
            except Invalid:
                # It is refused where it is used, with the record.
                continue
    return found


def _ordered(formulas: Mapping[str, Field]) -> tuple[Field, ...]:
    """Dependencies first; a cycle was refused when the definitions were checked."""
    done: dict[str, Field] = {}

    def visit(field: Field) -> None:
        if field.key in done or field.formula is None:
            return
        for name in {path.names[0] for path in paths(field.formula.tree)}:
            if name in formulas and name != field.key:
                visit(formulas[name])
        done[field.key] = field

    for field in formulas.values():
        visit(field)
    return tuple(done.values())
