"""Data of published charts of counts and rare events, and of estimates of sigma, as their sources print them."""

from __future__ import annotations

from typing import Final

_DEFECTIVES: Final = "21 16 30 31 24 33 32 29 23 17 14 31 29 25 15 43 20 26 23 28"
_SIZES: Final = "150 153 170 226 154 130 190 165 176 144 132 144 156 158 142 212 155 138 141 130"
_OPPORTUNITIES: Final = (
    "94 6 72 86 86 39 31 81 50 34 4 13 69 25 52 22 89 32 25 87 35 40 30 12 31 30 64 99 14 93 96 71 67 23 79 85 37"
)
_WAFER_LOTS: Final = (
    "8 7 11 3 6 11 4 4 5 8 8 6 7 6 10 7 9 5 6 8 8 10 4 11 4 11 6 6 9 5 4 7 5 7 8 5 10 9 7 9 4 9 4 7 11 8 10 8 7 5"
)
_STOPPED: Final = "12 11 18 11 10 16 9 11 14 15 11 9 10 13 12 8 12 13 10 12 13 16 12 18 16 10 16 10 12 14"
_FLAWS: Final = "11 8 13 11 13 17 25 23 11 16 9 15 10 16 12 8 9 15 4 12 12 12 15 17 14 17 12 12 7 16"
_WIRE: Final = """
60.6 62.3 62.0 60.4 59.9
61.9 62.1 60.6 58.9 65.3
57.8 60.5 60.1 57.7
56.8 62.5 60.1 62.9 58.9
63.0 60.7 57.2 61.0 53.5
58.7 60.1 59.7 60.1 59.1 57.3 60.9
59.3 61.7 59.1 58.1 60.3
61.3 58.5 57.8 61.0 58.6
59.5 58.3 57.5 59.4 61.5 59.6
61.7 60.7 57.2 56.5 61.5
63.9 61.6 60.9
58.7 61.4 62.4 57.3 60.5
56.8 58.5 55.7 63.0 62.7
62.1 60.6 62.1 58.7 58.3
59.1 60.4 60.4 59.0 64.1
59.9 58.8 59.2 63.0 64.9
58.8 62.4 59.4 57.1 61.2 58.6
60.3 58.7 60.5 58.6 56.2
59.2 59.8 59.7 59.3 60.0
62.3 56.0 57.0 61.8 58.8
60.5 62.0 61.4 57.7
59.3 62.4 60.4 60.0
62.4 61.3 60.5 57.7 60.2
61.2 55.5 60.2 60.4 62.4
59.0 66.1 57.7 58.5 58.9
"""
_YEARLY: Final = (
    "10 12 9 14 14 11 8 7 10 8 12 9 10 9 10 9 11 12 9 10 8 12 11 13 7 13 10 9 8 13 15 11 10 11 9 10 8 11 10 6"
)
_OFFSETS: Final = """
109 103 56 51 82  101 90 31 93 70  36 71 90 59 43  57 99 76 103 56  83 48 78 62 57  91 84 90 71 71  80 47 61 57 42
66 82 61 56 70  74 46 38 77 102  84 69 72 89 73  74 69 57 65 47  110 58 109 64 62  58 78 82 88 43  103 60 69 78 70
76 90 82 78 73  67 71 57 52 74  76 69 56 124 56  48 54 49 85 56  83 74 55 76 56  80 84 57 85 36
"""


_ATTENDED: Final = """
266501 264225 276532 281461 269071 261215 270409 279778 270483 270320
267923 271478 255353 256820 261835 259144 255910 260863 264465 260989
"""
_ALL: Final = """
280443 276823 291681 296155 282343 275888 283867 295251 284468 282529
279618 283932 266629 268091 276803 271578 266005 273520 278574 273772
"""
_BETWEEN: Final = """
23 39 15 34 1 49 98 29 27 13 45 7 10 27 24 14 20 38 44 11 10 3 113 183 3 47 18 18 33 15 2 38 27 27 1 52 23 7 26 82
5 49 5 17 24 44 26 2 27 46 55 97 22 22 20 4 60 51 7 21 66 36 25 72 15 5 3
"""
_CLAIMS: Final = "45 72 25 25 33 35 42 35 50 55 26 22"
_HANDLED: Final = "7920 6660 6480 4500 5840 7020 6840 8460 7020 9900 9180 7200"
_THOUSANDS: Final = "18 14 9 25 27 18 21 16 18 24 20 19 22 22 20 38 29 35 24 20 23 17 20 19 17 16 10 8 10 9"


def _counts(text: str) -> list[int]:
    return [int(word) for word in text.split()]


def defectives() -> tuple[list[int], list[int]]:
    """Defectives of 20 months and the pieces inspected (JASP Quality Control, SPC_P.csv)."""
    return _counts(_DEFECTIVES), _counts(_SIZES)


def opportunities() -> list[int]:
    """Opportunities between 37 events (JASP Quality Control, rareEventCharts.csv)."""
    return _counts(_OPPORTUNITIES)


def wafer_lots() -> tuple[list[int], list[int]]:
    """Defective wafers of 50 lots of 200."""
    return _counts(_WAFER_LOTS), [200] * 50


def stopped() -> tuple[list[int], list[int]]:
    """Counts in 30 samples of 50 (Wetherill and Brown 1991, p. 212)."""
    return _counts(_STOPPED), [50] * 30


def flaws() -> list[int]:
    """Counts of 30 samples (Wetherill and Brown 1991, p. 216)."""
    return _counts(_FLAWS)


def wire() -> list[list[float]]:
    """Breaking strengths of 25 samples of 3 to 7 wires (SAS/QC, data set Wire)."""
    return [[float(word) for word in line.split()] for line in _WIRE.strip().splitlines()]


def offsets() -> list[list[float]]:
    """Negative diameters, 20 subgroups of 5 (JASP Quality Control, variableChartsSubgroupsLongFormatDebug.csv)."""
    values = [-float(word) / 10 for word in _OFFSETS.split()]
    return [values[start : start + 5] for start in range(0, len(values), 5)]


def yearly() -> list[int]:
    """Events a year, 1975 to 2014 (Cross Validated, question 240171)."""
    return _counts(_YEARLY)


def attended() -> tuple[list[int], list[int]]:
    """Patients seen in time and all patients of 20 periods (PowerBI-SPC, golden numbers of the p' chart)."""
    return _counts(_ATTENDED), _counts(_ALL)


def between() -> list[int]:
    """Counts between 68 events (PowerBI-SPC, golden numbers of the g chart)."""
    return _counts(_BETWEEN)


def claims() -> tuple[list[int], list[int]]:
    """Counts of 12 periods of unequal size (mistat, tests of the p statistic)."""
    return _counts(_CLAIMS), _counts(_HANDLED)


def thousands() -> tuple[list[int], list[int]]:
    """Counts in 30 samples of 1000 (mistat, tests of the np chart)."""
    return _counts(_THOUSANDS), [1000] * 30
