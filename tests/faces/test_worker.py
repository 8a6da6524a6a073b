"""Background work over HTTP and as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.stories.conftest import Factory

from zhihe.faces.cli.command import cli
from zhihe.faces.worker.outcome import outcome
from zhihe.platform.jobs import Origin, Running, Task, Tasks, enqueue
from zhihe.platform.jobs.attempt import Attempt, BackOff
from zhihe.platform.jobs.worker import Worker
from zhihe.platform.model.elements import Label
from zhihe.platform.store.database import Database


def _fail(_running: Running) -> None:
    raise OSError("the printer is out of paper")


@pytest.fixture
def dead(factory: Factory) -> str:
    """A dead letter of the buyer."""
    house = factory.house
    house.tasks = Tasks([Task("print", Label("打印", "Print"), _fail)])
    buyer = next(row for row in house.identity.users() if row["login"] == f"{factory.company}-buyer")
    with house.engine.database.transaction(factory.company) as tx:
        job = enqueue(tx, "print", {"copies": 2}, attempts=1, origin=Origin(str(buyer["id"]), record="x"))
    Worker(Attempt(house.engine.database, house.tasks, outcome, BackOff(0.01)), 1).drain()
    return job


def test_a_dead_letter_is_listed_replayed_and_cancelled(factory: Factory, dead: str) -> None:
    listed = factory.admin.call("GET", "jobs?state=dead")
    [row] = listed["rows"]
    assert listed["after"] is None
    assert (row["id"], row["label"], row["state"], row["attempts"]) == (dead, {"zh": "打印", "en": "Print"}, "dead", 1)
    assert row["error"] == "OSError: the printer is out of paper"
    assert row["cause"] == {"model": "", "record": "x", "rule": ""}
    assert row["user"]["name"] == "buyer"
    assert row["progress"] is None

    assert factory.buyer.call("GET", f"jobs/{dead}")["state"] == "dead"
    factory.buyer.call("POST", f"jobs/{dead}/replay", {}, 403)
    assert factory.admin.call("POST", f"jobs/{dead}/replay", {})["max_attempts"] == 2
    assert factory.admin.call("POST", f"jobs/{dead}/replay", {}, 409)["code"] == "job.not_dead"
    assert factory.buyer.call("POST", f"jobs/{dead}/cancel", {})["state"] == "cancelled"


def test_nobody_sees_the_jobs_of_another(factory: Factory, dead: str) -> None:
    assert factory.store.call("GET", "jobs")["rows"] == []
    factory.store.call("GET", f"jobs/{dead}", None, 404)
    factory.store.call("POST", f"jobs/{dead}/cancel", {}, 404)
    assert factory.admin.call("GET", "jobs?state=lost", None, 422)["code"] == "job.state"
    assert factory.admin.call("GET", "jobs?limit=x", None, 422)["code"] == "list.limit"
    assert factory.admin.call("GET", "jobs?after=x", None, 422)["code"] == "list.after"


def test_a_worker_process_does_what_waits_and_ends_when_it_is_told(
    database: Database, company: str, tmp_path: Path
) -> None:
    with database.transaction(company) as tx:
        job = enqueue(tx, "no.such", {})
    environment = {**os.environ, "ZHIHE_DATABASE_URL": database.conninfo, "ZHIHE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "zhihe.main"]
    with subprocess.Popen([*command, "worker"], env=environment, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline().startswith("working")
        log = tmp_path / "logs" / "worker.log"
        found = subprocess.run(
            ["timeout", "60", "sh", "-c", f"until grep -q 'job is dead' {log}; do sleep 0.1; done"], check=True
        )
        assert found.returncode == 0
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    runner = CliRunner(env=environment)
    listed = runner.invoke(cli, ["jobs", "list", "--company", company, "--state", "dead"])
    assert listed.output.startswith(f"{job}\tdead\t1/6")
    assert "no.such" in listed.output
    replayed = runner.invoke(cli, ["jobs", "replay", job, "--company", company])
    assert "waiting" in replayed.output
