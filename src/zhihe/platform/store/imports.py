"""The imports of a company: one row a file, its bytes kept until it is loaded or given up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import orjson

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

Row = dict[str, Any]
_JSON: Final = frozenset({"mapping", "corrections", "columns", "counts", "errors"})
_SHOWN: Final = (
    "id::text as id, at, user_id::text as user_id, model, file, sha256, size, state, mode, on_known, mapping,"
    " corrections, columns, counts, changed_at, job_id::text as job_id"
)
_ADD: Final = """
insert into zhihe_import (id, at, user_id, model, file, sha256, size, state, mode, on_known, mapping, corrections,
    columns, counts, errors, wrong_rows, changed_at, job_id, content)
values (%(id)s, %(at)s, %(user_id)s, %(model)s, %(file)s, %(sha256)s, %(size)s, %(state)s, %(mode)s, %(on_known)s,
    %(mapping)s::jsonb, %(corrections)s::jsonb, %(columns)s::jsonb, %(counts)s::jsonb, %(errors)s::jsonb,
    %(wrong_rows)s, %(at)s, %(job_id)s, %(content)s)
"""
_CHANGE: Final = """
update zhihe_import set state = %(state)s, mode = %(mode)s, on_known = %(on_known)s, mapping = %(mapping)s::jsonb,
    corrections = %(corrections)s::jsonb, columns = %(columns)s::jsonb, counts = %(counts)s::jsonb,
    errors = %(errors)s::jsonb, wrong_rows = %(wrong_rows)s, changed_at = %(changed_at)s,
    job_id = %(job_id)s,
    content = case when %(state)s in ('done', 'cancelled') then null else content end
where id = %(id)s
"""


def add(tx: Transaction, row: Mapping[str, Any]) -> None:
    """Keep a new import with its file."""
    tx.execute(_ADD, _params(row))


def change(tx: Transaction, row: Mapping[str, Any]) -> None:
    """Keep what became of an import; its file goes when it is done or cancelled."""
    tx.execute(_CHANGE, _params(row))


def get(tx: Transaction, identity: str, *, lock: bool = False) -> Row | None:
    """An import with its errors and without its file; locked until the end where it is to be changed."""
    text = f"select {_SHOWN}, errors, wrong_rows from zhihe_import where id = %(id)s"  # noqa: S608 - constants above
    found = tx.rows(text + (" for update" if lock else ""), {"id": identity})
    return found[0] if found else None


def content(tx: Transaction, identity: str) -> bytes | None:
    """The file of an import, where it is still kept."""
    found = tx.rows("select content from zhihe_import where id = %(id)s", {"id": identity})
    return bytes(found[0]["content"]) if found and found[0]["content"] is not None else None


def page(tx: Transaction, *, user: str | None, models: Sequence[str], limit: int, after: str | None) -> list[Row]:
    """The newest imports into these models, of one user or of all."""
    return tx.rows(
        f"select {_SHOWN} from zhihe_import"  # noqa: S608 - constants above
        " where model = any(%(models)s) and (%(user)s::uuid is null or user_id = %(user)s::uuid)"
        " and (%(after)s::uuid is null or id < %(after)s::uuid) order by id desc limit %(limit)s",
        {"models": list(models), "user": user, "limit": limit, "after": after},
    )


def _params(row: Mapping[str, Any]) -> Row:
    return {key: _text(value) if key in _JSON else value for key, value in row.items()}


def _text(value: object) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
