"""From definitions to tables: the one place that says which table, columns and indexes a model has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Column, Constraint, ForeignKeyConstraint, Index, Integer, MetaData, PrimaryKeyConstraint, Table

from zhihe.platform.model.elements import Field, Model, Registry
from zhihe.platform.store.columns import GRAMS, IDENTITY, INSTANT, TEXT, WHOLE, Storage, storage_of
from zhihe.platform.store.failures import Place
from zhihe.platform.store.naming import any_model, name

MODEL = "model"
"""Key of ``Table.info``: the model's key."""
UID = "uid"
"""Key of ``Table.info`` and ``Column.info``: the permanent identity behind a name that may change."""
FIELD = "field"
"""Key of ``Column.info``: the field's key, or the system column's name."""
SEARCH = "search"


def build(registry: Registry) -> MetaData:
    """All tables of these definitions, in one MetaData without schema: the search path names the company."""
    metadata = MetaData()
    for model in registry.models.values():
        if model.kind == "record":
            _record(metadata, model, registry)
        elif model.kind != "view":
            _posted(metadata, model)
    return metadata


def _posted(metadata: MetaData, model: Model) -> None:
    """The tables of a ledger, of edges or of a series."""
    from zhihe.platform.store.tables_ledger import tables_for

    for table in tables_for(model):
        copied = table.to_metadata(metadata)
        copied.info.setdefault(MODEL, model.key)
        copied.info.setdefault(UID, model.uid)


def places(metadata: MetaData) -> dict[str, Place]:
    """What each table, constraint and index stands for."""
    found: dict[str, Place] = {}
    for table in metadata.tables.values():
        model = table.info[MODEL]
        found[table.name] = Place(model)
        groups: list[Index | Constraint] = [*table.indexes, *table.constraints]
        for group in groups:
            columns: Iterable[Column[Any]] = getattr(group, "columns", ())
            found[str(group.name)] = Place(model, tuple(each.info.get(FIELD, each.name) for each in columns))
    return found


def stored_fields(model: Model) -> dict[str, tuple[Field, Storage]]:
    """The fields of a model that have a column, by key."""
    found = {}
    for key, field in model.fields.items():
        storage = storage_of(field)
        if storage is not None:
            found[key] = (field, storage)
    return found


def system_columns(model: Model) -> dict[str, Storage]:
    """The columns that every record has, or every line, beside its fields."""
    if model.line_of:
        return {"id": IDENTITY, "parent_id": IDENTITY, "position": WHOLE}
    columns = {"id": IDENTITY, "version": WHOLE}
    if model.states is not None:
        columns["state"] = TEXT
    if model.number is not None:
        columns["number"] = TEXT
    return columns | {"created_at": INSTANT, "created_by": IDENTITY, "updated_at": INSTANT, "updated_by": IDENTITY}


_OPTIONAL = frozenset({"number", "created_by", "updated_by"})


def _record(metadata: MetaData, model: Model, registry: Registry) -> None:
    columns = [
        _column(key, storage, uid=key, field=key, nullable=key in _OPTIONAL)
        for key, storage in system_columns(model).items()
    ]
    for field, storage in stored_fields(model).values():
        columns.extend(_field_columns(field, storage))
    if model.search:
        columns.append(_column(SEARCH, GRAMS, uid=SEARCH, field=SEARCH, nullable=True))
    table = Table(
        model.table,
        metadata,
        *columns,
        PrimaryKeyConstraint("id", name=name("pk", model.table)),
        *_foreign_keys(model, registry),
        info={MODEL: model.key, UID: model.uid},
    )
    for index in _indexes(model, table):
        table.append_constraint(index)


def _column(column: str, storage: Storage, *, uid: str, field: str, nullable: bool) -> Column[Any]:
    kind = Integer() if column in {"version", "position"} else storage.type
    return Column(column, kind, nullable=nullable, info={UID: uid, FIELD: field})


def _field_columns(field: Field, storage: Storage) -> Iterator[Column[Any]]:
    nullable = not obligatory(field)
    yield _column(field.column, storage, uid=field.uid, field=field.key, nullable=nullable)
    if field.type == "link" and field.to == "any":
        yield _column(
            any_model(field.column), TEXT, uid=any_model(field.uid), field=any_model(field.key), nullable=nullable
        )


def obligatory(field: Field) -> bool:
    """Whether the column itself refuses null."""
    return field.required and field.required_if is None and not field.retired and field.formula is None


def _foreign_keys(model: Model, registry: Registry) -> Iterator[ForeignKeyConstraint]:
    if model.line_of:
        parent = registry.models[model.line_of].table
        yield ForeignKeyConstraint(
            ["parent_id"], [f"{parent}.id"], name=name("fk", model.table, "parent_id"), ondelete="CASCADE"
        )
    for field in model.fields.values():
        target = registry.models.get(field.to)
        if field.type == "link" and not field.retired and target is not None and target.kind == "record":
            yield ForeignKeyConstraint(
                [field.column],
                [f"{target.table}.id"],
                name=name("fk", model.table, field.column),
                ondelete="SET NULL" if field.on_delete == "set_null" else None,
            )


def _indexes(model: Model, table: Table) -> Iterator[Index]:
    """Named indexes only; one that a wider one begins with is left out."""
    wanted: dict[tuple[str, ...], bool] = {}
    for group in _unique_groups(model):
        wanted[tuple(physical(model, key) for key in group)] = True
    for columns in _plain_groups(model):
        covered = any(unique and have == columns for have, unique in wanted.items())
        longer = any(have[: len(columns)] == columns for have in wanted)
        if not covered and not longer:
            wanted[columns] = False
    for columns, unique in wanted.items():
        parts = [table.c[each] for each in columns]
        if unique:
            # A set in which «none» counts as a value; a single optional code may be missing many times.
            together = True if len(columns) > 1 else None
            label = name("uq", model.table, *columns)
            yield Index(label, *parts, unique=True, postgresql_nulls_not_distinct=together)
        else:
            yield Index(name("ix", model.table, *columns), *parts)
    if model.search:
        yield Index(name("ix", model.table, SEARCH), table.c[SEARCH], postgresql_using="gin")
    for field in model.fields.values():
        if field.type == "links" and not field.retired:
            yield Index(name("ix", model.table, field.column), table.c[field.column], postgresql_using="gin")


def _unique_groups(model: Model) -> Iterator[tuple[str, ...]]:
    if model.number is not None:
        yield ("number",)
    for field in model.fields.values():
        if field.unique and not field.retired:
            yield (field.key,)
    yield from model.unique


def _plain_groups(model: Model) -> Iterator[tuple[str, ...]]:
    """The longest first, so that a shorter one with the same beginning is seen to be covered."""
    groups: list[tuple[str, ...]] = []
    if model.line_of:
        groups.append(("parent_id", "position"))
    else:
        groups.append(("created_at", "id"))
    if model.states is not None and not model.line_of:
        groups.append(("state", "id"))
    groups.extend((*(physical(model, key) for key in group), "id") for group in model.indexes)
    if model.natural_key:
        groups.append(tuple(physical(model, key) for key in model.natural_key))
    for field in model.fields.values():
        if field.retired:
            continue
        if field.type == "link":
            groups.append((field.column,) if field.to != "any" else (field.column, any_model(field.column)))
    yield from sorted(dict.fromkeys(groups), key=len, reverse=True)


def physical(model: Model, key: str) -> str:
    """The column of a field, or of a system column, which is called as it is."""
    field = model.fields.get(key)
    return field.column if field is not None else key
