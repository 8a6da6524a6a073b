"""The application's role adds to evidence and reads it; PostgreSQL itself refuses it everything beyond."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from tests.platform.store.appended.ledgers import CONTENT
from tests.platform.store.factory import Content, load

from zhihe.errors import NotFound
from zhihe.platform.jobs import schema
from zhihe.platform.store import embedded
from zhihe.platform.store.bootstrap import create_company, drop_company
from zhihe.platform.store.connections import connect
from zhihe.platform.store.database import Database
from zhihe.platform.store.publish import publish

EVIDENCE = ("zhihe_audit", "zhihe_audit_seal", "zhihe_reading", "zhihe.definition_versions")
BOOKS = ("test_stock", "test_genealogy", "test_measurement")
CHANGES = (
    "update {} set {} = {}",
    "delete from {}",
    "truncate {} cascade",
    "alter table {} disable trigger all",
    "alter table {} add column more int",
    "drop table {} cascade",
    "create trigger other before insert on {} for each row execute function zhihe.refuse_change()",
)


def refused(store: Database, company: str, table: str, column: str) -> None:
    """Nothing but adding and reading is allowed, and the database says so, not a trigger."""
    for change in CHANGES:
        text = change.format(table, column, column)
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege, match=r"permission denied|must be owner"),
            store.transaction(company) as tx,
        ):
            tx.execute(text)


def column_of(store: Database, company: str, table: str) -> str:
    with store.transaction(company) as tx:
        found = tx.rows(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 order by attnum desc",
            [table],
        )
    return str(found[0]["attname"])


@pytest.fixture
def books(store: Database, empty: str) -> str:
    """A company with a ledger, edges and a series, published while the program runs."""
    publish(store, empty, CONTENT)
    return empty


def test_the_programs_connections_work_in_a_role_that_owns_nothing(store: Database, books: str) -> None:
    with store.transaction(books) as tx:
        assert tx.rows("select current_user as who") == [{"who": store.role}]
    assert store.role.startswith("zhihe_app")
    with store.shared() as shared, store.look() as look, store.making(books) as owner:
        assert shared.rows("select current_user as who") == look.rows("select current_user as who")
        assert owner.rows("select current_user as who") != shared.rows("select current_user as who")


def test_a_connection_that_changes_its_company_or_resets_its_role_stays_in_it(store: Database, books: str) -> None:
    single = Database(store.conninfo, load=store.load, size=1)
    single.application, single.role = store.application, store.role
    single._pool = type(single._pool)(store.application, 1)
    create_company(store, f"{books}x", "Second")
    try:
        for company in (books, f"{books}x", books):
            with single.transaction(company) as tx:
                assert tx.rows("select current_user as who") == [{"who": store.role}]
                tx.execute("reset role")
                assert tx.rows("select current_user as who") == [{"who": store.role}]
    finally:
        single.close()
        drop_company(store, f"{books}x")


@pytest.mark.parametrize("table", [*EVIDENCE, *BOOKS])
def test_evidence_can_only_be_added_to(store: Database, books: str, table: str) -> None:
    refused(store, books, table, column_of(store, books, table))


def test_versions_are_written_by_the_publisher_alone(store: Database, books: str) -> None:
    for text in (
        "insert into zhihe.definition_versions select * from zhihe.definition_versions",
        "update zhihe.companies set version = 7",
        "create table mine (id int)",
        "create table zhihe.mine (id int)",
        "create or replace function zhihe.refuse_change() returns trigger language plpgsql as 'begin return new; end'",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), store.transaction(books) as tx:
            tx.execute(text)


def test_a_model_published_while_the_program_runs_is_written_and_its_months_are_guarded(
    store: Database, factory: str, content: Content
) -> None:
    content["models"]["crate"] = {"fields": {"code": {"type": "code"}}}
    content["models"] |= CONTENT["models"]
    publish(store, factory, content)
    with store.transaction(factory) as tx:
        assert tx.rows("select count(*) as n from test_crate") == [{"n": 0}]
        for right in ("insert", "update", "delete"):
            assert tx.rows("select has_table_privilege('test_crate', %s) as may", [right]) == [{"may": True}]
        months = "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'test_stock'::regclass"
        parts = [row["name"] for row in tx.rows(months)]
    assert any(part.startswith("test_stock_p2") for part in parts)
    for part in parts:
        refused(store, factory, part, "movement")


def test_a_database_of_an_earlier_release_is_brought_over_at_its_start(store: Database, books: str, home: Path) -> None:
    role = sql.Identifier(store.role)
    with connect(store.conninfo) as owner:
        for name in ("zhihe", books):
            every = sql.SQL("{} on all tables in schema {} {} {}")
            where = sql.Identifier(name)
            owner.execute(every.format(sql.SQL("revoke all"), where, sql.SQL("from"), role))
            owner.execute(sql.SQL("revoke all on schema {} from {}").format(where, role))
        owner.execute(sql.SQL("grant all on {}.zhihe_audit to {}").format(sql.Identifier(books), role))
    again = Database.open(url=store.conninfo, home=home, load=load)
    try:
        assert (again.role, again.unguarded) == (store.role, "")
        refused(again, books, "zhihe_audit", "app")
        with again.transaction(books) as tx:
            tx.execute("insert into zhihe_number (scope, prefix, value) values ('a', 'b', 1)")
    finally:
        again.close()


def test_processes_that_start_together_do_not_stop_each_other(store: Database, books: str, home: Path) -> None:
    role, schemas = sql.Identifier(store.role), ("zhihe", books)
    for _ in range(4):
        with connect(store.conninfo) as owner:
            for name in schemas:
                owner.execute(sql.SQL("revoke all on schema {} from {}").format(sql.Identifier(name), role))
        with ThreadPoolExecutor(4) as pool:
            opening = [pool.submit(Database.open, url=store.conninfo, home=home, load=load) for _ in range(4)]
            for each in opening:
                opened = each.result()
                assert (opened.role, opened.unguarded) == (store.role, "")
                opened.close()


@pytest.fixture
def foreign(postgres: embedded.Embedded) -> Iterator[str]:
    """A server of one's own: a database and its user, who may make no roles. Gives his URL."""
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("create role keeper login nocreaterole nosuperuser")
        connection.execute("create database kept owner keeper")
        yield psycopg.conninfo.make_conninfo(postgres.url, user="keeper", dbname="kept")
        connection.execute("drop database kept with (force)")
        connection.execute("drop role if exists zhihe_app_kept")
        connection.execute("drop role keeper")


