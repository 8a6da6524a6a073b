"""Is this a PostgreSQL server the program may trust with data? Asked once, when the program starts."""

from __future__ import annotations

from typing import Any

import psycopg

from zhihe.errors import Unavailable
from zhihe.platform.store.session import SharedTransaction, Transaction

OLDEST = 15
NEWEST = 18
_QUESTION = """
select current_setting('server_version_num')::int / 10000, current_setting('server_encoding'),
       current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'),
       current_setting('data_checksums'), current_database()
"""


def check(connection: psycopg.Connection[Any]) -> tuple[str, ...]:
    """What an administrator should know of this server; raises Unavailable when it must not be used."""
    row = connection.execute(_QUESTION).fetchone()
    if row is None:
        raise Unavailable("database.down", "The database server did not answer the first question.")
    version, encoding, fsync, full_page_writes, synchronous_commit, checksums, name = row
    _check_version(version)
    if encoding != "UTF8":
        raise Unavailable(
            "database.encoding",
            f"The database {name} is encoded in {encoding}; create one with ENCODING 'UTF8' and use that.",
            found=encoding,
            expected="UTF8",
        )
    _check_durable(fsync=fsync, full_page_writes=full_page_writes)
    warnings = []
    if synchronous_commit == "off":
        warnings.append("synchronous_commit is off: a crash loses what was saved last; turn it on")
    if checksums != "on":
        warnings.append("data checksums are off: a damaged disk goes unseen; run pg_checksums --enable")
    return tuple(warnings)


_STATE = """
select current_setting('server_version') as postgresql, pg_database_size(current_database()) as database_bytes,
       (select count(*) from pg_stat_activity where datname = current_database()) as connections,
       current_setting('max_connections')::int as most_connections,
       (select coalesce(jsonb_object_agg(state, n), '{}') from
            (select state, count(*) as n from zhihe_job group by state) as counted) as jobs,
       (select max(sealed_at) from zhihe_audit_seal) as sealed_at,
       (select max(at) from zhihe_audit) as changed_at,
       (select count(*) from zhihe_file) as files, (select coalesce(sum(size), 0) from zhihe_file) as file_bytes
"""


def state(tx: Transaction) -> dict[str, Any]:
    """How the server and the company's own tables are: sizes, connections, jobs by state, last seal and change."""
    return {**tx.rows(_STATE)[0], "definitions": tx.registry.version, "company": tx.company}


def ping(tx: SharedTransaction) -> None:
    """Ask the server for a sign of life; raises Unavailable when there is none."""
    tx.rows("select 1 as one")


def _check_version(version: int) -> None:
    if not OLDEST <= version <= NEWEST:
        raise Unavailable(
            "database.version",
            f"The database server is PostgreSQL {version}; this program knows {OLDEST} to {NEWEST}. "
            "Use one of these, or a newer release of this program.",
            found=version,
            oldest=OLDEST,
            newest=NEWEST,
        )


def _check_durable(**settings: str) -> None:
    for name, value in settings.items():
        if value != "on":
            raise Unavailable(
                "database.unsafe",
                f"The database server runs with {name} = {value}, so a power cut can destroy it; "
                f"set {name} = on and start again.",
                setting=name,
                found=value,
            )
