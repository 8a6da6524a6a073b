"""The users' manual names every function in both languages, and its examples are of the language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.kernels.expression.world import World

from zhihe.kernels.expression import ExpressionError, check, parse
from zhihe.kernels.expression.functions import ROUNDINGS, builtin, builtin_names, catalogue

MANUAL = (Path(__file__).parents[3] / "docs" / "platform" / "expressions.md").read_text(encoding="utf-8")
FORMS: list[str] = re.findall(r"^\| `([A-Z]+\([^`…]*\))`", MANUAL, re.MULTILINE)
MESSAGES = list(
    zip(
        ["quantiy", "day > '2026-01-01'", "lines.quantity"],
        MANUAL.split("```")[3].strip().splitlines(),
        strict=True,
    )
)


def test_every_name_of_every_function_is_in_the_manual() -> None:
    missing = [name for name in (*builtin_names(), *ROUNDINGS) if name not in MANUAL]
    assert missing == []


def test_names_are_unique_and_found_in_any_case() -> None:
    assert len(set(builtin_names())) == sum(1 + len(each.also) + len(each.chinese) for each in catalogue().values())
    assert all(builtin(name.lower()) is builtin(name) for name in builtin_names())


@pytest.mark.parametrize("text", MANUAL.split("```")[1].strip().splitlines())
def test_the_examples_are_read(text: str) -> None:
    assert parse(text)


@pytest.mark.parametrize("call", FORMS)
def test_the_forms_of_functions_are_read(call: str) -> None:
    assert parse(call.replace("unit", "d"))


@pytest.mark.parametrize(("text", "line"), MESSAGES)
def test_the_messages_are_as_shown(text: str, line: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        check(parse(text), World())
    assert str(refused.value) == line
