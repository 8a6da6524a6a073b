"""Stored formulas when definitions change: which of them to compute anew, in which order, and in one statement each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Update, cast, select

from zhihe.errors import Invalid
from zhihe.kernels.expression import paths
from zhihe.platform.model.elements import Expression, Field, Model, Registry
from zhihe.platform.store.columns import storage_of
from zhihe.platform.store.facts import TableFacts
from zhihe.platform.store.given import moments
from zhihe.platform.store.paths import Sight
from zhihe.platform.store.plan import Problem, Step
from zhihe.platform.store.source import source_of, value_of
from zhihe.platform.store.statement import compiled

if TYPE_CHECKING:
    from zhihe.platform.store.catalog import Catalog
    from zhihe.platform.store.session import Transaction

Key = tuple[str, str]
"""A model and one of its fields."""


def changed(catalog: Catalog, old: Registry, actual: Mapping[str, TableFacts]) -> Iterator[Step]:
    """A step for each stored formula whose text, or the text of one it reads, is not what it was; inputs first."""
    before = {field.uid: field.formula.text for _key, field in _stored(old) if field.formula is not None}
    fields = dict(_stored(catalog.registry))
    reads = {key: _reads(catalog.registry, key, field.formula, fields) for key, field in fields.items()}
    stale = {key for key, field in fields.items() if field.formula and before.get(field.uid) != field.formula.text}
    grown = True
    while grown:
        more = {key for key, read in reads.items() if read & stale} - stale
        stale |= more
        grown = bool(more)
    for key in _ordered(reads):
        model = catalog.registry.models[key[0]]
        if key in stale and model.table in actual:
            yield Step("compute", model.key, model.table, key[1], _text(fields[key].formula))


def unanswerable(catalog: Catalog, steps: list[Step]) -> Iterator[Problem]:
    """Formulas that the database cannot compute for the rows that are there."""
    for step in steps:
        model = catalog.registry.models.get(step.model)
        field = model.fields.get(step.field) if model is not None else None
        if step.kind != "compute" or step.rows == 0 or model is None or field is None:
            continue
        try:
            _update(catalog, model, field)
        except Invalid as error:
            yield Problem(
                "formula.compute",
                model.key,
                field.key,
                f"{model.key}.{field.key} cannot be computed for the {step.rows} rows that are there: {error.message} "
                "Store a formula of fields only, or compute it when read.",
                step.rows,
            )


def compute(tx: Transaction, catalog: Catalog, step: Step) -> None:
    """Compute a stored formula for all rows of its table."""
    model = catalog.registry.models[step.model]
    statement = compiled(_update(catalog, model, model.fields[step.field]), catalog.registry.hash[:12])
    tx.execute(statement, moments(None))


def _update(catalog: Catalog, model: Model, field: Field) -> Update:
    """Set the formula's column where its value is another one."""
    storage = storage_of(field)
    if field.formula is None or storage is None:
        raise Invalid("formula.none", f"{model.key}.{field.key} is no stored formula.", field=field.key)
    table = catalog.table(model)
    source = source_of(catalog, model, "s")
    value = cast(value_of(source.compiled(field.formula, None)), storage.type).label("value")
    found = select(source.table.c.id.label("id"), value).select_from(source.from_clause()).subquery("v")
    column = table.c[field.column]
    return (
        table.update()
        .where(table.c.id == found.c.id, column.is_distinct_from(found.c.value))
        .values({field.column: found.c.value})
    )


def _stored(registry: Registry) -> Iterator[tuple[Key, Field]]:
    for model in registry.models.values():
        for field in model.fields.values():
            if model.kind == "record" and field.formula is not None and field.store and not field.retired:
                yield (model.key, field.key), field


def _reads(registry: Registry, key: Key, formula: Expression | None, fields: Mapping[Key, Field]) -> set[Key]:
    """The stored formulas that a formula reads, by its own names and over links."""
    sight = Sight(registry, {})
    found = set()
    for path in paths(formula.tree) if formula is not None else ():
        names = path.names[1:] if path.names[0] == "this" else path.names
        try:
            at = sight.describe(registry.models[key[0]], names)
        except Invalid:
            continue  # a name from outside the record
        found.add((at.model.key, at.field.key))
    return found & fields.keys()


def _ordered(reads: Mapping[Key, set[Key]]) -> Iterator[Key]:
    """Inputs before what reads them; a ring was refused when the definitions were checked."""
    done: set[Key] = set()

    def visit(key: Key) -> Iterator[Key]:
        if key not in done:
            done.add(key)
            for other in sorted(reads[key]):
                yield from visit(other)
            yield key

    for key in sorted(reads):
        yield from visit(key)


def _text(formula: Expression | None) -> str:
    return formula.text if formula is not None else ""
