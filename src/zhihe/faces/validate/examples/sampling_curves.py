"""Published examples of acceptance sampling: OC, ASN, AOQ, AOQL, ATI, and estimates by variables."""

from __future__ import annotations

from functools import partial
from typing import Final

from zhihe.faces.validate.example import Example
from zhihe.kernels.sampling.characteristics import (
    Course,
    acceptance,
    average_outgoing_quality,
    average_outgoing_quality_limit,
    average_sample_number,
    average_total_inspection,
    course,
)
from zhihe.kernels.sampling.editions import Stage
from zhihe.kernels.sampling.variables import estimate_nonconforming, fraction_beyond
from zhihe.kernels.sampling.variables_design import variables_acceptance, variables_course

PENS: Final = "Minitab Support, Attributes Acceptance Sampling, all statistics (pens, N 5000, n 52, c 2)"
BAGS: Final = "Minitab StatGuide, Acceptance Sampling by Attributes, Compare (grocery bags, N 25000, c 10)"
LENSES: Final = "Minitab StatGuide, Acceptance Sampling by Variables, Compare (lenses, N 3600, k 3.44914)"
LENSES_JUDGED: Final = "Minitab Support, Variables Acceptance Sampling, Accept/Reject Lot (camera lenses)"
KNOWN_SIGMA: Final = "Minitab Support, Variables Acceptance Sampling, key results (n 104, k 3.55750, N 2500)"
NIST: Final = "NIST/SEMATECH e-Handbook, section 6.2.3.2 (n 52, c 3, N 10000)"
NIST_DOUBLE: Final = "NIST/SEMATECH e-Handbook, section 6.2.4 (n1 50, c1 2, n2 100, c2 6, p 0.06)"
SAS: Final = "SAS/QC User's Guide, Functions: AOQ2, ASN2, PROBACC2, Evaluating Single-Sampling Plans"
CRAIG: Final = "Craig, Technometrics 10 (1968), table 2"
ACCEPTANCE: Final = "acceptancesampling.com, double plan for 1 % and 5 %"
MONTGOMERY: Final = "Montgomery, Introduction to Statistical Quality Control, ch. 15 (n 89, c 2, N 10000)"
NOMOGRAPH: Final = "Montgomery, Introduction to Statistical Quality Control, ch. 16, nomograph n 40, k 1.9"
DESIGN: Final = "Truong, R package AccSamplingDesign, vignette Introduction, section 3 (n 132, c 3)"
DESIGN_144: Final = "Truong, R package AccSamplingDesign, vignette Introduction (n 144, c 4)"
MIL_414: Final = "MIL-STD-414, section B, Examples B-1 and B-2 (limit 209 F, n 5)"

TWICE_13: Final = (Stage(13, 0, 2), Stage(13, 1, 2))
"""The double plan of the SAS examples."""
NIST_STAGES: Final = (Stage(50, 2, 7), Stage(100, 6, 7))
DEVICES: Final = (197.0, 188.0, 184.0, 205.0, 201.0)
"""The readings of MIL-STD-414, Examples B-1 and B-2."""
LENS_MEAN: Final = 0.403108
LENS_SPREAD: Final = 0.0469204


def _single(n: int, c: int) -> tuple[Stage, ...]:
    return (Stage(n, c, c + 1),)


def _asn(stages: tuple[Stage, ...], p: float, *, curtailed: bool = False) -> float:
    return average_sample_number(course(stages, p, curtailed=curtailed))


def _double(c1: int, c2: int, n1: int, n2: int) -> tuple[Stage, ...]:
    return (Stage(n1, c1, c2 + 1), Stage(n2, c2, c2 + 1))


def _aoq(stages: tuple[Stage, ...], p: float, lot_size: int, *, replaced: bool = True) -> float:
    return average_outgoing_quality(course(stages, p), p, lot_size, replaced=replaced)


def _ati(n: int, c: int, p: float, lot_size: int) -> float:
    return average_total_inspection(course(_single(n, c), p), lot_size)


def _aoql(n: int, c: int, lot_size: int, part: int) -> float:
    return average_outgoing_quality_limit(partial(course, _single(n, c)), lot_size)[part]


def _lens(n: int, p: float) -> Course:
    return variables_course(n, 3.44914, p)


def _lens_aoq(n: int, p: float) -> float:
    return average_outgoing_quality(_lens(n, p), p, 3600) * 1e6


def _known(p: float) -> Course:
    return variables_course(104, 3.5575, p, sigma_known=True)


def _known_aoq(p: float) -> float:
    return average_outgoing_quality(_known(p), p, 2500) * 1e6


def _known_ati(p: float) -> float:
    return average_total_inspection(_known(p), 2500)


def _lens_ati(n: int) -> float:
    return average_total_inspection(_lens(n, 1e-4), 3600)


