from __future__ import annotations

import datetime as dt
import io
import stat
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.platform.exchange import books

from zhihe.errors import Invalid
from zhihe.platform.exchange import archive, read_xlsx
from zhihe.platform.exchange.opened import Layout, read_table
from zhihe.platform.exchange.quoting import harmless, quoted, unquoted
from zhihe.platform.exchange.table import MAX_BYTES, MAX_COLUMNS, Broken

MOMENT = dt.datetime(2026, 2, 28, 8, 30, tzinfo=dt.UTC).replace(tzinfo=None)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SPREADSHEET = st.sampled_from(
    ["=1+1", "+1", "-x", "@a", "\t", "\r\n", "＝A1", "＠", "'", "''=", " x", "x ", "'t Hart", "'="]
)


def rows(content: bytes, **layout: Any) -> list[tuple[int, list[Any]]]:
    return [(number, list(cells)) for number, cells in read_table(content, Layout(**layout)).rows()]


def refusal(content: bytes, **layout: Any) -> Invalid:
    with pytest.raises(Invalid) as caught:
        read_table(content, Layout(**layout))
    return caught.value


def test_rows_are_numbered_as_a_spreadsheet_does_and_empty_ones_are_passed_over() -> None:
    text = b'a,b\r\n"1\n2",3\r\n\r\n,\r\n4,5'
    table = read_table(text)
    assert (table.header, table.count) == (("a", "b"), 2)
    assert list(table.rows()) == [(2, ["1\n2", "3"]), (5, ["4", "5"])]
    assert list(table.rows()) == list(table.rows())


def test_headings_may_stand_further_down() -> None:
    text = b"Report of 2026,\n\ncode,name\nM1,First\n"
    table = read_table(text, Layout(header=3))
    assert (table.header, list(table.rows())) == (("code", "name"), [(4, ["M1", "First"])])


@pytest.mark.parametrize(
    ("content", "header"),
    [
        (b"a;b,c\n1;2\n", ("a", "b,c")),
        (b"a\tb\tc;d\n1\t2\t3;4\n", ("a", "b", "c;d")),
        (b'"a;x",b\n"1;2;3;4",2\n', ("a;x", "b")),
        (b'"a,x";b\n"1,2";2\n', ("a,x", "b")),
        (b"alone\n1\n", ("alone",)),
    ],
)
def test_the_separator_is_the_one_that_cuts_all_rows_alike(content: bytes, header: tuple[str, ...]) -> None:
    assert read_table(content).header == header


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", "file.empty", "headings"),
        (b"\n,,\n1,2\n", "file.empty", "headings"),
        (b'a,b\n1,"2\n3,4\n', "file.form", "Row 2"),
        (b'a,b\n1,"2"x\n', "file.form", "quotation mark"),
        (b"a,b\n1,\xff\xff\xff\xff\n", "file.encoding", "byte 7"),
        (b"%PDF-1.7 ...", "file.kind", "neither CSV nor XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "file.kind", "old or a protected Excel"),
        (b"PK\x03\x04 no archive", "file.damaged", "no sound XLSX"),
        (b"a" * (MAX_BYTES + 1), "file.size", "25000000"),
        (",".join(f"c{n}" for n in range(MAX_COLUMNS + 1)).encode(), "file.columns", "501 columns"),
        (b"a\n" + b"1\n" * 200_001, "file.rows", "200000"),
        (b"a\n" + b"x" * 200_000, "file.form", "Row 2"),
    ],
)
def test_bad_files_are_refused_with_what_is_wrong(content: bytes, code: str, said: str) -> None:
    error = refusal(content)
    assert error.code == code
    assert said in error.message


def test_an_encoding_that_is_named_is_not_guessed() -> None:
    assert rows("a\né\n".encode("latin-1"), encoding="latin-1") == [(2, ["é"])]
    assert refusal(b"a\n1\n", encoding="klingon").code == "file.encoding"
    assert refusal("a\né\n".encode("latin-1"), encoding="utf-8").code == "file.encoding"


def test_cells_of_a_workbook_come_with_their_types() -> None:
    def fill(made: Any, sheet: Any) -> None:
        day, moment = made.add_format({"num_format": "yyyy-mm-dd"}), made.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        clock = made.add_format({"num_format": "hh:mm:ss"})
        sheet.write_row(1, 1, ["t", "n", "d", "m", "c", "b", "f"])
        sheet.write_string(2, 1, "=1+1")
        sheet.write_number(2, 2, 2.5)
        sheet.write_datetime(2, 3, dt.date(2026, 2, 28), day)
        sheet.write_datetime(2, 4, MOMENT, moment)
        sheet.write_datetime(2, 5, dt.time(8, 30, 1), clock)
        sheet.write(2, 6, True)  # noqa: FBT003
        sheet.write_formula(2, 7, "=1+1", None, 2)

    content = books.book(fill)
    table = read_table(content, Layout(header=2))
    assert table.header == ("", "t", "n", "d", "m", "c", "b", "f")
    ((number, cells),) = table.rows()
    assert number == 3
    assert cells == [
        None, "=1+1", 2.5, dt.date(2026, 2, 28), MOMENT, dt.time(8, 30, 1), True, 2.0,
    ]  # fmt: skip


