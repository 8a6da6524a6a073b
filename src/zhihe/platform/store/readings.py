"""Who read sensitive fields: added once a request, read by auditors, changed by nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from zhihe.platform.store.identity import new_id

if TYPE_CHECKING:
    from zhihe.platform.store.session import Transaction

MOST = 500
"""Records of one model that a request names; further ones are counted."""
_ADD = """
insert into zhihe_reading (id, at, user_id, model, fields, records, count, address, path, request_id)
select id, at, user_id, model, fields, records, count, address, path, request_id
from jsonb_to_recordset(%(rows)s::jsonb) as given(
    id uuid, at timestamptz, user_id uuid, model text, fields text[], records text[], count bigint, address text,
    path text, request_id text
)
"""
BROWSED: Mapping[str, str] = {
    "model": "r.model = %(model)s",
    "record": "%(record)s = any(r.records)",
    "user": "r.user_id::text = %(user)s",
    "from": "r.at >= %(from)s",
    "to": "r.at < %(to)s",
}
"""What the readings can be narrowed by."""


@dataclass(slots=True)
class Reading:
    """What one request showed of one model: which sensitive fields, of which records."""

    fields: set[str] = field(default_factory=set)
    records: dict[str, None] = field(default_factory=dict)
    more: int = 0

    def add(self, fields: Sequence[str], names: Sequence[str], uncounted: int = 0) -> None:
        """Note these fields of these records, and of so many that are not named."""
        self.fields.update(fields)
        for name in names:
            if name in self.records:
                continue
            if len(self.records) < MOST:
                self.records[name] = None
            else:
                self.more += 1
        self.more += uncounted


def add(tx: Transaction, readings: Mapping[str, Reading], common: Mapping[str, Any]) -> None:
    """Keep what a request showed, one row a model; ``common`` is who read, when, from where and by what request."""
    rows = [
        {
            **common,
            "id": new_id(),
            "model": model,
            "fields": sorted(each.fields),
            "records": list(each.records),
            "count": len(each.records) + each.more,
        }
        for model, each in sorted(readings.items())
    ]
    tx.execute(_ADD, {"rows": orjson.dumps(rows).decode()})


def browse(
    tx: Transaction, asked: Mapping[str, Any], behind: tuple[dt.datetime, str] | None, limit: int
) -> list[dict[str, Any]]:
    """Readings, newest first, that meet all that is asked; behind a place when one is given."""
    conditions = ["true", *(text for key, text in BROWSED.items() if key in asked)]
    conditions += ["(r.at, r.id) < (%(at)s, %(id)s::uuid)"] if behind else []
    at, identity = behind or (None, None)
    statement = (
        "select r.id::text as id, r.at, r.user_id::text as user_id, u.name as user_name, r.model, r.fields,"  # noqa: S608
        " r.records, r.count, r.address, r.path, r.request_id"
        " from zhihe_reading r left join zhihe.users u on u.id = r.user_id"
        f" where {' and '.join(conditions)} order by r.at desc, r.id desc limit %(limit)s"
    )
    return tx.rows(statement, {**asked, "at": at, "id": identity, "limit": limit})
