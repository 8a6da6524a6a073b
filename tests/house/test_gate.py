"""What a change must pass is what is run: every rule of ruff with its exceptions explained, mypy strict, all of it."""

from __future__ import annotations

import re
import tomllib

import pytest
from tests.house.tree import ROOT

PROJECT = ROOT / "pyproject.toml"


def recipe(target: str) -> str:
    """What the Makefile does for a target."""
    found = re.search(rf"^{target}:.*\n((?:\t.*\n?)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert found, target
    return found[1]


def unexplained(text: str) -> list[str]:
    """Lines of ruff's exceptions that give no reason beside them."""
    section = text.partition("[tool.ruff.lint]")[2].partition("[tool.ruff.lint.pydocstyle]")[0]
    named = [line.strip() for line in section.splitlines() if re.match(r'\s+"[A-Z]', line)]
    assert named
    return [line for line in named if not re.search(r'",\s{2}# \S.{8,}', line)]


def test_every_rule_of_ruff_is_on_and_each_exception_has_its_reason() -> None:
    text = PROJECT.read_text(encoding="utf-8")
    lint = tomllib.loads(text)["tool"]["ruff"]["lint"]
    assert lint["select"] == ["ALL"]
    assert unexplained(text) == []
    assert set(lint["per-file-ignores"]) == {"tests/**", "web/build.py", "bench/**"}


@pytest.mark.parametrize("sinner", ['  "E501",\n', '  "E501",  # long\n'])
def test_an_exception_without_a_reason_is_found(sinner: str) -> None:
    text = PROJECT.read_text(encoding="utf-8")
    assert unexplained(text.replace("ignore = [\n", f"ignore = [\n{sinner}", 1)) == [sinner.strip()]


def test_mypy_is_strict_over_all_of_it() -> None:
    mypy = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["tool"]["mypy"]
    assert mypy["strict"] is True
    assert set(mypy["files"]) == {"src", "tests", "bench"}
    loosened = {key for each in mypy["overrides"] for key in each} - {"module", "ignore_missing_imports"}
    assert loosened == set()


def test_the_gate_runs_lint_types_and_definitions() -> None:
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert {"set -euo pipefail", "make lint", "make types", "make check", "make coverage"} <= set(gate)
    assert any(line.startswith("make test") for line in gate)
    assert "git diff --exit-code -- src/zhihe/types.py" in gate
    for command in ("ruff check --quiet .", "ruff format --quiet --check .", "lint-imports"):
        assert command in recipe("lint")
    assert "mypy" in recipe("types")
    assert "check" in recipe("check")


def test_make_run_is_the_command_that_is_tested() -> None:
    assert recipe("run").split() == ["@$(ZHIHE)", "run", "--demo"]
