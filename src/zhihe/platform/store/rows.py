"""Record and line tables: many rows in one statement, changes conditional on the version they were made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from psycopg import sql
from sqlalchemy import ColumnElement, Delete, Insert, Select, Update, and_, any_, func, literal, select

from zhihe.platform.model.elements import Model
from zhihe.platform.store import grams
from zhihe.platform.store.columns import TEXT, WHOLE, array
from zhihe.platform.store.session import Waiting
from zhihe.platform.store.shape import (
    Part,
    Row,
    Shape,
    among,
    identities,
    packed,
    parameter,
    sent,
    shape_of,
)
from zhihe.platform.store.tables import SEARCH

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

COPY_FROM = 8
"""From so many rows on, COPY is faster than one statement with JSON (measured: 6 to 15 µs a row)."""


@dataclass(frozen=True, slots=True)
class Lines:
    """What happens to the lines of one model together with their records: rows to add, rows to change."""

    model: Model
    added: Sequence[Mapping[str, Any]] = ()
    changed: Sequence[Mapping[str, Any]] = ()


def insert(
    tx: Transaction,
    model: Model,
    rows: Sequence[Mapping[str, Any]],
    lines: Sequence[Lines] = (),
    *,
    wait: bool = False,
) -> Waiting | None:
    """Add records with new lines, or lines alone; few in one statement. ``version`` is 1 unless given.

    With ``wait`` that statement is sent with what comes next; gives what waits.
    """
    if not rows:
        return None
    shape = shape_of(tx, model)
    complete = [_complete(shape, row) for row in rows]
    if len(rows) < COPY_FROM:
        beside, later = _beside(tx, lines)
        key = ("insert", model.key, *(each.key for each in beside))
        statement = tx.catalog.statement(key, lambda: _with(_insert(shape), beside))
        given = {"rows": packed(shape.parts, complete)} | _rows_of(beside)
        waiting = Waiting(statement, given, lambda _count: save_lines(tx, later))
        tx.wait(waiting)
        if not wait:
            tx.flush()
        return waiting if wait else None
    target = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(model.table), sql.SQL(", ").join(sql.Identifier(part.column) for part in shape.parts)
    )
    tx.copy(target, map(shape.texts, complete))
    save_lines(tx, lines)
    return None


def save_lines(tx: Transaction, lines: Sequence[Lines]) -> None:
    """Add and change lines by themselves."""
    for each in lines:
        insert(tx, each.model, each.added)
        if each.changed:
            update_many(tx, each.model, each.changed)


def update(
    tx: Transaction,
    model: Model,
    identity: str,
    values: Mapping[str, Any],
    *,
    version: int | None,
    state: str | None,
    lines: Sequence[Lines] = (),
    done: Callable[[int], None] | None = None,
) -> int:
    """Change one record if it still has this version and state (None asks for neither); 1 when it did.

    The version goes up by one. Lines have no version: theirs is their parent's. Few lines are saved by the same
    statement, whether or not the record was as expected: who is told 0 undoes all of it. With ``done`` the statement
    may wait, 1 is what is hoped for, and ``done`` is told what became of it.
    """
    shape = shape_of(tx, model)
    values = _with_grams(tx, shape, [dict(values) | {"id": identity}])[0]
    parts = shape.parts_of([key for key in values if key not in {"id", "version"}])
    asked = (version is not None, state is not None)
    beside, later = _beside(tx, lines)
    key = ("update", model.key, tuple(part.column for part in parts), asked, *(each.key for each in beside))
    statement = tx.catalog.statement(key, lambda: _with(_update(shape, parts, *asked), beside))
    given = {f"v_{part.column}": part.text(values[part.key]) for part in parts} | _rows_of(beside)
    given |= {"id": identity, "version": version if version is None else str(version), "state": state}

    def sent(written: int) -> None:
        if done is not None:
            done(written)
        if written:
            save_lines(tx, later)

    if done is not None:
        tx.wait(Waiting(statement, given, sent))
        return 1
    written = tx.execute(statement, given)
    sent(written)
    return written


@dataclass(frozen=True, slots=True)
class _Beside:
    """Lines written by the statement of their record: under which parameter, and how."""

    name: str
    shape: Shape
    parts: tuple[Part, ...]
    rows: Sequence[Mapping[str, Any]]
    new: bool

    @property
    def key(self) -> tuple[object, ...]:
        """What the statement depends on."""
        return (self.shape.model.key, self.new, tuple(part.column for part in self.parts))

    def statement(self) -> Insert | Update:
        """The part of the statement that writes them."""
        return _insert(self.shape, self.name) if self.new else _update_many(self.shape, self.parts, self.name)


def _beside(tx: Transaction, lines: Sequence[Lines]) -> tuple[list[_Beside], list[Lines]]:
    """The lines that go into the statement of their record, and those that are too many or too different for it."""
    beside: list[_Beside] = []
    later: list[Lines] = []
    for each in lines:
        shape = shape_of(tx, each.model)
        groups = _by_keys(_with_grams(tx, shape, [dict(row) for row in each.changed]))
        if len(each.added) >= COPY_FROM or len(groups) > 1:
            later.append(each)
            continue
        if each.added:
            complete = [_complete(shape, row) for row in each.added]
            beside.append(_Beside(f"rows{len(beside)}", shape, shape.parts, complete, new=True))
        for keys, group in groups:
            parts = shape.parts_of([key for key in keys if key != "version"])
            beside.append(_Beside(f"rows{len(beside)}", shape, parts, group, new=False))
    return beside, later


def _with(statement: Any, beside: Sequence[_Beside]) -> Any:
    """The statement with the lines before it; none of them sees what another has done, nor needs to."""
    return statement.add_cte(*(each.statement().cte(f"w_{each.name}") for each in beside)) if beside else statement


def _rows_of(beside: Sequence[_Beside]) -> dict[str, str]:
    return {each.name: packed(each.parts, each.rows) for each in beside}


def update_many(tx: Transaction, model: Model, rows: Sequence[Mapping[str, Any]]) -> int:
    """Change many records, each to its own values under its ``id``; one statement for each set of keys.

    Conditional on nothing: what calls this has locked the rows. Returns how many there were.
    """
    shape = shape_of(tx, model)
    count = 0
    for keys, group in _by_keys(_with_grams(tx, shape, [dict(row) for row in rows])):
        parts = shape.parts_of([key for key in keys if key != "version"])
        key = ("update_many", model.key, tuple(part.column for part in parts))
        statement = tx.catalog.statement(key, lambda parts=parts: _update_many(shape, parts))  # type: ignore[misc]
        count += tx.execute(statement, {"rows": packed(parts, group)})
    return count


def bump_many(tx: Transaction, model: Model, increments: Sequence[tuple[str, Mapping[str, Any]]]) -> int:
    """Add to numbers of records without reading them; a record whose bounds it would break is left as it is.

    Increments of one record are added up first. Returns how many records changed: fewer than asked for means
    that a minimum or maximum stood in the way, or that a record is gone.
    """
    shape = shape_of(tx, model)
    totals: dict[str, dict[str, Any]] = {}
    for identity, deltas in increments:
        row = totals.setdefault(identity, {"id": identity})
        for key, delta in deltas.items():
            row[key] = row.get(key, Decimal(0)) + delta
    if len(totals) > 1:
        get(tx, model, sorted(totals), lock=True)
    count = 0
    for keys, group in _by_keys([totals[identity] for identity in sorted(totals)]):
        parts = shape.parts_of(keys)
        shaped = ("bump", model.key, tuple(part.column for part in parts))
        statement = tx.catalog.statement(shaped, lambda parts=parts: _bump(shape, parts))  # type: ignore[misc]
        count += tx.execute(statement, {"rows": packed(parts, group)})
    return count


def delete(tx: Transaction, model: Model, ids: Iterable[str]) -> int:
    """Remove records, and their lines with them; Conflict when another record still refers to one."""
    shape = shape_of(tx, model)
    statement = tx.catalog.statement(("delete", model.key), lambda: _delete(shape))
    return tx.execute(statement, {"ids": array(ids)})


def get(tx: Transaction, model: Model, ids: Iterable[str], *, lock: bool = False) -> list[Row]:
    """The records of these identities that exist, in the order of their ids; locked until the end when asked.

    Locking in one order is what keeps two units of work from waiting for each other.
    """
    shape, wanted = shape_of(tx, model), list(ids)
    single = len(wanted) == 1
    statement = tx.catalog.statement(("get", model.key, lock, single), lambda: _get(shape, lock=lock, single=single))
    tx.acts += lock
    return shape.joined(tx.rows(statement, {"ids": wanted[0] if single else array(wanted)}))


def get_by(tx: Transaction, model: Model, keys: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The records that have these values of the same fields, locked until the end, in the order of their ids."""
    shape = shape_of(tx, model)
    parts = shape.parts_of(sorted(keys[0]))
    known = ("get by", model.key, tuple(part.column for part in parts))
    statement = tx.catalog.statement(known, lambda: _get_by(shape, parts))
    tx.acts += 1
    return shape.joined(tx.rows(statement, {"rows": packed(parts, keys)}))


