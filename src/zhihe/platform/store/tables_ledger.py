"""The tables of ledgers, edges and series: what is appended, and the rows that stand for its sum.

What is appended (entries, edges, a series' rows) is partitioned by the month of ``posted_at`` where it grows for
ever, and refuses UPDATE and DELETE by trigger. A default partition takes a row whose month was not prepared, so
that no posting fails for want of one; ``partitions.ensure`` moves such rows out again.

``Table.info["after"]`` holds the statements to run once after the table and its indexes were made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Identity,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    text,
)

from zhihe.errors import Invalid
from zhihe.platform.model.elements import Field, Model
from zhihe.platform.store.columns import IDENTITY, INSTANT, STORAGE, TEXT, WHOLE, Storage, storage_of
from zhihe.platform.store.naming import any_model, name

AFTER = "after"
"""Key of ``Table.info``: statements that complete a new table."""
PART = "part"
"""Key of ``Table.info``: which of a model's tables this is; empty for what is appended."""
BALANCE = "balance"
GATE = "gate"
LINK = "link"
NIL = "00000000-0000-0000-0000-000000000000"
"""Stands for an absent optional dimension, so that the composite key is the identity."""

DEFAULT_SUFFIX = "_default"
REFUSE = "execute function zhihe.refuse_change()"

_DECIMAL = STORAGE["decimal"]
_DATE = STORAGE["date"]
_BOOLEAN = STORAGE["boolean"]
_KEY_KINDS = frozenset({"link", "text", "integer", "boolean", "date"})


def tables_for(model: Model) -> list[Table]:
    """All tables of a ledger, an edges or a series model; each in a MetaData of its own."""
    return {"ledger": tables_for_ledger, "edges": tables_for_edges, "series": tables_for_series}[model.kind](model)


def tables_for_ledger(model: Model) -> list[Table]:
    """Entries, balances and gates; Invalid for a dimension whose type cannot be part of a key."""
    return [_entries(model), _balance(model), _gate(model)]


def tables_for_edges(model: Model) -> list[Table]:
    """The edges as written, and the links: what is left of each pair after its counter edges."""
    return [_edges(model), _link(model)]


def tables_for_series(model: Model) -> list[Table]:
    """The one table of a series; ``position`` is the order of arrival."""
    columns = [
        _own("position", WHOLE, Identity(always=True)),
        _own("posted_at", INSTANT),
        *(column for field in model.fields.values() for column in field_columns(field)),
    ]
    keys = [model.fields[key].column for key in model.series_key]
    table = _table(model, "", columns, ["position", "posted_at"], partitioned=True)
    Index(name("ix", table.name, *keys, "position"), *(table.c[key] for key in (*keys, "position")))
    return [table]


def field_columns(field: Field, *, nullable: bool | None = None) -> Iterator[Column[Any]]:
    """The column of a field, and the second one of a link to any model; none when it is not stored."""
    storage = storage_of(field)
    if storage is None:
        return
    empty = not field.required if nullable is None else nullable
    yield _column(field.column, storage, uid=field.uid, key=field.key, nullable=empty)
    if field.type == "link" and field.to == "any":
        yield _column(any_model(field.column), TEXT, uid=any_model(field.uid), key=any_model(field.key), nullable=True)


def part_name(model: Model, part: str) -> str:
    """The physical name of one of a model's tables."""
    return f"{model.table}_{part}" if part else model.table


def key_storage(model: Model, key: str) -> Storage:
    """How a dimension is stored; Invalid when it cannot be part of a key."""
    field = model.fields[key]
    storage = storage_of(field)
    optional = ("link",) if field.optional else tuple(_KEY_KINDS)
    if storage is None or storage.kind not in _KEY_KINDS or storage.kind not in optional:
        raise Invalid(
            "ledger.dimension",
            f"{model.key}.{key}: {'an optional' if field.optional else 'a'} dimension is one of "
            f"{', '.join(sorted(optional))}, not {field.type}; choose another type.",
            model=model.key,
            field=key,
            value=field.type,
        )
    return storage


def counted(model: Model) -> tuple[str, ...]:
    """The measures that never go below zero; the first of them is what can be reserved."""
    return tuple(key for key in model.measures if model.fields[key].never_negative)


def _entries(model: Model) -> Table:
    columns = [
        _own("id", IDENTITY),
        _own("posting", IDENTITY),
        _own("movement", TEXT),
        _own("business_date", _DATE),
        _own("posted_at", INSTANT),
        _own("cause", IDENTITY),
        _own(any_model("cause"), TEXT),
        _own("posted_by", IDENTITY),
        *_dimension_columns(model),
        *(c for key in model.measures for c in field_columns(model.fields[key], nullable=False)),
    ]
    table = _table(model, "", columns, ["posting", "id", "posted_at"], partitioned=True)
    Index(name("ix", table.name, "cause"), table.c.cause)
    for key in model.gates:
        column = model.fields[key].column
        Index(name("ix", table.name, column, "business_date"), table.c[column], table.c.business_date)
    return table


