"""A factory for stories: the shipped apps on the real platform, its users signed in over HTTP."""

from __future__ import annotations

import datetime as dt
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import httpx
import uvicorn
from fastapi import FastAPI
from tests.stories.answers import hold

from zhihe.faces.http.app import create_app
from zhihe.faces.http.house import House
from zhihe.platform.identity.identity import Identity
from zhihe.platform.rules.engine import Engine
from zhihe.platform.rules.handlers import AppHandlers
from zhihe.platform.store import publish as store_publish
from zhihe.platform.store.bootstrap import create_company, drop_company
from zhihe.platform.store.database import Database
from zhihe.platform.store.numbers import NumberBlocks

PASSWORD = "a long pass phrase"
ROLES = {
    "admin": ["key_user"],
    "buyer": ["buyer"],
    "store": ["storekeeper"],
    "inspector": ["inspector"],
    "engineer": ["quality_engineer"],
    "quality": ["quality_manager"],
    "manager": ["manager"],
}


@dataclass
class Clock:
    """The time of a story; it stands still until the story moves it."""

    now: dt.datetime = dt.datetime(2026, 11, 2, 2, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, **by: int) -> None:
        self.now += dt.timedelta(**by)


@dataclass
class Desk:
    """One user at work over HTTP."""

    client: httpx.Client
    token: str
    versions: dict[str, int] = field(default_factory=dict)

    def call(self, method: str, path: str, body: Any = None, status: int | None = None, **headers: str) -> Any:
        """One request; the answer's JSON, after its status was what the story says (2xx by default)."""
        sent = {"Authorization": f"Bearer {self.token}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        reply = self.client.request(method, f"/api/v1/{path}", json=body, headers=sent)
        good = reply.status_code == status if status else reply.is_success
        assert good, f"{method} {path}: {reply.status_code} {reply.text}"
        if reply.is_success:
            hold(reply)
        return reply.json() if reply.content else None

    def create(self, model: str, **values: Any) -> Any:
        return self.call("POST", f"records/{model}", values, 201)

    def create_many(self, model: str, rows: list[dict[str, Any]]) -> Any:
        return self.call("POST", f"records/{model}", rows, 201)["rows"]

    def get(self, model: str, name: str) -> Any:
        return self.call("GET", f"records/{model}/{name}")

    def find(self, model: str, **equal: Any) -> list[Any]:
        tree = {"and": [{"field": key, "op": "eq", "value": value} for key, value in equal.items()]}
        found = self.call("GET", f"records/{model}?limit=500&where={quote(json.dumps(tree))}")
        rows: list[Any] = found["rows"]
        return rows

    def step(self, model: str, row: Any, step: str, status: int | None = None, because: str = "", **inputs: Any) -> Any:
        path = f"records/{model}/{row['id']}/steps/{step}"
        return self.call("POST", path, inputs, status, If_Match=f'"{row["version"]}"', X_Reason=quote(because))

    def change(self, model: str, row: Any, status: int | None = None, because: str = "", **values: Any) -> Any:
        version, reason = f'"{row["version"]}"', quote(because)
        path = f"records/{model}/{row['id']}"
        return self.call("PATCH", path, values, status, If_Match=version, X_Reason=reason)

    def operate(self, name: str, status: int | None = None, **inputs: Any) -> Any:
        reply = self.call("POST", f"operations/{name}", inputs, status)
        return reply if status and status >= 400 else reply["result"]

    def stock(self, **equal: Any) -> dict[str, float]:
        """Quantity by status of what meets these values."""
        tree = {"and": [{"field": key, "op": "eq", "value": value} for key, value in equal.items()]}
        rows = self.call("GET", f"ledgers/stock/balances?where={quote(json.dumps(tree))}")["rows"]
        found: dict[str, float] = {}
        for row in rows:
            if float(row["quantity"]):
                found[row["status"]] = found.get(row["status"], 0) + float(row["quantity"])
        return found


@dataclass
class Factory:
    """A company with its users, and master data a story needs."""

    house: House
    company: str
    clock: Clock
    desks: dict[str, Desk]

    def __getattr__(self, name: str) -> Desk:
        if name not in self.desks:
            raise AttributeError(name)
        return self.desks[name]

    def narrowed(self, login: str, *scopes: str) -> str:
        """A token of a user with these scopes only."""
        _secret, who = self.house.identity.sign_in(f"{self.company}-{login}", PASSWORD, self.company)
        return self.house.identity.create_token(who, "narrow", list(scopes))

    def masters(self) -> None:
        """Site, places, units, a supplier, a customer and an item F-1 tracked by lot."""
        self.admin.create("site", code="F1", name="一厂")
        self.admin.create("warehouse", code="W1", name="主仓", site="F1")
        for code in ("A-01", "A-02", "QUA"):
            self.admin.create("location", code=code, warehouse="W1")
        self.admin.create("site", code="F2", name="二厂")
        self.admin.create("warehouse", code="W2", name="二厂仓", site="F2")
        self.admin.create("location", code="B-01", warehouse="W2")
        self.admin.create("unit", code="pcs", name_zh="件", name_en="piece", dimension="count")
        self.admin.create("partner", code="S1", name="宁波精诚铝业有限公司", supplier=True)
        self.admin.create("item", code="F-1", name="缸筒", unit="pcs", tracking="lot")

    def inspected(self, item: str = "F-1", **classes: str) -> None:
        """A released plan with a counted characteristic for each class, and the setting that asks for it."""
        rows = [{"class": name, "aql": aql} for name, aql in classes.items()]
        for name in classes:
            self.engineer.create(
                "characteristic", code=f"C-{name}", name=f"特性 {name}", kind="attribute", **{"class": name}
            )
        self.engineer.create(
            "characteristic", code="C-TRQ", name="扭矩", kind="attribute", destructive=True, **{"class": "critical"}
        )
        lines: list[dict[str, Any]] = [{"characteristic": f"C-{name}", "class": name} for name in classes]
        if "critical" in classes:
            lines.append({"characteristic": "C-TRQ", "class": "critical", "destructive": True, "sample_size": 5})
        plan = self.engineer.create(
            "inspection_plan", code="P1", name="标准", valid_from="2020-01-01", classes=rows, characteristics=lines
        )
        self.engineer.step("inspection_plan", plan, "release", because="首次发布")
        self.engineer.create("inspection_setting", site="F1", item=item, plan_code="P1")

    def order(self, quantity: int = 1000, item: str = "F-1", **header: Any) -> Any:
        """A released purchase order of one line."""
        line = {"item": item, "quantity": quantity, "price": "0.10", "due_on": "2026-11-05"}
        order = self.buyer.create("purchase_order", supplier="S1", site="F1", lines=[line], **header)
        return self.buyer.step("purchase_order", order, "release")

    def receive(self, order: Any, quantity: int = 1000, lot: str = "L-1", **line: Any) -> Any:
        """A posted receipt on the order's only line."""
        row = {
            "order_line": order["lines"][0]["id"],
            "item": "F-1",
            "quantity": quantity,
            "location": "A-01",
            "lot_code": lot,
            "supplier_lot": f"SL-{lot}",
            **line,
        }
        receipt = self.store.create("goods_receipt", supplier="S1", site="F1", lines=[row])
        return self.store.step("goods_receipt", receipt, "post")

    def inspection(self, lot: str = "L-1") -> Any:
        """The inspection lot over a lot."""
        found = self.engineer.find("inspection_lot", **{"lot.code": lot})
        return self.inspector.get("inspection_lot", found[-1]["id"])

    def inspect(self, inspection: Any, **nonconforming: int) -> Any:
        """Enter full counts, this many nonconforming by characteristic class, and complete."""
        rows = []
        for line in inspection["characteristics"]:
            bad = 0 if line["destructive"] else nonconforming.pop(line["class"], 0)
            rows.append(
                {
                    "inspection": inspection["id"],
                    "characteristic": line["id"],
                    "inspected": line["sample_size"],
                    "nonconforming": bad,
                }
            )
        self.inspector.create_many("inspection_result", rows)
        return self.inspector.step("inspection_lot", inspection, "complete")

    def received_lot(self, lot: str, bad: int, quantity: int = 1000) -> Any:
        """Order, receive, inspect with so many major nonconforming, and decide as the verdict says."""
        self.receive(self.order(quantity), quantity, lot)
        evaluated = self.inspect(self.inspection(lot), major=bad)
        return self.engineer.step("inspection_lot", evaluated, "decide", code=evaluated["verdict"])


def listening(house: House, app: FastAPI | None = None) -> tuple[uvicorn.Server, threading.Thread, str]:
    """A real server over the house, or over an application made of it, on a free port of the loopback."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app or create_app(house), log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    return server, thread, f"http://127.0.0.1:{listener.getsockname()[1]}"


def built(database: Database, shipped: dict[str, Any], key: str) -> dict[str, str]:
    """Make a company with the shipped apps and its users; gives a token of each by login."""
    create_company(database, key, "故事工厂")
    store_publish.publish(database, key, shipped)
    identity = Identity(database, Clock())
    tokens = {}
    for login, roles in ROLES.items():
        name = f"{key}-{login}"
        identity.create_user(name, login, PASSWORD, administrator=login == "admin")
        identity.set_member(name, key, roles)
        _secret, who = identity.sign_in(name, PASSWORD, key)
        tokens[login] = identity.create_token(who, "story", ["read", "write", "admin"])
    return tokens


@contextmanager
def opened(database: Database, home: Path, key: str, tokens: Mapping[str, str]) -> Iterator[Factory]:
    """A built company at a server of its own."""
    clock = Clock()
    engine = Engine(database, AppHandlers(), NumberBlocks(database), clock, ZoneInfo("Asia/Shanghai"))
    house = House(engine=engine, identity=Identity(database, clock), home=home)
    server, thread, address = listening(house)
    client = httpx.Client(base_url=address, timeout=60)
    yield Factory(house, key, clock, {login: Desk(client, token) for login, token in tokens.items()})
    client.close()
    server.should_exit = True
    thread.join()


@contextmanager
def built_factory(database: Database, home: Path, shipped: dict[str, Any], key: str) -> Iterator[Factory]:
    """A company made for this story alone and gone at its end: for a database or definitions of its own."""
    tokens = built(database, shipped, key)
    with opened(database, home, key, tokens) as factory:
        yield factory
    drop_company(database, key)
