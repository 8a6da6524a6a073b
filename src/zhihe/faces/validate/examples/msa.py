"""Published examples of measurement systems analysis."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zhihe.faces.validate.data import capability as rings
from zhihe.faces.validate.data import msa as data
from zhihe.faces.validate.example import Example
from zhihe.kernels.msa.attribute import AgreementStudy, Appraiser, agreement, error_rates
from zhihe.kernels.msa.average_range import AverageRangeStudy, average_range
from zhihe.kernels.msa.bias import BiasStudy, bias
from zhihe.kernels.msa.crossed import CrossedStudy, crossed
from zhihe.kernels.msa.kappa import cohen, fleiss
from zhihe.kernels.msa.linearity import LinearityStudy, linearity
from zhihe.kernels.msa.nested import NestedStudy, nested
from zhihe.kernels.msa.stability import StabilityStudy, stability
from zhihe.kernels.msa.study import AnovaRow

AIAG = "AIAG, Measurement Systems Analysis, 4th ed."
AIAG_3 = "AIAG, Measurement Systems Analysis, 3rd ed."
AIAG_2 = "AIAG, Measurement Systems Analysis, 2nd ed."
MINITAB = "Minitab Support, Example of Crossed Gage R&R Study"
MINITAB_13 = "Minitab 13 User's Guide 2, GAGEAIAG.MTW, ANOVA method"
MINITAB_BIAS = "Minitab StatGuide, Gage Linearity and Bias Study, Gage Bias"
SPC_FOR_EXCEL = "SPC for Excel knowledge base, ANOVA Gage R&R, part 1"
SPC_LINEARITY = "SPC for Excel, Gage Linearity and Bias Study report"
DOE = "Montgomery, Design and Analysis of Experiments"
ISQC = "Montgomery, Introduction to Statistical Quality Control, Example 6.1"
JASP = "JASP Quality Control, MSA tests (checked there against other software)"
JASP_CROSSED = "JASP Quality Control, gauge r&R tests (gaugeRRwide.csv, 10 parts, 3 operators, 3 trials)"
JMP = "JMP 14 Help, Example of the Bias Report Option"
NORRIS = "NIST StRD, Linear Regression, Norris (certified values; slope less 1)"
QCC = "R qcc 2.7, qcc of pistonrings[1:25, ]"
IRR = "R irr 0.84, diagnoses"
FLEISS = "Fleiss, Psychological Bulletin 76 (1971), psychiatric diagnoses"
SAS_KAPPA = "SAS/STAT, FREQ procedure, Simple Kappa Coefficient (0 4 1, 0 8 0, 0 1 5)"

_CROSSED = "msa.crossed"
_RANGE = "msa.average_range"
_NESTED = "msa.nested"
_BIAS = "msa.bias"
_LINEARITY = "msa.linearity"
_STABILITY = "msa.stability"
_COHEN = "msa.attribute.cohen"
_FLEISS = "msa.attribute.fleiss"
_ERRORS = "msa.attribute.errors"

# AIAG MSA 4th ed., III-C: ratings in rows, the other appraiser or the reference in columns, 0 (reject) first.
_PAIRS = {"A x B": [[44, 6], [3, 97]], "A x C": [[43, 7], [8, 92]], "B x C": [[42, 5], [9, 94]]}
_STANDARD = {"A": [[45, 5], [3, 97]], "B": [[45, 2], [3, 100]], "C": [[42, 9], [6, 93]]}


def _row(method: str, source: str, quantity: str, printed: str, compute: Callable[[], float | None]) -> Example:
    """Make an example of a number as printed; half a unit of its last digit is the tolerance."""
    mantissa, _, power = printed.partition("E")
    digits = len(mantissa.partition(".")[2]) - int(power or 0)
    return Example(method, source, quantity, float(printed), lambda: _of(compute()), 0.5 * 10**-digits)


def _count(method: str, source: str, quantity: str, expected: int, compute: Callable[[], int | None]) -> Example:
    return Example(method, source, quantity, float(expected), lambda: _of(compute()))


def _of(number: float | None) -> float:
    if number is None:
        raise ValueError("the number None is undefined for these data")
    return float(number)


def _source(rows: tuple[AnovaRow, ...], source: str) -> AnovaRow:
    return next(row for row in rows if row.source == source)


def _aiag() -> CrossedStudy:
    return crossed(data.aiag(), tolerance=8)


def _second() -> CrossedStudy:
    return crossed(data.aiag_second_edition())


def _excel() -> CrossedStudy:
    # The article prints the first five parts of the AIAG study with 3 added.
    return crossed(data.aiag()[:5] + 3, rule="keep")


def _circuits() -> CrossedStudy:
    return crossed(data.circuits(), rule="keep")


def _ten_parts() -> CrossedStudy:
    return crossed(data.ten_parts())


def _ranges() -> AverageRangeStudy:
    return average_range(data.aiag())


def _old_ranges() -> AverageRangeStudy:
    return average_range(data.aiag_second_edition())


def _purity() -> NestedStudy:
    return nested(data.purity())


def _hardness() -> NestedStudy:
    return nested(data.hardness(), tolerance=8)


def _bias() -> BiasStudy:
    return bias(data.bias_readings(), 6.0)


def _bias_by_range() -> BiasStudy:
    return bias(data.bias_readings(), 6.0, estimator="range")


def _linearity() -> LinearityStudy:
    return linearity(*data.linearity_readings())


def _norris() -> LinearityStudy:
    return linearity(*data.norris())


def _stability() -> StabilityStudy:
    return stability(rings.piston_rings())


def _spots() -> AgreementStudy:
    ratings, standard = data.black_spots()
    return agreement(ratings, standard, names=["EG", "BL", "MH"], reject="N")


def _spotter(name: str) -> Appraiser:
    return next(each for each in _spots().appraisers if each.name == name)


def _crossed_rows() -> tuple[Example, ...]:
    anova, grr = f"{AIAG}, table III-B 7 and 8", f"{DOE}, Example 13.1"
    return (
        _row(_CROSSED, anova, "SS appraiser", "3.1673", lambda: _source(_aiag().full, "operator").ss),
        _row(_CROSSED, anova, "SS parts", "88.3619", lambda: _source(_aiag().full, "part").ss),
        _row(_CROSSED, anova, "SS interaction", "0.3590", lambda: _source(_aiag().full, "interaction").ss),
        _row(_CROSSED, anova, "SS equipment", "2.7589", lambda: _source(_aiag().full, "repeatability").ss),
        _row(_CROSSED, anova, "F interaction", "0.434", lambda: _source(_aiag().full, "interaction").f),
        _row(_CROSSED, anova, "EV", "0.199933", lambda: _aiag().summary.component("repeatability").sd),
        _row(_CROSSED, anova, "AV", "0.226838", lambda: _aiag().summary.component("operator").sd),
        _row(_CROSSED, anova, "PV", "1.042327", lambda: _aiag().summary.component("part").sd),
        _row(_CROSSED, JASP_CROSSED, "SS part", "243.492048", lambda: _source(_ten_parts().full, "part").ss),
        _row(_CROSSED, JASP_CROSSED, "F interaction", "0.581264", lambda: _source(_ten_parts().full, "interaction").f),
        _row(_CROSSED, JASP_CROSSED, "F part, pooled", "31.922082", lambda: _source(_ten_parts().anova, "part").f),
        _row(_CROSSED, JASP_CROSSED, "%Contribution GRR", "22.558401", lambda: _share(_ten_parts(), "grr")),
        _row(_CROSSED, MINITAB, "p interaction", "0.974", lambda: _aiag().interaction_p),
        _row(_CROSSED, MINITAB, "%Contribution GRR", "7.76", lambda: _share(_aiag(), "grr")),
        _row(_CROSSED, MINITAB, "%Contribution part", "92.24", lambda: _share(_aiag(), "part")),
        _row(_CROSSED, MINITAB, "%Study Var GRR", "27.86", lambda: _aiag().summary.component("grr").study_percent),
        _count(_CROSSED, MINITAB, "distinct categories", 4, lambda: _aiag().summary.ndc),
        _row(_CROSSED, MINITAB_13, "F part x operator", "4.4588", lambda: _source(_second().full, "interaction").f),
        _row(_CROSSED, MINITAB_13, "%Contribution GRR", "10.67", lambda: _share(_second(), "grr")),
        _row(_CROSSED, MINITAB_13, "%Contribution repeatability", "3.10", lambda: _share(_second(), "repeatability")),
        _row(_CROSSED, MINITAB_13, "%Contribution operator", "2.19", lambda: _share(_second(), "operator")),
        _row(_CROSSED, MINITAB_13, "%Contribution interaction", "5.37", lambda: _share(_second(), "interaction")),
        _row(_CROSSED, SPC_FOR_EXCEL, "SS operator", "1.630", lambda: _source(_excel().full, "operator").ss),
        _row(_CROSSED, SPC_FOR_EXCEL, "SS part", "28.909", lambda: _source(_excel().full, "part").ss),
        _row(_CROSSED, SPC_FOR_EXCEL, "F part", "889.458", lambda: _source(_excel().full, "part").f),
        _row(_CROSSED, SPC_FOR_EXCEL, "p interaction", "0.9964", lambda: _excel().interaction_p),
        _row(_CROSSED, grr, "SS part", "1185.425", lambda: _source(_circuits().full, "part").ss),
        _row(_CROSSED, grr, "SS interaction", "27.050", lambda: _source(_circuits().full, "interaction").ss),
        _row(_CROSSED, grr, "F part", "87.65", lambda: _source(_circuits().full, "part").f),
        _row(_CROSSED, grr, "variance of parts", "10.28", lambda: _circuits().summary.component("part").variance),
        _row(_CROSSED, grr, "interaction, negative, as estimated", "-0.14", lambda: _clipped_value(_circuits())),
    )


def _share(study: CrossedStudy, key: str) -> float:
    return study.summary.component(key).contribution


def _clipped_value(study: CrossedStudy) -> float:
    flag = next(each for each in study.summary.caveats if each.code == "component_clipped")
    return float(flag.facts["value"])


def _range_rows() -> tuple[Example, ...]:
    form = f"{AIAG}, figure III-B 15 and 16"
    old = f"{AIAG_2}, GRR report"

    def percent(study: AverageRangeStudy, key: str) -> float:
        return study.summary.component(key).study_percent

    return (
        _row(_RANGE, form, "average range", "0.3417", lambda: _ranges().r_bar),
        _row(_RANGE, form, "X diff", "0.4447", lambda: _ranges().x_diff),
        _row(_RANGE, form, "Rp", "3.511", lambda: _ranges().part_range),
        _row(_RANGE, form, "%AV", "20.04", lambda: percent(_ranges(), "reproducibility")),
        _row(_RANGE, form, "%GRR", "26.68", lambda: percent(_ranges(), "grr")),
        _row(_RANGE, form, "%PV", "96.38", lambda: percent(_ranges(), "part")),
        _count(_RANGE, form, "ndc", 5, lambda: _ranges().summary.ndc),
        _row(_RANGE, old, "average range", "0.0383", lambda: _old_ranges().r_bar),
        _row(_RANGE, old, "%EV", "18.7", lambda: percent(_old_ranges(), "repeatability")),
        _row(_RANGE, old, "%AV", "16.8", lambda: percent(_old_ranges(), "reproducibility")),
        _row(_RANGE, old, "%PV", "96.8", lambda: percent(_old_ranges(), "part")),
    )


def _nested_rows() -> tuple[Example, ...]:
    doe = f"{DOE}, Example 14.1"

    def variance(study: NestedStudy, key: str) -> float:
        return study.summary.component(key).variance

    return (
        _row(_NESTED, doe, "SS suppliers", "15.06", lambda: _source(_purity().anova, "operator").ss),
        _row(_NESTED, doe, "SS batches", "69.92", lambda: _source(_purity().anova, "part").ss),
        _row(_NESTED, doe, "SS error", "63.33", lambda: _source(_purity().anova, "repeatability").ss),
        _row(_NESTED, doe, "F suppliers", "0.97", lambda: _source(_purity().anova, "operator").f),
        _row(_NESTED, doe, "F batches", "2.94", lambda: _source(_purity().anova, "part").f),
        _row(_NESTED, doe, "variance of batches", "1.71", lambda: variance(_purity(), "part")),
        _row(_NESTED, JASP, "F operator", "0.696059", lambda: _source(_hardness().anova, "operator").f),
        _row(_NESTED, JASP, "F batch", "38.849174", lambda: _source(_hardness().anova, "part").f),
        _row(_NESTED, JASP, "variance, repeatability", "0.080667", lambda: variance(_hardness(), "repeatability")),
        _row(_NESTED, JASP, "variance, part", "1.526583", lambda: variance(_hardness(), "part")),
        _row(
            _NESTED,
            JASP,
            "%study variation GRR",
            "22.402957",
            lambda: _hardness().summary.component("grr").study_percent,
        ),
    )


def _bias_rows() -> tuple[Example, ...]:
    fourth, third = f"{AIAG}, table III-B 2", f"{AIAG_3}, table 2"

    def parts() -> BiasStudy:
        return bias(*data.linearity_readings())

    return (
        _row(_BIAS, fourth, "bias", "0.0067", lambda: _bias().bias),
        _row(_BIAS, fourth, "95 % lower", "-0.1107", lambda: _bias().lower),
        _row(_BIAS, fourth, "95 % upper", "0.1241", lambda: _bias().upper),
        _row(_BIAS, third, "standard error of the bias", "0.05813", lambda: _bias_by_range().se),
        _row(_BIAS, third, "degrees of freedom", "10.8", lambda: _bias_by_range().df),
        _row(_BIAS, JMP, "average bias", "-0.0533", lambda: parts().bias),
        _row(_BIAS, JMP, "95 % lower", "-0.1152", lambda: parts().lower),
        _row(_BIAS, JMP, "95 % upper", "0.0085", lambda: parts().upper),
        _row(
            _BIAS,
            MINITAB_BIAS,
            "p of the average bias (ranges)",
            "0.040",
            lambda: bias(*data.linearity_readings(), estimator="range").p,
        ),
    )


def _linearity_rows() -> tuple[Example, ...]:
    aiag = f"{AIAG}, linearity example"
    return (
        _row(_LINEARITY, aiag, "slope", "-0.1317", lambda: _linearity().slope.estimate),
        _row(_LINEARITY, aiag, "intercept", "0.7367", lambda: _linearity().intercept.estimate),
        _row(_LINEARITY, aiag, "s", "0.23954", lambda: _linearity().residual_sd),
        _row(_LINEARITY, aiag, "R2", "0.714", lambda: _linearity().r_squared),
        _row(_LINEARITY, aiag, "t of the slope, absolute", "12.043", lambda: -_of(_linearity().slope.t)),
        _row(_LINEARITY, aiag, "t of the intercept", "10.158", lambda: _linearity().intercept.t),
        _row(_LINEARITY, SPC_LINEARITY, "SE of the intercept", "0.0725", lambda: _linearity().intercept.se),
        _row(_LINEARITY, SPC_LINEARITY, "SE of the slope", "0.0109", lambda: _linearity().slope.se),
        _row(_LINEARITY, SPC_LINEARITY, "bias at 8", "-0.292", lambda: _linearity().references[3].bias),
        _row(_LINEARITY, SPC_LINEARITY, "t at 8, absolute", "10.14", lambda: -_of(_linearity().references[3].t)),
        _row(_LINEARITY, SPC_LINEARITY, "p at 4", "0.354", lambda: _linearity().references[1].p),
        _row(_LINEARITY, NORRIS, "slope", "0.00211681802045", lambda: _norris().slope.estimate),
        _row(_LINEARITY, NORRIS, "intercept", "-0.262323073774", lambda: _norris().intercept.estimate),
        _row(_LINEARITY, NORRIS, "SE of the slope", "0.000429796848200", lambda: _norris().slope.se),
        _row(_LINEARITY, NORRIS, "SE of the intercept", "0.232818234301", lambda: _norris().intercept.se),
        _row(_LINEARITY, NORRIS, "residual sd", "0.884796396144", lambda: _norris().residual_sd),
    )


def _stability_rows() -> tuple[Example, ...]:
    def flow() -> StabilityStudy:
        return stability(data.flow_width())

    return (
        _row(_STABILITY, QCC, "center", "74.00118", lambda: _stability().location.center),
        _row(_STABILITY, QCC, "LCL", "73.98805", lambda: _stability().location.lower),
        _row(_STABILITY, QCC, "UCL", "74.0143", lambda: _stability().location.upper),
        _row(_STABILITY, ISQC, "center", "1.5056", lambda: flow().location.center),
        _row(_STABILITY, ISQC, "sigma (Rbar/d2)", "0.1398", lambda: flow().sigma),
        _count(_STABILITY, ISQC, "points beyond the limits", 0, lambda: len(flow().location.beyond)),
    )


def _cohen_rows() -> tuple[Example, ...]:
    study = f"{AIAG}, III-C, attribute study"

    def against(name: str) -> float | None:
        return cohen(_STANDARD[name]).value

    def first_two() -> float | None:
        table = np.zeros((5, 5), dtype=np.int64)
        for row in data.diagnoses():
            table[int(row[0]) - 1, int(row[1]) - 1] += 1
        return cohen(table).value

    def spots(name: str) -> float | None:
        kappa = _spotter(name).standard_cohen
        return None if kappa is None else kappa.value

    return (
        _row(_COHEN, study, "A x B", "0.86", lambda: cohen(_PAIRS["A x B"]).value),
        _row(_COHEN, study, "A x C", "0.78", lambda: cohen(_PAIRS["A x C"]).value),
        _row(_COHEN, study, "B x C", "0.79", lambda: cohen(_PAIRS["B x C"]).value),
        _row(_COHEN, study, "A x reference", "0.88", lambda: against("A")),
        _row(_COHEN, study, "B x reference", "0.92", lambda: against("B")),
        _row(_COHEN, study, "C x reference", "0.77", lambda: against("C")),
        _row(_COHEN, SAS_KAPPA, "kappa", "0.4842", lambda: cohen([[0, 4, 1], [0, 8, 0], [0, 1, 5]]).value),
        _row(_COHEN, IRR, "kappa2 of raters 1 and 2", "0.651", first_two),
        _row(_COHEN, JASP, "EG x standard", "0.612903", lambda: spots("EG")),
        _row(_COHEN, JASP, "BL x standard", "0.492308", lambda: spots("BL")),
        _row(_COHEN, JASP, "MH x standard", "0.264151", lambda: spots("MH")),
    )


def _fleiss_rows() -> tuple[Example, ...]:
    def patients() -> list[list[int]]:
        return [[row.count(each) for each in "12345"] for row in data.diagnoses()]

    def within(name: str) -> float | None:
        kappa = _spotter(name).within_fleiss
        return None if kappa is None else kappa.value

    return (
        _row(_FLEISS, FLEISS, "kappa", "0.430", lambda: fleiss(patients()).value),
        _row(_FLEISS, IRR, "kappam.fleiss", "0.4302445", lambda: fleiss(patients()).value),
        _row(_FLEISS, IRR, "z", "17.65183", lambda: fleiss(patients()).z),
        _row(_FLEISS, JASP, "within EG", "0.905462", lambda: within("EG")),
        _row(_FLEISS, JASP, "within MH", "0.543919", lambda: within("MH")),
        _row(_FLEISS, JASP, "EG against the standard", "0.612919", lambda: _spotter("EG").standard_fleiss),
        _row(_FLEISS, JASP, "MH against the standard", "0.220152", lambda: _spotter("MH").standard_fleiss),
        _row(_FLEISS, JASP, "between appraisers", "0.641667", lambda: _spots().between_fleiss.value),
    )


def _error_rows() -> tuple[Example, ...]:
    study = f"{AIAG}, III-C, attribute study"

    def spots(name: str) -> tuple[float | None, float | None, float | None]:
        one = _spotter(name)
        rates, matched = one.rates, one.standard
        return (
            None if matched is None else matched.percent,
            None if rates is None else rates.miss,
            None if rates is None else rates.false_alarm,
        )

    return (
        _row(_ERRORS, study, "miss rate A, %", "6.3", lambda: error_rates(_STANDARD["A"]).miss),
        _row(_ERRORS, study, "false alarm rate A, %", "4.9", lambda: error_rates(_STANDARD["A"]).false_alarm),
        _row(_ERRORS, study, "false alarm rate B, %", "2.0", lambda: error_rates(_STANDARD["B"]).false_alarm),
        _row(_ERRORS, study, "miss rate C, %", "12.5", lambda: error_rates(_STANDARD["C"]).miss),
        _row(_ERRORS, study, "false alarm rate C, %", "8.8", lambda: error_rates(_STANDARD["C"]).false_alarm),
        _row(_ERRORS, JASP, "effectiveness EG, %", "80.00", lambda: spots("EG")[0]),
        _row(_ERRORS, JASP, "effectiveness BL, %", "73.33", lambda: spots("BL")[0]),
        _row(_ERRORS, JASP, "miss rate MH, %", "66.67", lambda: spots("MH")[1]),
        _row(_ERRORS, JASP, "false alarm rate EG, %", "16.67", lambda: spots("EG")[2]),
        _row(_ERRORS, JASP, "false alarm rate BL, %", "26.67", lambda: spots("BL")[2]),
    )


EXAMPLES: tuple[Example, ...] = (
    *_crossed_rows(),
    *_range_rows(),
    *_nested_rows(),
    *_bias_rows(),
    *_linearity_rows(),
    *_stability_rows(),
    *_cohen_rows(),
    *_fleiss_rows(),
    *_error_rows(),
)
