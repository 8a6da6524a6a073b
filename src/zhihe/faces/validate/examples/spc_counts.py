"""Charts of counts and rare events and the test of dispersion: JASP, PowerBI-SPC, mistat, SAS/QC, qcc."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from zhihe.faces.validate.data import spc_counts as data
from zhihe.faces.validate.example import Example
from zhihe.kernels.spc.attributes import NP, C, LaneyP, LaneyU, P, U, given_rate
from zhihe.kernels.spc.dispersion import Dispersion, overdispersion
from zhihe.kernels.spc.rare import G
from zhihe.kernels.spc.study import Spec, study
from zhihe.kernels.spc.variables import XbarS

JASP_G: Final = "JASP Quality Control, rareEventCharts test 9 (opportunities; checked there against Minitab)"
JASP_P: Final = "JASP Quality Control, attributesCharts, drawing laney-p-chart (SPC_P.csv)"
JASP_U: Final = "JASP Quality Control, attributesCharts, drawing laney-u-chart (SPC_P.csv)"
JASP_UNSCALED: Final = "JASP Quality Control, attributesCharts, drawing u-chart (SPC_P.csv)"
JASP_S: Final = "JASP Quality Control, drawing x-bar-s-control-chart1 (checked there against Minitab)"
WAFERS: Final = "RPubs 1407303, np chart of 50 lots of 200 wafers, computed with R"
C_CHART: Final = "Scribd 29141551, C-chart for constant sample size (18 samples)"
QCC_TEST: Final = "R package qcc, qcc.overdispersion.test, data of Wetherill and Brown (1991)"
POWER_BI: Final = "PowerBI-SPC, golden numbers of the charts, computed with R 4.5.1"
MISTAT: Final = "Kenett, Zacks, Gedeck: Modern Statistics with Python, package mistat 0.1.17, tests of control charts"
YEARLY: Final = "Cross Validated, question 240171, index of dispersion of 40 yearly counts"


def _row(method: str, source: str, quantity: str, printed: str, compute: Callable[[], float]) -> Example:
    """Make an example of a number as printed; half a unit of its last digit is the tolerance."""
    digits = len(printed.partition(".")[2])
    return Example(f"spc.{method}", source, quantity, float(printed), compute, 0.5000001 * 10.0**-digits)


def _line(spec: Spec[Any, Any], rows: object, which: str, place: int = 0) -> Callable[[], float]:
    return lambda: float(getattr(study(spec, rows).location, which)[place])


def _laney(method: str, source: str, spec: Spec[Any, Any]) -> tuple[Example, ...]:
    months = data.defectives()
    return (
        _row(method, source, "centre", "0.1611", _line(spec, months, "center")),
        _row(method, source, "UCL of n = 150, read off the drawing", "0.2944", _line(spec, months, "upper")),
        _row(method, source, "UCL of n = 130, read off the drawing", "0.3043", _line(spec, months, "upper", 19)),
        _row(method, source, "LCL of n = 130, read off the drawing", "0.0179", _line(spec, months, "lower", 19)),
        _row(method, source, "LCL of n = 226, read off the drawing", "0.0525", _line(spec, months, "lower", 3)),
    )


def _binomial() -> Dispersion:
    counts, sizes = data.stopped()
    return overdispersion(counts, sizes, law="binomial")


def _poisson() -> Dispersion:
    return overdispersion(data.flaws())


def _yearly() -> Dispersion:
    return overdispersion(data.yearly())


def _spread(which: str) -> Callable[[], float]:
    return lambda: float(getattr(study(XbarS(), data.offsets()).charts[1], which)[0])


def _given_c(rate: float) -> Callable[[], float]:
    return lambda: float(study(C(), [2], given_rate(rate)).location.upper[0])


def _periods(method: str, spec: Spec[Any, Any]) -> tuple[Example, ...]:
    periods = data.attended()
    return (
        _row(method, POWER_BI, "centre of 20 periods", "0.9529", _line(spec, periods, "center")),
        _row(method, POWER_BI, "UCL of period 1", "0.965670", _line(spec, periods, "upper")),
        _row(method, POWER_BI, "LCL of period 1", "0.940130", _line(spec, periods, "lower")),
        _row(method, POWER_BI, "UCL of period 4", "0.965326", _line(spec, periods, "upper", 3)),
        _row(method, POWER_BI, "LCL of period 17", "0.939788", _line(spec, periods, "lower", 16)),
    )


_MINITAB_G: Final = G(limits="interpolated")

EXAMPLES: Final = (
    _row("g", JASP_G, "centre", "36.01", _line(_MINITAB_G, data.opportunities(), "center")),
    _row("g", JASP_G, "UCL", "351.77", _line(_MINITAB_G, data.opportunities(), "upper")),
    _row("u", JASP_UNSCALED, "centre of 20 months", "0.1611", _line(U(), data.defectives(), "center")),
    _row("u", JASP_UNSCALED, "UCL of n = 150, read off the drawing", "0.2594", _line(U(), data.defectives(), "upper")),
    _row("u", JASP_UNSCALED, "LCL of n = 150, read off the drawing", "0.0628", _line(U(), data.defectives(), "lower")),
    _row(
        "u", JASP_UNSCALED, "UCL of n = 130, read off the drawing", "0.2667", _line(U(), data.defectives(), "upper", 19)
    ),
    _row("xbar_s", JASP_S, "mean s of 20 subgroups", "1.74", _spread("center")),
    _row("xbar_s", JASP_S, "UCL of s", "3.63", _spread("upper")),
    _row("xbar_s", JASP_S, "LCL of s", "0", _spread("lower")),
    *_laney("laney_p", JASP_P, LaneyP()),
    *_laney("laney_u", JASP_U, LaneyU()),
    *_periods("laney_p", LaneyP()),
    *_periods("laney_u", LaneyU()),
    _row("g", POWER_BI, "UCL, 3 sigma", "128.1749", _line(G(limits="sigma"), data.between(), "upper")),
    _row("g", POWER_BI, "UCL, 2 sigma", "96.0072", _line(G(limits="sigma", sigmas=2), data.between(), "upper")),
    _row("g", POWER_BI, "UCL, 1 sigma", "63.8394", _line(G(limits="sigma", sigmas=1), data.between(), "upper")),
    _row("g", POWER_BI, "LCL, 3 sigma", "0", _line(G(limits="sigma"), data.between(), "lower")),
    _row("p", MISTAT, "centre of 12 periods", "0.005343599", _line(P(), data.claims(), "center")),
    _row("p", MISTAT, "LCL of period 1", "0.002885994", _line(P(), data.claims(), "lower")),
    _row("p", MISTAT, "UCL of period 2", "0.008023617", _line(P(), data.claims(), "upper", 1)),
    _row("p", MISTAT, "LCL of period 11", "0.003060875", _line(P(), data.claims(), "lower", 10)),
    _row("p", MISTAT, "UCL of period 12", "0.007921157", _line(P(), data.claims(), "upper", 11)),
    _row("np", MISTAT, "centre of 30 samples of 1000", "19.6", _line(NP(), data.thousands(), "center")),
    _row("np", MISTAT, "LCL of samples of 1000", "6.449237", _line(NP(), data.thousands(), "lower")),
    _row("np", MISTAT, "UCL of samples of 1000", "32.750763", _line(NP(), data.thousands(), "upper")),
    _row("c", C_CHART, "UCL for a mean of 2.120", "6.488", _given_c(2.120)),
    _row("c", C_CHART, "UCL for a mean of 1.769", "5.76", _given_c(1.769)),
    _row("np", WAFERS, "centre of 50 lots of wafers", "7.14", _line(NP(), data.wafer_lots(), "center")),
    _row("np", WAFERS, "UCL", "15.01184", _line(NP(), data.wafer_lots(), "upper")),
    _row("dispersion", QCC_TEST, "binomial, observed/theoretical variance", "0.7644566", lambda: _binomial().ratio),
    _row("dispersion", QCC_TEST, "binomial, p", "0.81311", lambda: _binomial().p_over),
    _row("dispersion", QCC_TEST, "Poisson, observed/theoretical variance", "1.472203", lambda: _poisson().ratio),
    _row("dispersion", YEARLY, "variance over mean", "0.4137045", lambda: _yearly().ratio),
    _row("dispersion", QCC_TEST, "Poisson, p", "0.048579", lambda: _poisson().p_over),
)
