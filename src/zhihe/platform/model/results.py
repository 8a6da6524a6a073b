"""Which field type each formula yields, found from its expression when the definition does not say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from zhihe.kernels.currency import decimals_of
from zhihe.kernels.expression import ExpressionError, Path, Type, check, fits
from zhihe.platform.model.assemble import Assembly
from zhihe.platform.model.elements import Field, Model, Registry
from zhihe.platform.model.making import NO_LABEL, Making
from zhihe.platform.model.scope import DefinitionScope, scope_of, type_of
from zhihe.platform.model.system import system_fields

_FIELD_TYPES: Final[Mapping[str, str]] = {
    "bool": "boolean",
    "int": "integer",
    "decimal": "decimal",
    "text": "text",
    "enum": "text",
    "date": "date",
    "datetime": "datetime",
    "duration": "duration",
    "ref": "link",
}
UNKNOWN: Final = Type("null")


def infer_results(assembly: Assembly, making: Making, registry: Registry) -> Registry:
    """The Registry whose formula fields all have a type; the found types are written into the merged data too."""
    inference = _Inference(assembly, making, registry)
    models: dict[str, Model] = {}
    for key, model in registry.models.items():
        fields = {name: inference.field(model, each) for name, each in model.fields.items()}
        models[key] = replace(model, fields=fields) if fields != model.fields else model
    return replace(registry, models=models)


@dataclass(slots=True)
class _Inference:
    """Infers formulas in order of need; a formula that needs itself is a problem."""

    assembly: Assembly
    making: Making
    registry: Registry
    done: dict[tuple[str, str], Field] = field(default_factory=dict)
    open: list[tuple[str, str]] = field(default_factory=list)

    def field(self, model: Model, declared: Field) -> Field:
        """The field with its result type."""
        if declared.type != "formula":
            return declared
        place = (model.key, declared.key)
        if place not in self.done:
            self.done[place] = self._infer(model, declared, place)
        return self.done[place]

    def _type(self, model: Model, declared: Field) -> Type:
        place = (model.key, declared.key)
        if place in self.open:
            ring = " -> ".join(key for _, key in [*self.open[self.open.index(place) :], place])
            raise ExpressionError("ring", f"the formula needs itself: {ring}")
        return type_of(self.field(model, declared))

    def _infer(self, model: Model, declared: Field, place: tuple[str, str]) -> Field:
        if declared.formula is None:
            return declared
        scope = scope_of(self.registry, model, self._type)
        self.open.append(place)
        try:
            found = check(declared.formula.tree, scope)
        except ExpressionError as error:
            self._problem(model, declared, str(error))
            return declared
        finally:
            self.open.pop()
        return self._typed(model, declared, found, scope)

    def _problem(self, model: Model, declared: Field, message: str) -> None:
        text = declared.formula.text if declared.formula else ""
        self.assembly.places.problem(("model", model.key), (*_path(model, declared), "as"), f"{message}, in: {text}")

    def _typed(self, model: Model, declared: Field, found: Type, scope: DefinitionScope) -> Field:
        source = self._source(declared, scope)
        if declared.formula_type:
            wanted = type_of(replace(declared, type=declared.formula_type))
            if not fits(found, wanted):
                self._problem(model, declared, f"the expression yields {found}, not {declared.formula_type}")
            return declared
        if source is not None:
            return self._keep(model, _like(declared, source))
        if found.kind not in _FIELD_TYPES:
            self._problem(model, declared, f"the expression yields {found}, which no field can hold")
            return declared
        return self._keep(model, replace(declared, formula_type=_FIELD_TYPES[found.kind], to=found.target or ""))

    def _source(self, declared: Field, scope: DefinitionScope) -> Field | None:
        """The field a formula that is nothing but a path leads to."""
        tree = declared.formula.tree if declared.formula else None
        if not isinstance(tree, Path):
            return None
        model, owner = scope.model, None
        for name in tree.names[:-1]:
            member = scope.member(owner, name)
            owner = member.type if member else None
            model = self.registry.models.get(owner.target or "") if owner else None
        if model is None:
            return None
        found = model.fields.get(tree.names[-1])
        if found is not None:
            return self.field(model, found)
        system = system_fields(model).get(tree.names[-1])
        return None if system is None or system.type in {"link", "choice"} else system

    def _keep(self, model: Model, result: Field) -> Field:
        """Write what was found into the merged data, so that stored content needs no inference."""
        section = self.making.models[model.key]["fields"]
        data = section[result.key]
        kept: dict[str, Any] = {"as": data} if isinstance(data, str) else data
        found = {"result": result.formula_type, "to": result.to, "unit": result.unit, "currency": result.currency}
        kept |= {key: value for key, value in found.items() if value}
        if result.choice_list:
            kept["of"] = result.choice_list
        elif result.choices:
            kept["of"] = {each.key: {"zh": each.label.zh, "en": each.label.en} for each in result.choices}
        if result.label != NO_LABEL:
            kept["label"] = {"zh": result.label.zh, "en": result.label.en}
        section[result.key] = kept
        return result


def _like(declared: Field, source: Field) -> Field:
    """A formula that shows another field has its type and what belongs to it."""
    return replace(
        declared,
        formula_type=source.formula_type if source.type == "formula" else source.type,
        to=source.to,
        choices=source.choices,
        choice_list=source.choice_list,
        unit=declared.unit or (source.unit if "." not in source.unit else ""),
        currency=declared.currency or (source.currency if decimals_of(source.currency) is not None else ""),
        label=declared.label if declared.label != NO_LABEL else source.label,
    )


def _path(model: Model, declared: Field) -> tuple[str, ...]:
    """Where a field stands in its file."""
    if model.kind == "ledger":
        return ("dimensions" if declared.key in model.dimensions else "measures", declared.key)
    return ("edge" if model.kind == "edges" else "fields", declared.key)
