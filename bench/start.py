"""How long `zhihe run --demo` takes until it prints `ready`: the first time and every later one.

CPU is that of the program and of what it started and waited for, to its end; the database runs beside.

The twin of a later start is a bare FastAPI application over psycopg on uvicorn, in a process of its own, that starts
the same embedded PostgreSQL on the same kind of data folder and answers one request. A first start makes the company,
its tables, the demo's users and master data; nothing hand-written does the same, so it is shown beside a minute.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter, sleep

from scratch import median, report, scaled  # type: ignore[import-not-found]  # beside

FIRST_SECONDS = 60.0
LATER_SECONDS = 3.0
LATER = scaled(3)
LOOK = 0.005
TWIN = """
import sys
from pathlib import Path
import psycopg, uvicorn
from fastapi import FastAPI
from zhihe.platform.store import embedded
own = embedded.start(Path(sys.argv[1]))
connection = psycopg.connect(own.url, autocommit=True)
app = FastAPI()
@app.get("/")
def one() -> int:
    return connection.execute("select 1").fetchone()[0]
class Server(uvicorn.Server):
    async def startup(self, sockets=None):
        await super().startup(sockets)
        print("ready", flush=True)
try:
    Server(uvicorn.Config(app, port=0, log_config=None, access_log=False)).run()
except KeyboardInterrupt:
    pass
finally:
    connection.close()
    own.close()
"""


def until_ready(command: Sequence[str], home: Path) -> tuple[float, float]:
    """Start a command, wait for its line `ready`, end it; seconds until then, and CPU seconds until its end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = {**os.environ, "ZHIHE_HOME": str(home), "ZHIHE_PORT": port, "PYTHONUNBUFFERED": "1"}
    said = home / "said"
    # Into a file: the database holds a pipe open beyond the end of who started it, and who reads that never ends.
    with said.open("w") as output:
        begun = perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=output)
    while not any(line.startswith("ready") for line in said.read_text().splitlines()):
        if process.poll() is not None:
            raise RuntimeError(f"it ended without being ready: {said.read_text()}")
        sleep(LOOK)
    took = perf_counter() - begun
    process.send_signal(signal.SIGINT)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return took, used.ru_utime + used.ru_stime


def main() -> None:
    """Measure all three in one run."""
    program = [str(Path(sys.executable).with_name("zhihe")), "run", "--demo"]
    with tempfile.TemporaryDirectory(prefix="zhihe-bench-") as name:
        home, bare = Path(name) / "zhihe", Path(name) / "bare"
        home.mkdir()
        bare.mkdir()
        twin = [sys.executable, "-c", TWIN, str(bare)]
        first, first_cpu = until_ready(program, home)
        until_ready(twin, bare)
        ours, hand = [], []
        for _ in range(LATER):
            ours.append(until_ready(program, home))
            hand.append(until_ready(twin, bare))
    report("start", "first start with the demo", first, FIRST_SECONDS, cpu=round(first_cpu, 2))
    for number, what in enumerate(("seconds until ready", "cpu")):
        mine, theirs = (median([each[number] for each in times]) for times in (ours, hand))
        report("start", f"later start, {what}", mine, theirs, goal_seconds=LATER_SECONDS)


if __name__ == "__main__":
    main()
