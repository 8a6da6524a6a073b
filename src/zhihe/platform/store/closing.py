"""The last statement of a unit of work: the audit batch and the idempotency row together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Protocol

import orjson
from psycopg import sql

from zhihe.platform.store import announce
from zhihe.platform.store.statement import Statement

if TYPE_CHECKING:
    import datetime as dt

    from zhihe.platform.store.session import Transaction, Waiting

COLUMNS = (
    ("id", "uuid"),
    ("at", "timestamptz"),
    ("user_id", "uuid"),
    ("app", "text"),
    ("model", "text"),
    ("record_id", "text"),
    ("action", "text"),
    ("version", "int"),
    ("changes", "text"),
    ("cause_id", "uuid"),
    ("rule", "text"),
    ("request_id", "text"),
    ("reason", "text"),
    ("definition_version", "bigint"),
)
_NAMES = ", ".join(name for name, _type in COLUMNS)
_ARRAYS = ", ".join(f"%({name})s::{kind}[]" for name, kind in COLUMNS)
AUDIT = f"""
insert into zhihe_audit ({_NAMES}, leaf)
select {_NAMES}, leaf from unnest({_ARRAYS}, %(leaf)s::bytea[]) as t({_NAMES}, leaf)
"""  # noqa: S608 - built of the constants above
COPY = sql.SQL("copy zhihe_audit ({}) from stdin").format(
    sql.SQL(", ").join(sql.Identifier(name) for name in (*(name for name, _type in COLUMNS), "leaf"))
)
COPY_FROM = 50
"""From so many rows on, COPY costs a third of one statement with arrays."""
_OWN = "closing_"
"""Before the names of parameters here, where those of another statement stand beside them."""
_NAMED = re.compile(r"%\((\w+)\)s")
_COLUMNS = attrgetter(*(name for name, _type in COLUMNS))
ANSWER = """
insert into zhihe_idempotency (principal, key, request_hash, status, answer, at)
values (%(principal)s, %(key)s, %(request_hash)s, %(status)s, %(answer)s, %(answered_at)s)
"""
_UNREAD = """
%(anew)s or not exists (
    select from zhihe_notification n where n.user_id = who.user_id and n.model = %(model)s
    and n.record_id = %(record)s and n.text = %(text)s::jsonb and n.read_at is null
)
"""
NOTIFY_ROLE = f"""
insert into zhihe_notification (id, user_id, at, text, model, record_id)
select gen_random_uuid(), who.user_id, %(at)s, %(text)s::jsonb, %(model)s, %(record)s
from zhihe.memberships who where who.company = %(company)s and %(to)s = any(who.roles) and ({_UNREAD})
returning user_id::text as user_id
"""  # noqa: S608 - built of the constant above
NOTIFY_USER = f"""
insert into zhihe_notification (id, user_id, at, text, model, record_id)
select gen_random_uuid(), who.user_id, %(at)s, %(text)s::jsonb, %(model)s, %(record)s
from (select %(to)s::uuid as user_id) who where {_UNREAD}
returning user_id::text as user_id
"""  # noqa: S608
ANNOUNCE = "select pg_notify(%(channel)s, %(notice)s)"
STORED = "select request_hash, status, answer from zhihe_idempotency where principal = %(principal)s and key = %(key)s"


class AuditRow(announce.Traced, Protocol):
    """A row of the trail: an attribute per column, and its leaf hash."""

    def leaf(self) -> bytes:
        """The hash over the canonical form of the row."""


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What a request with an Idempotency-Key was answered, kept for a repeat of it."""

    principal: str
    key: str
    request_hash: bytes
    status: int
    answer: bytes


