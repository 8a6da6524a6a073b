"""The validation report: the shipped examples, and packages of examples made for the case at hand."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import sys
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from fontTools.ttLib import TTFont

from zhihe.faces.validate import examples
from zhihe.faces.validate.checks import CHECKS
from zhihe.faces.validate.command import validate
from zhihe.faces.validate.example import Example
from zhihe.faces.validate.pdf import FONT, to_pdf
from zhihe.faces.validate.report import (
    Row,
    collect,
    examples_hash,
    published,
    results_hash,
    row_of,
    to_json,
    to_text,
    verdict,
)
from zhihe.faces.validate.sources import CHECKED_ON
from zhihe.faces.validate.words import METHODS, WORDS, Language, named, word

READ = "0 read in a copy of the source, 0 in a work that quotes it"
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


def pages(path: Path) -> list[str]:
    """Return the text that each page of a PDF prints, by the font's own table of codes and signs."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", path.read_bytes(), re.DOTALL)
    unpacked = [zlib.decompressobj().decompress(stream) if stream[:1] == b"x" else stream for stream in streams]
    signs: dict[int, str] = {}
    for stream in unpacked:
        if b"beginbfchar" in stream:
            for code, sign in re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]{4,8})>", stream):
                signs[int(code, 16)] = bytes.fromhex(sign.decode()).decode("utf-16-be")
    return [_text(stream, signs) for stream in unpacked if b" Tj" in stream]


def _text(stream: bytes, signs: dict[int, str]) -> str:
    words = []
    for found in re.findall(rb"\(((?:\\.|[^\\)])*)\) Tj", stream, re.DOTALL):
        plain = re.sub(rb"\\(.)", lambda m: {b"r": b"\r", b"n": b"\n"}.get(m[1], m[1]), found, flags=re.DOTALL)
        words.append("".join(signs[(plain[i] << 8) + plain[i + 1]] for i in range(0, len(plain) - 1, 2)))
    return " ".join(words)


def printed(path: Path) -> str:
    """Return the text of all pages; a wrapped cell is several words."""
    return " ".join(pages(path))


def test_every_shipped_example_is_a_row_that_holds(shipped: list[Row]) -> None:
    modules = [
        importlib.import_module(f"{examples.__name__}.{m.name}") for m in pkgutil.iter_modules(examples.__path__)
    ]
    assert len(shipped) == sum(len(module.EXAMPLES) for module in modules) > 0
    assert [row.method for row in shipped] == sorted(row.method for row in shipped)
    assert [row for row in shipped if not row.holds] == []


def test_the_font_holds_every_sign_of_the_report(shipped: list[Row]) -> None:
    known = {chr(code) for code in TTFont(FONT).getBestCmap()}
    said = "".join(text for pair in (*WORDS.values(), *CHECKS.values()) for text in pair) + "".join(METHODS.values())
    rows = "".join(f"{row.method}{row.source}{row.quantity}{row.expected}{row.ours}{row.seen}" for row in shipped)
    assert set(said + rows) <= known


def test_every_method_has_a_chinese_name(shipped: list[Row]) -> None:
    assert {row.method for row in shipped} == set(METHODS)
    assert named("spc.u", "zh") == "u 图（spc.u）"
    assert named("spc.u", "en") == "spc.u"
    assert named("a.new.one", "zh") == "a.new.one"


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
    said = "ok   some number: source 0.667, ours 0.6667, difference -3.3e-04  [Some source; cited, no copy read]"
    assert said in text


def test_text_names_methods_of_fewer_than_two_sources_read(shipped: list[Row]) -> None:
    assert "fewer than two sources" not in to_text(shipped)
    assert "some.method: 0; " in to_text([row_of(example(1, 1))])
    one = [row for row in shipped if row.method == "spc.g" and row.quantity == "centre"]
    thin = to_text(one).split("methods with fewer than two sources read, and what checks them\n")[1].split("\n\n")[0]
    assert thin == f"  spc.g: 1; {CHECKS['spc.g'][1]}"
    enough = [row for row in shipped if row.method == "capability.box_cox"]
    assert "lambda: source 0.6055, ours 0.60554, difference +4.2e-05  [Kabacoff" in to_text(enough)


def test_text_shows_large_numbers_and_counts_without_invented_digits() -> None:
    rows = [row_of(example(1200.0, 1234.0, 50.0)), row_of(example(7, 7))]
    assert "source 1200, ours 1234," in to_text(rows)
    assert "source 7, ours 7," in to_text(rows)


def test_text_marks_what_differs_and_says_how_many() -> None:
    rows = [row_of(example(1.0, 2.0, 0.5)), row_of(example("K", "K"))]
    lines = to_text(rows).splitlines()
    assert lines[0] == "some.method"
    assert [line.split()[0] for line in lines[1:3]] == ["DIFF", "ok"]
    scope = "2 published numbers of 1 methods from 1 sources"
    assert lines[-1] == f"{scope}: 1 differ; {READ}, 2 only cited" == verdict(rows)


def test_json_carries_each_row_and_what_computed_it(shipped: list[Row]) -> None:
    document = json.loads(to_json(shipped))
    assert (document["numbers"], document["differing"]) == (len(shipped), 0)
    assert {"zhihe", "numpy", "scipy", "python", "machine", "system", "host"} == set(document["environment"])
    assert (document["examples_sha256"], document["results_sha256"]) == (examples_hash(shipped), results_hash(shipped))
    assert document["sources_read_on"] == CHECKED_ON
    assert document["read"] == sum(row.seen != "" for row in shipped)
    assert document["read_in_a_quotation"] == sum("quote" in row.seen for row in shipped) > 0
    assert {method for method, count in document["sources_read"].items() if count < 2} == set()
    assert [Row(**row) for row in document["rows"]] == shipped


