"""Reports on paper: what the reader may see, in his language, set by the real typesetter."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from tests.stories.conftest import Desk, Factory

from zhihe.errors import ZhiheError
from zhihe.platform.reports.setting import document

HEAD = b"%PDF-"


def printed(desk: Desk, model: str, name: str, query: str = "", status: int = 200) -> Any:
    reply = desk.client.get(
        f"/api/v1/records/{model}/{name}/print{query}", headers={"Authorization": f"Bearer {desk.token}"}
    )
    assert reply.status_code == status, reply.text
    return reply


def words(pdf: bytes) -> str:
    """The text of a document."""
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def rejected(factory: Factory) -> Any:
    factory.masters()
    factory.inspected(major="1.0", critical="0.10")
    return factory.received_lot("L-1", bad=9)


def test_an_inspection_report_says_what_was_found_and_why(factory: Factory) -> None:
    lot = rejected(factory)
    reply = printed(factory.engineer, "inspection_lot", lot["number"])
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.content.startswith(HEAD)
    text = words(reply.content)
    for said in ("故事工厂", "检验报告", lot["number"], "F-1 缸筒", "L-1", "拒收", "宁波精诚铝业有限公司", "检验员"):
        assert said in text.replace("\n", ""), said
    english = words(printed(factory.engineer, "inspection_lot", lot["id"], "?lang=en").content)
    assert "Inspection report" in english
    assert "Reject" in english
    assert "检验报告" not in english


def test_a_report_of_a_lot_that_was_tested_again_shows_each_test_by_itself(factory: Factory) -> None:
    factory.masters()
    factory.inspected(major="1.0")
    factory.receive(factory.order(1000), 1000, "L-1")
    judged = factory.inspect(factory.inspection("L-1"), major=6)
    again = factory.engineer.step("inspection_lot", judged, "decide", code="retest")
    factory.inspect(again, major=0)
    text = words(printed(factory.engineer, "inspection_lot", judged["number"]).content).replace("\n", "")
    assert "第 1 次：检 80 不合格 6" in text
    assert "第 2 次：检 80 不合格 0" in text


def test_quantities_on_paper_stand_in_their_unit_by_its_name(factory: Factory) -> None:
    lot = rejected(factory)
    quantity = format(Decimal(lot["quantity"]).normalize(), "f")
    assert f"{quantity} 件" in words(printed(factory.engineer, "inspection_lot", lot["number"]).content)
    english = words(printed(factory.engineer, "inspection_lot", lot["id"], "?lang=en").content)
    assert f"{quantity} piece" in english
    assert "件" not in english


def test_a_nonconformance_is_printed(factory: Factory) -> None:
    rejected(factory)
    found = factory.engineer.find("nonconformance")[0]
    text = words(printed(factory.engineer, "nonconformance", found["number"]).content)
    assert "不合格品报告" in text
    assert found["number"] in text


def test_a_request_to_a_supplier_is_printed_with_room_for_the_answer(factory: Factory) -> None:
    rejected(factory)
    found = factory.buyer.find("supplier_corrective_action")[0]
    text = words(printed(factory.buyer, "supplier_corrective_action", found["number"]).content)
    report = factory.engineer.find("nonconformance")[0]
    for said in ("供应商整改通知", found["number"], report["number"], "宁波精诚铝业有限公司", "根本原因"):
        assert said in text.replace("\n", ""), said
    english = words(printed(factory.buyer, "supplier_corrective_action", found["id"], "?lang=en").content)
    assert "Corrective action request" in english
    assert "Root cause" in english


def test_what_may_not_be_read_is_not_printed(factory: Factory) -> None:
    lot = rejected(factory)
    narrow = factory.narrowed("engineer", "read:item")
    printed(Desk(factory.engineer.client, narrow), "inspection_lot", lot["id"], status=403)
    printed(factory.engineer, "inspection_lot", "IL-0", status=404)
    assert printed(factory.engineer, "inspection_lot", lot["id"], "?lang=fr", 422).json()["field"] == "lang"
    assert printed(factory.engineer, "item", "F-1", status=404).json()["code"] == "print.unknown"
    assert printed(factory.engineer, "inspection_lot", lot["id"], "?template=x", 404).json()["code"] == "print.unknown"


def test_text_of_users_stays_text(factory: Factory) -> None:
    rejected(factory)
    found = factory.engineer.find("nonconformance")[0]
    hostile = '#panic("x") $ sum $ *bold* `raw` <label> @ref #import "x.typ"'
    factory.engineer.change("nonconformance", found, description=hostile)
    assert '#panic("x")' in words(printed(factory.engineer, "nonconformance", found["number"]).content)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ('#import "@preview/x:1.0.0": *', "packages"),
        ('#read("/etc/passwd")', "cannot be set"),
        ('#read("../../../../etc/passwd")', "cannot be set"),
        ('#image("http://example.com/x.png")', "cannot be set"),
        ("#panic()", "cannot be set"),
    ],
)
def test_a_template_reaches_nothing_outside(template: str, said: str) -> None:
    with pytest.raises(ZhiheError, match=said):
        document(template, {})


def test_a_template_that_never_ends_is_stopped() -> None:
    with pytest.raises(ZhiheError, match=r"cannot be set|not ready"):
        document("#let f(n) = f(n + 1)\n#f(0)", {})
