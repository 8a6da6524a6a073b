"""Published examples of process capability, normal and not, and of the tests of normality."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from zhihe.faces.validate.data import capability as data
from zhihe.faces.validate.data.msa import flow_width
from zhihe.faces.validate.data.spc import gaps
from zhihe.faces.validate.example import Example
from zhihe.kernels.capability.boxcox import BoxCox, box_cox
from zhihe.kernels.capability.fits import Fit, fit
from zhihe.kernels.capability.intervals import Interval, cp_interval
from zhihe.kernels.capability.limits import Limits
from zhihe.kernels.capability.nonnormal import (
    PercentileIndices,
    PercentileStudy,
    percentile_indices,
    percentile_study,
)
from zhihe.kernels.capability.normal import CapabilityStudy, Index, Indices, capability, expected, indices
from zhihe.kernels.capability.normality import anderson_darling, shapiro_wilk

QCC = "R qcc 2.7, process.capability of pistonrings[1:25, ], limits 73.95 and 74.05"
QCC_NARROW = "R qcc 2.7, process.capability of pistonrings[1:25, ], limits 73.99 and 74.01"
SAS = "SAS/QC User's Guide, CAPABILITY procedure, Figure 5.2 (fluid weight of cans)"
SAS_GAPS = "SAS/QC User's Guide, SHEWHART procedure, Computing Process Capability Indices (data set Partgaps)"
SAS_PLATES = "SAS/QC User's Guide, CAPABILITY procedure, Example 5.11 (plate gaps)"
SAS_CURVES = "SAS/STAT, UNIVARIATE procedure, Example 4.22 (fitting curves to plate gaps)"
NIST = "NIST/SEMATECH e-Handbook of Statistical Methods, 6.1.6"
MONTGOMERY = "Montgomery, Introduction to Statistical Quality Control, 6th ed."
JASP = "JASP Quality Control, process capability tests, first stage of Diameter (checked there against Minitab)"
LAWLESS = "Lawless, Statistical Models and Methods for Lifetime Data, ball bearings of Lieblein and Zelen"
KABACOFF = "Kabacoff, R in Action, 2nd ed., 8.5.2, car::powerTransform(states$Murder)"
CAR = "R car 3, summary(powerTransform(mtcars$mpg))"
NORTEST = "R nortest 1.0-4, ad.test(mtcars$mpg)"
R_SHAPIRO = "R stats, shapiro.test(mtcars$mpg)"
MFGQC = "mfgQC, tests of the percentile method (lognormal law of log mean 1 and log sigma 0.5, limits 0 and 20)"
STATSREF = "StatsRef, Shapiro-Wilk test, worked example with R's shapiro.test"
HARD_BAKE = "Montgomery, Introduction to Statistical Quality Control, Example 6.1"
SHAPIRO = "Shapiro and Wilk, Biometrika 52 (1965), p. 606, weights of 11 men"

_NORMAL = "capability.normal"
_INTERVAL = "capability.interval"
_PPM = "capability.ppm"
_PERCENTILE = "capability.percentile"
_FIT = "capability.fit"
_BOX_COX = "capability.box_cox"
_AD = "capability.anderson_darling"
_SW = "capability.shapiro_wilk"


def _rings(lsl: float = 73.95, usl: float = 74.05, target: float = 74.0) -> CapabilityStudy:
    # qcc divides by 2.326 and takes n - 1 degrees of freedom for every interval.
    return capability(
        data.piston_rings(),
        lsl=lsl,
        usl=usl,
        target=target,
        within="rbar",
        constants="rounded",
        in_control=True,
        interval_df="n-1",
    )


def _cans() -> CapabilityStudy:
    return capability(data.cans(), lsl=11.95, usl=12.05, target=12.0, in_control=True)


def _gaps() -> CapabilityStudy:
    return capability(gaps(), lsl=240, usl=270, within="rbar", in_control=True)


def _plates() -> CapabilityStudy:
    return capability(data.plates(), lsl=0.3, usl=0.8, in_control=True)


def _diameters() -> CapabilityStudy:
    return capability(data.diameters(), lsl=0, usl=12, within="rbar", constants="rounded")


def _percentiles() -> PercentileStudy:
    return percentile_study(data.plates(), "lognormal", lsl=0.3, usl=0.8)


def _weibull() -> PercentileStudy:
    return percentile_study(data.diameters().ravel(), "weibull", lsl=0, usl=12)


def _known_law() -> PercentileIndices:
    law = Fit("lognormal", {"log_mean": 1.0, "log_sd": 0.5}, 0, 0.0, 0.0, 0.0, "given")
    return percentile_indices(law, Limits(0, 20))


def _hard_bake() -> CapabilityStudy:
    return capability(flow_width(), lsl=1, usl=2, within="rbar", in_control=True)


def _nist() -> Indices:
    return indices(16, 2, Limits(8, 20, 14))


def _value(index: Index | None) -> float:
    if index is None:
        raise ValueError("the index None has no value: a limit or target is missing")
    return index.value


def _interval(index: Index | None) -> Interval:
    if index is None or index.interval is None:
        raise ValueError("the index None has no interval: a limit or target is missing")
    return index.interval


def _of(number: float | None) -> float:
    if number is None:
        raise ValueError("the number None is absent: a limit is missing")
    return number


def _row(
    method: str, source: str, quantity: str, printed: str, compute: Callable[[], float], scale: float = 1.0
) -> Example:
    """Make an example of a number as printed: its digits give the tolerance, ``scale`` the printed unit."""
    digits = len(printed.partition(".")[2])
    return Example(method, source, quantity, float(printed), lambda: scale * compute(), 0.5 * 10**-digits)


def _normal() -> tuple[Example, ...]:
    return (
        _row(_NORMAL, QCC, "StdDev (Rbar/d2)", "0.009785039", lambda: _rings().within.sigma),
        _row(_NORMAL, QCC, "Cp", "1.703", lambda: _value(_rings().within.indices.cp)),
        _row(_NORMAL, QCC, "Cp_l", "1.743", lambda: _value(_rings().within.indices.cpl)),
        _row(_NORMAL, QCC, "Cp_u", "1.663", lambda: _value(_rings().within.indices.cpu)),
        _row(_NORMAL, QCC, "Cp_k", "1.663", lambda: _value(_rings().within.indices.cpk)),
        _row(_NORMAL, QCC, "Cpm, target 74", "1.691", lambda: _value(_rings().within.indices.cpm)),
        _row(_NORMAL, QCC, "Cpm, target 74.02", "0.7856", lambda: _value(_rings(target=74.02).within.indices.cpm)),
        _row(_NORMAL, SAS, "Cp", "0.354967", lambda: _value(_cans().overall.indices.cp)),
        _row(_NORMAL, SAS, "CPL", "0.420991", lambda: _value(_cans().overall.indices.cpl)),
        _row(_NORMAL, SAS, "CPU", "0.288943", lambda: _value(_cans().overall.indices.cpu)),
        _row(_NORMAL, SAS, "Cpk", "0.288943", lambda: _value(_cans().overall.indices.cpk)),
        _row(_NORMAL, SAS, "Cpm", "0.348203", lambda: _value(_cans().overall.indices.cpm)),
        _row(_NORMAL, SAS_GAPS, "Cp", "0.38160", lambda: _value(_gaps().within.indices.cp)),
        _row(_NORMAL, SAS_GAPS, "CPL", "0.50032", lambda: _value(_gaps().within.indices.cpl)),
        _row(_NORMAL, SAS_GAPS, "CPU", "0.26288", lambda: _value(_gaps().within.indices.cpu)),
        _row(_NORMAL, SAS_GAPS, "CPK", "0.26288", lambda: _value(_gaps().within.indices.cpk)),
        _row(_NORMAL, HARD_BAKE, "sigma (Rbar/d2)", "0.1398", lambda: _hard_bake().within.sigma),
        _row(_NORMAL, HARD_BAKE, "Cp", "1.192", lambda: _value(_hard_bake().within.indices.cp)),
        _row(_NORMAL, HARD_BAKE, "Cpk", "1.179", lambda: _value(_hard_bake().within.indices.cpk)),
        _row(_NORMAL, NIST, "Cp of mean 16, s 2, limits 8 and 20", "1.0", lambda: _value(_nist().cp)),
        _row(_NORMAL, NIST, "Cpk", "0.6667", lambda: _value(_nist().cpk)),
        _row(_NORMAL, NIST, "Cpm, target 14", "0.7071", lambda: _value(_nist().cpm)),
    )


def _intervals() -> tuple[Example, ...]:
    return (
        _row(_INTERVAL, QCC, "Cp 2.5%", "1.491", lambda: _interval(_rings().within.indices.cp).lower),
        _row(_INTERVAL, QCC, "Cp 97.5%", "1.915", lambda: _interval(_rings().within.indices.cp).upper),
        _row(_INTERVAL, QCC, "Cp_k 2.5%", "1.448", lambda: _interval(_rings().within.indices.cpk).lower),
        _row(_INTERVAL, QCC, "Cp_k 97.5%", "1.878", lambda: _interval(_rings().within.indices.cpk).upper),
        _row(_INTERVAL, SAS, "Cp lower", "0.305565", lambda: _interval(_cans().overall.indices.cp).lower),
        _row(_INTERVAL, SAS, "Cp upper", "0.404288", lambda: _interval(_cans().overall.indices.cp).upper),
        _row(_INTERVAL, SAS, "CPL lower", "0.332644", lambda: _interval(_cans().overall.indices.cpl).lower),
        _row(_INTERVAL, SAS, "CPL upper", "0.508117", lambda: _interval(_cans().overall.indices.cpl).upper),
        _row(_INTERVAL, SAS, "Cpk lower", "0.212210", lambda: _interval(_cans().overall.indices.cpk).lower),
        _row(_INTERVAL, SAS, "Cpk upper", "0.365677", lambda: _interval(_cans().overall.indices.cpk).upper),
        _row(_INTERVAL, SAS, "Cpm lower", "0.301472", lambda: _interval(_cans().overall.indices.cpm).lower),
        _row(_INTERVAL, SAS, "Cpm upper", "0.398228", lambda: _interval(_cans().overall.indices.cpm).upper),
        _row(_INTERVAL, SAS_PLATES, "CPL lower", "0.203760", lambda: _interval(_plates().overall.indices.cpl).lower),
        _row(_INTERVAL, SAS_PLATES, "CPU upper", "0.254586", lambda: _interval(_plates().overall.indices.cpu).upper),
        _row(
            _INTERVAL,
            f"{MONTGOMERY}, Example 8.4",
            "Cp lower, Cp 2.29, n 20",
            "1.57",
            lambda: cp_interval(2.29, 19).lower,
        ),
        _row(
            _INTERVAL,
            f"{MONTGOMERY}, Example 8.4",
            "Cp upper, Cp 2.29, n 20",
            "3.01",
            lambda: cp_interval(2.29, 19).upper,
        ),
    )


def _ppm() -> tuple[Example, ...]:
    def narrow() -> CapabilityStudy:
        return _rings(73.99, 74.01)

    def fallout(cp: float) -> float:
        return expected(0, 1, Limits(-3 * cp, 3 * cp)).total

    table = f"{MONTGOMERY}, Table 8.2 (process fallout)"
    percent = 1e-4
    return (
        _row(_PPM, QCC_NARROW, "Exp<LSL %", "13", lambda: _of(narrow().within.expected.below), percent),
        _row(_PPM, QCC_NARROW, "Exp>USL %", "18", lambda: _of(narrow().within.expected.above), percent),
        _row(_PPM, QCC_NARROW, "Obs<LSL %", "12", lambda: _of(narrow().observed.below), percent),
        _row(_PPM, QCC_NARROW, "Obs>USL %", "16", lambda: _of(narrow().observed.above), percent),
        _row(_PPM, SAS, "% < LSL", "7.00000", lambda: _of(_cans().observed.below), percent),
        _row(_PPM, SAS, "% > USL", "16.00000", lambda: _of(_cans().observed.above), percent),
        _row(_PPM, JASP, "expected within, below", "76.21", lambda: _of(_diameters().within.expected.below)),
        _row(_PPM, JASP, "expected within, above", "4276.16", lambda: _of(_diameters().within.expected.above)),
        _row(_PPM, JASP, "expected overall, below", "192.50", lambda: _of(_diameters().overall.expected.below)),
        _row(_PPM, JASP, "expected overall, above", "6851.85", lambda: _of(_diameters().overall.expected.above)),
        _row(_PPM, table, "two-sided ppm at Cp 0.5", "133614", lambda: fallout(0.5)),
        _row(_PPM, table, "two-sided ppm at Cp 1.0", "2700", lambda: fallout(1.0)),
        _row(_PPM, table, "two-sided ppm at Cp 1.5", "7", lambda: fallout(1.5)),
    )


def _nonnormal() -> tuple[Example, ...]:
    return (
        _row(_PERCENTILE, SAS_PLATES, "Cp, lognormal", "0.210804", lambda: _of(_percentiles().indices.pp)),
        _row(_PERCENTILE, SAS_PLATES, "CPL, lognormal", "0.595156", lambda: _of(_percentiles().indices.ppl)),
        _row(_PERCENTILE, SAS_PLATES, "CPU, lognormal", "0.124927", lambda: _of(_percentiles().indices.ppu)),
        _row(_PERCENTILE, SAS_PLATES, "Cpk, lognormal", "0.124927", lambda: _percentiles().indices.ppk),
        _row(_PERCENTILE, MFGQC, "Cp", "1.7277", lambda: _of(_known_law().pp)),
        _row(_PERCENTILE, MFGQC, "Cpu", "1.8260", lambda: _of(_known_law().ppu)),
        _row(_PERCENTILE, MFGQC, "Cpl", "1.2872", lambda: _of(_known_law().ppl)),
        _row(_PERCENTILE, JASP, "Pp, Weibull", "1.10", lambda: _of(_weibull().indices.pp)),
        _row(_PERCENTILE, JASP, "PPL, Weibull", "1.27", lambda: _of(_weibull().indices.ppl)),
        _row(_PERCENTILE, JASP, "PPU, Weibull", "0.91", lambda: _of(_weibull().indices.ppu)),
        _row(_PERCENTILE, JASP, "expected ppm above, Weibull", "3562.31", lambda: _weibull().expected.total),
    )


def _fits() -> tuple[Example, ...]:
    def gaps(family: str, name: str) -> float:
        fits: dict[str, Callable[[], Fit]] = {
            "lognormal": lambda: fit(data.plates(), "lognormal"),
            "weibull": lambda: fit(data.plates(), "weibull"),
            "gamma": lambda: fit(data.plates(), "gamma"),
        }
        return fits[family]().parameters[name]

    def stage(family: Literal["lognormal", "weibull"], name: str) -> float:
        return fit(data.diameters().ravel(), family).parameters[name]

    def bearings(name: str) -> float:
        return fit(data.ball_bearings(), "weibull").parameters[name]

    return (
        _row(_FIT, SAS_CURVES, "lognormal zeta", "-0.58375", lambda: gaps("lognormal", "log_mean")),
        _row(_FIT, SAS_CURVES, "lognormal sigma", "0.499546", lambda: gaps("lognormal", "log_sd")),
        _row(_FIT, SAS_CURVES, "Weibull scale", "0.719208", lambda: gaps("weibull", "scale")),
        _row(_FIT, SAS_CURVES, "Weibull shape", "1.961159", lambda: gaps("weibull", "shape")),
        _row(_FIT, SAS_CURVES, "gamma scale", "0.155198", lambda: gaps("gamma", "scale")),
        _row(_FIT, SAS_CURVES, "gamma shape", "4.082646", lambda: gaps("gamma", "shape")),
        _row(_FIT, JASP, "lognormal log mean", "1.91547396579744", lambda: stage("lognormal", "log_mean")),
        _row(_FIT, LAWLESS, "Weibull shape", "2.10", lambda: bearings("shape")),
        _row(_FIT, LAWLESS, "Weibull scale", "81.88", lambda: bearings("scale")),
    )


def _transformations() -> tuple[Example, ...]:
    def murder() -> BoxCox:
        return box_cox(data.murder())

    def cars() -> BoxCox:
        return box_cox(data.miles_per_gallon())

    return (
        _row(_BOX_COX, KABACOFF, "lambda", "0.6055", lambda: murder().estimate),
        _row(_BOX_COX, KABACOFF, "p of lambda = 0", "0.017297", lambda: murder().p_log),
        _row(_BOX_COX, KABACOFF, "p of lambda = 1", "0.14512", lambda: murder().p_none),
        _row(_BOX_COX, CAR, "lambda", "0.02956537", lambda: cars().estimate),
        _row(_BOX_COX, CAR, "p of lambda = 1", "0.07307", lambda: cars().p_none),
    )


def _normality() -> tuple[Example, ...]:
    cars, rings = data.miles_per_gallon, data.diameters
    return (
        _row(_AD, NORTEST, "A", "0.57968", lambda: anderson_darling(cars()).statistic),
        _row(_AD, NORTEST, "p-value", "0.1207", lambda: anderson_darling(cars()).p),
        _row(_AD, JASP, "AD of 40 diameters", "0.31", lambda: anderson_darling(rings().ravel()).statistic),
        _row(_AD, JASP, "p of 40 diameters", "0.54", lambda: anderson_darling(rings().ravel()).p),
        _row(_SW, R_SHAPIRO, "W", "0.94756", lambda: shapiro_wilk(cars()).statistic),
        _row(_SW, R_SHAPIRO, "p-value", "0.1229", lambda: shapiro_wilk(cars()).p),
        _row(_SW, STATSREF, "W", "0.7888", lambda: shapiro_wilk(data.weights_of_men()).statistic),
        _row(_SW, STATSREF, "p-value", "0.006704", lambda: shapiro_wilk(data.weights_of_men()).p),
        _row(_SW, SHAPIRO, "W", "0.79", lambda: shapiro_wilk(data.weights_of_men()).statistic),
    )


EXAMPLES: tuple[Example, ...] = (
    *_normal(),
    *_intervals(),
    *_ppm(),
    *_nonnormal(),
    *_fits(),
    *_transformations(),
    *_normality(),
)
