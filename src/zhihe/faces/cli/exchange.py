"""`zhihe import`, `zhihe export` and `zhihe template`: files in and out, as a user with his rights."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import click

from zhihe.errors import Invalid, NotFound
from zhihe.faces.http.bodies import mapping, parsed
from zhihe.faces.http.house import House
from zhihe.platform.context import Principal
from zhihe.platform.exchange.columns import Heading
from zhihe.platform.exchange.exporting import Asked, export
from zhihe.platform.exchange.importing import Options, open_import, run_import
from zhihe.platform.exchange.report import Outcome, error_file
from zhihe.platform.exchange.template import template
from zhihe.platform.exchange.writers import FORMATS, Format, as_workbook
from zhihe.platform.identity.identity import principal
from zhihe.platform.model.values import Language
from zhihe.platform.store import accounts

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `zhihe import` was asked for."""

    model: str
    file: Path
    mapping: Path | None
    options: Options
    report: Path | None
    reason: str = ""


def member(house: House, login: str, company: str) -> Principal:
    """The user of this login as he is in a company."""
    with house.engine.database.shared() as tx:
        user = accounts.user_by_login(tx, login)
        seat = None if user is None else accounts.seat(tx, user["id"], company)
    if seat is None:
        raise NotFound("user.not_member", f"{login} is no user of {company}; name one with --user.", login=login)
    return principal(seat)


def import_file(house: House, who: Principal, wanted: Wanted) -> None:
    """Import a file and say what came of it; exit code 1 when rows were refused."""
    content = _read(wanted.file)
    told = None if wanted.mapping is None else _text(wanted.mapping)
    click.echo(f"Reading {wanted.file.name} …", err=True)
    with click.progressbar(length=1, label="Importing", file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        asked = open_import(
            wanted.model, content, mapping=told, options=wanted.options, progress=progress, file=wanted.file.name
        )
        outcome = run_import(house.engine, who, asked, request_id="command", reason=wanted.reason)
    _say(outcome)
    if wanted.report is not None and outcome.errors:
        wanted.report.write_bytes(_report(outcome, wanted.report))
        click.echo(f"The wrong rows are in {wanted.report}: correct them there and import that file.")
    if outcome.errors:
        raise SystemExit(1)


def _say(outcome: Outcome) -> None:
    for error in outcome.errors[:SHOWN]:
        column = f"{error.column}, " if error.column else ""
        value = f"{error.value!r}: " if error.value else ""
        click.echo(f"row {error.row}, {column}{value}{error.reason}", err=True)
    if len(outcome.errors) > SHOWN:
        click.echo(f"… and {len(outcome.errors) - SHOWN} more; --report FILE has all of them.", err=True)
    if outcome.ignored:
        click.echo(f"not read, set by the system: {', '.join(outcome.ignored)}")
    click.echo(
        f"{outcome.total} rows: {outcome.created} new, {outcome.updated} changed, {outcome.unchanged} unchanged, "
        f"{outcome.skipped} passed over, {outcome.wrong} wrong."
    )
    if outcome.dry_run:
        click.echo("A dry run: nothing was kept.")
    elif not outcome.saved:
        click.echo("Nothing was kept: all rows must be good. With --mode good the good ones are taken.")


def _report(outcome: Outcome, path: Path) -> bytes:
    content = error_file(outcome)
    return as_workbook(content) if form_of(path) == "xlsx" else content


def export_file(house: House, who: Principal, model: str, file: Path, asked: Asked) -> None:
    """Write a list to a file."""
    made = house.engine.run(who, lambda unit: export(unit, model, asked), request_id="command")
    _write(made.file, file)
    click.echo(f"{made.records} records written to {file}")


def write_template(house: House, who: Principal, model: str, file: Path, language: Language) -> None:
    """Write an empty file with the columns this user may fill."""
    form = form_of(file)
    made = house.engine.read(who, lambda unit: template(unit, model, form, language=language))
    _write(made.file, file)
    click.echo(f"template written to {file}")


def asked_of(file: Path, where: str, fields: str, sort: str, *, lines: bool, heading: Heading, lang: Language) -> Asked:
    """What an export was asked for on the command line."""
    return Asked(
        format=form_of(file),
        where=mapping(parsed(where.encode()), "where") if where else None,
        fields=_listed(fields),
        sort=_listed(sort),
        lines=lines,
        heading=heading,
        language=lang,
    )


def form_of(file: Path) -> Format:
    """The format that a file's name says."""
    ending = file.suffix.lower().removeprefix(".")
    for each in FORMATS:
        if ending == each:
            return each
    raise Invalid("file.kind", f"{file.name} ends with neither .csv nor .xlsx.", field="file", value=file.name)


def _listed(text: str) -> Sequence[str]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _write(content: IO[bytes], file: Path) -> None:
    try:
        with content, file.open("wb") as target:
            shutil.copyfileobj(content, target)
    except OSError as error:
        raise Invalid("file.write", f"{file} cannot be written: {error.strerror}.", field="file") from error


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Invalid("file.read", f"{file} cannot be read: {error.strerror}.", field="file") from error


def _text(file: Path) -> str:
    try:
        return _read(file).decode()
    except UnicodeDecodeError as error:
        raise Invalid("mapping.text", f"{file} is no text in UTF-8.", field="mapping") from error
