"""Going live: items and opening stock by lot and status come in as files, and the totals are those of the files."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from tests.stories.conftest import Desk, Factory

HEAD = "批次组,期初日期,物料,批号,供应商,供应商批号,库位,质量状态,数量"
MAPPING = {
    "columns": {
        "批次组": "#",
        "期初日期": "day",
        "物料": "lines.item",
        "批号": "lines.lot_code",
        "供应商": "lines.supplier",
        "供应商批号": "lines.supplier_lot",
        "库位": "lines.location",
        "质量状态": "lines.status",
        "数量": "lines.quantity",
    },
    "steps": ["post"],
}
ROWS = (
    "1,2026-11-01,F-1,L-1,S1,SL-1,A-01,可用,600",
    "1,,F-1,L-1,S1,SL-1,A-02,可用,150",
    "1,,F-1,L-2,S1,SL-2,A-01,冻结,40",
    "1,,F-1,L-3,,,QUA,待检,25",
    "2,2026-11-01,F-2,,,,A-02,可用,1000.5",
)


def loaded(desk: Desk, model: str, text: str, mapping: dict[str, Any] | None = None, **fields: str) -> Any:
    reply = desk.client.post(
        "/api/v1/imports",
        files={"file": ("期初.csv", text.encode("gb18030"))},
        data={"model": model, "dry_run": "false", **fields, **({"mapping": json.dumps(mapping)} if mapping else {})},
        headers={"Authorization": f"Bearer {desk.token}"},
    )
    assert reply.status_code == 201, reply.text
    return reply.json()


def stocked(factory: Factory) -> Factory:
    factory.masters()
    factory.admin.create("unit", code="kg", name_zh="千克", name_en="kilogram", dimension="mass", decimals=3)
    factory.admin.create("item", code="F-2", name="润滑脂", unit="kg", tracking="none")
    return factory


def test_opening_stock_by_lot_and_status_adds_up_to_the_file(factory: Factory) -> None:
    stocked(factory)
    made = loaded(factory.admin, "opening_stock", "\n".join((HEAD, *ROWS)), MAPPING)
    assert (made["state"], made["errors"], made["counts"]["new"]) == ("done", [], 2)
    expected: dict[tuple[str, str, str], float] = defaultdict(float)
    status = {"可用": "unrestricted", "冻结": "blocked", "待检": "in_inspection"}
    for row in ROWS:
        cells = row.split(",")
        expected[cells[2], cells[3], status[cells[7]]] += float(cells[8])
    lots = {row["id"]: row["code"] for row in factory.engineer.find("lot")}
    items = {row["id"]: row["code"] for row in factory.engineer.find("item")}
    found: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in factory.engineer.call("GET", "ledgers/stock/balances")["rows"]:
        item = items[row["item"]["id"] if isinstance(row["item"], dict) else row["item"]]
        lot = lots[row["lot"]["id"] if isinstance(row["lot"], dict) else row["lot"]]
        found[item, lot if item == "F-1" else "", row["status"]] += float(row["quantity"])
    assert found == expected
    assert [row["state"] for row in factory.admin.find("opening_stock")] == ["posted", "posted"]


def test_each_wrong_row_of_the_opening_stock_is_named_and_nothing_is_posted(factory: Factory) -> None:
    stocked(factory)
    rows = (
        ROWS[0],
        "2,2026-11-01,F-9,L-1,,,A-01,可用,5",
        "3,2026-11-01,F-1,,,,A-01,可用,5",
        "4,2026-11-01,F-1,L-4,,,A-01,可用,-5",
        "5,2026-11-01,F-1,L-5,,,A-01,不明,5",
    )
    made = loaded(factory.admin, "opening_stock", "\n".join((HEAD, *rows)), MAPPING)
    assert made["state"] == "checked"
    told = sorted((each["row"], each["field"], each["value"]) for each in made["errors"] if each["field"])
    assert {each["row"] for each in made["errors"]} == {3, 4, 5, 6}
    assert (3, "lines.item", "F-9") in told
    assert (6, "lines.status", "不明") in told
    assert factory.engineer.stock() == {}
    good = loaded(factory.admin, "opening_stock", "\n".join((HEAD, *rows)), MAPPING, mode="good_rows")
    assert (good["state"], good["counts"]["new"], good["counts"]["wrong"]) == ("done", 1, 4)
    assert factory.engineer.stock() == {"unrestricted": 600}


def test_item_codes_that_break_the_rule_of_their_group_are_refused_by_row(factory: Factory) -> None:
    factory.admin.create("unit", code="pcs", name_zh="件", name_en="piece", dimension="count")
    factory.admin.create("item_group", code="RM", name="原材料", code_pattern="RM-9999")
    codes = ("RM-0001", "RM-1", "螺丝钉M3", "RM-0002")
    text = "\n".join(("物料编码,名称,物料组,库存单位", *(f"{code},缸筒,RM,pcs" for code in codes)))
    made = loaded(factory.admin, "item", text, mode="good_rows")
    assert (made["state"], made["counts"]["new"], made["counts"]["wrong"]) == ("done", 2, 2)
    assert {each["row"] for each in made["errors"]} == {3, 4}
    assert all(each["message"] for each in made["errors"])
    assert sorted(row["code"] for row in factory.admin.find("item")) == ["RM-0001", "RM-0002"]
