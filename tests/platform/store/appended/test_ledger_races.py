"""Many hands on few balances: nothing is sold twice, nothing leaves after a hold, nobody waits for ever."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from tests.platform.store.appended.ledgers import ITEM, Entry, at, entry, posting
from tests.platform.store.factory import load

from zhihe.errors import Conflict
from zhihe.platform.store import embedded, ledger
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.session import Transaction

ISSUERS = 32
CREATORS = 8


@pytest.fixture(scope="module")
def wide(postgres: embedded.Embedded, home: Path) -> Iterator[Database]:
    """The same database with a connection for everybody."""
    opened = Database.open(url=postgres.url, home=home, load=load, size=ISSUERS + 8)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def crowd() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(ISSUERS + 2) as pool:
        yield pool


def try_post(database: Database, company: str, entries: Sequence[Entry], movement: str = "issue") -> Conflict | None:
    """Post in a transaction of its own; the refusal, if it was refused. Any other error fails the test."""
    try:
        with database.transaction(company) as tx:
            ledger.post(tx, tx.registry.model("stock"), [posting(entries, movement)])
    except Conflict as refusal:
        return refusal
    return None


def together(pool: ThreadPoolExecutor, tasks: Sequence[Callable[[], int]]) -> list[int]:
    """Start all at one moment; what each gives."""
    gate = threading.Barrier(len(tasks))

    def begin(task: Callable[[], int]) -> int:
        gate.wait()
        return task()

    return [each.result() for each in [pool.submit(begin, task) for task in tasks]]


def adds_up(tx: Transaction) -> bool:
    return ledger.rebuild_check(tx, tx.registry.model("stock")) == []


def test_sixteen_issuers_never_take_more_than_there_is(wide: Database, books: str, crowd: ThreadPoolExecutor) -> None:
    lots = [new_id() for _ in range(4)]
    with wide.transaction(books) as tx:
        ledger.post(tx, tx.registry.model("stock"), [posting([entry(at(lot), 300) for lot in lots])])

    def issue(seed: int) -> int:
        chance = random.Random(seed)  # noqa: S311 - the same every time
        return sum(try_post(wide, books, [entry(at(chance.choice(lots)), -1)]) is None for _ in range(100))

    taken = together(crowd, [partial(issue, seed) for seed in range(16)])
    with wide.transaction(books) as tx:
        left = ledger.balances(tx, tx.registry.model("stock"), group=["item"])
        assert sum(row["quantity"] for row in left) == 1200 - sum(taken)
        assert sum(taken) > 1100
        assert adds_up(tx)


def test_postings_over_the_same_balances_in_any_order_do_not_deadlock(
    wide: Database, books: str, crowd: ThreadPoolExecutor
) -> None:
    lots = [new_id() for _ in range(6)]
    with wide.transaction(books) as tx:
        ledger.post(tx, tx.registry.model("stock"), [posting([entry(at(lot), 10_000) for lot in lots])])

    def shuffle(seed: int) -> int:
        chance = random.Random(seed)  # noqa: S311 - the same every time
        done = 0
        for _ in range(30):
            chosen = chance.sample(lots, 4)
            moved = [entry(at(lot), sign) for lot, sign in zip(chosen, (-1, 1, -2, 2), strict=True)]
            moved.append(entry(at(chance.choice(lots), "blocked", location=new_id()), 1))
            done += try_post(wide, books, moved, "move") is None
        return done

    assert together(crowd, [partial(shuffle, seed) for seed in range(12)]) == [30] * 12
    with wide.transaction(books) as tx:
        assert adds_up(tx)


def test_of_two_identical_decisions_exactly_one_succeeds(wide: Database, books: str, crowd: ThreadPoolExecutor) -> None:
    for _ in range(20):
        lot = new_id()
        with wide.transaction(books) as tx:
            ledger.post(tx, tx.registry.model("stock"), [posting([entry(at(lot, "in_inspection"), 1000)])])
        pair = [entry(at(lot, "in_inspection"), -1000), entry(at(lot, "blocked"), 995), entry(at(lot), 5)]

        def decide(pair: Sequence[Entry] = pair) -> int:
            return try_post(wide, books, pair, "reclassify") is None

        assert sorted(together(crowd, [decide, decide])) == [0, 1]
        with wide.transaction(books) as tx:
            where = {"field": "lot", "op": "eq", "value": lot}
            assert len(ledger.entries(tx, tx.registry.model("stock"), where)) == 4
            assert adds_up(tx)


class Round:
    """One hold against issuers, some of whom make new balance rows all the while."""

    def __init__(self, database: Database, company: str) -> None:
        self.database = database
        self.company = company
        self.lot = new_id()
        self.issued = threading.Semaphore(0)
        self.places = [new_id() for _ in range(3)]
        self.post([entry(at(self.lot, location=place), 500) for place in self.places], "receive")

    def post(self, entries: Sequence[Entry], movement: str) -> Conflict | None:
        return try_post(self.database, self.company, entries, movement)

    def issue(self, seed: int) -> int:
        """Take one piece after the other, until refused."""
        for turn in range(10):
            if self.post([entry(at(self.lot, location=self.places[(seed + turn) % 3]), -1)], "issue"):
                return turn
            self.issued.release()
        return 10

    def create(self) -> int:
        """Bring a piece to a place where there was none, and take it from there, until refused."""
        for turn in range(5):
            place = new_id()
            assert self.post([entry(at(self.lot, location=place), 1)], "receive") is None
            if self.post([entry(at(self.lot, location=place), -1)], "issue"):
                return turn
            self.issued.release()
        return 5

    def hold(self, after: int) -> int:
        """Hold the lot once so many pieces have left; how many had left when the hold stood."""
        for _ in range(after):
            self.issued.acquire()
        with self.database.transaction(self.company) as tx:
            ledger.hold(tx, tx.registry.model("stock"), "lot", self.lot)
            return self.left(tx)

    def left(self, tx: Transaction) -> int:
        where = [{"field": "lot", "op": "eq", "value": self.lot}, {"field": "movement", "op": "eq", "value": "issue"}]
        return len(ledger.entries(tx, tx.registry.model("stock"), {"and": where}))


@pytest.mark.parametrize("rounds", [50])
def test_nothing_leaves_once_a_hold_stands(wide: Database, books: str, crowd: ThreadPoolExecutor, rounds: int) -> None:
    stopped = 0
    for number in range(rounds):
        race = Round(wide, books)
        issuers = [partial(race.issue, seed) for seed in range(ISSUERS - CREATORS)]
        at_hold, *done = together(crowd, [partial(race.hold, number), *issuers, *[race.create] * CREATORS])
        with wide.transaction(books) as tx:
            assert race.left(tx) == at_hold == sum(done)
            where = {"field": "lot", "op": "eq", "value": race.lot}
            assert {row["held"] for row in ledger.balances(tx, tx.registry.model("stock"), where)} == {1}
        stopped += at_hold < 10 * (ISSUERS - CREATORS) + 5 * CREATORS
    assert stopped > rounds // 2
    with wide.transaction(books) as tx:
        assert adds_up(tx)


def test_holds_by_lot_place_and_item_and_new_rows_do_not_deadlock_and_are_counted_right(
    wide: Database, books: str, crowd: ThreadPoolExecutor
) -> None:
    lots, places = [new_id() for _ in range(3)], [new_id() for _ in range(3)]
    gates = [("lot", lots), ("location", places), ("item", [ITEM])]

    def hold(seed: int) -> int:
        gate, keys = gates[seed % 3]
        for turn in range(12):
            with wide.transaction(books) as tx:
                ledger.hold(tx, tx.registry.model("stock"), gate, *keys)
            if turn % 3:
                with wide.transaction(books) as tx:
                    ledger.release(tx, tx.registry.model("stock"), gate, *keys)
        return 0

    def create(seed: int) -> int:
        chance = random.Random(seed)  # noqa: S311 - the same every time
        for turn in range(20):
            spots = [(lot, place) for lot in lots for place in places]
            new = [
                entry(at(lot, f"unrestricted {seed} {turn}", location=place), Decimal(1))
                for lot, place in chance.sample(spots, 4)
            ]
            assert try_post(wide, books, new, "receive") is None
        return 0

    together(crowd, [partial(task, seed) for task in (hold, create) for seed in range(6)])
    with wide.transaction(books) as tx:
        assert adds_up(tx)
        assert {row["held"] for row in ledger.balances(tx, tx.registry.model("stock"))} == {3 * 2 * 4}