def test_json_counts_what_differs() -> None:
    assert json.loads(to_json([row_of(example(1, 2)), row_of(example(1, 1))]))["differing"] == 1


def test_the_hashes_tell_examples_and_results_apart(shipped: list[Row]) -> None:
    first, rest = shipped[0], shipped[1:]
    other = [replace(first, ours=1.25), *rest]
    assert examples_hash(other) == examples_hash(shipped)
    assert results_hash(other) != results_hash(shipped)
    assert examples_hash([replace(first, expected=1.25), *rest]) != examples_hash(shipped)
    assert results_hash([row_of(example("K", "K"))]) != results_hash([row_of(example("K", "L"))])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pdf_prints_every_method_and_number(shipped: list[Row], tmp_path: Path, lang: Language) -> None:
    path = tmp_path / "report.pdf"
    to_pdf(shipped, path, made_at=NOON, lang=lang)
    text = printed(path)
    assert path.read_bytes().startswith(b"%PDF-")
    for fact in (word("title", lang), "2026-03-01T12:00:00+00:00", CHECKED_ON, examples_hash(shipped)):
        assert fact in text
    methods = {row.method for row in shipped}
    assert all(named(method, lang) in text for method in methods)
    assert text.split().count("ok") == len(shipped) + len(methods)  # each method has a line in the summary
    assert text.count("DIFF") == 1  # in the explanation of the mark


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_page_of_the_pdf_says_which_of_how_many_it_is(shipped: list[Row], tmp_path: Path, lang: Language) -> None:
    path = tmp_path / "report.pdf"
    to_pdf(shipped, path, made_at=NOON, lang=lang)
    found = pages(path)
    for number, text in enumerate(found, 1):
        assert word("page", lang, page=number, pages=len(found)).replace(" ", "") in text.replace(" ", "")
        assert word("title", lang) in text


def test_pdf_marks_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    rows = [row_of(example(1.0, 2.0, 0.5)), row_of(example("K", "K"))]
    to_pdf(rows, path, made_at=NOON, lang="en")
    text = printed(path)
    assert text.count("DIFF") == 3  # in the explanation of the mark, of the method and of its row
    assert text.split().count("ok") == 1
    assert "from 1 sources: 1 differ." in text
    to_pdf(rows, path, made_at=NOON)
    assert word("differ", "zh", numbers=2, methods=1, sources=1, failed=1) in printed(path)


def test_pdf_gives_each_method_a_line_before_its_numbers(shipped: list[Row], tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    own = [row for row in shipped if row.method in {"spc.g", "spc.ewma"}]
    to_pdf([*own, row_of(example(1.0, 2.0))], path, made_at=NOON, lang="en")
    summary = printed(path).split(word("summary", "en"))[1].split(word("quantity", "en"))[0]
    counts = summary.split("spc.g ")[1].split()[:3]
    assert counts == [str(sum(row.method == "spc.g" for row in own)), "6", "2"]
    assert CHECKS["spc.g"][1].split()[0] in summary
    assert summary.split().count("DIFF") == 1


def test_pdf_tells_a_copy_from_a_quotation_and_both_from_a_citation(shipped: list[Row], tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    own = [row for row in shipped if row.method == "spc.phase_one"]
    to_pdf(own, path, made_at=NOON, lang="en")
    quoted = sum("quote" in row.seen for row in own)
    assert 0 < quoted < sum(row.seen != "" for row in own) < len(own)
    assert printed(path).split().count("quoted") == quoted


def test_pdf_has_no_chapter_of_thin_methods_where_there_are_none(shipped: list[Row], tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    to_pdf([row for row in shipped if row.method == "capability.box_cox"], path, made_at=NOON, lang="en")
    assert word("thin", "en") not in printed(path)
    to_pdf([row for row in shipped if row.quantity == "centre"], path, made_at=NOON, lang="en")
    assert word("thin", "en") in printed(path)


def test_pdf_of_the_same_rows_and_time_is_the_same(tmp_path: Path) -> None:
    rows = [row_of(example(1.0, 1.0))]
    for name in ("one.pdf", "two.pdf"):
        to_pdf(rows, tmp_path / name, made_at=NOON)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_pdf_begins_a_method_on_a_new_page_rather_than_part_it_from_its_table(tmp_path: Path) -> None:
    for count in range(15, 45):
        rows = [row_of(example(1.0, 1.0))] * count + [row_of(Example("z.last", "s", "q", 1.0, lambda: 1.0))]
        path = tmp_path / f"{count}.pdf"
        to_pdf(rows, path, made_at=NOON, lang="en")
        page = next(page for page in pages(path) if "z.last source quantity" in page)
        assert page.split("z.last source quantity")[1].split().count("ok") == 1


def test_modules_are_found_where_the_package_looks(package: Path) -> None:
    assert package.is_dir()
    assert [e.quantity for e in published()] == ["mean", "count", "letter"]
    assert [row.quantity for row in collect()] == ["count", "mean", "letter"]


def test_command_prints_text_and_ends_with_0(package: Path) -> None:
    assert package.is_dir()
    result = CliRunner().invoke(validate, ["statistics"])
    assert result.exit_code == 0
    assert result.output == to_text(collect())
    scope = "3 published numbers of 2 methods from 3 sources: all agree to the digits printed"
    assert result.output.endswith(f"{scope}; {READ}, 3 only cited\n")


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
    assert word("title", "zh") in printed(path)
    CliRunner().invoke(validate, ["statistics", "--pdf", str(path), "--lang", "en"])
    assert word("title", "en") in printed(path)


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
