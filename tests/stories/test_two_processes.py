"""Two companies and two server processes over one database: what one publishes is there in the other's next answer."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import psutil
import pytest
from tests.stories.conftest import PASSWORD, Desk
from tests.stories.shelf import Shelf
from tests.stories.test_definitions_at_run_time import APP, MEAL

from zhihe.platform.identity.identity import Identity
from zhihe.platform.store.connections import connect
from zhihe.platform.store.database import Database

FILES = {"canteen/app.yaml": APP, "canteen/meal.yaml": MEAL}


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@dataclass
class Server:
    """A `zhihe run` process of our own."""

    process: subprocess.Popen[str]
    address: str

    def desk(self, token: str) -> Desk:
        """A user at this very process."""
        return Desk(httpx.Client(base_url=self.address, timeout=60), token)

    def end(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()


def started(database: Database, home: Path, company: str, **environment: str) -> Server:
    """A server that said it is ready."""
    port = free_port()
    settings = {
        **os.environ,
        "ZHIHE_DATABASE_URL": database.conninfo,
        "ZHIHE_HOME": str(home),
        "ZHIHE_PORT": str(port),
        "ZHIHE_WORKERS": "1",
        **environment,
    }
    command = [sys.executable, "-m", "zhihe.main", "run", "--company", company]
    process = subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("ready"):
            return Server(process, f"http://127.0.0.1:{port}")
    process.stdout.close()
    process.wait(60)
    raise AssertionError("the server did not come up")


@dataclass
class Cluster:
    """Two processes, two companies, an administrator in each; ``desks[process][company]``."""

    servers: list[Server]
    desks: list[list[Desk]]


def administrator(database: Database, company: str, now: Callable[[], Any]) -> str:
    """A token of an administrator of the company."""
    identity = Identity(database, now)
    identity.create_user(f"{company}-keeper", "keeper", PASSWORD, administrator=True)
    identity.set_member(f"{company}-keeper", company, ["key_user"])
    _secret, who = identity.sign_in(f"{company}-keeper", PASSWORD, company)
    return identity.create_token(who, "story", ["read", "write", "admin"])


@pytest.fixture
def companies(shelf: Shelf, company_keys: Callable[[], str]) -> Iterator[tuple[str, str]]:
    """Two companies with the shipped apps."""
    one, other = (shelf.take(f"two_{company_keys()}") for _ in range(2))
    yield one.key, other.key
    for kept in (one, other):
        shelf.put_back(kept)


@pytest.fixture
def cluster(database: Database, companies: tuple[str, str], tmp_path: Path) -> Iterator[Cluster]:
    import datetime as dt

    tokens = [administrator(database, key, lambda: dt.datetime.now(dt.UTC)) for key in companies]
    with ThreadPoolExecutor(2) as pool:
        servers = list(pool.map(lambda each: started(database, tmp_path / each, companies[0]), ("one", "two")))
    desks = [[server.desk(token) for token in tokens] for server in servers]
    yield Cluster(servers, desks)
    for desk in [each for row in desks for each in row]:
        desk.client.close()
    for server in servers:
        server.end()


def where(**equal: Any) -> str:
    return quote(json.dumps({"and": [{"field": key, "op": "eq", "value": value} for key, value in equal.items()]}))


def publish(desk: Desk, files: dict[str, str]) -> Any:
    return desk.call("POST", "definitions/publish", {"files": files}, 201)


def names(desk: Desk, query: str) -> list[str]:
    return [row["name"] for row in desk.call("GET", f"records/meal?{query}")["rows"]]


def test_what_one_process_publishes_is_there_in_the_next_answer_of_the_other(cluster: Cluster) -> None:
    (one, other_company), (two, _) = cluster.desks
    assert one.call("GET", "records/meal", None, 404)
    assert two.call("GET", "records/meal", None, 404)
    first = publish(one, FILES)

    # A model: the very next request goes to the other process.
    meal = two.create("meal", name="红烧肉", price="18.5")
    assert meal["double"] == "37"
    assert "/api/v1/records/meal" in two.call("GET", "openapi.json")["paths"]
    assert names(one, f"where={where(double='37')}") == ["红烧肉"]
    assert names(two, "search=hsr") == ["红烧肉"]
    assert other_company.call("GET", "records/meal", None, 404)

    # A field, the other way round.
    spicy = MEAL.replace("list: [name", "  spicy: {type: boolean, label: {zh: 辣, en: Spicy}}\nlist: [name")
    publish(two, {"canteen/meal.yaml": spicy})
    one.create("meal", name="水煮鱼", price="48", spicy=True)
    assert names(two, f"where={where(spicy=True)}") == ["水煮鱼"]
    schemas = one.call("GET", "openapi.json")["components"]["schemas"]
    assert "spicy" in schemas["Meal"]["properties"]

    # A rename keeps what was entered; roll back works; each seen by the other at once.
    files = two.call("GET", "definitions/files")["files"]["canteen/meal.yaml"]
    renamed = (
        files.replace("  price:", "  cost:").replace("price * 2", "cost * 2").replace("[name, price", "[name, cost")
    )
    publish(one, {"canteen/meal.yaml": renamed})
    assert two.get("meal", meal["id"])["cost"] == "18.5"
    two.call("POST", "definitions/rollback", {"version": first["version"]}, 201)
    assert one.get("meal", meal["id"])["price"] == "18.5"
    assert set(names(one, "sort=name")) == {"红烧肉", "水煮鱼"}


def test_no_request_fails_while_others_publish(cluster: Cluster) -> None:
    for desk in cluster.desks[0]:
        publish(desk, FILES)
    stop, failures, done = threading.Event(), list[str](), list[int]()

    def client(number: int) -> None:
        desk = cluster.desks[number % 2][number // 2 % 2]
        headers = {"Authorization": f"Bearer {desk.token}"}
        count = 0
        while not stop.is_set():
            count += 1
            body = {"name": f"m-{number}-{count}", "price": "1.5"}
            for reply in (
                desk.client.post("/api/v1/records/meal", json=body, headers=headers),
                desk.client.get("/api/v1/records/meal?limit=5&search=m", headers=headers),
            ):
                if not reply.is_success:
                    failures.append(f"{number}: {reply.status_code} {reply.text}")
        done.append(count)

    with ThreadPoolExecutor(6) as pool:
        running = [pool.submit(client, number) for number in range(6)]
        text = MEAL
        for number in range(4):
            field = f"  more_{number}: {{type: text, label: {{zh: 更多, en: More}}}}\n"
            text = text.replace("list: [name", f"{field}list: [name")
            for row in cluster.desks:
                publish(row[number % 2], {"canteen/meal.yaml": text})
        stop.set()
        for each in running:
            each.result()
    assert not failures
    assert min(done) > 0


def stored(database: Database, company: str, content: str, digest: str) -> tuple[str, str]:
    """Put other content with its hash into the only version of a company, behind the program's back; what was there."""
    with connect(database.conninfo) as owner, owner.transaction():
        owner.execute("set local session_replication_role = replica")
        asked = "select v.id, v.content, v.hash from zhihe.definition_versions v join zhihe.companies c"
        row = owner.execute(f"{asked} on c.number = v.company where c.key = %s".encode(), [company]).fetchone()
        assert row
        change = "update zhihe.definition_versions set content = %s, hash = %s where id = %s"
        owner.execute(change, [content, digest, row[0]])
        owner.execute("update zhihe.companies set hash = %s where key = %s", [digest, company])
    return str(row[1]), str(row[2])


