"""How long `zhihe run --demo` takes until it prints `ready`: the first time and every later one.

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

from scratch import median, report, timed  # type: ignore[import-not-found]  # beside

FIRST_SECONDS = 60.0
LATER_SECONDS = 3.0
LATER = 3
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
Server(uvicorn.Config(app, port=0, log_config=None, access_log=False)).run()
own.close()
"""


def until_ready(command: Sequence[str], home: Path) -> None:
    """Start a command, wait for its line `ready`, stop it and what it started."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = {**os.environ, "ZHIHE_HOME": str(home), "ZHIHE_PORT": port, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        lines = iter(process.stdout or ())
        seen = []
        for line in lines:
            seen.append(line)
            if line.startswith("ready"):
                break
        else:
            raise RuntimeError(f"it ended without being ready: {''.join(seen)}")
        process.send_signal(signal.SIGINT)
        # Not to the end of its output: the database may hold that open.
        process.wait()


def main() -> None:
    """Measure all three in one run."""
    program = [str(Path(sys.executable).with_name("zhihe")), "run", "--demo"]
    with tempfile.TemporaryDirectory(prefix="zhihe-bench-") as name:
        home, bare = Path(name) / "zhihe", Path(name) / "bare"
        home.mkdir()
        bare.mkdir()
        twin = [sys.executable, "-c", TWIN, str(bare)]
        first = timed(lambda: until_ready(program, home))
        until_ready(twin, bare)
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(LATER):
            for command, folder, found in ((program, home, times[0]), (twin, bare, times[1])):
                found.append(timed(lambda command=command, folder=folder: until_ready(command, folder)))
    report("start", "first start with the demo", first, FIRST_SECONDS)
    report("start", "later start, to ready and stopped", median(times[0]), median(times[1]), seconds=LATER_SECONDS)


if __name__ == "__main__":
    main()
