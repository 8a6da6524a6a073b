"""What a table should be, in the same words in which the server's catalogue says what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, Table
from sqlalchemy.dialects import postgresql

from zhihe.platform.store.facts import ConstraintFacts, IndexFacts

_COLLATION = re.compile(r' COLLATE "\w+"')
_DELETES: Mapping[str | None, str] = MappingProxyType({None: "a", "CASCADE": "c", "SET NULL": "n", "RESTRICT": "r"})


def column_type(column: Column[Any]) -> str:
    """The type of a column as the server writes it."""
    made = column.type.compile(dialect=postgresql.asyncpg.dialect())  # type: ignore[no-untyped-call]
    return _COLLATION.sub("", made).lower().replace(", ", ",")


def indexes(table: Table) -> dict[str, Index]:
    """The indexes of a table by name."""
    return {str(index.name): index for index in table.indexes}


def foreign_keys(table: Table) -> dict[str, ForeignKeyConstraint]:
    """The references of a table by name."""
    return {str(key.name): key for key in table.foreign_key_constraints}


def checks(table: Table) -> dict[str, CheckConstraint]:
    """The checks of a table by name."""
    return {str(each.name): each for each in table.constraints if isinstance(each, CheckConstraint)}


def index_facts(index: Index) -> IndexFacts:
    """How the catalogue will describe an index."""
    options = index.dialect_options["postgresql"]
    return IndexFacts(
        columns=tuple(column.name for column in index.columns),
        unique=bool(index.unique),
        method=str(options["using"] or "btree"),
        together=bool(options["nulls_not_distinct"]),
        partial=options["where"] is not None,
    )


def key_facts(key: ForeignKeyConstraint) -> ConstraintFacts:
    """How the catalogue will describe a reference."""
    return ConstraintFacts(
        type="f",
        columns=tuple(column.name for column in key.columns),
        target=key.elements[0].target_fullname.partition(".")[0],
        deletes=_DELETES[key.ondelete],
    )


def check_facts(check: CheckConstraint) -> ConstraintFacts:
    """How the catalogue will describe a check; its columns have no order of their own."""
    return ConstraintFacts(type="c", columns=tuple(sorted(column.name for column in check.columns)))


def primary_key_facts(table: Table) -> ConstraintFacts:
    """How the catalogue will describe the primary key."""
    return ConstraintFacts(type="p", columns=tuple(column.name for column in table.primary_key.columns))
