"""The quality loop from order to unrestricted stock, against hand-written SQL that stores the same.

Ours goes through the engine as a request does: access checked, an Idempotency-Key with its stored answer, the audit
trail. The twin is psycopg with prepared statements and one transaction for every step of ours. It inserts or updates a
narrow row for each record and line that ours writes (documents, lots, lines, balances, entries, edges, results,
history), an audit row for each of them and an idempotency row for each transaction, and reads twice. It checks nothing,
locks nothing and computes nothing, so that what is between the two is all that the platform does.

CPU is that of this process and of the server's processes. Statements leave out the opening message and the commit of
each unit. ``receipt`` counts the statements of posting one receipt of many lines, against one of ten.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4
from zoneinfo import ZoneInfo

import psutil
import psycopg

from scratch import report, scaled  # type: ignore[import-not-found]  # beside
from zhihe.faces.demo.company import people, start_company
from zhihe.faces.http.answers import encode
from zhihe.faces.http.house import House
from zhihe.platform.actions import Row
from zhihe.platform.context import Principal
from zhihe.platform.identity.identity import Identity
from zhihe.platform.records import guarded
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules import publishing
from zhihe.platform.rules.engine import Engine, Idempotency
from zhihe.platform.rules.facade import UnitRecords
from zhihe.platform.rules.handlers import AppHandlers
from zhihe.platform.store.bootstrap import create_company
from zhihe.platform.store.database import Database
from zhihe.platform.store.numbers import NumberBlocks

T = TypeVar("T")
WARM = scaled(8)
TURNS = 6
ROUNDS = TURNS * scaled(10)
STATEMENTS = 60
ITEM = "RM-0001"
DAY = dt.date(2026, 11, 2)


@dataclass(slots=True)
class Loop:
    """The loop through the engine; counts the statements of its units."""

    house: House
    staff: dict[str, Principal]
    statements: int = 0
    units: int = 0
    by_step: dict[str, int] = field(default_factory=dict)

    def run(self, name: str, login: str, work: Callable[[Unit], T]) -> T:
        """One unit of work; its closing statement counts as well."""
        seen: list[Unit] = []

        def noted(unit: Unit) -> T:
            seen.append(unit)
            return work(unit)

        key: Idempotency[T] = Idempotency(uuid4().hex, name.encode(), lambda made: (200, encode(made)))
        result: T = self.house.engine.run(self.staff[login], noted, idempotency=key)
        sent = seen[-1].tx.statements
        self.statements += sent
        self.units += 1
        self.by_step[name] = sent
        return result

    def create(self, login: str, model: str, rows: list[Row]) -> list[Row]:
        """Create records."""
        return self.run(f"create {model}", login, lambda unit: guarded.create(unit, unit.model(model), rows))

    def step(self, login: str, model: str, row: Row, step: str, **inputs: Any) -> Row:
        """Take a step."""
        return self.run(
            f"{step} {model}",
            login,
            lambda unit: guarded.step(unit, unit.model(model), row["id"], step, inputs, int(row["version"])),
        )

    def once(self) -> None:
        """Order, receive, inspect and accept one lot."""
        line: Row = {"item": ITEM, "quantity": 1000, "price": "1.10", "due_on": DAY}
        order = self.create("buyer", "purchase_order", [{"supplier": "S001", "site": "F1", "lines": [line]}])[0]
        order = self.step("buyer", "purchase_order", order, "release")
        line = {"order_line": order["lines"][0]["id"], "item": ITEM, "quantity": 1000, "location": "W1-REC"}
        line["supplier_lot"] = f"SL-{uuid4().hex[:10]}"
        receipt = self.create("store", "goods_receipt", [{"supplier": "S001", "site": "F1", "lines": [line]}])[0]
        receipt = self.step("store", "goods_receipt", receipt, "post")
        lot = self.opened(receipt)
        self.create("inspector", "inspection_result", self.results(lot))
        evaluated = self.step("inspector", "inspection_lot", lot, "complete")
        assert evaluated["verdict"] == "accept", evaluated
        self.step("engineer", "inspection_lot", evaluated, "decide", code="accept")

    def receipt(self, count: int) -> int:
        """Post one receipt of so many lines, each with a lot of its own; its statements."""
        lines: list[Row] = [
            {"item": ITEM, "quantity": 10, "location": "W1-REC", "supplier_lot": f"SL-{uuid4().hex[:10]}"}
            for _ in range(count)
        ]
        receipt = self.create("store", "goods_receipt", [{"supplier": "S001", "site": "F1", "lines": lines}])[0]
        self.step("store", "goods_receipt", receipt, "post")
        return self.by_step["post goods_receipt"]

    def opened(self, receipt: Row) -> Row:
        """The inspection lot that the receipt opened."""
        where = {"and": [{"field": "source_line", "op": "eq", "value": receipt["lines"][0]["id"]}]}
        return self.run(
            "find inspection_lot", "engineer", lambda unit: UnitRecords(unit).find("inspection_lot", where, ("number",))
        )[0]

    def results(self, lot: Row) -> list[Row]:
        """Full counts without a nonconforming unit, and readings on the target."""
        lines = self.run(
            "read characteristics",
            "inspector",
            lambda unit: UnitRecords(unit).lines("inspection_lot", lot["id"], "characteristics"),
        )
        rows: list[Row] = []
        for line in lines:
            base = {"inspection": lot["id"], "characteristic": line["id"]}
            if line["kind"] == "variable":
                rows.extend({**base, "sample_no": n, "value": 20.0} for n in range(1, line["sample_size"] + 1))
            else:
                rows.append({**base, "inspected": line["sample_size"], "nonconforming": 0})
        return rows


def house_of(folder: Path, database: Database) -> House:
    """A house with the demo's people and master data."""

    def clock() -> dt.datetime:
        return dt.datetime(2026, 11, 2, 2, tzinfo=dt.UTC)

    engine = Engine(database, AppHandlers(), NumberBlocks(database), clock, ZoneInfo("Asia/Shanghai"))
    house = House(engine=engine, identity=Identity(database, clock), home=folder)
    create_company(database, "bench", "Bench")
    publishing.publish_apps(database, "bench")
    start_company(house, "bench")
    return house


