"""Each rule of the house and each library has its page, of one shape, and what is said to keep a rule exists."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from tests.house.tree import ROOT, names_of_tests

PAGES = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
RULES = (
    "rooms", "apps-never-import-each-other", "one-definition-file", "one-grammar", "one-database",
    "one-library-one-room", "no-ambient-state", "one-transaction", "no-text-runs-as-code", "short-files",
    "a-rule-broken-becomes-a-check", "the-word-of-the-trade",
)  # fmt: skip
SECTIONS = ["Context", "Consequences", "Alternatives", "What keeps it"]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
CONTRACT = re.compile(r"«([^»]+)»")
LINK = re.compile(r"\]\(([^)#:]+\.md)\)")


def requirements() -> set[str]:
    found = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = found["project"]["dependencies"] + found["dependency-groups"]["dev"]
    return {re.split(r"[\[<>=!~ ]", line)[0] for line in listed}


def test_each_of_the_twelve_rules_has_its_page() -> None:
    assert [page.stem for page in PAGES][:12] == [f"{n:04}-{rule}" for n, rule in enumerate(RULES, 1)]


def test_pages_are_numbered_without_a_gap() -> None:
    assert [int(page.stem[:4]) for page in PAGES] == list(range(1, len(PAGES) + 1))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_one_title_and_four_sections(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^# (.+)$", text, re.MULTILINE)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_keeps_a_rule_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8").partition("## What keeps it")[2]
    named = NAMED.findall(text)
    missing = [f"{place}::{name}" for place, name in named if name and name not in names_of_tests(place)]
    missing += [place for place, _name in named if not (ROOT / place).is_file()]
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    missing += [name for name in CONTRACT.findall(text) if f'name = "{name}"' not in contracts]
    assert not missing
    assert named or "make lint" in text


def test_each_dependency_has_its_paragraph() -> None:
    text = (ROOT / "docs/decisions/0013-libraries.md").read_text(encoding="utf-8")
    paragraphs = re.findall(r"^\*\*([\w.-]+)\*\* .{60,}$", text, re.MULTILINE)
    assert len(paragraphs) == len(set(paragraphs))
    assert set(paragraphs) == requirements()


def test_links_between_pages_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)} → {target}"
        for page in pages
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).is_file()
    ]
    assert not broken
