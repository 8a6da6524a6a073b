"""Several classes of nonconformity in one lot: each with its own AQL, severity, n, Ac and Re.

Behind arrows the classes may ask for different n. Either each class keeps its own n (the units of the
smallest are part of the largest sample), or all take the largest n; a class that takes a larger n takes the
Ac that stands at that letter for its own AQL, never its old Ac (ISO 2859-1, 10.3 and the note on arrows).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from zhihe.kernels.sampling.attributes import SamplingPlan, Severity, Verdict, judge, letter_plan, plan
from zhihe.kernels.sampling.explanation import Step
from zhihe.kernels.sampling.lookup import Measure, Reading


@dataclass(frozen=True, slots=True)
class DefectClass:
    """What is asked of one class: critical 致命, major 严重, minor 轻微 or any other name."""

    name: str
    aql: str | Decimal
    severity: Severity | str = Severity.NORMAL
    measure: Measure | str = Measure.PERCENT_NONCONFORMING


@dataclass(frozen=True, slots=True)
class ClassPlans:
    """The plan of each class by name, and the sample to draw."""

    plans: Mapping[str, SamplingPlan]
    sample_size: int


@dataclass(frozen=True, slots=True)
class ClassVerdicts:
    """The verdict of each class and of the lot, which is rejected when one class rejects."""

    lot: Verdict
    classes: Mapping[str, Verdict]


def plan_classes(
    lot_size: int,
    classes: tuple[DefectClass, ...],
    *,
    level: str = "II",
    edition: str = "gbt2828.1-2012",
    sizes: Literal["own", "largest"] = "own",
    disputed: Reading | None = None,
) -> ClassPlans:
    """Look each class up; with ``sizes="largest"`` look the smaller ones up again at the letter of the largest n.

    ValueError: no class, a name twice, and whatever ``attributes.plan`` refuses.
    """
    names = [each.name for each in classes]
    if len(set(names)) != len(names) or not names:
        raise ValueError(f"classes need different names and at least one; given {names}")
    plans = {
        each.name: plan(
            lot_size,
            each.aql,
            level=level,
            severity=each.severity,
            edition=edition,
            measure=each.measure,
            disputed=disputed,
        )
        for each in classes
    }
    largest = max(plans.values(), key=lambda found: found.n)
    if sizes == "largest":
        plans = {name: _at_letter(found, largest) for name, found in plans.items()}
    return ClassPlans(plans, largest.n)


def _at_letter(found: SamplingPlan, largest: SamplingPlan) -> SamplingPlan:
    if found.n == largest.n:
        return found
    letter, stage = letter_plan(
        largest.plan_letter,
        found.aql,
        severity=found.severity,
        edition=found.edition,
        measure=found.measure,
        disputed="gb",
    )
    if letter != largest.plan_letter:
        # Another arrow leads away again: the class has no plan of this n and keeps its own.
        return replace(found, trail=(*found.trail, Step("largest_has_no_row", {"letter": largest.plan_letter})))
    n = min(stage.n, found.lot_size)
    taken = Step("largest_taken", {"letter": letter, "n": n, "ac": stage.ac, "re": stage.re})
    return replace(
        found,
        plan_letter=letter,
        n=n,
        ac=stage.ac,
        re=stage.re,
        full_inspection=stage.n >= found.lot_size,
        trail=(*found.trail, taken),
    )


def judge_classes(plans: ClassPlans, counts: Mapping[str, int]) -> ClassVerdicts:
    """Judge every class on its own count; ValueError when a class has no count or a count has no class."""
    if set(counts) != set(plans.plans):
        raise ValueError(f"counts are of {sorted(counts)}, the plans of {sorted(plans.plans)}")
    verdicts: dict[str, Verdict] = {name: judge(found, counts[name]) for name, found in plans.plans.items()}
    worst: tuple[Verdict, ...] = ("reject", "accept_return_to_normal", "accept")
    lot = min(verdicts.values(), key=worst.index)
    return ClassVerdicts(lot, verdicts)
