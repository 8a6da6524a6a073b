"""What tables a company has in fact, read from the server's catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Rows = Callable[[str], list[dict[str, Any]]]

_TABLES = """
select c.relname as table,
       coalesce((select array_agg(k.relname::text order by k.relname)
                 from pg_inherits i join pg_class k on k.oid = i.inhrelid where i.inhparent = c.oid), '{}') as children
from pg_class c
where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname !~ '^zhihe_'
"""
_COLUMNS = """
select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required
from pg_attribute a join pg_class c on c.oid = a.attrelid
where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname !~ '^zhihe_' and a.attnum > 0 and not a.attisdropped
order by c.relname, a.attnum
"""
_INDEXES = """
select c.relname as table, x.relname as index, i.indisunique as unique, m.amname as method,
       i.indnullsnotdistinct as together, i.indpred is not null as partial,
       (select array_agg(a.attname::text order by k.place) from unnest(i.indkey::int[]) with ordinality k(number, place)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number where k.place <= i.indnkeyatts) as columns
from pg_index i join pg_class c on c.oid = i.indrelid
     join pg_class x on x.oid = i.indexrelid join pg_am m on m.oid = x.relam
where c.relnamespace = current_schema()::regnamespace and not c.relispartition and c.relname !~ '^zhihe_'
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype = 'p')
"""
_CONSTRAINTS = """
select c.relname as table, k.conname as name, k.contype::text as type,
       t.relname as target, k.confdeltype::text as deletes,
       (select array_agg(a.attname::text order by n.place) from unnest(k.conkey) with ordinality n(number, place)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = n.number) as columns
from pg_constraint k join pg_class c on c.oid = k.conrelid left join pg_class t on t.oid = k.confrelid
where c.relnamespace = current_schema()::regnamespace and not c.relispartition and c.relname !~ '^zhihe_'
      and k.contype in ('p', 'f', 'c')
"""


@dataclass(slots=True)
class ColumnFacts:
    """A column: its type as the server writes it; ``original`` is its name before any planned rename."""

    type: str
    required: bool
    original: str


@dataclass(slots=True)
class IndexFacts:
    """An index: its key columns and what makes it more than a plain one."""

    columns: tuple[str, ...]
    unique: bool
    method: str
    together: bool = False
    partial: bool = False


@dataclass(slots=True)
class ConstraintFacts:
    """A primary key (p), foreign key (f) or check (c)."""

    type: str
    columns: tuple[str, ...]
    target: str = ""
    deletes: str = ""


@dataclass(slots=True)
class TableFacts:
    """A table as it is, changed along with a plan as its steps are found."""

    original: str
    children: tuple[str, ...] = ()
    columns: dict[str, ColumnFacts] = field(default_factory=dict)
    indexes: dict[str, IndexFacts] = field(default_factory=dict)
    constraints: dict[str, ConstraintFacts] = field(default_factory=dict)


def read(rows: Rows) -> dict[str, TableFacts]:
    """All tables of the company's models, also retired ones, by name."""
    tables = {each["table"]: TableFacts(each["table"], tuple(each["children"])) for each in rows(_TABLES)}
    for each in rows(_COLUMNS):
        name = each["column"]
        tables[each["table"]].columns[name] = ColumnFacts(each["type"], each["required"], name)
    for each in rows(_INDEXES):
        tables[each["table"]].indexes[each["index"]] = IndexFacts(
            tuple(each["columns"] or ()), each["unique"], each["method"], each["together"], each["partial"]
        )
    for each in rows(_CONSTRAINTS):
        columns = each["columns"] or ()
        tables[each["table"]].constraints[each["name"]] = ConstraintFacts(
            each["type"],
            tuple(sorted(columns) if each["type"] == "c" else columns),
            each["target"] or "",
            each["deletes"].strip(),
        )
    return tables
