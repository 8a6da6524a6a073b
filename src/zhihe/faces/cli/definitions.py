"""`zhihe check | diff | publish | types | api`: definition files on disk."""

from __future__ import annotations

from pathlib import Path

import click

import zhihe
import zhihe.apps
from zhihe.faces.http.app import routed
from zhihe.faces.http.health import fixed_document
from zhihe.faces.http.house import House
from zhihe.platform.model import build, load_apps, load_files
from zhihe.platform.model.check_all import check
from zhihe.platform.model.types_text import types_text
from zhihe.platform.model.writer import fix
from zhihe.platform.rules import publishing


def _files(folder: Path | None) -> dict[str, str]:
    return load_apps() | (load_files(folder) if folder else {})


def check_files(folder: Path | None, *, rewrite: bool) -> None:
    """Print every problem of the files; exit code 1 when there is one."""
    if rewrite:
        _fix(folder or Path(zhihe.apps.__path__[0]))
    files = _files(folder)
    problems = check(files, handlers=True)
    for problem in problems:
        click.echo(str(problem))
    if problems:
        raise click.ClickException(f"{len(problems)} problem(s) in {len(files)} files.")
    click.echo(f"{len(files)} files are good.")


def _fix(root: Path) -> None:
    files = load_files(root)
    for path, text in fix(files).items():
        if text != files[path]:
            (root / path).write_text(text, encoding="utf-8")
            click.echo(f"wrote {path}")


def show_plan(house: House, folder: Path | None, company: str) -> None:
    """Print the steps and problems of publishing these files."""
    found = publishing.plan(house.engine.database, company, _files(folder))
    for step in found.data():
        click.echo(f"{step['text']['en']}  ({step['rows']} rows)")
    for problem in found.problems:
        click.echo(f"! {problem.message}")
    for conflict in publishing.conflicts(house.engine.database, company, _files(folder)):
        click.echo(f"? {conflict}")
    if not found.steps and not found.problems:
        click.echo("Nothing would change in the tables.")


def publish_files(
    house: House, folder: Path | None, company: str, note: str, acknowledged: tuple[str, ...] = ()
) -> None:
    """Publish these files and say which version runs now."""
    version = publishing.publish(house.engine.database, company, _files(folder), None, note, acknowledged=acknowledged)
    click.echo(f"{company} runs version {version.version} ({version.hash[:12]}), {len(version.plan)} steps.")


def print_api() -> None:
    """Print the OpenAPI document of the fixed routes; neither a server nor a database is asked."""
    click.echo(fixed_document(routed()).decode())


def write_types() -> None:
    """Write src/zhihe/types.py from the shipped definitions."""
    target = Path(zhihe.__file__).parent / "types.py"
    target.write_text(types_text(build(load_apps())), encoding="utf-8")
    click.echo(f"wrote {target.name}")
