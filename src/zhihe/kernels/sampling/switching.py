"""The switching rules of ISO 2859-1 9.3 (GB/T 2828.1) and ANSI/ASQ Z1.4 as a pure, replayable reducer.

``advance`` takes a level and one event to the next level and says why. Only original inspection counts;
a switch takes effect on the next lot; a lot keeps the severity it was created at, so a result of another
severity than the level's does not count, except that a lot not accepted ends reduced inspection and skip-lot.
The reducer refuses no history: an event that does not fit is answered by a step that says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from zhihe.kernels.sampling.editions import Severity
from zhihe.kernels.sampling.explanation import Language, Step, explain
from zhihe.kernels.sampling.quality_level import (
    GBT2828,
    Z14,
    Event,
    LotOutcome,
    LotSkipped,
    Notice,
    NoticeKind,
    QualityLevel,
    SkipRule,
    SwitchingRules,
    Treatment,
    next_lot,
)

__all__ = [
    "GBT2828",
    "Z14",
    "Advance",
    "Difference",
    "Event",
    "LotOutcome",
    "LotSkipped",
    "Notice",
    "NoticeKind",
    "QualityLevel",
    "Severity",
    "SkipRule",
    "SwitchingRules",
    "Treatment",
    "advance",
    "differences",
    "next_lot",
    "replay",
]

LIGHT: Final = (Severity.REDUCED, Severity.SKIP)
SMALL_AC: Final = 1
"""Up to this Ac acceptance alone adds 2 to the score; above it the comparison one AQL tighter adds 3."""
LAST_EARLY_STAGE: Final[Mapping[str, int]] = MappingProxyType({"double": 1, "multiple": 3})
"""Accepted by this sample a lot of a double or multiple plan adds 3 to the score."""


@dataclass(frozen=True, slots=True)
class Advance:
    """The level after one event, why, and whether the severity changed."""

    level: QualityLevel
    steps: tuple[Step, ...]
    changed: bool

    def explain(self, lang: Language = "zh") -> str:
        """Join the steps in one line."""
        return explain(self.steps, lang)


@dataclass(frozen=True, slots=True)
class Difference:
    """A level that a corrected history moved: the event's index, the level then and now."""

    index: int
    was: QualityLevel
    now: QualityLevel


def advance(level: QualityLevel, event: Event, rules: SwitchingRules = GBT2828) -> Advance:
    """Take one event into account."""
    if isinstance(event, LotOutcome):
        after, steps = _lot(level, event, rules)
    elif isinstance(event, LotSkipped):
        after, steps = _skipped(level, rules)
    else:
        after, steps = _notice(level, event, rules)
    changed = after.severity is not level.severity
    if changed:
        steps += (Step("switch", {"was": level.severity.value, "now": after.severity.value}),)
    return Advance(after, steps, changed)


def replay(
    events: Iterable[Event], rules: SwitchingRules = GBT2828, start: QualityLevel | None = None
) -> tuple[Advance, ...]:
    """Advance through a history from ``start`` (a new level on normal), one result for each event."""
    level = start or QualityLevel()
    history = []
    for event in events:
        step = advance(level, event, rules)
        history.append(step)
        level = step.level
    return tuple(history)


def differences(
    before: Sequence[Event], after: Sequence[Event], rules: SwitchingRules = GBT2828
) -> tuple[Difference, ...]:
    """Report each level that a correction changes; both histories hold the same events in order."""
    if len(before) != len(after):
        raise ValueError(f"a corrected history keeps its {len(before)} events, not {len(after)}")
    pairs = zip(replay(before, rules), replay(after, rules), strict=True)
    return tuple(
        Difference(index, was.level, now.level) for index, (was, now) in enumerate(pairs) if was.level != now.level
    )


def _enter(level: QualityLevel, severity: Severity) -> QualityLevel:
    # A new stay starts with empty counters and score 0 (9.3.3.1); what suspends reduced inspection stays.
    return QualityLevel(severity=severity, suspended_by=level.suspended_by)


Moved = tuple[QualityLevel, tuple[Step, ...]]


