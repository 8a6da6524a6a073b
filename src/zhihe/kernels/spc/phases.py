"""Phase I and phase II: which points the limits rest on and why, and the version of the limits in force.

Points are left out of phase I one by one, each for a stated reason; the neighbours of one left out count as
neighbours of each other. Frozen limits never change: a new version names the one it replaces and the reason for
the change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from zhihe.kernels.sigma import Integers
from zhihe.kernels.spc.chart import ALGORITHM
from zhihe.kernels.spc.rows import Rows, data_hash, places
from zhihe.kernels.spc.rules import LIMITS_ONLY, Rule
from zhihe.kernels.spc.study import Spec, Study, Verdict, judge, study

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A point (place from 0) left out of phase I, and why; ``rule`` and ``round`` where a program proposed it."""

    point: int
    reason: str
    rule: str | None = None
    round: int | None = None

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError(f"point {self.point} is left out without a reason")


@dataclass(frozen=True, slots=True, eq=False)
class PhaseOne(Generic[S]):
    """A study of the points kept; signals name places in the whole record, ``kept`` those of the points."""

    study: Study[S]
    verdict: Verdict
    kept: Integers
    excluded: tuple[Exclusion, ...]
    data_hash: str
    algorithm: str = ALGORITHM


@dataclass(frozen=True, slots=True)
class FrozenLimits(Generic[S]):
    """Limits in force: spec and standards, what they rest on, and who fixed them when and why.

    ``points`` is the length of the phase I record, ``data_hash`` its SHA-256 with the excluded points in it;
    ``replaces`` is the fingerprint of the version before.
    """

    version: int
    spec: Spec[Any, S]
    standards: S
    rules: tuple[Rule, ...]
    points: int
    excluded: tuple[Exclusion, ...]
    data_hash: str
    frozen_by: str
    frozen_at: datetime
    reason: str
    replaces: str | None = None
    algorithm: str = ALGORITHM

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything above: two versions with the same fingerprint are the same."""
        return hashlib.sha256(_canonical(self).encode()).hexdigest()


def phase_one(
    spec: Spec[Any, S], data: object, rules: Sequence[Rule], exclusions: Sequence[Exclusion] = ()
) -> PhaseOne[S]:
    """Estimate limits from the points not excluded, and judge those points by them.

    ValueError: a point excluded twice or not there, and whatever the spec refuses about the rest.
    """
    rows: Rows = spec.read(data)
    out = [exclusion.point for exclusion in exclusions]
    for point in out:
        if out.count(point) > 1:
            raise ValueError(f"point {point} is excluded {out.count(point)} times")
    kept = places(len(rows), frozenset(out))
    charted = study(spec, rows.take(kept) if out else rows)
    verdict = judge(charted, rules, origin=kept)
    ordered = tuple(sorted(exclusions, key=lambda exclusion: exclusion.point))
    return PhaseOne(charted, verdict, kept, ordered, data_hash(rows))


def propose_exclusions(spec: Spec[Any, S], data: object, rules: Sequence[Rule] = LIMITS_ONLY) -> tuple[Exclusion, ...]:
    """Propose points to look into: those that signal, then those that signal without them, until none does.

    A proposal is no permission. Who leaves a point out of limits should know its cause and write it down as the
    reason. ValueError where the rounds leave too few points to chart.
    """
    proposed: tuple[Exclusion, ...] = ()
    turn = 1
    while fresh := _first_rules(phase_one(spec, data, rules, proposed).verdict):
        proposed += tuple(Exclusion(at, f"{rule}, round {turn}", rule, turn) for at, rule in sorted(fresh.items()))
        turn += 1
    return proposed


def _first_rules(verdict: Verdict) -> dict[int, str]:
    """Points that signal on any chart, each with the first rule it signals by."""
    found: dict[int, str] = {}
    for one in verdict.signals:
        for signal in one:
            found.setdefault(signal.point, signal.rule)
    return found


def freeze(
    found: PhaseOne[S],
    rules: Sequence[Rule],
    *,
    by: str,
    at: datetime,
    reason: str,
    replaces: FrozenLimits[S] | None = None,
) -> FrozenLimits[S]:
    """Fix the limits of phase I as the next version.

    ValueError: no name, no reason, a time without zone, or a time before that of the version replaced.
    """
    for what, text in (("name of who freezes", by), ("reason", reason)):
        if not text.strip():
            raise ValueError(f"limits of {len(found.kept)} points are frozen without a {what}")
    if at.tzinfo is None:
        raise ValueError(f"the time {at.isoformat()} has no zone")
    if replaces is not None and at < replaces.frozen_at:
        raise ValueError(f"the time {at.isoformat()} lies before that of version {replaces.version}")
    charted = found.study
    return FrozenLimits(
        version=1 if replaces is None else replaces.version + 1,
        spec=charted.spec,
        standards=charted.spec.settle(charted.standards),
        rules=tuple(rules),
        points=len(found.kept) + len(found.excluded),
        excluded=found.excluded,
        data_hash=found.data_hash,
        frozen_by=by,
        frozen_at=at,
        reason=reason,
        replaces=None if replaces is None else replaces.fingerprint,
    )


def evaluate(limits: FrozenLimits[S], data: object) -> tuple[Study[S], Verdict]:
    """Judge new data (phase II) by frozen limits and their rules, from the first point on."""
    charted = study(limits.spec, data, limits.standards)
    return charted, judge(charted, limits.rules)


def _canonical(value: object) -> str:
    """One text for one value, whatever the order of keys: floats by their exact hexadecimal form."""
    if isinstance(value, float):
        return value.hex()
    if is_dataclass(value):
        inner = ",".join(f"{field.name}={_canonical(getattr(value, field.name))}" for field in fields(value))
        return f"{type(value).__name__}({inner})"
    if isinstance(value, tuple):
        return f"[{','.join(_canonical(item) for item in value)}]"
    return value.isoformat() if isinstance(value, datetime) else repr(value)
