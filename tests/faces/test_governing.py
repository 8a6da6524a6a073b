"""Figures, the trail, the matrix of rights and the state of the installation."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.stories.conftest import PASSWORD, Desk, Factory

from zhihe.faces.http import backups


def figures(desk: Desk, model: str, status: int | None = None, **asked: Any) -> Any:
    query = "&".join(
        f"{key}={quote(value if isinstance(value, str) else json.dumps(value))}" for key, value in asked.items()
    )
    return desk.call("GET", f"records/{model}/aggregate?{query}", None, status)


def test_a_figure_is_the_sum_of_the_rows_it_opens(factory: Factory) -> None:
    factory.masters()
    factory.inspected(major="1.0")
    for number in range(3):
        factory.received_lot(f"L-{number}", bad=9 if number == 1 else 0)
    where = {"field": "decision", "op": "not_null"}
    rows = figures(
        factory.engineer, "inspection_lot", group="supplier,verdict", measures="count,sum:quantity", where=where
    )["rows"]
    found = {(row["supplier"]["number"], row["verdict"]): (row["count"], row["sum:quantity"]) for row in rows}
    assert found == {("S1", "accept"): (2, "2000"), ("S1", "reject"): (1, "1000")}
    opened = factory.engineer.call("GET", f"records/inspection_lot?where={quote(json.dumps(where))}")["rows"]
    assert sum(float(row["quantity"]) for row in opened) == 3000
    months = figures(factory.engineer, "inspection_lot", group="decided_on:month", measures="count")["rows"]
    assert [(row["decided_on:month"], row["count"]) for row in months] == [("2026-11", 3)]
    hours = figures(factory.engineer, "inspection_lot", group="created_at:day", measures="count")["rows"]
    assert [row["created_at:day"] for row in hours] == ["2026-11-02"]


def test_a_figure_tells_nothing_of_what_may_not_be_seen(factory: Factory) -> None:
    factory.masters()
    factory.order()
    assert figures(factory.buyer, "purchase_order", measures="sum:amount")["rows"] == [{"sum:amount": "100"}]
    hidden = figures(factory.store, "purchase_order", 422, measures="sum:amount")
    assert "amount" in json.dumps(hidden)
    figures(factory.store, "purchase_order", 422, group="amount")
    figures(factory.store, "purchase_order", 422, where={"field": "amount", "op": "gt", "value": 1})
    narrow = factory.narrowed("buyer", "read:item")
    figures(Desk(factory.buyer.client, narrow), "purchase_order", 403)
    assert figures(factory.buyer, "purchase_order", 422, group="state:month")["code"] == "aggregate.span"
    assert figures(factory.buyer, "purchase_order", 422, measures="avg:number")["code"] == "aggregate.function"


def test_the_trail_is_browsed_by_those_who_answer_for_it(factory: Factory) -> None:
    factory.masters()
    order = factory.order()
    assert factory.buyer.call("GET", "audit", None, 403)["code"] == "access.audit"
    first = factory.admin.call("GET", "audit?model=purchase_order&limit=1")
    assert [row["action"] for row in first["rows"]] == ["release"]
    assert first["rows"][0]["user_name"] == "buyer"
    second = factory.admin.call("GET", f"audit?model=purchase_order&limit=1&after={first['after']}")
    assert [row["action"] for row in second["rows"]] == ["create"]
    assert "amount" not in second["rows"][0]["changes"]
    mine = factory.admin.call("GET", f"audit?record={order['id']}&action=create")["rows"]
    assert len(mine) == 1
    assert factory.admin.call("GET", "audit?from=2026-12-01")["rows"] == []
    assert len(factory.admin.call("GET", "audit?to=2026-12-01&limit=500")["rows"]) > 5
    assert factory.admin.call("GET", "audit?from=monday", None, 422)["field"] == "from"
    assert factory.admin.call("GET", "audit?colour=red", None, 422)["code"] == "list.parameter"


def test_the_trail_tells_who_gave_whom_which_rights(factory: Factory) -> None:
    factory.masters()
    login = f"{factory.company}-li"
    factory.admin.call("POST", "users", {"login": login, "name": "李", "roles": ["pirate"]}, 422)
    factory.admin.call("POST", "users", {"login": login, "name": "李", "roles": ["buyer"], "sites": ["F1"]}, 201)
    factory.admin.call(
        "PATCH", f"users/{login}", {"roles": ["buyer", "manager"], "password": PASSWORD, "disabled": True}
    )
    factory.admin.call("POST", f"users/{login}/link", None, 201)
    factory.admin.call("PATCH", f"users/{login}", {"sites": ["nowhere"]}, 422)
    rows = factory.admin.call("GET", f"audit?model=user&record={login}")["rows"]
    link, changed, first_link, made = [row["changes"] for row in rows]
    assert {row["user_name"] for row in rows} == {"admin"}
    assert (made["login"], made["roles"], len(made["sites"][1])) == ([None, login], [None, ["buyer"]], 1)
    assert changed == {
        "roles": [["buyer"], ["buyer", "manager"]], "disabled": [False, True], "password": [None, None]
    }  # fmt: skip
    assert set(link) == set(first_link) == {"password_link"}
    assert PASSWORD not in str(rows)


def test_the_matrix_says_who_may_do_what(factory: Factory) -> None:
    found = factory.admin.call("GET", "access")
    models = {each["model"]: each for each in found["models"]}
    rights = models["inspection_lot"]["roles"]["inspector"]
    assert (rights["read"], rights["steps"], rights["write"]) == (True, ["release", "complete"], [])
    assert models["purchase_order"]["roles"]["buyer"]["write"] is True
    assert models["purchase_order"]["roles"]["everyone"]["hide"][0] == "amount"
    assert {role["key"] for role in found["roles"]} >= {"inspector", "auditor"}
    operations = {each["operation"]: each["roles"] for each in found["operations"]}
    assert operations["quality.inspect_stock"] == ["quality_engineer"]


def test_the_state_of_the_installation(factory: Factory) -> None:
    found = factory.admin.call("GET", "system")
    assert found["version"]
    assert found["postgresql"].startswith("18")
    assert found["database_bytes"] > 1_000_000
    assert 0 < found["connections"] <= found["most_connections"]
    assert found["data"]["free"] > 0
    assert found["company"] == factory.company
    assert found["definitions"] == 1
    assert found["backup"] == {"state": "none", "file": "last-backup"}
    assert found["sealed_at"] is None or isinstance(found["sealed_at"], str)


def test_the_age_of_a_backup_is_what_the_backup_wrote_down(tmp_path: Path) -> None:
    now = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
    assert backups.age(tmp_path, now)["state"] == "none"
    for text, told in (
        (
            "2026-11-28T10:30:00Z\n",
            {"state": "made", "at": dt.datetime(2026, 11, 28, 10, 30, tzinfo=dt.UTC), "hours": 49},
        ),
        ("2026-11-30T20:00:00+08:00", {"state": "made", "at": now, "hours": 0}),
        ("yesterday", {"state": "unreadable", "text": "yesterday"}),
        ("2026-11-28T10:30:00", {"state": "unreadable", "text": "2026-11-28T10:30:00"}),
        ("2027-01-01T00:00:00Z", {"state": "unreadable", "text": "2027-01-01T00:00:00Z"}),
    ):
        (tmp_path / backups.STAMP).write_text(text)
        assert backups.age(tmp_path, now) == {"file": backups.STAMP, **told}
