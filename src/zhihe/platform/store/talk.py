"""Rows of what people add around records: comments, attachments, saved views, messages to users."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

Row = dict[str, Any]

_COMMENTS = """
select c.id::text as id, c.at, c.user_id::text as user_id, u.name as user_name, c.text,
       c.mentions::text[] as mentions
from zhihe_comment c left join zhihe.users u on u.id = c.user_id
where c.model = %(model)s and c.record_id = %(record)s order by c.at, c.id
"""
_VIEWS = """
select v.id::text as id, v.model, v.name, v.shared, v.preset, v.state, v.owner::text as owner, u.name as owner_name
from zhihe_view v left join zhihe.users u on u.id = v.owner
"""
_NOTICES = """
select id::text as id, at, text, model, record_id, read_at from zhihe_notification where user_id = %(user)s
"""


def comments(tx: Transaction, model: str, record: str) -> list[Row]:
    """The comments on a record, oldest first."""
    return tx.rows(_COMMENTS, {"model": model, "record": record})


def add_comment(tx: Transaction, comment: Mapping[str, Any]) -> None:
    """Insert a comment."""
    tx.execute(
        "insert into zhihe_comment (id, model, record_id, user_id, at, text, mentions)"
        " values (%(id)s, %(model)s, %(record)s, %(user)s, %(at)s, %(text)s, %(mentions)s::uuid[])",
        comment,
    )


def views(tx: Transaction, user: str, model: str) -> list[Row]:
    """The views of a user and those shared by others, of one model or of all."""
    return tx.rows(
        f"{_VIEWS} where (v.owner = %(user)s or v.shared) and (%(model)s = '' or v.model = %(model)s)"
        " order by v.model, v.shared, v.name",
        {"user": user, "model": model},
    )


def view(tx: Transaction, identity: str) -> Row | None:
    """One view."""
    found = tx.rows(f"{_VIEWS} where v.id = %s", [identity])
    return found[0] if found else None


def save_view(tx: Transaction, saved: Mapping[str, Any]) -> None:
    """Insert a view, or replace it; a preset one takes the place of the one before."""
    if saved["preset"]:
        tx.execute(
            "update zhihe_view set preset = false where model = %(model)s and owner = %(owner)s"
            " and shared = %(shared)s and id <> %(id)s and preset",
            saved,
        )
    tx.execute(
        "insert into zhihe_view (id, model, name, owner, shared, preset, state, at)"
        " values (%(id)s, %(model)s, %(name)s, %(owner)s, %(shared)s, %(preset)s, %(state)s, %(at)s)"
        " on conflict (id) do update set name = excluded.name, shared = excluded.shared, preset = excluded.preset,"
        " state = excluded.state, at = excluded.at",
        saved,
    )


def named_view(tx: Transaction, model: str, owner: str, name: str) -> str | None:
    """The id of a user's view of this name."""
    found = tx.rows(
        "select id::text as id from zhihe_view where model = %s and owner = %s and name = %s", [model, owner, name]
    )
    return str(found[0]["id"]) if found else None


def delete_view(tx: Transaction, identity: str) -> None:
    """Delete a view."""
    tx.execute("delete from zhihe_view where id = %s", [identity])


def notices(
    tx: Transaction, user: str, *, unread: bool, limit: int, after: tuple[dt.datetime, str] | None
) -> list[Row]:
    """The messages to a user, newest first, behind a place."""
    more = " and (at, id) < (%(at)s, %(id)s::uuid)" if after else ""
    only = " and read_at is null" if unread else ""
    at, identity = after or (None, None)
    return tx.rows(
        f"{_NOTICES}{only}{more} order by at desc, id desc limit %(limit)s",
        {"user": user, "limit": limit, "at": at, "id": identity},
    )


def unread(tx: Transaction, user: str) -> int:
    """How many messages a user has not read."""
    found = tx.rows("select count(*) as n from zhihe_notification where user_id = %s and read_at is null", [user])
    return int(found[0]["n"])


def mark_older_read(tx: Transaction, before: dt.datetime, at: dt.datetime) -> int:
    """Note that everybody has read what came before an instant; how many were new."""
    return tx.execute(
        "update zhihe_notification set read_at = %(now)s where at < %(before)s and read_at is null",
        {"now": at, "before": before},
    )


def mark_read(tx: Transaction, user: str, ids: Sequence[str] | None, at: dt.datetime) -> int:
    """Note that a user has read these of his messages, or all; how many were new."""
    some = "" if ids is None else " and id::text = any(%(ids)s)"
    return tx.execute(
        f"update zhihe_notification set read_at = %(at)s where user_id = %(user)s and read_at is null{some}",  # noqa: S608
        {"at": at, "user": user, "ids": list(ids or ())},
    )
