"""Alive, ready, down and well again; answers and log lines that carry one request id; documents of our own only."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI, Request
from tests.stories.conftest import PASSWORD, listening

from zhihe.faces.http.app import create_app
from zhihe.faces.http.house import House, permission
from zhihe.faces.logs import JsonLines
from zhihe.platform.identity.identity import Identity
from zhihe.platform.rules.engine import Engine
from zhihe.platform.rules.handlers import AppHandlers
from zhihe.platform.store import embedded
from zhihe.platform.store.bootstrap import create_company
from zhihe.platform.store.database import Database
from zhihe.platform.store.numbers import NumberBlocks


def house_over(database: Database, home: Path) -> House:
    def clock() -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    engine = Engine(database, AppHandlers(), NumberBlocks(database), clock, ZoneInfo("Asia/Shanghai"))
    return House(engine=engine, identity=Identity(database, clock), home=home)


@contextmanager
def served(house: House, app: FastAPI | None = None) -> Iterator[httpx.Client]:
    """A client of a real server over the house."""
    server, thread, address = listening(house, app)
    try:
        with httpx.Client(base_url=address, timeout=60, headers={"X-Requested-With": "t"}) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def own_home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="zhihe-down-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the program logs, in the form of its log file."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("zhihe")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(before)


class Loaded(HTMLParser):
    """Everything a page would fetch, and every address it names."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for key, value in attrs:
            if key in {"src", "href", "action", "srcset", "data", "poster"} and value:
                self.found.append(f"{tag} {value}")


def test_the_documentation_page_loads_nothing_from_outside(database: Database, home: Path) -> None:
    with served(house_over(database, home)) as client:
        reply = client.get("/docs")
    page = Loaded()
    page.feed(reply.text)
    assert [each for each in page.found if not re.fullmatch(r"\w+ [/#]\S*", each)] == []
    assert re.findall(r"(?:https?:)?//[a-z0-9]", reply.text.replace("///", ""), re.IGNORECASE) == []
    assert "@import" not in reply.text
    assert "url(" not in reply.text
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http:" not in policy + policy.replace("https:", "http:")
    assert "unsafe-eval" not in policy


def test_a_database_that_goes_down_is_told_and_found_again_without_a_restart(own_home: Path) -> None:
    running = embedded.start(own_home)
    database = Database.open(url=running.url, home=own_home)
    create_company(database, "acme", "Acme")
    house = house_over(database, own_home)
    house.identity.create_user("li", "Li", PASSWORD)
    house.identity.set_member("li", "acme", ["buyer"])
    try:
        with served(house) as client:
            body = {"login": "li", "password": PASSWORD}
            assert client.post("/api/v1/session", json=body).status_code == 201
            assert client.get("/ready").json() == {"status": "ready"}
            running.close()
            assert client.get("/health").json()["status"] == "ok"
            down = client.get("/ready")
            assert down.status_code == 503
            for reply in (client.get("/api/v1/session"), client.post("/api/v1/session", json=body), down):
                assert reply.status_code == 503, reply.text
                assert reply.headers["content-type"] == "application/problem+json"
                assert reply.json()["code"].startswith("database.")
                assert reply.json()["request_id"] == reply.headers["x-request-id"]
                assert int(reply.headers["retry-after"]) > 0
                assert str(own_home) not in reply.text
            running = embedded.start(own_home)
            assert client.get("/ready").json() == {"status": "ready"}
            assert client.get("/api/v1/session").status_code == 200
    finally:
        database.close()
        running.close()


def test_each_request_is_one_line_of_json_with_the_id_of_its_answer(
    database: Database, home: Path, lines: io.StringIO
) -> None:
    with served(house_over(database, home)) as client:
        alive = client.get("/health")
        refused = client.post("/api/v1/session", json={"login": "nobody\n{}", "password": "a secret pass phrase"})
    written = [json.loads(line) for line in lines.getvalue().splitlines()]
    told = {row["request_id"]: row for row in written if row["message"] == "request"}
    assert told[alive.headers["x-request-id"]]["path"] == "/health"
    row = told[refused.json()["request_id"]]
    assert refused.headers["x-request-id"] == row["request_id"]
    assert (row["method"], row["status"], row["user"], row["level"]) == ("POST", 401, None, "info")
    assert row["milliseconds"] > 0
    assert dt.datetime.fromisoformat(row["at"]).tzinfo is not None
    assert "a secret pass phrase" not in lines.getvalue()


def test_an_unexpected_error_says_nothing_but_its_id_and_the_log_has_the_rest(
    database: Database, home: Path, lines: io.StringIO
) -> None:
    house = house_over(database, home)
    app = create_app(house)

    @app.get("/broken")
    @permission("public")
    def broken(request: Request) -> None:
        del request
        raise ZeroDivisionError("the inside of the program")

    with served(house, app) as client:
        reply = client.get("/broken")
    assert (reply.status_code, reply.json()["code"]) == (500, "server.error")
    assert "inside" not in reply.text
    assert reply.headers["x-request-id"] == reply.json()["request_id"]
    written = [json.loads(line) for line in lines.getvalue().splitlines()]
    (row,) = [row for row in written if row["level"] == "error"]
    assert row["request_id"] == reply.json()["request_id"]
    assert "the inside of the program" in row["exception"]


def test_every_answer_carries_the_headers_that_close_a_browser(database: Database, home: Path) -> None:
    with served(house_over(database, home)) as client:
        # A page of the web is asked for again each time; an answer of the API is kept nowhere.
        kept = {"/nowhere": "no-cache"}
        for path in ("/health", "/docs", "/api/v1/session", "/api/v1/nowhere", "/nowhere"):
            headers = client.get(path).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert headers["cache-control"] == kept.get(path, "no-store")
            assert headers["x-request-id"]
