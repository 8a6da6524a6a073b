"""People who send stock to the other site, and take it in whole, in parts or short: one part of ``test_laws``."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.stories.hands import Hands, place
from tests.stories.returning import Returning

from zhihe.platform.actions import Row


class Travelling(Returning):
    """Transfers between the two sites."""

    def __init__(self, hands: Hands, tally: Counter[str]) -> None:
        super().__init__(hands, tally)
        self.transfers: list[Row] = []

    def sent(self, row: Row, quantity: Decimal) -> Row:
        """A transfer to the other factory that is under way."""
        line = {**place(row), "to_location": self.places["B-01"], "quantity": quantity}
        made = self.hands.store.create("stock_transfer", [{"transit": "TR", "lines": [line]}])[0]
        return self.hands.store.step("stock_transfer", made, "ship")

    def send_in_vain(self, row: Row) -> None:
        """One transfer is turned back; of another a part arrives, and the rest never does."""
        self.act("turn_back", partial(self.hands.store.step, "stock_transfer", self.sent(row, Decimal(2)), "turn_back"))
        sent = self.sent(row, Decimal(3))
        for step in ("receive_part", "close_short"):
            given = self.asked(step, Decimal(2))
            sent = self.act(step, partial(self.hands.store.step, "stock_transfer", sent, step, **given))
        self.total[row["item"]] -= 1

    def asked(self, step: str, quantity: Decimal) -> dict[str, Any]:
        """What a step is given."""
        if step == "receive_part":
            return {"lines": [{"line": 1, "quantity": quantity}]}
        return {"reason": "少"} if step == "close_short" else {}

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), restricted=st.booleans())
    def send(self, data: st.DataObject, restricted: bool) -> None:  # noqa: FBT001
        if not (drawn := self.drawn(data)):
            return
        row, quantity = drawn
        to = "A-01" if row["location"] == self.places["B-01"] else "B-01"
        line = {**place(row), "to_location": self.places[to], "quantity": quantity}
        made = self.hands.engineer.create("stock_transfer", [{"transit": "TR", "lines": [line]}])
        who, step = (self.hands.engineer, "ship_restricted") if restricted else (self.hands.store, "ship")
        more = {"reason": "送检"} if restricted else {}
        if sent := self.act("send", lambda: who.step("stock_transfer", made[0], step, **more)):
            self.transfers.append(sent)

    @precondition(lambda self: self.transfers)
    @rule(data=st.data(), quantity=st.integers(1, 4))
    def arrive(self, data: st.DataObject, quantity: int) -> None:
        sent = data.draw(st.sampled_from(self.transfers))
        step = data.draw(st.sampled_from(["receive", "receive", "turn_back", "receive_part", "close_short"]))
        given = self.asked(step, Decimal(quantity))
        word = "arrive" if step == "receive" else step
        if done := self.act(word, lambda: self.hands.store.step("stock_transfer", sent, step, **given)):
            self.transfers.remove(sent)
            (line,) = self.hands.lines("stock_transfer", sent["id"])
            self.total[line["item"]] -= line["lost"]
            if done["state"] == "in_transit":
                self.transfers.append(done)
