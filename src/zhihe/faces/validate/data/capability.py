"""Data of the capability examples; each function names the source that prints it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def piston_rings() -> Floats:
    """Inside diameters of piston rings, mm, 25 subgroups of 5 (Montgomery; R qcc ``pistonrings[1:125]``)."""
    thousandths = """
    30 2 19 -8 8    -5 -8 1 11 4    -12 24 21 5 2   2 -4 -7 15 9    -8 7 15 -11 14
    9 -6 -3 -15 -7  -5 6 -6 0 5     -15 3 -7 15 -12 8 -5 9 5 4      -2 0 -10 7 -5
    -6 -2 -6 -5 -10 4 0 7 0 -4      -17 2 -2 -3 12  6 -33 -6 0 -16  12 14 -2 -1 7
    0 -16 5 -2 -4   -6 12 -14 5 7   6 10 18 3 0     -16 2 3 5 -3    0 10 13 20 3
    -12 1 9 5 -4    4 -1 -10 6 9    10 -11 -10 9 14 15 8 -7 0 10    -18 -16 -5 17 13
    """
    return 74 + np.array(thousandths.split(), dtype=np.float64).reshape(25, 5) / 1000


def cans() -> Floats:
    """Fluid weights of 100 drink cans, ounces (SAS/QC User's Guide, CAPABILITY, data set Cans)."""
    hundredths = """
    7 2 0 1 -2 -4 4 5 1 -3    3 3 0 4 -4 2 6 0 2 -9       5 -2 -9 1 6 2 5 -10 7 -2   2 11 0 -1 -5 -2 5 0 10 4
    6 4 -1 6 -1 7 -4 -3 0 -3  9 -1 -5 -1 -1 -4 -6 3 9 3   -1 0 5 4 5 1 -3 -7 0 -3    13 7 0 -4 -1 -3 5 -6 -1 2
    -5 -1 -9 6 3 6 5 4 3 -2   5 5 11 -4 0 -4 -4 0 1 -2
    """
    return np.round(12 + np.array(hundredths.split(), dtype=np.float64) / 100, 2)


def plates() -> Floats:
    """Gaps of 50 welded plates, cm (SAS/QC User's Guide, CAPABILITY, data set Plates)."""
    gaps = """
    0.746 0.357 0.376 0.327 0.485 1.741 0.241 0.777 0.768 0.409 0.252 0.512 0.534 1.656 0.742 0.378 0.714
    1.121 0.597 0.231 0.541 0.805 0.682 0.418 0.506 0.501 0.247 0.922 0.880 0.344 0.519 1.302 0.275 0.601
    0.388 0.450 0.845 0.319 0.486 0.529 1.547 0.690 0.676 0.314 0.736 0.643 0.483 0.352 0.636 1.080
    """
    return np.array(gaps.split(), dtype=np.float64)


def diameters() -> Floats:
    """Diameters of JASP's capability test data, first stage, 8 subgroups of 5."""
    values = """
    10.9 10.3 5.6 5.1 8.2  10.1 9 3.1 9.3 7    3.6 7.1 9 5.9 4.3  5.7 9.9 7.6 10.3 5.6
    8.3 4.8 7.8 6.2 5.7    9.1 8.4 9 7.1 7.1   8 4.7 6.1 5.7 4.2  6.6 8.2 6.1 5.6 7
    """
    return np.array(values.split(), dtype=np.float64).reshape(8, 5)


def ball_bearings() -> Floats:
    """Endurance of 23 ball bearings, million revolutions (Lieblein and Zelen 1956)."""
    values = """
    17.88 28.92 33.00 41.52 42.12 45.60 48.48 51.84 51.96 54.12 55.56 67.80
    68.64 68.64 68.88 84.12 93.12 98.64 105.12 105.84 127.92 128.04 173.40
    """
    return np.array(values.split(), dtype=np.float64)


def murder() -> Floats:
    """Murders per 100 000 in the 50 states, 1976 (R ``state.x77``)."""
    values = """
    15.1 11.3 7.8 10.1 10.3 6.8 3.1 6.2 10.7 13.9 6.2 5.3 10.3 7.1 2.3 4.5 10.6 13.2 2.7 8.5 3.3 11.1 2.3 12.5 9.3
    5.0 2.9 11.5 3.3 5.2 9.7 10.9 11.1 1.4 7.4 6.4 4.2 6.1 2.4 11.6 1.7 11.0 12.2 4.5 5.5 9.5 4.3 6.7 3.0 6.9
    """
    return np.array(values.split(), dtype=np.float64)


def miles_per_gallon() -> Floats:
    """Fuel economy of 32 cars, miles per gallon (R ``mtcars$mpg``)."""
    values = """
    21.0 21.0 22.8 21.4 18.7 18.1 14.3 24.4 22.8 19.2 17.8 16.4 17.3 15.2 10.4 10.4
    14.7 32.4 30.4 33.9 21.5 15.5 15.2 13.3 19.2 27.3 26.0 30.4 15.8 19.7 15.0 21.4
    """
    return np.array(values.split(), dtype=np.float64)


def weights_of_men() -> Floats:
    """Weights of 11 men, pounds (Shapiro and Wilk 1965, section 4)."""
    return np.array([148, 154, 158, 160, 161, 162, 166, 170, 182, 195, 236], dtype=np.float64)
