"""People who refuse at the gate and send goods back: one part of the machine of ``test_laws``."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.stories.hands import Hands
from tests.stories.reserving import Reserving

from zhihe.platform.actions import Row


class Returning(Reserving):
    """Receipts of which a part is refused, and returns that are proposed, withdrawn, shipped and reversed."""

    def __init__(self, hands: Hands, tally: Counter[str]) -> None:
        super().__init__(hands, tally)
        self.receipts: list[tuple[Row, str, Decimal]] = []
        self.returns: list[Row] = []

    def go_back(self, row: Row) -> None:
        """One piece is set aside and shipped, another set aside and withdrawn, one of a receipt refused."""
        for step in ("ship", "withdraw"):
            if record := self.proposed(row, Decimal(1)):
                who = self.hands.buyer if step == "withdraw" else self.hands.store
                self.act(f"{step}_return", partial(who.step, "purchase_return", record, step))
        self.total[row["item"]] -= 1
        receipt, item, left = self.receipts[-1]
        given: dict[str, Any] = {"lines": [{"line": 1, "quantity": Decimal(1)}], "reason": "破损"}
        if done := self.act("refuse", partial(self.hands.store.step, "goods_receipt", receipt, "refuse", **given)):
            self.receipts[-1] = (done, item, left - 1)
            self.total[item] -= 1

    def proposed(self, row: Row, quantity: Decimal) -> Any:
        line = {key: row[key] for key in ("item", "lot", "location", "status")} | {"quantity": quantity}
        site = "F2" if row["location"] == self.places["B-01"] else "F1"
        values = {"supplier": "S1", "site": site, "reason_text": "多送", "lines": [line]}
        made = self.hands.buyer.create("purchase_return", [values])[0]
        return self.act("set_aside", lambda: self.hands.buyer.step("purchase_return", made, "propose"))

    @precondition(lambda self: self.receipts)
    @rule(data=st.data(), all_of_it=st.sampled_from([False, False, False, True]))
    def refuse(self, data: st.DataObject, all_of_it: bool) -> None:  # noqa: FBT001 - hypothesis gives it
        chosen = data.draw(st.sampled_from(self.receipts))
        receipt, item, left = chosen
        quantity = left if all_of_it or left < 1 else Decimal(data.draw(st.integers(1, int(left))))
        given: dict[str, Any] = {"lines": [{"line": 1, "quantity": quantity}], "reason": "破损"}
        done = self.act("refuse", lambda: self.hands.store.step("goods_receipt", receipt, "refuse", **given))
        if done is not None:
            self.receipts[self.receipts.index(chosen)] = (done, item, left - quantity)
            self.total[item] -= quantity

    @precondition(lambda self: any(row["status"] == "unrestricted" for row in self.rows))
    @rule(data=st.data())
    def set_aside(self, data: st.DataObject) -> None:
        if not (drawn := self.drawn(data, "unrestricted")):
            return
        if done := self.proposed(*drawn):
            self.returns.append(done)

    @precondition(lambda self: self.returns)
    @rule(data=st.data(), step=st.sampled_from(["ship", "ship", "withdraw", "reverse"]))
    def send_back(self, data: st.DataObject, step: str) -> None:
        at = data.draw(st.integers(0, len(self.returns) - 1))
        record = self.returns[at]
        who = self.hands.buyer if step == "withdraw" else self.hands.store
        more = {"reason": "没有提走"} if step == "reverse" else {}
        done = self.act(f"{step}_return", lambda: who.step("purchase_return", record, step, **more))
        if done is None:
            return
        (line,) = self.hands.lines("purchase_return", record["id"])
        self.total[line["item"]] -= {"ship": 1, "withdraw": 0, "reverse": -1}[step] * line["quantity"]
        self.returns[at : at + 1] = [] if step == "withdraw" else [done]
