"""Shewhart charts, phase I and run rules: numbers printed by SAS/QC, R's qcc, NIST and Montgomery's textbook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from zhihe.faces.validate.data import spc as data
from zhihe.faces.validate.data.capability import piston_rings
from zhihe.faces.validate.example import Example
from zhihe.kernels.sigma import c4, within_sigma
from zhihe.kernels.spc.attributes import NP, C, P, U, given_rate
from zhihe.kernels.spc.judge import Signals
from zhihe.kernels.spc.phases import Exclusion, phase_one
from zhihe.kernels.spc.rules import LIMITS_ONLY, nelson
from zhihe.kernels.spc.study import Spec, Study, judge, study
from zhihe.kernels.spc.variables import Individuals, XbarR, XbarS, given

QCC: Final = "R package qcc 3.0, vignette «A quick tour of qcc»"
SAS: Final = "SAS/QC User's Guide, SHEWHART procedure, data set Partgaps"
SAS_TESTS: Final = "SAS/QC User's Guide, SHEWHART procedure, Tests for Special Causes Applied to Gap Width Data"
NIST_I: Final = "NIST/SEMATECH e-Handbook 6.3.2.2"
NIST_C: Final = "NIST/SEMATECH e-Handbook 6.3.3.1"
NIST_P: Final = "NIST/SEMATECH e-Handbook 6.3.3.2"
LAWSON: Final = "Lawson, An Introduction to Acceptance Sampling and SPC with R, revised p chart of orange juice"
MONTGOMERY: Final = "Montgomery, Introduction to Statistical Quality Control, 6th ed."


def _shown(found: Signals) -> str:
    """Sample numbers from 1, as the sources count."""
    return ", ".join(str(point + 1) for point in found.points())


def _example(
    method: str, source: str, quantity: str, expected: float | str, digits: int, compute: Callable[[], float | str]
) -> Example:
    tolerance = 0.0 if isinstance(expected, str) else 0.5000001 * 10.0**-digits
    return Example(f"spc.{method}", source, quantity, expected, compute, tolerance)


def _line(spec: Spec[Any, Any], rows: object, which: str, chart: int = 0, place: int = 0) -> Callable[[], float]:
    """Take one line («center», «lower», «upper», «points») of one chart at one place."""

    def compute() -> float:
        drawn: Study[Any] = study(spec, rows)
        return float(getattr(drawn.charts[chart], which)[place])

    return compute


def _sigma(spec: Spec[Any, Any], rows: object) -> Callable[[], float]:
    return lambda: float(study(spec, rows).standards.sigma)


_QR, _QS, _QI = XbarR(constants="rounded"), XbarS(), Individuals()
_RINGS, _UNEVEN, _GAPS = piston_rings(), data.uneven_rings(), data.gaps()
_FLOW, _VISCOSITY = data.flow_rates(), data.viscosities()

_VARIABLES: Final = (
    _example("xbar_r", QCC, "sigma of 25 piston rings", 0.009785039, 9, _sigma(_QR, _RINGS)),
    _example("xbar_r", QCC, "centre of means", 74.00118, 5, _line(_QR, _RINGS, "center")),
    _example("xbar_r", QCC, "LCL of means", 73.98805, 5, _line(_QR, _RINGS, "lower")),
    _example("xbar_r", QCC, "UCL of means", 74.0143, 4, _line(_QR, _RINGS, "upper")),
    _example("xbar_r", QCC, "sigma, sizes 3 to 5", 0.009856701, 9, _sigma(_QR, _UNEVEN)),
    _example("xbar_r", QCC, "LCL of means, n = 5", 73.98753, 5, _line(_QR, _UNEVEN, "lower")),
    _example("xbar_r", QCC, "UCL of means, n = 3", 74.01782, 5, _line(_QR, _UNEVEN, "upper", 0, 1)),
    _example("xbar_r", SAS, "sigma of 21 gaps", 13.1028, 4, _sigma(XbarR(), _GAPS)),
    _example("xbar_r", SAS, "centre of means", 259.667, 3, _line(XbarR(), _GAPS, "center")),
    _example("xbar_r", SAS, "LCL of means", 242.087, 3, _line(XbarR(), _GAPS, "lower")),
    _example("xbar_r", SAS, "UCL of means", 277.246, 3, _line(XbarR(), _GAPS, "upper")),
    _example("xbar_r", SAS, "mean range", 30.4762, 4, _line(XbarR(), _GAPS, "center", 1)),
    _example("xbar_r", SAS, "UCL of ranges", 64.4419, 4, _line(XbarR(), _GAPS, "upper", 1)),
    _example("xbar_s", QCC, "sigma of 25 piston rings", 0.009829977, 9, _sigma(_QS, _RINGS)),
    _example("xbar_s", QCC, "centre of s", 0.009240037, 9, _line(_QS, _RINGS, "center", 1)),
    _example("xbar_s", QCC, "UCL of s", 0.01930242, 8, _line(_QS, _RINGS, "upper", 1)),
    _example("xbar_s", SAS, "s of sample 1", 12.6293, 4, _line(_QS, _GAPS, "points", 1, 0)),
    _example("xbar_s", SAS, "s of sample 4", 14.2302, 4, _line(_QS, _GAPS, "points", 1, 3)),
    _example(
        "xbar_s",
        f"{MONTGOMERY}, example 6.3",
        "UCL of means from s = 0.0094",
        74.014,
        3,
        lambda: float(study(_QS, _RINGS, given(74.001, 0.0094 / c4(5))).location.upper[0]),
    ),
    _example(
        "xbar_s",
        f"{MONTGOMERY}, example 6.3",
        "UCL of s from s = 0.0094",
        0.0196,
        4,
        lambda: float(study(_QS, _RINGS, given(74.001, 0.0094 / c4(5))).spread.upper[0]),
    ),
    _example("individuals", NIST_I, "mean flow rate", 50.81, 2, _line(_QI, _FLOW, "center")),
    _example("individuals", NIST_I, "mean moving range", 1.8778, 4, lambda: within_sigma(_FLOW, "mr").value * 1.128),
    _example("individuals", NIST_I, "UCL", 55.8041, 4, _line(_QI, _FLOW, "upper")),
    _example("individuals", NIST_I, "LCL", 45.8159, 4, _line(_QI, _FLOW, "lower")),
    _example("individuals", QCC, "sigma of 15 viscosities", 0.4261651, 7, _sigma(_QI, _VISCOSITY)),
    _example("individuals", QCC, "LCL", 32.24484, 5, _line(_QI, _VISCOSITY, "lower")),
    _example("individuals", QCC, "UCL", 34.80183, 5, _line(_QI, _VISCOSITY, "upper")),
)

_PJ, _CB, _UC, _WAFERS = data.juice(), data.boards(), data.computers(), data.wafers()
_JUICE_NP: Final = given_rate(0.2313, size=50)
_CLOTH_U: Final = "Montgomery, Introduction to Statistical Quality Control, 6th ed., example 7.4"


def _cloth(which: str, size: float) -> Callable[[], float]:
    return lambda: float(getattr(study(U(), ([1], [size]), given_rate(1.42)).location, which)[0])


_COUNTS: Final = (
    _example("p", QCC, "centre of 30 cans of orange juice", 0.2313333, 7, _line(P(), _PJ, "center")),
    _example("p", QCC, "LCL", 0.05242755, 8, _line(P(), _PJ, "lower")),
    _example("p", QCC, "UCL", 0.4102391, 7, _line(P(), _PJ, "upper")),
    _example("p", NIST_P, "mean of the 30 proportions", 0.2313, 4, _line(P(), _PJ, "center")),
    _example("p", f"{MONTGOMERY}, example 7.1", "LCL", 0.0524, 4, _line(P(), _PJ, "lower")),
    _example("p", f"{MONTGOMERY}, example 7.1", "UCL", 0.4102, 4, _line(P(), _PJ, "upper")),
    _example("np", QCC, "centre", 11.56667, 5, _line(NP(), _PJ, "center")),
    _example("np", QCC, "LCL", 2.621377, 6, _line(NP(), _PJ, "lower")),
    _example("np", QCC, "UCL", 20.51196, 5, _line(NP(), _PJ, "upper")),
    _example(
        "np",
        f"{MONTGOMERY}, example 7.2",
        "UCL for p = 0.2313, n = 50",
        20.510,
        3,
        lambda: float(study(NP(), _PJ, _JUICE_NP).location.upper[0]),
    ),
    _example(
        "np",
        f"{MONTGOMERY}, example 7.2",
        "LCL for p = 0.2313, n = 50",
        2.620,
        3,
        lambda: float(study(NP(), _PJ, _JUICE_NP).location.lower[0]),
    ),
    _example("c", QCC, "centre of 26 circuit boards", 19.84615, 5, _line(C(), _CB, "center")),
    _example("c", QCC, "LCL", 6.481447, 6, _line(C(), _CB, "lower")),
    _example("c", QCC, "UCL", 33.21086, 5, _line(C(), _CB, "upper")),
    _example("c", NIST_C, "centre of 25 wafers", 16.0, 0, _line(C(), _WAFERS, "center")),
    _example("c", NIST_C, "LCL", 4.0, 0, _line(C(), _WAFERS, "lower")),
    _example("c", NIST_C, "UCL", 28.0, 0, _line(C(), _WAFERS, "upper")),
    _example("u", QCC, "centre of 20 samples of computers", 1.93, 2, _line(U(), _UC, "center")),
    _example("u", QCC, "LCL", 0.06613305, 8, _line(U(), _UC, "lower")),
    _example("u", QCC, "UCL", 3.793867, 6, _line(U(), _UC, "upper")),
    _example("u", _CLOTH_U, "UCL for u = 1.42, n = 10", 2.55, 2, _cloth("upper", 10)),
    _example("u", _CLOTH_U, "LCL for u = 1.42, n = 10", 0.29, 2, _cloth("lower", 10)),
    _example("u", _CLOTH_U, "UCL for u = 1.42, n = 8", 2.68, 2, _cloth("upper", 8)),
    _example("u", _CLOTH_U, "LCL for u = 1.42, n = 13", 0.43, 2, _cloth("lower", 13)),
)


def _cleaned(spec: Spec[Any, Any], rows: object, which: str, *samples: int) -> Callable[[], float]:
    excluded = [Exclusion(sample - 1, "assignable cause") for sample in samples]

    def compute() -> float:
        found = phase_one(spec, rows, LIMITS_ONLY, excluded)
        return float(getattr(found.study.location, which)[0])

    return compute


def _signals(spec: Spec[Any, Any], rows: object, *numbers: int) -> Callable[[], str]:
    return lambda: _shown(judge(study(spec, rows), nelson(numbers)).signals[0])


_PHASES: Final = (
    _example("phase_one", QCC, "p without 15 and 23", 0.215, 3, _cleaned(P(), _PJ, "center", 15, 23)),
    _example("phase_one", QCC, "p, LCL", 0.04070284, 8, _cleaned(P(), _PJ, "lower", 15, 23)),
    _example("phase_one", QCC, "p, UCL", 0.3892972, 7, _cleaned(P(), _PJ, "upper", 15, 23)),
    _example("phase_one", QCC, "c without 6 and 20, UCL", 32.9708, 4, _cleaned(C(), _CB, "upper", 6, 20)),
    _example("phase_one", f"{MONTGOMERY}, example 7.1", "p, UCL", 0.3893, 4, _cleaned(P(), _PJ, "upper", 15, 23)),
    _example("phase_one", f"{MONTGOMERY}, example 7.3", "c, LCL", 6.36, 2, _cleaned(C(), _CB, "lower", 6, 20)),
    _example("phase_one", LAWSON, "p without 15 and 23", 0.215, 4, _cleaned(P(), _PJ, "center", 15, 23)),
    _example("phase_one", LAWSON, "UCL", 0.3893, 4, _cleaned(P(), _PJ, "upper", 15, 23)),
    _example("phase_one", LAWSON, "LCL", 0.0407, 4, _cleaned(P(), _PJ, "lower", 15, 23)),
    _example("rules", QCC, "samples of juice beyond limits", "15, 23", 0, _signals(P(), _PJ, 1)),
    _example("rules", QCC, "boards beyond limits", "6, 20", 0, _signals(C(), _CB, 1)),
    _example("rules", SAS_TESTS, "test 5", "14", 0, _signals(XbarR(), _GAPS, 5)),
    _example("rules", SAS_TESTS, "tests 1 to 4", "", 0, _signals(XbarR(), _GAPS, 1, 2, 3, 4)),
)

EXAMPLES: Final = (*_VARIABLES, *_COUNTS, *_PHASES)
