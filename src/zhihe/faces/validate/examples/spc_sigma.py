"""Estimates of sigma within subgroups, by name: numbers printed by SAS/QC, qcc and its tests, mistat, JMP, Wheeler."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from zhihe.faces.validate.data import spc as readings
from zhihe.faces.validate.data import spc_counts as data
from zhihe.faces.validate.data.capability import piston_rings
from zhihe.faces.validate.example import Example
from zhihe.kernels.sigma import Constants, Estimator, range_median, within_sigma
from zhihe.kernels.spc.study import study
from zhihe.kernels.spc.variables import Individuals

QCC: Final = "R package qcc 3.0, vignette «A quick tour of qcc»"
QCC_TESTS: Final = "R package qcc, tests of sd.xbar (subgroups of 4, 2 and 3 readings)"
MISTAT: Final = "Kenett, Zacks, Gedeck: Modern Statistics with Python, package mistat 0.1.17, tests of control charts"
SAS_GAPS: Final = "SAS/QC User's Guide, SHEWHART procedure, data set Partgaps"
SAS_WIRE: Final = "SAS/QC User's Guide, SHEWHART procedure, Estimating the Process Standard Deviation (data set Wire)"
JMP: Final = "JMP 16 Help, Control Limits for Individual Measurement and Moving Range Charts"
SHEWHART: Final = "Python package shewhart 0.1.1, tests of the estimators of sigma"
WHEELER: Final = "Wheeler: Making Sense of Data, section 10.2, Using the Median Moving Range, p. 145"

UNEVEN: Final = ((2.0, 4.0, 6.0, 8.0), (1.0, 5.0), (3.0, 6.0, 9.0))
"""The subgroups of qcc's tests."""
TWO: Final = ((1.0, 2.0, 3.0), (1.0, 2.0))
"""The subgroups of mistat's tests."""
SINGLE: Final = tuple(
    hundredths / 100
    for hundredths in (
        *(223, 253, 262, 263, 258, 244, 249, 234, 295, 254, 260, 245, 217, 258, 257, 244, 238),
        *(223, 223, 254, 266, 284, 281, 239, 256, 270, 300, 281, 277, 289, 254, 298, 235, 253),
    )
)
"""The single readings of mistat's tests."""
TWELVE: Final = (2.5, 2.3, 16.3, 6.3, 7.6, 16.3, 7.1, 7.8, 7.8, 9.9, 10.5, -4.8)
"""Wheeler's twelve values, of which a few large moving ranges would widen the limits."""


def _row(method: str, source: str, quantity: str, printed: str, compute: Callable[[], float]) -> Example:
    """Make an example of a number as printed; half a unit of its last digit is the tolerance."""
    digits = len(printed.partition(".")[2])
    return Example(f"spc.{method}", source, quantity, float(printed), compute, 0.5000001 * 10.0**-digits)


def _sigma(rows: object, estimator: Estimator, constants: Constants = "exact") -> Callable[[], float]:
    return lambda: within_sigma(rows, estimator, constants=constants).value  # type: ignore[arg-type]


def _natural_limit(sigmas: int) -> Callable[[], float]:
    """A natural process limit about the mean; Wheeler takes 3.145 = 3/0.954 times the median moving range."""
    return lambda: sum(TWELVE) / len(TWELVE) + sigmas * within_sigma(TWELVE, "median_mr", constants="rounded").value


def _median_range() -> float:
    return within_sigma(TWELVE, "median_mr", constants="rounded").value * 0.954


def _single(which: str) -> Callable[[], float]:
    return lambda: float(getattr(study(Individuals(), SINGLE).location, which)[0])


EXAMPLES: Final = (
    _row("sigma.rbar", QCC, "sigma of 25 rings, ranges", "0.009785039", _sigma(piston_rings(), "rbar", "rounded")),
    _row(
        "sigma.rbar",
        QCC,
        "sigma, sizes 3 to 5, ranges",
        "0.009856701",
        _sigma(readings.uneven_rings(), "rbar", "rounded"),
    ),
    _row("sigma.rbar", SAS_GAPS, "sigma of 21 gaps, ranges", "13.1028", _sigma(readings.gaps(), "rbar")),
    _row("sigma.rbar", SAS_WIRE, "sigma, ranges", "2.11146", _sigma(data.wire(), "rbar")),
    _row("sigma.rbar", QCC_TESTS, "UWAVE-R", "3.334735", _sigma(UNEVEN, "rbar")),
    _row("sigma.rbar", MISTAT, "uwave_r", "1.03393", _sigma(TWO, "rbar", "rounded")),
    _row(
        "sigma.sbar",
        QCC,
        "sigma of 25 rings, standard deviations",
        "0.009829977",
        _sigma(piston_rings(), "sbar"),
    ),
    _row("sigma.sbar", SAS_WIRE, "sigma, standard deviations", "2.15453", _sigma(data.wire(), "sbar")),
    _row("sigma.sbar", QCC_TESTS, "UWAVE-SD", "3.244180", _sigma(UNEVEN, "sbar")),
    _row("sigma.sbar", MISTAT, "uwave_sd", "1.007303", _sigma(TWO, "sbar")),
    _row("sigma.mvlue_r", SAS_WIRE, "sigma, MVLUE of ranges", "2.11240", _sigma(data.wire(), "mvlue_r")),
    _row("sigma.mvlue_r", QCC_TESTS, "MVLUE-R", "3.226929", _sigma(UNEVEN, "mvlue_r")),
    # mistat takes d2 rounded in the divisors and in the weights, as R's qcc did up to 2.7.
    _row("sigma.mvlue_r", MISTAT, "mvlue_r", "1.085444", _sigma(TWO, "mvlue_r", "rounded")),
    _row("sigma.mvlue_s", SAS_WIRE, "sigma, MVLUE of standard deviations", "2.14790", _sigma(data.wire(), "mvlue_s")),
    _row("sigma.mvlue_s", QCC_TESTS, "MVLUE-SD", "3.113833", _sigma(UNEVEN, "mvlue_s")),
    _row("sigma.mvlue_s", MISTAT, "mvlue_sd", "1.049987", _sigma(TWO, "mvlue_s")),
    _row("sigma.pooled", SAS_WIRE, "sigma, RMSDF", "2.17479", _sigma(data.wire(), "pooled")),
    _row("sigma.pooled", QCC_TESTS, "RMSDF", "2.886142", _sigma(UNEVEN, "pooled")),
    _row("sigma.pooled", MISTAT, "rmsdf", "0.9908318", _sigma(TWO, "pooled")),
    _row("sigma.median_mr", JMP, "divisor of the median moving range", "0.954", lambda: range_median(2)),
    _row("sigma.median_mr", SHEWHART, "divisor of the median moving range", "0.954", lambda: range_median(2)),
    _row("sigma.median_mr", WHEELER, "median moving range of 12 values", "2.10", _median_range),
    _row("sigma.median_mr", WHEELER, "upper natural process limit", "14.07", _natural_limit(3)),
    _row("individuals", MISTAT, "centre of 34 readings", "2.569706", _single("center")),
    _row("individuals", MISTAT, "LCL of 34 readings", "2.031344", _single("lower")),
    _row("individuals", MISTAT, "UCL of 34 readings", "3.108068", _single("upper")),
)
