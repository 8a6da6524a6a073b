"""What the write path needs to know of a model, derived once per definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from zhihe.kernels.expression import paths
from zhihe.platform.model.elements import Field, Model

SYSTEM = frozenset({"id", "version", "state", "number", "created_at", "created_by", "updated_at", "updated_by"})
LINE_SYSTEM = frozenset({"id", "parent_id", "position"})


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of a model by their part in a save; ``formulas`` in an order in which each finds its inputs."""

    stored: Mapping[str, Field]
    lines: Mapping[str, Field]
    formulas: tuple[Field, ...]
    virtual: tuple[Field, ...]
    defaults: tuple[Field, ...]
    links: Mapping[str, Field]


@lru_cache(maxsize=4096)
def shape(model: Model) -> Shape:
    """The shape of a model; models are immutable, so it is made once for each."""
    live = {key: field for key, field in model.fields.items() if not field.retired}
    formulas = {key: field for key, field in live.items() if field.formula is not None}
    return Shape(
        stored={k: f for k, f in live.items() if f.type != "lines" and (f.formula is None or f.store)},
        lines={k: f for k, f in live.items() if f.type == "lines"},
        formulas=_ordered({k: f for k, f in formulas.items() if f.store}),
        virtual=tuple(f for f in formulas.values() if not f.store),
        defaults=tuple(f for f in live.values() if f.default is not None),
        links={k: f for k, f in live.items() if f.type == "link" and f.to != "any"},
    )


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
