"""A formula, a look-up through links and a view are as strict as what they are worked out from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from zhihe.kernels.expression import paths
from zhihe.kernels.expression.env import without_this
from zhihe.platform.model.elements import Field, Model, Registry
from zhihe.platform.store.paths import aliases_of, fields_of

Marked = Callable[[Model], frozenset[str]]


@dataclass(slots=True)
class Inherited:
    """Which fields carry a mark, hidden or sensitive, by themselves (``marked``) or from what they are made of."""

    registry: Registry
    marked: Marked
    _known: dict[tuple[str, str], bool] = field(default_factory=dict)

    def of(self, model: Model) -> frozenset[str]:
        """The fields of a model that carry the mark, names of its lines' fields such as ``lines.price`` among them."""
        own = self.marked(model)
        aliases = aliases_of(self.registry, model) if model.kind == "view" else {}
        computed = {key for key, each in model.fields.items() if self._computed(model, each, aliases)}
        return own | computed

    def _computed(self, model: Model, each: Field, aliases: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether a formula goes through a marked field; a view's is written over its base."""
        if each.formula is None:
            return False
        base = self.registry.models[model.view_from] if model.kind == "view" else model
        found = (without_this(path.names) for path in paths(each.formula.tree))
        return any(self.passes(base, (*aliases.get(names[0], names[:1]), *names[1:])) for names in found if names)

    def passes(self, model: Model, names: tuple[str, ...]) -> bool:
        """Whether a path of names from a model goes through a marked field or ends at one."""
        at: Model | None = model
        for name in names:
            found = fields_of(at).get(name) if at is not None else None
            if at is None or found is None:
                # A name from outside the row: the user, a setting, the day.
                return False
            if self._carries(at, found):
                return True
            at = self.registry.models.get(found.of or found.to)
        return False

    def _carries(self, model: Model, each: Field) -> bool:
        key = (model.key, each.key)
        if key not in self._known:
            # Checked definitions have no circle of formulas; one would end here.
            self._known[key] = False
            self._known[key] = each.key in self.marked(model) or self._computed(model, each, {})
        return self._known[key]