def lines(tx: Transaction, line_model: Model, parent_ids: Sequence[str]) -> dict[str, list[Row]]:
    """The lines of each of these parents in their order; a parent without lines has an empty list."""
    shape, single = shape_of(tx, line_model), len(parent_ids) == 1
    statement = tx.catalog.statement(("lines", line_model.key, single), lambda: _lines(shape, single=single))
    found: dict[str, list[Row]] = {identity: [] for identity in parent_ids}
    for row in shape.joined(tx.rows(statement, {"ids": parent_ids[0] if single else array(parent_ids)})):
        found[row["parent_id"]].append(row)
    return found


def _complete(shape: Shape, row: Mapping[str, Any]) -> Row:
    """The row with what every row has; Invalid for a key that is not stored."""
    if not row.keys() <= shape.known:
        shape.parts_of(sorted(row.keys() - shape.known))
    given = {"version": 1, **row}
    if shape.model.search:
        given[SEARCH] = grams.of_row(shape.model, given)
    return given


def _with_grams(tx: Transaction, shape: Shape, rows: list[Row]) -> list[Row]:
    """Rows whose searched fields change get their grams anew; fields not given are read first."""
    searched = set(shape.model.search)
    stored = [{key: value for key, value in row.items() if key in shape.by_key or key == "version"} for row in rows]
    for row in rows:
        if not row.keys() <= shape.known:
            shape.parts_of(sorted(row.keys() - shape.known))
    touched = [row for row in stored if searched & row.keys()]
    if not touched:
        return stored
    lacking = [row["id"] for row in touched if not searched <= row.keys()]
    kept = {row["id"]: row for row in get(tx, shape.model, lacking)} if lacking else {}
    for row in touched:
        row[SEARCH] = grams.of_row(shape.model, kept.get(row["id"], {}) | row)
    return stored


