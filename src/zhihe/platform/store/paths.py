"""What a dotted path of field names means, from a model over its links: ``supplier.code``, ``lines.item.code``."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

from zhihe.errors import Invalid
from zhihe.kernels.expression import Path
from zhihe.kernels.expression.env import without_this
from zhihe.platform.model.elements import Choice, Field, Label, Model, Registry
from zhihe.platform.model.system import SYSTEM_LABELS, system_fields
from zhihe.platform.store.columns import Storage, storage_of
from zhihe.platform.store.tables import system_columns

LONGEST = 6
"""Names in one path; each but the last is a join."""
USERS = Model(
    "user", "user", "", "record", Label("用户", "User"), "users",
    fields={key: Field(key, key, "text", Label(key, key), key) for key in ("login", "name")},
)  # fmt: skip
"""The users of the installation, as far as links to them show them; no definition declares them."""


@dataclass(frozen=True, slots=True)
class Described:
    """The end of a path: its field, the model that has it, and how it is stored (None: computed when read).

    ``relation`` is how many names lead to the lines the path goes through, 0 when it goes through none. ``names``
    start at the base of a view; ``view`` is set where it is a view's own formula instead.
    """

    names: tuple[str, ...]
    model: Model
    field: Field
    storage: Storage | None
    relation: int = 0
    view: bool = False

    @property
    def kind(self) -> str:
        """The field type that its values have; a formula's is its result's."""
        return self.field.formula_type or "text" if self.field.type == "formula" else self.field.type

    @property
    def computed_whole(self) -> bool:
        """Whether it is an integer computed when read: SQL counts in decimals, so it comes as one."""
        return self.storage is None and self.kind == "integer"

    @property
    def pair(self) -> bool:
        """Whether it is a link to any model, kept in two columns."""
        return self.field.type == "link" and self.field.to == "any"


@dataclass(frozen=True, slots=True)
class Sight:
    """What the asker may name: the definitions without the fields hidden from him.

    ``hidden`` are fields by model; ``readable`` the models a path may enter, None for all.
    """

    registry: Registry
    hidden: Mapping[str, frozenset[str]]
    readable: frozenset[str] | None = None
    key: tuple[object, ...] = field(init=False)
    """What a list made with it depends on."""

    def __post_init__(self) -> None:
        hidden = frozenset((model, fields) for model, fields in self.hidden.items() if fields)
        object.__setattr__(self, "key", (hidden, self.readable))

    def opens(self, model: str) -> bool:
        """Whether the asker may look into this model's records."""
        return self.readable is None or model in self.readable

    def describe(self, model: Model, path: str | tuple[str, ...]) -> Described:
        """Follow a path; Invalid names the part that does not exist and what does, hidden fields left out."""
        names = tuple(path.split(".")) if isinstance(path, str) else path
        if len(names) > LONGEST:
            raise Invalid("path.long", f"{'.'.join(names)}: a path has at most {LONGEST} names.", field=".".join(names))
        if model.kind == "view":
            return self._of_view(model, names)
        at, relation = model, 0
        for place, name in enumerate(names):
            field = self._field(at, name, names)
            if place == len(names) - 1:
                return Described(names, at, field, self._storage(at, field), relation)
            if field.type == "lines":
                if relation:
                    raise self._lost(at, name, names, "a path may go through lines once")
                relation = place + 1
                at = self.registry.models[field.of]
                continue
            target = self.registry.models.get(field.to) if field.type == "link" else None
            if target is None or (self.readable is not None and target.key not in self.readable):
                raise self._lost(at, name, names, "a path goes on behind a link to one model only")
            at = target
        raise AssertionError

    def _of_view(self, view: Model, names: tuple[str, ...]) -> Described:
        """A view's field that is nothing but a path stands for that path, so that indexes and links work behind it."""
        if names == ("id",):
            return Sight(self.registry, {}).describe(self.registry.models[view.view_from], names)
        field = self._field(view, names[0], names)
        if field.formula is not None and isinstance(field.formula.tree, Path):
            base = self.registry.models[view.view_from]
            path = without_this(field.formula.tree.names)
            aliases = aliases_of(self.registry, view)
            # What the view shows of models that the asker cannot read is its author's decision; a field that passes
            # a hidden one is hidden by itself. What lies behind the field is looked into as anywhere.
            open_sight = Sight(self.registry, {}, None)
            own = (*aliases.get(path[0], path[:1]), *path[1:])
            if len(names) > 1:
                self._behind(view, open_sight.describe(base, own), names)
            return open_sight.describe(base, (*own, *names[1:]))
        if len(names) > 1:
            raise self._lost(view, names[0], names, "a path goes on behind a link only")
        return Described(names, view, field, None, view=True)

    def _behind(self, view: Model, at: Described, names: tuple[str, ...]) -> None:
        """Refuse a path behind a view's link that the asker could not follow from the linked model itself."""
        target = self.registry.models.get(at.field.to) if at.field.type == "link" else None
        if target is None or not self.opens(target.key):
            raise self._lost(view, names[0], names, "a path goes on behind a link to one model only")
        self.describe(target, names[1:])

    def _field(self, model: Model, name: str, names: tuple[str, ...]) -> Field:
        field = fields_of(model).get(name)
        if field is None or field.retired or name in self.hidden.get(model.key, ()):
            raise self._lost(model, name, names, "there is no such field")
        return field

    def _lost(self, model: Model, name: str, names: tuple[str, ...], reason: str) -> Invalid:
        allowed = [key for key in fields_of(model) if key not in self.hidden.get(model.key, ())]
        near = difflib.get_close_matches(name, allowed, n=1)
        hint = f"did you mean {near[0]}?" if near else f"{model.key} has {', '.join(sorted(allowed))}."
        return Invalid(
            "field.unknown",
            f"{'.'.join(names)}: {model.key}.{name}: {reason}; {hint}",
            field=".".join(names),
            model=model.key,
            allowed=allowed,
        )

    def _storage(self, model: Model, field: Field) -> Storage | None:
        if field.column == "" and field.type == "lines":
            return None
        own = system_columns(model).get(field.key) if model.kind == "record" else None
        return own or storage_of(field)


