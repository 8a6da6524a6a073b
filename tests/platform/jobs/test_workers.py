"""Several workers over one queue, and one that is killed in the middle."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.platform.jobs.yard import Yard

from zhihe.platform.jobs.worker import APPLICATION, Pace
from zhihe.platform.store.session import Transaction

ROOT = Path(__file__).parents[3]
QUICK = Pace(poll=0.05, heartbeat=0.2, stalled=2.0, rescue=0.3)


@contextmanager
def working(yard: Yard, count: int = 1) -> Iterator[None]:
    """So many workers of this process, in threads."""
    workers = [yard.worker(2, QUICK) for _ in range(count)]
    threads = [threading.Thread(target=worker.run) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for worker in workers:
            worker.stopping.set()
        for thread in threads:
            thread.join(20)
    assert not any(thread.is_alive() for thread in threads)


def wait_until_done(yard: Yard) -> None:
    until, pause = time.monotonic() + 40, threading.Event()
    while any(job["state"] != "done" for job in yard.jobs()):
        assert time.monotonic() < until, [job for job in yard.jobs() if job["state"] != "done"]
        pause.wait(0.05)


def test_each_job_is_done_once_by_one_of_several_workers_that_end_gracefully(yard: Yard) -> None:
    crates = [yard.crate(f"A-{number}") for number in range(30)]
    with working(yard, 3):
        wait_until_done(yard)
    assert [yard.labels(crate) for crate in crates] == [1] * 30
    assert len(yard.printer.asked) == 30


def test_a_job_of_a_killed_worker_is_done_once_by_another(yard: Yard) -> None:
    crates = {code: yard.crate(code) for code in (f"A-{number}" for number in range(6))}
    command = [sys.executable, "-m", "tests.platform.jobs.doomed", yard.engine.database.conninfo]
    doomed = subprocess.Popen(
        [*command, yard.user.id, yard.company, "A-3"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with doomed:
        assert doomed.stdout is not None
        assert doomed.stdout.readline() == "in the middle\n"
        doomed.kill()
    with working(yard, 2):
        wait_until_done(yard)
    assert {code: yard.labels(crate) for code, crate in crates.items()} == dict.fromkeys(crates, 1)
    tries = {job["cause_record"]: job["attempts"] for job in yard.jobs()}
    assert tries[crates["A-3"]] == 2
    assert max(tries.values()) == 2


def cut(tx: Transaction) -> int:
    """Cut the connections of all workers; how many."""
    text = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = %s"
    return len(tx.rows(text, [APPLICATION]))


def test_a_worker_whose_connections_are_cut_goes_on(yard: Yard) -> None:
    yard.crate("A-1")
    with working(yard):
        wait_until_done(yard)
        assert yard.make(cut) > 0
        later = yard.crate("A-2")
        wait_until_done(yard)
    assert yard.labels(later) == 1
