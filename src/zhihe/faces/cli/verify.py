"""`zhihe verify`: the trail row by row, the ledgers against their entries."""

from __future__ import annotations

import click

from zhihe.faces.http.house import House
from zhihe.platform.records import proof


def verify_company(house: House, company: str) -> None:
    """Say what is broken, the first row of the trail by name; exit code 1 when anything is."""
    with house.engine.database.transaction(company, seconds=3600) as tx:
        trace = proof.broken_trace(tx)
        ledgers = proof.broken_ledgers(tx)
    for line in ledgers:
        click.echo(line)
    if trace is not None:
        click.echo(f"first broken row: {trace}")
    if trace is not None or ledgers:
        raise click.ClickException("The books are not as they were written.")
    click.echo("The audit trail and all ledgers are as they were written.")
