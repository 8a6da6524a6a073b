"""The ledger as a screen reads it: links with their words, groups, the newest first, and refusals in words."""

from __future__ import annotations

import json
from urllib.parse import quote

from tests.stories.conftest import Factory


def _received(factory: Factory) -> None:
    factory.masters()
    factory.inspected(major="2.5")
    factory.receive(factory.order(1000), 1000)


def test_links_of_a_balance_are_shown_with_number_and_label(factory: Factory) -> None:
    _received(factory)
    bare = factory.engineer.call("GET", "ledgers/stock/balances")["rows"][0]
    shown = factory.engineer.call("GET", "ledgers/stock/balances?expand=true")["rows"][0]
    assert shown["lot"] == {"model": "lot", "id": bare["lot"], "number": "L-1", "label": "L-1"}
    assert (shown["item"]["number"], shown["location"]["label"]) == ("F-1", "A-01")
    assert shown["cover"]["model"] == "inspection_lot"
    assert shown["cover"]["number"].startswith("IL-")
    assert (shown["status"], shown["owner"], shown["quantity"]) == ("in_inspection", None, "1000")


def test_groups_and_entries_are_shown_the_same_way(factory: Factory) -> None:
    _received(factory)
    factory.engineer.step("inspection_lot", factory.inspect(factory.inspection(), major=0), "decide", code="accept")
    grouped = factory.engineer.call("GET", "ledgers/stock/balances?expand=true&group=item,status")["rows"]
    assert [(row["item"]["number"], row["status"], row["quantity"]) for row in grouped if row["quantity"] != "0"] == [
        ("F-1", "unrestricted", "1000")
    ]
    newest = factory.engineer.call("GET", "ledgers/stock/entries?expand=true&sort=-posted_at&limit=1")["rows"]
    assert len(newest) == 1
    assert newest[0]["movement"] == "reclassify"
    assert (newest[0]["posted_by"]["label"], newest[0]["cause"]["model"]) == ("engineer", "inspection_lot")


def test_what_a_ledger_cannot_be_asked_is_said(factory: Factory) -> None:
    for asked, code in (
        ("limit=0", "ledger.limit"),
        ("limit=x", "ledger.limit"),
        ("sort=quantity", "ledger.sort"),
        ("page=2", "ledger.parameter"),
    ):
        assert factory.engineer.call("GET", f"ledgers/stock/balances?{asked}", None, 422)["code"] == code
    where = quote(json.dumps({"field": "nothing", "op": "eq", "value": 1}))
    factory.engineer.call("GET", f"ledgers/stock/balances?where={where}", None, 422)
