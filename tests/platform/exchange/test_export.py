"""An export shows a list with the rights of who asks, typed, harmless, and told in the trail."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from tests.platform.exchange.conftest import Trade

from zhihe.errors import Forbidden, Invalid, NotFound
from zhihe.platform.exchange.exporting import Asked, export
from zhihe.platform.exchange.opened import read_table
from zhihe.platform.exchange.template import template
from zhihe.platform.exchange.writers import Format
from zhihe.platform.store import trail

MAKERS = "code,name,region,secret\nM1,=1+1,north,s1\nM2,Second,south,s2\n"


def exported(trade: Trade, model: str, form: Format, *roles: str, **asked: Any) -> bytes:
    made = trade.engine.run(trade.user(*roles), lambda unit: export(unit, model, Asked(format=form, **asked)))
    with made.file as file:
        return file.read()


def rows(content: bytes) -> list[list[Any]]:
    table = read_table(content)
    return [list(table.header), *(list(cells) for _number, cells in table.rows())]


def test_only_who_may_export_gets_a_file(trade: Trade) -> None:
    for roles in (("writer",), ("nobody",)):
        with pytest.raises(Forbidden, match="do not let you export maker"):
            exported(trade, "maker", "csv", *roles)
    with pytest.raises(NotFound):
        exported(trade, "deal_line", "csv")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_rows_and_fields_that_a_role_may_not_see_are_not_in_its_file(trade: Trade, form: Format) -> None:
    trade.take("maker", MAKERS)
    north = rows(exported(trade, "maker", form, "branch", heading="key"))
    assert [row[0] for row in north[1:]] == ["M1"]
    bare = rows(exported(trade, "maker", form, "reader", heading="key"))
    assert "secret" not in bare[0]
    assert len(bare) == 3
    with pytest.raises(Invalid, match="no column 'secret'"):
        exported(trade, "maker", form, "reader", fields=("code", "secret"))


def test_what_is_exported_is_filtered_sorted_and_chosen(trade: Trade) -> None:
    trade.take("maker", MAKERS)
    content = exported(trade, "maker", "csv", fields=("name", "code"), sort=("-code",), heading="key", mark=False)
    assert content.decode() == "name,code\r\nSecond,M2\r\n'=1+1,M1\r\n"
    where = {"field": "region", "op": "eq", "value": "south"}
    assert len(rows(exported(trade, "maker", "csv", where=where))) == 2


def test_the_name_of_a_lines_field_stands_for_all_its_columns(trade: Trade) -> None:
    trade.take("maker", MAKERS)
    trade.take("deal", "number,maker,lines.thing,lines.quantity\nD-1,M1,x,2\n")
    content = exported(trade, "deal", "csv", fields=("number", "lines"), heading="key", mark=False)
    head, row = content.decode().splitlines()
    assert head == "number,lines.#,lines.thing,lines.quantity,lines.price,lines.amount"
    assert row == "D-1,1,x,2,,0"


def test_a_text_that_looks_like_a_formula_is_marked_in_csv_and_a_plain_text_in_xlsx(trade: Trade) -> None:
    trade.take("maker", MAKERS)
    text = exported(trade, "maker", "csv", heading="key", sort=("code",)).decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(text)))["name"] == "'=1+1"
    found = dict(zip(*rows(exported(trade, "maker", "xlsx", heading="key", sort=("code",)))[:2], strict=False))
    assert found["name"] == "=1+1"


def test_cells_of_a_workbook_are_typed(trade: Trade) -> None:
    trade.take("maker", MAKERS)
    trade.take("thing", "code,maker,count,exact,done,day,moment\nT,M1,5,1.25,true,2026-11-25,2026-11-25 08:30\n")
    found = dict(zip(*rows(exported(trade, "thing", "xlsx", heading="key")), strict=False))
    assert (found["maker"], found["count"], found["exact"], found["done"]) == ("M1", 5, 1.25, True)
    assert found["day"] == dt.date(2026, 11, 25)
    assert found["moment"].isoformat() == "2026-11-25T08:30:00"


def test_an_export_is_in_the_trail_before_it_leaves(trade: Trade) -> None:
    trade.take("maker", MAKERS)
    exported(trade, "maker", "csv", "reader", fields=("code",))
    with trade.engine.database.transaction(trade.company) as tx:
        told = trail.of_record(tx, "maker", "*")[-1]
    assert told["action"] == "export"
    assert (told["changes"]["records"], told["changes"]["fields"]) == ([None, 2], [None, ["code"]])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("model", ["maker", "thing", "deal"])
def test_a_template_names_exactly_what_may_be_filled(trade: Trade, model: str, form: Format, language: Any) -> None:
    made = trade.engine.read(trade.user(), lambda unit: template(unit, model, form, "key", language))
    with made.file as file:
        header = read_table(file.read()).header
    assert set(header).isdisjoint({"twice", "fixed", "total", "state", "created_at", "lines.amount"})
    assert (
        set(header) >= {"maker": {"code", "above"}, "thing": {"maker", "day"}, "deal": {"#", "lines.quantity"}}[model]
    )


def test_a_template_leaves_out_what_a_role_may_not_set(trade: Trade) -> None:
    with pytest.raises(Forbidden):
        trade.engine.read(trade.user("reader"), lambda unit: template(unit, "maker"))
    made = trade.engine.read(trade.user("writer"), lambda unit: template(unit, "maker", "csv", "key"))
    with made.file as file:
        assert read_table(file.read()).header == ("name",)
