"""What is exported and imported again is the same, whatever stands in it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.platform.exchange.conftest import FILES, Trade

from zhihe.errors import Invalid
from zhihe.platform.exchange import read_xlsx, sheet_child
from zhihe.platform.exchange.cells import reader
from zhihe.platform.exchange.columns import Column, columns_of
from zhihe.platform.exchange.exporting import Asked, export
from zhihe.platform.exchange.importing import open_import, run_import
from zhihe.platform.exchange.mapping import Origin
from zhihe.platform.exchange.read_csv import read_csv
from zhihe.platform.exchange.writers import CsvWriter, Format, SheetWriter
from zhihe.platform.model import field_types
from zhihe.platform.model.content import build
from zhihe.platform.model.elements import Registry
from zhihe.platform.model.writer import fix
from zhihe.platform.records import write
from zhihe.platform.records.unit import Unit

MAKERS = "code,name\nM1,First\nM;2,Second\n"
NASTY = st.sampled_from(
    [
        "=1+1", "+49 2", "-x", "@SUM(A1)", "＝A1", "＋1", "'", "''", "'=1", "'t Hart", " x", "x ", "\t", "a\r\nb", "\n",
        "\r", ",", ";", '"', '""', "a,b", "_x000D_", "1.50", "007", "1e5", "true", "是", "2026-11-25", "#N/A", "#", "!",
        "\ufeffx", "\u200b", "\u2028", "😀", "é", "Ａ", "\u3000x\u3000", "NULL", "\u202ex",
    ]
)  # fmt: skip
TEXT = st.one_of(
    NASTY,
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=20),
    st.builds(str.__add__, NASTY, NASTY),
)
EXACT = st.decimals(-(10**17), 10**17, places=10, allow_nan=False, allow_infinity=False)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
MOMENTS = st.builds(
    lambda day, time: dt.datetime.combine(day, time, dt.UTC),
    st.dates(dt.date(1900, 1, 2), dt.date(2199, 12, 30)),
    st.times(),
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "label": TEXT,
    "note": TEXT,
    "body": TEXT,
    "count": st.integers(-(10**18) + 1, 10**18 - 1),
    "exact": st.one_of(EXACT, st.integers(-9, 9).map(Decimal)),
    "measured": st.floats(-1e100, 1e100, allow_subnormal=False),
    "share": EXACT,
    "price": EXACT,
    "done": st.booleans(),
    "day": DAYS,
    "clock": st.times().map(lambda time: time.replace(microsecond=0)),
    "moment": st.one_of(MOMENTS, MOMENTS.map(lambda moment: moment.replace(microsecond=0))),
    "span": st.timedeltas(dt.timedelta(days=-9999), dt.timedelta(days=9999)),
    "colour": st.sampled_from(["red", "green", "blue"]),
    "colours": st.lists(st.sampled_from(["red", "green", "blue"]), unique=True, min_size=1).map(
        lambda keys: [key for key in ("red", "green", "blue") if key in keys]
    ),
    "data": st.recursive(
        st.one_of(st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), NASTY),
        lambda inner: st.lists(inner, min_size=1, max_size=3),
        max_leaves=5,
    ).filter(lambda value: value != ""),
    "reach": st.sampled_from(["+86 574 8765 4321", "a@b.cn", "https://x.cn/?q='=1"]),
}
OWN = (*FIELDS, "code", "maker", "others", "about")


def exported(trade: Trade, model: str, form: Format, **asked: Any) -> bytes:
    made = trade.engine.run(trade.user(), lambda unit: export(unit, model, Asked(format=form, **asked)))
    with made.file as file:
        return file.read()


def emptied(trade: Trade, model: str) -> None:
    ids = [row["id"] for row in trade.rows(model)]

    def work(unit: Unit) -> None:
        write.delete_many(unit, unit.model(model), ids)

    if ids:
        trade.engine.run(trade.user(), work)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return build(fix(FILES))


def written(columns: list[Column], form: Format, rows: list[list[Any]]) -> bytes:
    writer: CsvWriter | SheetWriter = CsvWriter(columns) if form == "csv" else SheetWriter(columns, sheet="x")
    writer.headings([column.key for column in columns])
    for row in rows:
        writer.row(row)
    with writer.close() as file:
        return file.read()


def sheet_rows(content: bytes) -> list[list[Any]]:
    """The rows of a workbook by the code of the child that opens it, here without its process."""
    answer = b"\n".join(sheet_child.lines(content, ""))
    return [list(cells) for _number, cells in read_xlsx.rows_of(answer)]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("key", sorted(FIELDS))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_cell_says_exactly_what_the_field_holds(
    registry: Registry, key: str, form: Format, data: st.DataObject
) -> None:
    column = columns_of(registry, registry.models["thing"])[key]
    values = data.draw(st.lists(FIELDS[key], min_size=1, max_size=20))
    kept = [field_types.check(column.field, value) for value in values]
    content = written([column], form, [[value] for value in kept])
    rows = [row for _number, row in read_csv(content).rows()] if form == "csv" else sheet_rows(content)[1:]
    read = reader(column.field, Origin())
    assert [read(row[0]) for row in rows] == kept


@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(things=st.lists(st.fixed_dictionaries({}, optional=FIELDS), min_size=8, max_size=16))
def test_every_value_of_every_type_comes_back(trade: Trade, things: list[dict[str, Any]]) -> None:
    emptied(trade, "thing")
    makers = {row["code"]: row["id"] for row in trade.rows("maker")}
    if not makers:
        trade.take("maker", MAKERS)
        makers = {row["code"]: row["id"] for row in trade.rows("maker")}
    first, second = makers["M1"], makers["M;2"]
    for number, thing in enumerate(things):
        thing |= {"code": f"=A-{number}", "maker": second, "others": [first, second], "about": ("maker", first)}
    trade.make("thing", *things)
    before = {row["code"]: {key: row[key] for key in OWN} for row in trade.rows("thing")}
    for form in ("csv", "xlsx"):
        content = exported(trade, "thing", form)
        outcome = run_import(trade.engine, trade.user(), open_import("thing", content))
        assert (outcome.errors, outcome.unchanged) == ([], len(things))
        emptied(trade, "thing")
        outcome = run_import(trade.engine, trade.user(), open_import("thing", content))
        assert (outcome.errors, outcome.created) == ([], len(things))
        assert {row["code"]: {key: row[key] for key in OWN} for row in trade.rows("thing")} == before


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_documents_come_back_with_their_lines_and_what_points_to_them(trade: Trade, form: Format) -> None:
    trade.take("maker", MAKERS)
    text = (
        "#,number,maker,signed_on,lines.thing,lines.quantity,lines.price,plan.line,plan.due_on\n"
        "a,D-A,M1,2026-01-05,x,2,10,#2,2026-02-01\na,,,,=y,3,100,#1,2026-03-01\nb,D-B,M;2,,,,,,\n"
    )
    assert trade.take("deal", text).created == 2

    def content() -> list[Any]:
        found = []
        for deal in trade.rows("deal", "number"):
            ids = [line["id"] for line in deal["lines"]]
            lines = [(line["thing"], line["quantity"], line["price"]) for line in deal["lines"]]
            plan = [(ids.index(each["line"]), each["due_on"]) for each in deal["plan"]]
            found.append((deal["number"], deal["maker"], deal["signed_on"], deal["total"], lines, plan))
        return found

    before = content()
    file = exported(trade, "deal", form)
    assert run_import(trade.engine, trade.user(), open_import("deal", file)).unchanged == 2
    emptied(trade, "deal")
    assert run_import(trade.engine, trade.user(), open_import("deal", file)).created == 2
    assert content() == before


@pytest.mark.parametrize("text", ["_x005F_x000D_", "\ufffe"])
def test_a_text_that_a_workbook_would_change_is_refused_for_xlsx_and_goes_by_csv(trade: Trade, text: str) -> None:
    trade.make("maker", {"code": "M1", "name": text})
    with pytest.raises(Invalid, match="export as CSV"):
        exported(trade, "maker", "xlsx")
    content = exported(trade, "maker", "csv")
    assert trade.take("maker", content).unchanged == 1
