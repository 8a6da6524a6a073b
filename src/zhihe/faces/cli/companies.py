"""`zhihe company list`: the companies of the installation as lines."""

from __future__ import annotations

import click

from zhihe.faces.http.house import House
from zhihe.platform.identity import companies

MEGABYTE = 1_000_000


def show_companies(house: House) -> None:
    """Print key, name, state, users and megabytes of each company."""
    for row in companies.listed(house.engine.database):
        size = f"{row['size'] / MEGABYTE:.1f} MB"
        click.echo(f"{row['key']}\t{row['name']}\t{row['state']}\t{row['users']} users\t{size}")
