"""Double and multiple sampling by attributes (ANSI/ASQ Z1.4 Tables III and IV): look-up and judgement.

Where the single plan has Ac 0 the tables point to single sampling, and the trail says so. A plan whose
samples together reach the lot gives way to a simpler one, because its last sample could never be drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal

from zhihe.kernels.sampling.editions import Cell, Kind, Severity, Stage
from zhihe.kernels.sampling.explanation import Language, Step, explain
from zhihe.kernels.sampling.lookup import Measure, Question, ask, single_cell, trail

StagedVerdict = Literal["accept", "reject", "accept_return_to_normal", "continue"]

_ORDER: Final[Mapping[Kind, tuple[Kind, ...]]] = MappingProxyType(
    {"multiple": ("multiple", "double"), "double": ("double",), "single": ()}
)


@dataclass(frozen=True, slots=True)
class StagedPlan:
    """A plan in stages; ``kind`` is what the table gave, ``single`` where it points there.

    ``n`` of a stage is its own sample in units; ``ac`` and ``re`` count from the first sample on.
    """

    edition: str
    kind: Kind
    level: str
    severity: Severity
    aql: str
    measure: Measure
    lot_size: int
    code_letter: str
    plan_letter: str
    stages: tuple[Stage, ...]
    full_inspection: bool
    trail: tuple[Step, ...] = field(repr=False, compare=False)

    def explain(self, lang: Language = "zh") -> str:
        """Join the trail in one line."""
        return explain(self.trail, lang)


def staged_plan(
    lot_size: int,
    aql: str | Decimal,
    *,
    kind: Kind,
    level: str = "II",
    severity: Severity | str = Severity.NORMAL,
    edition: str = "z1.4-2008",
    measure: Measure | str = Measure.PERCENT_NONCONFORMING,
) -> StagedPlan:
    """Look a double or multiple plan up; errors as in ``attributes.plan``, and an edition without such plans."""
    question = ask(lot_size, aql, level, severity, edition, measure)
    used, cell, skipped = _choose(question, kind)
    first = cell.stages[0]
    full = first.n >= lot_size
    stages = (first._replace(n=min(first.n, lot_size)), *cell.stages[1:])
    whole = (Step("full_inspection", {"n": first.n, "lot_size": lot_size}),) if full else ()
    numbers = {
        "kind": used,
        "n": stages[0].n,
        "ac": " ".join("#" if stage.ac < 0 else str(stage.ac) for stage in stages),
        "re": " ".join(str(stage.re) for stage in stages),
    }
    return StagedPlan(
        edition=question.tables.key,
        kind=used,
        level=level,
        severity=question.severity,
        aql=question.aql,
        measure=question.measure,
        lot_size=lot_size,
        code_letter=question.code_letter,
        plan_letter=cell.letter,
        stages=stages,
        full_inspection=full,
        trail=(*skipped, *trail(question, cell), *whole, Step("stages", numbers)),
    )


def _choose(question: Question, kind: Kind) -> tuple[Kind, Cell, tuple[Step, ...]]:
    skipped: tuple[Step, ...] = ()
    for candidate in _ORDER[kind]:
        cell = question.tables.cell(candidate, question.severity, question.code_letter, question.index)
        if cell is None:
            skipped += (Step("no_plan_of_kind", {"kind": candidate}),)
        elif sum(stage.n for stage in cell.stages) >= question.lot_size:
            skipped += (Step("stages_reach_lot", {"kind": candidate, "lot_size": question.lot_size}),)
        else:
            return candidate, cell, skipped
    single, _ = single_cell(question.tables, question.severity, question.code_letter, question.index, None)
    return "single", single, skipped


def judge_stages(stages: Sequence[Stage], counts: Sequence[int]) -> tuple[StagedVerdict, int]:
    """Judge the nonconforming counts of the samples drawn so far: the verdict and the stage it fell at (1 = first).

    ``counts`` holds one number per sample, not cumulated. ValueError: no sample, more samples than stages, a
    negative count, or a sample drawn after the lot was decided.
    """
    if not 1 <= len(counts) <= len(stages):
        raise ValueError(f"{len(counts)} samples given; the plan has 1 to {len(stages)}")
    if min(counts) < 0:
        raise ValueError(f"{min(counts)} nonconforming is below 0")
    found = 0
    for number, (stage, count) in enumerate(zip(stages, counts, strict=False), start=1):
        found += count
        verdict = _stage_verdict(stage, found, last=number == len(stages))
        if verdict != "continue" and number < len(counts):
            raise ValueError(f"sample {number + 1} was drawn although sample {number} decided: {verdict}")
    return verdict, len(counts)


def _stage_verdict(stage: Stage, found: int, *, last: bool) -> StagedVerdict:
    if found >= stage.re:
        return "reject"
    if found <= stage.ac:
        return "accept"
    return "accept_return_to_normal" if last else "continue"