def company_of(url: str, home: Path) -> Database:
    opened = Database.open(url=url, home=home, load=load, further=schema.steps())
    try:
        opened.company_number("own")
    except NotFound:
        create_company(opened, "own", "Own")
        publish(opened, "own", CONTENT)
    return opened


def test_without_the_right_to_make_roles_the_program_says_so_and_works_as_the_owner(foreign: str, home: Path) -> None:
    opened = company_of(foreign, home)
    try:
        assert opened.role == ""
        assert "create role zhihe_app_kept nologin; grant zhihe_app_kept to" in opened.unguarded
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"), opened.transaction("own") as tx:
            tx.execute("truncate zhihe_audit")
    finally:
        opened.close()


@pytest.mark.parametrize("right", ["alter role keeper createrole", "create role zhihe_app_kept nologin"])
def test_an_administrator_brings_the_role_into_force(
    foreign: str, home: Path, postgres: embedded.Embedded, right: str
) -> None:
    company_of(foreign, home).close()
    with psycopg.connect(postgres.url, autocommit=True) as administrator:
        administrator.execute(right.encode())
        if right.startswith("create"):
            administrator.execute("grant zhihe_app_kept to keeper")
    opened = company_of(foreign, home)
    try:
        assert (opened.role, opened.unguarded) == ("zhihe_app_kept", "")
        refused(opened, "own", "zhihe_audit", "app")
        refused(opened, "own", "test_stock", "movement")
    finally:
        opened.close()


def test_a_role_that_may_do_more_than_it_was_given_is_told(
    foreign: str, home: Path, postgres: embedded.Embedded
) -> None:
    with psycopg.connect(postgres.url, autocommit=True) as administrator:
        administrator.execute("create role zhihe_app_kept nologin")
        administrator.execute("grant zhihe_app_kept to keeper")
    company_of(foreign, home).close()
    with connect(foreign) as owner:
        owner.execute("grant update on own.zhihe_audit_seal to public")
    opened = company_of(foreign, home)
    try:
        assert opened.role == ""
        assert "it has more rights than it was given, as in schema own" in opened.unguarded
    finally:
        opened.close()
        with connect(foreign) as owner:
            owner.execute("drop owned by zhihe_app_kept")
