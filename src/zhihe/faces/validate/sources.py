"""Where the printed numbers were read: a source whose number nobody could look at again does not count.

A number is *seen* when a public copy of its source was read and shows it; the entry says which copy, and ``only``
which numbers of it where the copy shows a part. All other numbers are *cited*: they are quoted from the work named
and agree with ours, but no copy was at hand when this list was made, so they are no proof by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from zhihe.faces.validate.example import Example

CHECKED_ON: Final = "2026-11-30"
"""The day on which the copies were read."""
ENOUGH: Final = 2
"""Sources a method needs."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A public copy that shows the numbers; with ``only``, those whose quantity begins so."""

    where: str
    only: tuple[str, ...] = ()


_SAS: Final = "support.sas.com/documentation/cdl/en/qcug/68161/HTML/default"
_MINITAB: Final = "support.minitab.com, Quality and process improvement"
_QCC: Final = "github.com/luca-scr/qcc, docs/articles/qcc_a_quick_tour.html"
_JASP: Final = "github.com/jasp-stats/jaspQualityControl, tests/testthat"
_SPC: Final = "github.com/cran/spc, man"

SEEN: Final[dict[str, Seen]] = {
    "R nortest 1.0-4, ad.test(mtcars$mpg)": Seen("public R notes that print the output"),
    "R stats, shapiro.test(mtcars$mpg)": Seen("public R notes that print the output"),
    "Shapiro and Wilk, Biometrika 52 (1965), p. 606, weights of 11 men": Seen(
        "SciPy tutorial on the Shapiro-Wilk test, which cites and recomputes the example"
    ),
    "R car 3, summary(powerTransform(mtcars$mpg))": Seen("public R notes that print the output", ("lambda",)),
    "Kabacoff, R in Action, 2nd ed., 8.5.2, car::powerTransform(states$Murder)": Seen(
        "public notes that print the output of the listing", ("p of",)
    ),
    "R qcc 2.7, process.capability of pistonrings[1:25, ], limits 73.95 and 74.05": Seen(_QCC),
    "SAS/QC User's Guide, CAPABILITY procedure, Figure 5.2 (fluid weight of cans)": Seen(
        f"{_SAS}/qcug_capability_sect007.htm"
    ),
    "SAS/QC User's Guide, SHEWHART procedure, Computing Process Capability Indices (data set Partgaps)": Seen(
        f"{_SAS}/qcug_shewhart_sect364.htm"
    ),
    "SAS/QC User's Guide, SHEWHART procedure, data set Partgaps": Seen(
        f"{_SAS}/qcug_shewhart_sect364.htm",
        ("sigma of 21", "centre of means", "LCL of means", "UCL of means", "mean range", "UCL of ranges"),
    ),
    "JASP Quality Control, process capability tests, first stage of Diameter (checked there against Minitab)": Seen(
        f"{_JASP}/test-processCapabilityStudies.R", ("expected within", "expected overall", "AD of", "p of")
    ),
    "JASP Quality Control, MSA tests (checked there against other software)": Seen(
        f"{_JASP}/test-msaAttribute.R and test-msaGaugeRRnonrep.R",
        ("EG", "BL", "MH", "within", "between", "effectiveness", "miss", "false", "variance"),
    ),
    "JASP Quality Control, gauge r&R tests (gaugeRRwide.csv, 10 parts, 3 operators, 3 trials)": Seen(
        f"{_JASP}/test-msaGaugeRR.R"
    ),
    "JASP Quality Control, rareEventCharts test 9 (opportunities; checked there against Minitab)": Seen(
        f"{_JASP}/_snaps/rareEventCharts/g-chart9.svg"
    ),
    "JASP Quality Control, attributesCharts, drawing laney-p-chart (SPC_P.csv)": Seen(
        f"{_JASP}/_snaps/attributesCharts/laney-p-chart.svg"
    ),
    "JASP Quality Control, attributesCharts, drawing laney-u-chart (SPC_P.csv)": Seen(
        f"{_JASP}/_snaps/attributesCharts/laney-u-chart.svg"
    ),
    "RPubs 1407303, np chart of 50 lots of 200 wafers, computed with R": Seen(
        "rstudio-pubs-static.s3.amazonaws.com/1407303_7ebb081158c34b3a88f482fc0f8fac9c.html"
    ),
    "Scribd 29141551, C-chart for constant sample size (18 samples)": Seen("scribd.com/doc/29141551/C-Chart"),
    "R irr 0.84, diagnoses": Seen("statsmodels, tests of inter_rater, and public notes that print the output"),
    "NIST StRD, Linear Regression, Norris (certified values; slope less 1)": Seen(
        "test suites of several statistics libraries that quote the certified values",
        ("slope", "intercept", "SE of the intercept", "residual"),
    ),
    "Minitab Support, Example of Crossed Gage R&R Study": Seen(f"{_MINITAB}, Crossed gage R&R study, Example"),
    "Minitab Support, Attributes Acceptance Sampling, example of creating a plan (pens)": Seen(
        f"{_MINITAB}, Attributes acceptance sampling, Example"
    ),
    "Minitab StatGuide, Acceptance Sampling by Variables, Compare (lenses, N 3600, k 3.44914)": Seen(
        "pinzhi.org/Minitab/help/Mtbsg/qcaccept/vasco_050_sample_size_and_critical_distance.htm"
    ),
    "Minitab Support, Variables Acceptance Sampling, Accept/Reject Lot (camera lenses)": Seen(
        f"{_MINITAB}, Variables acceptance sampling (Accept/Reject Lot), Example"
    ),
    "Minitab Support, Variables Acceptance Sampling, Create/Compare, key results": Seen(
        f"{_MINITAB}, Variables acceptance sampling (Create/Compare), Key results"
    ),
    "Minitab Support, Variables Acceptance Sampling, key results (n 104, k 3.55750, N 2500)": Seen(
        f"{_MINITAB}, Variables acceptance sampling (Create/Compare), Key results"
    ),
    "SAS/QC User's Guide, Functions: AOQ2, ASN2, PROBACC2, Evaluating Single-Sampling Plans": Seen(
        "support.sas.com/documentation/cdl/en/qcug/63964/HTML/default/qcug_functions_sect004.htm and sect019",
        ("ASN2", "PROBBNML", "PROBHYPR"),
    ),
    "Truong, R package AccSamplingDesign, vignette Introduction (n 144, c 4)": Seen(
        "CRAN, AccSamplingDesign, vignettes/introduction.html"
    ),
    "Truong, R package AccSamplingDesign, vignette Introduction, section 3": Seen(
        "CRAN, AccSamplingDesign, vignettes/introduction.html", ("(0.01, 0.02",)
    ),
    "SQC Online, Switching Rules (ISO 2859-1)": Seen("sqconline.com/switching-rules-iso-2859-1"),
    "R package FinCal 0.6.3, reference of cogs, example": Seen("rdrr.io/cran/FinCal/man/cogs.html"),
    "Birolini, Reliability Engineering, 5th ed. 2007, Fig. 7.4 (IEC 60410, AQL 0.65)": Seen(
        "fliphtml5.com/zroi/ljbf, page 300"
    ),
    "R package qcc 3.0, vignette «A quick tour of qcc»": Seen(
        _QCC,
        (
            "sigma of",
            "sigma, sizes",
            "centre",
            "LCL",
            "UCL",
            "p without",
            "p, ",
            "c without",
            "samples of",
            "boards beyond",
            "piston rings at 2.7",
            "viscosity at 2.7",
            "Ryan's data, phase",
            "boiler",
        ),
    ),
    "R qcc 2.7, qcc of pistonrings[1:25, ]": Seen(_QCC),
    "NIST/SEMATECH e-Handbook 6.3.2.2": Seen("a public test record that quotes the handbook's numbers"),
    "NIST/SEMATECH e-Handbook 6.3.2.4": Seen("a public test record that quotes the handbook's limits", ("UCL", "LCL")),
    "NIST/SEMATECH e-Handbook 6.3.3.2": Seen("textbook exercises that quote the handbook's mean"),
    "Champ and Woodall, Technometrics 29 (1987), table 1": Seen(
        f"{_SPC}/xshewhartrunsrules.arl.Rd, which quotes the table", ("3 sigma", "with ")
    ),
    "Crowder, Technometrics 29 (1987), table 1": Seen(f"{_SPC}/xewma.arl.Rd, which quotes the table"),
    "Lucas and Saccucci, Technometrics 32 (1990), table 3": Seen(f"{_SPC}/xewma.arl.Rd, which quotes the table"),
    "Vance, Journal of Quality Technology 18 (1986), table 1": Seen(f"{_SPC}/xcusum.arl.Rd, which quotes the table"),
    "Waldmann, Technometrics 28 (1986)": Seen(f"{_SPC}/xcusum.arl.Rd, which quotes the value"),
    "SAS/QC User's Guide 1999, CUSUMARL and EWMAARL functions": Seen(
        f"{_SPC}/xcusum.arl.Rd and xewma.arl.Rd, which quote the values"
    ),
}


def where_seen(example: Example) -> str:
    """Name the copy in which this number was read, or return «» where it is only cited."""
    seen = SEEN.get(example.source)
    if seen is None or (seen.only and not example.quantity.startswith(seen.only)):
        return ""
    return seen.where
