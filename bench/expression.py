"""Expressions against what one would write by hand: Python lambdas for the evaluator, SQL for the compiler.

Prints one JSON line per case: seconds of ours, seconds of the twin (or the time allowed), their ratio. The twins know
nothing of null, notices or positions. Run as ``python bench/expression.py``.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import sqlalchemy as sa

from scratch import median, report, scaled, timed  # type: ignore[import-not-found]  # beside
from zhihe.kernels.expression import Context, ExpressionError, Type, Values, parse, prepare
from zhihe.platform.store import embedded
from zhihe.platform.store.expression_sql import Sql, compile_expression, of_column
from zhihe.platform.store.statement import compiled

BENCH = "expression"
ROUNDS = scaled(9)
TIMES = scaled(5_000, 10)
LINES = scaled(1_000, 10)
ROWS = scaled(200_000, 1_000)
HOSTILE_SECONDS = 0.05
CONTEXT = Context(dt.datetime(2026, 11, 2, tzinfo=dt.UTC), dt.date(2026, 11, 2))
RECORD: Mapping[str, Any] = {
    "quantity": Decimal("10.5"),
    "posted": Decimal(4),
    "price": Decimal("19.99"),
    "state": "in_progress",
    "due_on": dt.date(2026, 10, 1),
    "lines": [{"quantity": Decimal(each), "price": Decimal("1.25")} for each in range(LINES)],
}
CENT = Decimal("0.01")
Twin = Callable[[Mapping[str, Any]], object]
PYTHON: Mapping[str, Twin] = {
    "IF(quantity - posted = 0, 'decided', 'evaluated')": lambda r: (
        "decided" if r["quantity"] - r["posted"] == 0 else "evaluated"
    ),
    "state = 'in_progress' and due_on < today": lambda r: r["state"] == "in_progress" and r["due_on"] < CONTEXT.today,
    "ROUND(quantity * price, 2)": lambda r: (r["quantity"] * r["price"]).quantize(CENT, ROUND_HALF_UP),
    "SUM(lines.quantity * lines.price)": lambda r: sum(each["quantity"] * each["price"] for each in r["lines"]),
}
SQL: Mapping[str, LiteralString] = {
    "state = 'open' and quantity > 10": "select count(*) from stock where state = 'open' and quantity > 10",
    "quantity * price - 1 > 100": "select count(*) from stock where quantity * price - 1 > 100",
    "ROUND(price / quantity, 2) < 1": (
        "select count(*) from stock where round(round(price / nullif(quantity, 0), 16), 2) < 1"
    ),
    "IF(state in ['open', 'held'], due_on + 30, due_on) < DATE(2026, 6, 1)": (
        "select count(*) from stock where case when state in ('open', 'held') then due_on + 30 else due_on end "
        "< date '2026-06-01'"
    ),
}
HOSTILE: Mapping[str, str] = {
    "20,000 brackets": "(" * 20_000,
    "4,000 brackets": "(" * 4_000,
    "closed brackets": "(" * 2_000 + "1" + ")" * 2_000,
    "2,000 denials": "not " * 1_000 + "a",
    "a huge exponent": "1e" + "9" * 4_000,
    "a sum too wide": "+".join("a" * 1_900),
}
STOCK = sa.table(
    "stock",
    sa.column("state", sa.Text()),
    sa.column("quantity", sa.Numeric(28, 10)),
    sa.column("price", sa.Numeric(28, 10)),
    sa.column("due_on", sa.Date()),
)
TYPES: Mapping[str, Type] = {
    "state": Type("text"),
    "quantity": Type("decimal"),
    "price": Type("decimal"),
    "due_on": Type("date"),
}


@dataclass(frozen=True, slots=True)
class Stock:
    """Leads names to the columns of the bench table."""

    def column(self, names: tuple[str, ...]) -> Sql:
        """Give the column of a name."""
        return of_column(TYPES[names[0]], STOCK.c[names[0]])

    def relation(self, names: tuple[str, ...]) -> None:
        """Know of no relation; the names are ours."""
        assert names

    def call(self, name: str, arguments: Sequence[Sql]) -> Sql | None:
        """Know of no function."""
        raise AssertionError((name, arguments))


def repeated(work: Callable[[], object], times: int) -> float:
    """Give the median seconds of one call."""

    def many() -> None:
        for _ in range(times):
            work()

    return float(median([timed(many) / times for _ in range(ROUNDS)]))


def evaluating() -> None:
    """Evaluate against lambdas, and read the texts."""
    env = Values(RECORD)
    for text, twin in PYTHON.items():
        formula = prepare(parse(text))
        assert formula.evaluate(env, context=CONTEXT) == twin(RECORD)
        times = TIMES // LINES if "lines" in text else TIMES

        def ours(formula: Any = formula) -> object:
            return formula.evaluate(env, context=CONTEXT)

        def theirs(twin: Twin = twin) -> object:
            return twin(RECORD)

        report(BENCH, f"1,000 times {text}", 1_000 * repeated(ours, times), 1_000 * repeated(theirs, times))
        reading = repeated(lambda text=text: prepare(parse(text)), 100)  # type: ignore[misc]  # bound early
        report(BENCH, f"read {text}", reading, HOSTILE_SECONDS)


def refusing() -> None:
    """Refuse hostile texts within the time allowed."""
    for case, text in HOSTILE.items():

        def refused(text: str = text) -> None:
            try:
                parse(text)
            except ExpressionError:
                return
            raise AssertionError(text[:40])

        report(BENCH, f"refuse {case}", repeated(refused, 1), HOSTILE_SECONDS)


def querying(connection: psycopg.Connection) -> None:
    """Filter a table by compiled conditions, against the same written by hand."""
    connection.execute(
        "create table stock as select (array['open', 'held', 'closed'])[1 + n %% 3] as state, "
        "(n %% 37)::numeric(28, 10) as quantity, (n %% 1013 / 7.0)::numeric(28, 10) as price, "
        "date '2026-01-01' + n %% 365 as due_on from generate_series(1, %s) n",
        [ROWS],
    )
    connection.execute("analyze stock")
    cursor = psycopg.RawCursor(connection)
    for text, twin in SQL.items():
        tree = parse(text)
        making = repeated(lambda tree=tree: compile_expression(tree, Stock()), 20)  # type: ignore[misc]  # bound early
        report(BENCH, f"compile {text}", making, HOSTILE_SECONDS)
        clause = compile_expression(tree, Stock()).clause
        statement = compiled(sa.select(sa.func.count()).select_from(STOCK).where(clause), BENCH)

        def ours(statement: Any = statement) -> Any:
            return cursor.execute(statement.text, statement.values({})).fetchone()

        def theirs(twin: LiteralString = twin) -> Any:
            return connection.execute(twin).fetchone()

        assert ours() == theirs()
        report(BENCH, f"query {text}", repeated(ours, 1), repeated(theirs, 1), rows=ROWS)


def main() -> None:
    """Print every figure."""
    evaluating()
    refusing()
    with tempfile.TemporaryDirectory(prefix="zhihe-bench-") as folder:
        server = embedded.start(Path(folder))
        try:
            with psycopg.connect(server.url, autocommit=True) as connection:
                querying(connection)
        finally:
            server.close()


if __name__ == "__main__":
    main()
