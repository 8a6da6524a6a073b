"""Published worked examples of net requirements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial

from zhihe.faces.validate.example import Example
from zhihe.kernels.requirements import Component, LotSizing, Planning, Record, net, plan

KRAJEWSKI = "Krajewski, Ritzman, Malhotra: Operations Management, Resource Planning, MRP record of the seat subassembly"
HEIZER = "Heizer, Render, Munson: Operations Management, ch. 14, example 3 (net material requirements plan of Awesome)"
HEIZER_PROBLEM = "Heizer, Render, Munson: Principles of Operations Management, 11th ed., problem 14.12 a"
JACOBS = (
    "Jacobs, Chase: Operations and Supply Chain Management, Material Requirements Planning, solved problem (product X)"
)
SOLVED = "edu.com homework helper, question 1098717 (one A of two B and three C)"
BRACKET = "Heizer, Render, Munson: Operations Management, 12th ed., solutions to problem 14.3 (50 brackets)"
WEEKS = "homeworksource.com, question 1020430 (lot size 200, lead time of four weeks)"

SOLVED_ITEMS = {"A": (20, 1, 1), "B": (50, 1, 1), "C": (60, 2, 1), "D": (25, 1, 50), "E": (0, 2, 100), "F": (0, 2, 100)}
SOLVED_PARTS = (("A", "B", 2), ("A", "C", 3), ("B", "F", 1), ("C", "D", 1), ("C", "E", 1), ("C", "F", 2))
BRACKET_PARTS = (
    ("bracket", "base", 1),
    ("bracket", "spring", 2),
    ("bracket", "clamp", 4),
    ("base", "clamp", 1),
    ("base", "housing", 2),
    ("clamp", "handle", 1),
    ("clamp", "casting", 1),
    ("housing", "bearing", 2),
    ("housing", "shaft", 1),
)
SEAT_GROSS = (150, 0, 0, 120, 0, 150, 120, 0)
AWESOME = {"A": (10, 1), "B": (15, 2), "C": (20, 1), "D": (10, 1), "E": (10, 2), "F": (5, 3), "G": (0, 2)}
AWESOME_PARTS = (
    ("A", "B", 2),
    ("A", "C", 3),
    ("B", "D", 2),
    ("B", "E", 2),
    ("C", "E", 2),
    ("C", "F", 2),
    ("F", "G", 1),
    ("F", "D", 2),
)


def _numbers(values: Sequence[int]) -> list[Decimal]:
    return [Decimal(value) for value in values]


def _seat(sizing: LotSizing) -> Record:
    """Plan the seat subassembly: 37 on hand, 230 on order for week 1, two weeks of lead time."""
    planning = Planning(on_hand=Decimal(37), lead_time=2, sizing=sizing, scheduled={0: Decimal(230)})
    return net(_numbers(SEAT_GROSS), planning)


def _awesome() -> Mapping[str, Record]:
    """Plan 50 Awesome speaker kits for week 8, lot for lot."""
    items = {name: Planning(on_hand=Decimal(on_hand), lead_time=weeks) for name, (on_hand, weeks) in AWESOME.items()}
    components = [Component(parent, part, Decimal(each)) for parent, part, each in AWESOME_PARTS]
    return plan({"A": _numbers([0] * 7 + [50])}, items, components, horizon=8)


def _product_x() -> Mapping[str, Record]:
    """Plan 100 of product X for week 10 from nothing on hand."""
    weeks = {"X": 1, "Y": 2, "Z": 3, "A": 2, "B": 1, "C": 3}
    parts = (("X", "Y", 2), ("X", "Z", 3), ("Y", "A", 1), ("Y", "B", 2), ("Z", "A", 2), ("Z", "C", 4))
    items = {name: Planning(lead_time=lead) for name, lead in weeks.items()}
    components = [Component(parent, part, Decimal(each)) for parent, part, each in parts]
    return plan({"X": _numbers([0] * 9 + [100])}, items, components, horizon=10)


def _solved() -> Mapping[str, Record]:
    """Plan 20, 20, 60 and 50 of A for periods 1, 2, 6 and 8; D, E and F come in multiples."""
    items = {
        name: Planning(
            on_hand=Decimal(on_hand),
            lead_time=periods,
            sizing=LotSizing(multiple=Decimal(multiple)),
            scheduled={0: Decimal(30)} if name == "B" else {},
        )
        for name, (on_hand, periods, multiple) in SOLVED_ITEMS.items()
    }
    components = [Component(parent, part, Decimal(each)) for parent, part, each in SOLVED_PARTS]
    return plan({"A": _numbers([20, 20, 0, 0, 0, 60, 0, 50])}, items, components, horizon=8)


def _bracket(item: str, bases: int = 0, clamps: int = 0) -> str:
    """Plan 50 brackets at once, from nothing or with bases and clamps on hand."""
    names = {name for parent, part, _ in BRACKET_PARTS for name in (parent, part)}
    on_hand = {"base": Decimal(bases), "clamp": Decimal(clamps)}
    items = {name: Planning(on_hand=on_hand.get(name, Decimal(0))) for name in names}
    components = [Component(parent, part, Decimal(each)) for parent, part, each in BRACKET_PARTS]
    return f"{plan({'bracket': [Decimal(50)]}, items, components, horizon=1)[item].periods[0].net:f}"


def _releases_solved(item: str) -> str:
    return _shown(_solved()[item].releases)


def _weeks(third: int) -> Record:
    """Plan five weeks with 100 on hand and 200 due in weeks 2 and 4."""
    scheduled = {1: Decimal(200), 3: Decimal(200)}
    return net(_numbers([50, 125, third, 60, 40]), Planning(on_hand=Decimal(100), scheduled=scheduled))


def _in_multiples() -> str:
    """Plan item D of the solved problem alone."""
    planning = Planning(on_hand=Decimal(25), lead_time=1, sizing=LotSizing(multiple=Decimal(50)))
    return _shown(net(_numbers([0, 0, 180, 0, 150]), planning).releases)


def _shown(values: Sequence[Decimal]) -> str:
    """Write the weeks in which something happens: «2: 230, 5: 230»."""
    return ", ".join(f"{week}: {value:f}" for week, value in enumerate(values, start=1) if value)


def _releases(item: str) -> str:
    return _shown(_awesome()[item].releases)


def _releases_of_x(item: str) -> str:
    return _shown(_product_x()[item].releases)


def _net(item: str) -> str:
    return _shown([period.net for period in _awesome()[item].periods])


def _problem() -> str:
    """Plan item A of the problem: 100, 50 and 150 in weeks 8, 10 and 12, one week of lead time."""
    gross = [0] * 12
    gross[7], gross[9], gross[11] = 100, 50, 150
    return _shown(net(_numbers(gross), Planning(lead_time=1)).releases)


FIXED = LotSizing(fixed=Decimal(230))
EXAMPLES = [
    Example(
        "requirements.net",
        f"{KRAJEWSKI}, FOQ of 230",
        "projected on-hand inventory",
        "1: 117, 2: 117, 3: 117, 4: 227, 5: 227, 6: 77, 7: 187, 8: 187",
        lambda: _shown([period.available for period in _seat(FIXED).periods]),
    ),
    Example(
        "requirements.net",
        f"{KRAJEWSKI}, FOQ of 230",
        "planned order releases",
        "2: 230, 5: 230",
        lambda: _shown(_seat(FIXED).releases),
    ),
    Example(
        "requirements.net",
        f"{KRAJEWSKI}, L4L",
        "planned receipts",
        "4: 3, 6: 150, 7: 120",
        lambda: _shown([period.receipt for period in _seat(LotSizing()).periods]),
    ),
    Example(
        "requirements.net", SOLVED, "planned order releases of D in multiples of 50", "2: 200, 4: 150", _in_multiples
    ),
    Example("requirements.net", WEEKS, "left in week 3", "25", lambda: f"{_weeks(100).periods[2].available:f}"),
    Example("requirements.net", WEEKS, "needed in week 3 of 150", "25", lambda: f"{_weeks(150).periods[2].net:f}"),
    Example("requirements.net", HEIZER_PROBLEM, "planned order releases of A", "7: 100, 9: 50, 11: 150", _problem),
    *(
        Example("requirements.explosion", HEIZER, f"net requirements of {item}", expected, partial(_net, item))
        for item, expected in (
            ("A", "8: 40"),
            ("B", "7: 65"),
            ("C", "7: 100"),
            ("E", "5: 120, 6: 200"),
            ("F", "6: 195"),
        )
    ),
    *(
        Example(
            "requirements.explosion", HEIZER, f"planned order releases of {item}", expected, partial(_releases, item)
        )
        for item, expected in (
            ("A", "7: 40"),
            ("B", "5: 65"),
            ("C", "6: 100"),
            ("E", "3: 120, 4: 200"),
            ("F", "3: 195"),
        )
    ),
    *(
        Example("requirements.explosion", BRACKET, f"{title} of {item}", needed, partial(_bracket, item, *stock))
        for title, stock, counts in (
            ("gross requirement", (), (("base", "50"), ("clamp", "250"), ("housing", "100"), ("bearing", "200"))),
            (
                "net requirement, 25 bases and 100 clamps on hand",
                (25, 100),
                (("base", "25"), ("clamp", "125"), ("casting", "125"), ("housing", "50"), ("shaft", "50")),
            ),
        )
        for item, needed in counts
    ),
    *(
        Example(
            "requirements.explosion",
            JACOBS,
            f"planned order releases of {item}",
            expected,
            partial(_releases_of_x, item),
        )
        for item, expected in (
            ("X", "9: 100"),
            ("Y", "7: 200"),
            ("Z", "6: 300"),
            ("A", "4: 600, 5: 200"),
            ("B", "6: 400"),
            ("C", "3: 1200"),
        )
    ),
    *(
        Example(
            "requirements.explosion",
            SOLVED,
            f"planned order releases of {item}",
            expected,
            partial(_releases_solved, item),
        )
        for item, expected in (
            ("A", "1: 20, 5: 60, 7: 50"),
            ("B", "4: 80, 6: 100"),
            ("C", "3: 180, 5: 150"),
            ("D", "2: 200, 4: 150"),
            ("E", "1: 200, 3: 200"),
            ("F", "1: 400, 2: 100, 3: 300, 4: 100"),
        )
    ),
]
