"""The documentation's page of statistics: its table is the one made from the examples, and it names every method."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zhihe.faces.validate.page import BEGIN, END, checks, main, renewed
from zhihe.faces.validate.report import Row, collect

PAGE = Path("docs/apps/statistics.md")


@pytest.fixture(scope="module")
def shipped() -> list[Row]:
    """Compute the shipped examples once."""
    return collect()


def test_the_table_of_checks_is_made_from_the_examples(shipped: list[Row]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == renewed(page, shipped), "run: python -m zhihe.faces.validate.page docs/apps/statistics.md"


def test_formula_and_convention_are_given_for_every_method(shipped: list[Row]) -> None:
    formulas = PAGE.read_text(encoding="utf-8").split("## Formula and convention")[1].split("## Checks passed")[0]
    assert set(re.findall(r"`([a-z]+\.[a-z_0-9.]+)`", formulas)) == {row.method for row in shipped}


def test_the_page_leads_to_the_pages_of_the_methods() -> None:
    links = re.findall(r"\]\((statistics/[a-z-]+\.md)\)", PAGE.read_text(encoding="utf-8"))
    assert {PAGE.parent / link for link in links} == set((PAGE.parent / "statistics").glob("*.md"))


def test_a_number_that_differs_shows_in_the_table(shipped: list[Row]) -> None:
    own = [row for row in shipped if row.method == "spc.g"]
    assert f"| `spc.g` | {len(own)} of {len(own)} |" in checks(shipped)


def test_a_page_is_written_anew_between_its_marks(tmp_path: Path, shipped: list[Row]) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    main(page)
    text = page.read_text(encoding="utf-8")
    assert text == f"before\n{BEGIN}\n\n{checks(shipped)}\n\n{END}\nafter\n"


def test_a_page_without_marks_is_refused(shipped: list[Row]) -> None:
    with pytest.raises(ValueError, match="the page has no place between"):
        renewed("nothing here", shipped)