def close(
    tx: Transaction,
    trail: Sequence[AuditRow],
    answer: StoredAnswer | None,
    at: dt.datetime,
    told: Sequence[str] = (),
) -> None:
    """Write the trail and the answer, and let the commit announce them, in one statement.

    A second answer under one key violates its unique constraint. ``told`` are users who got a message.
    """
    notice = announce.notice(tx.company, trail, told)
    if len(trail) >= COPY_FROM:
        tx.copy(COPY, [_texts(row) for row in trail])
        trail = ()
    params: dict[str, Any] = {}
    parts: list[str] = []
    if trail:
        params = {name: [getattr(row, name) for row in trail] for name, _type in COLUMNS}
        params["leaf"] = [row.leaf() for row in trail]
        parts.append(f"trail as ({AUDIT})")
    if answer is not None:
        params |= {
            "principal": answer.principal,
            "key": answer.key,
            "request_hash": answer.request_hash,
            "status": answer.status,
            "answer": answer.answer,
            "answered_at": at,
        }
        parts.append(f"answered as ({ANSWER})")
    if notice is not None:
        params |= {"channel": announce.CHANNEL, "notice": notice}
    if parts and tx.waiting is not None:
        _with_last_write(tx, tx.waiting, parts, params, announced=notice is not None)
    elif parts or notice is not None:
        before = f"with {', '.join(parts)} " if parts else ""
        tx.execute(f"{before}{ANNOUNCE if notice is not None else 'select 1'}", params)


def _with_last_write(
    tx: Transaction, last: Waiting, parts: Sequence[str], params: Mapping[str, Any], *, announced: bool
) -> None:
    """The last write of the unit, with the trail and the answer before it, in one statement."""
    key = ("closing", last.statement.text, *parts, announced)
    merged = tx.catalog.remember(key, lambda: _merged(last.statement, parts, announced=announced))
    tx.waiting = None
    last.done(tx.execute(merged, {**last.params, **{f"{_OWN}{name}": value for name, value in params.items()}}))


def _merged(last: Statement, parts: Sequence[str], *, announced: bool) -> Statement:
    mark, _, write = last.text.partition("*/ ")
    names = list(last.names)

    def numbered(text: str) -> str:
        return _NAMED.sub(lambda found: f"${_number(names, _OWN + found[1])}", text)

    before = ", ".join(map(numbered, parts))
    has_parts = write[:5].upper() == "WITH "
    told = f" returning ({numbered(ANNOUNCE)})" if announced else ""
    text = f"{mark}*/ with {before}{', ' if has_parts else ' '}{write[5:] if has_parts else write}{told}"
    return Statement(text, tuple(names), last.constants)


def _number(names: list[str], name: str) -> int:
    """The number of a parameter, which is added where it is new."""
    if name not in names:
        names.append(name)
    return names.index(name) + 1


def _texts(row: AuditRow) -> list[str | None]:
    """A row as COPY takes it; an instant in the form every server reads."""
    texts = [None if value is None else value if type(value) is str else str(value) for value in _COLUMNS(row)]
    texts.append("\\x" + row.leaf().hex())
    return texts


def notify(tx: Transaction, notices: Sequence[Any], at: dt.datetime) -> list[str]:
    """Write one notification for each user a notice is for (a user by id, a role by its members); these users."""
    told: list[str] = []
    for notice in notices:
        kind, _, name = notice.to.partition(" ")
        model, record = notice.record
        rows = tx.rows(
            NOTIFY_ROLE if kind == "role" else NOTIFY_USER,
            {
                "to": name,
                "company": tx.number,
                "at": at,
                "text": orjson.dumps({"zh": notice.text.zh, "en": notice.text.en}).decode(),
                "model": model,
                "record": record,
                "anew": notice.anew,
            },
        )
        told += [row["user_id"] for row in rows]
    return told


def stored(tx: Transaction, principal: str, key: str) -> StoredAnswer | None:
    """The answer kept under a principal's key, or None."""
    for row in tx.rows(STORED, {"principal": principal, "key": key}):
        return StoredAnswer(principal, key, bytes(row["request_hash"]), row["status"], bytes(row["answer"]))
    return None
