"""Decision tables in definition files: what the check says of them, and what an overlay may change."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from zhihe.kernels.decision import decide
from zhihe.platform.model import build
from zhihe.platform.model.check_all import check
from zhihe.platform.model.content import from_content, to_content
from zhihe.platform.model.problems import Problem
from zhihe.platform.model.writer import fix

FILE = "quality/decisions/level.yaml"
Change = Callable[..., list[Problem]]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("{lt: 10}", "{le: 10}", "row 3 and row 2 fire together under unique, for example for verdict = accept"),
        ("{lt: 10}", "{lt: 9}", "no row fires for verdict = accept, quantity = 9; add a row, otherwise:"),
        ("{lt: 10}", "{between: [5, 2]}", "row 2 can never fire: no input meets all its cells"),
        ("verdict: {eq: reject}", "verdict: {eq: refuse}", "verdict is one of accept, reject, not 'refuse'"),
        ("verdict: {eq: reject}", "colour: {eq: reject}", "there is no input colour"),
        ("{lt: 10}", "{lt: ten}", "quantity"),
        ("then: {days: 1}", "then: {days: 0}", "days is from 1 to None, not 0"),
        ("then: {days: 1}", "then: {day: 1}", "there is no day here"),
        ("then: {days: 1}", "then: {}", "days is missing"),
        ("{eq: reject}", "{gt: reject}", "has no order for gt"),
        ("{eq: reject}", "{eq: reject, ne: accept}", "exactly one of eq"),
        ("expect: {days: 5}", "expect: {days: 4}", "this case gives days = 5, not 4"),
        ("verdict: accept, quantity", "verdict: acept, quantity", "this case ends in an error"),
        ("decision: level", "decision: levels", "decision levels belongs in levels.yaml"),
        ("{type: integer", "{type: number", "'number' is unknown"),
        ("min: 1}", "min: 1.5}", "'1.5' must be a whole number"),
    ],
)
def test_a_fault_of_a_table_is_found_where_it_stands(change: Change, before: str, after: str, said: str) -> None:
    found = [problem for problem in change(FILE, before, after) if problem.file == FILE]
    assert any(said in problem.message for problem in found), found
    assert all(problem.line > 0 for problem in found)


def test_a_row_that_an_earlier_one_takes_is_found_under_first(tiny: dict[str, str]) -> None:
    text = tiny[FILE].replace("rows:", "policy: first\nrows:", 1).replace("lt: 10", "ge: 0")
    found = [each.message for each in check({**tiny, FILE: text})]
    assert any("row 3 can never fire: row 2 takes" in message for message in found), found


FILL = """
overlay: quality.inspection_lot
add:
  fields:
    due_days: {type: integer, label: {zh: 天数, en: Days}}
fill:
  complete:
    - {decide: level, with: {verdict: "'accept'", quantity: quantity}, into: due_days}
"""


def overlaid(tiny: Mapping[str, str], text: str) -> dict[str, str]:
    return fix({**tiny, "overlays/more.yaml": text})


def test_a_line_may_ask_a_table_and_fill_its_fields(tiny: dict[str, str]) -> None:
    files = overlaid(tiny, FILL)
    steps = list(build(files).models["inspection_lot"].steps)
    files = overlaid(tiny, FILL.replace("complete", steps[0]))
    assert check(files) == []
    line = next(each for lines in build(files).fills.values() for each in lines if each.verb == "decide")
    assert (line.target, line.into) == ("level", "due_days")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("decide: level", "decide: other", "there is no decision table other"),
        (", quantity: quantity", "", "the input quantity is required"),
        ("quantity: quantity", "quantity: number", "holds"),
        (", into: due_days", "", "say which fields take days"),
        ("into: due_days", "into: {day: due_days}", "there is no output day"),
        ("into: due_days", "into: number", "number"),
        ("type: integer", "type: text", "cannot hold days"),
        ("decide: level", "start: level", "needs the process engine"),
    ],
)
def test_a_line_that_asks_wrongly_is_refused(tiny: dict[str, str], before: str, after: str, said: str) -> None:
    step = next(iter(build(tiny).models["inspection_lot"].steps))
    text = FILL.replace("complete", step)
    assert before in text
    found = [each.message for each in check(overlaid(tiny, text.replace(before, after)))]
    assert any(said in message for message in found), found


@pytest.mark.parametrize("verb", ["start: level", "decide: level"])
def test_processes_and_decisions_after_the_save_are_refused_at_the_check(tiny: dict[str, str], verb: str) -> None:
    step = next(iter(build(tiny).models["inspection_lot"].steps))
    text = f"overlay: quality.inspection_lot\nwhen:\n  {step}:\n    - {{{verb}}}\n"
    found = " ".join(each.message for each in check(overlaid(tiny, text)))
    assert ("needs the process engine" if "start" in verb else "it stands under fill") in found


def rows_of(tiny: Mapping[str, str]) -> list[str]:
    return [row.key for row in build(tiny).decisions["level"].table.rows]


def test_an_overlay_changes_adds_and_retires_rows(tiny: dict[str, str]) -> None:
    _first, second, third = rows_of(tiny)
    text = f"""
