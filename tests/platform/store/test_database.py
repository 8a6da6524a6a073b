from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from zhihe.errors import Busy, Conflict, Invalid, NotFound, Unavailable
from zhihe.platform.store.bootstrap import create_company, drop_company, prepare_shared
from zhihe.platform.store.connections import Pool, connect, schema_key
from zhihe.platform.store.database import PUBLISH_LOCK, Database
from zhihe.platform.store.failures import Contention
from zhihe.platform.store.identity import new_id, new_ids
from zhihe.platform.store.session import Transaction


@pytest.fixture
def other(store: Database, company_keys: Any) -> Iterator[str]:
    key = company_keys()
    create_company(store, key, "Other")
    yield key
    drop_company(store, key)


def test_a_refusal_leaves_what_was_prepared(store: Database, factory: str) -> None:
    def prepared() -> set[str]:
        with store.transaction(factory) as tx:
            for _ in range(4):
                tx.rows("select 42 as answer")
            found = "select name from pg_prepared_statements where statement like '%select 42 as answer'"
            return {row["name"] for row in tx.rows(found)}

    def refused(tx: Transaction) -> None:
        with tx.attempt():
            raise Invalid("refused", "Nothing of this stays.")

    before = prepared()
    with pytest.raises(Invalid), store.transaction(factory) as tx:
        refused(tx)
    assert before
    assert prepared() == before