def _by_keys(rows: Sequence[Row]) -> list[tuple[tuple[str, ...], list[Row]]]:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(sorted(row)), []).append(row)
    return list(groups.items())


def _insert(shape: Shape, rows: str = "rows") -> Insert:
    given = sent(shape.parts, rows)
    names = [part.column for part in shape.parts]
    return shape.table.insert().from_select(names, select(*(given.c[each] for each in names)))


def _update(shape: Shape, parts: Sequence[Part], versioned: bool, in_state: bool) -> Update:  # noqa: FBT001
    table = shape.table
    conditions: list[ColumnElement[bool]] = [table.c.id == parameter("id", shape.by_key["id"][0].storage)]
    if versioned:
        conditions.append(table.c.version == parameter("version", WHOLE))
    if in_state:
        conditions.append(table.c.state == parameter("state", TEXT))
    changes = {part.column: parameter(f"v_{part.column}", part.storage) for part in parts}
    return table.update().where(and_(*conditions)).values(changes | _next_version(shape))


def _update_many(shape: Shape, parts: Sequence[Part], rows: str = "rows") -> Update:
    table, given = shape.table, sent(parts, rows)
    changes: dict[str, Any] = {part.column: given.c[part.column] for part in parts if part.column != "id"}
    return table.update().where(table.c.id == given.c.id).values(changes | _next_version(shape))


def _bump(shape: Shape, parts: Sequence[Part]) -> Update:
    table, given = shape.table, sent(parts)
    conditions: list[ColumnElement[bool]] = [table.c.id == given.c.id]
    changes: dict[str, Any] = {}
    for part in parts:
        if part.column == "id":
            continue
        total = func.coalesce(table.c[part.column], literal(0)) + given.c[part.column]
        changes[part.column] = total
        field = shape.model.fields[part.key]
        if field.minimum:
            conditions.append(total >= Decimal(field.minimum))
        if field.maximum:
            conditions.append(total <= Decimal(field.maximum))
    return table.update().where(and_(*conditions)).values(changes | _next_version(shape))


def _next_version(shape: Shape) -> dict[str, Any]:
    return {} if shape.model.line_of else {"version": shape.table.c.version + 1}


def _delete(shape: Shape) -> Delete:
    return shape.table.delete().where(shape.table.c.id == any_(identities()))


def _get(shape: Shape, *, lock: bool, single: bool) -> Select[Any]:
    found = select(*shape.selected()).where(among(shape.table.c.id, single=single)).order_by(shape.table.c.id)
    # Not «for update»: that would also stop others from adding lines or links that point here.
    return found.with_for_update(key_share=True) if lock else found


def _get_by(shape: Shape, parts: Sequence[Part]) -> Select[Any]:
    table, given = shape.table, sent(parts)
    same = [table.c[part.column] == given.c[part.column] for part in parts]
    found = select(*shape.selected()).select_from(table.join(given, and_(*same))).order_by(table.c.id)
    return found.with_for_update(key_share=True, of=table)


def _lines(shape: Shape, *, single: bool) -> Select[Any]:
    table = shape.table
    return (
        select(*shape.selected())
        .where(among(table.c.parent_id, single=single))
        .order_by(table.c.parent_id, table.c.position, table.c.id)
    )
