"""Rows of files: what was uploaded, to which records it is attached, and which fields hold it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

Row = dict[str, Any]
_FILE = """
select f.id::text as id, f.sha256, f.name, f.type, f.size, f.width, f.height, f.user_id::text as user_id, f.at
from zhihe_file f
"""


def add(tx: Transaction, file: Mapping[str, Any]) -> None:
    """Insert a file."""
    tx.execute(
        "insert into zhihe_file (id, sha256, name, type, size, width, height, user_id, at) values"
        " (%(id)s, %(sha256)s, %(name)s, %(type)s, %(size)s, %(width)s, %(height)s, %(user)s, %(at)s)",
        file,
    )


def one(tx: Transaction, identity: str) -> Row | None:
    """One file."""
    found = tx.rows(f"{_FILE} where f.id = %s", [identity])
    return found[0] if found else None


def uses(tx: Transaction, identity: str) -> list[Row]:
    """Where a file is: model, record, and the field that holds it (empty for an attachment)."""
    return tx.rows(
        "select model, record_id::text as record_id, '' as field from zhihe_attachment where file_id = %(id)s"
        " union all select model, record_id::text, field from zhihe_file_use where file_id = %(id)s limit 200",
        {"id": identity},
    )


def replace_uses(tx: Transaction, model: str, record: str, held: Sequence[tuple[str, str]]) -> None:
    """Note which fields of a record hold which files, instead of what was noted."""
    tx.execute("delete from zhihe_file_use where model = %s and record_id = %s", [model, record])
    if held:
        tx.execute(
            "insert into zhihe_file_use (file_id, model, record_id, field)"
            " select f::uuid, %s, %s, k from unnest(%s::text[], %s::text[]) as t(f, k)",
            [model, record, [file for _field, file in held], [field for field, _file in held]],
        )


def attachments(tx: Transaction, model: str, record: str) -> list[Row]:
    """The files attached to a record, oldest first."""
    return tx.rows(
        "select f.id::text as id, f.name, f.type, f.size, f.width, f.height, a.at, a.user_id::text as user_id,"
        " u.name as user_name from zhihe_attachment a join zhihe_file f on f.id = a.file_id"
        " left join zhihe.users u on u.id = a.user_id where a.model = %s and a.record_id = %s order by a.at, f.id",
        [model, record],
    )


def attach(tx: Transaction, attachment: Mapping[str, Any]) -> bool:
    """Attach a file to a record; whether it was not attached already."""
    return bool(
        tx.execute(
            "insert into zhihe_attachment (model, record_id, file_id, user_id, at)"
            " values (%(model)s, %(record)s, %(file)s, %(user)s, %(at)s) on conflict do nothing",
            attachment,
        )
    )


def detach(tx: Transaction, model: str, record: str, file: str) -> bool:
    """Take a file from a record; whether it was attached."""
    return bool(
        tx.execute(
            "delete from zhihe_attachment where model = %s and record_id = %s and file_id = %s", [model, record, file]
        )
    )