def test_a_formula_without_a_value_is_no_empty_cell() -> None:
    def fill(_made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["a", "b", "c"])
        sheet.write_formula(1, 0, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 1, "=1+1", None, 77)
        sheet.write_number(1, 2, 5)

    content = books.book(fill)
    bare = books.part(content).replace(b"<v>77</v>", b"")
    assert bare != books.part(content)
    assert rows(books.rezipped(content, {books.SHEET: bare})) == [(2, [Broken("#DIV/0!"), Broken("formula"), 5.0])]


def test_the_first_visible_sheet_or_the_one_named_is_read() -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write(0, 0, "hidden")
        other = made.add_worksheet("Other & <one>")
        other.write_row(0, 0, ["a"])
        other.write_formula(1, 0, "=1/0", None, "#DIV/0!")
        other.activate()
        sheet.hide()

    content = books.book(fill)
    assert read_table(content).header == ("a",)
    assert rows(content) == [(2, [Broken("#DIV/0!")])]
    assert read_table(content, Layout(sheet="数据")).header == ("hidden",)
    assert "Other & <one>" in refusal(content, sheet="Nothing").message


def packed(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return buffer.getvalue()


def linked() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        entry = zipfile.ZipInfo("xl/workbook.xml")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(entry, "/etc/passwd")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: packed(**{"../evil": b"x"}), "file.path"),
        (lambda: packed(**{"/etc/evil": b"x"}), "file.path"),
        (lambda: packed(**{"C:\\evil": b"x"}), "file.path"),
        (linked, "file.link"),
        (lambda: packed(**{f"p{n}": b"" for n in range(2_001)}), "file.entries"),
        (lambda: packed(**{"xl/workbook.xml": b"0" * 210_000_000}), "file.unpacked"),
        (lambda: packed(**{"xl/workbook.xml": b"0" * 20_000_000}), "file.ratio"),
        (lambda: packed(**{"word/document.xml": b"x"}), "file.kind"),
        (lambda: packed(**{"xl/workbook.xml": b"<nothing/>"}), "file.damaged"),
        (lambda: books.plain(["a"])[:-40], "file.damaged"),
    ],
)
def test_hostile_archives_are_refused_by_their_directory(make: Callable[[], bytes], code: str) -> None:
    assert refusal(make()).code == code


def test_a_directory_that_lies_about_its_sizes_ends_in_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the directory hides is met by the child's own bounds on memory and time."""
    monkeypatch.setattr(read_xlsx, "MEMORY", 300_000_000)
    monkeypatch.setattr(archive, "MAX_UNPACKED", 10**12)
    monkeypatch.setattr(archive, "MAX_RATIO", 10**6)
    content = books.plain(["a"], ["b"])
    sheet = books.part(content)
    far = sheet.replace(b'r="A2"', b'r="XFD1048576"').replace(b'<row r="2"', b'<row r="1048576"')
    assert far != sheet
    error = refusal(books.rezipped(content, {books.SHEET: far}))
    assert error.code in {"file.heavy", "file.columns", "file.damaged"}
    entities = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;" * 10) for n in range(12)
    )
    bomb = entities + b"]>" + sheet.split(b"?>", 1)[1].replace(b"<v>0</v>", b"<v>&a11;</v>")
    table_or_error = _result(books.rezipped(content, {books.SHEET: bomb}))
    assert isinstance(table_or_error, Invalid) or table_or_error <= 1


def _result(content: bytes) -> Invalid | int:
    try:
        return read_table(content).count
    except Invalid as error:
        return error


@settings(max_examples=200, deadline=None)
@given(st.one_of(ANY_TEXT, SPREADSHEET, st.builds(str.__add__, SPREADSHEET, ANY_TEXT)))
def test_a_quoted_text_is_no_formula_and_comes_back(text: str) -> None:
    for formulas in (True, False):
        cell = quoted(text, formulas=formulas)
        exact = unquoted(cell)
        read = cell.strip() if exact is None else exact
        assert read == text or (not text.strip() and not cell.strip() and exact is None and cell == text)
    assert not quoted(text)[:1] or quoted(text)[0] not in "=+-@\t\r\n＝＋－＠"


@settings(max_examples=100, deadline=None)
@given(st.one_of(ANY_TEXT, SPREADSHEET))
def test_a_cell_passed_on_is_no_formula_and_read_as_before(cell: str) -> None:
    passed = harmless(cell)
    assert not passed or passed[0] not in "=+-@\t\r\n＝＋－＠"
    before, after = unquoted(cell), unquoted(passed)
    assert (cell if before is None else before) == (passed if after is None else after)
