"""Reading the audit trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

Row = dict[str, Any]
COLUMNS = """
a.id::text as id, a.at, a.user_id::text as user_id, u.name as user_name, a.app, a.model, a.record_id, a.action,
a.version, a.changes, a.cause_id::text as cause_id, a.rule, a.request_id, a.reason, a.definition_version
"""
OF_RECORD = f"""
select {COLUMNS} from zhihe_audit a left join zhihe.users u on u.id = a.user_id
where a.model = %(model)s and a.record_id = %(record)s order by a.at, a.id
"""  # noqa: S608 - built of the constant above
CAUSES = f"""
with recursive chain as (
    select a.*, 1 as depth from zhihe_audit a where a.id = %(cause)s::uuid
    union all
    select a.*, chain.depth + 1 from zhihe_audit a join chain on a.id = chain.cause_id where chain.depth < 20
)
select {COLUMNS} from chain a left join zhihe.users u on u.id = a.user_id order by a.depth
"""  # noqa: S608


def of_record(tx: Transaction, model: str, record: str) -> list[Row]:
    """The trail of one record, oldest first."""
    return _read(tx.rows(OF_RECORD, {"model": model, "record": record}))


def causes(tx: Transaction, cause_id: str | None) -> list[Row]:
    """The rows behind a cause, nearest first, up to what a user did himself."""
    return [] if cause_id is None else _read(tx.rows(CAUSES, {"cause": cause_id}))


def _read(rows: list[Row]) -> list[Row]:
    for row in rows:
        row["changes"] = orjson.loads(row["changes"])
    return rows


BROWSED = {
    "model": "a.model = %(model)s",
    "record": "a.record_id = %(record)s",
    "user": "a.user_id::text = %(user)s",
    "action": "a.action = %(action)s",
}
"""What the trail can be narrowed by."""


def browse(
    tx: Transaction,
    asked: Mapping[str, str],
    times: Mapping[str, dt.datetime],
    behind: tuple[dt.datetime, str] | None,
    limit: int,
) -> list[Row]:
    """Rows of the trail, newest first, that meet all that is asked; behind a place when one is given."""
    conditions = ["true", *(text for key, text in BROWSED.items() if key in asked)]
    conditions += ["a.at >= %(from)s"] if "from" in times else []
    conditions += ["a.at < %(to)s"] if "to" in times else []
    conditions += ["(a.at, a.id) < (%(at)s, %(id)s::uuid)"] if behind else []
    at, identity = behind or (None, None)
    statement = (
        f"select {COLUMNS} from zhihe_audit a left join zhihe.users u on u.id = a.user_id"  # noqa: S608
        f" where {' and '.join(conditions)} order by a.at desc, a.id desc limit %(limit)s"
    )
    return _read(tx.rows(statement, {**asked, **times, "at": at, "id": identity, "limit": limit}))
