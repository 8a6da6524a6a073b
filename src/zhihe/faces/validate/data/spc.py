"""Data of published control charts, as their sources print them."""

from __future__ import annotations

from typing import Final

import numpy as np

from zhihe.faces.validate.data.capability import piston_rings
from zhihe.kernels.sigma import Floats

_GAPS: Final = """
255 270 268 290 267  260 240 265 262 263  238 236 260 250 256  260 242 281 254 263  268 260 279 289 269
270 249 265 253 263  280 260 256 256 243  229 266 250 243 252  250 270 245 273 262  248 258 247 266 256
280 251 252 270 287  245 253 243 279 245  268 260 289 275 273  264 286 275 271 279  271 257 263 247 247
291 250 273 265 266  228 253 240 260 264  270 260 269 245 276  259 257 246 271 257  252 244 230 266 248
254 251 239 233 263
"""
_JUICE: Final = "12 15 8 10 4 7 16 9 14 10 5 6 17 12 22 8 10 5 13 11 20 18 24 15 9 12 7 13 9 6"
_BOARDS: Final = "21 24 16 12 15 5 28 20 31 25 20 24 16 19 10 17 13 22 18 39 30 24 16 19 17 15"
_WAFERS: Final = "16 14 28 16 12 20 10 12 10 17 19 17 14 16 15 13 14 16 11 20 11 19 16 31 13"
_COMPUTERS: Final = "10 12 8 14 10 16 11 7 10 15 9 5 7 11 12 6 8 10 7 5"
_FLOW: Final = "49.6 47.6 49.9 51.3 47.8 51.2 52.6 52.4 53.6 52.1"
_VISCOSITY: Final = "33.75 33.05 34.00 33.81 33.46 34.02 33.68 33.27 33.49 33.20 33.62 33.00 33.54 33.12 33.84"
_EWMA: Final = "52.0 47.0 53.0 49.3 50.1 47.0 51.0 50.1 51.2 50.5 " + _FLOW
_GROUPS: Final = (
    "324.925 324.675 324.725 324.350 325.350 325.225 324.125 324.525 325.225 324.600 "
    "324.625 325.150 328.325 327.250 327.825 328.500 326.675 327.775 326.875 328.350"
)
_SHIFTED: Final = (
    "9.45 7.99 9.29 11.66 12.16 10.18 8.04 11.46 9.20 10.34 9.03 11.47 10.51 9.40 10.08 "
    "9.37 10.62 10.31 8.52 10.84 10.90 9.33 12.29 11.50 10.60 11.08 10.38 11.62 11.31 10.52"
)
_FIRST: Final = """
72 84 79 49  56 87 33 42  55 73 22 60  44 80 54 74  97 26 48 58  83 89 91 62  47 66 53 58  88 50 84 69
57 47 41 46  26 39 52 48  46 27 63 34  49 62 78 87  71 63 82 55  71 58 69 70  67 69 70 94  55 63 72 49
49 51 55 76  72 80 61 59  61 74 62 57  35 38 41 46
"""
_SECOND: Final = """
23 30 28 10  14 31 8 9  13 22 6 16  9 28 15 25  36 10 14 15  30 35 36 18  12 18 14 16  31 11 30 19
14 10 8 10  7 11 35 30  10 8 19 9  11 20 27 31  22 16 31 15  21 19 17 20  18 19 18 35  15 16 20 12
13 14 16 26  22 28 18 17  19 20 16 14  10 11 13 16
"""
_BOILER: Final = """
507 516 527 516 499 512 472 477  512 513 533 518 502 510 476 475  520 512 537 518 503 512 480 477
520 514 538 516 504 517 480 479  530 515 542 525 504 512 481 477  528 516 541 524 505 514 482 480
522 513 537 518 503 512 479 477  527 509 537 521 504 508 478 472  533 514 528 529 508 512 482 477
530 512 538 524 507 512 482 477  530 512 541 525 507 511 482 476  527 513 541 523 506 512 481 476
529 514 542 525 506 512 481 477  522 509 539 518 501 510 476 475  532 515 545 528 507 511 481 478
531 514 543 525 507 511 482 477  535 514 542 530 509 511 483 477  516 515 537 515 501 516 476 481
514 510 532 512 497 512 471 476  536 512 540 526 509 512 482 477  522 514 540 518 497 514 475 478
520 514 540 518 501 514 475 478  526 517 546 522 502 516 477 480  527 514 543 523 502 512 475 476
529 518 544 525 504 516 479 481
"""
_STRENGTHS: Final = (
    "115.25 115.91 115.05 116.21 115.9 115.55 114.98 115.25 116.15 115.92 115.75 114.9 116.01 115.83 115.29 115.63 "
    "115.47 115.58 115.72 115.4"
)
_DIAMETERS: Final = "1.04 1.06 1.09 1.05 1.07 1.06 1.05 1.1 1.09 1.05 0.99 1.06 1.05 1.07 1.11 1.04 1.03 1.05 1.06 1.04"
_OUT: Final = (9, 10, 30, 35, 45, 64, 65, 74, 75, 85, 99, 100)


