"""What names mean at each place of a definition: the scopes that the expression language is checked against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from zhihe.kernels.expression import (
    BOOL,
    DATE,
    DATETIME,
    DECIMAL,
    DURATION,
    INT,
    REF,
    TEXT,
    ExpressionError,
    Function,
    Member,
    Type,
    enum_of,
    list_of,
    ref_to,
    row_of,
)
from zhihe.platform.model.elements import Field, Model, Registry
from zhihe.platform.model.system import system_fields

USER: Final = Type("ref", target="user")
_PLAIN: Final[Mapping[str, Type]] = {
    **dict.fromkeys(("text", "long_text", "rich_text", "code", "phone_email_url"), TEXT),
    **dict.fromkeys(("decimal", "number", "quantity", "money", "percent"), DECIMAL),
    "integer": INT,
    "boolean": BOOL,
    "date": DATE,
    "datetime": DATETIME,
    "duration": DURATION,
    "user": REF,
}
_NO_VALUE: Final = frozenset({"time", "file", "image", "signature", "json"})
"""Types an expression cannot look into."""

INPUT: Final = "#input"
SETTING: Final = "#setting"
BEFORE: Final = "#before"


def type_of(declared: Field) -> Type:
    """The expression type of a field; formulas answer by their inferred field type."""
    kind = (declared.formula_type or "text") if declared.type == "formula" else declared.type
    if kind in {"choice", "choices"}:
        codes = enum_of(*(choice.key for choice in declared.choices)) if declared.choices else Type("enum")
        return codes if kind == "choice" else list_of(codes)
    if kind in {"link", "links"}:
        target = REF if declared.to in {"", "any"} else ref_to(declared.to)
        return target if kind == "link" else list_of(target)
    if kind == "lines":
        return list_of(row_of(declared.of))
    return _PLAIN.get(kind, Type("null"))


@dataclass(frozen=True, slots=True)
class DefinitionScope:
    """Names at one place: the fields of ``model`` bare, and the spaces that exist there.

    ``inputs`` are a step's or operation's; ``event`` is the event's record where the bare names are another model's
    (``find``); ``roots`` are further first names (a view's aliases). ``formula`` answers the type of a formula field
    that has not been inferred yet.
    """

    registry: Registry
    model: Model | None = None
    inputs: Mapping[str, Field] | None = None
    before: Model | None = None
    event: Model | None = None
    roots: Mapping[str, Member] = field(default_factory=dict)
    formula: Callable[[Model, Field], Type] | None = None

    def member(self, owner: Type | None, name: str) -> Member | None:
        """Look a name up; None when there is no such thing."""
        if owner is None:
            return self._root(name)
        if owner == USER:
            found = self._user().get(name)
            return Member(found) if found else None
        space = owner.target or ""
        if space == SETTING or space.startswith(INPUT):
            fields = self.registry.settings if space == SETTING else self._input_fields(space)
            return self._declared(fields, name, space)
        model = self.before if space == BEFORE else self.registry.models.get(space)
        return self._of_model(model, name) if model else None

    def _root(self, name: str) -> Member | None:
        own = self._of_model(self.model, name) if self.model else None
        if own is not None:
            return own
        if name in self.roots:
            return self.roots[name]
        found = self._spaces().get(name)
        return Member(found) if found else None

    def _spaces(self) -> dict[str, Type]:
        spaces = {"user": USER, "setting": row_of(SETTING)}
        if self.model is not None and self.model.kind == "record":
            spaces["this"] = ref_to(self.model.key)
        if self.inputs is not None:
            spaces["input"] = row_of(INPUT)
        if self.before is not None:
            spaces["before"] = row_of(BEFORE)
        if self.event is not None:
            spaces["event"] = ref_to(self.event.key)
        return spaces

    def _user(self) -> dict[str, Type]:
        roles = enum_of(*self.registry.roles)
        site = ref_to("site") if "site" in self.registry.models else REF
        return {"name": TEXT, "roles": list_of(roles), "sites": list_of(site)}

    def _input_fields(self, target: str) -> Mapping[str, Field]:
        """The inputs, or the columns of one of their lines: ``#input`` or ``#input.postings``."""
        _, _, lines = target.partition(".")
        inputs = self.inputs or {}
        return inputs[lines].fields if lines in inputs else inputs

    def _declared(self, fields: Mapping[str, Field], name: str, space: str) -> Member | None:
        found = fields.get(name)
        if found is None:
            return None
        if found.type == "lines" and space == INPUT:
            return Member(list_of(row_of(f"{INPUT}.{name}")), found.uid)
        return Member(_usable(found, type_of(found)), found.uid)

    def _of_model(self, model: Model, name: str) -> Member | None:
        """A field, a system field, or the parent of a line."""
        found = model.fields.get(name)
        if found is not None:
            return Member(_usable(found, self._type(model, found)), found.uid)
        if name == "state" and model.states:
            return Member(enum_of(*model.states.transitions), "state")
        system = system_fields(model).get(name)
        if system is not None:
            return Member(type_of(system), name)
        if model.line_of and name == model.parent_key:
            return Member(ref_to(model.line_of), name)
        return None

    def _type(self, model: Model, declared: Field) -> Type:
        if declared.type == "formula" and not declared.formula_type and self.formula is not None:
            return self.formula(model, declared)
        return type_of(declared)

    def members(self, owner: Type | None) -> Iterable[str]:
        """List the names there are, to suggest one."""
        if owner is None:
            return [*(self._names(self.model) if self.model else ()), *self.roots, *self._spaces()]
        if owner == USER:
            return list(self._user())
        if owner.target == SETTING:
            return list(self.registry.settings)
        if owner.target is not None and owner.target.startswith(INPUT):
            return list(self._input_fields(owner.target))
        model = self.before if owner.target == BEFORE else self.registry.models.get(owner.target or "")
        return self._names(model) if model else []

    def _names(self, model: Model) -> list[str]:
        parent = [model.parent_key] if model.line_of else []
        return [*model.fields, *system_fields(model), *parent]

    def function(self, name: str) -> Function | None:
        """Look up a function declared by an app."""
        found = self.registry.functions.get(name)
        if found is None:
            return None
        return Function(name, tuple(type_of(each) for each in found.parameters.values()), type_of(found.result))

    def functions(self) -> Iterable[str]:
        """List the declared functions, to suggest one."""
        return list(self.registry.functions)


def _usable(declared: Field, found: Type) -> Type:
    """Refuse a field whose value an expression cannot look into."""
    if declared.type in _NO_VALUE:
        raise ExpressionError(
            "no_value",
            f"{declared.key} is of type {declared.type}, which expressions cannot use; keep what you need in a field "
            "of its own",
            name=declared.key,
        )
    return found


def view_roots(registry: Registry, model: Model) -> dict[str, Member]:
    """The aliases of a view as first names, each with the uid of the link it follows; unknown models are left out."""
    reached = [registry.models[key] for key in (model.view_from,) if key in registry.models]
    roots: dict[str, Member] = {}
    for join in model.joins:
        links = [each.fields[join.alias].uid for each in reached if join.alias in each.fields]
        if join.model in registry.models:
            roots[join.alias] = Member(ref_to(join.model), links[0] if links else join.alias)
            reached.append(registry.models[join.model])
    return roots


def scope_of(
    registry: Registry, model: Model, formula: Callable[[Model, Field], Type] | None = None
) -> DefinitionScope:
    """The scope of a model's own formulas and row rights: its fields, or a view's base and aliases."""
    if model.kind != "view":
        return DefinitionScope(registry, model, formula=formula)
    base = registry.models.get(model.view_from)
    return DefinitionScope(registry, base, roots=view_roots(registry, model), formula=formula)
