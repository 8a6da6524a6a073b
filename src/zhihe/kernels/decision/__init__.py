"""Decision tables 决策表: typed inputs, rows of tests, a hit policy; judged, and checked for overlaps and gaps."""

from zhihe.kernels.decision.check import Finding, findings
from zhihe.kernels.decision.judge import Decision, decide
from zhihe.kernels.decision.table import COLLECTS, OTHERWISE, POLICIES, Column, Row, Table, Test, Value

__all__ = [
    "COLLECTS",
    "OTHERWISE",
    "POLICIES",
    "Column",
    "Decision",
    "Finding",
    "Row",
    "Table",
    "Test",
    "Value",
    "decide",
    "findings",
]
