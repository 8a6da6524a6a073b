"""The validation report: the shipped examples, and packages of examples made for the case at hand."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import sys
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from zhihe.faces.validate import examples
from zhihe.faces.validate.command import validate
from zhihe.faces.validate.example import Example
from zhihe.faces.validate.report import Row, collect, published, row_of, to_json, to_pdf, to_text, verdict

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
GOOD = """
from zhihe.faces.validate.example import Example
EXAMPLES = (
    Example("b.mean", "A book, p. 1", "mean", 1.33, lambda: 4 / 3, 0.005),
    Example("a.count", "A book, p. 2", "count", 3, lambda: 3),
    Example("b.mean", "A paper", "letter", "K", lambda: "K"),
)
"""
BAD = """
from zhihe.faces.validate.example import Example
EXAMPLES = (Example("c.ratio", "A misprint", "ratio", 2.5, lambda: 2.51, 0.005),)
"""


@pytest.fixture(scope="module")
def shipped() -> list[Row]:
    """Compute the shipped examples once."""
    return collect()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the examples package look for its modules in an empty folder."""
    folder = tmp_path / "examples"
    folder.mkdir()
    monkeypatch.setattr(examples, "__path__", [str(folder)])
    for name in ("good", "bad"):
        monkeypatch.delitem(sys.modules, f"{examples.__name__}.{name}", raising=False)
    importlib.invalidate_caches()
    (folder / "good.py").write_text(GOOD, encoding="utf-8")
    return folder


def example(expected: float | str, ours: float | str, tolerance: float = 0.0) -> Example:
    return Example("some.method", "Some source", "some number", expected, lambda: ours, tolerance)


