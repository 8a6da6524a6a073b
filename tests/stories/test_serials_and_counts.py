"""A serial number is one piece; what is counted up comes as the worst of what stands there."""

from __future__ import annotations

from typing import Any

import pytest
from tests.stories.conftest import Factory


@pytest.fixture(scope="module")
def works(plant: Factory) -> Factory:
    plant.masters()
    plant.admin.create("item", code="M-1", name="电机", unit="pcs", tracking="serial")
    plant.admin.create("item", code="N-1", name="垫片", unit="pcs", tracking="none")
    return plant


def brought(works: Factory, *lines: dict[str, Any], status: int | None = None) -> Any:
    rows = [{"location": "A-01", **line} for line in lines]
    receipt = works.store.create("goods_receipt", supplier="S1", site="F1", lines=rows)
    return works.store.step("goods_receipt", receipt, "post", status)


def counted(works: Factory, status: int | None = None, **line: Any) -> Any:
    count = works.store.create("stock_count", lines=[line])
    return works.store.step("stock_count", count, "post", status)


def test_a_serial_number_is_one_piece_wherever_it_comes_from(works: Factory) -> None:
    two = {"item": "M-1", "quantity": 2, "lot_code": "SN-1"}
    assert brought(works, two, status=409)["code"] == "stock.serial"
    one = {"item": "M-1", "quantity": 1, "lot_code": "SN-1"}
    assert brought(works, one, {**one, "location": "A-02"}, status=409)["code"] == "stock.serial"
    brought(works, one, {**one, "lot_code": "SN-2"})
    assert brought(works, one, status=409)["code"] == "stock.serial"
    lot = works.store.find("lot", code="SN-1")[0]["id"]
    assert counted(works, 409, item="M-1", lot=lot, location="A-02", counted=1)["code"] == "stock.serial"
    opening = works.admin.create(
        "opening_stock", lines=[{"item": "M-1", "lot_code": "SN-9", "location": "A-01", "quantity": 3}]
    )
    assert works.admin.step("opening_stock", opening, "post", 409)["code"] == "stock.serial"
    assert works.engineer.stock(item=works.admin.get("item", "M-1")["id"]) == {"unrestricted": 2}


def test_what_is_counted_up_of_an_untracked_item_asks_its_own_site(works: Factory) -> None:
    brought(works, {"item": "N-1", "quantity": 100})
    opening = works.admin.create(
        "opening_stock", lines=[{"item": "N-1", "location": "B-01", "quantity": 10, "status": "blocked"}]
    )
    works.admin.step("opening_stock", opening, "post")
    item = works.admin.get("item", "N-1")["id"]
    counted(works, item="N-1", location="A-01", counted=105)
    assert works.engineer.stock(item=item) == {"unrestricted": 105, "blocked": 10}
    counted(works, item="N-1", location="B-01", counted=12)
    assert works.engineer.stock(item=item) == {"unrestricted": 105, "blocked": 12}
    # What was counted away of the blocked comes back as blocked, also at the other site.
    counted(works, item="N-1", location="B-01", counted=0)
    counted(works, item="N-1", location="A-02", counted=12)
    assert works.engineer.stock(item=item) == {"unrestricted": 105, "blocked": 12}
