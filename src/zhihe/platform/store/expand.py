"""Links as people read them: the id with the number and title of what it points to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, any_, select

from zhihe.platform.model.elements import Model
from zhihe.platform.store.columns import array
from zhihe.platform.store.paths import Sight, name_field
from zhihe.platform.store.shape import identities
from zhihe.platform.store.source import source_of

if TYPE_CHECKING:
    from zhihe.platform.store.listing import Column
    from zhihe.platform.store.session import Transaction

Row = dict[str, Any]
_USERS = "select id, login as number, name as label from zhihe.users where id = any(%s::uuid[])"


def expanded(tx: Transaction, columns: Sequence[Column], rows: list[Row], sight: Sight) -> list[Row]:
    """Rows with their links made into ``{id, number, label}``; the model beside them for links to any model.

    Links to one model were joined; links to any model, lists of links and users are looked up, one statement a model.
    """
    wanted: dict[str, set[str]] = {}
    places: list[tuple[Row, Column]] = []
    for column in columns:
        if column.joined or not _is_link(column):
            continue
        for row in rows:
            value = row[column.key]
            if value is not None:
                places.append((row, column))
                for model, identity in _references(column, value):
                    wanted.setdefault(model, set()).add(identity)
    known = {model: labels(tx, model, ids, sight) for model, ids in wanted.items()}
    for row, column in places:
        row[column.key] = _shown(column, row[column.key], known)
    return rows


def labels(tx: Transaction, model: str, ids: Iterable[str], sight: Sight) -> dict[str, Row]:
    """The number and label of each of these records (or users) that may be looked at, by id."""
    if model == "user":
        return {row["id"]: row for row in tx.rows(_USERS, [array(ids)])}
    found = sight.registry.models.get(model)
    if found is None or found.kind != "record" or (sight.readable is not None and model not in sight.readable):
        return {}
    hidden = sight.hidden.get(model, frozenset())
    number = name_field(found)
    fields = tuple(path if path and path.partition(".")[0] not in hidden else "" for path in (number, found.title))
    statement = tx.catalog.statement(("labels", model, fields), lambda: _labels(tx, found, fields, sight))
    return {row["id"]: _labelled(row) for row in tx.rows(statement, {"ids": array(ids)})}


def _labels(tx: Transaction, model: Model, fields: tuple[str, ...], sight: Sight) -> Select[Any]:
    source = source_of(tx.catalog, model)
    columns = [source.table.c.id.label("id")]
    for label, path in zip(("number", "label"), fields, strict=True):
        if path:
            columns.append(source.value(sight.describe(model, path)).label(label))
    return select(*columns).select_from(source.from_clause()).where(source.table.c.id == any_(identities()))


def _labelled(row: Mapping[str, Any]) -> Row:
    number, label = row.get("number"), row.get("label")
    return {"id": row["id"], "number": number, "label": str(label) if label is not None else number}


def _is_link(column: Column) -> bool:
    return column.at.field.key != "id" and column.at.kind in {"link", "links", "user"}


def _references(column: Column, value: Any) -> Iterable[tuple[str, str]]:
    if column.at.pair:
        return (value,)
    if column.at.kind == "links":
        return ((column.at.field.to, each) for each in value)
    return ((column.at.field.to or "user" if column.at.kind == "link" else "user", value),)


def _shown(column: Column, value: Any, known: Mapping[str, Mapping[str, Row]]) -> Any:
    found = [_entry(model, identity, known) for model, identity in _references(column, value)]
    if column.at.kind == "links":
        return found
    return {"model": value[0], **found[0]} if column.at.pair else found[0]


def _entry(model: str, identity: str, known: Mapping[str, Mapping[str, Row]]) -> Row:
    return dict(known.get(model, {}).get(identity, {"id": identity, "number": None, "label": None}))
