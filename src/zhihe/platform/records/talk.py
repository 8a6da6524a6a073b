"""What people say around a record and how they like to see a list: comments with mentions, messages, saved views."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from zhihe.errors import Forbidden, Invalid, NotFound, ZhiheError
from zhihe.platform.actions import Row
from zhihe.platform.identity.identity import principal
from zhihe.platform.model.elements import Label, Model
from zhihe.platform.records import read, tell
from zhihe.platform.records.access import grant, require_read
from zhihe.platform.records.audit import canonical
from zhihe.platform.records.unit import Notice, Unit
from zhihe.platform.store import accounts, expand, paths, talk
from zhihe.platform.store.identity import new_id

LONGEST = 10_000
MENTIONS = 50
QUOTED = 80
VIEW_KEYS = frozenset({"where", "sort", "fields", "group", "density", "widths", "kind", "search"})
VIEW_SIZE = 20_000
SHARERS = frozenset({"key_user"})
"""Roles that may preset a shared view for everybody."""


def may_write(unit: Unit, model: Model) -> None:
    """Refuse a token that may only read, or not this model."""
    scopes = unit.user.scopes
    if scopes is not None and not scopes & {"write", f"write:{model.key}"}:
        raise Forbidden("access.scope", f"This token may not write to {model.key}.", model=model.key)


def comments(unit: Unit, model: Model, name: str) -> list[Row]:
    """The comments on a record that the user may read, oldest first."""
    record = read.one(unit, model, name)["id"]
    return [_comment(row) for row in talk.comments(unit.tx, model.table, record)]


def _comment(row: Row) -> Row:
    return {
        "id": row["id"],
        "at": row["at"],
        "user": {"id": row["user_id"], "name": row["user_name"]},
        "text": row["text"],
        "mentions": row["mentions"],
    }


def comment(unit: Unit, model: Model, name: str, text: Any, mentions: Any) -> Row:
    """Comment on a record; who is mentioned gets a message, and must be able to read the record."""
    may_write(unit, model)
    row = read.one(unit, model, name)
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
        raise Invalid("comment.text", f"text has 1 to {LONGEST} characters.", field="text")
    if not isinstance(mentions, list) or len(mentions) > MENTIONS or not all(isinstance(e, str) for e in mentions):
        raise Invalid("comment.mentions", f"mentions is a list of at most {MENTIONS} user ids.", field="mentions")
    ids = list(dict.fromkeys(mentions))
    for each in ids:
        _require_reader(unit, model, row["id"], each)
    saved = {"id": new_id(), "model": model.table, "record": row["id"], "user": unit.user.id, "at": unit.now}
    talk.add_comment(unit.tx, {**saved, "text": text, "mentions": ids})
    tell.write(unit, model, row["id"], "comment", row["version"], {"_comment": [None, text]})
    number = row.get("number") or row.get(model.title) or ""
    quoted = " ".join(text.split())[:QUOTED]
    message = Label(
        f"{unit.user.name} 在{model.label.zh} {number} 中提到您：{quoted}",
        f"{unit.user.name} mentioned you on {model.label.en} {number}: {quoted}",
    )
    unit.notices += [Notice(f"user {each}", message, (model.key, row["id"])) for each in ids if each != unit.user.id]
    user = {"user_id": unit.user.id, "user_name": unit.user.name}
    return _comment({**saved, **user, "text": text, "mentions": ids})


def _require_reader(unit: Unit, model: Model, record: str, user: str) -> None:
    """Refuse to mention somebody who is no member here or may not read the record."""
    seat = accounts.seat(unit.tx, user, unit.user.company) if _is_uuid(user) else None
    if seat is None or seat["disabled"]:
        raise Invalid("comment.mention", f"There is no user {user} in this company.", field="mentions", value=user)
    if not readable(replace(unit, user=principal(seat)), model, record):
        raise Invalid(
            "comment.mention",
            f"{seat['name']} may not read this record; mention somebody who may.",
            field="mentions",
            value=user,
        )


def readable(unit: Unit, model: Model, record: str) -> bool:
    """Whether the unit's user may read a record."""
    given = grant(unit.registry, model, unit.user)
    if not given.read:
        return False
    where = {"field": "id", "op": "eq", "value": record}
    return bool(read.page(unit, model, read.Asked(where=where, fields=("id",), limit=1)).rows)


def _is_uuid(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4  # noqa: PLR2004 - a UUID's form


def notices(unit: Unit, *, unread: bool, limit: int, after: str | None) -> Row:
    """The messages to the user, newest first, with how many are unread and the cursor behind them."""
    if not 0 < limit <= read.MAX_LIMIT:
        raise Invalid("list.limit", f"limit is 1 to {read.MAX_LIMIT}, not {limit}.", field="limit", value=limit)
    rows = talk.notices(unit.tx, unit.user.id, unread=unread, limit=limit + 1, after=_place(after))
    more, rows = len(rows) > limit, rows[:limit]
    _name(unit, rows)
    last = rows[-1] if more else None
    return {
        "rows": rows,
        "unread": talk.unread(unit.tx, unit.user.id),
        "after": None if last is None else _token(last["at"], last["id"]),
    }


def _name(unit: Unit, rows: Sequence[Row]) -> None:
    """Give each message the number of its record, where the user may look at it."""
    seen = read.sight_of(unit)
    sight = paths.Sight(unit.registry, seen.hidden, seen.readable)
    wanted: dict[str, set[str]] = {}
    for row in rows:
        row["record"] = row.pop("record_id") or None
        if row["model"] in unit.registry.models and row["record"]:
            wanted.setdefault(row["model"], set()).add(row["record"])
    known = {model: expand.labels(unit.tx, model, ids, sight) for model, ids in wanted.items()}
    for row in rows:
        label = known.get(row["model"], {}).get(row["record"] or "", {})
        row["number"] = label.get("number") or label.get("label")


def mark_read(unit: Unit, ids: Sequence[str] | None) -> int:
    """Note that the user has read these of his messages, or all; how many are unread now."""
    talk.mark_read(unit.tx, unit.user.id, ids, unit.now)
    return talk.unread(unit.tx, unit.user.id)


def _token(at: dt.datetime, identity: str) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([at, identity])).decode()


