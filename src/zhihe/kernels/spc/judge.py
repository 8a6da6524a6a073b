"""Signals: at which point of a chart a rule completes its pattern, and which points are members of it.

Each test is a few passes over booleans; «all of the last k» takes log2(k) of them. A pattern that goes on
signals at each further point that still completes it. A window cut short by the start of the chart counts
(two of the first two beyond 2 sigma is two of three whatever comes next), so adding points never changes
what was signalled before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from zhihe.kernels.sigma import Floats, Integers
from zhihe.kernels.spc.chart import Chart
from zhihe.kernels.spc.rules import ON_THE_LINE, ZONE_TESTS, Rule

Mask = npt.NDArray[np.bool_]

_RUN_TESTS: Final = ("side", "trend", "alternate")
_STEP_TESTS: Final = ("trend", "alternate")


@dataclass(frozen=True, slots=True)
class Signal:
    """One rule completed at ``point`` by ``members`` (places from 0, in order, the point last).

    ``side`` is 1 above or rising, -1 below or falling, 0 where the pattern has no side.
    """

    chart: str
    rule: str
    point: int
    members: tuple[int, ...]
    side: int


@dataclass(frozen=True, slots=True, eq=False)
class Signals:
    """All signals of one chart as arrays, ordered by point and rule; iterating makes ``Signal`` objects.

    ``rule`` holds places in ``rules``. ``chart`` is what was judged; ``shift`` is the place of its first point
    in the whole record, or ``origin`` gives the place of each point.
    """

    chart: Chart
    rules: tuple[Rule, ...]
    point: Integers
    rule: Integers
    side: Integers
    shift: int = 0
    origin: Integers | None = None

    def __len__(self) -> int:
        return int(self.point.size)

    def __iter__(self) -> Iterator[Signal]:
        scores = _scores(self.chart)
        for place in range(len(self)):
            rule, at = self.rules[self.rule[place]], int(self.point[place])
            members = _members(self.chart, rule, at, int(self.side[place]), scores)
            yield Signal(
                chart=self.chart.kind,
                rule=rule.code,
                point=self._whole(at),
                members=tuple(self._whole(member) for member in members),
                side=int(self.side[place]),
            )

    def points(self) -> Integers:
        """Distinct points that signal, as places in the whole record."""
        distinct = np.unique(self.point)
        return distinct + self.shift if self.origin is None else self.origin[distinct]

    def _whole(self, at: int) -> int:
        return at + self.shift if self.origin is None else int(self.origin[at])


def applicable(chart: Chart, rule: Rule) -> bool:
    """Whether a chart takes a rule: zone tests need a symmetric chart, run tests a chart of independent points."""
    if rule.test in ZONE_TESTS:
        return chart.tests == "zones"
    if rule.test in _RUN_TESTS:
        return chart.tests != "limits"
    return rule.zone == 0 or chart.error is not None


def signals(
    chart: Chart,
    rules: Sequence[Rule],
    *,
    start: int = 0,
    shift: int = 0,
    origin: Integers | None = None,
) -> Signals:
    """Apply the rules the chart takes to its points from ``start`` on; earlier points are context only."""
    kept = tuple(rule for rule in rules if applicable(chart, rule))
    scores = _scores(chart)
    steps = _steps(chart, kept)
    found = [_found(_mask(chart, rule, scores, steps), start) for rule in kept]
    none = np.empty(0, dtype=np.int64)
    point = np.concatenate([none, *(points for points, _ in found)])
    rule = np.repeat(np.arange(len(kept)), [points.size for points, _ in found])
    side = np.concatenate([none, *(sides for _, sides in found)])
    order = np.lexsort((rule, point))
    return Signals(chart, kept, point[order], rule[order], side[order], shift, origin)


def _scores(chart: Chart) -> Floats:
    """Scores where the chart has them; a chart judged by its limits alone never looks at them."""
    return np.empty(0) if chart.error is None else chart.scores()


def _found(masks: tuple[Mask, Mask], start: int) -> tuple[Integers, Integers]:
    """Points and sides of two masks (above, below); points that are in both have no side."""
    above, below = masks
    points = np.flatnonzero((above | below)[start:]) + start
    return points, above[points].astype(np.int64) - below[points]


def _mask(chart: Chart, rule: Rule, scores: Floats, steps: tuple[Mask, Mask]) -> tuple[Mask, Mask]:
    if rule.test == "beyond":
        return _beyond(chart, rule, scores)
    if rule.test in _STEP_TESTS:
        return _course(rule, *steps)
    if rule.test == "side":
        return _all_last(scores > ON_THE_LINE, rule.count), _all_last(scores < -ON_THE_LINE, rule.count)
    if rule.test == "cluster":
        far = rule.zone + ON_THE_LINE
        return _many_of(scores > far, rule), _many_of(scores < -far, rule)
    size = np.abs(scores)
    if rule.test == "within":
        both = _all_last(size < rule.zone - ON_THE_LINE, rule.count)
        return both, both
    both = _all_last(size > rule.zone + ON_THE_LINE, rule.count)
    if rule.both_sides:
        both &= ~(_all_last(scores > 0, rule.count) | _all_last(scores < 0, rule.count))
    return both, both


def _beyond(chart: Chart, rule: Rule, scores: Floats) -> tuple[Mask, Mask]:
    if chart.error is not None:
        far = (rule.zone or chart.sigmas) + ON_THE_LINE
        return scores > far, scores < -far
    return (
        chart.points - chart.upper > ON_THE_LINE * (chart.upper - chart.center),
        chart.lower - chart.points > ON_THE_LINE * (chart.center - chart.lower),
    )


def _steps(chart: Chart, rules: Sequence[Rule]) -> tuple[Mask, Mask]:
    """Whether each point lies above, and below, the one before it; looked at once for all rules."""
    rising, falling = np.zeros((2, len(chart)), dtype=bool)
    if any(rule.test in _STEP_TESTS for rule in rules):
        tie = 0.0 if chart.error is None else ON_THE_LINE * chart.error[1:]
        steps = np.diff(chart.points)
        np.greater(steps, tie, out=rising[1:])
        np.less(steps, -tie, out=falling[1:])
    return rising, falling


def _course(rule: Rule, rising: Mask, falling: Mask) -> tuple[Mask, Mask]:
    if rule.test == "trend":
        return _all_last(rising, rule.count - 1), _all_last(falling, rule.count - 1)
    turns = np.zeros_like(rising)
    turns[1:] = rising[1:] & falling[:-1] | falling[1:] & rising[:-1]
    both = _all_last(turns, rule.count - 2)
    return both, both


def _all_last(flags: Mask, count: int) -> Mask:
    """Whether each flag and the ``count`` - 1 before it are all set, by doubling the length looked at."""
    result, reach = flags.copy(), 1
    while reach < count:
        step = min(reach, count - reach)
        shorter = result
        result = np.zeros_like(shorter)
        np.logical_and(shorter[step:], shorter[:-step], out=result[step:])
        reach += step
    return result


def _many_of(flags: Mask, rule: Rule) -> Mask:
    """Whether each set flag is the ``count``-th or later among the last ``window``."""
    total = flags.astype(np.int16)
    for back in range(1, min(rule.window, flags.size)):
        total[back:] += flags[:-back]
    return flags & (total >= rule.count)


def _members(chart: Chart, rule: Rule, at: int, side: int, scores: Floats) -> range | list[int]:
    if chart.restarts is not None:
        before = int(np.searchsorted(chart.restarts, at))
        return range(chart.restarts[before - 1] + 1 if before else -chart.carried, at + 1)
    window = range(max(0, at - rule.window + 1), at + 1)
    if rule.test != "cluster":
        return window
    return [place for place in window if side * scores[place] > rule.zone + ON_THE_LINE]