def _lens_aoql(n: int, part: int) -> float:
    return average_outgoing_quality_limit(partial(_lens, n), 3600)[part] * 1e6


def _lens_index(side: str) -> float:
    """Judge three readings that have exactly the printed mean and standard deviation."""
    readings = (LENS_MEAN - LENS_SPREAD, LENS_MEAN, LENS_MEAN + LENS_SPREAD)
    return float(getattr(estimate_nonconforming(readings, lower=0.395, upper=0.415), side))


def _device(part: str) -> float:
    return float(getattr(estimate_nonconforming(DEVICES, upper=209.0), part))


OC: Final = [
    Example("sampling.oc", source, quantity, expected, compute, tolerance)
    for source, quantity, expected, tolerance, compute in (
        *(
            (MONTGOMERY, f"Pa at p {p}", pa, 5e-5, partial(acceptance, _single(89, 2), p))
            for p, pa in ((0.005, 0.9897), (0.01, 0.9397), (0.02, 0.7366), (0.05, 0.1721), (0.09, 0.0109))
        ),
        *(
            (NIST, f"Pa at p {p}", pa, 5e-4, partial(acceptance, _single(52, 3), p))
            for p, pa in ((0.01, 0.998), (0.02, 0.980), (0.03, 0.930), (0.06, 0.620), (0.12, 0.115))
        ),
        (SAS, "PROBBNML(0.18, 20, 1)", 0.1018322793, 5e-11, partial(acceptance, _single(20, 1), 0.18)),
        (
            SAS,
            "PROBHYPR(120, 22, 20, 1)",
            0.0762970752,
            5e-11,
            partial(acceptance, _single(20, 1), 22 / 120, model="hypergeometric", lot_size=120),
        ),
        (SAS, "PROBACC2(0,2,1,13,13,0.18)", 0.0921738126, 5e-11, partial(acceptance, TWICE_13, 0.18)),
        (DESIGN_144, "Pa at p 0.03", 0.5656415, 5e-8, partial(acceptance, _single(144, 4), 0.03)),
        (DESIGN, "Pa at p 0.03", 0.4384354, 5e-8, partial(acceptance, _single(132, 3), 0.03)),
    )
]

COSTS: Final = [
    Example(method, source, quantity, expected, compute, tolerance)
    for method, source, quantity, expected, tolerance, compute in (
        ("sampling.asn", SAS, "ASN2('full',0,2,1,13,13,0.18)", 15.811418112, 5e-10, partial(_asn, TWICE_13, 0.18)),
        (
            "sampling.asn",
            SAS,
            "ASN2('semi',0,2,1,13,13,0.18)",
            14.110408695,
            5e-10,
            partial(_asn, TWICE_13, 0.18, curtailed=True),
        ),
        *(
            (
                "sampling.asn",
                CRAIG,
                f"n {plan[2]} and {plan[3]}, c {plan[0]} and {plan[1]}, p {p}{', curtailed' if cut else ''}",
                asn,
                5e-3,
                partial(_asn, _double(*plan), p, curtailed=cut),
            )
            for plan, p, asn, cut in (
                ((1, 3, 50, 100), 0.06, 95.73, False),
                ((0, 3, 50, 50), 0.02, 80.90, False),
                ((0, 3, 50, 50), 0.08, 70.49, False),
                ((1, 3, 50, 100), 0.03, 68.99, True),
                ((1, 3, 50, 100), 0.06, 61.32, True),
                ((0, 3, 50, 50), 0.03, 79.66, True),
                ((2, 4, 75, 150), 0.06, 83.89, True),
            )
        ),
        *(
            (
                "sampling.asn",
                ACCEPTANCE,
                f"n 69 twice, c 0 and 3, p {p}{', curtailed' if cut else ''}",
                asn,
                5e-4,
                partial(_asn, _double(0, 3, 69, 69), p, curtailed=cut),
            )
            for p, asn, cut in (
                (0.01, 103.155, False),
                (0.05, 104.599, False),
                (0.01, 101.982, True),
                (0.05, 85.538, True),
            )
        ),
        # The handbook rounds the chance of a second sample to 0.555 first, which moves the ASN by up to 0.05.
        ("sampling.asn", NIST_DOUBLE, "ASN", 106, 0.55, partial(_asn, NIST_STAGES, 0.06)),
        (
            "sampling.aoq",
            SAS,
            "AOQ2('rep',120,0,2,1,13,13,0.18)",
            0.0144743043,
            5e-11,
            partial(_aoq, TWICE_13, 0.18, 120),
        ),
        (
            "sampling.aoq",
            SAS,
            "AOQ2('norep',120,0,2,1,13,13,0.18)",
            0.0148099904,
            5e-11,
            partial(_aoq, TWICE_13, 0.18, 120, replaced=False),
        ),
        ("sampling.aoq", MONTGOMERY, "AOQ at p 0.01", 0.0093, 5e-5, partial(_aoq, _single(89, 2), 0.01, 10_000)),
        ("sampling.aoq", BAGS, "AOQ at 5 %, n 150", 0.04313, 5e-6, partial(_aoq, _single(150, 10), 0.05, 25_000)),
        ("sampling.aoq", LENSES, "AOQ in ppm, n 100, 600 ppm", 130.8, 0.05, partial(_lens_aoq, 100, 6e-4)),
        ("sampling.aoq", LENSES, "AOQ in ppm, n 200, 600 ppm", 76.3, 0.05, partial(_lens_aoq, 200, 6e-4)),
        ("sampling.aoq", KNOWN_SIGMA, "AOQ in ppm at 100 ppm", 91.1, 0.05, partial(_known_aoq, 1e-4)),
        ("sampling.aoq", KNOWN_SIGMA, "AOQ in ppm at 300 ppm", 28.6, 0.05, partial(_known_aoq, 3e-4)),
        ("sampling.aoql", NIST, "AOQL", 0.0372, 5e-5, partial(_aoql, 52, 3, 10_000, 0)),
        ("sampling.aoql", PENS, "AOQL", 0.02603, 5e-6, partial(_aoql, 52, 2, 5000, 0)),
        ("sampling.aoql", PENS, "incoming quality there", 0.043, 5e-4, partial(_aoql, 52, 2, 5000, 1)),
        ("sampling.aoql", BAGS, "AOQL, n 250", 0.02595, 5e-6, partial(_aoql, 250, 10, 25_000, 0)),
        ("sampling.aoql", BAGS, "incoming quality there", 0.03222, 5e-6, partial(_aoql, 250, 10, 25_000, 1)),
        ("sampling.aoql", LENSES, "AOQL in ppm, n 100", 145.6, 0.05, partial(_lens_aoql, 100, 0)),
        ("sampling.aoql", LENSES, "incoming ppm there, n 200", 256.4, 0.05, partial(_lens_aoql, 200, 1)),
        ("sampling.ati", MONTGOMERY, "ATI at p 0.01", 687, 0.5, partial(_ati, 89, 2, 0.01, 10_000)),
        ("sampling.ati", NIST, "ATI at p 0.03", 753, 0.5, partial(_ati, 52, 3, 0.03, 10_000)),
        ("sampling.ati", BAGS, "ATI at 5 %, n 150", 3435.6, 0.05, partial(_ati, 150, 10, 0.05, 25_000)),
        ("sampling.ati", KNOWN_SIGMA, "ATI at 100 ppm", 223.2, 0.05, partial(_known_ati, 1e-4)),
        ("sampling.ati", LENSES, "ATI at 100 ppm, n 150", 500.1, 0.05, partial(_lens_ati, 150)),
    )
]

