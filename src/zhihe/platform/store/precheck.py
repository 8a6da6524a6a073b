"""What in the data stands in the way of a plan, found before anything is changed, with the rows to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import sql
from sqlalchemy import Column, Index, MetaData, Table

from zhihe.platform.model.elements import Field, Model, Registry
from zhihe.platform.store import desired
from zhihe.platform.store.convert import Conversion, conversion
from zhihe.platform.store.facts import TableFacts
from zhihe.platform.store.plan import Problem, Step
from zhihe.platform.store.session import SharedTransaction
from zhihe.platform.store.tables import FIELD, MODEL

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Precheck:
    """Asks the data, under the names it has now."""

    tx: SharedTransaction
    facts: Mapping[str, TableFacts]
    new: MetaData
    filled: frozenset[tuple[str, str]]
    """Tables and columns whose empty rows the plan fills."""

    def problems(self, steps: list[Step]) -> Iterator[Problem]:
        """Every problem of these steps."""
        for step in steps:
            facts = self.facts.get(step.table)
            table = self.new.tables.get(step.table)
            if facts is None or table is None:
                continue
            if step.kind == "require":
                yield from self._nulls(table, facts, _column(table, step.field))
            elif step.kind in {"convert", "widen"}:
                yield from self._unconvertible(table, facts, _column(table, step.field))
            elif step.kind == "unique":
                yield from self._duplicates(table, facts, desired.indexes(table)[step.detail])
            elif step.kind == "link":
                yield from self._orphans(table, facts, step.detail)

    def choices(self, old: Registry, new: Registry) -> Iterator[Problem]:
        """Values that a narrowed list of choices no longer has."""
        before = {field.uid: field for _model, field in _choice_fields(old)}
        for model, field in _choice_fields(new):
            was = before.get(field.uid)
            gone = {each.key for each in was.choices} - {each.key for each in field.choices} if was else set()
            for table in self.new.tables.values():
                if gone and table.info[MODEL] == model.key and field.column in table.columns:
                    yield from self._chosen(table, field, sorted(gone))

    def _chosen(self, table: Table, field: Field, gone: list[str]) -> Iterator[Problem]:
        known = self.facts.get(table.name)
        column = known.columns.get(field.column) if known else None
        if known is None or column is None:
            return
        template = "{column} && {gone}::text[]" if column.type == "text[]" else "{column} = any({gone}::text[])"
        found = self._found(known, column.original, sql.SQL(template).format(column=_name(column.original), gone=gone))
        if found:
            count, rows = found
            yield Problem(
                "choice.used",
                table.info[MODEL],
                field.key,
                f"{count} rows of {table.info[MODEL]} still have a value of {field.key} that is no longer a choice "
                f"({', '.join(gone)}); keep the choice, or change these rows first.",
                count,
                rows,
            )

    def _nulls(self, table: Table, facts: TableFacts, column: Column[Any]) -> Iterator[Problem]:
        if (table.name, column.name) in self.filled:
            return
        known = facts.columns.get(column.name)
        condition = sql.SQL("{} is null").format(_name(known.original)) if known else sql.SQL("true")
        found = self._found(facts, known.original if known else "", condition)
        if found:
            count, rows = found
            model, field = table.info[MODEL], column.info.get(FIELD, column.name)
            yield Problem(
                "field.empty",
                model,
                field,
                f"{count} rows of {model} have no {field}, which is required now; "
                "give the field a default, or fill these rows first.",
                count,
                rows,
            )

    def _unconvertible(self, table: Table, facts: TableFacts, column: Column[Any]) -> Iterator[Problem]:
        known = facts.columns[column.name]
        way = conversion(known.type, desired.column_type(column))
        if way is None:
            return
        count, rows = self._refused(facts, known.original, way)
        if count:
            model, field = table.info[MODEL], column.info.get(FIELD, column.name)
            yield Problem(
                "convert.value",
                model,
                field,
                f"{count} rows of {model} have a {field} that cannot become {desired.column_type(column)}; "
                "correct them first.",
                count,
                rows,
            )

    def _refused(self, facts: TableFacts, column: str, way: Conversion) -> tuple[int, tuple[tuple[str, str], ...]]:
        if way.refused:
            condition = sql.SQL(way.refused.replace("{column}", "{0}")).format(_name(column))
            return self._found(facts, column, condition) or (0, ())
        if way.fits is None:
            return 0, ()
        count = 0
        rows: list[tuple[str, str]] = []
        for value, times, identity in self._values(facts, column):
            if value.strip() and not way.fits(value.strip()):
                count += times
                if len(rows) < SHOWN:
                    rows.append((identity, value))
        return count, tuple(rows)

    def _values(self, facts: TableFacts, column: str) -> Iterator[tuple[str, int, str]]:
        """Each distinct text of a column, how often it stands there, and one row that has it."""
        asked = sql.SQL("select {column}, count(*), min({id}::text) from {table} where {column} is not null group by 1")
        with self.tx.connection.cursor("zhihe_values") as cursor:
            cursor.execute(asked.format(column=_name(column), id=_identity(facts), table=_name(facts.original)))
            yield from cursor

    def _duplicates(self, table: Table, facts: TableFacts, index: Index) -> Iterator[Problem]:
        known = [facts.columns.get(column.name) for column in index.columns]
        there = [each.original for each in known if each is not None]
        together = desired.index_facts(index).together
        if not there or (len(there) < len(known) and not together):
            return
        columns = sql.SQL(", ").join(_name(each) for each in there)
        shown = sql.SQL(" || ', ' || ").join(sql.SQL("coalesce({}::text, '–')").format(_name(each)) for each in there)
        given = sql.SQL("true") if together else sql.SQL("{} is not null").format(_name(there[0]))
        asked = sql.SQL(
            "select min({id}::text) as id, {shown} as value, count(*) as times from {table} where {given} "
            "group by {columns} having count(*) > 1 order by times desc, value"
        ).format(id=_identity(facts), shown=shown, table=_name(facts.original), given=given, columns=columns)
        found = self.tx.rows(asked)
        if found:
            model = table.info[MODEL]
            fields = ", ".join(column.info.get(FIELD, column.name) for column in index.columns)
            yield Problem(
                "unique.duplicate",
                model,
                fields,
                f"{len(found)} values of {fields} stand in more than one row of {model}; "
                "change or merge these rows first.",
                sum(int(each["times"]) for each in found),
                tuple((each["id"], each["value"]) for each in found[:SHOWN]),
            )

    def _orphans(self, table: Table, facts: TableFacts, constraint: str) -> Iterator[Problem]:
        key = desired.foreign_keys(table)[constraint]
        column = next(iter(key.columns))
        known = facts.columns.get(column.name)
        if known is None or known.type != "uuid":
            return
        target = self.facts.get(desired.key_facts(key).target)
        missing = sql.SQL("{column} is not null")
        if target is not None:
            missing = sql.SQL(
                "{column} is not null and not exists (select from {target} o where o.id = {table}.{column})"
            )
        condition = missing.format(
            column=_name(known.original), table=_name(facts.original), target=_name(target.original if target else "")
        )
        found = self._found(facts, known.original, condition)
        if found:
            count, rows = found
            model, field = table.info[MODEL], column.info.get(FIELD, column.name)
            yield Problem(
                "link.orphan",
                model,
                field,
                f"{count} rows of {model} have a {field} that is not there; correct these links first.",
                count,
                rows,
            )

    def _found(
        self, facts: TableFacts, column: str, condition: sql.Composable
    ) -> tuple[int, tuple[tuple[str, str], ...]] | None:
        """How many rows meet the condition and the first of them, or None."""
        value = sql.SQL("coalesce({}::text, '')").format(_name(column)) if column else sql.SQL("''")
        asked = sql.SQL(
            "select {id}::text as id, {value} as value, count(*) over () as count "
            "from {table} where {condition} limit {shown}"
        ).format(id=_identity(facts), value=value, table=_name(facts.original), condition=condition, shown=SHOWN)
        found = self.tx.rows(asked)
        return (int(found[0]["count"]), tuple((each["id"], each["value"]) for each in found)) if found else None


def kinds(old: Registry, new: Registry) -> Iterator[Problem]:
    """Models that would become a table of another law, which no conversion keeps."""
    before = {model.uid: model for model in old.models.values()}
    for model in new.models.values():
        was = before.get(model.uid)
        if was is None or "view" in {was.kind, model.kind}:
            continue
        if was.kind != model.kind or bool(was.line_of) != bool(model.line_of):
            yield Problem(
                "model.kind",
                model.key,
                "kind",
                f"{model.key} was {_called(was)} and cannot become {_called(model)}; "
                "make a new model and retire this one.",
            )


def _called(model: Model) -> str:
    return f"lines of {model.line_of}" if model.line_of else f"a {model.kind}"


def _choice_fields(registry: Registry) -> Iterator[tuple[Model, Field]]:
    for model in registry.models.values():
        for field in model.fields.values():
            if field.type in {"choice", "choices"} and model.kind != "view":
                yield model, field


def _column(table: Table, field: str) -> Column[Any]:
    return next(each for each in table.columns if each.info.get(FIELD, each.name) == field)


def _name(physical: str) -> sql.Identifier:
    return sql.Identifier(physical)


def _identity(facts: TableFacts) -> sql.Composable:
    """What names a row to a person: its id, or where a table has none, its key."""
    if "id" in facts.columns:
        return _name(facts.columns["id"].original)
    key = next(each.columns for each in facts.constraints.values() if each.type == "p")
    parts = [sql.SQL("{}::text").format(_name(facts.columns[column].original)) for column in key]
    return sql.SQL("concat_ws(', ', {})").format(sql.SQL(", ").join(parts))
