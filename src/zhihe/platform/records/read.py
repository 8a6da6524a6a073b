"""Reading for a user: rows, fields and links as his roles allow, in lists, single records, history and counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhihe.errors import Invalid
from zhihe.platform.actions import Row
from zhihe.platform.model.elements import Model
from zhihe.platform.records import fetch, sensitive
from zhihe.platform.records.access import grant, require_read
from zhihe.platform.records.env import Place
from zhihe.platform.records.fetch import is_id
from zhihe.platform.records.problems import called
from zhihe.platform.records.shape import shape
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import query
from zhihe.platform.store import trail as trail_store
from zhihe.platform.store.paths import Sight

DEFAULT_LIMIT = 50
MAX_LIMIT = 500
LINES = 10_000
FEW = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list was asked for."""

    where: Mapping[str, Any] | None = None
    sort: Sequence[str] = ()
    fields: Sequence[str] = ()
    limit: int = DEFAULT_LIMIT
    after: str | None = None
    count: str = "none"
    search: str = ""


def page(unit: Unit, model: Model, asked: Asked) -> query.Page:
    """One page of the rows this user may see, with the fields he may see."""
    given = grant(unit.registry, model, unit.user)
    require_read(given, model)
    sight = sight_of(unit)
    if not 0 < asked.limit <= MAX_LIMIT:
        raise Invalid("list.limit", f"limit is 1 to {MAX_LIMIT}, not {asked.limit}.", field="limit", value=asked.limit)
    found = query.find(
        unit.tx,
        model,
        query.Query(
            where=asked.where,
            rows=given.rows,
            names=_names(unit, model),
            sort=tuple(asked.sort),
            fields=tuple(asked.fields),
            sight=sight,
            limit=asked.limit,
            after=asked.after,
            count=asked.count,
            search=asked.search,
            expand=True,
        ),
    )
    sensitive.shown(unit, model, found.rows)
    return found


def _names(unit: Unit, model: Model) -> Any:
    """The values of what an access rule names outside the row: ``user.sites``, ``today``, a setting."""
    return Place(unit, model, {}).value


def sight_of(unit: Unit) -> Sight:
    """What the unit's user may name and see over all models; worked out once for his roles and these definitions."""
    return unit.tx.catalog.remember(("sight", unit.user.roles, unit.user.scopes), lambda: _sight(unit))


def _sight(unit: Unit) -> Sight:
    registry = unit.registry
    grants = {key: grant(registry, model, unit.user) for key, model in registry.models.items()}
    hidden = {key: given.hidden for key, given in grants.items() if given.hidden}
    # What is limited to some rows is not looked into from outside: a filter over a link would tell of the others.
    readable = frozenset(key for key, given in grants.items() if given.read and given.rows is None)
    return Sight(registry, hidden, readable)


def hidden_of(unit: Unit, model: Model) -> frozenset[str]:
    """The fields of a model that the unit's user may not see."""
    return grant(unit.registry, model, unit.user).hidden


def one(unit: Unit, model: Model, name: str) -> Row:
    """One record with its lines, by id, number or code; NotFound also where the user may not see it."""
    given = grant(unit.registry, model, unit.user)
    require_read(given, model)
    key = "id" if is_id(name) else _name_field(model)
    if not key:
        raise fetch.not_found(model, name)
    sight = sight_of(unit)
    found = query.find(
        unit.tx,
        model,
        query.Query(
            where={"field": key, "op": "eq", "value": name},
            rows=given.rows,
            names=_names(unit, model),
            sight=sight,
            limit=1,
            expand=True,
        ),
    )
    if not found.rows:
        raise fetch.not_found(model, name)
    row = found.rows[0]
    sensitive.shown(unit, model, [row])
    for line_key, declared in shape(model).lines.items():
        if line_key not in given.hidden:
            lines, of = _lines(unit, unit.model(declared.of), row["id"], sight), unit.model(declared.of)
            row[line_key] = lines
            # Who looks for a reading knows the document, not the ids of its lines.
            shown = sensitive.fields_of(unit, of, lines[0]) if lines else []
            sensitive.note(unit, model, [f"{line_key}.{key}" for key in shown], [called(model, row)])
    return row