def _lot(level: QualityLevel, lot: LotOutcome, rules: SwitchingRules) -> Moved:
    if not lot.original:
        return level, (Step("resubmitted", {}),)
    if level.table is None:
        return level, (Step("counts_nothing_discontinued", {}),)
    if lot.severity is not None and lot.severity is not level.table:
        return _late(level, lot, lot.severity)
    judges = {Severity.NORMAL: _normal, Severity.TIGHTENED: _tightened}
    return judges.get(level.severity, _light)(level, lot, rules)


def _late(level: QualityLevel, lot: LotOutcome, severity: Severity) -> Moved:
    """Judge a lot created before the last switch: it can end light inspection, nothing else."""
    if level.severity in LIGHT and not lot.accepted:
        return _enter(level, Severity.NORMAL), (Step("not_accepted", {"severity": severity.value}),)
    return level, (Step("other_severity", {"severity": severity.value, "level": level.severity.value}),)


def _normal(level: QualityLevel, lot: LotOutcome, rules: SwitchingRules) -> Moved:
    window = (*level.window, lot.accepted)[-rules.window :]
    missed = window.count(False)
    run = level.accepted_run + 1 if lot.accepted else 0
    counts = (*level.counts, lot.nonconforming)[-rules.accepted_to_reduce :]
    score, steps = _score(level.score, lot) if rules.reduce_by == "score" else (0, ())
    after = replace(level, window=window, accepted_run=run, counts=counts, score=score)
    if missed >= rules.not_accepted_to_tighten:
        steps += (Step("window_full", {"missed": missed, "lots": len(window)}),)
        return _enter(level, Severity.TIGHTENED), steps
    if not lot.accepted:
        return after, (*steps, Step("window", {"missed": missed, "lots": len(window)}))
    if not _earned(after, lot, rules):
        return after, steps or (Step("accepted_run", {"run": run, "needed": rules.accepted_to_reduce}),)
    held = _held_back(after, lot)
    if held:
        return after, (*steps, *held)
    return _enter(level, Severity.REDUCED), (*steps, Step("reduced_earned", {}))


def _score(score: int, lot: LotOutcome) -> tuple[int, tuple[Step, ...]]:
    added, code = _points(lot)
    after = score + added if added else 0
    facts = {
        "count": lot.nonconforming,
        "ac": lot.ac,
        "tighter_ac": lot.tighter_ac,
        "was": score,
        "score": after,
    }
    return after, (Step(code, facts),)


def _points(lot: LotOutcome) -> tuple[int, str]:
    """ISO 2859-1 9.3.3.2: what the lot adds, 0 meaning that the score starts again."""
    if not lot.accepted:
        return 0, "score_not_accepted"
    if lot.kind != "single":
        early = lot.accepted_stage is not None and lot.accepted_stage <= LAST_EARLY_STAGE[lot.kind]
        return (3, "score_early_stage") if early else (0, "score_late_stage")
    if lot.ac <= SMALL_AC:
        return 2, "score_small_ac"
    if lot.tighter_ac is None:
        return 0, "score_undefined"
    return (3, "score_tighter") if lot.nonconforming <= lot.tighter_ac else (0, "score_tighter_fails")


def _earned(level: QualityLevel, lot: LotOutcome, rules: SwitchingRules) -> bool:
    if rules.reduce_by == "score":
        return level.score >= rules.score_needed
    within = lot.limit_number is None or sum(level.counts) <= lot.limit_number
    return level.accepted_run >= rules.accepted_to_reduce and within


def _held_back(level: QualityLevel, lot: LotOutcome) -> tuple[Step, ...]:
    steps = []
    if not lot.steady_production:
        steps.append(Step("waits_for_steady_production", {}))
    if not lot.authority_agrees:
        steps.append(Step("waits_for_authority", {}))
    if level.suspended_by:
        steps.append(Step("suspended", {"reasons": ", ".join(level.suspended_by)}))
    return tuple(steps)


