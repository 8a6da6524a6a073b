"""The switching example every quality engineer can follow by hand: J, AQL 1.0, eight lots, then five."""

from __future__ import annotations

from zhihe.kernels.sampling.attributes import plan
from zhihe.kernels.sampling.switching import LotOutcome, Severity, replay


def test_two_of_five_lots_tighten_and_five_accepted_lots_return() -> None:
    normal = plan(1000, "1.0")
    assert (normal.code_letter, normal.n, normal.ac) == ("J", 80, 2)
    lots = replay([LotOutcome.of(normal, count) for count in (0, 1, 2, 0, 3, 1, 0, 4)])
    assert [lot.level.score for lot in lots] == [3, 6, 0, 3, 0, 3, 6, 0]
    assert [lot.changed for lot in lots] == [False] * 7 + [True]
    tightened = plan(1000, "1.0", severity=lots[-1].level.severity)
    assert (tightened.severity, tightened.n, tightened.ac) == (Severity.TIGHTENED, 80, 1)
    more = replay([LotOutcome.of(tightened, 0)] * 5, start=lots[-1].level)
    assert [lot.level.severity for lot in more] == [Severity.TIGHTENED] * 4 + [Severity.NORMAL]


def test_a_lot_of_a_thousand_has_the_plans_of_its_classes() -> None:
    major, critical = plan(1000, "2.5"), plan(1000, "0.15")
    assert (major.plan_letter, major.n, major.ac) == ("J", 80, 5)
    assert (critical.plan_letter, critical.n, critical.ac) == ("J", 80, 0)