def test_work_is_kept_at_the_end_and_undone_by_any_error(store: Database, factory: str) -> None:
    with store.transaction(factory) as tx:
        tx.execute("insert into zhihe_setting (key, value) values ('a', '1')")
    with pytest.raises(ZeroDivisionError), store.transaction(factory) as tx:
        tx.execute("insert into zhihe_setting (key, value) values (%s, '2')", [str(1 // 0)])
    with pytest.raises(Invalid), store.transaction(factory) as tx:
        _set_and_fail(tx)
    with store.transaction(factory) as tx:
        assert tx.rows("select key from zhihe_setting") == [{"key": "a"}]


def _set_and_fail(tx: Transaction) -> None:
    tx.execute("insert into zhihe_setting (key, value) values ('b', '2')")
    tx.execute("insert into zhihe_setting (key, value) values ('c', 'no json')")


def test_companies_that_take_turns_on_one_connection_see_only_their_own(
    store: Database, factory: str, other: str
) -> None:
    single = Database(store.conninfo, load=store.load, size=1)
    for turn in range(3):
        for company in (factory, other):
            with single.transaction(company) as tx:
                tx.execute("insert into zhihe_setting (key, value) values (%s, '1')", [f"{company}{turn}"])
                found = {row["key"] for row in tx.rows("select key from zhihe_setting")}
                assert found == {f"{company}{n}" for n in range(turn + 1)}
    single.close()


def test_a_connection_stays_with_its_company_until_it_is_needed(store: Database, factory: str, other: str) -> None:
    double = Database(store.conninfo, load=store.load, size=2)

    def backend(company: str) -> int:
        with double.transaction(company) as tx:
            return tx.connection.info.backend_pid

    double.company_number(factory)
    double.company_number(other)
    first, second = backend(factory), backend(other)
    assert [backend(factory), backend(other), backend(factory)] == [first, second, first]
    double.close()


def test_more_work_than_connections_waits_and_then_is_told(store: Database) -> None:
    pool = Pool(store.conninfo, 1, patience=0.01)
    bound = pool.take("")
    with pytest.raises(Busy, match="All 1 database connections"):
        pool.take("")
    pool.give(bound)
    assert pool.take("") is bound
    pool.close()
    pool.give(bound)
    assert bound.connection.closed
    with pytest.raises(Unavailable):
        pool.take("")


def test_a_waiting_unit_gets_the_connection_that_comes_back(store: Database) -> None:
    pool = Pool(store.conninfo, 1)
    bound = pool.take("")
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(pool.take, "")
        pool.give(bound)
        assert waiting.result(10) is bound
    pool.give(bound)
    pool.close()


def test_an_unknown_company_is_not_found(store: Database) -> None:
    with pytest.raises(NotFound, match="'nowhere'"), store.transaction("nowhere"):
        pass


@pytest.mark.parametrize("key", ["", "A", "1a", "a-b", "zhihe", "public", "pg_x", "jobs", 'a"; drop', "a" * 32])
def test_a_key_that_cannot_name_a_schema_is_refused(store: Database, key: str) -> None:
    with pytest.raises(Invalid, match="cannot be the key of a company"):
        create_company(store, key, "x")
    with pytest.raises(Invalid):
        schema_key(key)


def test_a_company_is_made_once(store: Database, factory: str) -> None:
    with pytest.raises(Conflict, match="already a company"):
        create_company(store, factory, "again")


def test_each_transaction_runs_under_the_definitions_of_its_opening(store: Database, factory: str, other: str) -> None:
    with store.transaction(factory) as tx, store.transaction(other) as bare:
        assert (tx.registry.version, set(tx.registry.models)) == (1, {"partner", "item", "receipt", "receipt_line"})
        assert (bare.registry.version, bare.registry.models) == (0, {})
    with store.transaction(factory) as again:
        assert again.registry is tx.registry
        assert again.catalog is tx.catalog


def test_publishing_waits_for_open_work_and_work_waits_for_publishing(store: Database, factory: str) -> None:
    number = store.company_number(factory)
    with connect(store.conninfo) as publisher:
        with store.transaction(factory):
            assert publisher.execute("select pg_try_advisory_lock(%s, %s)", [PUBLISH_LOCK, number]).fetchone() == (
                False,
            )
        assert publisher.execute("select pg_try_advisory_lock(%s, %s)", [PUBLISH_LOCK, number]).fetchone() == (True,)
        with pytest.raises(Busy), store.transaction(factory, seconds=0.05):
            pass


def test_statements_carry_the_mark_of_their_definitions(store: Database, factory: str) -> None:
    with store.transaction(factory) as tx:
        mark = tx.registry.hash[:12]
        own = tx.rows("select current_query() as query")[0]["query"]
        assert own.startswith(f"/* {mark} */")


def test_a_statement_that_takes_too_long_is_stopped(store: Database, factory: str) -> None:
    with pytest.raises(Busy) as refused, store.transaction(factory, seconds=0.05) as tx:
        tx.rows("select count(*) from generate_series(1, 100000) a, generate_series(1, 100000) b")
    assert refused.value.code == "database.slow"
    with store.transaction(factory) as tx:
        assert tx.rows("show statement_timeout") == [{"statement_timeout": "1min"}]


def test_units_that_stand_in_each_others_way_are_done_again(store: Database, factory: str) -> None:
    with store.transaction(factory) as tx:
        tx.execute("insert into zhihe_number (scope, prefix, value) values ('a', '', 0), ('b', '', 0)")
    both = threading.Barrier(2, timeout=10)
    attempts: list[str] = []

    def add(first: str, second: str) -> None:
        met = False

        def work(tx: Transaction) -> None:
            nonlocal met
            attempts.append(first)
            tx.execute("update zhihe_number set value = value + 1 where scope = %s", [first])
            if not met:
                met = True
                both.wait()
            tx.execute("update zhihe_number set value = value + 1 where scope = %s", [second])

        store.run(factory, work)

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(add, "a", "b"), threads.submit(add, "b", "a")]:
            done.result(30)
    assert len(attempts) == 3
    with store.transaction(factory) as tx:
        assert [row["value"] for row in tx.rows("select value from zhihe_number")] == [2, 2]


def test_a_unit_is_tried_five_times_and_no_more(store: Database, factory: str) -> None:
    attempts = []

    def work(tx: Transaction) -> None:
        attempts.append(1)
        tx.execute("do $$ begin raise exception using errcode = 'serialization_failure'; end $$")

    with pytest.raises(Contention):
        store.run(factory, work)
    assert len(attempts) == 5


def test_a_defect_of_ours_is_not_dressed_up_as_the_users(store: Database, factory: str) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable), store.transaction(factory) as tx:
        tx.rows("select * from no_such_table")


def test_the_trail_and_the_versions_are_append_only(store: Database, factory: str) -> None:
    with store.making(factory) as tx:
        tx.execute("create table audit_now partition of zhihe_audit for values from ('2026-11-01') to ('2026-12-01')")
        tx.execute(
            "insert into zhihe_audit (id, at, model, record_id, action, changes, definition_version, leaf) "
            "values (%s, '2026-11-02', 'item', 'x', 'create', '{}', 1, '')",
            [new_id()],
        )
    for change in (
        "update zhihe_audit set changes = ''",
        "delete from zhihe_audit",
        "update zhihe.definition_versions set note = 'x'",
        "delete from zhihe.definition_versions",
        "truncate zhihe_audit",
        "truncate zhihe_audit_default",
        "truncate zhihe_audit_seal",
        "truncate zhihe.definition_versions cascade",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"), store.making(factory) as tx:
            tx.execute(change)


def test_the_system_tables_are_upgraded_once_and_a_newer_release_is_recognised(store: Database, factory: str) -> None:
    with connect(store.conninfo) as connection:
        count = connection.execute("select count(*) from zhihe.applied").fetchone()
        prepare_shared(connection, {})
        assert connection.execute("select count(*) from zhihe.applied").fetchone() == count
        with connection.transaction(force_rollback=True):
            connection.execute("insert into zhihe.applied (schema, number, name) values (%s, 9999, 'later')", [factory])
            with pytest.raises(Unavailable, match="newer release"):
                prepare_shared(connection, {})


def test_identities_sort_by_when_they_were_made_and_have_the_form_of_version_7() -> None:
    many = new_ids(5000)
    assert many == sorted(set(many))
    assert all(each[14] == "7" and each[19] in "89ab" and len(each) == 36 for each in many)
    assert len({new_id() for _ in range(1000)}) == 1000
    assert new_id()[:8] <= new_id()[:8]
