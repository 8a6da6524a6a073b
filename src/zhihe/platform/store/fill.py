"""What existing rows get when a publish asks more of them: defaults, and grams of what is searched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, LiteralString

import orjson
from psycopg import sql
from sqlalchemy import Table

from zhihe.kernels.expression import Literal
from zhihe.platform.model.elements import Field, Model, Registry
from zhihe.platform.store import grams
from zhihe.platform.store.columns import array, storage_of
from zhihe.platform.store.facts import TableFacts
from zhihe.platform.store.plan import Step
from zhihe.platform.store.tables import FIELD, SEARCH, physical

if TYPE_CHECKING:
    from zhihe.platform.store.catalog import Catalog
    from zhihe.platform.store.session import Transaction

NIL = "00000000-0000-0000-0000-000000000000"
BATCH = 5_000
_SYSTEM: Mapping[str, LiteralString] = MappingProxyType({"version": "1", "created_at": "now()", "updated_at": "now()"})


def fills(steps: list[Step], registry: Registry, tables: Mapping[str, Table]) -> Iterator[Step]:
    """For each column that becomes required, the step that fills it where a constant can."""
    for step in steps:
        if step.kind != "require":
            continue
        value = _constant(registry.models[step.model], step.field)
        if value is not None:
            column = next(each for each in tables[step.table].columns if each.info.get(FIELD, each.name) == step.field)
            text = sql.SQL("update {table} set {column} = {value} where {column} is null").format(
                table=sql.Identifier(step.table), column=sql.Identifier(column.name), value=value
            )
            yield Step("fill", step.model, step.table, step.field, value.as_string().strip("'"), 0, (text.as_string(),))


def _constant(model: Model, key: str) -> sql.Composable | None:
    """The constant for rows that have no value: the field's default, the first state, an absent dimension."""
    if key == "state" and model.states is not None and "state" not in model.fields:
        return sql.Literal(model.states.initial)
    field = model.fields.get(key)
    if field is None:
        return sql.SQL(_SYSTEM[key]) if key in _SYSTEM else None
    if field.key in model.dimensions and field.optional:
        return sql.Literal(NIL)
    return _default(field)


def _default(field: Field) -> sql.Composable | None:
    storage = storage_of(field)
    if field.default is None or storage is None or not isinstance(field.default.tree, Literal):
        return None
    value = field.default.tree.value
    if value is None:
        return None
    if storage.kind == "list":
        return sql.Literal(array([value]))
    return sql.Literal(storage.encode(float(value) if storage.kind == "number" else value))


def searched_anew(catalog: Catalog, old: Registry, actual: Mapping[str, TableFacts]) -> Iterator[Step]:
    """For each table that is there, whether its rows are searched by other fields than before."""
    before = {model.uid: model for model in old.models.values()}
    for model in catalog.registry.models.values():
        if model.kind != "record" or model.table not in actual:
            continue
        was = before.get(model.uid)
        if model.search and (was is None or _searched(was) != _searched(model)):
            yield Step("compute", model.key, model.table, SEARCH, ", ".join(model.search))


def make_grams(tx: Transaction, catalog: Catalog, step: Step) -> None:
    """Make the grams of all rows of a table, in batches, within the publish."""
    model = catalog.registry.models[step.model]
    columns = [physical(model, key) for key in model.search]
    read = sql.SQL("select id, {} from {} where id > %(after)s order by id limit %(batch)s").format(
        sql.SQL(", ").join(
            sql.SQL("{} as {}").format(sql.Identifier(column), sql.Identifier(key))
            for column, key in zip(columns, model.search, strict=True)
        ),
        sql.Identifier(model.table),
    )
    write = sql.SQL(
        "update {} t set search = v.search from json_to_recordset(%(rows)s::json) as v(id uuid, search text[]) "
        "where t.id = v.id"
    ).format(sql.Identifier(model.table))
    after = NIL
    while batch := tx.rows(read, {"after": after, "batch": BATCH}):
        after = batch[-1]["id"]
        tx.execute(
            write,
            {
                "rows": orjson.dumps(
                    [{"id": each["id"], "search": grams.of_row(model, each)} for each in batch]
                ).decode()
            },
        )


def _searched(model: Model) -> tuple[str, ...]:
    return tuple(model.fields[key].uid if key in model.fields else key for key in model.search)
