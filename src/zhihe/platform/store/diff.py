"""From the tables as they are to the tables of new definitions: what was renamed is found by uid, never by likeness.

The server's catalogue says what is there; the definitions published before say only which permanent identity each
table and column has. So a step that a former release left out is found as well as one of the new definitions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, MetaData, Table

from zhihe.platform.store import ddl, desired
from zhihe.platform.store.convert import conversion
from zhihe.platform.store.ddl import quoted
from zhihe.platform.store.facts import ColumnFacts, TableFacts
from zhihe.platform.store.found import Differences
from zhihe.platform.store.naming import ours
from zhihe.platform.store.plan import Kind, Problem
from zhihe.platform.store.renames import Renamer
from zhihe.platform.store.tables import FIELD, MODEL


def differences(actual: dict[str, TableFacts], old: MetaData, new: MetaData) -> Differences:
    """Find the steps from ``actual`` to ``new``; ``old`` is what the definitions published before describe."""
    found = Differences(actual)
    Renamer(found, old, new).run()
    created = [table for table in new.tables.values() if table.name not in actual]
    for table in created:
        found.add("create", table, *ddl.create_table(table))
        for key in desired.foreign_keys(table).values():
            fields = ", ".join(column.info.get(FIELD, column.name) for column in key.columns)
            found.add("link", table, ddl.add_constraint(key), field=fields, detail=str(key.name))
    for table in new.tables.values():
        if table.name in actual:
            _Table(found, table, actual[table.name]).compare()
    return found


@dataclass(slots=True)
class _Table:
    """The comparison of one table that is there already."""

    found: Differences
    table: Table
    facts: TableFacts

    def compare(self) -> None:
        for column in self.table.columns:
            known = self.facts.columns.get(column.name)
            if known is None:
                self._add(column)
            else:
                self._change(column, known)
        for name in self._surplus():
            self._relax(name)
        self._key()
        self._indexes()
        self._checks()
        self._references()

    def _alter(self, what: str) -> str:
        return f"alter table {quoted(self.table.name)} {what}"

    def _note(self, kind: Kind, column: Column[Any], *sql: str, detail: str = "") -> None:
        self.found.add(kind, self.table, *sql, field=column.info.get(FIELD, column.name), detail=detail)

    def _add(self, column: Column[Any]) -> None:
        """Add a column; one that must not be empty is constrained when it has been filled."""
        definition = ddl.column_definition(self.table, column.name)
        bare = definition.removesuffix(" NOT NULL") if column.server_default is None else definition
        self._note("add", column, self._alter(f"add column {bare}"), detail=desired.column_type(column))
        if not column.nullable and column.server_default is None:
            self._require(column)

    def _require(self, column: Column[Any]) -> None:
        self._note("require", column, self._alter(f"alter column {quoted(column.name)} set not null"))

    def _change(self, column: Column[Any], known: ColumnFacts) -> None:
        wanted = desired.column_type(column)
        if known.type != wanted:
            self._convert(column, known.type, wanted)
        if known.required and column.nullable:
            self._relax(column.name)
        elif not known.required and not column.nullable:
            self._require(column)

    def _convert(self, column: Column[Any], origin: str, wanted: str) -> None:
        way = conversion(origin, wanted)
        name = column.info.get(FIELD, column.name)
        if way is None:
            self.found.problems.append(
                Problem(
                    "convert.impossible",
                    self.table.info[MODEL],
                    name,
                    f"{self.table.info[MODEL]}.{name}: there is no conversion from {origin} to {wanted}; "
                    "add a field of the new type and retire this one.",
                )
            )
            return
        using = way.sql.format(column=quoted(column.name))
        self._note(
            "widen" if way.widens else "convert",
            column,
            self._alter(f"alter column {quoted(column.name)} type {wanted} using {using}"),
            detail=f"{origin} → {wanted}",
        )

    def _relax(self, name: str) -> None:
        column = self.table.columns.get(name)
        field = column.info.get(FIELD, name) if column is not None else name
        self.found.add("relax", self.table, self._alter(f"alter column {quoted(name)} drop not null"), field=field)

    def _surplus(self) -> Iterator[str]:
        """Columns that nobody fills any more, but that would refuse a row without them."""
        for name, known in self.facts.columns.items():
            if name not in self.table.columns and known.required:
                yield name

    def _key(self) -> None:
        wanted = tuple(column.name for column in self.table.primary_key.columns)
        for name, known in self.facts.constraints.items():
            if known.type == "p" and known.columns != wanted:
                columns = ", ".join(quoted(each) for each in wanted)
                label = quoted(str(self.table.primary_key.name))
                self.found.add(
                    "rekey",
                    self.table,
                    self._alter(f"drop constraint {quoted(name)}"),
                    self._alter(f"add constraint {label} primary key ({columns})"),
                    detail=", ".join(wanted),
                )

    def _indexes(self) -> None:
        wanted = desired.indexes(self.table)
        for name in sorted(self.facts.indexes.keys() - wanted.keys()):
            if not ours(name):
                continue
            self.found.add("unindex", self.table, f"drop index {quoted(name)}", detail=name)
        for name, index in sorted(wanted.items()):
            known = self.facts.indexes.get(name)
            if known == desired.index_facts(index):
                continue
            if known is not None:
                self.found.add("unindex", self.table, f"drop index {quoted(name)}", detail=name)
            fields = ", ".join(column.info.get(FIELD, column.name) for column in index.columns)
            self.found.add(
                "unique" if index.unique else "index", self.table, ddl.create_index(index), field=fields, detail=name
            )

    def _checks(self) -> None:
        wanted = desired.checks(self.table)
        known = {name for name, each in self.facts.constraints.items() if each.type == "c"}
        for name in sorted(known - wanted.keys()):
            self._drop_constraint(name)
        for name in sorted(wanted.keys() - known):
            self.found.add("check", self.table, ddl.add_constraint(wanted[name]), detail=name)

    def _references(self) -> None:
        wanted = desired.foreign_keys(self.table)
        known = {name: each for name, each in self.facts.constraints.items() if each.type == "f"}
        for name in sorted(known):
            if name not in wanted or known[name] != desired.key_facts(wanted[name]):
                self._drop_constraint(name)
        for name, key in sorted(wanted.items()):
            if name not in known or known[name] != desired.key_facts(key):
                fields = ", ".join(column.info.get(FIELD, column.name) for column in key.columns)
                self.found.add("link", self.table, ddl.add_constraint(key), field=fields, detail=name)

    def _drop_constraint(self, name: str) -> None:
        # By the name the table has then: constraints go before tables are renamed.
        sql = f"alter table {quoted(self.facts.original)} drop constraint {quoted(name)}"
        self.found.add("unlink", self.table, sql, detail=name)
