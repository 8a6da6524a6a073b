"""What every part of the check shares: the Registry, where values stand, what an app may reach, how names are found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from zhihe.kernels.expression import ExpressionError, Type, check
from zhihe.kernels.expression import Node as Tree
from zhihe.platform.model.elements import Expression, Field, Model, Registry
from zhihe.platform.model.making import Making
from zhihe.platform.model.places import Owner, Places
from zhihe.platform.model.problems import allowed
from zhihe.platform.model.reader import Path
from zhihe.platform.model.scope import DefinitionScope
from zhihe.platform.model.system import system_fields


@dataclass(frozen=True, slots=True)
class Heard:
    """An expression with the scope it was checked in."""

    owner: Owner
    path: Path
    tree: Tree
    scope: DefinitionScope


@dataclass(frozen=True, slots=True)
class Checking:
    """One check over all definitions; ``reach`` are the apps each app may speak of: itself and what it stands on.

    ``heard`` are the expressions met on the way, with what their names mean.
    """

    making: Making
    registry: Registry
    reach: Mapping[str, frozenset[str]]
    heard: list[Heard] = field(default_factory=list)

    @property
    def places(self) -> Places:
        """Where values stand, and where problems go."""
        return self.making.places

    def problem(self, owner: Owner, path: Path, message: str) -> None:
        """Note what is wrong."""
        self.places.problem(owner, path, message)

    def known(self, owner: Owner, path: Path, name: str, names: Iterable[str], what: str) -> bool:
        """Whether a name is among the known ones; a problem otherwise."""
        listed = list(names)
        if name in listed:
            return True
        self.problem(owner, path, f"there is no {what} {name}; {allowed(name, listed)}")
        return False

    def reachable(self, app: str, owner: Owner, path: Path, other: str, what: str) -> bool:
        """Whether an app may speak of what another app owns; a problem otherwise."""
        if other in self.reach.get(app, frozenset()):
            return True
        self.problem(
            owner, path, f"{what} belongs to app {other}, on which app {app} does not depend; add it to depends"
        )
        return False

    def model(self, app: str, owner: Owner, path: Path, name: str) -> Model | None:
        """A model that an app may speak of, or a problem."""
        if not self.known(owner, path, name, self.registry.models, "model"):
            return None
        model = self.registry.models[name]
        return model if self.reachable(app, owner, path, model.app, f"model {name}") else None

    def typed(
        self,
        expression: Expression | None,
        scope: DefinitionScope,
        owner: Owner,
        path: Path,
        expect: Type | None = None,
    ) -> Type | None:
        """Check an expression in a scope; its type, or None after a problem."""
        if expression is None:
            return None
        return self.tree(expression.tree, expression.text, scope, owner, path, expect)

    def tree(
        self, tree: Tree, text: str, scope: DefinitionScope, owner: Owner, path: Path, expect: Type | None = None
    ) -> Type | None:
        """Check a tree that was made from a text."""
        self.heard.append(Heard(owner, path, tree, scope))
        try:
            return check(tree, scope, expect=expect)
        except ExpressionError as error:
            said = str(error).replace(" in event.", " in this.") if scope.event is not None else str(error)
            self.problem(owner, path, f"{said}{self._quoting(error, scope)}, in: {text}")
            return None

    def _quoting(self, error: ExpressionError, scope: DefinitionScope) -> str:
        """A hint where a name is a value of some choice: YAML takes the quotes of 'draft' away."""
        name = error.facts.get("name")
        values = {choice.key for listed in self.registry.choices.values() for choice in listed}
        if scope.model is not None:
            values |= {choice.key for each in scope.model.fields.values() for choice in each.choices}
            values |= set(scope.model.states.transitions) if scope.model.states else set()
        if error.code == "unknown_name" and name in values:
            return f"; the value is written \"'{name}'\", because YAML removes single quotes"
        return ""


def reach_of(registry: Registry) -> dict[str, frozenset[str]]:
    """What each app may speak of: itself and, through any number of steps, the apps it depends on."""
    found: dict[str, frozenset[str]] = {}
    for key, app in registry.apps.items():
        # Apps come in order of dependency, so what they stand on is known already (unless there is a ring).
        below = [found.get(name, frozenset({name})) for name in app.depends]
        found[key] = frozenset({key}).union(*below)
    return found


def fields_of(model: Model) -> dict[str, Field]:
    """All fields of a model, the platform's own among them."""
    return {**system_fields(model), **model.fields}


def follow(registry: Registry, model: Model, path: str) -> Field | None:
    """The field a dotted path leads to through links; None when a name on the way is unknown."""
    *links, last = path.split(".")
    for name in links:
        target = model.line_of if name == model.parent_key else ""
        found = fields_of(model).get(name)
        target = target or (found.to if found is not None and found.type == "link" else "")
        if target not in registry.models:
            return None
        model = registry.models[target]
    return fields_of(model).get(last)