def _lines(unit: Unit, model: Model, parent: str, sight: Sight) -> list[Row]:
    found = query.find(
        unit.tx,
        model,
        query.Query(
            where={"field": "parent_id", "op": "eq", "value": parent},
            sort=("position",),
            sight=sight,
            limit=LINES,
            expand=True,
        ),
    )
    return found.rows


def _name_field(model: Model) -> str:
    if model.number is not None:
        return "number"
    return model.natural_key[0] if len(model.natural_key) == 1 else ""


def identity(unit: Unit, model: Model, name: str) -> str:
    """The id behind an id, number or code, where the user may see the record."""
    given = grant(unit.registry, model, unit.user)
    require_read(given, model)
    key = "id" if is_id(name) else _name_field(model)
    if key == "id" and given.rows is None:
        return name
    found = query.find(
        unit.tx,
        model,
        query.Query(
            where={"field": key, "op": "eq", "value": name} if key else None,
            rows=given.rows,
            names=_names(unit, model),
            fields=("id",),
            limit=1,
            expand=False,
        ),
    )
    if not key or not found.rows:
        raise fetch.not_found(model, name)
    return str(found.rows[0]["id"])


SHOWN = frozenset({"state", "number", "_signature"})
"""What the trail tells beside the fields of a model."""


def history(unit: Unit, model: Model, name: str) -> list[Row]:
    """What happened to a record, oldest first, without the values of fields this user may not see."""
    record = identity(unit, model, name)
    one(unit, model, record)
    sight = sight_of(unit)
    rows = trail_store.of_record(unit.tx, model.key, record)
    for row in rows:
        row["changes"] = _seen_changes(model, row["changes"], sight)
        sensitive.note(unit, model, sensitive.fields_of(unit, model, row["changes"]), [record])
    return rows


def _seen_changes(model: Model, changes: Row, sight: Sight) -> Row:
    """The changes of a trail row without fields this user may not see, of the record or of its lines.

    Where something is hidden, names the model no longer has are left out too: one of them may be a hidden field's
    name of before.
    """
    hidden = sight.hidden.get(model.key, frozenset())
    lines = shape(model).lines
    seen: Row = {}
    for key, value in changes.items():
        if key in lines:
            if key not in hidden:
                seen[key] = _seen_lines(value, sight.hidden.get(lines[key].of, frozenset()))
        elif key == "_inputs":
            seen[key] = [_without(each, hidden) for each in value]
        elif not hidden or (key not in hidden and (key in model.fields or key in SHOWN)):
            seen[key] = value
    return seen


def _seen_lines(changes: Row, hidden: frozenset[str]) -> Row:
    """The same for lines: by line id the changed fields, or all the content of one that was deleted."""
    return {
        line: {
            key: [_without(each, hidden) for each in pair] if key == "_deleted" else pair
            for key, pair in fields.items()
            if key not in hidden
        }
        for line, fields in changes.items()
    }


def _without(content: Row | None, hidden: frozenset[str]) -> Row | None:
    return None if content is None else {key: value for key, value in content.items() if key not in hidden}


def why(unit: Unit, model: Model, name: str) -> list[Row]:
    """The chain behind each change of a record: the event that caused it, and the rule line, up to the request."""
    chain = history(unit, model, name)
    sight = sight_of(unit)
    for row in chain:
        row["because"] = [_cause(unit, cause, sight) for cause in trail_store.causes(unit.tx, row["cause_id"])]
    return chain


def _cause(unit: Unit, row: Row, sight: Sight) -> Row:
    """A row behind a change: what this user may not look into tells its event and rule only."""
    model = unit.registry.models.get(row["model"])
    if model is None or not sight.opens(model.key):
        return {**row, "record_id": None, "changes": {}, "reason": ""}
    return {**row, "changes": _seen_changes(model, row["changes"], sight)}


def related(unit: Unit, model: Model, name: str) -> list[Row]:
    """The records that point here, by model and field: how many, and the newest few."""
    record = one(unit, model, name)["id"]
    found = []
    for other in unit.registry.models.values():
        if other.kind != "record" or other.line_of or not grant(unit.registry, other, unit.user).read:
            continue
        for key, field in shape(other).links.items():
            if field.to == model.key:
                asked = Asked(where={"field": key, "op": "eq", "value": record}, limit=FEW, count="estimate")
                seen = page(unit, other, asked)
                if seen.rows:
                    found.append({"model": other.key, "field": key, "count": seen.count, "rows": seen.rows})
    return found
