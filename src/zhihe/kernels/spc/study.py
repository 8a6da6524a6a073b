"""One way to chart anything: a spec says which chart, standards say where its lines lie, a study holds both.

``study(spec, data)`` estimates the standards from the data themselves (phase I); ``study(spec, data, standards)``
judges new data by standards that were fixed before (phase II).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Generic, Literal, TypeVar

from zhihe.kernels.sigma import Integers
from zhihe.kernels.spc.caveats import Caveat, caveat
from zhihe.kernels.spc.chart import ALGORITHM, Chart, Drawn, Memory, clipped
from zhihe.kernels.spc.judge import Signals, applicable, signals
from zhihe.kernels.spc.rows import Rows
from zhihe.kernels.spc.rules import Rule

ADVISED_SUBGROUPS: Final = 20
MANY_RULES: Final = 5
Phase = Literal["I", "II"]


@dataclass(frozen=True, slots=True)
class Standards:
    """Centre and sigma from which every line is drawn, with how they were got.

    ``sigma`` is that of one reading for variables, 0 where the law of counts gives it from ``center``.
    ``sigma_z`` widens limits for Laney charts. ``estimator`` is «given» where nobody estimated. ``size`` is the
    common subgroup size, or None where sizes differed; ``mean_size`` their mean, for counts.
    """

    center: float
    sigma: float
    estimator: str
    convention: str
    df: float | None = None
    subgroups: int = 0
    readings: int = 0
    size: float | None = None
    mean_size: float | None = None
    sigma_z: float = 1.0


D = TypeVar("D", bound=Rows)
S = TypeVar("S")


class Spec(ABC, Generic[D, S]):
    """Which chart, with its parameters: a frozen dataclass that reads, estimates and draws."""

    kind: ClassVar[str]
    advised: ClassVar[int] = ADVISED_SUBGROUPS

    @abstractmethod
    def read(self, data: Any) -> D:
        """Check the data and give them their shape; ValueError names the first bad number."""

    @abstractmethod
    def estimate(self, data: D) -> S:
        """Estimate centre and sigma; ValueError for too few subgroups or no variation."""

    @abstractmethod
    def draw(self, data: D, standards: S, memory: Memory) -> Drawn:
        """Draw the charts of these subgroups, which follow those that ``memory`` remembers."""

    def settle(self, standards: S) -> S:
        """Turn standards into those that judge later data; the same, but for T2."""
        return standards

    def warn(self, data: D, standards: S) -> tuple[Caveat, ...]:  # noqa: ARG002 - for the specs that look at them
        """Say what limits estimated from these data cannot be trusted for."""
        return ()


@dataclass(frozen=True, slots=True, eq=False)
class Study(Generic[S]):
    """Charts of one data set by one spec, location first, then spread."""

    spec: Spec[Any, S]
    standards: S
    phase: Phase
    charts: tuple[Chart, ...]
    memory: Memory
    caveats: tuple[Caveat, ...]
    algorithm: str = ALGORITHM

    @property
    def location(self) -> Chart:
        """The first chart: means, individuals, counts, or the one there is."""
        return self.charts[0]

    @property
    def spread(self) -> Chart:
        """The last chart: ranges, standard deviations, moving ranges, or the lower CUSUM."""
        return self.charts[-1]


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """Signals of every chart of a study, and what to bear in mind when reading them."""

    signals: tuple[Signals, ...]
    in_control: bool
    caveats: tuple[Caveat, ...]
    algorithm: str = ALGORITHM


def study(spec: Spec[D, S], data: object, standards: S | None = None) -> Study[S]:
    """Chart data by a spec, with limits from the data themselves or from given standards."""
    rows = spec.read(data)
    known = spec.estimate(rows) if standards is None else spec.settle(standards)
    drawn = spec.draw(rows, known, Memory())
    caveats = [*drawn.caveats, *(said for chart in drawn.charts for said in clipped(chart))]
    if standards is None:
        caveats += spec.warn(rows, known)
        if len(rows) < spec.advised:
            caveats.append(caveat("few_subgroups", subgroups=len(rows), advised=spec.advised))
    phase: Phase = "I" if standards is None else "II"
    return Study(spec, known, phase, drawn.charts, drawn.memory, tuple(caveats))


def judge(charted: Study[S], rules: Sequence[Rule], *, origin: Integers | None = None) -> Verdict:
    """Apply run rules to every chart of a study; a chart ignores rules it does not take and says so.

    ``origin`` gives the place of each point in the whole record, where some were left out.
    """
    found = tuple(signals(chart, rules, origin=origin) for chart in charted.charts)
    return Verdict(found, not any(len(one) for one in found), weigh(found, rules))


def weigh(found: tuple[Signals, ...], rules: Sequence[Rule]) -> tuple[Caveat, ...]:
    """Say which rules were left out where, and whether the spread signals beneath the location."""
    said = []
    for one in found:
        left = [rule.code for rule in rules if not applicable(one.chart, rule)]
        if left:
            said.append(caveat("rules_not_applied", chart=one.chart.kind, rules=", ".join(left)))
    last = found[-1]
    if last.chart.kind in {"r", "s", "mr"} and len(last):
        said.append(caveat("spread_out_of_control", chart=last.chart.kind, signals=len(last)))
    if len(rules) > MANY_RULES:
        said.append(caveat("many_rules", rules=len(rules)))
    return tuple(said)


def pick(found: tuple[Signals, ...], *, kind: str) -> Signals:
    """Find the signals of the chart of this kind; ValueError where the study has none."""
    for one in found:
        if one.chart.kind == kind:
            return one
    raise ValueError(f"there are {len(found)} charts, but none of kind {kind!r}")
