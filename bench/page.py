"""A page of 50 rows of a model of a million over HTTP, against an endpoint written by hand for this one page.

The twin is what one would write for this page and nothing else: a bare FastAPI route over psycopg. It answers the
same rows: all fields of the model, its links as id, number and label by joins, newest first, by a prepared statement
over the same table and index, to JSON bytes by orjson. It also checks who asks: the token's row with the user, his
membership and the company, compared by hash. It knows no definitions, filters, access rules, cursors, headers or log.

Both are served by uvicorn in this process and asked in turn by one client, so that both meet the same machine.
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import hashlib
import hmac
import http.client
import pstats
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from typing import Any

import orjson
import psutil
import psycopg
import uvicorn
from fastapi import FastAPI, Request, Response
from psycopg.rows import dict_row

from loop import cpu, house_of  # type: ignore[import-not-found]  # beside
from scratch import median, report, scaled, timed  # type: ignore[import-not-found]  # beside
from zhihe.faces.demo.company import DEMO_PASSWORD
from zhihe.faces.http.house import House
from zhihe.faces.http.server import server_of
from zhihe.platform.context import Principal
from zhihe.platform.records import read
from zhihe.platform.store.database import Database
from zhihe.platform.store.shape import shape_of

ROWS = scaled(1_000_000, 1_000)
PAGE = 50
WARM = scaled(20)
ROUNDS: int = scaled(200, 3)
GOAL = 1.5
SEAT = b"""
select t.hash, t.scopes, t.expires_at, u.id::text, u.name, u.disabled, c.key, m.roles, m.sites
from zhihe.tokens t join zhihe.users u on u.id = t.user_id
join zhihe.memberships m on m.user_id = u.id and m.company = t.company
join zhihe.companies c on c.number = m.company where t.prefix = %s
"""


@contextmanager
def served(server: uvicorn.Server) -> Iterator[str]:
    """The address of a server that runs in a thread."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def plain(value: Any) -> str:
    """Decimals as text, without the zeros nobody entered."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)


def page_text(database: Database) -> str:
    """The statement of the page: the model's columns, and beside each link the number and title it points to."""
    with database.transaction("bench") as tx:
        model = tx.registry.models["item"]
        columns, joins = [], []
        for place, part in enumerate(
            part for part in shape_of(tx, model).parts if part.key in {*COLUMNS, *model.fields}
        ):
            columns.append(f't."{part.column}" as "{part.key}"')
            field = model.fields.get(part.key)
            target = tx.registry.models.get(field.to) if field is not None and field.type == "link" else None
            if target is not None:
                joins.append(f'left join bench.{target.table} j{place} on j{place}.id = t."{part.column}"')
                columns.append(f'j{place}.code as "{part.key}.number", j{place}.{target.title} as "{part.key}.label"')
        return (
            f"select {', '.join(columns)} from bench.{model.table} t {' '.join(joins)} "  # noqa: S608 - names are ours
            f"order by t.created_at desc, t.id desc limit {PAGE}"
        )


COLUMNS = ("id", "version", "state", "number", "created_at", "created_by", "updated_at", "updated_by")


def by_hand(conninfo: str, text: str) -> FastAPI:
    """What one would write for this one page."""
    app = FastAPI()
    page, local = text.encode(), threading.local()

    def connection() -> psycopg.Connection[Any]:
        if not hasattr(local, "connection"):
            local.connection = psycopg.connect(conninfo, autocommit=True)
        return local.connection  # type: ignore[no-any-return]

    @app.get("/items")
    def items(request: Request) -> Response:
        prefix, _, secret = request.headers["authorization"].removeprefix("Bearer zh_").partition("_")
        seat = connection().execute(SEAT, [prefix], prepare=True).fetchone()
        if seat is None or not hmac.compare_digest(bytes(seat[0]), hashlib.sha256(secret.encode()).digest()):
            return Response(status_code=401)
        if seat[5] or (seat[2] is not None and seat[2] <= dt.datetime.now(dt.UTC)):
            return Response(status_code=401)
        with connection().cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute(page, prepare=True).fetchall()
        for row in rows:
            for key in [key for key in row if f"{key}.label" in row]:
                number, label = row.pop(f"{key}.number"), row.pop(f"{key}.label")
                row[key] = None if row[key] is None else {"id": row[key], "number": number, "label": label}
        return Response(orjson.dumps({"rows": rows}, default=plain), media_type="application/json")

    return app


