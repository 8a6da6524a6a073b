# ruff: noqa: A005 - it is started as a command and imported by nobody
"""Trace 10⁴ affected nodes among 10⁶ edges, against a plain recursive query over a plain table of the same edges.

The twin answers with the kind and id of every node; ours also says depth, quantity and exactness of each.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, LiteralString
from uuid import UUID

from psycopg import sql

from scratch import COMPANY, field, median, model, opened, report, scaled, timed  # type: ignore[import-not-found]  # beside
from zhihe.platform.model.elements import Model
from zhihe.platform.store import edges
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.roles import give
from zhihe.platform.store.session import Transaction

EDGES = scaled(1_000_000)
AFFECTED = 10_000
BATCH = 20_000
ROUNDS = scaled(15)
LAYERS = (20, 100, 400, 1000, 2000, 3000, 2000, 1200, 300)
GENEALOGY = model("genealogy", "edges", [field("quantity", "quantity"), field("exactness", "choice")])
CAUSE = ("bench", new_id())
NOW = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)

TWIN: dict[str, LiteralString] = {
    "down": "with recursive r(model, id) as (select 'lot'::text, %(start)s::uuid union "
    "select e.target_model, e.target from twin_edge e join r on e.source = r.id) select model, id::text from r",
    "up": "with recursive r(model, id) as (select 'lot'::text, %(start)s::uuid union "
    "select e.source_model, e.source from twin_edge e join r on e.target = r.id) select model, id::text from r",
}


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge of the generated genealogy."""

    origin: tuple[str, str]
    target: tuple[str, str]
    values: dict[str, Any]


def identity(number: int) -> str:
    """The same identity for a number every time, spread as identities of a year are."""
    return str(UUID(int=(0x018F << 112) | (0x7 << 76) | (0x8 << 60) | (number * 0x9E3779B1 % (1 << 60))))


def families(chance: random.Random) -> Iterator[list[tuple[int, int]]]:
    """Families of about 10⁴ nodes in nine layers: one lot becomes many, each made of one or two before it."""
    root = 0
    while True:
        before, following = [root], root + 1
        found: list[tuple[int, int]] = []
        inputs = chance.choice((1, 2))
        for width in LAYERS:
            layer = list(range(following, following + width))
            following += width
            for node in layer:
                found.extend((each, node) for each in chance.sample(before, min(len(before), inputs)))
            before = layer
        yield found
        root = following


def generated(chance: random.Random) -> tuple[list[Edge], list[str], list[str]]:
    """The edges in no order, the roots to trace down from, and leaves to trace up from."""
    pairs: list[tuple[int, int]] = []
    roots, leaves = [], []
    for family in families(chance):
        roots.append(identity(family[0][0]))
        leaves.append(identity(family[-1][1]))
        pairs += family
        if len(pairs) >= EDGES:
            break
    chance.shuffle(pairs)
    made = [
        Edge(
            ("lot", identity(source)),
            ("lot", identity(target)),
            {"quantity": Decimal(1 + number % 9), "exactness": "possible" if number % 50 == 0 else "exact"},
        )
        for number, (source, target) in enumerate(pairs)
    ]
    return made, roots, leaves


def load(tx: Transaction, registered: Model, made: Sequence[Edge]) -> tuple[float, float]:
    """Write all edges into both; seconds of ours and of the twin."""
    tx.execute(
        "create table twin_edge (id bigint, source uuid not null, source_model text not null, target uuid not null, "
        "target_model text not null, quantity numeric not null, exactness text)"
    )
    tx.execute("create index on twin_edge (source)")
    tx.execute("create index on twin_edge (target)")

    def write() -> None:
        for first in range(0, len(made), BATCH):
            edges.add(tx, registered, made[first : first + BATCH], cause=CAUSE, at=NOW)

    ours = timed(write)
    rows = [
        [str(n), e.origin[1], e.origin[0], e.target[1], e.target[0], str(e.values["quantity"]), e.values["exactness"]]
        for n, e in enumerate(made)
    ]
    twin = timed(lambda: tx.copy(sql.SQL("copy {} from stdin").format(sql.Identifier("twin_edge")), rows))
    return ours, twin


def compare(tx: Transaction, registered: Model, case: str, way: Any, starts: Sequence[str]) -> None:
    """Trace from each start in both, alternating, and report the medians."""
    ours, twin, nodes = [], [], 0
    for start in starts:
        for _ in range(2):
            twin.append(timed(lambda start=start: tx.tuples(TWIN[way], {"start": start})))
            before = tx.statements
            ours.append(timed(lambda start=start: edges.trace(tx, registered, [("lot", start)], way)))
            statements = tx.statements - before
        mine = {row["id"] for row in edges.trace(tx, registered, [("lot", start)], way)}
        assert mine == {row[1] for row in tx.tuples(TWIN[way], {"start": start})}
        nodes = max(nodes, len(mine))
    report("trace", case, median(ours), median(twin), nodes=nodes, statements=statements)


def main() -> None:
    """Print the figures."""
    made, roots, leaves = generated(random.Random(7))  # noqa: S311 - a workload, not a secret
    with opened([GENEALOGY]) as database:
        with database.making(COMPANY) as tx:
            registered = tx.registry.model("genealogy")
            ours, twin = load(tx, registered, made)
            report("trace", f"load {len(made)} edges against COPY", ours, twin)
        with database.making(COMPANY) as tx:
            give(tx.connection, COMPANY)
            tx.connection.commit()
            tx.connection.autocommit = True
            tx.execute("vacuum analyze")
            tx.connection.autocommit = False
        with database.transaction(COMPANY) as tx:
            compare(tx, registered, f"down {AFFECTED} of {len(made)}", "down", roots[:ROUNDS])
            compare(tx, registered, f"up from a leaf of {len(made)}", "up", leaves[:ROUNDS])


if __name__ == "__main__":
    main()
