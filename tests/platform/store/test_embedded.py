from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from zhihe.errors import Unavailable
from zhihe.platform.store import embedded, server
from zhihe.platform.store.bootstrap import create_company
from zhihe.platform.store.database import Database
from zhihe.platform.store.owner import ProcessOwner


@pytest.fixture
def place() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="zhihe-test-"))
    yield folder
    shutil.rmtree(folder)


def postmaster(place: Path) -> int:
    return int((place / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def test_what_a_killed_parent_saved_is_found_on_the_server_it_left_behind(place: Path) -> None:
    program = """
        import os, pathlib, signal, psycopg
        from zhihe.platform.store import embedded
        with psycopg.connect(embedded.start(pathlib.Path(os.environ["PLACE"])).url) as connection:
            connection.execute("create table kept as select 42 as answer")
        os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], env=os.environ | {"PLACE": str(place)}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    left = postmaster(place)
    joined = embedded.start(place)
    try:
        assert postmaster(place) == left
        with psycopg.connect(joined.url) as connection:
            assert connection.execute("select answer from kept").fetchone() == (42,)
    finally:
        joined.close()


def test_the_last_process_to_leave_stops_the_server(place: Path) -> None:
    first, second = embedded.start(place), embedded.start(place)
    first.close()
    with psycopg.connect(second.url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    second.close()
    assert not (place / "postgres" / "postmaster.pid").exists()


def test_a_killed_server_recovers_what_was_committed(place: Path) -> None:
    first = embedded.start(place)
    with psycopg.connect(first.url) as connection:
        connection.execute("create table kept as select n from generate_series(1, 1000) n")
    os.kill(postmaster(place), signal.SIGKILL)
    assert first.presence.leave()
    second = embedded.start(place)
    try:
        with psycopg.connect(second.url) as connection:
            assert connection.execute("select count(*) from kept").fetchone() == (1000,)
    finally:
        second.close()


def test_the_settings_are_ours_and_durable(postgres: embedded.Embedded) -> None:
    names = (
        "jit",
        "fsync",
        "full_page_writes",
        "synchronous_commit",
        "data_checksums",
        "listen_addresses",
        "max_connections",
    )
    with psycopg.connect(postgres.url) as connection:
        found = [connection.execute("select current_setting(%s)", [name]).fetchone() for name in names]
        assert [row and row[0] for row in found] == ["off", "on", "on", "on", "on", "", "120"]
        assert server.check(connection) == ()


def test_a_path_too_long_for_a_socket_works(place: Path) -> None:
    deep = place / ("very_long_name_of_a_data_folder_" * 4)
    started = embedded.start(deep)
    try:
        with psycopg.connect(started.url) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    finally:
        started.close()
    shutil.rmtree(started.socket)


def test_a_folder_that_cannot_be_written_is_named_with_the_remedy(place: Path) -> None:
    (place / "file").write_text("")
    with pytest.raises(Unavailable, match=r"cannot be written.*ZHIHE_HOME") as refused:
        embedded.start(place / "file" / "home")
    assert refused.value.code == "database.folder"


def test_a_folder_with_other_files_is_left_alone(place: Path) -> None:
    (place / "postgres").mkdir()
    (place / "postgres" / "letter.txt").write_text("dear")
    with pytest.raises(Unavailable) as refused:
        embedded.start(place)
    assert refused.value.code == "database.folder_foreign"
    assert (place / "postgres" / "letter.txt").read_text() == "dear"


def test_data_of_another_version_is_refused_by_number(place: Path) -> None:
    (place / "postgres").mkdir()
    (place / "postgres" / "PG_VERSION").write_text("13\n")
    with pytest.raises(Unavailable, match="PostgreSQL 13") as refused:
        embedded.start(place)
    assert refused.value.facts["expected"] == embedded.VERSION


def test_a_server_that_cannot_start_says_why(place: Path) -> None:
    embedded.start(place).close()
    with (place / "postgres" / "postgresql.auto.conf").open("a") as file:
        file.write("shared_buffers = 'plenty'\n")
    with pytest.raises(Unavailable, match="shared_buffers"):
        embedded.start(place)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can become somebody else")
def test_root_lends_the_server_a_user_and_that_user_may_run_the_program_himself(place: Path) -> None:
    started = embedded.start(place)
    assert started.owner is not None
    assert (place / "postgres").stat().st_uid == started.owner.user != 0
    assert (place / "postgres").stat().st_mode & 0o077 == 0
    started.close()
    os.chown(place, started.owner.user, started.owner.group)
    for name in ("postgres.lock", "postgres.users"):
        os.chown(place / name, started.owner.user, started.owner.group)
    child = os.fork()
    if child == 0:
        # A fork, since another user may be unable to enter the folder of the interpreter.
        try:
            _as_user(place, started.owner)
        except BaseException:  # noqa: BLE001 - the child must end here, not go on with the tests
            os._exit(1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _as_user(place: Path, user: ProcessOwner) -> None:
    os.setgroups([])
    os.setgid(user.group)
    os.setuid(user.user)
    started = embedded.start(place)
    with psycopg.connect(started.url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    started.close()
    assert started.owner is None


def test_a_server_with_unsafe_settings_or_another_encoding_is_refused(place: Path) -> None:
    started = embedded.start(place)
    try:
        with psycopg.connect(started.url, autocommit=True) as connection:
            connection.execute("create database latin encoding 'SQL_ASCII' locale 'C' template template0")
        with pytest.raises(Unavailable, match="SQL_ASCII"):
            Database.open(url=started.url.replace("dbname=zhihe", "dbname=latin"), home=place)
        with psycopg.connect(started.url, autocommit=True) as connection:
            connection.execute("alter system set full_page_writes = off")
            connection.execute("select pg_reload_conf()")
        with pytest.raises(Unavailable, match="full_page_writes"):
            _until_refused(started.url, place)
    finally:
        started.close()


def _until_refused(url: str, place: Path) -> None:
    """A reload reaches a new connection at once or a moment later."""
    for _ in range(1000):
        Database.open(url=url, home=place).close()


@pytest.mark.parametrize("version", [14, 19])
def test_an_unknown_version_is_refused_with_the_known_ones(version: int) -> None:
    with pytest.raises(Unavailable, match=f"PostgreSQL {version}.*15 to 18"):
        server._check_version(version)


def test_a_database_that_is_down_is_said_with_the_remedy(place: Path) -> None:
    with pytest.raises(Unavailable, match="ZHIHE_DATABASE_URL") as refused:
        Database.open(url=f"host={place} dbname=zhihe user=zhihe", home=place)
    assert refused.value.code == "database.down"


def test_idle_connections_of_a_restarted_server_are_replaced_unseen(place: Path) -> None:
    started = embedded.start(place)
    database = Database.open(url=started.url, home=place)
    try:
        create_company(database, "demo", "Demo")
        with database.transaction("demo") as tx:
            assert tx.rows("select 1 as one") == [{"one": 1}]
        embedded._control(started.data, started.owner, "restart", "-m", "fast", "-l", str(started.data / "log"))
        with database.transaction("demo") as tx:
            assert tx.rows("select 1 as one") == [{"one": 1}]
    finally:
        database.close()
        started.close()
