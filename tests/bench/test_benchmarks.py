"""Every benchmark runs and prints its figures in one form; how fast anything is, no test says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"
BESIDE = {"scratch", "matching_holdout"}
"""What benchmarks share; it is no command."""
COUNTED = {"import", "ledger", "loop", "page", "trace"}
"""Those whose figures are also counted in statements, which no machine changes."""
COMMANDS = sorted(path.stem for path in BENCH.glob("*.py") if path.stem not in BESIDE)


def figures(name: str) -> list[dict[str, object]]:
    """The lines a benchmark prints, run as people run it, with a thousandth of its workload."""
    environment = {**os.environ, "ZHIHE_BENCH_SCALE": "0.001", "PYTHONWARNINGS": "error"}
    done = subprocess.run(
        [sys.executable, str(BENCH / f"{name}.py")], env=environment, text=True, capture_output=True, timeout=600,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_file_is_a_command_or_named_as_shared() -> None:
    named = {path.stem for path in BENCH.glob("*.py")}
    assert named >= BESIDE
    for name in named:
        assert ('if __name__ == "__main__":' in (BENCH / f"{name}.py").read_text()) is (name not in BESIDE), name


@pytest.mark.parametrize("name", COMMANDS)
def test_a_benchmark_prints_its_figures(name: str) -> None:
    lines = figures(name)
    assert any("ratio" in line for line in lines)
    for line in lines:
        assert line["bench"] == name
        assert line["case"]
        if "recall" in line and "ours" not in line:
            continue  # how good it is, not how fast
        assert isinstance(line["ours"], (int, float))
        assert line["ours"] >= 0
        if line["limit"] is None:
            assert line["ratio"] is None
            assert line["goal"] or name == "sampling"
        else:
            assert line["limit"] > 0, line  # type: ignore[operator]
            assert line["ratio"] >= 0, line  # type: ignore[operator]
    if name in COUNTED:
        assert any("statements" in line or "statements" in str(line["case"]) for line in lines)
