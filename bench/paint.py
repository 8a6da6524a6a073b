"""First paint of the entry screen against a bare page of Ant Design, in a real browser with a fresh profile each time.

The twin is built by the same compiler in the same run and served as static files by the same code: a heading, an input,
a button, a table and a dialog of Ant Design, without data, router, language or anything of ours. Ours is the entry page
of an open inspection lot of the demo, with session, definitions and data read over HTTP. First paint is the browser's
first contentful paint. Run as ``python bench/paint.py`` with the web's packages installed.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from time import sleep

import uvicorn
from starlette.applications import Starlette
from starlette.staticfiles import StaticFiles

from scratch import median, report, scaled  # type: ignore[import-not-found]  # beside

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from web.build import WEB, build, environment  # noqa: E402 - the build stands beside the package

ROUNDS = scaled(9)
GOAL = 1.5
LOOK = 0.1


def port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def twin_built(folder: Path) -> None:
    """Build the bare page."""
    command = [
        "npx",
        "vite",
        "build",
        "--config",
        "bench/vite.config.ts",
        "--outDir",
        str(folder),
        "--logLevel",
        "error",
    ]
    subprocess.run(command, cwd=WEB, env=environment(), check=True)


def twin_served(folder: Path) -> tuple[uvicorn.Server, threading.Thread, str]:
    """Serve it from a thread."""
    app = Starlette()
    app.mount("/", StaticFiles(directory=folder))
    at = port()
    server = uvicorn.Server(uvicorn.Config(app, port=at, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        sleep(LOOK)
    return server, thread, f"http://127.0.0.1:{at}"


def product(home: Path, at: int) -> subprocess.Popen[bytes]:
    """The product with its demo, ready."""
    said = home / "said"
    settings = {"ZHIHE_HOME": str(home / "data"), "ZHIHE_PORT": str(at), "PYTHONUNBUFFERED": "1"}
    with said.open("w") as output:
        command = [str(Path(sys.executable).with_name("zhihe")), "run", "--demo"]
        process = subprocess.Popen(command, env={**os.environ, **settings}, stdout=output)
    while not any(line.startswith("ready") for line in said.read_text().splitlines()):
        if process.poll() is not None:
            raise RuntimeError(f"it ended without being ready: {said.read_text()}")
        sleep(LOOK)
    return process


def main() -> None:
    """Build, serve and measure both in one run."""
    if build():
        raise RuntimeError("the web pages cannot be built")
    with tempfile.TemporaryDirectory(prefix="zhihe-bench-") as name:
        folder, at = Path(name), port()
        twin_built(folder / "bare")
        process = product(folder, at)
        server, thread, address = twin_served(folder / "bare")
        try:
            command = ["node", "--experimental-strip-types", "--no-warnings", "bench/paint.ts", f"{address}/bare.html"]
            base = {"ZHIHE_BASE": f"http://127.0.0.1:{at}"}
            done = subprocess.run(
                [*command, str(ROUNDS)],
                cwd=WEB,
                env={**environment(), **base},
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            )
        finally:
            server.should_exit = True
            thread.join()
            process.terminate()
            process.wait()
    found = json.loads(done.stdout.splitlines()[-1])
    ours, twin, ready = (median(found[key]) / 1000 for key in ("ours", "twin", "ready"))
    report(
        "paint", "first paint of the entry screen", ours, twin, goal=GOAL, entry_ready=round(ready, 3), rounds=ROUNDS
    )


if __name__ == "__main__":
    main()
