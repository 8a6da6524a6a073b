"""The laws of a ledger against a model of it in memory: any postings, reservations and holds in any order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.platform.store.appended.ledgers import Entry, at, posting

from zhihe.errors import Conflict
from zhihe.platform.store import ledger
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id

ITEMS, LOTS, PLACES = ([new_id() for _ in range(count)] for count in (1, 3, 2))
COVERS = (None, ("inspection_lot", new_id()))
GATES = {"item": ITEMS, "lot": LOTS, "location": PLACES}

Key = tuple[str, str, str, str, Any]
keys = st.tuples(
    st.sampled_from(ITEMS),
    st.sampled_from(LOTS),
    st.sampled_from(PLACES),
    st.sampled_from(["unrestricted", "blocked"]),
    st.sampled_from(COVERS),
)
amounts = st.integers(-6, 8).map(lambda pieces: Decimal(pieces) / 2)
arrivals = st.integers(1, 20).map(Decimal)
gates = st.sampled_from(sorted(GATES)).flatmap(lambda gate: st.tuples(st.just(gate), st.sampled_from(GATES[gate])))


def where(key: Key) -> dict[str, Any]:
    item, lot, place, status, cover = key
    return at(lot, status, item=item, location=place, cover=cover)


def done(work: Callable[[], object]) -> bool:
    """Whether it was done; False when it was refused."""
    try:
        work()
    except Conflict:
        return False
    return True


class Books(RuleBasedStateMachine):
    """A ledger in the database, and what it should be."""

    def __init__(self, store: Database, company: str) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.tx = self.stack.enter_context(store.transaction(company))
        self.ledger = self.tx.registry.model("stock")
        self.quantity: dict[Key, Decimal] = defaultdict(Decimal)
        self.value: dict[Key, Decimal] = defaultdict(Decimal)
        self.reserved: dict[Key, Decimal] = defaultdict(Decimal)
        self.held: Counter[tuple[str, str]] = Counter()

    def teardown(self) -> None:
        assert ledger.rebuild_check(self.tx, self.ledger) == []
        self.tx.connection.rollback()
        self.stack.close()

    def holds(self, key: Key) -> int:
        return self.held["item", key[0]] + self.held["lot", key[1]] + self.held["location", key[2]]

    def known(self, data: st.DataObject, count: int) -> list[Key]:
        """Keys of balances that stand, and now and then any other."""
        standing = sorted((key for key in self.quantity if self.quantity[key]), key=str)
        likely = st.sampled_from([*standing, *standing, None]) if standing else st.none()
        drawn = data.draw(st.lists(likely, min_size=1, max_size=count))
        return [data.draw(keys) if key is None else key for key in drawn]

    @rule(entries=st.lists(st.tuples(keys, arrivals), min_size=1, max_size=4))
    def receive(self, entries: Sequence[tuple[Key, Decimal]]) -> None:
        self.post([(key, quantity, quantity) for key, quantity in entries], under_hold=False)

    @rule(data=st.data(), under_hold=st.booleans())
    def move(self, data: st.DataObject, under_hold: bool) -> None:  # noqa: FBT001 - hypothesis gives it
        entries = [(key, data.draw(amounts), data.draw(amounts)) for key in self.known(data, 3)]
        self.post(entries, under_hold=under_hold)

    def post(self, entries: Sequence[tuple[Key, Decimal, Decimal]], *, under_hold: bool) -> None:
        net: dict[Key, Decimal] = defaultdict(Decimal)
        for key, quantity, _ in entries:
            net[key] += quantity
        allowed = all(self.quantity[key] + change >= self.reserved[key] for key, change in net.items())
        if not under_hold:
            allowed = allowed and not any(quantity < 0 and self.holds(key) for key, quantity, _ in entries)
        made = [Entry(where(key), {"quantity": quantity, "value": value}) for key, quantity, value in entries]
        posted = [posting(made, "any", under_hold=under_hold)]
        assert done(lambda: ledger.post(self.tx, self.ledger, posted)) is allowed
        if not allowed:
            return
        for key, quantity, value in entries:
            self.quantity[key] += quantity
            self.value[key] += value

    @rule(data=st.data())
    def reserve(self, data: st.DataObject) -> None:
        entries = [(key, data.draw(amounts)) for key in self.known(data, 2)]
        net: dict[Key, Decimal] = defaultdict(Decimal)
        for key, amount in entries:
            net[key] += amount
        stands = {(row["item"], row["lot"], row["location"], row["status"], row["cover"]) for row in self.every()}
        allowed = not any(amount > 0 and self.holds(key) for key, amount in entries) and all(
            key in stands and 0 <= self.reserved[key] + change <= self.quantity[key] for key, change in net.items()
        )
        made = [Entry(where(key), {"quantity": amount}) for key, amount in entries]
        assert done(lambda: ledger.reserve(self.tx, self.ledger, made)) is allowed
        if not allowed:
            return
        for key, change in net.items():
            self.reserved[key] += change

    @rule(gate=gates)
    def hold(self, gate: tuple[str, str]) -> None:
        ledger.hold(self.tx, self.ledger, *gate)
        self.held[gate] += 1

    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        closed = sorted(gate for gate, count in self.held.items() if count)
        gate = data.draw(st.one_of(st.sampled_from(closed), gates) if closed else gates)
        held = self.held[gate]
        assert done(lambda: ledger.release(self.tx, self.ledger, *gate)) is (held > 0)
        self.held[gate] = max(held - 1, 0)

    @invariant()
    def balances_are_what_they_should_be(self) -> None:
        found = {
            (row["item"], row["lot"], row["location"], row["status"], row["cover"]): (
                row["quantity"],
                row["value"],
                row["reserved"],
                row["held"],
            )
            for row in ledger.balances(self.tx, self.ledger)
        }
        expected = {
            key: (self.quantity[key], self.value[key], self.reserved[key], self.holds(key))
            for key in {*self.quantity, *self.value}
            if self.quantity[key] or self.value[key]
        }
        assert found == expected

    def every(self) -> list[dict[str, Any]]:
        """All balance rows, those of nothing too."""
        rows = self.tx.rows('select *, f_lot as lot from "test_stock_balance"')
        for row in rows:
            row["cover"] = (row["cover__model"], row["cover"]) if row["cover__model"] else None
        return rows


def test_any_sequence_of_postings_reservations_and_holds_keeps_the_laws(store: Database, books: str) -> None:
    run_state_machine_as_test(
        lambda: Books(store, books),  # type: ignore[arg-type]  # it calls whatever it is given
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
