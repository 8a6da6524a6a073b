"""`zhihe jobs`: what waits, runs, failed and is dead; one more try."""

from __future__ import annotations

import click

from zhihe.faces.http.house import House
from zhihe.platform.context import Principal
from zhihe.platform.jobs import SYSTEM, desk


def show_jobs(house: House, company: str, state: str | None, limit: int) -> None:
    """A line for each job: id, state, attempts, when, name, and the error of one that failed."""
    with house.engine.database.transaction(company) as tx:
        rows = desk.listed(tx, _keeper(company), house.tasks, state=state, limit=limit)
    for row in rows:
        tries = f"{row['attempts']}/{row['max_attempts']}"
        click.echo(f"{row['id']}\t{row['state']}\t{tries}\t{row['scheduled_at']:%Y-%m-%d %H:%M:%S}\t{row['name']}")
        if row["error"]:
            click.echo(f"    {row['error']}")
    if not rows:
        click.echo("There is none.")


def replay(house: House, company: str, job: str) -> None:
    """Put a dead job back with one attempt."""
    with house.engine.database.transaction(company) as tx:
        row = desk.replay(tx, _keeper(company), house.tasks, job)
    click.echo(f"{row['name']} is {row['state']} again.")


def _keeper(company: str) -> Principal:
    """Who works at the machine itself sees all jobs."""
    return Principal(SYSTEM, "", company, administrator=True)
