"""The first part of a comparison: what is retired, what comes back, and what has a new name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal

from sqlalchemy import Column, MetaData, Table

from zhihe.platform.store import desired
from zhihe.platform.store.ddl import quoted
from zhihe.platform.store.facts import ConstraintFacts, TableFacts
from zhihe.platform.store.found import Differences
from zhihe.platform.store.naming import retired
from zhihe.platform.store.tables import FIELD, MODEL, UID

_ELEMENT = re.compile(r"[0-9a-f]{8,}")


class Renamer:
    """Follows every table and column by its uid, and keeps ``found.facts`` under the names they will have."""

    def __init__(self, found: Differences, old: MetaData, new: MetaData) -> None:
        self._found = found
        self._facts = found.facts
        self._old = {table.info[UID]: table for table in old.tables.values()}
        self._new = {table.info[UID]: table for table in new.tables.values()}

    def run(self) -> None:
        """Find the steps."""
        for uid, table in self._old.items():
            if uid not in self._new and table.name in self._facts:
                self._retire(uid, table)
        self._rename_tables()
        for uid, table in self._new.items():
            facts = self._facts.get(table.name)
            if facts is not None:
                self._columns(table, facts, self._old.get(uid))
                self._labels(table, facts)

    def _retire(self, uid: str, table: Table) -> None:
        """Put a table aside with its data; only its own references and indexes go, so that it hinders nobody."""
        facts = self._facts.pop(table.name)
        aside = _aside(uid)
        model = table.info[MODEL]
        for name in sorted(facts.indexes):
            self._found.add("unindex", table.name, f"drop index {quoted(name)}", model=model, detail=name)
        for name, each in sorted(facts.constraints.items()):
            if each.type == "f":
                self._found.add("unlink", table.name, _drop(facts, name), model=model, detail=name)
        key = [name for name, each in facts.constraints.items() if each.type == "p"]
        self._found.add(
            "retire",
            table.name,
            *_renamed(facts, table.name, aside),
            *(
                f"alter table {quoted(aside)} rename constraint {quoted(name)} to {quoted(f'{aside}_pk')}"
                for name in key
            ),
            model=model,
            detail=aside,
        )

    def _rename_tables(self) -> None:
        """Give tables their new names, by way of a third one where two of them change places."""
        moves: list[tuple[str, Table]] = []
        for uid, table in self._new.items():
            before = self._old.get(uid)
            if before is not None and before.name != table.name and before.name in self._facts:
                moves.append((before.name, table))
        taken = {origin for origin, _table in moves}
        crossing = any(table.name in taken for _origin, table in moves)
        for origin, table in moves:
            between = f"moving_{table.info[UID][:8]}" if crossing else origin
            if crossing:
                self._found.add("rename", table, *_renamed(self._facts[origin], origin, between), detail=origin)
                self._facts[between] = self._facts.pop(origin)
        for origin, table in moves:
            self._move(f"moving_{table.info[UID][:8]}" if crossing else origin, table, "rename")
        for uid, table in self._new.items():
            if uid not in self._old and table.name not in self._facts and _aside(uid) in self._facts:
                self._move(_aside(uid), table, "restore")

    def _move(self, origin: str, table: Table, kind: Literal["rename", "restore"]) -> None:
        facts = self._facts.pop(origin)
        self._found.add(kind, table, *_renamed(facts, origin, table.name), detail=facts.original)
        self._facts[table.name] = facts
        for other in self._facts.values():
            for constraint in other.constraints.values():
                if constraint.target == facts.original:
                    constraint.target = table.name

    def _columns(self, table: Table, facts: TableFacts, before: Table | None) -> None:
        """Retire, bring back and rename the columns of one table."""
        old = {column.info[UID]: column for column in before.columns} if before is not None else {}
        new = {column.info[UID]: column for column in table.columns}
        for uid, column in old.items():
            if uid not in new and column.name in facts.columns:
                self._retire_column(table, facts, uid, column.name, column.info[FIELD])
        moves: list[tuple[str, str, str]] = []
        back: list[tuple[str, Column[Any]]] = []
        for uid, column in new.items():
            known = old.get(uid)
            if known is not None and known.name != column.name and known.name in facts.columns:
                moves.append((known.name, column.name, column.info[FIELD]))
            elif known is None and column.name not in facts.columns and _aside(uid) in facts.columns:
                back.append((uid, column))
        self._rename_columns(table, facts, moves)
        for uid, column in back:
            sql = self._rename_column(table, facts, _aside(uid), column.name)
            self._found.add("restore", table, sql, field=column.info[FIELD], detail=_aside(uid))

    def _rename_columns(self, table: Table, facts: TableFacts, moves: list[tuple[str, str, str]]) -> None:
        taken = {origin for origin, _name, _field in moves}
        crossing = any(name in taken for _origin, name, _field in moves)
        between = {origin: f"moving_{place}" for place, (origin, _name, _field) in enumerate(moves)}
        if crossing:
            for origin, _name, field in moves:
                sql = self._rename_column(table, facts, origin, between[origin])
                self._found.add("rename", table, sql, field=field, detail=origin)
        for origin, name, field in moves:
            sql = self._rename_column(table, facts, between[origin] if crossing else origin, name)
            self._found.add("rename", table, sql, field=field, detail=f"{origin} → {name}")

    def _retire_column(self, table: Table, facts: TableFacts, uid: str, name: str, field: str) -> None:
        for index, each in list(facts.indexes.items()):
            if name in each.columns:
                del facts.indexes[index]
                self._found.add("unindex", table, f"drop index {quoted(index)}", field=field, detail=index)
        for constraint, known in list(facts.constraints.items()):
            if name in known.columns and known.type in {"f", "c"}:
                del facts.constraints[constraint]
                self._found.add("unlink", table, _drop(facts, constraint), field=field, detail=constraint)
        sql = f"alter table {quoted(facts.original)} rename column {quoted(name)} to {quoted(_aside(uid))}"
        if facts.columns[name].required:
            sql = f"alter table {quoted(facts.original)} alter column {quoted(name)} drop not null; {sql}"
            facts.columns[name].required = False
        self._found.add("retire", table, sql, field=field, detail=_aside(uid))
        facts.columns[_aside(uid)] = facts.columns.pop(name)

    def _rename_column(self, table: Table, facts: TableFacts, origin: str, name: str) -> str:
        facts.columns[name] = facts.columns.pop(origin)
        for index in facts.indexes.values():
            index.columns = _swapped(index.columns, origin, name)
        for constraint in facts.constraints.values():
            constraint.columns = _swapped(constraint.columns, origin, name)
        return f"alter table {quoted(table.name)} rename column {quoted(origin)} to {quoted(name)}"

    def _labels(self, table: Table, facts: TableFacts) -> None:
        """Indexes and constraints that are the same but for their name get the new one; nothing is built again."""
        for name, index in desired.indexes(table).items():
            wanted = desired.index_facts(index)
            same = [
                each for each, known in facts.indexes.items() if known == wanted and each not in desired.indexes(table)
            ]
            if name not in facts.indexes and same:
                facts.indexes[name] = facts.indexes.pop(same[0])
                self._found.add(
                    "rename", table, f"alter index {quoted(same[0])} rename to {quoted(name)}", detail=same[0]
                )
        for origin, name in self._constraint_names(table, facts):
            facts.constraints[name] = facts.constraints.pop(origin)
            sql = f"alter table {quoted(table.name)} rename constraint {quoted(origin)} to {quoted(name)}"
            self._found.add("rename", table, sql, detail=origin)

    def _constraint_names(self, table: Table, facts: TableFacts) -> Iterator[tuple[str, str]]:
        wanted = {str(table.primary_key.name): desired.primary_key_facts(table)}
        wanted |= {name: desired.check_facts(check) for name, check in desired.checks(table).items()}
        wanted |= {name: desired.key_facts(key) for name, key in desired.foreign_keys(table).items()}
        for origin, known in list(facts.constraints.items()):
            if origin in wanted:
                continue
            for name, each in wanted.items():
                if name not in facts.constraints and each == _in_order(known):
                    yield origin, name
                    break


def _aside(uid: str) -> str:
    """The name under which a table or column waits; the part of a table and the second half of a link stay.

    The identity of a system column is its name, which stays whole.
    """
    head, dot, part = uid.partition(".")
    bare, link, second = head.partition("__")
    suffix = f"_{part}" if dot else (f"__{second}" if link else "")
    return retired(bare, suffix) if _ELEMENT.fullmatch(bare) else f"retired_{bare}"


def _renamed(facts: TableFacts, origin: str, name: str) -> Iterator[str]:
    """Rename a table and its partitions."""
    yield f"alter table {quoted(origin)} rename to {quoted(name)}"
    for child in facts.children:
        moved = child.replace(facts.original, origin, 1)
        yield f"alter table {quoted(moved)} rename to {quoted(moved.replace(origin, name, 1))}"


def _drop(facts: TableFacts, constraint: str) -> str:
    return f"alter table {quoted(facts.original)} drop constraint {quoted(constraint)}"


def _in_order(known: ConstraintFacts) -> ConstraintFacts:
    """The columns of a check in the order of their names, which a rename may have changed."""
    return replace(known, columns=tuple(sorted(known.columns))) if known.type == "c" else known


def _swapped(columns: tuple[str, ...], origin: str, name: str) -> tuple[str, ...]:
    return tuple(name if each == origin else each for each in columns)
