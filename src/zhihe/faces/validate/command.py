"""`zhihe validate statistics`: the shipped published examples, computed on the customer's own machine."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from zhihe.faces.validate.pdf import to_pdf
from zhihe.faces.validate.report import collect, to_json, to_text, verdict
from zhihe.faces.validate.words import Language


@click.group()
def validate() -> None:
    """Check the computation against published examples."""


@validate.command()
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON for machines.")
@click.option(
    "--pdf",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write a report for an auditor to this file.",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the PDF.")
@click.pass_context
def statistics(ctx: click.Context, *, as_json: bool, pdf: Path | None, lang: Language) -> None:
    """Recompute every published number; ends with 1 if one differs."""
    rows = collect()
    if pdf is not None:
        try:
            to_pdf(rows, pdf, made_at=datetime.now(UTC), lang=lang)
        except OSError as error:
            raise click.FileError(str(pdf), hint=error.strerror) from error
    if as_json:
        click.echo(to_json(rows), nl=False)
    elif pdf is not None:
        click.echo(f"{verdict(rows)}\n{pdf}")
    else:
        click.echo(to_text(rows), nl=False)
    ctx.exit(0 if all(row.holds for row in rows) else 1)