def _balance(model: Model) -> Table:
    zero = text("0")
    columns = [
        *_dimension_columns(model),
        *(_measure(model.fields[key]) for key in model.measures),
        _own("reserved", _DECIMAL, server_default=zero),
        _own("held", WHOLE, server_default=zero),
    ]
    keys = [model.fields[key].column for key in model.dimensions]
    # Room on each page, so that a changed balance stays where its index entries point.
    table = _table(model, BALANCE, columns, keys, postgresql_with={"fillfactor": "80"})
    for column_name in (*(model.fields[each].column for each in counted(model)), "reserved", "held"):
        _never_negative(table, column_name)
    for main in counted(model)[:1]:
        column = table.c[model.fields[main].column]
        table.append_constraint(CheckConstraint(table.c.reserved <= column, name=name("ck", table.name, "free")))
    for key in model.dimensions[1:]:
        field = model.fields[key]
        if key_storage(model, key).kind == "link":
            column = table.c[field.column]
            where = column != text(f"'{NIL}'") if field.optional else None
            Index(name("ix", table.name, field.column), column, postgresql_where=where)
    return table


def _measure(field: Field) -> Column[Any]:
    zero = text("0")
    info = {"uid": field.uid, "field": field.key}
    return Column(field.column, _DECIMAL.type, nullable=False, server_default=zero, info=info)


def _gate(model: Model) -> Table:
    columns = [_own("dimension", TEXT), _own("key", TEXT), _own("held", WHOLE)]
    table = _table(model, GATE, columns, ["dimension", "key"])
    _never_negative(table, "held")
    return table


def _edges(model: Model) -> Table:
    columns = [
        _own("id", IDENTITY),
        _own("posted_at", INSTANT),
        _own("source", IDENTITY),
        _own(any_model("source"), TEXT),
        _own("target", IDENTITY),
        _own(any_model("target"), TEXT),
        _own("caused_by", IDENTITY),
        _own(any_model("caused_by"), TEXT),
        *(c for key, f in model.fields.items() for c in field_columns(f, nullable=key != "quantity")),
    ]
    if "quantity" not in model.fields:
        columns.append(_own("quantity", _DECIMAL))
    table = _table(model, "", columns, ["id"], appended=True)
    for column in ("source", "target", "caused_by"):
        Index(name("ix", table.name, column), table.c[column])
    return table


def _link(model: Model) -> Table:
    columns = [
        _own("source", IDENTITY),
        _own("target", IDENTITY),
        _own("exact", _BOOLEAN),
        _own(any_model("source"), TEXT),
        _own(any_model("target"), TEXT),
        _own("quantity", _DECIMAL),
    ]
    # All that a trace reads stands in the key's index (down) and in the other one (up): it never visits the table.
    carried = [any_model("target"), "quantity"]
    table = _table(model, LINK, columns, ["source", "target", "exact"], carried=carried)
    _never_negative(table, "quantity")
    upward = [table.c[each] for each in ("target", "source", "exact")]
    Index(name("ix", table.name, "target"), *upward, postgresql_include=[any_model("source"), "quantity"])
    return table


def _never_negative(table: Table, column: str) -> None:
    table.append_constraint(CheckConstraint(table.c[column] >= text("0"), name=name("ck", table.name, column)))


def _dimension_columns(model: Model) -> Iterator[Column[Any]]:
    for key in model.dimensions:
        key_storage(model, key)
        field = model.fields[key]
        yield from field_columns(field, nullable=False)


def _own(column: str, storage: Storage, *more: Any, **options: Any) -> Column[Any]:
    return Column(column, storage.type, *more, nullable=False, info={"uid": column, "field": column}, **options)


def _column(column: str, storage: Storage, *, uid: str, key: str, nullable: bool) -> Column[Any]:
    return Column(column, storage.type, nullable=nullable, info={"uid": uid, "field": key})


def _table(
    model: Model,
    part: str,
    columns: Iterable[Column[Any]],
    keys: list[str],
    *,
    partitioned: bool = False,
    appended: bool = False,
    carried: Sequence[str] = (),
    **options: Any,
) -> Table:
    physical = part_name(model, part)
    columns = list(columns)
    _require_distinct(model, columns)
    if partitioned:
        options["postgresql_partition_by"] = "RANGE (posted_at)"
    info = {
        "model": model.key,
        "uid": f"{model.uid}.{part}" if part else model.uid,
        PART: part,
        AFTER: tuple(_after(physical, partitioned=partitioned)) if partitioned or appended else (),
    }
    primary = PrimaryKeyConstraint(*keys, name=name("pk", physical), postgresql_include=list(carried))
    return Table(physical, MetaData(), *columns, primary, info=info, **options)


def _require_distinct(model: Model, columns: Iterable[Column[Any]]) -> None:
    """Refuse a field that has the name of a column of ours."""
    seen: set[str] = set()
    for column in columns:
        if column.name in seen:
            raise Invalid(
                "field.reserved",
                f"{model.key}.{column.name}: every {model.kind} has this already; choose another key.",
                model=model.key,
                field=column.name,
            )
        seen.add(column.name)


def _after(table: str, *, partitioned: bool) -> Iterator[str]:
    """Refuse every change of what was appended, and give a partitioned table its default partition."""
    tables = [table]
    if partitioned:
        tables.append(f"{table}{DEFAULT_SUFFIX}")
        yield f'create table "{table}{DEFAULT_SUFFIX}" partition of "{table}" default'
    yield f'create trigger "append_only" before update or delete on "{table}" for each row {REFUSE}'
    for each in tables:
        yield f'create trigger "no_truncate" before truncate on "{each}" for each statement {REFUSE}'