VARIABLES: Final = [
    Example(method, source, quantity, expected, compute, tolerance)
    for method, source, quantity, expected, tolerance, compute in (
        ("sampling.variables.estimate", MIL_414, "mean", 195, 0.0, partial(_device, "mean")),
        ("sampling.variables.estimate", MIL_414, "quality index", 1.59, 5e-3, partial(_device, "q_upper")),
        (
            "sampling.variables.estimate",
            MIL_414,
            "fraction nonconforming at Q 1.59",
            0.0219,
            5e-5,
            partial(fraction_beyond, 1.59, 5),
        ),
        (
            "sampling.variables.estimate",
            LENSES_JUDGED,
            "Z.LSL",
            0.172803,
            5e-6,
            partial(_lens_index, "q_lower"),
        ),
        (
            "sampling.variables.estimate",
            LENSES_JUDGED,
            "Z.USL",
            0.253452,
            1e-5,
            partial(_lens_index, "q_upper"),
        ),
        *(
            (
                "sampling.variables.oc",
                LENSES,
                f"Pa, n {n}, p {p}",
                pa,
                5e-4,
                partial(variables_acceptance, n, 3.44914, p),
            )
            for n, p, pa in (
                (100, 1e-4, 0.854),
                (100, 6e-4, 0.224),
                (150, 1e-4, 0.899),
                (150, 6e-4, 0.172),
                (200, 1e-4, 0.928),
                (200, 6e-4, 0.135),
            )
        ),
        (
            "sampling.variables.oc",
            KNOWN_SIGMA,
            "Pa at 100 ppm",
            0.950,
            5e-4,
            partial(variables_acceptance, 104, 3.5575, 1e-4, sigma_known=True),
        ),
        ("sampling.variables.oc", NOMOGRAPH, "Pa at 0.01", 0.95, 5e-3, partial(variables_acceptance, 40, 1.9, 0.01)),
        ("sampling.variables.oc", NOMOGRAPH, "Pa at 0.06", 0.10, 5e-3, partial(variables_acceptance, 40, 1.9, 0.06)),
    )
]

EXAMPLES: Final = [*OC, *COSTS, *VARIABLES]
