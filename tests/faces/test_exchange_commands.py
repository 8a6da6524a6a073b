"""`zhihe import`, `export` and `template` as they are typed, on a data folder with an embedded database."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.stories.conftest import Factory

from zhihe.faces.cli.command import cli
from zhihe.faces.opened import utc_now
from zhihe.platform.identity.identity import Identity
from zhihe.platform.store.embedded import Embedded

UNITS = "code,name_zh,name_en,dimension\npcs,件,piece,count\nkg,千克,kilogram,mass\n"


class Typed:
    """A company and a user at a terminal."""

    def __init__(self, company: str, folder: Path) -> None:
        self.company, self.folder = company, folder

    def __call__(self, *words: str, code: int = 0) -> Result:
        named = ["--company", self.company, "--user", f"{self.company}-ann"]
        result = CliRunner().invoke(cli, [*words, *named], catch_exceptions=False)
        assert result.exit_code == code, result.output
        return result

    def file(self, name: str, text: str = "") -> str:
        path = self.folder / name
        if text:
            path.write_text(text, "utf-8")
        return str(path)


@pytest.fixture
def typed(factory: Factory, postgres: Embedded, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    company, database = factory.company, factory.house.engine.database
    identity = Identity(database, utc_now)
    identity.create_user(f"{company}-ann", "Ann", "a long pass phrase")
    identity.set_member(f"{company}-ann", company, ["key_user"])
    monkeypatch.setenv("ZHIHE_HOME", str(home))
    monkeypatch.setenv("ZHIHE_DATABASE_URL", postgres.url)
    return Typed(company, tmp_path)


def test_a_file_goes_in_and_comes_out(typed: Typed) -> None:
    units = typed.file("units.csv", UNITS)
    dry = typed("import", "unit", units, "--dry-run")
    assert "2 new" in dry.output
    assert "nothing was kept" in dry.output
    assert "2 new" in typed("import", "unit", units).output
    out = typed.file("out.csv")
    where = '{"field": "code", "op": "eq", "value": "kg"}'
    typed("export", "unit", out, "--fields", "code,name_en", "--heading", "key", "--where", where)
    assert Path(out).read_text("utf-8-sig") == "code,name_en\nkg,kilogram\n"
    book = typed.file("all.xlsx")
    assert "2 records" in typed("export", "unit", book).output
    assert "2 unchanged" in typed("import", "unit", book).output
    empty = typed.file("template.xlsx")
    typed("template", "unit", empty)
    assert "0 new, 0 changed, 0 unchanged, 1 passed over" in typed("import", "unit", empty).output


def test_wrong_rows_end_with_1_and_come_back_as_a_file(typed: Typed) -> None:
    bad = typed.file("bad.csv", UNITS.replace("mass", "a/b"))
    report = typed.file("wrong.csv")
    told = typed("import", "unit", bad, "--report", report, code=1)
    assert "row 3, dimension, 'a/b'" in told.output
    assert "Nothing was kept" in told.output
    some = typed("import", "unit", bad, "--mode", "good", "--report", report, code=1)
    assert "1 new" in some.output
    mended = typed.file("mended.csv", Path(report).read_text("utf-8-sig").replace(",a/b", ",mass"))
    assert "1 new" in typed("import", "unit", mended).output


def test_a_mapping_file_says_what_columns_mean(typed: Typed) -> None:
    file = typed.file("old.csv", "Kuerzel;Name\npcs;件\n")
    mapping = typed.file(
        "old.yaml",
        "fields:\n  code: Kuerzel\n  name_zh: Name\n  name_en: {constant: piece}\n  dimension: {constant: count}\n",
    )
    assert "1 new" in typed("import", "unit", file, "--mapping", mapping).output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "unit", "absent.csv"), "absent.csv cannot be read"),
        (("import", "unti", "FILE"), "There is no model 'unti'"),
        (("export", "unit", "out.pdf"), "neither .csv nor .xlsx"),
        (("template", "unit", "out"), "neither .csv nor .xlsx"),
        (("import", "unit", "FILE", "--user", "nobody"), "nobody is no user of"),
    ],
)
def test_what_is_asked_wrong_is_said_in_a_sentence(typed: Typed, words: tuple[str, ...], said: str) -> None:
    file = typed.file("units.csv", UNITS)
    given = [file if word == "FILE" else word for word in words]
    named = [] if "--user" in given else ["--user", f"{typed.company}-ann"]
    result = CliRunner().invoke(cli, [*given, "--company", typed.company, *named])
    assert result.exit_code == 1
    assert said in result.output