@lru_cache(maxsize=4_096)
def fields_of(model: Model) -> Mapping[str, Field]:
    """The fields of a model with those of the system, and a line's parent under its own name; not to be changed."""
    found = dict(system_fields(model)) | dict(model.fields)
    if model.states is not None and "state" in found:
        choices = tuple(Choice(key, model.states.labels.get(key, Label(key, key))) for key in model.states.transitions)
        found["state"] = replace(found["state"], choices=choices)
    if model.line_of:
        parent = Field("parent_id", "parent_id", "link", SYSTEM_LABELS["parent_id"], "parent_id", to=model.line_of)
        found |= {"parent_id": parent, model.parent_key or "parent": parent}
    return MappingProxyType(found)


def aliases_of(registry: Registry, view: Model) -> dict[str, tuple[str, ...]]:
    """The path from a view's base that each of its aliases stands for."""
    known: dict[str, tuple[str, ...]] = {}
    models: dict[tuple[str, ...], Model] = {(): registry.models[view.view_from]}
    for join in view.joins:
        for path, model in list(models.items()):
            if join.alias in fields_of(model):
                known[join.alias] = (*path, join.alias)
                models[known[join.alias]] = registry.models[join.model]
                break
    return known


def name_field(model: Model) -> str:
    """The field that names a record to people: its number, or the one field of its natural key, or nothing."""
    if model.number is not None:
        return "number"
    if len(model.natural_key) == 1:
        return model.natural_key[0]
    return "code" if "code" in model.fields else ""


def checkable(field: Field) -> Field:
    """The field without its bounds: what is asked for may lie beyond what may be saved."""
    return replace(field, minimum="", maximum="", decimals=None, length=None, required=False)