TWIN = (
    ("order",) * 2,
    ("+order",),
    ("receipt",) * 2,
    ("+receipt", "+order", "+order", "lot", "entry", "+balance", "edge", *("inspection",) * 8),
    ("?",),
    ("?",),
    ("result",) * 8,
    ("+inspection",) * 8,
    ("+inspection", "+inspection", "entry", "entry", "+balance", "+balance", "history"),
)
"""For each transaction the tables it inserts into; ``+`` updates the last row, ``?`` reads."""
TABLES = ("order", "receipt", "lot", "entry", "balance", "edge", "inspection", "result", "history", "audit", "key")
COLUMNS = ("code text", "item uuid", "quantity numeric", "state text", "at timestamptz", "version int")


def prepare(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """Make the twin's tables with keys and one index each; a first row to update."""
    last = {}
    for name in TABLES:
        columns = ", ".join(COLUMNS)
        connection.execute(f"create table twin_{name} (id uuid primary key, {columns})".encode())
        connection.execute(f"create index on twin_{name} (item)".encode())
        last[name] = insert(connection, name)
    connection.commit()
    return last


def insert(connection: psycopg.Connection[Any], name: str) -> Any:
    """Insert one row by a prepared statement."""
    key = uuid4()
    text = f"insert into twin_{name} values (%s, %s, %s, %s, %s, now(), 1)"  # noqa: S608 - names are ours
    connection.execute(text.encode(), [key, "RM-0001", key, 1000, "draft"], prepare=True)
    return key


def twin_once(connection: psycopg.Connection[Any], last: dict[str, Any]) -> int:
    """The same loop by hand; gives its statements."""
    count = 0
    for unit in TWIN:
        for each in unit:
            name = each.lstrip("+")
            count += 1
            if each == "?":
                text = b"select * from twin_inspection where item = %s"
                connection.execute(text, [last["inspection"]], prepare=True).fetchall()
                continue
            if each.startswith("+"):
                text = f"update twin_{name} set state = %s, version = version + 1 where id = %s".encode()  # noqa: S608
                connection.execute(text, ["done", last[name]], prepare=True)
            else:
                last[name] = insert(connection, name)
            insert(connection, "audit")
            count += 1
        insert(connection, "key")
        count += 1
        connection.commit()
    return count


def cpu(server: psutil.Process) -> float:
    """CPU seconds of this process and of the server with its backends, living and gone."""
    total = time.process_time()
    for each in (server, *server.children()):
        times = each.cpu_times()
        total += times.user + times.system
    gone = server.cpu_times()
    return float(total + gone.children_user + gone.children_system)


def spent(server: psutil.Process, works: Sequence[Callable[[], object]]) -> list[tuple[float, float]]:
    """CPU of both sides and CPU of the client per round of each work.

    They take turns, so that both meet the same load of the machine.
    """
    for work in works:
        for _ in range(WARM):
            work()
    found = [(0.0, 0.0)] * len(works)
    for _ in range(TURNS):
        for place, work in enumerate(works):
            begun, client = cpu(server), time.process_time()
            for _ in range(ROUNDS // TURNS):
                work()
            both, own = found[place]
            found[place] = (both + cpu(server) - begun, own + time.process_time() - client)
    return [(both / ROUNDS, own / ROUNDS) for both, own in found]


def main() -> None:
    """Measure both in one run."""
    with tempfile.TemporaryDirectory(prefix="zhihe-bench-") as name:
        folder = Path(name)
        database = Database.open(url=None, home=folder)
        try:
            house = house_of(folder, database)
            loop = Loop(house, {login: actor.who for login, actor in people(house, "bench").items()})
            pid = next(folder.rglob("postmaster.pid")).read_text().splitlines()[0]
            server = psutil.Process(int(pid))
            with psycopg.connect(database.conninfo) as connection:
                last = prepare(connection)
                measured = spent(server, [loop.once, lambda: twin_once(connection, last)])
                by_hand = twin_once(connection, last)
            (ours, client), (limit, twin_client) = measured
            count = loop.statements / (WARM + ROUNDS)
            by_step, many = dict(loop.by_step), loop.receipt(200)
            report("loop", "cpu of both sides", ours, limit, goal=4)
            report("loop", "cpu of the client", client, twin_client)
            report("loop", "statements", count, STATEMENTS, statements=by_step, by_hand=by_hand)
            report("loop", "receipt of 200 lines, statements", many, loop.receipt(10))
        finally:
            database.close()


if __name__ == "__main__":
    main()