def _numbers(text: str, *shape: int) -> Floats:
    return np.array(text.split(), dtype=np.float64).reshape(*(shape or (-1,)))


def gaps() -> Floats:
    """Gap widths, 21 subgroups of 5 (SAS/QC, data set Partgaps)."""
    return _numbers(_GAPS, 21, 5)


def uneven_rings() -> list[list[float]]:
    """Piston rings without the readings that qcc leaves out to make sizes differ."""
    rows = piston_rings().tolist()
    return [[cell for j, cell in enumerate(row) if 5 * i + j + 1 not in _OUT] for i, row in enumerate(rows)]


def juice() -> tuple[Floats, float]:
    """Nonconforming of 50 cans of frozen orange juice, 30 samples (Montgomery; NIST 6.3.3.2; R qcc)."""
    return _numbers(_JUICE), 50.0


def boards() -> Floats:
    """Nonconformities of 26 samples of 100 printed circuit boards (Montgomery; R qcc ``circuit``)."""
    return _numbers(_BOARDS)


def wafers() -> Floats:
    """Defects on 25 wafers (NIST 6.3.3.1)."""
    return _numbers(_WAFERS)


def computers() -> tuple[Floats, float]:
    """Nonconformities of 20 samples of 5 personal computers (Montgomery; R qcc ``pcmanufact``)."""
    return _numbers(_COMPUTERS), 5.0


def flow_rates() -> Floats:
    """Flow rates of ten batches (NIST 6.3.2.2)."""
    return _numbers(_FLOW)


def viscosities() -> Floats:
    """Viscosities of 15 batches of aircraft primer paint (Montgomery, 3rd ed., p. 242; R qcc)."""
    return _numbers(_VISCOSITY)


def ewma_readings() -> Floats:
    """Twenty readings of the EWMA example (NIST 6.3.2.4)."""
    return _numbers(_EWMA)


def group_means() -> Floats:
    """Means of twenty groups of the CUSUM example (NIST 6.3.2.3)."""
    return _numbers(_GROUPS)


def shifted() -> Floats:
    """Twenty readings around 10, then ten around 11, sigma 1 (Montgomery, table 9.1)."""
    return _numbers(_SHIFTED)


def ryan() -> Floats:
    """Two variables, 20 subgroups of 4 (Ryan 2000, table 9.2; R qcc ``RyanMultivar``)."""
    return np.stack([_numbers(_FIRST, 20, 4), _numbers(_SECOND, 20, 4)], axis=2)


def boiler() -> Floats:
    """Eight temperatures of a boiler, 25 readings (Mason and Young 2002; R qcc ``boiler``)."""
    return _numbers(_BOILER, 25, 8)


def fibres() -> Floats:
    """Tensile strength and diameter of a fibre, 20 means (Montgomery, table 11.1; JASP Quality Control)."""
    return np.stack([_numbers(_STRENGTHS), _numbers(_DIAMETERS)], axis=1)
