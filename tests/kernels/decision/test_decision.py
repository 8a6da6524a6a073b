"""Decision tables: what they decide, what is refused, and the laws of their check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhihe.kernels.decision import OTHERWISE, Column, Finding, Row, Table, Test, decide, findings

SEVERITY = Column("severity", "choice", choices=("critical", "major", "minor"))
REJECTS = Column("rejects", "integer", minimum=0)
DAYS = Column("days", "integer", optional=True)


def row(key: str, days: int | None = None, **tests: Any) -> Row:
    """A row from tests such as ``rejects=("ge", 2)``."""
    made = {name: Test(op, tuple(values)) for name, (op, *values) in tests.items()}
    return Row(key, made, {"days": days})


def table(*rows: Row, **more: Any) -> Table:
    return Table((SEVERITY, REJECTS), (DAYS,), rows, **more)


POLICY = table(
    row("critical", 3, severity=("eq", "critical")),
    row("again", 5, severity=("ne", "critical"), rejects=("ge", 2)),
    row("major", 10, severity=("eq", "major"), rejects=("lt", 2)),
    row("minor", 20, severity=("eq", "minor"), rejects=("lt", 2)),
)


@pytest.mark.parametrize(
    ("severity", "rejects", "fired", "days"),
    [("critical", 0, "critical", 3), ("major", 1, "major", 10), ("minor", 7, "again", 5), ("minor", 0, "minor", 20)],
)
def test_the_one_row_that_fits_decides(severity: str, rejects: int, fired: str, days: int) -> None:
    decision = decide(POLICY, {"severity": severity, "rejects": rejects})
    assert (decision.rows, decision.outputs) == ((fired,), {"days": days})
    assert findings(POLICY) == ()


@pytest.mark.parametrize(
    ("given_inputs", "said"),
    [
        ({"severity": "major"}, "rejects is missing"),
        ({"severity": "", "rejects": 1}, "severity is missing"),
        ({"severity": "fatal", "rejects": 1}, "one of critical, major, minor"),
        ({"severity": "major", "rejects": "1"}, "a whole number"),
        ({"severity": "major", "rejects": True}, "a whole number"),
        ({"severity": "major", "rejects": -1}, "from 0 to None"),
        ({"severity": "major", "rejects": 1, "colour": "red"}, "no input colour"),
    ],
)
def test_a_missing_or_wrongly_typed_input_is_an_error(given_inputs: Mapping[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        decide(POLICY, given_inputs)


TYPED = (
    Column("d", "decimal", optional=True, maximum=Decimal(9), decimals=2),
    Column("t", "text", optional=True),
    Column("b", "boolean", optional=True),
    Column("day", "date", optional=True),
)


@pytest.mark.parametrize(
    ("name", "op", "values", "meets", "fails"),
    [
        ("d", "eq", [Decimal("1.50")], Decimal("1.5"), Decimal("1.51")),
        ("d", "le", [Decimal(2)], 2, Decimal("2.01")),
        ("d", "gt", [Decimal(2)], Decimal("2.01"), 2),
        ("d", "between", [Decimal(1), Decimal(2)], 2, Decimal("0.99")),
        ("t", "one_of", ["a", "b"], "b", "c"),
        ("t", "not_one_of", ["a", "b"], "c", "a"),
        ("t", "empty", [], "", "a"),
        ("b", "eq", [True], True, False),
        ("day", "lt", [dt.date(2026, 1, 2)], dt.date(2026, 1, 1), dt.date(2026, 1, 2)),
        ("day", "any", [], None, ...),
    ],
)
def test_a_test_of_each_kind_holds_where_it_should(name: str, op: Any, values: Any, meets: Any, fails: Any) -> None:
    one = Table(TYPED, (DAYS,), (Row("r", {name: Test(op, tuple(values))}, {"days": 1}),), gaps=True)
    assert decide(one, {name: meets}).rows == ("r",)
    if fails is not ...:
        with pytest.raises(ValueError, match="no row fires"):
            decide(one, {name: fails})
    if op not in {"any", "empty"}:
        with pytest.raises(ValueError, match=f"{name} = nothing"):
            decide(one, {})


def test_a_decimal_is_finite() -> None:
    one = Table((Column("d", "decimal"),), (DAYS,), (), gaps=True)
    with pytest.raises(ValueError, match="decimal number"):
        decide(one, {"d": Decimal("NaN")})


def test_first_takes_the_first_and_otherwise_takes_the_rest() -> None:
    ranked = table(
        row("many", 1, rejects=("ge", 5)), row("some", 2, rejects=("ge", 2)), policy="first", otherwise={"days": 9}
    )
    assert decide(ranked, {"severity": "minor", "rejects": 7}).rows == ("many",)
    rest = decide(ranked, {"severity": "minor", "rejects": 0})
    assert (rest.rows, rest.outputs) == ((OTHERWISE,), {"days": 9})


@pytest.mark.parametrize(
    ("collect", "found", "none"),
    [("list", [1, 4], [9]), ("sum", 5, 9), ("min", 1, 9), ("max", 4, 9), ("count", 2, 0)],
)
def test_collect_makes_one_of_all_that_fire(collect: Any, found: Any, none: Any) -> None:
    gathered = table(
        row("a", 1, rejects=("ge", 2)), row("b", 4, rejects=("ge", 3)), row("c", None, rejects=("ge", 3)),
        policy="collect", collect=collect, otherwise={"days": 9},
    )  # fmt: skip
    assert decide(gathered, {"severity": "major", "rejects": 3}).outputs == {"days": found}
    assert decide(gathered, {"severity": "major", "rejects": 0}).outputs == {"days": none}


def test_collect_of_rows_without_values_gives_none_and_decimals_add_up_exactly() -> None:
    price = Column("price", "decimal", optional=True)
    rows = (
        Row("a", {"x": Test("ge", (1,))}, {"price": Decimal("0.1")}),
        Row("b", {"x": Test("ge", (1,))}, {"price": Decimal("0.2")}),
        Row("c", {"x": Test("lt", (1,))}, {}),
    )
    added = Table((Column("x", "integer"),), (price,), rows, policy="collect", collect="sum", otherwise={})
    assert decide(added, {"x": 1}).outputs == {"price": Decimal("0.3")}
    assert decide(added, {"x": 0}).outputs == {"price": None}
    listed = Table((Column("x", "integer"),), (price,), (), policy="collect", otherwise={})
    assert decide(listed, {"x": 0}).outputs == {"price": []}


def test_overlaps_gaps_and_dead_rows_come_with_examples() -> None:
    overlapping = table(row("a", 1, rejects=("le", 3)), row("b", 1, rejects=("ge", 3)))
    assert findings(overlapping) == (Finding("overlap", ("a", "b"), {"severity": "critical", "rejects": 3}),)
    holed = table(row("a", 1, rejects=("lt", 3)), row("b", 1, rejects=("gt", 3), severity=("ne", "minor")))
    shown = [(each.kind, each.example) for each in findings(holed)]
    assert ("gap", {"severity": "critical", "rejects": 3}) in shown
    assert ("gap", {"severity": "minor", "rejects": 3}) in shown
    with pytest.raises(ValueError, match="fire together"):
        decide(overlapping, {"severity": "minor", "rejects": 3})
    dead = table(
        row("a", 1, rejects=("ge", 3)), row("b", 1, rejects=("gt", 4)), row("c", 1, rejects=("between", 5, 2)),
        policy="first", gaps=True,
    )  # fmt: skip
    assert [(each.kind, each.rows) for each in findings(dead)] == [("dead", ("b", "a")), ("dead", ("c",))]


def test_what_is_said_to_be_an_error_or_counted_is_no_gap() -> None:
    half = (row("a", 1, rejects=("ge", 3)),)
    assert [each.kind for each in findings(table(*half))] == ["gap"]
    assert findings(table(*half, gaps=True)) == ()
    assert findings(table(*half, otherwise={})) == ()
    assert findings(table(*half, policy="collect", collect="count")) == ()


def test_neighbours_without_a_value_between_leave_no_gap() -> None:
    day = dt.date(2026, 1, 1)
    for column, low, high in (
        (Column("x", "integer"), 1, 2),
        (Column("x", "decimal", decimals=1), Decimal("0.1"), Decimal("0.2")),
        (Column("x", "date"), day, day + dt.timedelta(days=1)),
    ):
        rows = (Row("a", {"x": Test("le", (low,))}, {}), Row("b", {"x": Test("ge", (high,))}, {}))
        assert findings(Table((column,), (), rows)) == ()
    dense = (Row("a", {"x": Test("le", (Decimal(1),))}, {}), Row("b", {"x": Test("ge", (Decimal(2),))}, {}))
    assert [f.example for f in findings(Table((Column("x", "decimal"),), (), dense))] == [{"x": Decimal("1.5")}]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: table(row("a", 1), row("a", 2)), "key of its own"),
        (lambda: table(row(OTHERWISE, 1)), "key of its own"),
        (lambda: table(row("a", 1, colour=("eq", "red"))), "no input colour"),
        (lambda: table(Row("a", {}, {"dayz": 1})), "no output dayz"),
        (lambda: table(row("a", 1, severity=("gt", "minor"))), "no order"),
        (lambda: table(row("a", 1, rejects=("empty",))), "never empty"),
        (lambda: table(row("a", 1, rejects=("between", 1))), "cannot stand with 1"),
        (lambda: table(row("a", 1, rejects=("one_of",))), "cannot stand with 0"),
        (lambda: table(row("a", 1, rejects=("any", 1))), "cannot stand with 1"),
        (lambda: table(row("a", 1, rejects=("eq", 1, 2))), "cannot stand with 2"),
        (lambda: table(row("a", 1, rejects=("eq", "x"))), "row a: rejects must be a whole number"),
        (lambda: table(Row("a", {}, {"days": "x"})), "row a: days must be a whole number"),
        (lambda: table(otherwise={"days": "x"}), "row otherwise"),
        (lambda: Table((), (SEVERITY,), (), policy="collect", collect="sum"), "collect sum"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(made: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        made()


def test_a_table_too_large_to_check_says_so() -> None:
    columns = tuple(Column(f"c{i}", "integer") for i in range(16))
    rows = tuple(Row(f"r{i}", {f"c{i}": Test("eq", (i,)), f"c{(i + 5) % 16}": Test("ge", (i,))}, {}) for i in range(16))
    rows += tuple(
        Row(f"s{i}", {f"c{i}": Test("ne", (i,)), f"c{(i + 7) % 16}": Test("le", (i,))}, {}) for i in range(16)
    )
    rows += tuple(Row(f"t{i}", {f"c{i}": Test("gt", (i,))}, {}) for i in range(16))
    with pytest.raises(ValueError, match="split it"):
        findings(Table(columns, (), rows, policy="first"))


COLUMNS = (
    Column("n", "integer", minimum=0),
    Column("x", "decimal", optional=True),
    Column("c", "choice", choices=("p", "q", "r")),
    Column("b", "boolean"),
    Column("t", "text", optional=True),
    Column("day", "date", minimum=dt.date(2026, 1, 1), maximum=dt.date(2026, 1, 9)),
)
VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "n": st.integers(0, 6),
    "x": st.decimals(-2, 2, places=1, allow_nan=False),
    "c": st.sampled_from(("p", "q", "r")),
    "b": st.booleans(),
    "t": st.sampled_from(("a", "b", "c", "another text")),
    "day": st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 9)),
}


@st.composite
def cells(draw: st.DrawFn, column: Column) -> Test:
    ops = ["any", "eq", "ne", "one_of", "not_one_of"]
    ops += ["lt", "le", "gt", "ge", "between"] if column.kind in {"integer", "decimal", "date"} else []
    ops += ["empty"] if column.optional else []
    op: Any = draw(st.sampled_from(ops))
    size = {"any": (0, 0), "empty": (0, 0), "between": (2, 2), "one_of": (1, 3), "not_one_of": (1, 3)}.get(op, (1, 1))
    return Test(op, tuple(draw(st.lists(VALUES[column.name], min_size=size[0], max_size=size[1]))))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    inputs = tuple(draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=3, unique_by=lambda c: c.name)))
    rows = tuple(
        Row(str(at), {column.name: draw(cells(column)) for column in inputs}, {})
        for at in range(draw(st.integers(0, 5)))
    )
    policy: Any = draw(st.sampled_from(("unique", "first", "collect")))
    return Table(inputs, (), rows, policy=policy)


@st.composite
def tables_and_inputs(draw: st.DrawFn) -> tuple[Table, dict[str, Any]]:
    made = draw(tables())
    return made, {
        column.name: draw(st.none() | VALUES[column.name] if column.optional else VALUES[column.name])
        for column in made.inputs
    }


def fires(made: Table, values: Mapping[str, Any]) -> list[str]:
    return [each.key for each in made.rows if all(test.holds(values[name]) for name, test in each.tests.items())]


@given(tables_and_inputs())
def test_what_is_called_free_of_overlap_and_complete_fires_exactly_one_row(case: tuple[Table, dict[str, Any]]) -> None:
    made, values = case
    found = findings(made)
    kinds = {each.kind for each in found}
    fired = fires(made, values)
    if made.policy == "unique" and "overlap" not in kinds:
        assert len(fired) <= 1
    if "gap" not in kinds:
        assert fired
    taken = fired[:1] if made.policy == "first" else fired
    assert not {each.rows[0] for each in found if each.kind == "dead"} & set(taken)


@given(tables())
def test_every_example_shows_what_it_says(made: Table) -> None:
    for each in findings(made):
        if each.kind == "gap":
            assert fires(made, each.example) == []
        elif each.kind == "overlap":
            assert set(each.rows) <= set(fires(made, each.example))
        elif each.example:
            assert fires(made, each.example)[0] == each.rows[1]
            assert each.rows[0] in fires(made, each.example)
