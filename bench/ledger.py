"""Postings against plain SQL over plain tables: the same balances and entries, a statement or two for each line.

The twin knows neither holds nor reservations, cover or owner, and one never-negative column; it has the same indexes.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, LiteralString

from scratch import COMPANY, field, median, model, opened, report, scaled, timed  # type: ignore[import-not-found]  # beside
from zhihe.platform.model.elements import Model
from zhihe.platform.store import ledger
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.roles import give
from zhihe.platform.store.session import Transaction

LOTS = scaled(20_000, 400)
SIZES = {1: scaled(400), 10: scaled(120), 200: scaled(12)}
BATCH = 20
NOW = dt.datetime(2026, 11, 2, 8, 30, tzinfo=dt.UTC)
ITEM, PLACE, USER, CAUSE = new_id(), new_id(), new_id(), ("receipt", new_id())
STOCK = model(
    "stock",
    "ledger",
    [
        field("item", "link"),
        field("lot", "link"),
        field("location", "link"),
        field("status", "choice"),
        field("owner", "link", optional=True),
        field("cover", "link", optional=True, to="any"),
        field("quantity", "quantity", never_negative=True),
    ],
    dimensions=("item", "lot", "location", "status", "owner", "cover"),
    measures=("quantity",),
    gates=("item", "lot", "location"),
)
TWIN_TABLES: LiteralString = """
create table twin_balance (
    item uuid, lot uuid, location uuid, status text, quantity numeric(28, 10) not null check (quantity >= 0),
    primary key (item, lot, location, status)
);
create index on twin_balance (lot);
create index on twin_balance (location);
create table twin_entry (
    id uuid primary key, posting uuid, movement text, business_date date, posted_at timestamptz, cause_model text,
    cause uuid, posted_by uuid, item uuid, lot uuid, location uuid, status text, quantity numeric(28, 10) not null
);
create index on twin_entry (cause);
create index on twin_entry (item, business_date);
create index on twin_entry (lot, business_date);
create index on twin_entry (location, business_date);
"""
TWIN_IN: LiteralString = (
    "insert into twin_balance values (%s, %s, %s, %s, %s) on conflict (item, lot, location, status) "
    "do update set quantity = twin_balance.quantity + excluded.quantity"
)
TWIN_OUT: LiteralString = (
    "update twin_balance set quantity = quantity + %s "
    "where item = %s and lot = %s and location = %s and status = %s and quantity + %s >= 0"
)
TWIN_ENTRY: LiteralString = "insert into twin_entry values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a posting."""

    dimensions: Mapping[str, Any]
    measures: Mapping[str, Any]


def ours(tx: Transaction, stock: Model, lots: Sequence[str], sign: int) -> None:
    """One posting over these lots."""
    entries = [
        Entry({"item": ITEM, "lot": lot, "location": PLACE, "status": "unrestricted"}, {"quantity": Decimal(sign)})
        for lot in lots
    ]
    movement = "receive" if sign > 0 else "issue"
    made = ledger.Posting(new_id(), movement, entries, CAUSE, on=NOW.date(), at=NOW, user=USER)
    ledger.post(tx, stock, [made])


def twin(tx: Transaction, _stock: Model, lots: Sequence[str], sign: int) -> None:
    """The same by hand."""
    posting, amount, day = new_id(), Decimal(sign), NOW.date()
    for lot in lots:
        key = (ITEM, lot, PLACE, "unrestricted")
        if sign > 0:
            tx.execute(TWIN_IN, [*key, amount])
        else:
            assert tx.execute(TWIN_OUT, [amount, *key, amount]) == 1
        why = (posting, "receive" if sign > 0 else "issue", day, NOW, *CAUSE, USER)
        tx.execute(TWIN_ENTRY, [new_id(), *why, *key, amount])


def compare(database: Database, case: str, size: int, sign: int, lots: Sequence[str]) -> None:
    """Post alternately in both, some postings a transaction, and report the median of a posting."""
    found: dict[Any, list[float]] = {ours: [], twin: []}
    counted = 0
    supply = itertools.cycle(lots)
    for _ in range(max(1, SIZES[size] // BATCH)):
        batches = [[next(supply) for _ in range(size)] for _ in range(min(BATCH, SIZES[size]))]
        for work in (ours, twin):
            with database.transaction(COMPANY) as tx:
                stock = tx.registry.model("stock")
                for batch in batches:
                    before = tx.statements
                    found[work].append(timed(partial(work, tx, stock, batch, sign)))
                    counted = tx.statements - before if work is ours else counted
    report("ledger", case, median(found[ours]), median(found[twin]), statements=counted)


def main() -> None:
    """Print the figures."""
    lots = [new_id() for _ in range(LOTS)]
    with opened([STOCK]) as database:
        with database.making(COMPANY) as tx:
            tx.execute(TWIN_TABLES)
            give(tx.connection, COMPANY)
            for first in range(0, LOTS, 2_000):
                ours(tx, tx.registry.model("stock"), lots[first : first + 2_000], 50)
                twin(tx, tx.registry.model("stock"), lots[first : first + 2_000], 50)
            tx.execute("analyze")
        for size, postings in SIZES.items():
            fresh = [new_id() for _ in range(size * postings)]
            compare(database, f"new balances, {size} lines", size, 1, fresh)
            compare(database, f"into what stands, {size} lines", size, 1, lots)
            compare(database, f"out, {size} lines", size, -1, lots)


if __name__ == "__main__":
    main()
