"""Supplier rating 供应商绩效评级: quality, delivery, price and service of a period, computed from facts only.

``facts`` says what the rating reads, ``settings`` what a site may choose, ``parts`` the tree every number
drills down in, ``quality`` and ``trade`` one branch each, ``rate`` the total, the grade and its caps.
"""

from zhihe.kernels.rating.facts import (
    Escape,
    EscapeKind,
    Facts,
    Lot,
    Period,
    Purchase,
    Receipt,
    ScheduleLine,
    Service,
    ServiceAspect,
    Standing,
    StandingKind,
)
from zhihe.kernels.rating.parts import Caveat, Part
from zhihe.kernels.rating.rate import FORMULA, Cap, Rating, rate
from zhihe.kernels.rating.settings import Settings

__all__ = [
    "FORMULA",
    "Cap",
    "Caveat",
    "Escape",
    "EscapeKind",
    "Facts",
    "Lot",
    "Part",
    "Period",
    "Purchase",
    "Rating",
    "Receipt",
    "ScheduleLine",
    "Service",
    "ServiceAspect",
    "Settings",
    "Standing",
    "StandingKind",
    "rate",
]
