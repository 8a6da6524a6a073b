"""Acceptance sampling as other programs compute it: mistat's tests after R's Dodge, lotsampling, Minitab, R."""

from __future__ import annotations

from functools import partial
from typing import Final

from scipy import special

from zhihe.faces.validate.example import Example
from zhihe.kernels.sampling.characteristics import (
    Course,
    Model,
    acceptance,
    average_outgoing_quality,
    average_outgoing_quality_limit,
    average_sample_number,
    average_total_inspection,
    course,
)
from zhihe.kernels.sampling.design import find_plan
from zhihe.kernels.sampling.editions import Stage
from zhihe.kernels.sampling.sequential import sequential_plan
from zhihe.kernels.sampling.variables import fraction_beyond

MISTAT: Final = "Kenett, Zacks, Gedeck: Modern Statistics with Python, package mistat 0.1.17, tests of sampling plans"
LOTSAMPLING: Final = "Python package lotsampling 0.2.0, tests of the plans that accept on zero"
PENS: Final = "Minitab Support, Attributes Acceptance Sampling, all statistics (pens, N 5000, n 52, c 2)"
KIERMEIER: Final = "Kiermeier, R package AcceptanceSampling, vignette, assess (n 20, c 0)"
DESIGN_144: Final = "Truong, R package AccSamplingDesign, vignette Introduction (n 144, c 4)"
LAWSON: Final = "Lawson, An Introduction to Acceptance Sampling and SPC with R, 3.2 (M method, example 3 after Mitra)"

TWO_STAGES: Final = (Stage(20, 2, 6), Stage(40, 6, 7))
"""mistat's double plan of a lot of 150."""

# Model, lot, n, c; then quality, Pa, AOQ, ATI as printed.
SINGLE: Final[tuple[tuple[Model, int, int, int, tuple[tuple[str, str, str, str], ...]], ...]] = (
    (
        "binomial",
        1000,
        20,
        1,
        (
            ("0.05", "0.73584", "0.03606", "278.8773"),
            ("0.10", "0.39175", "0.03839", "616.0879"),
            ("0.25", "0.02431", "0.00596", "976.1736"),
        ),
    ),
    (
        "hypergeometric",
        5000,
        200,
        3,
        (
            ("0.01", "0.86182", "0.00827", "863.2879"),
            ("0.03", "0.14179", "0.00408", "4319.4236"),
            ("0.05", "0.00810", "0.00039", "4961.1010"),
        ),
    ),
    (
        "poisson",
        1000,
        20,
        1,
        (
            ("0.05", "0.73576", "0.03605", "278.9563"),
            ("0.10", "0.40601", "0.03979", "602.1143"),
            ("0.25", "0.04043", "0.00990", "960.3809"),
        ),
    ),
)
DOUBLE: Final[tuple[tuple[Model, str, str, str], ...]] = (
    ("binomial", "0.05", "0.98578", "23.00618"),
    ("binomial", "0.15", "0.44660", "41.11183"),
    ("poisson", "0.10", "0.77968", "32.27040"),
    ("poisson", "0.15", "0.46923", "39.71568"),
)
DESIGNED: Final[tuple[tuple[Model, str], ...]] = (("binomial", "n 261, c 5"), ("poisson", "n 297, c 6"))


def _row(method: str, source: str, quantity: str, printed: str, compute: partial[float]) -> Example:
    """Make an example of a number as printed; half a unit of its last digit is the tolerance."""
    digits = len(printed.partition(".")[2])
    return Example(f"sampling.{method}", source, quantity, float(printed), compute, 0.5000001 * 10.0**-digits)


def _walk(n: int, c: int, p: float, model: Model = "binomial", lot_size: int | None = None) -> Course:
    return course((Stage(n, c, c + 1),), p, model=model, lot_size=lot_size)


def _aoq(n: int, c: int, p: float, model: Model, lot_size: int) -> float:
    return average_outgoing_quality(_walk(n, c, p, model, lot_size), p, lot_size)


def _ati(n: int, c: int, p: float, model: Model, lot_size: int) -> float:
    return average_total_inspection(_walk(n, c, p, model, lot_size), lot_size)


def _pa(n: int, c: int, p: float) -> float:
    return _walk(n, c, p).probability


def _asn(model: Model, p: float) -> float:
    return average_sample_number(course(TWO_STAGES, p, model=model, lot_size=150))


def _twice_outgoing(p: float) -> float:
    return average_outgoing_quality(course(TWO_STAGES, p), p, 150)


def _twice_total(p: float) -> float:
    return average_total_inspection(course(TWO_STAGES, p), 150)


