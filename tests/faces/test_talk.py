"""Comments with mentions, messages, and saved views."""

from __future__ import annotations

from typing import Any

from tests.stories.conftest import Desk, Factory


def person(factory: Factory, name: str) -> str:
    return str(factory.buyer.call("GET", f"people?q={factory.company}-{name}")["rows"][0]["id"])


def test_a_mention_is_a_message_with_the_record(factory: Factory) -> None:
    factory.masters()
    order = factory.order()
    who = person(factory, "engineer")
    path = f"records/purchase_order/{order['id']}/comments"
    made = factory.buyer.call("POST", path, {"text": "这批 *急用*", "mentions": [who, who]}, 201)
    assert (made["text"], made["mentions"], made["user"]["name"]) == ("这批 *急用*", [who], "buyer")
    assert factory.engineer.call("GET", path)["rows"] == [made]
    found = factory.engineer.call("GET", "notifications?unread=1")
    assert found["unread"] == 1
    message = found["rows"][0]
    assert (message["model"], message["record"], message["number"]) == ("purchase_order", order["id"], order["number"])
    assert message["text"]["zh"] == f"buyer 在采购订单 {order['number']} 中提到您：这批 *急用*"
    assert factory.buyer.call("GET", "notifications")["rows"] == []
    history = factory.buyer.call("GET", f"records/purchase_order/{order['id']}/history")["rows"]
    assert history[-1]["action"] == "comment"


def test_messages_are_read_one_by_one_or_all(factory: Factory) -> None:
    factory.masters()
    order, who = factory.order(), person(factory, "store")
    path = f"records/purchase_order/{order['id']}/comments"
    for number in range(5):
        factory.clock.forward(seconds=1)
        factory.buyer.call("POST", path, {"text": f"第 {number}", "mentions": [who]}, 201)
    first = factory.store.call("GET", "notifications?limit=2")
    second = factory.store.call("GET", f"notifications?limit=2&after={first['after']}")
    third = factory.store.call("GET", f"notifications?limit=2&after={second['after']}")
    texts = [row["text"]["zh"][-3:] for page in (first, second, third) for row in page["rows"]]
    assert texts == ["第 4", "第 3", "第 2", "第 1", "第 0"]
    assert third["after"] is None
    ids = [row["id"] for row in first["rows"]]
    assert factory.store.call("POST", "notifications/read", {"ids": ids})["unread"] == 3
    assert factory.engineer.call("POST", "notifications/read", {"all": True})["unread"] == 0
    assert factory.store.call("GET", "notifications?unread=1")["unread"] == 3
    assert factory.store.call("POST", "notifications/read", {"all": True})["unread"] == 0
    assert factory.store.call("POST", "notifications/read", {}, 422)["field"] == "ids"
    assert factory.store.call("GET", "notifications?after=x", None, 422)["field"] == "after"


def test_who_may_not_read_the_record_neither_comments_nor_is_mentioned(factory: Factory) -> None:
    factory.masters()
    order = factory.order()
    path = f"records/purchase_order/{order['id']}/comments"
    narrow = factory.narrowed("buyer", "read:item")
    Desk(factory.buyer.client, narrow).call("GET", path, None, 403)
    Desk(factory.buyer.client, narrow).call("POST", path, {"text": "x"}, 403)
    reading = factory.narrowed("buyer", "read")
    assert Desk(factory.buyer.client, reading).call("POST", path, {"text": "x"}, 403)["code"] == "access.scope"
    outside = factory.house.identity.create_user("outsider", "外人", "a long pass phrase")
    for wrong in (outside, "nobody"):
        refused = factory.buyer.call("POST", path, {"text": "x", "mentions": [wrong]}, 422)
        assert (refused["code"], refused["field"]) == ("comment.mention", "mentions")
    for wrong_text in ("", "  ", None, "x" * 10_001):
        assert factory.buyer.call("POST", path, {"text": wrong_text}, 422)["field"] == "text"
    assert factory.buyer.call("GET", path)["rows"] == []


STATE: dict[str, Any] = {
    "where": {"field": "state", "op": "eq", "value": "draft"},
    "sort": ["-ordered_on"],
    "fields": ["number", "supplier"],
    "density": "compact",
    "widths": {"number": 120},
}


def test_a_view_is_saved_shared_changed_and_deleted(factory: Factory) -> None:
    made = factory.buyer.call(
        "POST", "views", {"model": "purchase_order", "name": "草稿", "default": True, "state": STATE}, 201
    )
    assert (made["state"], made["default"], made["shared"]) == (STATE, True, False)
    assert factory.store.call("GET", "views?model=purchase_order")["rows"] == []
    other = factory.buyer.call("POST", "views", {"model": "purchase_order", "name": "二", "default": True}, 201)
    mine = {row["name"]: row["default"] for row in factory.buyer.call("GET", "views?model=purchase_order")["rows"]}
    assert mine == {"草稿": False, "二": True}
    factory.buyer.call("PATCH", f"views/{made['id']}", {"shared": True})
    shared = factory.store.call("GET", "views?model=purchase_order")["rows"]
    assert [(row["name"], row["owner"]["name"]) for row in shared] == [("草稿", "buyer")]
    assert factory.store.call("PATCH", f"views/{made['id']}", {"name": "我的"}, 403)["code"] == "view.owner"
    assert factory.store.call("DELETE", f"views/{other['id']}", None, 404)["code"] == "view.not_found"
    factory.buyer.call("DELETE", f"views/{made['id']}")
    assert factory.store.call("GET", "views")["rows"] == []


def test_a_view_that_cannot_be_opened_is_refused(factory: Factory) -> None:
    states: tuple[Any, ...] = (
        {"where": {"field": "amont", "op": "eq", "value": 1}},
        {"sort": ["nothing"]},
        {"script": "x"},
        {"widths": "x" * 30_000},
        [],
    )
    for state in states:
        body = {"model": "purchase_order", "name": "x", "state": state}
        assert factory.buyer.call("POST", "views", body, 422)["code"] == "view.state"
    # The storekeeper does not see the amount of an order, so a view of his cannot ask for it.
    amount = {"model": "purchase_order", "name": "x", "state": {"sort": ["-amount"]}}
    assert factory.store.call("POST", "views", amount, 422)["code"] == "view.state"
    assert factory.buyer.call("POST", "views", {"model": "nothing", "name": "x"}, 422)["field"] == "model"
    everybody = {"model": "item", "name": "x", "shared": True, "default": True}
    assert factory.buyer.call("POST", "views", everybody, 403)["code"] == "view.preset"
    factory.admin.call("POST", "views", everybody, 201)
    assert factory.admin.call("POST", "views", everybody, 422)["code"] == "view.taken"
