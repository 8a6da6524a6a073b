"""`zhihe verify`: the trail against its seals and row by row, the ledgers against their entries."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from zhihe.errors import Invalid
from zhihe.faces.http.house import House
from zhihe.platform.records import proof
from zhihe.platform.store import seals


def verify_company(house: House, company: str, *, root: bool = False, against: Path | None = None) -> None:
    """Say what is broken, the first row of the trail by name; exit code 1 when anything is.

    ``root`` prints the newest root, which binds all of the trail before it; ``against`` is a file of such lines.
    """
    kept = {} if against is None else kept_roots(against, company)
    with house.engine.database.transaction(company, seconds=3600) as tx:
        trail = proof.broken_trail(tx, kept)
        ledgers = proof.broken_ledgers(tx)
        last = seals.last_seal(tx)
    for line in ledgers:
        click.echo(line)
    if trail is not None:
        click.echo(f"first broken: {trail}")
    if trail is not None or ledgers:
        raise click.ClickException("The books are not as they were written.")
    click.echo("The audit trail and all ledgers are as they were written.")
    if root:
        click.echo(
            "root: nothing is sealed yet" if last is None else f"root {company} {last.number} {last.chain.hex()}"
        )


def kept_roots(file: Path, company: str) -> Mapping[int, bytes]:
    """The roots of a company in a file of lines that `zhihe verify --root` printed; others in it are passed over."""
    found: dict[int, bytes] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if words[:1] != ["root"] or words[1:2] != [company]:
            continue
        try:
            _root, _company, number, chain = words
            found[int(number)] = bytes.fromhex(chain)
        except ValueError as error:
            raise Invalid(
                "root.line", f"{line!r} is no line that `zhihe verify --root` prints.", file=str(file), line=line
            ) from error
    if not found:
        raise Invalid("root.none", f"{file} holds no root of the company {company}.", file=str(file), company=company)
    return found
