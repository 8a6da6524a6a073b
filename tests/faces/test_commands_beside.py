"""The installed command beside a company at work: definitions, chains, users, books, and what stops a start."""

from __future__ import annotations

import re
import signal
import socket
import threading
import time
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from tests.faces.test_commands import Shell, ended, environment, free_port, said_until
from tests.stories.conftest import PASSWORD, Factory

from zhihe.platform.jobs import enqueue
from zhihe.platform.rules.chores import PARTITIONS
from zhihe.platform.store.bootstrap import drop_company


@pytest.fixture(scope="module")
def shell(plant: Factory, home: Path) -> Shell:
    """A terminal beside the server of the test session; its company is the plant's."""
    plant.masters()
    plant.inspected(major="2.5")
    plant.received_lot("L-1", bad=6)
    return Shell(home, environment(home) | {"ZHIHE_DATABASE_URL": plant.house.engine.database.conninfo})


def test_check_finds_the_shipped_apps_good_and_names_what_is_not(shell: Shell, tmp_path: Path) -> None:
    assert "files are good" in shell.run("check")
    app = tmp_path / "canteen"
    app.mkdir()
    (app / "app.yaml").write_text(
        "app: canteen\nlabel: {zh: 食堂, en: Canteen}\nversion: 1.0.0\ndepends: [base]\n", encoding="utf-8"
    )
    (app / "meal.yaml").write_text(
        "model: meal\nlabel: {zh: 餐食, en: Meal}\nkind: record\nfields:\n  price: {type: monney}\n", encoding="utf-8"
    )
    said = shell.run("check", str(tmp_path), code=1)
    assert re.search(r"canteen/meal\.yaml:5.*monney", said)
    said = shell.run("check", str(tmp_path / "missing"), code=2)
    assert "does not exist" in said


def test_diff_shows_and_publish_does(shell: Shell, plant: Factory, tmp_path: Path) -> None:
    company = f"--company={plant.company}"
    assert "Nothing would change" in shell.run("diff", company)
    app = tmp_path / "yard"
    app.mkdir()
    (app / "app.yaml").write_text(
        "app: yard\nlabel: {zh: 堆场, en: Yard}\nversion: 1.0.0\ndepends: [base]\ncustom: true\n", encoding="utf-8"
    )
    (app / "bay.yaml").write_text(
        "model: bay\nlabel: {zh: 车位, en: Bay}\nkind: record\ntitle: code\nnatural_key: [code]\nfields:\n"
        "  code: {type: code, required: true, label: {zh: 代码, en: Code}}\n"
        "access:\n  everyone: {read: true, create: true}\n",
        encoding="utf-8",
    )
    shell.run("check", "--fix", str(tmp_path))
    planned = shell.run("diff", str(tmp_path), company)
    assert "bay" in planned
    plant.buyer.call("GET", "records/bay", None, 404)
    assert "runs version" in shell.run("publish", str(tmp_path), company, "--note=yard")
    plant.buyer.create("bay", code="B1")
    assert "no company" in shell.run("publish", str(tmp_path), "--company=nowhere", code=1).lower()


def test_explain_prints_the_chain_of_an_event(shell: Shell, plant: Factory) -> None:
    said = shell.run("explain", "goods_receipt.post", f"--company={plant.company}")
    order = [said.index(part) for part in ("prepare_lines", "decide_landing", "fits_orders", "open_inspections")]
    assert order == sorted(order)
    assert "[purchasing/goods_receipt.yaml" in said
    refused = shell.run("explain", "goods_receipt.fly", f"--company={plant.company}", code=1)
    assert "goods_receipt.post" in refused


def test_why_prints_what_ran_for_a_number(shell: Shell, plant: Factory) -> None:
    report = plant.engineer.find("nonconformance")[0]["number"]
    said = shell.run("why", report, f"--company={plant.company}")
    assert re.search(r"create +v1 +engineer", said)
    assert "by rule improvement/nonconformance.yaml" in said
    assert "because of inspection_lot.decide" in said
    assert "no record numbered IL-1" in shell.run("why", "IL-1", f"--company={plant.company}", code=1)


def test_users_are_made_listed_and_get_a_link_for_their_password(shell: Shell, plant: Factory) -> None:
    company = f"--company={plant.company}"
    login = f"{plant.company}-li"
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    assert f"{login} is a user" in shell.run("user", "add", login, "--name=Li", company, "--role=buyer", typed=typed)
    assert "already" in shell.run("user", "add", login, "--name=Li", company, typed=typed, code=1)
    assert "12 to 256" in shell.run("user", "add", "x", "--name=X", company, "--password=short", code=1)
    assert re.search(rf"^{login}\tLi\tactive", shell.run("user", "list"), re.MULTILINE)
    said = shell.run("user", "reset", login)
    found = re.search(r"/password#(\S+)", said)
    assert found
    body = {"secret": found[1], "password": "another long phrase"}
    plant.buyer.client.post("/api/v1/password", json=body).raise_for_status()
    plant.house.identity.sign_in(login, "another long phrase", plant.company)
    shell.run("user", "reset", "--ask", login, typed=typed)
    plant.house.identity.sign_in(login, PASSWORD, plant.company)
    assert "no user" in shell.run("user", "reset", "nobody-here", code=1)


