"""What the switching rules read and write: the level of one key, the events, the numbers of the rules.

The key (supplier and item and characteristic class, and AQL) is the caller's; a level belongs to one key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Final, Literal, Self

from zhihe.kernels.sampling.attributes import SamplingPlan, judge, one_aql_tighter
from zhihe.kernels.sampling.editions import Kind, Severity


def _positive(rules: object, numbers: Iterable[str]) -> None:
    for name in numbers:
        value = getattr(rules, name)
        if value < 1:
            raise ValueError(f"{name} is {value}; it must be 1 or more")


@dataclass(frozen=True, slots=True)
class SkipRule:
    """Skip-lot: after ``accepted_to_enter`` lots on reduced skip ``lots_skipped``, inspect one, repeat."""

    accepted_to_enter: int = 4
    lots_skipped: int = 2

    def __post_init__(self) -> None:
        _positive(self, ("accepted_to_enter", "lots_skipped"))


_NUMBERS: Final = (
    "window",
    "not_accepted_to_tighten",
    "accepted_to_relax",
    "not_accepted_to_discontinue",
    "score_needed",
    "accepted_to_reduce",
)


@dataclass(frozen=True, slots=True)
class SwitchingRules:
    """The numbers of ISO 2859-1 clause 9.3; ``reduce_by`` is ``accepted_lots`` in ANSI/ASQ Z1.4.

    ``skip`` is None where skip-lot is not used. All counts are lots but ``score_needed``.
    """

    reduce_by: Literal["score", "accepted_lots"] = "score"
    window: int = 5
    not_accepted_to_tighten: int = 2
    accepted_to_relax: int = 5
    not_accepted_to_discontinue: int = 5
    score_needed: int = 30
    accepted_to_reduce: int = 10
    skip: SkipRule | None = None

    def __post_init__(self) -> None:
        _positive(self, _NUMBERS)
        if self.not_accepted_to_tighten > self.window:
            raise ValueError(f"{self.not_accepted_to_tighten} lots not accepted do not fit a window of {self.window}")


GBT2828: Final = SwitchingRules()
"""GB/T 2828.1-2012, ISO 2859-1:1999: reduced by a switching score of 30."""
Z14: Final = SwitchingRules(reduce_by="accepted_lots")
"""ANSI/ASQ Z1.4: reduced after 10 accepted lots, with the limit number where it is used."""


@dataclass(frozen=True, slots=True)
class LotOutcome:
    """The decision on one lot; a concession or acceptance after sorting is ``accepted=False``.

    ``plan`` is the plan used or its (letter, n, Ac); ``tighter_ac`` the Ac one AQL tighter at the same n;
    ``kind`` and ``accepted_stage`` (1 = first sample) rule the score of double and multiple plans;
    ``severity`` the severity the lot was inspected at, None for that of the level; ``return_to_normal`` a
    count between Ac and Re; ``limit_number`` Z1.4's optional limit on the total of the last ten lots.
    """

    accepted: bool
    nonconforming: int
    plan: SamplingPlan | tuple[str, int, int]
    tighter_ac: int | None = None
    original: bool = True
    severity: Severity | None = None
    steady_production: bool = False
    authority_agrees: bool = False
    kind: Kind = "single"
    accepted_stage: int | None = None
    return_to_normal: bool = False
    limit_number: int | None = None

    def __post_init__(self) -> None:
        if self.nonconforming < 0:
            raise ValueError(f"{self.nonconforming} nonconforming is below 0")
        gap = self.return_to_normal or self.kind != "single"
        if self.accepted and self.nonconforming > self.ac and not gap:
            raise ValueError(f"a lot with {self.nonconforming} nonconforming is not accepted at Ac {self.ac}")

    @property
    def ac(self) -> int:
        """The acceptance number of the plan used."""
        return self.plan.ac if isinstance(self.plan, SamplingPlan) else self.plan[2]

    @classmethod
    def of(
        cls,
        plan: SamplingPlan,
        nonconforming: int,
        *,
        original: bool = True,
        steady_production: bool = False,
        authority_agrees: bool = False,
        limit_number: int | None = None,
    ) -> Self:
        """Judge the count against the plan and look the tighter Ac up."""
        verdict = judge(plan, nonconforming)
        return cls(
            accepted=verdict != "reject",
            nonconforming=nonconforming,
            plan=plan,
            tighter_ac=one_aql_tighter(plan),
            original=original,
            severity=plan.severity,
            steady_production=steady_production,
            authority_agrees=authority_agrees,
            return_to_normal=verdict == "accept_return_to_normal",
            limit_number=limit_number,
        )


@dataclass(frozen=True, slots=True)
class LotSkipped:
    """A lot that passed without inspection under skip-lot."""


class NoticeKind(StrEnum):
    """What may happen between lots."""

    SUSPEND = "suspend"
    """Complaint, safety defect, open SCAR, changed supplier or process: no reduced, no skip meanwhile."""
    LIFT = "lift"
    """The suspension with the same reason is over."""
    RETURN_TO_NORMAL = "return_to_normal"
    """Production irregular, or another condition of ISO 2859-1 9.3.3.3 d."""
    RESUME = "resume"
    """Corrective action verified and the authority consents: supply resumes, on tightened."""
    RESET = "reset"
    """No deliveries for the agreed time: start again, never lighter than before."""
    SHIP_TO_STOCK = "ship_to_stock"
    """The supplier is certified: skip-lot at once."""


@dataclass(frozen=True, slots=True)
class Notice:
    """An event between lots with its reason (a document number or a sentence)."""

    kind: NoticeKind
    reason: str = ""


Event = LotOutcome | LotSkipped | Notice


@dataclass(frozen=True, slots=True)
class QualityLevel:
    """Where a key stands after its last event; the counters belong to the current stay at ``severity``.

    ``window`` holds the last acceptances (newest last) on normal, ``counts`` their nonconforming numbers,
    ``accepted_run`` the accepted lots in a row, ``not_accepted`` all lots not accepted in a tightened stay,
    ``skipped`` the lots since the last inspected one, ``suspended_by`` the open reasons against reduced.
    """

    severity: Severity = Severity.NORMAL
    score: int = 0
    window: tuple[bool, ...] = ()
    counts: tuple[int, ...] = ()
    accepted_run: int = 0
    not_accepted: int = 0
    skipped: int = 0
    suspended_by: tuple[str, ...] = ()

    @property
    def table(self) -> Severity | None:
        """The severity of the plan for the next inspected lot; None while discontinued, reduced for skip."""
        if self.severity is Severity.DISCONTINUED:
            return None
        return Severity.REDUCED if self.severity is Severity.SKIP else self.severity

    def to_json(self) -> str:
        """Write the level as JSON with its keys in order."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what ``to_json`` wrote; ValueError for other keys or an unknown severity."""
        data: dict[str, Any] = json.loads(text)
        known = {each.name for each in fields(cls)}
        if set(data) != known:
            raise ValueError(f"a quality level has the keys {sorted(known)}, not {sorted(data)}")
        lists = {key: tuple(value) for key, value in data.items() if isinstance(value, list)}
        return cls(**{**data, **lists, "severity": Severity(data["severity"])})


@dataclass(frozen=True, slots=True)
class Treatment:
    """What to do with the next lot: inspect it at ``severity``, skip it, or stop taking lots."""

    action: Literal["inspect", "skip", "stop"]
    severity: Severity | None


def next_lot(level: QualityLevel, rules: SwitchingRules) -> Treatment:
    """Say how the next lot is treated; written on the lot when it is created and kept there."""
    if level.severity is Severity.DISCONTINUED:
        return Treatment("stop", None)
    if level.severity is Severity.SKIP and rules.skip and level.skipped < rules.skip.lots_skipped:
        return Treatment("skip", None)
    return Treatment("inspect", level.table)