def _designed(model: Model) -> str:
    found = find_plan(0.01, 0.05, 0.04, 0.05, model=model)
    return f"n {found.n}, c {found.c}"


def _limit(n: int, c: int, lot_size: int, part: int = 0) -> float:
    return average_outgoing_quality_limit(partial(_walk, n, c), lot_size)[part]


def _limit_in_lot(n: int, lot_size: int) -> float:
    walk = partial(_walk, n, 0, model="hypergeometric", lot_size=lot_size)
    return average_outgoing_quality_limit(walk, lot_size, whole_units=True)[0]


def _line(part: str) -> float:
    return float(getattr(sequential_plan(0.01, 0.05, 0.05, 0.05), part))


def _risk(which: str) -> float:
    return float(getattr(find_plan(0.01, 0.02, 0.05, 0.15), which))


def _percent(compute: partial[float]) -> float:
    return 100 * compute()


def _deviate() -> float:
    """Read the normal deviate back from the estimate of Q = (110 - 100)/8 in a sample of 10, sigma known."""
    return float(-special.ndtri(fraction_beyond((110 - 100) / 8, 10, sigma_known=True)))


EXAMPLES: Final = (
    *(
        _row(method, MISTAT, f"{model}, N {lot}, n {n}, c {c}, p {p}", printed, compute)
        for model, lot, n, c, rows in SINGLE
        for p, pa, aoq, ati in rows
        for method, printed, compute in (
            ("oc", pa, partial(acceptance, (Stage(n, c, c + 1),), float(p), model=model, lot_size=lot)),
            ("aoq", aoq, partial(_aoq, n, c, float(p), model, lot)),
            ("ati", ati, partial(_ati, n, c, float(p), model, lot)),
        )
    ),
    *(
        _row(method, MISTAT, f"{model}, n 20 and 40, c 2 and 6, p {p}", printed, compute)
        for model, p, pa, asn in DOUBLE
        for method, printed, compute in (
            ("oc", pa, partial(acceptance, TWO_STAGES, float(p), model=model, lot_size=150)),
            ("asn", asn, partial(_asn, model, float(p))),
        )
    ),
    _row("aoq", MISTAT, "n 20 and 40, c 2 and 6, p 0.15", "0.05639", partial(_twice_outgoing, 0.15)),
    _row("ati", MISTAT, "n 20 and 40, c 2 and 6, p 0.15", "93.61006", partial(_twice_total, 0.15)),
    *(
        Example("sampling.design", MISTAT, f"(0.01, 0.05, 0.04, 0.05), {model}", expected, partial(_designed, model))
        for model, expected in DESIGNED
    ),
    _row("sequential", MISTAT, "h1, p1 0.01, p2 0.05", "1.783772", partial(_line, "h1")),
    _row("sequential", MISTAT, "h2, p1 0.01, p2 0.05", "1.783772", partial(_line, "h2")),
    _row("sequential", MISTAT, "s, p1 0.01, p2 0.05", "0.02498542", partial(_line, "s")),
    _row("aoql", LOTSAMPLING, "AOQL, n 30, N 500", "0.0113384316480", partial(_limit, 30, 0, 500)),
    _row("aoql", LOTSAMPLING, "AOQL of the lot, n 10, N 50", "0.0253971341728", partial(_limit_in_lot, 10, 50)),
    _row("oc", PENS, "Pa at 1.5 %", "0.957", partial(_pa, 52, 2, 0.015)),
    _row("oc", PENS, "Pa at 10 %", "0.097", partial(_pa, 52, 2, 0.10)),
    _row("aoq", PENS, "AOQ in % at 1.5 %", "1.420", partial(_percent, partial(_aoq, 52, 2, 0.015, "binomial", 5000))),
    _row("aoq", PENS, "AOQ in % at 10 %", "0.956", partial(_percent, partial(_aoq, 52, 2, 0.10, "binomial", 5000))),
    _row("ati", PENS, "ATI at 1.5 %", "266.2", partial(_ati, 52, 2, 0.015, "binomial", 5000)),
    _row("ati", PENS, "ATI at 10 %", "4521.9", partial(_ati, 52, 2, 0.10, "binomial", 5000)),
    _row("oc", KIERMEIER, "Pa at 0.05", "0.35848592", partial(_pa, 20, 0, 0.05)),
    _row("oc", KIERMEIER, "Pa at 0.15", "0.03875953", partial(_pa, 20, 0, 0.15)),
    _row("design", DESIGN_144, "producer's risk", "0.01534843", partial(_risk, "alpha")),
    _row("design", DESIGN_144, "consumer's risk", "0.1487162", partial(_risk, "beta")),
    _row("variables.estimate", LAWSON, "normal deviate of the estimate", "1.3176", partial(_deviate)),
)
