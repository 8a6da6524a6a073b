"""The trail is sealed behind every running transaction, and whatever is done to it afterwards is found and named."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from psycopg import sql
from tests.platform.jobs.yard import Yard

from zhihe.platform.jobs.sealing import Sealing
from zhihe.platform.records import write
from zhihe.platform.records.audit import Trace
from zhihe.platform.records.proof import COLUMNS, broken_trail
from zhihe.platform.store import seals
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.session import Transaction

SEALED = 30


@contextmanager
def trial(yard: Yard) -> Iterator[Transaction]:
    """A transaction of the superuser with all triggers off, undone at the end."""
    with yard.engine.database.making(yard.company) as tx:
        tx.execute("set local session_replication_role = replica")
        yield tx
        tx.connection.rollback()


def crates(yard: Yard, *codes: str) -> None:
    rows = [{"code": code} for code in codes]
    yard.engine.run(yard.user, lambda unit: write.create_many(unit, unit.model("crate"), rows))


@pytest.fixture
def sealed(yard: Yard) -> Yard:
    """Thirty rows in ten transactions under five seals."""
    for number in range(10):
        crates(yard, *(f"A-{number}-{each}" for each in range(3)))
        if number % 2:
            assert yard.engine.database.run(yard.company, seals.seal) == 6
    return yard


def verified(yard: Yard, kept: dict[int, bytes] | None = None) -> str | None:
    with yard.engine.database.transaction(yard.company) as tx:
        return broken_trail(tx, kept)


def test_an_honest_trail_is_as_it_was_written(sealed: Yard) -> None:
    assert verified(sealed) is None
    with sealed.engine.database.transaction(sealed.company) as tx:
        found = list(seals.every_seal(tx))
        assert [seal.number for seal in found] == [1, 2, 3, 4, 5]
        assert sum(seal.rows for seal in found) == SEALED
        assert seals.seal(tx) == 0
    sealed.crate("B-1")
    assert verified(sealed) is None
    assert Sealing(sealed.engine.database).look() >= 1
    assert verified(sealed) is None


def test_a_row_of_a_running_transaction_waits_for_its_seal(sealed: Yard) -> None:
    database = sealed.engine.database
    with database.transaction(sealed.company) as running:
        running.execute("select pg_current_xact_id()")
        sealed.crate("B-1")
        assert database.run(sealed.company, seals.seal) == 0
    assert database.run(sealed.company, seals.seal) == 1
    assert verified(sealed) is None


def test_one_seals_while_others_pass(sealed: Yard) -> None:
    sealed.crate("B-1")
    database = sealed.engine.database
    with database.transaction(sealed.company) as first:
        assert seals.seal(first) == 1
        assert database.run(sealed.company, seals.seal) == 0
    assert verified(sealed) is None


Row = dict[str, Any]


def seeded(number: int) -> random.Random:
    return random.Random(number)  # noqa: S311 - which row a trial touches


def rows_of(tx: Transaction) -> list[Row]:
    return list(seals.every_row(tx))


def forged(row: Row) -> bytes:
    return Trace(**{name: row[name] for name in COLUMNS}).leaf()


def edit(tx: Transaction, chance: random.Random) -> tuple[str, str]:
    row = chance.choice(rows_of(tx))
    column = chance.choice(["changes", "reason", "user_id", "record_id", "rule"])
    value = new_id() if column == "user_id" else f"{row[column]}x"
    tx.execute(
        sql.SQL("update zhihe_audit set {} = %s where id = %s").format(sql.Identifier(column)), [value, row["id"]]
    )
    return row["id"], "changed"


def edit_with_its_hash(tx: Transaction, chance: random.Random) -> tuple[str, str]:
    row = chance.choice(rows_of(tx))
    changed = {**row, "reason": "forged"}
    tx.execute("update zhihe_audit set reason = %s, leaf = %s where id = %s", ["forged", forged(changed), row["id"]])
    return row["id"], "changed"


def delete(tx: Transaction, chance: random.Random) -> tuple[str, str]:
    row = chance.choice(rows_of(tx))
    tx.execute("delete from zhihe_audit where id = %s", [row["id"]])
    return row["id"], "deleted"


def insert(tx: Transaction, chance: random.Random) -> tuple[str, str]:
    row = chance.choice(rows_of(tx))
    made = {**row, "id": new_id()}
    tx.execute(
        sql.SQL("insert into zhihe_audit ({}, leaf, xid) values ({}, %(leaf)s, %(xid)s::text::xid8)").format(
            sql.SQL(", ").join(map(sql.Identifier, COLUMNS)), sql.SQL(", ").join(map(sql.Placeholder, COLUMNS))
        ),
        {**made, "leaf": forged(made)},
    )
    return str(made["id"]), "inserted"


def reorder(tx: Transaction, chance: random.Random) -> tuple[str, str]:
    rows = rows_of(tx)
    first = chance.choice(rows)
    second = chance.choice([row for row in rows if row["xid"] > first["xid"]] or [rows[-1]])
    if second["xid"] == first["xid"]:
        first = rows[0]
    move = "update zhihe_audit set xid = %s::text::xid8 where id = %s"
    tx.execute(move, [second["xid"], first["id"]])
    tx.execute(move, [first["xid"], second["id"]])
    same = [row["id"] for row in rows if row["xid"] == first["xid"]]
    # Named is the first row that does not stand where it stood: one of the transaction the earlier row came from.
    return "|".join([*same, second["id"]]), "deleted|inserted|moved"


def cut_rows(tx: Transaction, chance: random.Random) -> tuple[str, str]:
    rows = rows_of(tx)
    gone = rows[-chance.randint(1, 12) :]
    tx.execute("delete from zhihe_audit where id = any(%s::uuid[])", [[row["id"] for row in gone]])
    return gone[0]["id"], "deleted"


def cut_rows_and_seals(tx: Transaction, chance: random.Random) -> tuple[str, str]:
    last = chance.randint(2, 5)
    tx.execute("delete from zhihe_audit where xid >= (select from_xid from zhihe_audit_seal where number = %s)", [last])
    tx.execute("delete from zhihe_audit_seal where number >= %s", [last])
    return f"seals {last} to 5", "cut"


def change_a_seal(tx: Transaction, chance: random.Random) -> tuple[str, str]:
    number = chance.randint(1, 5)
    column = chance.choice(["root", "chain", "leaves"])
    tx.execute(
        sql.SQL("update zhihe_audit_seal set {0} = set_byte({0}, 3, get_byte({0}, 3) # 1) where number = %s").format(
            sql.Identifier(column)
        ),
        [number],
    )
    return f"seal {number}", "changed"


KINDS: tuple[Callable[[Transaction, random.Random], tuple[str, str]], ...] = (
    edit,
    edit_with_its_hash,
    delete,
    insert,
    reorder,
    cut_rows,
    cut_rows_and_seals,
    change_a_seal,
)


def test_of_twenty_four_tampered_trails_each_is_found_and_the_row_is_named(sealed: Yard) -> None:
    for number in range(24):
        tamper = KINDS[number % len(KINDS)]
        with trial(sealed) as tx:
            named, how = tamper(tx, seeded(number))
            found = broken_trail(tx)
        assert found is not None, (number, tamper.__name__)
        assert any(each in found for each in named.split("|")), (number, tamper.__name__, found, named)
        assert any(each in found for each in how.split("|")), (number, tamper.__name__, found)
    assert verified(sealed) is None


def test_a_trail_written_anew_with_all_its_seals_is_found_by_a_root_kept_elsewhere(sealed: Yard) -> None:
    with sealed.engine.database.transaction(sealed.company) as tx:
        kept = {seal.number: seal.chain for seal in seals.every_seal(tx)}
    with trial(sealed) as tx:
        edit_with_its_hash(tx, seeded(1))
        tx.execute("delete from zhihe_audit_seal")
        tx.execute("delete from zhihe.seal_heads where company = %s", [tx.number])
        assert seals.seal(tx) == SEALED
        assert broken_trail(tx) is None
        assert "written anew" in str(broken_trail(tx, kept))
    with trial(sealed) as tx:
        cut_rows_and_seals(tx, seeded(1))
        last = seals.last_seal(tx)
        assert last is not None
        tx.execute(
            "update zhihe.seal_heads set number = %s, chain = %s where company = %s",
            [last.number, last.chain, tx.number],
        )
        assert broken_trail(tx) is None
        assert "was cut" in str(broken_trail(tx, kept))
    assert verified(sealed, kept) is None


def test_a_transaction_larger_than_a_seal_is_sealed_whole_and_others_are_cut_between(sealed: Yard) -> None:
    for number, size in enumerate((3, 3, 9, 3)):
        crates(sealed, *(f"L-{number}-{each}" for each in range(size)))
    database = sealed.engine.database
    counts = [database.run(sealed.company, lambda tx: seals.seal(tx, 4)) for _ in range(5)]
    assert counts == [3, 3, 9, 3, 0]
    assert verified(sealed) is None
