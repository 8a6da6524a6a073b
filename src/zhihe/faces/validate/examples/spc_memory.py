"""EWMA, CUSUM and T2 charts, run lengths and constants: numbers printed by NIST, qcc, Montgomery and the papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from zhihe.faces.validate.data import spc as data
from zhihe.faces.validate.data.capability import piston_rings
from zhihe.faces.validate.example import Example
from zhihe.kernels.sigma import c4, d2, d3
from zhihe.kernels.spc.arl import cusum_arl, ewma_arl, shewhart_arl
from zhihe.kernels.spc.arl_runs import run_chain
from zhihe.kernels.spc.cusum import Cusum, shift_estimate
from zhihe.kernels.spc.ewma import Ewma
from zhihe.kernels.spc.hotelling import T2, upper_limit
from zhihe.kernels.spc.rules import LIMITS_ONLY, western_electric
from zhihe.kernels.spc.study import Study, judge, study
from zhihe.kernels.spc.variables import given

QCC: Final = "R package qcc 3.0, vignette «A quick tour of qcc»"
NIST_E: Final = "NIST/SEMATECH e-Handbook 6.3.2.4"
NIST_S: Final = "NIST/SEMATECH e-Handbook 6.3.2.3"
NIST_X: Final = "NIST/SEMATECH e-Handbook 6.3.2.1"
MONTGOMERY: Final = "Montgomery, Introduction to Statistical Quality Control, 6th ed."
BROOK: Final = "Brook and Evans, Biometrika 59 (1972)"
LUCAS: Final = "Lucas and Crosier, Technometrics 24 (1982), table 1"
VANCE: Final = "Vance, Journal of Quality Technology 18 (1986), table 1"
WALDMANN: Final = "Waldmann, Technometrics 28 (1986)"
SAS: Final = "SAS/QC User's Guide 1999, CUSUMARL and EWMAARL functions"
CROWDER: Final = "Crowder, Technometrics 29 (1987), table 1"
SACCUCCI: Final = "Lucas and Saccucci, Technometrics 32 (1990), table 3"
JASP_T2: Final = "JASP Quality Control, multivariate charts (Montgomery, table 11.1, 20 readings)"
SIGMA_XL: Final = "SigmaXL workbook, Control Chart Templates: Time-Weighted, Average Run Length (ARL) Tables"
FACTORS: Final = "Table A.22, Factors for Constructing Control Charts, p. 766"
MISTAT: Final = "Kenett, Zacks, Gedeck: Modern Statistics with Python, package mistat 0.1.17, tests of control charts"
CHAMP: Final = "Champ and Woodall, Technometrics 29 (1987), table 1"


def _example(
    method: str, source: str, quantity: str, expected: float | str, digits: int, compute: Callable[[], float | str]
) -> Example:
    tolerance = 0.0 if isinstance(expected, str) else 0.5000001 * 10.0**-digits
    return Example(f"spc.{method}", source, quantity, expected, compute, tolerance)


def _line(drawn: Callable[[], Study[Any]], which: str, place: int, chart: int = 0) -> Callable[[], float]:
    return lambda: float(getattr(drawn().charts[chart], which)[place])


def _first_signal(drawn: Callable[[], Study[Any]]) -> Callable[[], str]:
    """First signalling point, counted from 1."""
    return lambda: str(judge(drawn(), LIMITS_ONLY).signals[0].points()[0] + 1)


def _nist_ewma() -> Study[Any]:
    return study(Ewma(weight=0.3, limits="steady"), data.ewma_readings(), given(50, 2.0539))


def _rings(sigmas: float = 3.0) -> Callable[[], Study[Any]]:
    return lambda: study(Ewma(sigmas=sigmas, constants="rounded"), piston_rings())


def _viscosity() -> Study[Any]:
    return study(Ewma(sigmas=2.7), data.viscosities())


def _slow() -> Study[Any]:
    return study(Ewma(weight=0.1, sigmas=2.7), data.shifted(), given(10, 1))


def _beyond() -> str:
    return ", ".join(str(point + 1) for point in judge(_slow(), LIMITS_ONLY).signals[0].points())


_EWMA: Final = (
    _example("ewma", NIST_E, "UCL, weight 0.3", 52.5884, 4, _line(_nist_ewma, "upper", 0)),
    # NIST cuts 47.41157 off after four digits.
    _example("ewma", NIST_E, "LCL, weight 0.3", 47.4115, 3, _line(_nist_ewma, "lower", 0)),
    _example("ewma", NIST_E, "EWMA after reading 1", 50.60, 2, _line(_nist_ewma, "points", 0)),
    _example("ewma", NIST_E, "EWMA after reading 2", 49.52, 2, _line(_nist_ewma, "points", 1)),
    _example("ewma", NIST_E, "EWMA after reading 19", 51.94, 2, _line(_nist_ewma, "points", 18)),
    _example("ewma", NIST_E, "EWMA after reading 20", 51.99, 2, _line(_nist_ewma, "points", 19)),
    _example("ewma", f"{MONTGOMERY}, example 9.2", "z of reading 1", 9.945, 3, _line(_slow, "points", 0)),
    _example("ewma", f"{MONTGOMERY}, example 9.2", "z of reading 2", 9.7495, 4, _line(_slow, "points", 1)),
    _example("ewma", f"{MONTGOMERY}, example 9.2", "z of reading 3", 9.70355, 5, _line(_slow, "points", 2)),
    _example("ewma", f"{MONTGOMERY}, example 9.2", "z of reading 29", 10.6468, 4, _line(_slow, "points", 28)),
    _example("ewma", f"{MONTGOMERY}, example 9.2", "z of reading 30", 10.6341, 4, _line(_slow, "points", 29)),
    _example("ewma", f"{MONTGOMERY}, example 9.2", "readings beyond the limits", "29, 30", 0, _beyond),
    _example("ewma", QCC, "piston rings, LCL 1", 73.99855, 5, _line(_rings(), "lower", 0)),
    _example("ewma", QCC, "piston rings, UCL 2", 74.00454, 5, _line(_rings(), "upper", 1)),
    _example("ewma", QCC, "piston rings, UCL 25", 74.00555, 5, _line(_rings(), "upper", 24)),
    _example("ewma", QCC, "piston rings at 2.7 sigma, UCL 1", 74.00354, 5, _line(_rings(2.7), "upper", 0)),
    _example("ewma", QCC, "viscosity at 2.7 sigma, LCL 1", 33.29320, 5, _line(_viscosity, "lower", 0)),
    _example("ewma", QCC, "viscosity at 2.7 sigma, UCL 15", 33.90664, 5, _line(_viscosity, "upper", 14)),
)


def _nist_cusum() -> Study[Any]:
    return study(Cusum(k=0.3175, h=4.1959), data.group_means(), given(325, 1))


def _shifted() -> Study[Any]:
    return study(Cusum(k=0.5, h=5), data.shifted(), given(10, 1))


def _new_mean() -> float:
    spec = Cusum(k=0.5, h=5)
    return shift_estimate(_shifted().charts[0], 28, given(10, 1), spec)


def _members() -> str:
    """Sample numbers of the rise that leads to the signal, from 1."""
    signal = next(iter(judge(_shifted(), LIMITS_ONLY).signals[0]))
    return f"{signal.members[0] + 1} to {signal.members[-1] + 1}"


_CUSUM: Final = (
    _example("cusum", NIST_S, "upper sum, group 13", 3.01, 2, _line(_nist_cusum, "points", 12)),
    _example("cusum", NIST_S, "upper sum, group 14", 4.94, 2, _line(_nist_cusum, "points", 13)),
    _example("cusum", NIST_S, "upper sum, group 16", 10.63, 2, _line(_nist_cusum, "points", 15)),
    _example("cusum", NIST_S, "upper sum, group 19", 16.00, 2, _line(_nist_cusum, "points", 18)),
    _example("cusum", NIST_S, "lower sum, group 8", 0.72, 2, _line(_nist_cusum, "points", 7, 1)),
    _example("cusum", NIST_S, "first signal", "14", 0, _first_signal(_nist_cusum)),
    _example("cusum", f"{MONTGOMERY}, table 9.2", "C+ of period 5", 2.82, 2, _line(_shifted, "points", 4)),
    _example("cusum", f"{MONTGOMERY}, table 9.2", "C+ of period 24", 2.79, 2, _line(_shifted, "points", 23)),
    _example("cusum", f"{MONTGOMERY}, table 9.2", "C+ of period 29", 5.28, 2, _line(_shifted, "points", 28)),
    _example("cusum", f"{MONTGOMERY}, example 9.1", "first signal", "29", 0, _first_signal(_shifted)),
    _example("cusum", f"{MONTGOMERY}, example 9.1", "rise that signals", "23 to 29", 0, _members),
    _example("cusum", f"{MONTGOMERY}, eq. 9.5", "new mean at period 29", 11.25, 2, _new_mean),
)


def _ryan() -> Study[Any]:
    return study(T2(alpha=1 - (1 - 0.0027) ** 2), data.ryan())


def _boiler() -> Study[Any]:
    return study(T2(alpha=0.001), data.boiler())


def _future(drawn: Study[Any], rows: object) -> float:
    return float(study(drawn.spec, rows, drawn.standards).location.upper[0])


_T2: Final = (
    _example("t2", MISTAT, "Ryan's data, T2 of sample 1", 2.2416049, 7, _line(_ryan, "points", 0)),
    _example("t2", MISTAT, "Ryan's data, T2 of sample 2", 0.6526961, 7, _line(_ryan, "points", 1)),
    _example("t2", MISTAT, "Ryan's data, T2 of sample 3", 1.2721838, 7, _line(_ryan, "points", 2)),
    _example("t2", QCC, "Ryan's data, T2 of sample 1", 2.2416049, 7, _line(_ryan, "points", 0)),
    _example("t2", QCC, "Ryan's data, T2 of sample 10", 63.7604214, 7, _line(_ryan, "points", 9)),
    _example("t2", QCC, "Ryan's data, phase I limit", 11.03976, 5, _line(_ryan, "upper", 0)),
    _example("t2", QCC, "Ryan's data, phase II limit", 12.20184, 5, lambda: _future(_ryan(), data.ryan())),
    _example("t2", QCC, "boiler, T2 of reading 9", 17.575293, 6, _line(_boiler, "points", 8)),
    _example("t2", QCC, "boiler, T2 of reading 13", 1.316342, 6, _line(_boiler, "points", 12)),
    _example("t2", QCC, "boiler, phase I limit", 17.41705, 5, _line(_boiler, "upper", 0)),
    _example("t2", QCC, "boiler, phase II limit", 70.02943, 5, lambda: _future(_boiler(), data.boiler())),
    _example(
        "t2",
        f"{MONTGOMERY}, example 11.1",
        "phase I limit, p = 2, m = 20, n = 10, alpha 0.001",
        13.72,
        2,
        lambda: upper_limit(2, 20, 10, 0.001, future=False),
    ),
)


# The tests take (1 - 0.0027) to the power of the number of variables as the level.
_JASP_ALPHA: Final = 1 - (1 - 0.0027) ** 2
_JASP_T2: Final = (
    _example(
        "t2",
        JASP_T2,
        "phase I limit, p = 2, m = 20",
        8.28592787636626,
        8,
        lambda: float(study(T2(alpha=_JASP_ALPHA), data.fibres()).location.upper[0]),
    ),
    _example(
        "t2",
        JASP_T2,
        "phase I limit, p = 4, m = 30",
        11.1213684523803,
        8,
        lambda: upper_limit(4, 30, 1, 1 - (1 - 0.0027) ** 4, future=False),
    ),
    _example(
        "t2",
        JASP_T2,
        "phase I limit, p = 2, m = 15",
        7.59483590446819,
        8,
        lambda: upper_limit(2, 15, 1, _JASP_ALPHA, future=False),
    ),
    _example(
        "t2",
        JASP_T2,
        "phase II limit, p = 2, m = 15",
        18.4177171929513,
        8,
        lambda: upper_limit(2, 15, 1, _JASP_ALPHA, future=True),
    ),
)


def _cusum(shift: float, k: float, h: float, *, start: float = 0.0, two: bool = True) -> Callable[[], float]:
    return lambda: cusum_arl(shift, k=k, h=h, head_start=start, two_sided=two).arl


def _ewma(shift: float, weight: float, sigmas: float) -> Callable[[], float]:
    return lambda: ewma_arl(shift, weight=weight, sigmas=sigmas).arl


def _runs(shift: float, *numbers: int) -> Callable[[], float]:
    return lambda: run_chain(western_electric(numbers)).run_length(shift).arl


_ARL: Final = (
    _example("arl.shewhart", CHAMP, "3 sigma, shift 0", 370.40, 2, lambda: shewhart_arl().arl),
    _example("arl.shewhart", CHAMP, "3 sigma, shift 1", 43.89, 2, lambda: shewhart_arl(1.0).arl),
    _example("arl.shewhart", CHAMP, "with 2 of 3, shift 0", 225.44, 2, _runs(0, 1, 2)),
    _example("arl.shewhart", CHAMP, "with 2 of 3, shift 1", 20.01, 2, _runs(1, 1, 2)),
    _example("arl.shewhart", CHAMP, "with 4 of 5, shift 0", 166.05, 2, _runs(0, 1, 3)),
    _example("arl.shewhart", CHAMP, "with 4 of 5, shift 0.4", 63.88, 2, _runs(0.4, 1, 3)),
    _example("arl.shewhart", CHAMP, "with 8 on one side, shift 0", 152.73, 2, _runs(0, 1, 4)),
    _example("arl.shewhart", CHAMP, "with 8 on one side, shift 3", 1.99, 2, _runs(3, 1, 4)),
    _example("arl.shewhart", CHAMP, "all four rules, shift 0", 91.75, 2, _runs(0, 1, 2, 3, 4)),
    _example("arl.shewhart", f"{MONTGOMERY}, 5.3.2", "3 sigma, shift 0", 370, 0, lambda: shewhart_arl().arl),
    _example("arl.shewhart", SIGMA_XL, "3 sigma, shift 0", 370.4, 1, lambda: shewhart_arl().arl),
    _example("arl.cusum", LUCAS, "k 0.5, h 4, shift 0", 168, 0, _cusum(0, 0.5, 4)),
    _example("arl.cusum", LUCAS, "k 0.5, h 4, shift 0.25", 74.2, 1, _cusum(0.25, 0.5, 4)),
    _example("arl.cusum", LUCAS, "k 0.5, h 4, shift 1", 8.38, 2, _cusum(1, 0.5, 4)),
    _example("arl.cusum", LUCAS, "head start 2, shift 0", 149, 0, _cusum(0, 0.5, 4, start=2)),
    _example("arl.cusum", LUCAS, "head start 2, shift 0.25", 62.7, 1, _cusum(0.25, 0.5, 4, start=2)),
    _example("arl.cusum", LUCAS, "head start 2, shift 1", 5.29, 2, _cusum(1, 0.5, 4, start=2)),
    _example("arl.cusum", f"{MONTGOMERY}, table 9.3", "k 0.5, h 5, shift 0", 465, 0, _cusum(0, 0.5, 5)),
    _example("arl.cusum", f"{MONTGOMERY}, table 9.3", "k 0.5, h 5, shift 1", 10.4, 1, _cusum(1, 0.5, 5)),
    _example("arl.cusum", WALDMANN, "one-sided, k 0.5, h 3, shift 0.5", 17.35, 2, _cusum(0.5, 0.5, 3, two=False)),
    _example("arl.cusum", VANCE, "one-sided, k 0, h 10, shift 0", 124.66, 2, _cusum(0, 0, 10, two=False)),
    _example("arl.cusum", VANCE, "one-sided, k 0, h 10, shift 1", 10.75, 2, _cusum(1, 0, 10, two=False)),
    _example("arl.cusum", BROOK, "one-sided, k 0.5, h 3, shift 1.5", 3.75, 2, _cusum(1.5, 0.5, 3, two=False)),
    _example("arl.cusum", SAS, "one-sided, k 0.25, h 8, shift 2.5", 4.150084, 6, _cusum(2.5, 0.25, 8, two=False)),
    _example("arl.ewma", CROWDER, "weight 0.5, limits 2, shift 0", 26.45, 2, _ewma(0, 0.5, 2)),
    _example("arl.ewma", CROWDER, "weight 0.5, limits 2, shift 1", 4.91, 2, _ewma(1, 0.5, 2)),
    _example("arl.ewma", CROWDER, "weight 0.05, limits 2, shift 0", 127.53, 2, _ewma(0, 0.05, 2)),
    _example("arl.ewma", CROWDER, "weight 0.05, limits 2, shift 0.5", 18.97, 2, _ewma(0.5, 0.05, 2)),
    _example("arl.ewma", SACCUCCI, "weight 0.5, limits 3.071, shift 0", 500, 0, _ewma(0, 0.5, 3.071)),
    _example("arl.ewma", SACCUCCI, "weight 0.5, limits 3.071, shift 0.5", 88.8, 1, _ewma(0.5, 0.5, 3.071)),
    _example("arl.ewma", SACCUCCI, "weight 0.03, limits 2.437, shift 0.5", 29.3, 1, _ewma(0.5, 0.03, 2.437)),
    _example("arl.ewma", SAS, "weight 0.25, limits 3, shift 1", 11.154267016, 8, _ewma(1, 0.25, 3)),
)


def _upper_range(n: int) -> float:
    return 1 + 3 * d3(n) / d2(n)


_TABLE: Final = f"{MONTGOMERY}, appendix VI"
_CONSTANTS: Final = (
    _example("constants", _TABLE, "d2 of two", 1.128, 3, lambda: d2(2)),
    _example("constants", _TABLE, "d2, n = 5", 2.326, 3, lambda: d2(5)),
    _example("constants", _TABLE, "d2, n = 25", 3.931, 3, lambda: d2(25)),
    _example("constants", _TABLE, "d3, n = 5", 0.864, 3, lambda: d3(5)),
    _example("constants", _TABLE, "d3, n = 25", 0.708, 3, lambda: d3(25)),
    _example("constants", _TABLE, "c4 of two", 0.7979, 4, lambda: c4(2)),
    _example("constants", _TABLE, "c4, n = 5", 0.9400, 4, lambda: c4(5)),
    _example("constants", _TABLE, "c4, n = 25", 0.9896, 4, lambda: c4(25)),
    _example("constants", FACTORS, "d2, n = 2", 1.128, 3, lambda: d2(2)),
    _example("constants", FACTORS, "d2, n = 20", 3.735, 3, lambda: d2(20)),
    _example("constants", FACTORS, "d3, n = 2", 0.853, 3, lambda: d3(2)),
    _example("constants", FACTORS, "d3, n = 20", 0.729, 3, lambda: d3(20)),
    _example("constants", FACTORS, "c4, n = 2", 0.7979, 4, lambda: c4(2)),
    _example("constants", FACTORS, "c4, n = 20", 0.9869, 4, lambda: c4(20)),
    _example("constants", FACTORS, "A2, n = 10", 0.308, 3, lambda: 3 / (d2(10) * 10**0.5)),
    _example("constants", NIST_X, "A2, n = 5", 0.577, 3, lambda: 3 / (d2(5) * 5**0.5)),
    _example("constants", NIST_X, "D4, n = 3", 2.575, 3, lambda: _upper_range(3)),
    _example("constants", NIST_X, "D4, n = 6", 2.004, 3, lambda: _upper_range(6)),
    _example("constants", NIST_X, "D3, n = 8", 0.136, 3, lambda: 2 - _upper_range(8)),
)

EXAMPLES: Final = (*_EWMA, *_CUSUM, *_T2, *_JASP_T2, *_ARL, *_CONSTANTS)