def test_verify_finds_the_books_in_order_and_names_what_was_altered(shell: Shell, plant: Factory) -> None:
    company = f"--company={plant.company}"
    assert "as they were written" in shell.run("verify", company)
    with psycopg.connect(shell.environment["ZHIHE_DATABASE_URL"], autocommit=True) as connection:
        row = connection.execute(
            f"select id::text, reason from {plant.company}.zhihe_audit where model = 'lot' limit 1"  # noqa: S608
        ).fetchone()
        assert row is not None
        for reason in ("altered", row[1]):
            connection.execute("set session_replication_role = replica")
            statement = sql.SQL("update {}.zhihe_audit set reason = %s where id = %s")
            connection.execute(statement.format(sql.Identifier(plant.company)), [reason, row[0]])
            if reason == "altered":
                assert "first broken: audit row" in shell.run("verify", company, code=1)
    assert "as they were written" in shell.run("verify", company)


def test_a_database_that_is_down_or_foreign_is_said_with_the_remedy(shell: Shell) -> None:
    down = shell.but(ZHIHE_DATABASE_URL=f"postgresql://zhihe@127.0.0.1:{free_port()}/zhihe")
    said = down.run("run", code=1)
    assert "cannot be reached" in said
    assert "ZHIHE_DATABASE_URL" in said
    assert "ready" not in said
    assert "ZHIHE_PORT" in shell.but(ZHIHE_PORT="80000").run("run", code=1)


def test_demo_builds_its_factory_and_shows_how_far_it_is(shell: Shell, plant: Factory) -> None:
    """How long it takes, `bench/demo.py` measures beside its two minutes."""
    company = f"{plant.company}d"
    said = shell.run("demo", f"--company={company}", "--months=1")
    assert re.search(r"demo history .*\d+ orders, \d+ lots, \d+ rejected", said), said
    database = plant.house.engine.database
    try:
        with database.transaction(company) as tx:
            orders, lots = tx.tuples(
                "select (select count(*) from purchasing_purchase_order), (select count(*) from quality_inspection_lot)"
            )[0]
        assert min(orders, lots) > 0
        assert "is no demo" in shell.run("demo", f"--company={plant.company}", code=1)
    finally:
        drop_company(database, company)


def test_a_worker_does_what_waits_and_ends_on_a_signal(shell: Shell, plant: Factory) -> None:
    with plant.house.engine.database.transaction(plant.company) as tx:
        job = enqueue(tx, PARTITIONS, {"due": "2026-11-02T00:00:00+00:00"}, key="by hand")
    worker = shell.begin("worker")
    said_until(worker, r"^working, \d+ jobs at a time")
    until, pause = time.monotonic() + 120, threading.Event()
    while plant.admin.call("GET", f"jobs/{job}")["state"] != "done":
        assert time.monotonic() < until
        pause.wait(0.05)
    worker.send_signal(signal.SIGTERM)
    assert ended(worker) == 0


def test_a_postgresql_of_a_version_nobody_tried_is_refused_with_the_known_ones(shell: Shell, plant: Factory) -> None:
    conninfo = plant.house.engine.database.conninfo
    with psycopg.connect(conninfo, autocommit=True) as connection:
        # A database whose server says of itself that it is a later one.
        connection.execute("create database later")
        later = psycopg.conninfo.make_conninfo(conninfo, dbname="later")
        with psycopg.connect(later, autocommit=True) as inside:
            inside.execute(
                "create function current_setting(name text) returns text language sql as "
                "$$ select case name when 'server_version_num' then '190001' "
                "else pg_catalog.current_setting(name) end $$"
            )
            inside.execute("alter database later set search_path = public, pg_catalog")
        for command in (["run"], ["verify"], ["demo", "--company=x"]):
            said = shell.but(ZHIHE_DATABASE_URL=later).run(*command, code=1)
            assert "PostgreSQL 19" in said, said
            assert "15 to 18" in said
            assert "ready" not in said
        with psycopg.connect(later) as inside:
            assert inside.execute("select count(*) from pg_namespace where nspname = 'zhihe'").fetchone() == (0,)
        connection.execute("drop database later with (force)")


def test_a_database_of_a_newer_release_is_left_as_it_is(shell: Shell) -> None:
    url = shell.environment["ZHIHE_DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("insert into zhihe.applied (schema, number, name) values ('zhihe', 9999, 'later')")
        before = connection.execute("select count(*) from zhihe.applied").fetchone()
        said = shell.run("run", code=1)
        after = connection.execute("select count(*) from zhihe.applied").fetchone()
        connection.execute("delete from zhihe.applied where number = 9999")
    assert "newer release" in said
    assert before == after


def test_a_folder_that_cannot_be_written_is_named_and_nothing_is_left(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    bare = {key: value for key, value in shell.environment.items() if key != "ZHIHE_DATABASE_URL"}
    said = Shell(tmp_path, bare | {"ZHIHE_HOME": str(tmp_path / "file" / "data")}).run("run", code=1)
    assert str(tmp_path / "file" / "data") in said
    assert "ZHIHE_HOME" in said
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_taken_port_is_said_before_anything_is_made(shell: Shell, tmp_path: Path) -> None:
    bare = {key: value for key, value in shell.environment.items() if key != "ZHIHE_DATABASE_URL"}
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = str(listener.getsockname()[1])
        said = Shell(tmp_path, bare | {"ZHIHE_PORT": port, "ZHIHE_HOME": str(tmp_path / "data")}).run("run", code=1)
    assert f"Port {port}" in said
    assert "ZHIHE_PORT" in said
    assert list(tmp_path.iterdir()) == []
