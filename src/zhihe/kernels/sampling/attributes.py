"""Single sampling by attributes: lot size, level, AQL and severity give n, Ac and Re with the trail.

GB/T 2828.1-2012 (ISO 2859-1:1999) and ANSI/ASQ Z1.4. The order of a look-up is the standard's: Table 1 gives
the code letter, the master table of the severity the plan; behind an arrow the whole plan of the row reached
is used, its n included; n >= N inspects the whole lot and keeps Ac.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from zhihe.kernels.sampling.editions import Severity, Stage, load
from zhihe.kernels.sampling.explanation import Language, Step, explain
from zhihe.kernels.sampling.lookup import (
    DisputedCellError,
    Measure,
    Reading,
    ask,
    column,
    severity_of,
    single_cell,
    trail,
)

__all__ = [
    "DisputedCellError",
    "Measure",
    "SamplingPlan",
    "Severity",
    "Stage",
    "Verdict",
    "judge",
    "letter_plan",
    "one_aql_tighter",
    "plan",
]

Verdict = Literal["accept", "reject", "accept_return_to_normal"]


@dataclass(frozen=True, slots=True)
class SamplingPlan:
    """A single sampling plan and how it was found; ``n`` counts units, ``ac`` and ``re`` the measure."""

    edition: str
    level: str
    severity: Severity
    aql: str
    measure: Measure
    lot_size: int
    code_letter: str
    plan_letter: str
    n: int
    ac: int
    re: int
    full_inspection: bool
    trail: tuple[Step, ...] = field(repr=False, compare=False)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The plan as stages, so that characteristics treat every kind alike."""
        return (Stage(self.n, self.ac, self.re),)

    def explain(self, lang: Language = "zh") -> str:
        """Join the trail in one line."""
        return explain(self.trail, lang)


def plan(
    lot_size: int,
    aql: str | Decimal,
    *,
    level: str = "II",
    severity: Severity | str = Severity.NORMAL,
    edition: str = "gbt2828.1-2012",
    measure: Measure | str = Measure.PERCENT_NONCONFORMING,
    disputed: Reading | None = None,
) -> SamplingPlan:
    """Look the single sampling plan of a lot up (ISO 2859-1 clause 10, Tables 1 and 2).

    ``disputed`` names the reading of a disputed cell that somebody chose with the printed standard in hand.
    ValueError: a lot below 2, an unknown level, AQL, severity or edition, an AQL above 10 in percent
    nonconforming, a severity without plans; DisputedCellError where a choice is missing.
    """
    question = ask(lot_size, aql, level, severity, edition, measure)
    cell, reading = single_cell(question.tables, question.severity, question.code_letter, question.index, disputed)
    stage = cell.stages[0]
    full = stage.n >= lot_size
    n = lot_size if full else stage.n
    last = Step("plan", {"n": n, "ac": stage.ac, "re": stage.re})
    whole = (Step("full_inspection", {"n": stage.n, "lot_size": lot_size}),) if full else ()
    gap = (Step("reduced_gap", {"ac": stage.ac, "re": stage.re}),) if stage.re > stage.ac + 1 else ()
    return SamplingPlan(
        edition=question.tables.key,
        level=level,
        severity=question.severity,
        aql=question.aql,
        measure=question.measure,
        lot_size=lot_size,
        code_letter=question.code_letter,
        plan_letter=cell.letter,
        n=n,
        ac=stage.ac,
        re=stage.re,
        full_inspection=full,
        trail=(*trail(question, cell), *reading, *whole, last, *gap),
    )


def letter_plan(
    letter: str,
    aql: str | Decimal,
    *,
    severity: Severity | str = Severity.NORMAL,
    edition: str = "gbt2828.1-2012",
    measure: Measure | str = Measure.PERCENT_NONCONFORMING,
    disputed: Reading | None = None,
) -> tuple[str, Stage]:
    """Return the plan a code letter leads to and the letter of its row, without a lot."""
    tables = load(edition)
    index = column(tables, aql, Measure(measure))
    cell, _ = single_cell(tables, severity_of(severity), letter, index, disputed)
    return cell.letter, cell.stages[0]


def one_aql_tighter(found: SamplingPlan) -> int | None:
    """Ac one AQL step tighter at the plan's letter, for the switching score (ISO 2859-1, 9.3.3.2).

    None where there is no tighter column, or its plan has another n, or the cell is disputed: the comparison
    of the same count is then undefined.
    """
    tables = load(found.edition)
    index = tables.aql_index[found.aql] - 1
    if index < 0:
        return None
    tighter = tables.cell("single", found.severity, found.plan_letter, index)
    if tighter is None or tighter.letter != found.plan_letter:
        return None
    return tighter.stages[0].ac


def judge(found: SamplingPlan, nonconforming: int) -> Verdict:
    """Accept at Ac or below, reject at Re or above; between them (Z1.4 reduced) accept and return to normal.

    ``nonconforming`` counts units or nonconformities, as the plan's measure says. ValueError: a negative
    count, or more nonconforming units than the sample has.
    """
    if nonconforming < 0:
        raise ValueError(f"{nonconforming} nonconforming is below 0")
    if found.measure is Measure.PERCENT_NONCONFORMING and nonconforming > found.n:
        raise ValueError(f"{nonconforming} nonconforming units cannot come from a sample of {found.n}")
    if nonconforming <= found.ac:
        return "accept"
    return "reject" if nonconforming >= found.re else "accept_return_to_normal"
