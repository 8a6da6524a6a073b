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
_RECORD: Final = "github.com/cjbrant/mfgQC (commit b3d8a4a), tests"
_CAPSTAT: Final = "capstat-core 0.4.3, tests/references"
_MISTAT: Final = "mistat 0.1.17, src/mistat"
_SHEWHART: Final = "shewhart 0.1.1, tests"
_POWER_BI: Final = "github.com/AUS-DOH-Safety-and-Quality/PowerBI-SPC (commit 662780f), test/fixtures/golden"
_STATGUIDE: Final = "pinzhi.org/Minitab/help/Mtbsg/qcaccept"
_PLANS: Final = "github.com/apple/ml-sampleplan (commit 83cf51f), tests/test_acceptance_sampling"

SEEN: Final[dict[str, Seen]] = {
    "R nortest 1.0-4, ad.test(mtcars$mpg)": Seen("R 4.2.2 with nortest 1.0-4, run again"),
    "R stats, shapiro.test(mtcars$mpg)": Seen("R 4.2.2, run again"),
    "Shapiro and Wilk, Biometrika 52 (1965), p. 606, weights of 11 men": Seen(
        "SciPy tutorial on the Shapiro-Wilk test, which cites and recomputes the example"
    ),
    "R car 3, summary(powerTransform(mtcars$mpg))": Seen("R 4.2.2 with car 3.1-1, run again"),
    "Kabacoff, R in Action, 2nd ed., 8.5.2, car::powerTransform(states$Murder)": Seen(
        "R 4.2.2 with car 3.1-1, the listing run again"
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
        f"{_JASP}/test-processCapabilityStudies.R",
        ("expected", "AD of", "p of", "Pp", "PPL", "PPU", "lognormal"),
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
        f"{_RECORD}/correctness/conftest.py, which quotes the certified values"
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
        "support.sas.com/documentation/cdl/en/qcug/63964/HTML/default, qcug_functions_sect003, 004, 012 and 019"
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
    "NIST/SEMATECH e-Handbook 6.3.2.2": Seen(
        f"{_RECORD}/correctness/test_control_charts_nist.py, which quotes data and limits"
    ),
    "NIST/SEMATECH e-Handbook 6.3.2.4": Seen(
        f"{_CAPSTAT}/time_weighted.yaml and {_SHEWHART}/test_ewma.py, which quote series and limits"
    ),
    "NIST/SEMATECH e-Handbook 6.3.2.1": Seen(
        f"{_CAPSTAT}/capability.yaml and control_charts.yaml, which quote the table", ("A2", "D4, n = 3")
    ),
    "NIST/SEMATECH e-Handbook of Statistical Methods, 6.1.6": Seen(
        f"{_CAPSTAT}/capability.yaml, which quotes the example", ("Cp of", "Cpk")
    ),
    "NIST/SEMATECH e-Handbook, section 6.2.3.2 (n 52, c 3, N 10000)": Seen(
        f"{_CAPSTAT}/acceptance_sampling.yaml, which quotes the four tables"
    ),
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
    "MIL-STD-105E Tables I, II-A and II-B, as printed in NIBS DPW, Tables 1-A and 1-B": Seen(
        "nibs.org/FMOC/DPW_AC/AC-TABLE.ASC"
    ),
    "US Code of Federal Regulations, 46 CFR 160.021-4, multiple sampling table": Seen(
        "cfr.laws-info.com/text/46/160/021-4"
    ),
    "manoxblog, Military Standard 105E Tables, 2018 (double plan beside the single n 50, Ac 1)": Seen(
        "manoxblog.com/2018/08/25/military-standard-105e-tables-sampling-by-attributes-online-calculator-freeware"
    ),
    "AQL Inspection Manual, Switching Procedures (Z1.4-2003 and ISO 2859-1)": Seen("aqlrule.com/manual/switch.html"),
    "Westpak, Sample Size for Attributes when C = 0 (99 % confidence, 95 % reliability)": Seen(
        "westpak.com/resources/calculator/sample-size-for-attributes-when-c-is-zero"
    ),
    "Paradzik, Wilks' Tolerance Intervals, 2026": Seen("world.hey.com/sandropa/wilks-tolerance-intervals-b564c584"),
    "Duncan, Quality Control and Industrial Statistics, appendix, table R": Seen(
        f"{_PLANS}_sequential_binomial.py, which quotes the table"
    ),
    "Craig, Technometrics 10 (1968), table 2": Seen(f"{_PLANS}_double.py, which quotes the table"),
    "acceptancesampling.com, double plan for 1 % and 5 %": Seen(f"{_PLANS}_double.py, which quotes the plan"),
    "NIST/SEMATECH e-Handbook 6.3.2.3": Seen(f"{_CAPSTAT}/time_weighted.yaml, which quotes both sums and the signal"),
    "Montgomery, Introduction to Statistical Quality Control, 6th ed., example 9.1": Seen(
        f"{_RECORD}/test_published_oracles_six.py, which quotes the signal", ("first signal",)
    ),
    "NIST/SEMATECH e-Handbook 6.3.3.1": Seen(
        f"{_RECORD}/correctness/test_control_charts_nist.py, which quotes the limits"
    ),
    "Lawson, An Introduction to Acceptance Sampling and SPC with R, revised p chart of orange juice": Seen(
        f"{_RECORD}/correctness/test_qcc_charts.py, which quotes the limits"
    ),
    "AIAG, Measurement Systems Analysis, 4th ed., table III-B 7 and 8": Seen(
        f"{_RECORD}/test_gage_rr.py, which quotes the tables"
    ),
    "AIAG, Measurement Systems Analysis, 4th ed., figure III-B 15 and 16": Seen(
        f"{_RECORD}/test_gage_rr.py, which quotes the form", ("%", "ndc")
    ),
    "AIAG, Measurement Systems Analysis, 4th ed., table III-B 3 (mean 6.021, s 0.2048, n 100)": Seen(
        f"{_RECORD}/test_msa.py, which quotes the table"
    ),
    "AIAG, Measurement Systems Analysis, 4th ed., linearity example": Seen(
        f"{_RECORD}/test_msa.py, which quotes the tables", ("R2", "t of", "slope", "intercept")
    ),
    "Lawless, Statistical Models and Methods for Lifetime Data, ball bearings of Lieblein and Zelen": Seen(
        f"{_RECORD}/test_life_fit.py, which quotes shape and scale with their sources"
    ),
    "R package qcc, qcc.overdispersion.test, data of Wetherill and Brown (1991)": Seen(
        "luca-scr.github.io/qcc/reference/qccOverdispersionTest.html"
    ),
    "edu.com homework helper, question 1098717 (one A of two B and three C)": Seen(
        "edu.com/homework-helper/math/question/1098717"
    ),
    "homeworksource.com, question 1020430 (lot size 200, lead time of four weeks)": Seen(
        "homeworksource.com/p/1020430"
    ),
    "Cross Validated, question 240171, index of dispersion of 40 yearly counts": Seen(
        "stats.stackexchange.com/questions/240171, in a copy of May 2022"
    ),
    "SAS/QC User's Guide, CAPABILITY procedure, Example 5.11 (plate gaps)": Seen(
        "support.sas.com/documentation/cdl/en/qcug/66114/HTML/default/qcug_capability_sect163.htm",
        ("CPL lower", "CPU upper"),
    ),
    "Montgomery, Design and Analysis of Experiments, Example 14.1": Seen(
        "Buser, R-help 2007, reproduces the example; held by huggingface.co/datasets/nvidia/Nemotron-CC-Math-v1",
        ("SS", "F batches", "variance of batches"),
    ),
    "Scribd 880448870, gauge study of a bracket by vernier caliper (10 parts, 3 appraisers, 3 trials)": Seen(
        "scribd.com/document/880448870"
    ),
    "RPubs 976514, nested analysis of burning rates (3 processes, 4 batches), computed with R": Seen(
        "rstudio-pubs-static.s3.amazonaws.com/976514_6e1742b38e544744853fdd7559c1e4e4.html"
    ),
    "JASP Quality Control, gauge linearity tests (checked there against other software)": Seen(
        f"{_JASP}/test-msaGaugeLinearity.R"
    ),
    "JASP Quality Control, type 1 gauge tests (msaType1.csv, 50 readings)": Seen(f"{_JASP}/test-msaType1Gauge.R"),
    "JASP Quality Control, multivariate charts (Montgomery, table 11.1, 20 readings)": Seen(
        f"{_JASP}/test-multivariateControlCharts.R"
    ),
    "JASP Quality Control, attributesCharts, drawing u-chart (SPC_P.csv)": Seen(
        f"{_JASP}/_snaps/attributesCharts/u-chart.svg"
    ),
    "JASP Quality Control, drawing x-bar-s-control-chart1 (checked there against Minitab)": Seen(
        f"{_JASP}/_snaps/variablesChartsSubgroups/x-bar-s-control-chart1-subplot-2.svg"
    ),
    "SAS/QC User's Guide, SHEWHART procedure, Tests for Special Causes Applied to Gap Width Data": Seen(
        "support.sas.com/documentation/cdl/en/qcug/65562/HTML/default/qcug_shewhart_sect405.htm", ("test 5",)
    ),
    "SigmaXL workbook, Control Chart Templates: Time-Weighted, Average Run Length (ARL) Tables": Seen(
        "huggingface.co/datasets/nvidia/Nemotron-CC-Math-v1, which holds the page"
    ),
    "Table A.22, Factors for Constructing Control Charts, p. 766": Seen("scribd.com/document/575462347"),
    "Montgomery, Introduction to Statistical Quality Control, 6th ed., appendix VI": Seen(
        f"scribd.com/document/375595366, page 702; {_CAPSTAT}/control_charts.yaml, which quotes the table",
        ("d2, n = 5", "d3, n = 5", "c4, n = 5", "d2 of two", "c4 of two"),
    ),
    "R package qcc, tests of sd.xbar (subgroups of 4, 2 and 3 readings)": Seen(
        "github.com/luca-scr/qcc (commit 570e7ef), tests/testthat/test-spc.xbar.R"
    ),
    "R qcc 2.7, process.capability of pistonrings[1:25, ], limits 73.99 and 74.01": Seen(
        "github.com/luca-scr/qcc (commit 2e42b8d), docs/reference/process.capability.html (shares of 1)"
    ),
    "Wheeler: Making Sense of Data, section 10.2, Using the Median Moving Range, p. 145": Seen(
        "statprocon 0.1.0, tests of XmR charts, which quote data and limits"
    ),
    "Kenett, Zacks, Gedeck: Modern Statistics with Python, package mistat 0.1.17, tests of control charts": Seen(
        f"{_MISTAT}/qcc/tests/test_statistics.py and test_qualityControlChart.py, mqcc/tests/test_statistics.py"
    ),
    "Kenett, Zacks, Gedeck: Modern Statistics with Python, package mistat 0.1.17, tests of sampling plans": Seen(
        f"{_MISTAT}/acceptanceSampling/dodge/tests/test_dodge.py"
    ),
    "JMP 16 Help, Control Limits for Individual Measurement and Moving Range Charts": Seen(
        "jmp.com/support/help/en/16.1, control-limits-for-individual-measurement-and-moving-range-charts"
    ),
    "Python package shewhart 0.1.1, tests of the estimators of sigma": Seen(f"{_SHEWHART}/test_method_menu.py"),
    "Python package lotsampling 0.2.0, tests of the plans that accept on zero": Seen(
        "lotsampling 0.2.0, tests/test_binomial.py and test_hypergeometric.py"
    ),
    "PowerBI-SPC, golden numbers of the charts, computed with R 4.5.1": Seen(
        f"{_POWER_BI}/g, pp and up/basic.qicharts2.json"
    ),
    "Minitab Support, Attributes Acceptance Sampling, all statistics (pens, N 5000, n 52, c 2)": Seen(
        f"{_CAPSTAT}/acceptance_sampling.yaml, which quotes the page"
    ),
    "Minitab StatGuide, Acceptance Sampling by Attributes, Compare (grocery bags, N 25000, c 10)": Seen(
        f"{_STATGUIDE}/aasco_090_ati_sw.htm"
    ),
    "Minitab StatGuide, Acceptance Sampling by Attributes, summary (grocery bags)": Seen(
        f"{_STATGUIDE}/aasco_000_summary.htm"
    ),
    "Kiermeier, R package AcceptanceSampling, vignette, find.plan": Seen(
        f"{_CAPSTAT}/acceptance_sampling.yaml, which quotes the vignette"
    ),
    "Kiermeier, R package AcceptanceSampling, vignette, assess (n 20, c 0)": Seen(
        f"{_CAPSTAT}/acceptance_sampling.yaml, which quotes the vignette"
    ),
    "Lawson, An Introduction to Acceptance Sampling and SPC with R, 3.2 (M method, example 3 after Mitra)": Seen(
        "123dok.com/id/article/the-m-method-ii-7-iii.12311108, which quotes the section"
    ),
    "mfgQC, tests of the percentile method (lognormal law of log mean 1 and log sigma 0.5, limits 0 and 20)": Seen(
        f"{_RECORD}/test_capability_nonnormal.py"
    ),
    "Montgomery, Introduction to Statistical Quality Control, Example 6.1": Seen(
        f"{_RECORD}/test_capability.py and test_control_charts.py, which quote the example", ("sigma", "Cp", "points")
    ),
    "Montgomery, Introduction to Statistical Quality Control, 6th ed., example 7.1": Seen(
        f"{_RECORD}/test_published_oracles_six.py, which quotes the limits", ("LCL", "UCL")
    ),
    "Montgomery, Introduction to Statistical Quality Control, 6th ed., example 9.2": Seen(
        f"{_RECORD}/test_published_oracles_six.py, which quotes the series"
    ),
    "Montgomery, Introduction to Statistical Quality Control, 6th ed., table 9.3": Seen(
        f"{_CAPSTAT}/time_weighted.yaml, which quotes the run length in control", ("k 0.5, h 5, shift 0",)
    ),
    "Lucas and Crosier, Technometrics 24 (1982), table 1": Seen(f"{_SPC}/xcusum.arl.Rd, which quotes the table"),
    "Brook and Evans, Biometrika 59 (1972)": Seen(f"{_SPC}/xcusum.arl.Rd, which quotes the value"),
    "StatsRef, Shapiro-Wilk test, worked example with R's shapiro.test": Seen(
        f"{_CAPSTAT}/normality.yaml, which quotes the example"
    ),
    "R package gageRR, README (2 parts, 2 operators, 2 trials)": Seen(
        "github.com/warrenjonahb/gageRR (commit 09fd1d7), README.md"
    ),
    "R package SixSigma, ss.rr of ss.data.rr (3 x 3 x 3; readings made to have its printed components)": Seen(
        "github.com/emilopezcano/SixSigma (commit 2363966), docs/reference/ss.rr.html"
    ),
    "SPC for Excel knowledge base, ANOVA Gage R&R, part 3 (5 parts, 3 operators, 3 trials)": Seen(
        f"{_CAPSTAT}/gage_rr.yaml, which quotes the tables"
    ),
    "SPC for Excel knowledge base, Variable Measurement Systems, part 2: bias": Seen(
        f"{_CAPSTAT}/bias.yaml, which quotes the example"
    ),
    "SPC for Excel knowledge base, The Calculations Behind a Gage Linearity Study": Seen(
        f"{_CAPSTAT}/linearity.yaml, which quotes the example"
    ),
    "AIAG, Measurement Systems Analysis, 4th ed., p. 139, table of effectiveness": Seen(
        "elsmar.com/elsmarqualityforum/threads, thread 46508, which quotes the table"
    ),
    "Heizer, Render, Munson: Operations Management, 12th ed., solutions to problem 14.3 (50 brackets)": Seen(
        "slideshare.net/bx99/hrom12ismch14-1pdf, page 226"
    ),
    "Montgomery, Introduction to Statistical Quality Control, ch. 15 (n 89, c 2, N 10000)": Seen(
        "sarthaks.com, question 2556162, which quotes the plan, its Pa and its ATI", ("Pa at p 0.01", "ATI at p 0.01")
    ),
    "Odoo 19 documentation, Valuation cheat sheet, Costing methods": Seen(
        "github.com/odoo/documentation (commit 2286490), inventory_valuation/cheat_sheet.rst"
    ),
    "Edwards, Hermanson, Buchheit: Accounting Principles, A Business Perspective, ch. 7, "
    "weighted-average under perpetual inventory procedure": Seen(
        "tutorsglobe.com, question 5311930, which quotes the passage"
    ),
}


def is_quoted(where: str) -> bool:
    """Whether the copy named is another work that quotes the source, not the source itself."""
    return "quote" in where


def where_seen(example: Example) -> str:
    """Name the copy in which this number was read, or return «» where it is only cited."""
    seen = SEEN.get(example.source)
    if seen is None or (seen.only and not example.quantity.startswith(seen.only)):
        return ""
    return seen.where
