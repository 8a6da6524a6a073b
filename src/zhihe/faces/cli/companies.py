"""`zhihe company`: the companies of the installation, by whoever runs it."""

from __future__ import annotations

import click

from zhihe.faces.opened import Place, opened
from zhihe.platform.identity import companies
from zhihe.platform.rules.companies import open_company

MEGABYTE = 1_000_000


@click.group()
def company() -> None:
    """Companies of the installation."""


@company.command("list")
def list_companies() -> None:
    """List all companies with state, users and size."""
    with opened(Place.from_environment()) as house:
        for row in companies.listed(house.engine.database):
            size = f"{row['size'] / MEGABYTE:.1f} MB"
            click.echo(f"{row['key']}\t{row['name']}\t{row['state']}\t{row['users']} users\t{size}")


@company.command("add")
@click.argument("key")
@click.option("--name", required=True, help="As it stands on its papers.")
def add_company(key: str, name: str) -> None:
    """Make a company with the shipped apps; `zhihe user add --company` gives it people."""
    with opened(Place.from_environment()) as house:
        open_company(house.engine.database, key, name)
        click.echo(f"{key} is a company now.")


@company.command("rename")
@click.argument("key")
@click.argument("name")
def rename_company(key: str, name: str) -> None:
    """Give a company another name; its key stays."""
    with opened(Place.from_environment()) as house:
        companies.rename(house.engine.database, key, name)
        click.echo(f"{key} is named {name} now.")


@company.command("close")
@click.argument("key")
def close_company(key: str) -> None:
    """Let nobody into a company and do no work in it; all its records stay."""
    with opened(Place.from_environment()) as house:
        companies.close(house.engine.database, key)
        click.echo(f"{key} is closed; zhihe company reopen {key} opens it again.")


@company.command("reopen")
@click.argument("key")
def reopen_company(key: str) -> None:
    """Let the members of a closed company in again."""
    with opened(Place.from_environment()) as house:
        companies.reopen(house.engine.database, key)
        click.echo(f"{key} is open again.")