def fill(database: Database, count: int) -> None:
    """Copies of one item in one statement, each with its own id, code and moment."""
    with database.transaction("bench") as tx:
        table = tx.registry.models["item"].table
        columns = [
            row["column_name"]
            for row in tx.rows(
                "select column_name from information_schema.columns where table_schema = 'bench' "
                "and table_name = %s and is_generated = 'NEVER'",
                [table],
            )
        ]
        own = {"id": "gen_random_uuid()", "code": "'Z' || n", "created_at": "i.created_at + n * interval '1 second'"}
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join(own.get(name, f'i."{name}"') for name in columns)
        tx.execute("set local statement_timeout = 0")
        tx.execute(
            f"insert into {table} ({names}) select {values} from generate_series(1, {count}) n, "  # noqa: S608 - ours
            f"(select * from {table} limit 1) i"
        )
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute(f"vacuum analyze bench.{table}".encode())


@dataclass(slots=True)
class Client:
    """Asks one address for its page over one connection, by the leanest client there is: both sides pay for it."""

    address: str
    path: str
    headers: dict[str, str]
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(self.address)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self) -> bytes:
        """The bytes of the page."""
        self.connection.request("GET", self.path, headers=self.headers)
        reply = self.connection.getresponse()
        content = reply.read()
        assert reply.status == HTTPStatus.OK, content
        return content

    def ids(self) -> list[str]:
        """The rows that came."""
        rows = orjson.loads(self.ask())["rows"]
        assert len(rows) == PAGE
        return [row["id"] for row in rows]


def statements(house: House, who: Principal) -> int:
    """How many statements ours sends for the page, without the look at who asks."""
    seen = []

    def look(unit: Any) -> None:
        read.page(unit, unit.model("item"), read.Asked(limit=PAGE))
        seen.append(unit.tx.statements)

    house.engine.read(who, look)
    return int(seen[0])


def compare(house: House, count: int) -> None:
    """Ask both in turn."""
    database = house.engine.database
    _secret, who = house.identity.sign_in("buyer", DEMO_PASSWORD, "bench")
    token = house.identity.create_token(who, "bench", ["read"])
    headers = {"Authorization": f"Bearer {token}"}
    hand = uvicorn.Server(
        uvicorn.Config(by_hand(database.conninfo, page_text(database)), log_config=None, access_log=False)
    )
    pid = next(house.home.rglob("postmaster.pid")).read_text().splitlines()[0]
    postgres = psutil.Process(int(pid))
    with served(server_of(house)) as ours, served(hand) as twin:
        clients = (Client(ours, f"/api/v1/records/item?limit={PAGE}", headers), Client(twin, "/items", headers))
        assert clients[0].ids() == clients[1].ids(), "the twin answers other rows"
        for client in clients * WARM:
            client.ask()
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS):
            for client, found in zip(clients, times, strict=True):
                found.append(timed(client.ask))
        spent = [busy(postgres, client) for client in clients]
    case = f"{PAGE} rows of {count:,} items"
    report("page", case, median(times[0]), median(times[1]), goal=GOAL)
    report("page", f"{case}, cpu of both sides", spent[0], spent[1], goal=GOAL)
    report("page", "statements", 1 + statements(house, who), 2)


def busy(postgres: psutil.Process, client: Client) -> float:
    """CPU seconds of this process and of the database for one page."""
    begun = cpu(postgres)
    for _ in range(ROUNDS):
        client.ask()
    return float(cpu(postgres) - begun) / ROUNDS


def profiled(house: House) -> None:
    """Where the time of one page goes behind the socket: the calls that take longest, by their own time."""
    _secret, who = house.identity.sign_in("buyer", DEMO_PASSWORD, "bench")

    def page() -> object:
        return house.engine.read(who, lambda unit: read.page(unit, unit.model("item"), read.Asked(limit=PAGE)))

    show(page)


def show(work: Callable[[], object], rounds: int = 200) -> None:
    """Profile some rounds of work."""
    for _ in range(WARM):
        work()
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(rounds):
        work()
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(30)


def main() -> None:
    """Measure both in one run."""
    asks = argparse.ArgumentParser(description=__doc__)
    asks.add_argument("--rows", type=int, default=ROWS)
    asks.add_argument("--profile", action="store_true", help="where the time of a page goes, instead of the figure")
    given = asks.parse_args()
    with tempfile.TemporaryDirectory(prefix="zhihe-bench-") as name:
        database = Database.open(url=None, home=Path(name))
        try:
            house = house_of(Path(name), database)
            fill(database, given.rows)
            if given.profile:
                profiled(house)
            else:
                compare(house, given.rows)
        finally:
            database.close()


if __name__ == "__main__":
    main()
