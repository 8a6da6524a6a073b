"""How many statements the loop from order to free stock sends: counted, so that no change makes it ask more unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.stories.conftest import Factory, built_factory

from zhihe.platform.jobs import schema
from zhihe.platform.store import embedded
from zhihe.platform.store.database import Database
from zhihe.platform.store.session import Transaction

LOOP = 60
RECEIPT = 22
"""Where a change needs more, it says why in `docs/platform/performance.md` and here."""


class Counting(Database):
    """The product's database; adds up the statements of its transactions, without opening messages and commits."""

    statements = 0

    @contextmanager
    def transaction(self, company: str, *, seconds: float | None = None) -> Iterator[Transaction]:
        """A transaction that is counted when it ends well."""
        with super().transaction(company, seconds=seconds) as tx:
            yield tx
        self.statements += tx.statements

    def during(self, work: Callable[[], object]) -> int:
        """The statements of some work."""
        before = self.statements
        work()
        return self.statements - before


@pytest.fixture(scope="module")
def counting(postgres: embedded.Embedded, home: Path) -> Iterator[Counting]:
    """The session's database behind a counter."""
    opened = Counting.open(url=postgres.url, home=home, further=schema.steps())
    assert isinstance(opened, Counting)
    yield opened
    opened.close()


@pytest.fixture
def counted(
    counting: Counting, home: Path, shipped: dict[str, Any], company_keys: Callable[[], str]
) -> Iterator[Factory]:
    """A fresh company over the counter."""
    with built_factory(counting, home, shipped, f"counted_{company_keys()}") as built:
        yield built


def test_the_loop_from_order_to_free_stock_keeps_within_its_statements(counting: Counting, counted: Factory) -> None:
    counted.masters()
    counted.inspected(major="2.5", minor="4.0")
    counted.received_lot("L-1", bad=0)
    sent = counting.during(lambda: counted.received_lot("L-2", bad=0))
    assert 0 < sent <= LOOP, sent
    assert counted.engineer.stock() == {"unrestricted": 2000}


def test_a_receipt_of_two_hundred_lines_takes_no_more_statements_than_one_of_ten(
    counting: Counting, counted: Factory
) -> None:
    counted.masters()
    counted.inspected(major="2.5", minor="4.0")
    sent: list[int] = []
    for count in (10, 10, 200):
        lines = [
            {"item": "F-1", "quantity": 10, "location": "A-01", "lot_code": f"L-{len(sent)}-{number}"}
            for number in range(count)
        ]
        receipt = counted.store.create("goods_receipt", supplier="S1", site="F1", lines=lines)
        sent.append(counting.during(partial(counted.store.step, "goods_receipt", receipt, "post")))
    _first, few, many = sent
    assert many <= min(RECEIPT, few + 2), sent
    assert sum(counted.engineer.stock().values()) == 2200
