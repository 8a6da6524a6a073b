"""Reading YAML whose scalars are all text."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhihe.platform.model.reader import read
from zhihe.platform.model.scalars import scalar

TEXT = """\
# top

a: on   # at the end
b: {x: 007, y: "it's # no", z: [1.50, ~]}  # of b


c:
  # before d
  d: |
    text # no

    more
  e:
f:
  - one  # first
  # before two
  - {x: 1, y: 2}
# last
"""


def test_every_scalar_is_the_text_that_stands_there() -> None:
    source = read("q/a.yaml", TEXT)
    assert source.problems == []
    assert source.data == {
        "a": "on",
        "b": {"x": "007", "y": "it's # no", "z": ["1.50", "~"]},
        "c": {"d": "text # no\n\nmore\n", "e": None},
        "f": ["one", {"x": "1", "y": "2"}],
    }


def test_every_value_knows_its_line() -> None:
    source = read("q/a.yaml", TEXT)
    assert source.lines[("b", "x")] == 4
    assert source.lines[("c", "d")] == 9
    assert source.lines[("f", 1)] == 17
    assert source.line(("f", 1, "z", 3)) == 17


def test_comments_belong_to_the_entry_they_precede_or_stand_beside() -> None:
    source = read("q/a.yaml", TEXT)
    assert source.remarks == {
        ("a",): ["# top", ""],
        ("c",): [""],
        ("c", "d"): ["# before d"],
        ("f", 1): ["# before two"],
    }
    assert source.beside == {("a",): "# at the end", ("b", "z", 1): "# of b", ("f", 0): "# first"}
    assert source.trailing == ["# last"]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", 3, "between double quotes"),
        ("a: &x 1\nb: *x\n", 1, "anchors"),
        ("a: 1\nb: *x\n", 2, "aliases"),
        ("a: !!python/object:os.system 1\n", 1, "tags"),
        ("a: 1\n---\nb: 2\n", 2, "one definition"),
        ("a: 1\nb: 2\na: 3\n", 3, "stands twice"),
        ("- a\n- b\n", 1, "must be a mapping"),
        ("just a text\n", 1, "must be a mapping"),
        ("", 1, "empty"),
        ("# only a comment\n", 1, "empty"),
        ("{a: 1}: 2\n", 1, "plain word"),
        ("a:\n" + "\n".join(" " * n + "- " for n in range(30)) + "\n", 25, "nested more than"),
        ("a: b\0c\n", 1, "not readable"),
        ("x" * 300_001, 1, "at most 300000"),
    ],
)
def test_what_is_no_definition_is_refused_with_its_line(text: str, line: int, says: str) -> None:
    source = read("q/a.yaml", text)
    assert [each for each in source.problems if says in each.message], source.problems
    assert source.problems[0].line == line
    assert str(source.problems[0]).startswith(f"q/a.yaml:{line}: ")


@pytest.mark.parametrize("text", ["[" * 20_000, "{a: " * 5_000, "- " * 5_000, "a: " + "[" * 500 + "]" * 500])
def test_a_hostile_text_is_refused_and_does_not_exhaust_the_stack(text: str) -> None:
    assert read("q/a.yaml", text).problems


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30))
def test_a_scalar_is_written_so_that_it_reads_back(text: str) -> None:
    source = read("q/a.yaml", f"a: {{b: {scalar(text)}}}\nc:\n  - {scalar(text)}\n")
    assert source.problems == []
    assert source.data == {"a": {"b": text}, "c": [text]}


def test_lines_never_run_backwards() -> None:
    source = read("q/a.yaml", TEXT)
    assert all(before <= after for before, after in pairwise(source.lines.values()))