def _place(after: str | None) -> tuple[dt.datetime, str] | None:
    if not after:
        return None
    try:
        at, identity = orjson.loads(base64.urlsafe_b64decode(after))
        return dt.datetime.fromisoformat(at), str(identity)
    except (ValueError, TypeError) as error:
        raise Invalid("list.after", "after is the cursor of the page before.", field="after") from error


def views(unit: Unit, key: str) -> list[Row]:
    """The user's own views and those shared by others, of one model or of all he may read."""
    tables = {model.table: model for model in unit.registry.models.values()}
    table = unit.model(key).table if key in unit.registry.models else key
    rows = talk.views(unit.tx, unit.user.id, table)
    return [
        _view(row, tables[row["model"]]) for row in rows if row["model"] in tables and _seen(unit, tables[row["model"]])
    ]


def _seen(unit: Unit, model: Model) -> bool:
    return grant(unit.registry, model, unit.user).read


def _view(row: Row, model: Model) -> Row:
    return {
        "id": row["id"],
        "model": model.key,
        "name": row["name"],
        "shared": row["shared"],
        "default": row["preset"],
        "state": orjson.loads(row["state"]),
        "owner": {"id": row["owner"], "name": row["owner_name"]},
    }


def save_view(unit: Unit, values: Mapping[str, Any], identity: str | None = None) -> Row:
    """Save a view as the user's own, or change one of his."""
    old = None if identity is None else _own(unit, identity)
    if strange := sorted(set(values) - {"model", "name", "shared", "default", "state"}):
        raise Invalid("field.unknown", f"{strange[0]} is no part of a view.", field=strange[0])
    model = _viewed(unit, str(values.get("model", "")) if old is None else old["model"])
    may_write(unit, model)
    given = {**(old or {"name": "", "shared": False, "default": False, "state": {}}), **values}
    name = given["name"]
    if not isinstance(name, str) or not name.strip() or len(name) > 80:  # noqa: PLR2004
        raise Invalid("view.name", "name has 1 to 80 characters.", field="name")
    shared, preset = given["shared"] is True, given["default"] is True
    if shared and preset and not unit.user.roles & SHARERS:
        raise Forbidden("view.preset", "Only a key user presets a view for everybody.", field="default")
    state = _state(unit, model, given["state"])
    own_id = identity or new_id()
    saved = {"id": own_id, "model": model.table, "name": name, "owner": unit.user.id, "shared": shared}
    taken = talk.named_view(unit.tx, model.table, unit.user.id, name)
    if taken not in {None, own_id}:
        raise Invalid("view.taken", f"You have a view {name!r} of {model.key} already.", field="name", value=name)
    talk.save_view(unit.tx, {**saved, "preset": preset, "state": orjson.dumps(state).decode(), "at": unit.now})
    shown = {"name": name, "shared": shared, "default": preset, "state": state}
    before = None if old is None else {key: old[key] for key in shown}
    tell.write(unit, model, own_id, "save_view", 1, {"_view": [before, shown]})
    owner = {"id": unit.user.id, "name": unit.user.name}
    return {"id": own_id, "model": model.key, **shown, "owner": owner}


def delete_view(unit: Unit, identity: str) -> None:
    """Delete one of the user's own views."""
    old = _own(unit, identity)
    model = _viewed(unit, old["model"])
    may_write(unit, model)
    talk.delete_view(unit.tx, identity)
    tell.write(unit, model, identity, "delete_view", 1, {"_view": [old["name"], None]})


def _viewed(unit: Unit, key: str) -> Model:
    model = unit.registry.models.get(key)
    if model is None:
        raise Invalid("view.model", f"There is no model {key!r} to view.", field="model", value=key)
    require_read(grant(unit.registry, model, unit.user), model)
    return model


def _own(unit: Unit, identity: str) -> Row:
    row = talk.view(unit.tx, identity) if _is_uuid(identity) else None
    tables = {model.table: model for model in unit.registry.models.values()}
    if row is None or row["model"] not in tables or not (row["shared"] or row["owner"] == unit.user.id):
        raise NotFound("view.not_found", f"There is no view {identity}.", id=identity)
    if row["owner"] != unit.user.id:
        raise Forbidden("view.owner", f"This view belongs to {row['owner_name']}; save one of your own.", id=identity)
    return _view(row, tables[row["model"]])


def _state(unit: Unit, model: Model, state: Any) -> dict[str, Any]:
    """A state that can be opened: known parts, not too large, and a list that answers."""
    if not isinstance(state, Mapping) or len(canonical(state)) > VIEW_SIZE:
        raise Invalid("view.state", f"state is an object of at most {VIEW_SIZE} characters.", field="state")
    if strange := sorted(set(state) - VIEW_KEYS):
        raise Invalid(
            "view.state", f"A view has {', '.join(sorted(VIEW_KEYS))}, not {strange[0]}.", field=f"state.{strange[0]}"
        )
    if model.kind in {"record", "view"}:
        try:
            sort, fields = tuple(state.get("sort") or ()), tuple(state.get("fields") or ())
            read.page(unit, model, read.Asked(where=state.get("where"), sort=sort, fields=fields, limit=1))
        except ZhiheError as error:
            raise Invalid("view.state", f"This view cannot be opened: {error.message}", field="state") from error
    return dict(state)
