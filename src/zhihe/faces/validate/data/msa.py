"""Data of the measurement systems examples; each function names the source that prints it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def _numbers(text: str) -> Floats:
    return np.array(text.split(), dtype=np.float64)


def aiag() -> Floats:
    """Part x appraiser x trial of the gauge study of the AIAG MSA manual, 4th ed., 10 x 3 x 3."""
    return _numbers(
        """
        0.29 0.41 0.64     0.08 0.25 0.07     0.04 -0.11 -0.15
        -0.56 -0.68 -0.58  -0.47 -1.22 -0.68  -1.38 -1.13 -0.96
        1.34 1.17 1.27     1.19 0.94 1.34     0.88 1.09 0.67
        0.47 0.50 0.64     0.01 1.03 0.20     0.14 0.20 0.11
        -0.80 -0.92 -0.84  -0.56 -1.20 -1.28  -1.46 -1.07 -1.45
        0.02 -0.11 -0.21   -0.20 0.22 0.06    -0.29 -0.67 -0.49
        0.59 0.75 0.66     0.47 0.55 0.83     0.02 0.01 0.21
        -0.31 -0.20 -0.17  -0.63 0.08 -0.34   -0.46 -0.56 -0.49
        2.26 1.99 2.01     1.80 2.12 2.19     1.77 1.45 1.87
        -1.36 -1.25 -1.31  -1.68 -1.62 -1.50  -1.49 -1.77 -2.16
        """
    ).reshape(10, 3, 3)


def aiag_second_edition() -> Floats:
    """Part x appraiser x trial of the AIAG MSA manual, 2nd ed. (Minitab 13 GAGEAIAG.MTW), 10 x 3 x 2."""
    rows = _numbers(
        """
        0.65 1.00 0.85 0.85 0.55 1.00 0.95 0.85 1.00 0.60  0.60 1.00 0.80 0.95 0.45 1.00 0.95 0.80 1.00 0.70
        0.55 1.05 0.80 0.80 0.40 1.00 0.95 0.75 1.00 0.55  0.55 0.95 0.75 0.75 0.40 1.05 0.90 0.70 0.95 0.50
        0.50 1.05 0.80 0.80 0.45 1.00 0.95 0.80 1.05 0.85  0.55 1.00 0.80 0.80 0.50 1.05 0.95 0.80 1.05 0.80
        """
    )
    return rows.reshape(3, 2, 10).transpose(2, 0, 1)


def circuits() -> Floats:
    """Part x operator x trial, 20 x 3 x 2 (Montgomery, Design and Analysis of Experiments, Example 13.1)."""
    return _numbers(
        """
        21 20 20 20 19 21  24 23 24 24 23 24  20 21 19 21 20 22  27 27 28 26 27 28  19 18 19 18 18 21
        23 21 24 21 23 22  22 21 22 24 22 20  19 17 18 20 19 18  24 23 25 23 24 24  25 23 26 25 24 25
        21 20 20 20 21 20  18 19 17 19 18 19  23 25 25 25 25 25  24 24 23 25 24 25  29 30 30 28 31 30
        26 26 25 26 25 27  20 20 19 20 20 20  19 21 19 19 21 23  25 26 25 24 25 25  19 19 18 17 19 17
        """
    ).reshape(20, 3, 2)


def purity() -> Floats:
    """Supplier x batch x determination, coded (Montgomery, Design and Analysis of Experiments, Example 14.1)."""
    return _numbers(
        """
        1 -1 0   -2 -3 -4  -2 0 1   1 4 0
        1 -2 -3  0 4 2     -1 0 -2  0 3 2
        2 4 0    -2 0 2    1 -1 2   3 2 1
        """
    ).reshape(3, 4, 3)


def hardness() -> Floats:
    """Operator x batch x piece of a destructive hardness test (SPC for Excel; JASP msaGaugeNN), 3 x 5 x 2."""
    return _numbers(
        """
        33.4 33.2 32.4 31.7 34.4 34.5 33.9 34.5 34.5 34.7
        32.5 32.1 32.1 32.3 35.1 34.7 32.4 33.1 34.8 34.9
        32.6 32.7 32.3 32.1 34.9 34.7 33.0 33.2 31.6 30.9
        """
    ).reshape(3, 5, 2)


def bias_readings() -> Floats:
    """Fifteen readings of a part of reference 6.00 (AIAG MSA manual, bias study)."""
    return _numbers("5.8 5.7 5.9 5.9 6.0 6.1 6.0 6.1 6.4 6.3 6.0 6.1 6.2 5.6 6.0")


def linearity_readings() -> tuple[Floats, Floats]:
    """Twelve readings of five parts, and their references (AIAG MSA manual, linearity study)."""
    readings = _numbers(
        """
        2.7 2.5 2.4 2.5 2.7 2.3 2.5 2.5 2.4 2.4 2.6 2.4  5.1 3.9 4.2 5.0 3.8 3.9 3.9 3.9 3.9 4.0 4.1 3.8
        5.8 5.7 5.9 5.9 6.0 6.1 6.0 6.1 6.4 6.3 6.0 6.1  7.6 7.7 7.8 7.7 7.8 7.8 7.8 7.7 7.8 7.5 7.6 7.7
        9.1 9.3 9.5 9.3 9.4 9.5 9.5 9.5 9.6 9.2 9.3 9.4
        """
    )
    return readings, np.repeat(_numbers("2 4 6 8 10"), 12)


def norris() -> tuple[Floats, Floats]:
    """Ozone monitor readings and their references (NIST StRD, Norris.dat)."""
    references = _numbers(
        """
        0.2 337.4 118.2 884.6 10.1 226.5 666.3 996.3 448.6 777.0 558.2 0.4 0.6 775.5 666.9 338.0 447.5 11.6
        556.0 228.1 995.8 887.6 120.2 0.3 0.3 556.8 339.1 887.2 999.0 779.0 11.1 118.3 229.2 669.1 448.9 0.5
        """
    )
    readings = _numbers(
        """
        0.1 338.8 118.1 888.0 9.2 228.1 668.5 998.5 449.1 778.9 559.2 0.3 0.1 778.1 668.8 339.3 448.9 10.8
        557.7 228.3 998.0 888.8 119.6 0.3 0.6 557.6 339.3 888.0 998.5 778.9 10.2 117.6 228.9 668.4 449.2 0.2
        """
    )
    return readings, references


def flow_width() -> Floats:
    """Flow widths of a resist, microns, 25 subgroups of 5 (Montgomery, Statistical Quality Control, Table 6.1)."""
    return _numbers(
        """
        1.3235 1.4128 1.6744 1.4573 1.6914 1.4314 1.3592 1.6075 1.4666 1.6109 1.4284 1.4871 1.4932 1.4324
        1.5674 1.5028 1.6352 1.3841 1.2831 1.5507 1.5604 1.2735 1.5265 1.4363 1.6441 1.5955 1.5451 1.3574
        1.3281 1.4198 1.6274 1.5064 1.8366 1.4177 1.5144 1.4190 1.4303 1.6637 1.6067 1.5519 1.3884 1.7277
        1.5355 1.5176 1.3688 1.4039 1.6697 1.5089 1.4627 1.5220 1.4158 1.7667 1.4278 1.5928 1.4181 1.5821
        1.3355 1.5777 1.3908 1.7559 1.2856 1.4106 1.4447 1.6398 1.1928 1.4951 1.4036 1.5893 1.6458 1.4969
        1.3589 1.2863 1.5996 1.2497 1.5471 1.5747 1.5301 1.5171 1.1839 1.8662 1.3680 1.7269 1.3957 1.5014
        1.4449 1.4163 1.3864 1.3057 1.6210 1.5573 1.5796 1.4185 1.6541 1.5116 1.7247 1.7106 1.4412 1.2361
        1.3820 1.7601 1.4371 1.5051 1.3485 1.5670 1.4880 1.4738 1.5936 1.6583 1.4973 1.4720 1.5917 1.4333
        1.5551 1.5295 1.6866 1.6399 1.5243 1.5705 1.5563 1.5530 1.5797 1.3663 1.6240 1.3732 1.6877
        """
    ).reshape(25, 5)


def black_spots() -> tuple[list[list[str]], str]:
    """Appraiser x piece x trial of yes and no, and the standard (JASP Quality Control, AAARow)."""
    appraisers = [
        "YYY NNN YYY YNN YYY YYY YYY NNN NNN YYY NNN YYY YYY NNN YYY",
        "YYY NNN YYY YNN YYY YYY NNN NNN NNN YYY NNN YYY YYY NNN YYY",
        "YYY YYY YYY YYY YYY YYY YYY NNY YNN YYY YNY YYY YYY NNN YYY",
    ]
    return [row.split() for row in appraisers], "YNYYYNYNNYNYYYY"


def diagnoses() -> list[str]:
    """Six diagnoses of 30 patients in five categories (Fleiss 1971; R irr ``diagnoses``)."""
    rows = """
    444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 224445
    333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 133333 555555
    """
    return rows.split()


def ten_parts() -> Floats:
    """Part x operator x trial of a crossed study (JASP Quality Control, msaGaugeRRCrossed_wide.csv)."""
    return _numbers(
        """
        11.47508631 10.39458285 12.01885527  10.36433412 10.18773633 10.44934243  11.82882975 9.080170551 10.70349264
        5.932503725 8.166070237 8.379381474  6.462534845 8.279574454 7.947087832  8.128436252 7.587629062 9.470104531
        6.546149555 7.067798465 9.053303869  7.277440823 6.786190061 9.609245246  6.564494743 7.403837873 4.880407594
        10.80709996 7.871202933 8.848345562  9.453631343 8.153288282 9.726037739  9.400382161 8.339462717 8.760034996
        9.170567153 12.81936487 11.57257807  11.22739331 10.14313235 10.90230764  10.51837921 10.35792725 9.162059696
        8.302862749 8.549813051 9.401191612  8.129536693 8.150409158 8.811062329  8.394631887 8.682379386 8.715200975
        6.08942143 8.567477243 6.407021271  7.822564943 5.685934567 7.363412846  6.026057165 6.481758565 7.28120972
        5.960289779 5.113996382 7.008724901  6.294267434 5.871694334 5.796146094  6.672000388 5.905375186 6.730683818
        6.905913491 8.758733213 8.84172787  7.981804441 7.924074953 9.232042804  8.116895733 7.246734626 8.498385162
        5.197567991 5.304200443 6.082679479  6.491304319 6.410390759 4.874269979  5.209453338 5.744852215 4.818953594
        """
    ).reshape(10, 3, 3)


def type_one() -> Floats:
    """Fifty readings of a part of reference -4 (JASP Quality Control, msaType1.csv)."""
    tenths = _numbers(
        """
        40 41 41 41 41 39 39 39 41 42 39 42 40 38 39 39 39 39 46 43 39 37 37 39 40
        50 39 38 37 38 37 38 36 35 36 36 34 51 35 40 45 35 51 50 35 35 35 36 36 35
        """
    )
    return -tenths / 10


def burning_rates() -> Floats:
    """Process x batch x reading of the burning rate of a propellant (RPubs 976514), 3 x 4 x 3."""
    rows = _numbers(
        """
        25 19 15 15  19 23 18 35  14 35 38 25
        30 28 17 16  17 24 21 27  15 21 54 29
        26 20 14 13  14 21 17 25  20 24 50 33
        """
    )
    return rows.reshape(3, 3, 4).transpose(1, 2, 0)


def bracket() -> Floats:
    """Part x appraiser x trial of the inner width of a bracket, mm (Scribd 880448870), 10 x 3 x 3."""
    rows = _numbers(
        """
        975 1015 999 1013 1018 970 1000 1003 986 995  975 1015 999 1013 1018 971 1000 1003 986 995
        975 1014 999 1013 1017 970 1000 1002 985 996  975 1015 998 1013 1018 970 1000 1003 986 995
        975 1015 999 1013 1018 970 1000 1003 986 995  976 1015 999 1013 1017 970 1000 1003 986 995
        975 1015 999 1013 1018 970 1000 1003 986 995  975 1015 999 1013 1018 970  999 1003 986 995
        975 1014 999 1013 1018 970 1000 1003 986 995
        """
    )
    return rows.reshape(3, 3, 10).transpose(2, 0, 1) / 100


def go_no_go() -> tuple[list[list[str]], str]:
    """Three appraisers, 50 pieces, three trials, and the standard: as many right and wrong as the AIAG manual counts.

    The pieces on which an appraiser was right in all trials are those of its table of effectiveness (A 29 of 34
    good and 13 of 16 bad, B 32 and 13, C 28 and 12), the single errors those of its tables against the reference.
    """
    appraisers = [
        ["111"] * 29 + ["110"] * 5 + ["000"] * 13 + ["001"] * 3,
        ["111"] * 32 + ["110"] * 2 + ["000"] * 13 + ["001"] * 3,
        ["111"] * 28 + ["110"] * 3 + ["100"] * 3 + ["000"] * 12 + ["001"] * 2 + ["011"] * 2,
    ]
    return appraisers, "1" * 34 + "0" * 16


def serial_numbers() -> Floats:
    """Part x operator x trial of the sample data set in the README of R's gageRR, 2 x 2 x 2."""
    return np.array([[[0.0172, 0.0177], [0.0174, 0.0181]], [[0.0155, 0.0159], [0.0152, 0.0176]]])


def helicopter() -> Floats:
    """Prototype x operator x run, 3 x 3 x 3: readings with the components of variance SixSigma prints for ss.data.rr.

    The readings themselves stand only in the package's binary file. Components and the F of the prototypes, 28.797,
    fix the mean squares; three equally spaced levels of each effect give them back.
    """
    repeatability, operator, part = 0.0213087542, 0.0005735129, 0.0643389450
    parts, operators = (9 * each + repeatability for each in (part, operator))
    interaction = parts / 28.797
    error = (22 * repeatability - 4 * interaction) / 18
    level = np.array([-1.0, 0.0, 1.0])
    readings: Floats = (
        (parts / 9) ** 0.5 * level[:, None, None]
        + (operators / 9) ** 0.5 * level[None, :, None]
        + (interaction / 3) ** 0.5 * level[:, None, None] * level[None, :, None]
        + error**0.5 * level[None, None, :]
    )
    return readings
