"""Published examples of acceptance sampling: plans, switching, design; each number is printed in its source."""

from __future__ import annotations

from functools import partial
from typing import Final

from zhihe.faces.validate.example import Example
from zhihe.kernels.sampling.attributes import plan
from zhihe.kernels.sampling.design import find_plan
from zhihe.kernels.sampling.editions import Kind
from zhihe.kernels.sampling.sequential import sequential_plan
from zhihe.kernels.sampling.staged import staged_plan
from zhihe.kernels.sampling.switching import (
    GBT2828,
    Z14,
    LotOutcome,
    QualityLevel,
    Severity,
    SwitchingRules,
    advance,
    replay,
)
from zhihe.kernels.sampling.variables_design import DesignMethod, find_variables_plan
from zhihe.kernels.sampling.zero_acceptance import zero_plan

MIL_105E: Final = "MIL-STD-105E Tables I, II-A and II-B, as printed in NIBS DPW, Tables 1-A and 1-B"
BIROLINI: Final = "Birolini, Reliability Engineering, 5th ed. 2007, Fig. 7.4 (IEC 60410, AQL 0.65)"
CFR: Final = "US Code of Federal Regulations, 46 CFR 160.066-12, multiple sampling table"
CFR_021: Final = "US Code of Federal Regulations, 46 CFR 160.021-4, multiple sampling table"
MANOX: Final = "manoxblog, Military Standard 105E Tables, 2018 (double plan beside the single n 50, Ac 1)"
SQC_ONLINE: Final = "SQC Online, Switching Rules (ISO 2859-1)"
MIL_105E_47: Final = "MIL-STD-105E, 4.7.3, switching procedures"
AQL_RULE: Final = "AQL Inspection Manual, Switching Procedures (Z1.4-2003 and ISO 2859-1)"
PENS: Final = "Minitab Support, Attributes Acceptance Sampling, example of creating a plan (pens)"
BAGS: Final = "Minitab StatGuide, Acceptance Sampling by Attributes, summary (grocery bags)"
KIERMEIER: Final = "Kiermeier, R package AcceptanceSampling, vignette, find.plan"
DESIGN: Final = "Truong, R package AccSamplingDesign, vignette Introduction, section 3"
WESTPAK: Final = "Westpak, Sample Size for Attributes when C = 0 (99 % confidence, 95 % reliability)"
WILKS: Final = "Guba, Makai, Pal, Reliability Engineering and System Safety 80 (2003) 217 (95 %/95 %)"
PARADZIK: Final = "Paradzik, Wilks' Tolerance Intervals, 2026"
DUNCAN: Final = "Duncan, Quality Control and Industrial Statistics, appendix, table R"
NIST_SEQUENTIAL: Final = "NIST/SEMATECH e-Handbook of Statistical Methods, section 6.2.6"
MONTGOMERY: Final = "Montgomery, Introduction to Statistical Quality Control, ch. 15, sequential plan"
LENSES: Final = "Minitab Support, Variables Acceptance Sampling, Accept/Reject Lot (camera lenses)"
KNOWN_SIGMA: Final = "Minitab Support, Variables Acceptance Sampling, Create/Compare, key results"
NOMOGRAPH: Final = "Montgomery, Introduction to Statistical Quality Control, ch. 16, nomograph n 40, k 1.9"


def _plan(lot_size: int, aql: str, severity: str = "normal", edition: str = "z1.4-2008") -> str:
    found = plan(lot_size, aql, severity=severity, edition=edition, measure="per_100_units")
    return f"{found.code_letter}: n {found.n}, Re {found.re}"


def _stages(lot_size: int, aql: str, kind: Kind) -> str:
    found = staged_plan(lot_size, aql, kind=kind)
    marks = ", ".join(f"{'#' if stage.ac < 0 else stage.ac} {stage.re}" for stage in found.stages)
    return f"n {found.stages[0].n}: {marks}"


def _lot(*, accepted: bool) -> LotOutcome:
    return LotOutcome(
        accepted=accepted,
        nonconforming=0,
        plan=("J", 80, 1),
        steady_production=True,
        authority_agrees=True,
    )


def _lots_until(severity: Severity, rules: SwitchingRules, outcomes: str) -> int:
    """Count the lots, «a» accepted and «r» not, until the severity is reached."""
    history = replay([_lot(accepted=mark == "a") for mark in outcomes], rules)
    return [each.level.severity for each in history].index(severity) + 1


def _lots_until_normal(rules: SwitchingRules, outcomes: str) -> int:
    """Count the lots until normal inspection is in force again after another severity."""
    severities = [each.level.severity for each in replay([_lot(accepted=mark == "a") for mark in outcomes], rules)]
    tightened = severities.index(Severity.TIGHTENED)
    return severities.index(Severity.NORMAL, tightened) + 1


