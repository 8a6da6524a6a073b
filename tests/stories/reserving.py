"""What every law of stock needs to act, and the people who reserve: one part of the machine of ``test_laws``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from tests.stories.hands import Hands

from zhihe.errors import Conflict, Forbidden, Invalid
from zhihe.platform.actions import Row


class Reserving(RuleBasedStateMachine):
    """People who reserve, free and issue what is reserved, beside all that others do with the stock."""

    places: dict[str, str]

    def __init__(self, hands: Hands, tally: Counter[str]) -> None:
        super().__init__()
        self.hands = hands
        self.tally = tally
        self.total: dict[str, Decimal] = defaultdict(Decimal)
        self.rows: list[Row] = []
        self.reservations: list[Row] = []

    def act(self, kind: str, work: Callable[[], Any]) -> Any:
        """Do it; None when it was refused. An error of any other kind fails the test."""
        try:
            done = work()
        except (Conflict, Forbidden, Invalid):
            return None
        self.tally[kind] += 1
        return done

    def drawn(self, data: st.DataObject, *statuses: str, moving: bool = False) -> tuple[Row, Decimal] | None:
        """A balance that stands, and a quantity of it, now and then too much."""
        rows = [row for row in self.rows if moving or row["location"] != self.places["TR"]]
        rows = [row for row in rows if not statuses or row["status"] in statuses]
        if not rows:
            return None
        row = data.draw(st.sampled_from(rows))
        over = data.draw(st.sampled_from([0, 0, 0, 0, 1]))
        return row, Decimal(data.draw(st.integers(1, int(row["quantity"])))) + over * row["quantity"]

    def kept(self) -> list[Row]:
        return sorted((row for row in self.reservations if row["state"] == "reserved"), key=lambda row: row["number"])

    @precondition(lambda self: any(row["status"] == "unrestricted" for row in self.rows))
    @rule(data=st.data(), named=st.booleans())
    def reserve(self, data: st.DataObject, named: bool) -> None:  # noqa: FBT001 - hypothesis gives it
        if drawn := self.drawn(data, "unrestricted"):
            row, quantity = drawn
            self.act("reserve", lambda: self.hands.reserve(row, quantity, named=named))

    @precondition(lambda self: self.kept())
    @rule(data=st.data())
    def free_reserved(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(self.kept()))
        self.act("free", lambda: self.hands.store.step("stock_reservation", chosen, "release"))

    @precondition(lambda self: self.kept())
    @rule(data=st.data(), more=st.sampled_from([0, 0, 0, 1]))
    def issue_reserved(self, data: st.DataObject, more: int) -> None:
        chosen = data.draw(st.sampled_from(self.kept()))
        lines = self.hands.lines("stock_reservation", chosen["id"])
        line = data.draw(st.sampled_from([each for each in lines if each["quantity"]]))
        quantity = Decimal(data.draw(st.integers(1, int(line["quantity"])))) + more
        balance = {**chosen, "lot": line["lot"], "status": "unrestricted", "owner": None}
        if self.act("issue_reserved", lambda: self.hands.move("issue", balance, quantity, reservation=chosen["id"])):
            self.total[chosen["item"]] -= quantity

    def what_is_reserved_is_usable_and_kept_for_somebody(self) -> None:
        """I6: what a balance keeps is what reservations say, of stock that is free and not held."""
        found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for record in self.reservations:
            lines = self.hands.lines("stock_reservation", record["id"])
            assert record["open"] == sum(line["quantity"] for line in lines)
            assert (record["open"] > 0) == (record["state"] == "reserved"), record
            if record["state"] in {"fulfilled", "dropped"}:
                assert record["issued"] + record["dropped"] == record["quantity"]
            for line in lines:
                found[line["lot"], record["location"]] += line["quantity"]
        for row in self.rows:
            free = row["status"] == "unrestricted" and row["owner"] is None
            kept = found.pop((row["lot"], row["location"]), Decimal(0)) if free else Decimal(0)
            assert row["reserved"] == kept <= row["quantity"], row
            assert not (kept and row["held"]), row
        assert not any(found.values())
