"""A page of 50 items over HTTP, against a hand-written endpoint with hand-written SQL over the same table.

Both are served by uvicorn in this process and asked in turn, so that both meet the same machine.
"""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import uvicorn
from fastapi import FastAPI
from psycopg.rows import dict_row

from loop import house_of  # type: ignore[import-not-found]  # beside
from scratch import median, report, timed  # type: ignore[import-not-found]  # beside
from zhihe.faces.demo.company import DEMO_PASSWORD
from zhihe.faces.http.house import House
from zhihe.faces.http.server import server_of
from zhihe.platform.store.database import Database

ROWS = 200_000
PAGE = 50
WARM = 10
ROUNDS = 60


@contextmanager
def served(server: uvicorn.Server) -> Iterator[str]:
    """The address of a server that runs in a thread."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def by_hand(connection: psycopg.Connection[Any], table: str) -> FastAPI:
    """What one would write for this one page."""
    app = FastAPI()
    text = f"select * from bench.{table} order by code limit {PAGE}".encode()  # noqa: S608 - names are ours

    @app.get("/items")
    def items() -> dict[str, Any]:
        with connection.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute(text, prepare=True).fetchall()
        return {"rows": rows}

    return app


def fill(database: Database) -> str:
    """Copies of one item, each with its own id and code; gives the table."""
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
        own = {"id": "gen_random_uuid()", "code": "'Z' || n"}
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join(own.get(name, f'i."{name}"') for name in columns)
        tx.execute(
            f"insert into {table} ({names}) select {values} from generate_series(1, {ROWS}) n, "  # noqa: S608 - ours
            f"(select * from {table} limit 1) i"
        )
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute(f"analyze bench.{table}".encode())
    return table


def asked(client: httpx.Client, url: str, headers: dict[str, str]) -> None:
    """One page, of which every row came."""
    reply = client.get(url, headers=headers)
    assert reply.status_code == httpx.codes.OK, reply.text
    assert len(reply.json()["rows"]) == PAGE, reply.text


def compare(house: House, table: str) -> None:
    """Ask both in turn."""
    database = house.engine.database
    _secret, who = house.identity.sign_in("buyer", DEMO_PASSWORD, "bench")
    token = house.identity.create_token(who, "bench", ["read"])
    headers = {"Authorization": f"Bearer {token}"}
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        hand = uvicorn.Server(uvicorn.Config(by_hand(connection, table), log_config=None, access_log=False))
        with served(server_of(house)) as ours, served(hand) as twin, httpx.Client(timeout=60) as client:
            times: tuple[list[float], list[float]] = ([], [])
            urls = (f"{ours}/api/v1/records/item?limit={PAGE}", f"{twin}/items")
            for number in range(WARM + ROUNDS):
                for url, found in zip(urls, times, strict=True):
                    seconds = timed(lambda url=url: asked(client, url, headers))
                    if number >= WARM:
                        found.append(seconds)
    report("page", f"{PAGE} rows of {ROWS:,} items", median(times[0]), median(times[1]))


def main() -> None:
    """Measure both in one run."""
    with tempfile.TemporaryDirectory(prefix="zhihe-bench-") as name:
        database = Database.open(url=None, home=Path(name))
        try:
            house = house_of(Path(name), database)
            compare(house, fill(database))
        finally:
            database.close()


if __name__ == "__main__":
    main()
