"""More published examples of measurement systems analysis: JASP's tests, the AIAG manual, SAS/QC."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zhihe.faces.validate.data import msa as data
from zhihe.faces.validate.data.spc import gaps
from zhihe.faces.validate.example import Example
from zhihe.kernels.msa.average_range import AverageRangeStudy, average_range
from zhihe.kernels.msa.bias import BiasStudy, bias
from zhihe.kernels.msa.linearity import LinearityStudy, linearity
from zhihe.kernels.msa.nested import nested
from zhihe.kernels.msa.stability import StabilityStudy, stability
from zhihe.kernels.msa.study import AnovaRow

AIAG_BIAS = "AIAG, Measurement Systems Analysis, 4th ed., table III-B 3 (mean 6.021, s 0.2048, n 100)"
JASP_LINEARITY = "JASP Quality Control, gauge linearity tests (checked there against other software)"
JASP_TYPE_1 = "JASP Quality Control, type 1 gauge tests (msaType1.csv, 50 readings)"
BRACKET = "Scribd 880448870, gauge study of a bracket by vernier caliper (10 parts, 3 appraisers, 3 trials)"
BURNING = "RPubs 976514, nested analysis of burning rates (3 processes, 4 batches), computed with R"
SAS = "SAS/QC User's Guide, SHEWHART procedure, data set Partgaps"


def _row(method: str, source: str, quantity: str, printed: str, compute: Callable[[], float | None]) -> Example:
    """Make an example of a number as printed; half a unit of its last digit is the tolerance."""
    mantissa, _, power = printed.partition("e")
    digits = len(mantissa.partition(".")[2]) - int(power or 0)
    return Example(f"msa.{method}", source, quantity, float(printed), lambda: _of(compute()), 0.5000001 * 10**-digits)


def _of(number: float | None) -> float:
    if number is None:
        raise ValueError("the number None is undefined for these data")
    return float(number)


def _hundred() -> BiasStudy:
    """Judge a hundred readings that have exactly the printed mean and standard deviation."""
    step = 0.2048 * np.sqrt(99 / 100)
    return bias(np.repeat([6.021 - step, 6.021 + step], 50), 6.01)


def _fifty() -> BiasStudy:
    return bias(data.type_one(), -4.0)


def _line() -> LinearityStudy:
    return linearity(*data.linearity_readings())


def _part(reference: float) -> BiasStudy:
    """Judge the readings of one part of the linearity study alone."""
    readings, references = data.linearity_readings()
    return bias(readings[references == reference], reference)


def _gaps() -> StabilityStudy:
    return stability(gaps())


def _bracket() -> AverageRangeStudy:
    return average_range(data.bracket())


def _burning(source: str) -> AnovaRow:
    return next(row for row in nested(data.burning_rates()).anova if row.source == source)


EXAMPLES: tuple[Example, ...] = (
    _row("bias", AIAG_BIAS, "bias", "0.011", lambda: _hundred().bias),
    _row("bias", AIAG_BIAS, "t", "0.5371", lambda: _hundred().t),
    _row("bias", JASP_TYPE_1, "bias", "0.054", lambda: _fifty().bias),
    _row("bias", JASP_TYPE_1, "s", "0.420014577006512", lambda: _fifty().sd),
    _row("bias", JASP_TYPE_1, "t", "0.90910573762", lambda: _fifty().t),
    _row("bias", JASP_TYPE_1, "p", "0.367744349288335", lambda: _fifty().p),
    _row("bias", JASP_TYPE_1, "95 % lower", "-0.0653668220476197", lambda: _fifty().lower),
    _row("bias", JASP_TYPE_1, "95 % upper", "0.17336682204762", lambda: _fifty().upper),
    _row("bias", JASP_LINEARITY, "bias of the part of 4", "0.125", lambda: _part(4).bias),
    _row("bias", JASP_LINEARITY, "p of the part of 4", "0.353991325267683", lambda: _part(4).p),
    _row("bias", JASP_LINEARITY, "p of the part of 6", "0.667130710762814", lambda: _part(6).p),
    _row("linearity", JASP_LINEARITY, "intercept", "0.7366666667", lambda: _line().intercept.estimate),
    _row("linearity", JASP_LINEARITY, "SE of the intercept", "0.07252427259161", lambda: _line().intercept.se),
    _row("linearity", JASP_LINEARITY, "t of the intercept", "10.1575188601321", lambda: _line().intercept.t),
    _row("linearity", JASP_LINEARITY, "slope", "-0.131666666666667", lambda: _line().slope.estimate),
    _row("linearity", JASP_LINEARITY, "SE of the slope", "0.0109334454718107", lambda: _line().slope.se),
    _row("linearity", JASP_LINEARITY, "t of the slope", "-12.0425594114992", lambda: _line().slope.t),
    _row("linearity", JASP_LINEARITY, "s", "0.239539788646537", lambda: _line().residual_sd),
    _row("linearity", JASP_LINEARITY, "R2", "0.714318415932242", lambda: _line().r_squared),
    _row("average_range", BRACKET, "average range", "0.00367", lambda: _bracket().r_bar),
    _row("average_range", BRACKET, "X diff", "0.00033", lambda: _bracket().x_diff),
    _row("average_range", BRACKET, "Rp", "0.47667", lambda: _bracket().part_range),
    _row("nested", BURNING, "SS processes", "676.06", lambda: _burning("operator").ss),
    _row("nested", BURNING, "SS batches", "2077.58", lambda: _burning("part").ss),
    _row("nested", BURNING, "SS residuals", "454.00", lambda: _burning("repeatability").ss),
    _row("nested", BURNING, "F processes", "1.4643", lambda: _burning("operator").f),
    _row("nested", BURNING, "F batches", "12.2031", lambda: _burning("part").f),
    _row("stability", SAS, "centre of means, 21 subgroups", "259.667", lambda: _gaps().location.center),
    _row("stability", SAS, "LCL of means, 21 subgroups", "242.087", lambda: _gaps().location.lower),
    _row("stability", SAS, "UCL of means, 21 subgroups", "277.246", lambda: _gaps().location.upper),
)
