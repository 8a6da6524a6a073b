"""The installed command as a newcomer runs it: what it says, how it ends, and what it leaves behind."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest
from tests.stories.conftest import PASSWORD

from zhihe.faces.demo.company import DEMO_PASSWORD, DEMO_USERS
from zhihe.platform.store import embedded

ZHIHE = str(Path(sys.executable).with_name("zhihe"))
SECONDS = 300


@dataclass
class Shell:
    """A terminal with its environment."""

    home: Path
    environment: dict[str, str]

    def run(self, *words: str, code: int = 0, typed: str = "") -> str:
        """Run the command to its end; what it said, after it ended as the test says."""
        done = subprocess.run(
            [ZHIHE, *words], env=self.environment, input=typed, text=True, capture_output=True, timeout=SECONDS,
            check=False, cwd=self.home,
        )  # fmt: skip
        said = done.stdout + done.stderr
        assert done.returncode == code, said
        assert "Traceback" not in said
        return said

    def begin(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [ZHIHE, *words], env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            cwd=self.home,
        )  # fmt: skip

    def but(self, **more: str) -> Shell:
        return Shell(self.home, self.environment | more)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def environment(home: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ZHIHE_")}
    return kept | {"ZHIHE_HOME": str(home), "ZHIHE_PORT": str(free_port()), "PYTHONUNBUFFERED": "1"}


def ended(process: subprocess.Popen[str]) -> int:
    """How a process ends, without a traceback."""
    rest, _none = process.communicate(timeout=SECONDS)
    assert "Traceback" not in rest
    return process.returncode


def said_until(process: subprocess.Popen[str], pattern: str) -> str:
    """What a process says up to a line of this pattern."""
    assert process.stdout is not None
    heard: list[str] = []
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if not select.select([process.stdout], [], [], 1)[0]:
            continue
        line = process.stdout.readline()
        heard.append(line)
        if not line or re.search(pattern, line):
            break
    assert heard, "it says nothing"
    assert re.search(pattern, heard[-1]), "".join(heard)
    return "".join(heard)


def test_help_names_every_command() -> None:
    told = subprocess.run([ZHIHE, "--help"], text=True, capture_output=True, check=True, timeout=SECONDS).stdout
    for command in ("run", "check", "diff", "publish", "explain", "why", "user", "verify", "demo", "worker"):
        assert re.search(rf"^  {command} ", told, re.MULTILINE), command


@pytest.fixture(scope="module")
def newcomer() -> Iterator[Shell]:
    """A terminal with an empty data folder."""
    folder = Path(tempfile.mkdtemp(prefix="zhihe-new-"))
    yield Shell(folder, environment(folder / "data"))
    shutil.rmtree(folder)


def running(home: Path) -> bool:
    """Whether the embedded server of a data folder runs."""
    return (home / "data" / "postgres" / "postmaster.pid").exists()


def test_run_starts_serves_says_ready_and_ends_cleanly_on_a_signal(newcomer: Shell) -> None:
    port = newcomer.environment["ZHIHE_PORT"]
    process = newcomer.begin("run", "--company=acme")
    first = said_until(process, r"^ready http://")
    assert f"ready http://127.0.0.1:{port}" in first
    reply = httpx.get(f"http://127.0.0.1:{port}/ready", timeout=60)
    assert reply.json() == {"status": "ready"}
    log = newcomer.home / "data" / "logs" / "zhihe.log"
    written = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert reply.headers["x-request-id"] in {row.get("request_id") for row in written}

    # A second one on the same folder says who serves it; on the same port it is refused.
    assert "ZHIHE_PORT" in newcomer.run("run", "--company=acme", code=1)
    second = newcomer.but(ZHIHE_PORT=str(free_port())).begin("run", "--company=acme")
    told = said_until(second, r"^ready http://")
    assert f"http://127.0.0.1:{port}" in told
    second.send_signal(signal.SIGINT)
    assert ended(second) == 0

    assert httpx.get(f"http://127.0.0.1:{port}/ready", timeout=60).json() == {"status": "ready"}
    process.send_signal(signal.SIGTERM)
    assert ended(process) == 0
    assert not running(newcomer.home)


def test_a_later_run_finds_what_was_there_and_a_signal_in_its_start_ends_it(newcomer: Shell) -> None:
    assert "acme" in newcomer.run("user", "add", "root", "--name=Root", "--company=acme", f"--password={PASSWORD}")
    assert not running(newcomer.home)
    process = newcomer.begin("run", "--company=other")
    said_until(process, r"Making the company other")
    process.send_signal(signal.SIGTERM)
    assert ended(process) != 0
    assert not running(newcomer.home)
    process = newcomer.begin("run", "--company=acme")
    said = said_until(process, r"^ready http://")
    assert "Making the company" not in said
    body = {"login": "root", "password": PASSWORD}
    url = f"http://127.0.0.1:{newcomer.environment['ZHIHE_PORT']}/api/v1/session"
    assert httpx.post(url, json=body, timeout=60).status_code == 201
    process.send_signal(signal.SIGINT)
    assert ended(process) == 0
    assert not running(newcomer.home)


def test_the_embedded_database_is_that_of_the_folder(newcomer: Shell) -> None:
    server = embedded.start(newcomer.home / "data")
    try:
        with psycopg.connect(server.url) as connection:
            keys = connection.execute("select key from zhihe.companies order by number").fetchall()
        assert ("acme",) in keys
    finally:
        server.close()


def test_the_demo_says_address_users_and_ready_at_the_first_and_at_each_later_start(newcomer: Shell) -> None:
    """What `make run` does; how many seconds it takes, `bench/start.py` measures."""
    shell = newcomer.but(ZHIHE_HOME=str(newcomer.home / "shown"), ZHIHE_PORT=str(free_port()))
    address = f"http://127.0.0.1:{shell.environment['ZHIHE_PORT']}"
    for made in (True, False):
        process = shell.begin("run", "--demo")
        said = said_until(process, r"^ready http://")
        assert ("Making the company demo" in said) is made
        assert f"质合 Zhihe  {address}\n" in said
        assert f"{address}/docs" in said
        for login, name, _roles, _administrator in DEMO_USERS:
            assert re.search(rf"^ +{login} +{name}", said, re.MULTILINE), login
        assert said.endswith(f"ready {address}\n")
        who = {"login": "buyer", "password": DEMO_PASSWORD}
        assert httpx.post(f"{address}/api/v1/session", json=who, timeout=60).status_code == 201
        process.send_signal(signal.SIGINT)
        assert ended(process) == 0
