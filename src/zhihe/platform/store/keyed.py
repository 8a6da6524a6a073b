"""Looking records up by what people call them: many values of one or more fields in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import BigInteger, Select, and_, any_, bindparam, column, func, select
from sqlalchemy.dialects.postgresql import JSON

from zhihe.platform.model.elements import Model
from zhihe.platform.store.columns import array
from zhihe.platform.store.shape import Part, identities, label_of, shape_of

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

_PLACE = "place"
_BY_LOGIN = """
select u.login as name, u.id::text as id from zhihe.users u
join zhihe.memberships m on m.user_id = u.id and m.company = %(company)s
where u.login = any(%(names)s) or u.id::text = any(%(names)s)
"""
_LOGINS = "select id::text as id, login from zhihe.users where id = any(%(ids)s::uuid[])"


def ids_by(tx: Transaction, model: Model, keys: Sequence[str], values: Sequence[Sequence[Any]]) -> list[list[str]]:
    """For each tuple of values of these fields, the ids of the records that have them; null equals null.

    One statement for all tuples with nulls in the same places; two ids a tuple at most are of use, so no more come.
    """
    found: list[list[str]] = [[] for _ in values]
    shape = shape_of(tx, model)
    for nulls, places in _by_nulls(values).items():
        given = shape.parts_of([key for key, null in zip(keys, nulls, strict=True) if not null])
        absent = shape.parts_of([key for key, null in zip(keys, nulls, strict=True) if null])
        shaped = (ids_by, model.key, tuple(part.column for part in given), tuple(part.column for part in absent))
        statement = tx.catalog.statement(shaped, lambda g=given, a=absent: _matching(tx, model, g, a))  # type: ignore[misc]
        rows = [{_PLACE: n} | _texts(given, dict(zip(keys, values[n], strict=True))) for n in places]
        for place, identity in tx.tuples(statement, {"rows": orjson.dumps(rows).decode()}):
            found[place].append(identity)
    return found


def names_of(tx: Transaction, model: Model, keys: Sequence[str], ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The values of these fields of the records of these ids that exist."""
    shape = shape_of(tx, model)
    parts = shape.parts_of(keys)
    statement = tx.catalog.statement(
        (names_of, model.key, tuple(part.column for part in parts)), lambda: _named(tx, model, parts)
    )
    # A link to any model is no part of a name, so there are no pairs of columns to join.
    return {row.pop("_id"): row for row in tx.rows(statement, {"ids": array(ids)})}


def users_by_login(tx: Transaction, names: Iterable[str]) -> dict[str, str]:
    """The ids of members of this company by login; an id names itself."""
    rows = tx.rows(_BY_LOGIN, {"company": tx.number, "names": list(names)})
    return {row["name"]: row["id"] for row in rows} | {row["id"]: row["id"] for row in rows}


def logins(tx: Transaction, ids: Iterable[str]) -> dict[str, str]:
    """The logins of users by id."""
    return {row["id"]: row["login"] for row in tx.rows(_LOGINS, {"ids": array(ids)})}


def _by_nulls(values: Sequence[Sequence[Any]]) -> Mapping[tuple[bool, ...], list[int]]:
    groups: dict[tuple[bool, ...], list[int]] = {}
    for place, each in enumerate(values):
        groups.setdefault(tuple(value is None for value in each), []).append(place)
    return groups


def _texts(parts: Sequence[Part], row: Mapping[str, Any]) -> dict[str, str | None]:
    return {part.column: part.text(row[part.key]) for part in parts}


def _matching(tx: Transaction, model: Model, given: Sequence[Part], absent: Sequence[Part]) -> Select[Any]:
    table = shape_of(tx, model).table
    columns = [column(_PLACE, BigInteger()), *(column(part.column, part.storage.type) for part in given)]
    rows = func.json_to_recordset(bindparam("rows", type_=JSON()))
    asked = rows.table_valued(*columns).render_derived(name="v", with_types=True)
    same = [table.c[part.column] == asked.c[part.column] for part in given]
    none = [table.c[part.column].is_(None) for part in absent]
    return select(asked.c[_PLACE], table.c.id).select_from(asked.join(table, and_(*same, *none)))


def _named(tx: Transaction, model: Model, parts: Sequence[Part]) -> Select[Any]:
    table = shape_of(tx, model).table
    columns = [table.c[part.column].label(label_of(part)) for part in parts]
    return select(table.c.id.label("_id"), *columns).where(table.c.id == any_(identities()))


def ordered_lines(tx: Transaction, line_model: Model, parents: Iterable[str]) -> dict[str, list[str]]:
    """The ids of the lines of each of these documents, in their order."""
    statement = tx.catalog.statement((ordered_lines, line_model.key), lambda: _ordered(tx, line_model))
    found: dict[str, list[str]] = {}
    for parent, identity in tx.tuples(statement, {"ids": array(sorted(set(parents)))}):
        found.setdefault(parent, []).append(identity)
    return found


def _ordered(tx: Transaction, line_model: Model) -> Select[Any]:
    table = shape_of(tx, line_model).table
    asked = select(table.c.parent_id, table.c.id).where(table.c.parent_id == any_(identities()))
    return asked.order_by(table.c.parent_id, table.c.position, table.c.id)


def line_places(tx: Transaction, line_model: Model, ids: Iterable[str]) -> dict[str, tuple[str, int]]:
    """The document of each of these lines, and which of its lines it is, from 1."""
    parents = {identity: row["parent_id"] for identity, row in names_of(tx, line_model, ("parent_id",), ids).items()}
    ordered = ordered_lines(tx, line_model, parents.values())
    places = {line: place for lines in ordered.values() for place, line in enumerate(lines, 1)}
    return {identity: (parent, places[identity]) for identity, parent in parents.items()}
