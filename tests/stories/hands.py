"""People of a factory who act through the apps' documents and operations, without HTTP: for laws and races."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.stories.conftest import PASSWORD, Factory

from zhihe.faces.demo.actor import Actor
from zhihe.platform.actions import Row
from zhihe.platform.context import Context

ROLES = {
    "store": ["storekeeper", "cost_authority"],
    "inspector": ["inspector"],
    "engineer": ["quality_engineer"],
    "quality": ["quality_manager"],
    "buyer": ["buyer"],
}


@dataclass
class Hands:
    """The people, by what they do, and what they see of stock."""

    factory: Factory
    store: Actor
    inspector: Actor
    engineer: Actor
    quality: Actor
    buyer: Actor

    @property
    def company(self) -> str:
        return self.factory.company

    def look(self, work: Any) -> Any:
        """What the app's own view of the ledger and the records gives."""
        return self.engineer.run(lambda unit: work(self.factory.house.engine.context(unit)))

    def balances(self, **equal: Any) -> list[Row]:
        """What stands, above zero."""
        rows = self.look(lambda ctx: ctx.ledger("stock").balances(meeting(equal)))
        return [row for row in rows if row["quantity"]]

    def entries(self, **equal: Any) -> list[Row]:
        found: list[Row] = self.look(lambda ctx: ctx.ledger("stock").entries(meeting(equal)))
        return found

    def find(self, model: str, **equal: Any) -> list[Row]:
        found: list[Row] = self.look(lambda ctx: ctx.records.find(model, meeting(equal)))
        return found

    def get(self, model: str, identity: str) -> Row:
        """A record with its lines."""

        def read(ctx: Context) -> Row:
            row = dict(ctx.records.get(model, identity))
            for lines in ("characteristics", "postings", "classes") if model == "inspection_lot" else ():
                row[lines] = ctx.records.lines(model, identity, lines)
            return row

        found: Row = self.look(read)
        return found

    def receive(self, item: str, code: str, quantity: int, place: str = "A-01", supplier_lot: str = "") -> Row:
        """A posted receipt of one line, without an order."""
        line = {"item": item, "quantity": quantity, "location": place, "lot_code": code, "supplier_lot": supplier_lot}
        made = self.store.create("goods_receipt", [{"supplier": "S1", "site": "F1", "lines": [line]}])
        return self.store.step("goods_receipt", made[0], "post")

    def move(self, kind: str, balance: Row, quantity: Decimal, **more: Any) -> Row:
        """A posted stock movement of what stands in a balance."""
        made = self.store.create("stock_movement", [self.drawn_up(kind, balance, quantity, **more)])
        return self.store.step("stock_movement", made[0], "post")

    def drawn_up(self, kind: str, balance: Row, quantity: Decimal, **more: Any) -> dict[str, Any]:
        """The draft of a stock movement."""
        header: dict[str, Any] = {key: more.pop(key) for key in ("day", "reservation") if key in more}
        return {"kind": kind, **header, "lines": [{**place(balance), "quantity": quantity, **more}]}

    def inspect(self, lot: Row, bad: int) -> Row:
        """Enter a full sample of the test that runs, and complete."""
        lot = self.get("inspection_lot", lot["id"])
        rows = [
            {
                "inspection": lot["id"],
                "characteristic": line["id"],
                "inspected": line["sample_size"],
                "nonconforming": bad,
            }
            for line in lot["characteristics"]
        ]
        self.inspector.create("inspection_result", rows)
        return self.inspector.step("inspection_lot", lot, "complete")

    def split(self, balance: Row, code: str, quantity: Decimal) -> Row:
        values = {**place(balance), "code": code, "quantity": quantity}
        del values["item"]
        return self.store.step("lot_split", self.store.create("lot_split", [values])[0], "post")

    def reserve(self, balance: Row, quantity: Decimal, *, named: bool = True) -> Row:
        """A reservation at the place of a balance, of its lot or of any."""
        values = {"item": balance["item"], "location": balance["location"], "quantity": quantity}
        made = self.store.create("stock_reservation", [values | ({"lot": balance["lot"]} if named else {})])
        return self.store.step("stock_reservation", made[0], "reserve")

    def lines(self, model: str, identity: str) -> list[Row]:
        """The lines of a record."""
        found: list[Row] = self.look(lambda ctx: ctx.records.lines(model, identity))
        return found

    def hold(self, **scope: Any) -> Row:
        made = self.engineer.create("hold", [{"reason_text": "定律", **scope}])
        return self.engineer.step("hold", made[0], "open")


@dataclass
class Held:
    """A hold as the law has it: what it reaches, also what came later."""

    record: Row
    scope: str
    key: str
    lots: set[str] = field(default_factory=set)

    def reaches(self, balance: Row) -> bool:
        return (
            balance["lot"] in self.lots
            if self.scope in {"lot", "supplier_lot", "period"}
            else balance[self.scope] == self.key
        )


def place(balance: Row) -> dict[str, Any]:
    """The dimensions of a balance that a document names."""
    return {key: balance[key] for key in ("item", "lot", "location", "status", "owner")}


def meeting(equal: Mapping[str, Any]) -> dict[str, Any] | None:
    """A filter tree: each field is the value, or one of the values of a list."""
    parts = [
        {"field": key, "op": "in" if isinstance(value, list) else "eq", "value": value} for key, value in equal.items()
    ]
    return {"and": parts} if parts else None


def hands_of(factory: Factory) -> Hands:
    """The factory's people, its masters, a transit place, and a plan that looks at two pieces and allows none bad."""
    factory.masters()
    factory.admin.create("location", code="TR", warehouse="W2", location_type="transit")
    seen: dict[str, Any] = {"class": "major"}
    factory.engineer.create("characteristic", code="C-LOOK", name="外观", kind="attribute", **seen)
    plan = factory.engineer.create(
        "inspection_plan",
        code="P2",
        name="抽检",
        valid_from="2020-01-01",
        classes=[{"class": "major", "sampling": "fixed", "sample_size": 2}],
        characteristics=[{"characteristic": "C-LOOK", "class": "major"}],
    )
    factory.engineer.step("inspection_plan", plan, "release", because="首次发布")
    identity = factory.house.identity
    actors = {}
    for key, roles in ROLES.items():
        login = f"{factory.company}-law-{key}"
        identity.create_user(login, key, PASSWORD)
        identity.set_member(login, factory.company, roles)
        _secret, who = identity.sign_in(login, PASSWORD, factory.company)
        actors[key] = Actor(factory.house, who)
    return Hands(factory, **actors)


def item_of(hands: Hands, code: str, origins: Sequence[str]) -> str:
    """A new item, inspected at these origins at both sites."""
    made = hands.factory.admin.create("item", code=code, name=code, unit="pcs", tracking="lot")
    for origin in origins:
        for site in ("F1", "F2"):
            values: dict[str, Any] = {"site": site, "item": code, "origin": origin, "plan_code": "P2"}
            hands.factory.engineer.create("inspection_setting", **values)
    return str(made["id"])