overlay: quality.level
add:
  rows:
    - if: {{verdict: {{eq: accept}}, quantity: {{ge: "20"}}}}
      then: {{days: 2}}
change:
  rows:
    "{second}": {{then: {{days: 4}}}}
    "{third}": {{if: {{verdict: {{eq: accept}}, quantity: {{between: ["10", "19.9"]}}}}}}
  tests:
    - given: {{verdict: accept, quantity: 20}}
      expect: {{days: 2}}
"""
    files = overlaid(tiny, text)
    assert check(files) == []
    table = build(files).decisions["level"].table
    assert decide(table, {"verdict": "accept", "quantity": 5}).outputs == {"days": 4}
    assert decide(table, {"verdict": "accept", "quantity": 30}).outputs == {"days": 2}
    retired = overlaid(tiny, f'overlay: quality.level\nretire: ["rows.{second}"]\n')
    assert any("no row fires for" in each.message and "level" in each.file for each in check(retired))


def test_a_sites_rows_are_asked_first_under_first(tiny: dict[str, str]) -> None:
    base = {**tiny, FILE: tiny[FILE].replace("rows:", "policy: first\nrows:", 1)}
    text = """
overlay: quality.level
add:
  rows:
    - if: {quantity: {ge: "50"}}
      then: {days: 9}
"""
    files = overlaid(base, text)
    assert check(files) == []
    assert decide(build(files).decisions["level"].table, {"verdict": "reject", "quantity": 60}).outputs == {"days": 9}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("add: {fields: {x: {type: text, label: {zh: 甲, en: X}}}}", "which has no fields"),
        ("hide: [rows.x]", "hide belongs to models"),
        ("retire: [fields.x]", "allowed: rows.<uid>"),
        ("retire: [rows.abcdef12]", "no row with the uid abcdef12"),
        ("change: {rows: {abcdef12: {then: {days: 1}}}}", "no row with the uid abcdef12"),
    ],
)
def test_an_overlay_that_does_not_fit_a_table_is_refused(tiny: dict[str, str], text: str, said: str) -> None:
    found = [each.message for each in check(overlaid(tiny, f"overlay: quality.level\n{text}\n"))]
    assert any(said in message for message in found), found


def test_a_protected_table_decides_what_the_app_says(tiny: dict[str, str]) -> None:
    base = {**tiny, FILE: tiny[FILE] + "protected: true\n"}
    text = f'overlay: quality.level\nretire: ["rows.{rows_of(tiny)[0]}"]\nchange: {{on_no_match: error}}\n'
    found = [each.message for each in check(overlaid(base, text))]
    assert sum("is protected" in message for message in found) == 2


def test_a_table_comes_back_from_its_content_with_the_same_version(tiny: dict[str, str]) -> None:
    first = from_content(to_content(tiny)).decisions["level"]
    again = build(dict(reversed(tiny.items()))).decisions["level"]
    assert (first.hash, first.table) == (again.hash, again.table)
    changed = build({**tiny, FILE: tiny[FILE].replace("days: 3", "days: 4")}).decisions["level"]
    assert changed.hash != first.hash
