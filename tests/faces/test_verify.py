"""`zhihe verify` on the command line: roots printed, kept, and compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.platform.jobs.conftest import clerk, yard
from tests.platform.jobs.yard import Yard

from zhihe.faces.cli.command import cli
from zhihe.platform.store import seals

__all__ = ["clerk", "yard"]


@pytest.fixture
def command(yard: Yard, tmp_path: Path) -> CliRunner:
    return CliRunner(env={"ZHIHE_DATABASE_URL": yard.engine.database.conninfo, "ZHIHE_HOME": str(tmp_path)})


def test_a_printed_root_is_compared_with_later(yard: Yard, command: CliRunner, tmp_path: Path) -> None:
    verify = ["verify", "--company", yard.company]
    assert "nothing is sealed yet" in command.invoke(cli, [*verify, "--root"]).output
    yard.crate("A-1")
    yard.engine.database.run(yard.company, seals.seal)
    printed = command.invoke(cli, [*verify, "--root"]).output
    assert f"root {yard.company} 1 " in printed

    kept = tmp_path / "kept.txt"
    kept.write_text(printed, encoding="utf-8")
    assert command.invoke(cli, [*verify, "--against", str(kept)]).exit_code == 0
    kept.write_text(f"root {yard.company} 1 {'00' * 32}\n", encoding="utf-8")
    refused = command.invoke(cli, [*verify, "--against", str(kept)])
    assert refused.exit_code == 1
    assert "not the one that was kept" in refused.output


def test_a_file_without_roots_is_refused(yard: Yard, command: CliRunner, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    for text, says in (("nothing", "holds no root"), (f"root {yard.company} one x", "is no line")):
        kept.write_text(text, encoding="utf-8")
        refused = command.invoke(cli, ["verify", "--company", yard.company, "--against", str(kept)])
        assert refused.exit_code == 1
        assert says in refused.output