def test_a_company_that_this_program_cannot_read_keeps_no_other_from_starting(
    database: Database, companies: tuple[str, str], tmp_path: Path
) -> None:
    own, strange = companies
    before = stored(database, strange, '{"models": {}}', "of another program")
    server = started(database, tmp_path, own)
    with httpx.Client(base_url=server.address, timeout=60) as client:
        assert client.get("/ready").json() == {"status": "ready"}
    server.end()
    stored(database, strange, *before)


def test_processes_share_a_port_and_one_that_is_killed_is_replaced(
    database: Database, companies: tuple[str, str], tmp_path: Path
) -> None:
    server = started(database, tmp_path, companies[0], ZHIHE_PROCESSES="2")
    keeper = psutil.Process(server.process.pid)
    parts = keeper.children()
    assert len(parts) == 2
    with httpx.Client(base_url=server.address, timeout=60) as client:
        assert client.get("/ready").json() == {"status": "ready"}
        parts[0].kill()
        parts[0].wait(30)
        assert httpx.get(f"{server.address}/ready", timeout=60).json() == {"status": "ready"}
    until = threading.Event()
    for _ in range(600):
        now = keeper.children()
        if len(now) == 2 and parts[0] not in now:
            break
        until.wait(0.1)
    assert len(keeper.children()) == 2
    server.end()
    assert server.process.returncode == 0
    assert not [part for part in parts[1:] if part.is_running()]
