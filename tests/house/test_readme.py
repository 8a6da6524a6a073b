"""What both front pages say of commands, users and environment is what the program has."""

from __future__ import annotations

import re

import pytest
from click import Context
from tests.house.tree import ROOT

from zhihe.faces.cli.command import cli
from zhihe.faces.demo.company import DEMO_PASSWORD, DEMO_USERS

PAGES = ("README.md", "README.zh-CN.md")
COMMAND = re.compile(r"^\| `zhihe (\w+)` \|", re.MULTILINE)
VARIABLE = re.compile(r"ZHIHE_[A-Z_]+")
USER = re.compile(r"^\| `([a-z]+)` \|", re.MULTILINE)


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_the_table_of_commands_is_complete(page: str) -> None:
    assert sorted(COMMAND.findall(read(page))) == cli.list_commands(Context(cli))


@pytest.mark.parametrize("page", [*PAGES, "docs/operate/run.md"])
def test_the_environment_is_what_the_command_line_reads(page: str) -> None:
    source = read("src/zhihe/faces/opened.py").partition("def from_environment")[2]
    known = set(re.findall(r'environ\.get\("(ZHIHE_\w+)"', source))
    assert known
    assert set(VARIABLE.findall(read(page))) == known


@pytest.mark.parametrize("page", PAGES)
def test_the_demo_users_can_sign_in(page: str) -> None:
    assert set(USER.findall(read(page))) == {login for login, *_rest in DEMO_USERS}
    assert DEMO_PASSWORD in read(page)


def test_both_pages_have_the_same_sections_and_links() -> None:
    english, chinese = (read(page) for page in PAGES)
    assert len(re.findall(r"^## ", english, re.MULTILINE)) == len(re.findall(r"^## ", chinese, re.MULTILINE))
    links = [sorted(re.findall(r"\]\((docs/[^)]+|LICENSE|\w+\.md)\)", page)) for page in (english, chinese)]
    assert [each for each in links[0] if "README" not in each] == [each for each in links[1] if "README" not in each]
    assert len(re.findall(r"^```", english, re.MULTILINE)) == len(re.findall(r"^```", chinese, re.MULTILINE))
