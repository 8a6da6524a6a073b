"""Import a CSV file of items with all checks, rules, links, search and audit, against COPY of the same finished rows.

Ours: from the bytes of the file (opening it included) to the commit: decoding, types, links by natural key, the match
against what exists, defaults, the guard on item codes, duplicate checks, search grams, the audit trail. The limit:
PostgreSQL's COPY of exactly the rows that ours left in the table, ready-made as text, into a table with the same
columns, constraints and indexes, which are empty as ours were. ``cpu`` is processor time of our process alone.

The case ``trail too`` gives the twin the same trail to COPY into an equal table: what remains is our own work.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from scratch import median, report, scaled, timed  # type: ignore[import-not-found]  # beside
from zhihe.faces.http.house import House
from zhihe.faces.opened import Place, assemble
from zhihe.platform.context import Principal
from zhihe.platform.exchange.importing import open_import, run_import
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules import publishing
from zhihe.platform.store.bootstrap import create_company
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id

COMPANY: Final = "bench"
ROWS: Final = scaled(40_000, 200)
ROUNDS: Final = scaled(3)
TABLES: Final = {"item": "base_item", "trail": "zhihe_audit_default"}
UNITS: Final = "code,name_zh,name_en,dimension\npcs,件,piece,count\nkg,千克,kilogram,mass\nm,米,metre,length\n"
GROUPS: Final = "code,name,code_pattern\nF,紧固件,AAA-999999\nS,密封件,AAA-999999\n"
NAMES: Final = ("内六角圆柱头螺钉", "十字槽沉头螺钉", "O型密封圈", "六角法兰面螺母", "Hexagon socket screw", "气缸缸筒")


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds of one import, processor seconds of it, and the statements it sent."""

    seconds: float
    cpu: float
    statements: int


def items(count: int) -> bytes:
    """A file of items, as a spreadsheet would hold them."""
    lines = ["物料编码,名称,规格,物料组,物料类型,库存单位,追踪方式,保质期（天）,安全关键件"]
    for n in range(count):
        group, unit = "FS"[n % 2], ("pcs", "kg", "m")[n % 3]
        size = f"M{n % 17 + 2}×{n % 61 + 4}"
        life, critical = ("365" if n % 5 == 0 else ""), ("是" if n % 50 == 0 else "否")
        spec = f"GB/T 70.1-2008 {size} 8.8级"
        lines.append(f"ITM-{n:06d},{NAMES[n % 6]} {size},{spec},{group},外购件,{unit},批次,{life},{critical}")
    return "\n".join(lines).encode("gb18030")


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory(prefix="zhihe-bench-") as folder:
        database = Database.open(url=None, home=Path(folder))
        try:
            create_company(database, COMPANY, "Bench")
            publishing.publish_apps(database, COMPANY)
            measure(assemble(database, Place(Path(folder), None, "127.0.0.1", 8000, "Asia/Shanghai")), database)
        finally:
            database.close()


def measure(house: House, database: Database) -> None:
    """Import and copy in turn, so that both meet the same weather."""
    user = Principal(new_id(), "bench", COMPANY, frozenset({"everyone", "key_user"}))
    for model, text in (("unit", UNITS), ("item_group", GROUPS)):
        run_import(house.engine, user, open_import(model, text.encode()))
    content = items(ROWS)
    rounds: list[Round] = []
    limits: dict[str, list[float]] = {"item": [], "trail": []}
    with psycopg.connect(database.conninfo, autocommit=True) as twin:
        twin.execute(f"set search_path = {COMPANY}, zhihe")
        # The trail refuses to be emptied; here each round begins with an empty one.
        twin.execute("set session_replication_role = replica")
        for _ in range(ROUNDS):
            twin.execute("truncate base_item, base_item_unit cascade")
            twin.execute("truncate zhihe_audit_default")
            rounds.append(imported(house, user, content))
            for name, table in TABLES.items():
                limits[name].append(copied(twin, table))
    ours = median([each.seconds for each in rounds])
    item, trail = median(limits["item"]), median(limits["trail"])
    more: dict[str, Any] = {
        "rows": ROWS,
        "rows_per_s": round(ROWS / ours),
        "statements": rounds[0].statements,
        "cpu": round(median([each.cpu for each in rounds]), 3),
        "file_opening": "included",
    }
    report("import", f"{ROWS} items, checks and audit", ours, item, **more)
    report("import", f"{ROWS} items, trail too", ours, item + trail, **more)


def imported(house: House, user: Principal, content: bytes) -> Round:
    """One import, from bytes to commit."""
    counted: list[int] = []
    begun, cpu = time.perf_counter(), time.process_time()
    asked = open_import("item", content)

    def work(unit: Unit) -> int:
        outcome = asked.work(unit)
        counted.append(unit.tx.statements)
        return outcome.created

    made = house.engine.run(user, work)
    assert made == ROWS
    return Round(time.perf_counter() - begun, time.process_time() - cpu, counted[-1])


def copied(twin: psycopg.Connection[Any], table: str) -> float:
    """Seconds of COPY of a table's rows into one that is equal and empty."""
    source, target = sql.Identifier(table), sql.Identifier(f"twin_{table}")
    with twin.cursor() as cursor, cursor.copy(sql.SQL("copy {} to stdout").format(source)) as out:
        ready = [bytes(block) for block in out]
    with twin.transaction():
        twin.execute(sql.SQL("drop table if exists {}").format(target))
        twin.execute(sql.SQL("create table {} (like {} including all)").format(target, source))
        for name, definition in twin.execute(
            "select conname, pg_get_constraintdef(oid) from pg_constraint "
            "where conrelid = %s::regclass and contype = 'f'",
            [table],
        ).fetchall():
            twin.execute(
                sql.SQL("alter table {} add constraint {} {}").format(target, sql.Identifier(name), sql.SQL(definition))
            )
    blocks = [b"".join(ready[start : start + 500]) for start in range(0, len(ready), 500)]

    def run() -> None:
        with (
            twin.transaction(),
            twin.cursor() as cursor,
            cursor.copy(sql.SQL("copy {} from stdin").format(target)) as in_,
        ):
            for block in blocks:
                in_.write(block)

    seconds = timed(run)
    same = twin.execute(
        sql.SQL("select (select count(*) from {}) = (select count(*) from {})").format(source, target)
    ).fetchone()
    assert same == (True,)
    return float(seconds)


if __name__ == "__main__":
    main()