def printed(path: Path) -> str:
    """Return the text a PDF prints; a core font has one byte for each letter."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", path.read_bytes(), re.DOTALL)
    pages = b"".join(zlib.decompress(stream) for stream in streams)
    return " ".join(text.decode("latin-1") for text in re.findall(rb"\((.*?)(?<!\\)\) Tj", pages, re.DOTALL))


def test_every_shipped_example_is_a_row_that_holds(shipped: list[Row]) -> None:
    modules = [
        importlib.import_module(f"{examples.__name__}.{m.name}") for m in pkgutil.iter_modules(examples.__path__)
    ]
    assert len(shipped) == sum(len(module.EXAMPLES) for module in modules) > 0
    assert [row.method for row in shipped] == sorted(row.method for row in shipped)
    assert [row for row in shipped if not row.holds] == []


def test_shipped_words_can_be_printed_with_the_core_fonts(shipped: list[Row]) -> None:
    for row in shipped:
        f"{row.method}{row.source}{row.quantity}{row.expected}{row.ours}".encode("latin-1")


def test_shipped_rows_stay_within_half_the_last_printed_digit(shipped: list[Row]) -> None:
    for row in shipped:
        if row.difference is None:
            assert row.ours == row.expected
        else:
            assert abs(row.difference) <= row.tolerance
            assert row.difference == pytest.approx(float(row.ours) - float(row.expected), abs=1e-300)


def test_a_number_is_compared_and_its_difference_kept() -> None:
    row = row_of(example(1.5, 1.625, 0.2))
    assert (row.ours, row.difference, row.holds) == (1.625, 0.125, True)
    assert not row_of(example(1.5, 1.75, 0.2)).holds


def test_a_count_must_be_equal() -> None:
    assert row_of(example(3, 3)).holds
    assert not row_of(example(3, 4)).holds


def test_text_has_no_difference() -> None:
    assert (row_of(example("K", "K")).difference, row_of(example("K", "K")).holds) == (None, True)
    assert not row_of(example("K", "L")).holds
    assert not row_of(example("K", 1.0)).holds


def test_an_example_is_computed_once() -> None:
    calls = []

    def compute() -> float:
        calls.append(1)
        return 1.0

    row_of(Example("m", "s", "q", 1.0, compute, 0.5))
    assert len(calls) == 1


def test_text_shows_ours_with_one_digit_more_than_printed() -> None:
    text = to_text([row_of(example(0.667, 2 / 3, 0.0005))])
    assert "ok   some number: source 0.667, ours 0.6667, difference -3.3e-04  [Some source]" in text


def test_text_shows_large_numbers_and_counts_without_invented_digits() -> None:
    rows = [row_of(example(1200.0, 1234.0, 50.0)), row_of(example(7, 7))]
    assert "source 1200, ours 1234," in to_text(rows)
    assert "source 7, ours 7," in to_text(rows)


def test_text_marks_what_differs_and_says_how_many() -> None:
    rows = [row_of(example(1.0, 2.0, 0.5)), row_of(example("K", "K"))]
    lines = to_text(rows).splitlines()
    assert lines[0] == "some.method"
    assert [line.split()[0] for line in lines[1:3]] == ["DIFF", "ok"]
    assert lines[-1] == "2 published numbers of 1 methods from 1 sources: 1 differ" == verdict(rows)


def test_json_carries_each_row_and_what_computed_it(shipped: list[Row]) -> None:
    document = json.loads(to_json(shipped))
    assert (document["numbers"], document["differing"]) == (len(shipped), 0)
    assert {"zhihe", "numpy", "scipy", "python", "machine"} == set(document["environment"])
    assert [Row(**row) for row in document["rows"]] == shipped


def test_json_counts_what_differs() -> None:
    assert json.loads(to_json([row_of(example(1, 2)), row_of(example(1, 1))]))["differing"] == 1


def test_pdf_prints_every_method_and_number(shipped: list[Row], tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    to_pdf(shipped, path, made_at=NOON)
    text = printed(path)
    assert path.read_bytes().startswith(b"%PDF-")
    assert "2026-03-01T12:00:00+00:00" in text
    assert {row.method for row in shipped} <= set(text.split())
    assert text.split().count("ok") == len(shipped)
    assert "DIFF" not in text.replace("marked DIFF on a red ground", "")


def test_pdf_marks_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    to_pdf([row_of(example(1.0, 2.0, 0.5)), row_of(example("K", "K"))], path, made_at=NOON)
    words = printed(path).split()
    assert words[-1] == "ok"
    assert words.count("DIFF") == 2  # one of them in the explanation of the mark


def test_pdf_of_the_same_rows_and_time_is_the_same(tmp_path: Path) -> None:
    rows = [row_of(example(1.0, 1.0))]
    for name in ("one.pdf", "two.pdf"):
        to_pdf(rows, tmp_path / name, made_at=NOON)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_pdf_begins_a_method_on_a_new_page_rather_than_part_it_from_its_table(tmp_path: Path) -> None:
    for count in range(15, 45):
        rows = [row_of(example(1.0, 1.0))] * count + [row_of(Example("z.last", "s", "q", 1.0, lambda: 1.0))]
        path = tmp_path / f"{count}.pdf"
        to_pdf(rows, path, made_at=NOON)
        streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", path.read_bytes(), re.DOTALL)
        pages = [zlib.decompress(stream) for stream in streams]
        page = next(page for page in pages if b"(z.last)" in page)
        assert page.split(b"(z.last)")[1].count(b"(ok)") == 1


def test_modules_are_found_where_the_package_looks(package: Path) -> None:
    assert package.is_dir()
    assert [e.quantity for e in published()] == ["mean", "count", "letter"]
    assert [row.quantity for row in collect()] == ["count", "mean", "letter"]


def test_command_prints_text_and_ends_with_0(package: Path) -> None:
    assert package.is_dir()
    result = CliRunner().invoke(validate, ["statistics"])
    assert result.exit_code == 0
    assert result.output == to_text(collect())
    assert result.output.endswith("3 published numbers of 2 methods from 3 sources: all agree to the digits printed\n")


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_command_ends_with_1_if_a_row_differs(package: Path, options: list[str]) -> None:
    (package / "bad.py").write_text(BAD, encoding="utf-8")
    result = CliRunner().invoke(validate, ["statistics", *options])
    assert result.exit_code == 1
    assert "A misprint" in result.output


def test_command_prints_json(package: Path) -> None:
    assert package.is_dir()
    result = CliRunner().invoke(validate, ["statistics", "--json"])
    assert result.exit_code == 0
    assert [row["method"] for row in json.loads(result.output)["rows"]] == ["a.count", "b.mean", "b.mean"]


def test_command_writes_a_pdf_and_says_where(package: Path) -> None:
    path = package.parent / "report.pdf"
    result = CliRunner().invoke(validate, ["statistics", "--pdf", str(path)])
    assert result.exit_code == 0
    assert result.output == f"{verdict(collect())}\n{path}\n"
    assert "A book, p. 1" in printed(path)


def test_command_writes_pdf_and_json_together(package: Path) -> None:
    path = package.parent / "report.pdf"
    result = CliRunner().invoke(validate, ["statistics", "--json", "--pdf", str(path)])
    assert json.loads(result.output)["numbers"] == 3
    assert path.read_bytes().startswith(b"%PDF-")


def test_command_says_when_the_pdf_cannot_be_written(package: Path) -> None:
    path = package.parent / "no such folder" / "report.pdf"
    result = CliRunner().invoke(validate, ["statistics", "--pdf", str(path)])
    assert result.exit_code == 1
    assert f"Could not open file '{path}': No such file or directory" in result.output
