"""A delivery history with dirt in it: what is good is loaded at its dates, the rest is named."""

from __future__ import annotations

import datetime as dt
import itertools
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from zhihe.errors import Invalid
from zhihe.faces.demo.company import people, start_company
from zhihe.faces.history.command import SCMS, import_history
from zhihe.faces.http.house import House
from zhihe.platform.actions import Row
from zhihe.platform.identity.identity import Identity
from zhihe.platform.records.unit import Unit
from zhihe.platform.rules import publishing
from zhihe.platform.rules.engine import Engine
from zhihe.platform.rules.facade import UnitRecords
from zhihe.platform.rules.handlers import AppHandlers
from zhihe.platform.store import trail
from zhihe.platform.store.bootstrap import create_company
from zhihe.platform.store.database import Database
from zhihe.platform.store.numbers import NumberBlocks

HEAD = (
    "id,vendor,po / so #,po sent to vendor date,scheduled delivery date,delivered to client date,"
    "line item quantity,pack price,item description,dosage form"
)
ROWS = (
    "1,Alpha Pharma Limited,P-1,5/1/06,2-Jun-06,2-Jun-06,19,29,Test A,Test kit",
    "2,Alpha Pharma Limited,P-1,5/1/2006,2-Jun-06,5-Jun-06,10,0,Test B,Tablet",
    "3,SCMS from RDC,P-2,N/A - From RDC,1-Jul-06,1-Jul-06,5,1.5,Test A,Test kit",
    "4,Beta Labs,P-3,5/1/06,someday,1-Jul-06,5,1.5,Test A,Test kit",
    "5,Beta Labs,P-4,5/1/06,1-Jul-06,1-Jul-06,0,1.5,Test A,Test kit",
    "6,Beta Labs,P-5,5/1/06,1-Jul-06,1-Jul-06,5,see below,Test A,Test kit",
    "1,Beta Labs,P-6,5/1/06,1-Jul-06,1-Jul-06,5,1,Test A,Test kit",
    "8,Beta Labs,P-7,Date Not Captured,1-Jul-06,1-Jul-06,5,1,Test A,Test kit",
)
USERS = ("admin", "buyer", "store", "quality")
counter = itertools.count(1)


@pytest.fixture
def house(database: Database, home: Path) -> House:
    def clock() -> dt.datetime:
        return dt.datetime(2026, 11, 2, 2, 0, tzinfo=dt.UTC)

    engine = Engine(database, AppHandlers(), NumberBlocks(database), clock, ZoneInfo("Asia/Shanghai"))
    return House(engine=engine, identity=Identity(database, clock), home=home)


def first_trace(unit: Unit, record: str) -> Row:
    return trail.of_record(unit.tx, "purchase_order", record)[0]


def test_good_rows_are_loaded_and_dirty_ones_named(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    company = f"hist{next(counter)}"
    create_company(house.engine.database, company, "历史")
    publishing.publish_apps(house.engine.database, company)
    start_company(house, company)
    file, report = tmp_path / "history.csv", tmp_path / "refused.csv"
    file.write_text("\n".join((HEAD, *ROWS)), "utf-8")
    refused = import_history(house, file, SCMS, company, report, rate=True, users=USERS)
    assert [(r.row, r.value, r.reason) for r in refused] == [
        (5, "someday", "no date"),
        (6, "0", "not above zero"),
        (7, "see below", "no number"),
        (8, "1", "duplicate row"),
        (9, "Date Not Captured", "missing"),
    ]
    assert report.read_text("utf-8-sig").count("\n") == 6
    buyer = people(house, company)["buyer"]
    orders = buyer.run(lambda unit: UnitRecords(unit).find("purchase_order", None, ("supplier_reference",)))
    assert [(o["supplier_reference"], str(o["ordered_on"]), o["state"]) for o in orders] == [
        ("P-1", "2006-05-01", "released"),
        ("P-2", "2006-07-01", "released"),
    ]
    told = [buyer.run(partial(first_trace, record=o["id"])) for o in orders]
    assert [each["reason"] for each in told] == ["", "order date derived: N/A - From RDC: scheduled delivery date"]
    receipts = buyer.run(lambda unit: UnitRecords(unit).find("goods_receipt", None, ("received_on",)))
    assert [(str(r["received_on"]), r["state"]) for r in receipts] == [
        ("2006-06-02", "posted"),
        ("2006-06-05", "posted"),
        ("2006-07-01", "posted"),
    ]
    lines = buyer.run(lambda unit: UnitRecords(unit).lines("purchase_order", orders[0]["id"]))
    assert [(line["price"], line["received"]) for line in lines] == [(29, 19), (0, 10)]
    printed = capsys.readouterr().out
    assert "Alpha Pharma Limited\t2006Q2" in printed
    assert "SCMS from RDC\t" not in printed
    again = import_history(house, file, SCMS, company, None, rate=False, users=USERS)
    assert sum(r.reason == "order loaded before" for r in again) == 3


def test_a_mapping_may_say_what_stands_for_a_date_that_is_missing_and_nothing_else(
    house: House, tmp_path: Path
) -> None:
    told = SCMS.read_text("utf-8")
    for wrong in (told.replace("due_on}", "quantity}"), told.replace("  ordered_on: {N/A", "  due_on: {N/A")):
        mapping = tmp_path / "mapping.yaml"
        mapping.write_text(wrong, "utf-8")
        with pytest.raises(Invalid, match="stands_in"):
            import_history(house, tmp_path / "none.csv", mapping, "nobody", None, rate=False, users=USERS)


def test_an_absent_file_is_a_clear_message(house: House, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="There is no file"):
        import_history(house, tmp_path / "none.csv", SCMS, "nobody", None, rate=False, users=USERS)
