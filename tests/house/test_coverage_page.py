"""Each test that the coverage page names exists, and each bullet of it names one or says that there is none yet."""

from __future__ import annotations

import re

from tests.house.tree import ROOT, names_of_tests

PAGE = ROOT / "docs/platform/coverage.md"
ROW = re.compile(r"^\| (?P<what>(?!what \||-).+?) \| (?P<tests>.+?) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")
NOT_YET = "not yet"


def rows() -> list[tuple[str, str]]:
    return [(row["what"], row["tests"]) for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))]


def missing(said: str) -> list[str]:
    return [f"{place}::{name}" for place, name in TEST.findall(said) if name not in names_of_tests(place)]


def test_every_test_of_the_page_exists() -> None:
    assert not [each for _what, said in rows() for each in missing(said)]


def test_every_line_names_a_test_or_says_that_there_is_none() -> None:
    assert len(rows()) > 80
    assert not [what for what, said in rows() if not TEST.search(said) and NOT_YET not in said]


def test_nothing_else_stands_between_the_names() -> None:
    rest = [TEST.sub("", said).replace(NOT_YET, "").strip(" ,") for _what, said in rows()]
    assert not [each for each in rest if each]


def test_a_test_that_is_gone_is_missed() -> None:
    assert missing("`tests/house/test_coverage_page.py::test_nobody_wrote`")
    assert missing("`tests/house/test_nowhere.py::test_every_test_of_the_page_exists`")
    assert not missing("`tests/house/test_coverage_page.py::test_a_test_that_is_gone_is_missed`")
