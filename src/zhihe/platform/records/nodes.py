"""The nodes of a trace as a user may see them: each by the rights on its own model, with its number and label."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from zhihe.errors import Invalid, NotFound
from zhihe.platform.actions import Reference, Row
from zhihe.platform.model.elements import Model
from zhihe.platform.records import read
from zhihe.platform.records.access import grant, require_read
from zhihe.platform.records.env import Place
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import query
from zhihe.platform.store.expand import labels
from zhihe.platform.store.paths import Sight

MEMBERS = 1_000
"""Records named in one filter."""


def seen(unit: Unit, nodes: Iterable[Reference]) -> dict[Reference, Row]:
    """Number and label of those of the nodes that this user may see."""
    by_model: dict[str, list[str]] = defaultdict(list)
    for model, identity in nodes:
        by_model[model].append(identity)
    return {
        (key, identity): entry
        for key, ids in by_model.items()
        for identity, entry in (_people(unit, ids) if key == "user" else _records(unit, key, ids)).items()
    }


def _people(unit: Unit, ids: Sequence[str]) -> dict[str, Row]:
    """Everybody who signs in may know who did a thing."""
    return labels(unit.tx, "user", ids, Sight(unit.registry, {}, None))


def _records(unit: Unit, key: str, ids: Sequence[str]) -> dict[str, Row]:
    return _of_model(unit, unit.registry.models.get(key), ids)


def _of_model(unit: Unit, model: Model | None, ids: Sequence[str]) -> dict[str, Row]:
    # What is no longer defined has nobody who may see it.
    if model is None or model.kind != "record":
        return {}
    given = grant(unit.registry, model, unit.user)
    if not given.read:
        return {}
    if model.line_of:
        return _lines(unit, model, ids)
    if given.rows is not None:
        ids = [row["id"] for row in _rows(unit, model, ids, ("id",))]
    sight = read.sight_of(unit)
    readable = sight.readable or frozenset()
    return labels(unit.tx, model.key, ids, Sight(unit.registry, sight.hidden, readable | {model.key}))


def _lines(unit: Unit, model: Model, ids: Sequence[str]) -> dict[str, Row]:
    """A line is seen where its parent is, and is known by the parent's number and its place."""
    rows = list(_rows(unit, model, ids, ("id", "parent_id", "position")))
    parents = _of_model(unit, unit.model(model.line_of), [row["parent_id"] for row in rows])
    found = {}
    for row in rows:
        parent = parents.get(row["parent_id"])
        if parent is not None:
            name = f"{parent['number'] or parent['label']}/{row['position'] + 1}"
            found[row["id"]] = {"id": row["id"], "number": name, "label": name}
    return found


def _rows(unit: Unit, model: Model, ids: Sequence[str], fields: tuple[str, ...]) -> Iterator[Row]:
    """The fields of those of the records that the user's rows right reaches; a line's is that of its parent."""
    rows = None if model.line_of else grant(unit.registry, model, unit.user).rows
    names = Place(unit, model, {}).value
    for start in range(0, len(ids), MEMBERS):
        where = {"field": "id", "op": "in", "value": list(ids[start : start + MEMBERS])}
        asked = query.Query(where=where, rows=rows, names=names, fields=fields, limit=MEMBERS)
        yield from query.find(unit.tx, model, asked).rows


def starts(unit: Unit, edges: Model, names: Sequence[tuple[str, str]]) -> list[Reference]:
    """The nodes a trace begins at, each given as ``model`` or ``model.field`` and a name or value.

    ``("lot", "<id>")`` is one node by id, number or code; ``("lot.supplier_lot", "SL-77")`` every lot with that
    supplier lot. NotFound where there is none that the user may see.
    """
    found: list[Reference] = []
    for place, value in names:
        key, _, field = place.partition(".")
        model = unit.registry.models.get(key)
        if model is None or model.kind != "record" or not ({key, "any"} & set(edges.nodes)):
            raise Invalid(
                "trace.from", f"{edges.key} joins no {key!r}: name a node as model:id.", field="from", value=key
            )
        require_read(grant(unit.registry, model, unit.user), model)
        found += [(key, each) for each in _start(unit, model, field, value)]
    return found


def _start(unit: Unit, model: Model, field: str, value: str) -> list[str]:
    if model.line_of:
        ids = [value] if not field and _of_model(unit, model, [value]) else []
    elif field:
        where: dict[str, Any] = {"field": field, "op": "eq", "value": value}
        asked = read.Asked(where=where, fields=("id",), limit=read.MAX_LIMIT)
        page = read.page(unit, model, asked)
        if page.next is not None:
            raise Invalid(
                "trace.many",
                f"More than {read.MAX_LIMIT} {model.key} have this {field}; begin with fewer.",
                field="from",
                value=value,
            )
        ids = [row["id"] for row in page.rows]
    else:
        ids = [read.one(unit, model, value)["id"]]
    if not ids:
        raise NotFound(
            "trace.from",
            f"There is no {model.key} {field or 'id'} {value!r}, or you may not see it.",
            model=model.key,
            value=value,
        )
    return ids