def _score_for_reduced() -> int:
    """Find the smallest score from which a lot that adds 2 opens reduced inspection, and add the 2."""
    return 2 + next(
        score for score in range(100) if advance(QualityLevel(score=score), _lot(accepted=True), GBT2828).changed
    )


def _designed(p1: float, alpha: float, p2: float, beta: float) -> str:
    found = find_plan(p1, alpha, p2, beta)
    return f"n {found.n}, c {found.c}"


def _variables(p1: float, p2: float, part: str, method: DesignMethod, *, sigma_known: bool = False) -> float:
    found = find_variables_plan(p1, 0.05, p2, 0.10, sigma_known=sigma_known, method=method).criterion
    return found.n if part == "n" else found.k


def _line(p2: float, part: str, p1: float = 0.01) -> float:
    return float(getattr(sequential_plan(p1, 0.05, p2, 0.10), part))


def _none(ltpd: float, beta: float) -> int:
    return zero_plan(ltpd, beta).n


PLANS: Final = [
    Example(
        "sampling.attributes.plan",
        MIL_105E,
        f"lot {lot}, AQL {aql}, {severity}",
        expected,
        partial(_plan, lot, aql, severity),
    )
    for lot, aql, severity, expected in (
        (1000, "1.0", "normal", "J: n 80, Re 3"),
        (30, "2.5", "normal", "D: n 5, Re 1"),
        (30, "4.0", "normal", "D: n 13, Re 2"),
        (5, "15", "normal", "A: n 3, Re 2"),
        (2000, "15", "normal", "K: n 80, Re 22"),
        (1000, "1.0", "tightened", "J: n 80, Re 2"),
        (1000, "6.5", "tightened", "J: n 80, Re 9"),
    )
] + [
    Example(
        "sampling.attributes.plan",
        BIROLINI,
        f"lot {lot}, AQL 0.65",
        expected,
        partial(_plan, lot, "0.65", edition="gbt2828.1-2012"),
    )
    for lot, expected in ((100, "F: n 20, Re 1"), (1000, "J: n 80, Re 2"), (100_000, "N: n 500, Re 8"))
]

_STAGED: Final[tuple[tuple[str, str, str, int, str, Kind], ...]] = (
    (CFR, "lot 280 or less", "n 8: # 4, 1 5, 2 6, 3 7, 5 8, 7 9, 9 10", 280, "6.5", "multiple"),
    (CFR, "lot 1201 to 3200", "n 32: 1 7, 4 10, 8 13, 12 17, 17 20, 21 23, 25 26", 3200, "6.5", "multiple"),
    (CFR, "lot above 3200", "n 50: 2 9, 7 14, 13 19, 19 25, 25 29, 31 33, 37 38", 5000, "6.5", "multiple"),
    # The regulation counts failures in per cent of a signal: 400 is four failures, the last pair 950 and 951.
    (CFR_021, "lot 280 or less", "n 8: # 4, 1 5, 2 6, 3 7, 5 8, 7 9, 9 10", 280, "6.5", "multiple"),
    (CFR_021, "lot 281 to 500", "n 13: 0 4, 1 6, 3 8, 5 10, 7 11, 10 12, 13 14", 400, "6.5", "multiple"),
    (CFR_021, "lot 501 to 1200", "n 20: 0 5, 3 8, 6 10, 8 13, 11 15, 14 17, 18 19", 1000, "6.5", "multiple"),
    (CFR_021, "lot 1201 to 3200", "n 32: 1 7, 4 10, 8 13, 12 17, 17 20, 21 23, 25 26", 3200, "6.5", "multiple"),
    (CFR_021, "lot above 3200", "n 50: 2 9, 7 14, 13 19, 19 25, 25 29, 31 33, 37 38", 5000, "6.5", "multiple"),
    (MANOX, "two samples", "n 32: 0 2, 1 2", 500, "1.0", "double"),
)
STAGES: Final = [
    Example("sampling.attributes.double_multiple", source, quantity, expected, partial(_stages, lot, aql, kind))
    for source, quantity, expected, lot, aql, kind in _STAGED
]

