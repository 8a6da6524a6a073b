"""Every branch of the kernels is reached by the kernels' own tests, and the gate demands it."""

from __future__ import annotations

import re
from pathlib import Path


def test_the_gate_counts_the_branches_of_the_kernels_and_accepts_nothing_less_than_all() -> None:
    recipe = Path("Makefile").read_text(encoding="utf-8").split("\ncoverage:")[1].split("\n\n")[0]
    for demand in ("--cov=zhihe.kernels", "--cov-branch", "--cov-fail-under=100", "tests/kernels"):
        assert demand in recipe
    steps = Path(".ci/run").read_text(encoding="utf-8").splitlines()
    assert "make coverage" in steps
    assert "make test WITHOUT=--ignore=tests/kernels" in steps  # all the rest, that of the web too


def test_no_line_of_a_kernel_is_left_out_of_the_count() -> None:
    excused = [
        path
        for path in Path("src/zhihe/kernels").rglob("*.py")
        if re.search(r"pragma:\s*no\s*(cover|branch)", path.read_text(encoding="utf-8"))
    ]
    assert excused == []
