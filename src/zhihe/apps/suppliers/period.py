"""What all facts of a period are asked by."""

from __future__ import annotations

import datetime as dt
from typing import Any

MANY = 100_000
"""Facts of one kind in a period at most."""


def between(field: str, first: dt.date, last: dt.date) -> dict[str, Any]:
    """The condition that a day lies in a period, both ends included."""
    return {"field": field, "op": "between", "value": [first, last]}