SWITCHING: Final = [
    Example("sampling.switching", source, quantity, expected, compute)
    for source, quantity, expected, compute in (
        (SQC_ONLINE, "score for reduced inspection", 30, _score_for_reduced),
        (
            SQC_ONLINE,
            "lots in which two not accepted tighten",
            5,
            partial(_lots_until, Severity.TIGHTENED, GBT2828, "raaar"),
        ),
        (
            SQC_ONLINE,
            "lots not accepted on tightened until discontinued, and the two before",
            2 + 5,
            partial(_lots_until, Severity.DISCONTINUED, GBT2828, "rrrrrrr"),
        ),
        (AQL_RULE, "lots in which two not accepted tighten", 5, partial(_lots_until, Severity.TIGHTENED, Z14, "raaar")),
        (
            AQL_RULE,
            "lots accepted on tightened until normal, and the two before",
            2 + 5,
            partial(_lots_until_normal, Z14, "rraaaaa"),
        ),
        (
            AQL_RULE,
            "lots not accepted on tightened until inspection stops, and the two before",
            2 + 5,
            partial(_lots_until, Severity.DISCONTINUED, GBT2828, "rrrrrrr"),
        ),
        (
            MIL_105E_47,
            "lots in which two not accepted tighten",
            5,
            partial(_lots_until, Severity.TIGHTENED, Z14, "raaar"),
        ),
        (
            MIL_105E_47,
            "lots accepted until reduced",
            10,
            partial(_lots_until, Severity.REDUCED, Z14, "aaaaaaaaaa"),
        ),
    )
]

DESIGNS: Final = [
    Example("sampling.design", source, str(points), expected, partial(_designed, *points))
    for source, points, expected in (
        (PENS, (0.015, 0.05, 0.10, 0.10), "n 52, c 2"),
        (BAGS, (0.02, 0.05, 0.05, 0.10), "n 306, c 10"),
        (KIERMEIER, (0.05, 0.05, 0.15, 0.075), "n 80, c 7"),
        (DESIGN, (0.01, 0.05, 0.05, 0.10), "n 132, c 3"),
        (DESIGN, (0.01, 0.02, 0.05, 0.15), "n 144, c 4"),
    )
]

NONE_FOUND: Final = [
    Example("sampling.zero_acceptance", PARADZIK, f"n for {p:g} at risk {beta:g}", n, partial(_none, p, beta))
    for p, beta, n in ((0.10, 0.05, 29), (0.10, 0.001, 66), (0.01, 0.05, 299))
]

_LINES: Final = (
    (0.005, 0.03, {"h1": 1.2389, "h2": 1.5906, "s": 0.01400}),
    (0.01, 0.06, {"h1": 1.2211, "h2": 1.5678, "s": 0.02811}),
    (0.02, 0.08, {"h1": 1.5532, "h2": 1.9941, "s": 0.04359}),
)
LINES: Final = [
    Example(
        "sampling.sequential",
        DUNCAN,
        f"{part}, p1 {p1:g}, p2 {p2:g}",
        printed,
        partial(_line, p2, part, p1),
        5e-6 if part == "s" else 5e-5,
    )
    for p1, p2, parts in _LINES
    for part, printed in parts.items()
]

OTHERS: Final = [
    Example(method, source, quantity, expected, compute, tolerance)
    for method, source, quantity, expected, tolerance, compute in (
        ("sampling.zero_acceptance", WESTPAK, "n", 90, 0.0, lambda: zero_plan(0.05, 0.01).n),
        ("sampling.zero_acceptance", WILKS, "n", 59, 0.0, lambda: zero_plan(0.05, 0.05).n),
        ("sampling.sequential", NIST_SEQUENTIAL, "h1", 0.939, 5e-4, partial(_line, 0.10, "h1")),
        ("sampling.sequential", NIST_SEQUENTIAL, "h2", 1.205, 5e-4, partial(_line, 0.10, "h2")),
        ("sampling.sequential", NIST_SEQUENTIAL, "s", 0.0397, 5e-5, partial(_line, 0.10, "s")),
        ("sampling.sequential", MONTGOMERY, "h1", 1.22, 5e-3, partial(_line, 0.06, "h1")),
        ("sampling.sequential", MONTGOMERY, "h2", 1.57, 5e-3, partial(_line, 0.06, "h2")),
        ("sampling.sequential", MONTGOMERY, "s", 0.028, 5e-4, partial(_line, 0.06, "s")),
        ("sampling.variables.design", LENSES, "n", 259, 0.0, partial(_variables, 1e-4, 6e-4, "n", "wallis")),
        (
            "sampling.variables.design",
            LENSES,
            "k",
            3.44914,
            5e-6,
            partial(_variables, 1e-4, 6e-4, "k", "wallis"),
        ),
        (
            "sampling.variables.design",
            KNOWN_SIGMA,
            "n",
            104,
            0.0,
            partial(_variables, 1e-4, 3e-4, "n", "exact", sigma_known=True),
        ),
        (
            "sampling.variables.design",
            KNOWN_SIGMA,
            "k",
            3.55750,
            5e-6,
            partial(_variables, 1e-4, 3e-4, "k", "exact", sigma_known=True),
        ),
        ("sampling.variables.design", NOMOGRAPH, "k", 1.9, 0.05, partial(_variables, 0.01, 0.06, "k", "exact")),
    )
]

EXAMPLES: Final = [*PLANS, *STAGES, *SWITCHING, *DESIGNS, *NONE_FOUND, *LINES, *OTHERS]
