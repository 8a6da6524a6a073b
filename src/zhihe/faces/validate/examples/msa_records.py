"""More published examples of measurement systems analysis: JASP, R SixSigma and gageRR, the AIAG manual, SAS/QC."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zhihe.faces.validate.data import msa as data
from zhihe.faces.validate.data.spc import gaps
from zhihe.faces.validate.example import Example
from zhihe.kernels.msa.attribute import agreement
from zhihe.kernels.msa.average_range import AverageRangeStudy, average_range
from zhihe.kernels.msa.bias import BiasStudy, bias
from zhihe.kernels.msa.crossed import CrossedStudy, crossed
from zhihe.kernels.msa.linearity import LinearityStudy, linearity
from zhihe.kernels.msa.nested import nested
from zhihe.kernels.msa.stability import StabilityStudy, stability
from zhihe.kernels.msa.study import AnovaRow, Component

AIAG_BIAS = "AIAG, Measurement Systems Analysis, 4th ed., table III-B 3 (mean 6.021, s 0.2048, n 100)"
JASP_LINEARITY = "JASP Quality Control, gauge linearity tests (checked there against other software)"
JASP_TYPE_1 = "JASP Quality Control, type 1 gauge tests (msaType1.csv, 50 readings)"
BRACKET = "Scribd 880448870, gauge study of a bracket by vernier caliper (10 parts, 3 appraisers, 3 trials)"
BURNING = "RPubs 976514, nested analysis of burning rates (3 processes, 4 batches), computed with R"
EXCEL_ANOVA = "SPC for Excel knowledge base, ANOVA Gage R&R, part 3 (5 parts, 3 operators, 3 trials)"
EXCEL_BIAS = "SPC for Excel knowledge base, Variable Measurement Systems, part 2: bias"
EXCEL_LINE = "SPC for Excel knowledge base, The Calculations Behind a Gage Linearity Study"
AIAG_EFFECT = "AIAG, Measurement Systems Analysis, 4th ed., p. 139, table of effectiveness"
GAGE_RR = "R package gageRR, README (2 parts, 2 operators, 2 trials)"
SAS = "SAS/QC User's Guide, SHEWHART procedure, data set Partgaps"
SIX_SIGMA = "R package SixSigma, ss.rr of ss.data.rr (3 x 3 x 3; readings made to have its printed components)"


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


def _exactly(mean: float, sd: float, n: int, reference: float) -> BiasStudy:
    """Judge ``n`` readings that have exactly the printed mean and standard deviation."""
    shape = np.arange(n) - (n - 1) / 2
    return bias(mean + shape * sd / shape.std(ddof=1), reference)


def _hard() -> BiasStudy:
    return _exactly(36 + 0.1 / 15, 0.21202, 15, 36)


def _five() -> CrossedStudy:
    return crossed(data.aiag()[:5] + 3, alpha=0.05)


def _variance(key: str) -> float:
    return _five().summary.component(key).variance


def _grr() -> Component:
    return _five().summary.component("grr")


def _small(key: str) -> Component:
    return crossed(data.serial_numbers(), rule="keep", tolerance=0.04).summary.component(key)


def _helicopter() -> CrossedStudy:
    return crossed(data.helicopter(), tolerance=1.1)


def _fly(key: str) -> Component:
    return _helicopter().summary.component(key)


def _tested(source: str, *, pooled: bool = False) -> AnovaRow:
    study = _helicopter()
    return next(row for row in (study.anova if pooled else study.full) if row.source == source)


def _masters() -> LinearityStudy:
    """Judge five masters of ten readings each that have exactly the printed average biases."""
    references = np.repeat([7.0, 9.0, 11.0, 13.0, 15.0], 10)
    averages = np.repeat([0.49, 0.16, 0.02, -0.28, -0.61], 10)
    return linearity(references + averages + np.tile([-0.1, 0.1], 25), references, process_variation=6)


def _effective(name: str) -> float | None:
    ratings, standard = data.go_no_go()
    study = agreement(ratings, standard, names=["A", "B", "C"], reject="0")
    matched = next(each for each in study.appraisers if each.name == name).standard
    return None if matched is None else matched.percent


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
    _row("bias", EXCEL_BIAS, "hardness, mean 36.00667, s 0.21202, n 15: lower", "35.88925", lambda: 36 + _hard().lower),
    _row("bias", EXCEL_BIAS, "hardness: upper", "36.12408", lambda: 36 + _hard().upper),
    _row("linearity", EXCEL_LINE, "slope", "-0.132", lambda: _masters().slope.estimate),
    _row("linearity", EXCEL_LINE, "intercept", "1.408", lambda: _masters().intercept.estimate),
    _row("linearity", EXCEL_LINE, "linearity", "0.792", lambda: _masters().linearity),
    _row("linearity", EXCEL_LINE, "% linearity", "13.2", lambda: _masters().linearity_percent),
    _row("crossed", EXCEL_ANOVA, "p interaction", "0.9964", lambda: _five().interaction_p),
    _row("crossed", EXCEL_ANOVA, "variance, repeatability, pooled", "0.0468", lambda: _variance("repeatability")),
    _row("crossed", EXCEL_ANOVA, "variance, operator", "0.0512", lambda: _variance("operator")),
    _row("crossed", EXCEL_ANOVA, "variance, part", "0.7978", lambda: _variance("part")),
    _row("crossed", EXCEL_ANOVA, "variance, GRR", "0.0980", lambda: _variance("grr")),
    _row("crossed", EXCEL_ANOVA, "variance, total", "0.8958", lambda: _variance("total")),
    _row("crossed", EXCEL_ANOVA, "%Contribution GRR", "10.94", lambda: _grr().contribution),
    _row("crossed", EXCEL_ANOVA, "%Study Var GRR", "33.07", lambda: _grr().study_percent),
    _row("crossed", GAGE_RR, "variance, repeatability", "8.325e-7", lambda: _small("repeatability").variance),
    _row("crossed", GAGE_RR, "variance, reproducibility", "1.05e-7", lambda: _small("reproducibility").variance),
    _row("crossed", GAGE_RR, "variance, GRR", "9.375e-7", lambda: _small("grr").variance),
    _row("crossed", GAGE_RR, "variance, part", "1.18125e-6", lambda: _small("part").variance),
    _row("crossed", GAGE_RR, "sd, GRR", "0.0009682458", lambda: _small("grr").sd),
    _row("crossed", GAGE_RR, "%Contribution GRR", "44.247788", lambda: _small("grr").contribution),
    _row("crossed", GAGE_RR, "%Study Var GRR", "66.51901", lambda: _small("grr").study_percent),
    _row("crossed", GAGE_RR, "%Tolerance GRR", "14.523688", lambda: _small("grr").tolerance_percent),
    _row("crossed", SIX_SIGMA, "SS prototype", "1.2007", lambda: _tested("part").ss),
    _row("crossed", SIX_SIGMA, "SS operator", "0.0529", lambda: _tested("operator").ss),
    _row("crossed", SIX_SIGMA, "SS interaction", "0.0834", lambda: _tested("interaction").ss),
    _row("crossed", SIX_SIGMA, "SS repeatability", "0.3854", lambda: _tested("repeatability").ss),
    _row("crossed", SIX_SIGMA, "p prototype", "0.00422", lambda: _tested("part").p),
    _row("crossed", SIX_SIGMA, "F operator", "1.270", lambda: _tested("operator").f),
    _row("crossed", SIX_SIGMA, "p operator", "0.37415", lambda: _tested("operator").p),
    _row("crossed", SIX_SIGMA, "F interaction", "0.974", lambda: _tested("interaction").f),
    _row("crossed", SIX_SIGMA, "p interaction", "0.44619", lambda: _tested("interaction").p),
    _row("crossed", SIX_SIGMA, "F prototype, reduced", "28.174", lambda: _tested("part", pooled=True).f),
    _row("crossed", SIX_SIGMA, "p prototype, reduced", "8.56e-7", lambda: _tested("part", pooled=True).p),
    _row("crossed", SIX_SIGMA, "F operator, reduced", "1.242", lambda: _tested("operator", pooled=True).f),
    _row("crossed", SIX_SIGMA, "sd, GRR", "0.14792656", lambda: _fly("grr").sd),
    _row("crossed", SIX_SIGMA, "%Contribution GRR", "25.38", lambda: _fly("grr").contribution),
    _row("crossed", SIX_SIGMA, "%Study Var GRR", "50.38", lambda: _fly("grr").study_percent),
    _row("crossed", SIX_SIGMA, "%Tolerance GRR", "80.69", lambda: _fly("grr").tolerance_percent),
    _row("crossed", SIX_SIGMA, "Number of Distinct Categories", "2", lambda: _helicopter().summary.ndc),
    _row("attribute.errors", AIAG_EFFECT, "effectiveness A (42 of 50), %", "84.0", lambda: _effective("A")),
    _row("attribute.errors", AIAG_EFFECT, "effectiveness B (45 of 50), %", "90.0", lambda: _effective("B")),
    _row("attribute.errors", AIAG_EFFECT, "effectiveness C (40 of 50), %", "80.0", lambda: _effective("C")),
    _row("stability", SAS, "centre of means, 21 subgroups", "259.667", lambda: _gaps().location.center),
    _row("stability", SAS, "LCL of means, 21 subgroups", "242.087", lambda: _gaps().location.lower),
    _row("stability", SAS, "UCL of means, 21 subgroups", "277.246", lambda: _gaps().location.upper),
)
