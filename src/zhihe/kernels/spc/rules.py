"""Run rules as data: Nelson's eight tests (JQT 16, 1984) and the Western Electric rules (1956), with parameters.

A rule is one of seven tests. ``beyond``, ``side``, ``trend`` and ``alternate`` need a centre line; ``cluster``,
``within`` and ``outside`` need the one- and two-sigma zones of a symmetric chart.

Edge cases: a point exactly on a limit or zone line is neither beyond nor within; a point on the centre line
breaks a run; equal neighbours break a trend and an alternation. Lines are met within 1e-9 standard errors, so
that the last bit of a mean cannot decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

from zhihe.kernels.spc.caveats import Language

Test = Literal["beyond", "side", "trend", "alternate", "cluster", "within", "outside"]

_Known = tuple[Test, int, int, float, bool]

ZONE_TESTS: Final = ("cluster", "within", "outside")
ON_THE_LINE: Final = 1e-9
"""How near to a line, in standard errors, a point counts as on it."""

_FEWEST: Final[Mapping[str, int]] = MappingProxyType(
    {"beyond": 1, "side": 2, "trend": 2, "alternate": 3, "cluster": 2, "within": 2, "outside": 2}
)
_WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "beyond": ("1 点超出 {zone} 倍标准差", "1 point beyond {zone} sigma"),
        "limits": ("1 点超出控制限", "1 point beyond a control limit"),
        "side": ("连续 {count} 点在中心线同一侧", "{count} points in a row on one side of the centre line"),
        "trend": ("连续 {count} 点递增或递减", "{count} points in a row all rising or all falling"),
        "alternate": ("连续 {count} 点上下交替", "{count} points in a row alternating up and down"),
        "cluster": (
            "连续 {window} 点中有 {count} 点在同一侧超出 {zone} 倍标准差",
            "{count} of {window} points in a row beyond {zone} sigma on one side",
        ),
        "within": (
            "连续 {count} 点在中心线两侧 {zone} 倍标准差之内",
            "{count} points in a row within {zone} sigma of the centre line",
        ),
        "outside": (
            "连续 {count} 点都在 {zone} 倍标准差之外（任一侧）",
            "{count} points in a row beyond {zone} sigma, on either side",
        ),
        "outside_both": (
            "连续 {count} 点都在 {zone} 倍标准差之外，且两侧都有",
            "{count} points in a row beyond {zone} sigma, on both sides",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One test: ``count`` points of the last ``window``, seen against ``zone`` standard errors.

    ``zone`` 0 with ``beyond`` means the limits of the chart itself. ``both_sides`` asks ``outside`` for points
    on both sides, as Nelson worded it; Minitab does not.
    """

    code: str
    test: Test
    count: int
    window: int
    zone: float = 0.0
    both_sides: bool = False

    def __post_init__(self) -> None:
        if self.test not in get_args(Test):
            raise ValueError(f"rule {self.code}: {self.test!r} is no test; use one of {', '.join(get_args(Test))}")
        if self.count < _FEWEST[self.test]:
            raise ValueError(f"rule {self.code} needs {_FEWEST[self.test]} points or more, not {self.count}")
        if self.window < self.count or (self.test != "cluster" and self.window != self.count):
            raise ValueError(f"rule {self.code}: {self.count} of {self.window} points is no {self.test} test")
        if not 0 <= self.zone < float("inf") or (self.test in ZONE_TESTS and self.zone == 0):
            raise ValueError(f"rule {self.code}: a zone of {self.zone} standard errors is no zone")

    def text(self, lang: Language = "zh") -> str:
        """Say the rule in Chinese or English."""
        key = "limits" if self.test == "beyond" and self.zone == 0 else self.test
        words = _WORDS["outside_both" if self.both_sides else key]
        return words[lang != "zh"].format(count=self.count, window=self.window, zone=f"{self.zone:g}")


def nelson(
    numbers: Sequence[int] = (1, 2, 3, 5, 6),
    *,
    zone: float = 0.0,
    side: int = 9,
    trend: int = 6,
    alternate: int = 14,
    far: int = 2,
    near: int = 4,
    within: int = 15,
    outside: int = 8,
    both_sides: bool = False,
) -> tuple[Rule, ...]:
    """Nelson's tests by number with their parameters; the default leaves out 4, 7 and 8, which cost most.

    All eight together signal at about one point in 43 of a stable process. ``zone`` 0 takes test 1 from the
    limits of the chart; ``far`` and ``near`` are K of K + 1 points, as in Minitab. ValueError: a number that
    is no test, a parameter too small.
    """
    known: tuple[_Known, ...] = (
        ("beyond", 1, 1, zone, False),
        ("side", side, side, 0.0, False),
        ("trend", trend, trend, 0.0, False),
        ("alternate", alternate, alternate, 0.0, False),
        ("cluster", far, far + 1, 2.0, False),
        ("cluster", near, near + 1, 1.0, False),
        ("within", within, within, 1.0, False),
        ("outside", outside, outside, 1.0, both_sides),
    )
    return _chosen("nelson", known, numbers)


def western_electric(
    numbers: Sequence[int] = (1, 2, 3, 4),
    *,
    zone: float = 0.0,
    far: int = 2,
    near: int = 4,
    side: int = 8,
) -> tuple[Rule, ...]:
    """Western Electric rules by number: beyond 3 sigma, 2 of 3 beyond 2, 4 of 5 beyond 1, 8 on one side."""
    known: tuple[_Known, ...] = (
        ("beyond", 1, 1, zone, False),
        ("cluster", far, far + 1, 2.0, False),
        ("cluster", near, near + 1, 1.0, False),
        ("side", side, side, 0.0, False),
    )
    return _chosen("western_electric", known, numbers)


LIMITS_ONLY: Final = (Rule("limits", "beyond", 1, 1),)
"""The one rule every chart takes: a point beyond its limits."""


def _chosen(family: str, known: Sequence[_Known], numbers: Sequence[int]) -> tuple[Rule, ...]:
    for number in numbers:
        if not 1 <= number <= len(known):
            raise ValueError(f"{family} has tests 1 to {len(known)}, not {number}")
    return tuple(Rule(f"{family}.{number}", *known[number - 1]) for number in sorted(set(numbers)))