def _tightened(level: QualityLevel, lot: LotOutcome, rules: SwitchingRules) -> Moved:
    if lot.accepted:
        run = level.accepted_run + 1
        steps = (Step("accepted_run", {"run": run, "needed": rules.accepted_to_relax}),)
        if run >= rules.accepted_to_relax:
            return _enter(level, Severity.NORMAL), steps
        return replace(level, accepted_run=run), steps
    missed = level.not_accepted + 1
    steps = (Step("tightened_missed", {"missed": missed, "limit": rules.not_accepted_to_discontinue}),)
    if missed >= rules.not_accepted_to_discontinue:
        return _enter(level, Severity.DISCONTINUED), steps
    return replace(level, accepted_run=0, not_accepted=missed), steps


def _light(level: QualityLevel, lot: LotOutcome, rules: SwitchingRules) -> Moved:
    """Reduced inspection and the inspected lots of skip-lot, which use the reduced tables."""
    lost = _lost(lot)
    if lost:
        return _enter(level, Severity.NORMAL), lost
    if level.severity is Severity.SKIP:
        return replace(level, skipped=0, accepted_run=level.accepted_run + 1), (Step("skip_confirmed", {}),)
    run = level.accepted_run + 1
    if rules.skip and run >= rules.skip.accepted_to_enter:
        return _enter(level, Severity.SKIP), (Step("skip_earned", {"run": run}),)
    return replace(level, accepted_run=run), (Step("reduced_goes_on", {"run": run}),)


def _lost(lot: LotOutcome) -> tuple[Step, ...]:
    steps = []
    if not lot.accepted:
        steps.append(Step("not_accepted", {"severity": Severity.REDUCED.value}))
    if lot.return_to_normal:
        steps.append(Step("in_gap", {"count": lot.nonconforming, "ac": lot.ac}))
    if not lot.steady_production:
        steps.append(Step("production_irregular", {}))
    if not lot.authority_agrees:
        steps.append(Step("authority_withdrawn", {}))
    return tuple(steps)


def _skipped(level: QualityLevel, rules: SwitchingRules) -> Moved:
    if next_lot(level, rules).action != "skip":
        return level, (Step("skipped_out_of_turn", {"severity": level.severity.value}),)
    return replace(level, skipped=level.skipped + 1), (Step("skipped", {"skipped": level.skipped + 1}),)


def _notice(level: QualityLevel, notice: Notice, rules: SwitchingRules) -> Moved:
    after = _noticed(level, notice, rules)
    code = "notice" if after != level else "notice_without_effect"
    code += "" if notice.reason else "_alone"
    return after, (Step(code, {"kind": notice.kind.value, "reason": notice.reason}),)


def _noticed(level: QualityLevel, notice: Notice, rules: SwitchingRules) -> QualityLevel:
    kind, light = notice.kind, level.severity in LIGHT
    if kind is NoticeKind.SUSPEND:
        reasons = tuple(dict.fromkeys((*level.suspended_by, notice.reason)))
        return replace(_enter(level, Severity.NORMAL) if light else level, suspended_by=reasons)
    if kind is NoticeKind.LIFT:
        return replace(level, suspended_by=tuple(each for each in level.suspended_by if each != notice.reason))
    if kind is NoticeKind.RETURN_TO_NORMAL:
        return _enter(level, Severity.NORMAL) if light else level
    if kind is NoticeKind.RESUME:
        stopped = level.severity is Severity.DISCONTINUED
        return _enter(level, Severity.TIGHTENED) if stopped else level
    if kind is NoticeKind.RESET:
        return _reset(level)
    can_skip = rules.skip and not level.suspended_by and level.severity in (Severity.NORMAL, Severity.REDUCED)
    return _enter(level, Severity.SKIP) if can_skip else level


def _reset(level: QualityLevel) -> QualityLevel:
    # Time without deliveries proves nothing good: a tightened key stays tightened with its missed lots.
    if level.severity is Severity.TIGHTENED:
        return replace(level, accepted_run=0)
    return level if level.severity is Severity.DISCONTINUED else _enter(level, Severity.NORMAL)
